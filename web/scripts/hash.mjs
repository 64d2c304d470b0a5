// Writes dist/sources.sha256: what the built files were made from, so that a test without Node can tell whether they are of these
// sources. The hash is over the sorted paths and contents of all that the build reads; web/embed_test.go computes the same.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
const inputs = ["index.html", "package-lock.json", "package.json", "src", "svelte.config.js", "tsconfig.json", "vite.config.ts"];

const files = (path) => (statSync(join(root, path)).isDirectory() ? readdirSync(join(root, path)).flatMap((f) => files(path + "/" + f)) : [path]);
function hash(paths) {
  const h = createHash("sha256");
  for (const path of paths.sort()) {
    const content = readFileSync(join(root, path));
    h.update(`${path}\0${content.length}\0`);
    h.update(content);
  }
  return h.digest("hex");
}
const built = files("dist").filter((f) => f !== "dist/sources.sha256");
writeFileSync(join(root, "dist/sources.sha256"), `${hash(inputs.flatMap(files))} sources\n${hash(built)} built\n`);
