// Makes src/map/world.json from the world-atlas package (Natural Earth, public domain): the countries at 1:110 million with ISO 3166
// alpha-3 codes for ids, and for every country at 1:50 million a point where its name, mark or arc goes. `npm run map` makes it anew.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoArea, geoCentroid, geoContains } from "d3-geo";
import { feature } from "topojson-client";
import iso from "i18n-iso-countries";

const require = createRequire(import.meta.url);
const atlas = (scale) => JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`)));

// Areas that Natural Earth draws but ISO 3166 does not number.
const unnumbered = { Kosovo: "XKX", "N. Cyprus": "CYP", Somaliland: "SOM" };
const code = (g) => iso.numericToAlpha3(g.id) ?? unnumbered[g.properties.name] ?? "";

// Where the middle of the largest part is not where one looks for the country.
const placed = { USA: [-98, 39.5], CAN: [-100, 56], RUS: [95, 61], NOR: [9, 61], FRA: [2.5, 46.6], CHL: [-71, -33], IDN: [113, -1], MYS: [102.5, 4], ISR: [35, 31.3], VNM: [106.5, 15.5] };

const largest = (f) => {
  if (f.geometry.type !== "MultiPolygon") return f;
  const parts = f.geometry.coordinates.map((coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates } }));
  return parts.reduce((a, b) => (geoArea(b) > geoArea(a) ? b : a));
};

const topology = atlas("110m");
topology.objects = { countries: topology.objects.countries };
for (const g of topology.objects.countries.geometries) {
  g.id = code(g);
  delete g.properties;
}
const drawn = new Set(topology.objects.countries.geometries.map((g) => g.id));

const fine = atlas("50m");
const points = {};
for (const f of feature(fine, fine.objects.countries).features) {
  const c = code(f);
  if (!c || points[c]) continue;
  const middle = geoCentroid(largest(f));
  points[c] = (placed[c] ?? middle).map((x) => Math.round(x * 10) / 10);
  if (geoContains(f, middle) === false && !placed[c] && drawn.has(c)) console.warn(`${c}: its middle lies outside`);
}
writeFileSync(new URL("../src/map/world.json", import.meta.url), JSON.stringify({ topology, points }) + "\n");
console.log(`${drawn.size} countries drawn, ${Object.keys(points).length} points`);
