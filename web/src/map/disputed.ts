// Borders that are drawn dashed because they are disputed or are lines of control. Natural Earth marks them at finer scales only, so
// they are listed here: a border between two drawn areas, or the part of it inside a box of [west, south, east, north] degrees.
// "CYP CYP" and "SOM SOM" are the borders inside Cyprus and Somalia, whose parts Natural Earth draws apart.

export type Disputed = { between: [string, string]; box?: [number, number, number, number] };

export const disputed: Disputed[] = [
  { between: ["IND", "PAK"], box: [73, 32.2, 80, 38] }, // Line of Control in Kashmir
  { between: ["CHN", "IND"] }, // Line of Actual Control
  { between: ["CHN", "PAK"] }, // beyond Kashmir
  { between: ["BTN", "CHN"] },
  { between: ["SRB", "XKX"] },
  { between: ["CYP", "CYP"] },
  { between: ["SOM", "SOM"] },
  { between: ["ISR", "PSE"] },
  { between: ["ISR", "SYR"] }, // Golan
  { between: ["ESH", "MAR"] },
  { between: ["RUS", "UKR"] }, // the border of 1991 and the line before Crimea; the front is not drawn
  { between: ["KOR", "PRK"] }, // Military Demarcation Line
  { between: ["SDN", "SSD"] },
  { between: ["EGY", "SDN"], box: [33, 21, 38, 24] }, // Halaib
  { between: ["KEN", "SSD"] }, // Ilemi
  { between: ["GUY", "VEN"] }, // Essequibo
  { between: ["GUY", "SUR"], box: [-59, 1, -54, 4] },
];
