// Tells how long the first view takes on a large record: node e2e/first.mjs RECORD, with BAROGRAPH_BINARY. The server is started anew for the
// first visit of each round and answers the second from what it has at hand by then; the browser has nothing kept in either.
import { browser, listening, sizes } from "./board.mjs";

const rounds = Number(process.env.BAROGRAPH_ROUNDS ?? 3);
const record = process.argv[2];
if (!record) throw new Error("name a record: node e2e/first.mjs RECORD");

/** Visits the start page as somebody new does; times are in milliseconds from the moment at which the browser is sent there. */
async function visit(b, url) {
  const context = await b.newContext({ viewport: sizes.wide, timezoneId: "UTC", locale: "en-GB" });
  const page = await context.newPage();
  const answers = [];
  page.on("requestfinished", (r) => {
    const t = r.timing();
    answers.push({ path: r.url().slice(url.length), took: Math.round(t.responseEnd - t.requestStart) });
  });
  const begin = performance.now();
  const since = () => Math.round(performance.now() - begin);
  await page.goto(url, { waitUntil: "commit" });
  await page.waitForSelector("main h1");
  const shell = since();
  // All is there: the map with its pressures, the pairs, the events, the slider; and a press on a button does what it should.
  await page.waitForFunction(() => {
    const has = (selector, n = 1) => document.querySelectorAll(selector).length >= n;
    return has("main figure svg path", 150) && has("main .pairs li a") && has("main .latest li") && has("main input[type=range]:not([disabled])") && !has("main [role=status] > .bar");
  });
  const filled = since();
  await page.getByRole("link", { name: "Europe", exact: true }).click();
  await page.waitForSelector("main a[aria-current=true] >> text=Europe");
  const interactive = since();
  const kB = await page.evaluate(() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).reduce((n, e) => n + e.encodedBodySize, 0) / 1024);
  await context.close();
  const slowest = answers.filter((a) => a.path.startsWith("/api/")).sort((x, y) => y.took - x.took).slice(0, 4);
  return { shell, filled, interactive, kB: Math.round(kB), slowest: slowest.map((a) => `${a.path} ${a.took}`).join(", ") };
}

const b = await browser();
try {
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    const server = await listening("--db", record);
    const started = Math.round(performance.now() - begin);
    try {
      for (const what of ["after a start", "again"]) {
        const v = await visit(b, server.url);
        console.log(`${what}: heading ${v.shell} ms, all there ${v.filled} ms, a press answered ${v.interactive} ms, ${v.kB} kB` + (what === "again" ? "" : ` (the server took ${started} ms to listen)`));
        console.log(`  slowest answers, ms: ${v.slowest}`);
      }
    } finally {
      await server.stop();
    }
  }
} finally {
  await b.close();
}
