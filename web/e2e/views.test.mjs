// Every view in both themes and both widths: it stands, nothing runs over, no fault of a script, and axe finds nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { all, browser, colours, open, serve, settled, sizes, violations } from "./board.mjs";

let board, chrome, event, article;

before(async () => {
  [board, chrome] = await Promise.all([serve(), browser()]);
  await board.api("/examples", {});
  const { events } = await board.api("/events?pair=IND,PAK&limit=100");
  event = events.reduce((a, b) => (b.articles > a.articles ? b : a)).id;
  article = (await board.api(`/events/${event}`)).reports[0].source.id;
});
after(async () => {
  await chrome?.close();
  await board?.stop();
});

const views = {
  world: () => "/?at=2025-05-10",
  "world, an area": () => "/?at=2025-05-10&area=asia",
  pair: () => "/pair/IND/PAK?from=2025-04-18&to=2025-05-20&day=2025-05-08",
  event: () => `/event/${event}`,
  article: () => `/article/${article}`,
  country: () => "/country/PAK?from=2025-04-01&to=2025-05-10",
  actor: () => "/actor?q=Marco%20Rubio",
  search: () => "/search?q=ASSAULT%20PAK%20IND%20since%20May%202025",
  "search without a find": () => "/search?q=zeppelin",
  alerts: () => "/alerts",
  sources: () => "/sources",
  brief: () => "/brief/IND/PAK?at=2025-05-11",
  try: () => "/try",
  login: () => "/login",
  "no such page": () => "/nowhere",
  "no such country": () => "/country/Atlantis",
};
// What these ask for does not exist; the browser itself notes the answer in its console.
const refused = { "no such country": /status of 4\d\d/ };

for (const [name, path] of Object.entries(views)) {
  test(name, async () => {
    const { page, context, faults } = await open(chrome, board.url);
    for (const size of ["wide", "narrow"]) {
      await page.setViewportSize(sizes[size]);
      await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
      await settled(page, board.url + path());
      assert.equal(await page.locator("h1").count(), 1, "one h1");
      assert.ok((await page.title()).length > "Barograph".length, "a title");
      assert.ok(await page.getByLabel("What the marks mean").isVisible(), "the legend is there");
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${over} pixels run over at ${size}`);
      assert.deepEqual(await violations(page, all), [], `light, ${size}`);
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      assert.deepEqual(await violations(page, colours), [], `dark, ${size}`);
    }
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const printed = await page.evaluate(() => ({
      controls: [...document.querySelectorAll(".noprint")].filter((e) => e.getClientRects().length).length,
      ground: getComputedStyle(document.body).backgroundColor,
    }));
    assert.deepEqual(printed, { controls: 0, ground: "rgb(255, 255, 255)" }, "printed without controls, on white");
    assert.deepEqual(faults.filter((f) => !refused[name]?.test(f)), []);
    await context.close();
  });
}

test("an answer that does not come is told, and asked for again", async () => {
  const { page, context } = await open(chrome, board.url);
  await page.route("**/api/v1/top?*", (r) => r.abort());
  await page.goto(board.url);
  const alert = page.getByRole("alert").first();
  await alert.getByText("The server does not answer").waitFor();
  assert.deepEqual(await violations(page, all), []);
  await page.unroute("**/api/v1/top?*");
  await alert.getByRole("button", { name: "Ask again" }).click();
  await page.getByRole("heading", { name: /Rose most/ }).waitFor();
  await context.close();
});

test("the first view weighs at most 300 kB", async (t) => {
  const { page, context, go } = await open(chrome, board.url);
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  let bytes = 0;
  network.on("Network.loadingFinished", (e) => (bytes += e.encodedDataLength));
  const began = Date.now();
  await go("/");
  await page.locator("svg[role=img] path.land").first().waitFor();
  t.diagnostic(`the world stood after ${Date.now() - began} ms`);
  await page.getByRole("slider", { name: "Day shown on the map" }).waitFor();
  t.diagnostic(`${(bytes / 1000).toFixed(0)} kB in all`);
  assert.ok(bytes > 50_000 && bytes <= 300_000, `${bytes} bytes`);
  await context.close();
});
