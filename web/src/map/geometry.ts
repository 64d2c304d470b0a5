import { geoEqualEarth, geoGraticule10, geoPath, type GeoProjection } from "d3-geo";
import type { FeatureCollection, LineString, MultiLineString, MultiPoint } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { disputed, type Disputed } from "./disputed";
import world from "./world.json";

const topology = world.topology as unknown as Topology<{ countries: GeometryCollection }>;
const countries = feature(topology, topology.objects.countries) as FeatureCollection;

/** Where a country's name, mark or arc goes: [longitude, latitude]. */
export const points = world.points as unknown as Record<string, [number, number]>;
const drawn = new Set(countries.features.map((f) => String(f.id)));

export const areas = {
  world: { name: "World", box: [-168, -56, 190, 80], turn: -11 },
  europe: { name: "Europe", box: [-12, 34, 48, 66], turn: -18 },
  "middle-east": { name: "Middle East", box: [24, 12, 64, 43], turn: -44 },
  asia: { name: "South and Central Asia", box: [58, 5, 100, 48], turn: -78 },
  pacific: { name: "East Asia and Pacific", box: [94, -12, 150, 50], turn: -122 },
  africa: { name: "Africa", box: [-19, -36, 53, 38], turn: -17 },
  americas: { name: "Americas", box: [-130, -56, -34, 58], turn: 82 },
} as const;
export type Area = keyof typeof areas;

const isDisputed = (a: string, b: string): Disputed | undefined =>
  disputed.find(({ between: [x, y] }) => (x === a && y === b) || (x === b && y === a));

/** The lines of borders that are, or are not, disputed; a border may be so in part. */
function borders(wanted: boolean): MultiLineString {
  const out: MultiLineString = { type: "MultiLineString", coordinates: [] };
  const add = (line: number[][], box: Disputed["box"]) => {
    let run: number[][] = [];
    for (let i = 1; i < line.length; i++) {
      const [x = 0, y = 0] = [0, 1].map((k) => (line[i - 1]![k]! + line[i]![k]!) / 2);
      const inside = !box || (x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3]);
      if (inside === wanted) {
        if (run.length === 0) run.push(line[i - 1]!);
        run.push(line[i]!);
      } else if (run.length) {
        out.coordinates.push(run);
        run = [];
      }
    }
    if (run.length) out.coordinates.push(run);
  };
  if (!wanted) {
    out.coordinates.push(...mesh(topology, topology.objects.countries, (a, b) => a !== b && !isDisputed(String(a.id), String(b.id))).coordinates);
  }
  for (const d of disputed) {
    const [x, y] = d.between;
    if (!d.box && !wanted) continue;
    const line = mesh(topology, topology.objects.countries, (a, b) => a !== b && ((a.id === x && b.id === y) || (a.id === y && b.id === x)));
    for (const l of line.coordinates) add(l, d.box);
  }
  return out;
}

const settled = borders(false);
const open = borders(true);

export type Drawing = {
  width: number;
  height: number;
  graticule: string;
  countries: { code: string; d: string }[];
  /** Countries too small to be drawn at this scale: a dot stands for them. */
  dots: { code: string; x: number; y: number }[];
  borders: string;
  disputed: string;
  at: (code: string) => [number, number] | null;
};

/** The map of an area, as wide as asked for. */
export function draw(area: Area, width: number): Drawing {
  const { box, turn } = areas[area];
  const [w, s, e, n] = box;
  const frame: MultiPoint = { type: "MultiPoint", coordinates: [] };
  for (let i = 0; i <= 8; i++) {
    const x = w + ((e - w) * i) / 8;
    const y = s + ((n - s) * i) / 8;
    frame.coordinates.push([x, s], [x, n], [w, y], [e, y]);
  }
  const projection: GeoProjection = geoEqualEarth().rotate([turn, 0]);
  projection.fitWidth(width, frame);
  const [[, top], [, bottom]] = geoPath(projection).bounds(frame);
  let height = Math.ceil(bottom - top);
  const most = Math.max(width * 0.62, 300);
  if (height > most) {
    height = Math.ceil(most);
    projection.fitSize([width, height], frame);
  }
  projection.clipExtent([[-2, -2], [width + 2, height + 2]]);
  const path = geoPath(projection).digits(1);
  const at = (code: string): [number, number] | null => {
    const p = points[code] && projection(points[code]);
    return p && p[0] >= 0 && p[1] >= 0 && p[0] <= width && p[1] <= height ? [p[0], p[1]] : null;
  };
  const line = (g: MultiLineString | LineString) => path(g) ?? "";
  return {
    width,
    height,
    graticule: line(geoGraticule10()),
    countries: countries.features.map((f) => ({ code: String(f.id), d: path(f) ?? "" })).filter((c) => c.d && c.code !== "ATA"),
    dots: Object.keys(points).filter((c) => !drawn.has(c)).flatMap((code) => {
      const p = at(code);
      return p ? [{ code, x: p[0], y: p[1] }] : [];
    }),
    borders: line(settled),
    disputed: line(open),
    at,
  };
}
