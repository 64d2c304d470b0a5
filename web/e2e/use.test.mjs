// The board as people use it: by keyboard alone, with links that keep the state, correcting, live, on an empty record, and with
// articles that mean harm.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, open, run, serve, settled } from "./board.mjs";

let board, chrome;

before(async () => {
  [board, chrome] = await Promise.all([serve(), browser()]);
});
after(async () => {
  await chrome?.close();
  await board?.stop();
});

test("an empty record explains itself, codes a text, and takes the examples", async () => {
  const { page, context, faults, go } = await open(chrome, board.url);
  await go("/");
  await page.getByRole("heading", { name: "The record is empty" }).waitFor();
  await page.getByLabel("Text of an article").fill("Iran fired missiles at Israel on Tuesday, the Israeli army said.");
  await page.getByLabel("Day of publication").fill("2024-10-02");
  await page.getByRole("button", { name: "Code it" }).click();
  const fired = page.locator(".text a.trigger").first();
  await fired.waitFor();
  assert.match(await fired.textContent(), /fired/);
  await fired.hover();
  assert.match(await page.getByRole("tooltip").textContent(), /trigger.*Assault/s);
  await page.getByRole("link", { name: /Iran.*Israel/ }).first().waitFor();

  await page.getByRole("button", { name: "Load the examples" }).click();
  await page.getByRole("heading", { name: "Rose most" }).waitFor();
  await page.getByText("Latest events").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("the parts of a day add up to its pressure", async () => {
  const { page, context, go, faults } = await open(chrome, board.url);
  await go("/pair/IND/PAK?from=2025-04-18&to=2025-05-20&day=2025-05-10");
  const side = page.locator("section.side");
  const whole = await board.api("/dyads/IND/PAK/days/2025-05-10");
  const more = side.getByRole("button", { name: /more events?$/ });
  await more.click();
  await more.waitFor({ state: "detached" });
  const points = (await side.locator("tbody td.n").allInnerTexts()).map((t) => Number(t.replace("−", "-").replace("+", "").trim()));
  assert.ok(points.length >= whole.parts.length && points.every(Number.isFinite), points.join(" "));
  const sum = points.reduce((a, b) => a + b, 0);
  const told = Number(await side.locator("tfoot td").innerText());
  assert.ok(Math.abs(sum - told) <= 0.05 * points.length + 0.05, `the parts add up to ${sum}, told is ${told}`);
  assert.ok(Math.abs(told - whole.pressure) < 0.06, `told is ${told}, the pressure ${whole.pressure}`);
  assert.match(await page.locator("p.lead").innerText(), /Last direct contact: 10 May, by phone/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("dragging zooms, marks open their day, and the address keeps it all", async () => {
  const { page, context, go, faults } = await open(chrome, board.url);
  await go("/pair/IND/PAK?from=2025-04-18&to=2025-05-20");
  const plot = await page.locator("rect.catch").boundingBox();
  await page.mouse.move(plot.x + plot.width * 0.55, plot.y + 60);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.75, plot.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=2025-05-0\d&to=2025-05-1\d/);
  await page.locator("g.mark").first().click();
  await page.waitForURL(/day=2025-05-\d\d&event=|event=.*day=/);
  const url = page.url();
  const day = new Date(new URL(url).searchParams.get("day")).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  await page.locator("section.side h2", { hasText: day }).waitFor();
  const heading = await page.locator("section.side h2").innerText();
  await settled(page, url);
  assert.equal(await page.locator("section.side h2").innerText(), heading);
  // An event that goes both ways has two rows.
  const picked = await page.locator("tr.picked a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  assert.deepEqual([...new Set(picked)], ["/event/" + new URL(url).searchParams.get("event")]);
  await page.goBack();
  await page.goBack();
  assert.deepEqual(faults, []);
  await context.close();
});

test("by keyboard alone from the world to the sentence", async () => {
  const { page, context, go, faults } = await open(chrome, board.url);
  await go("/");
  const focus = () => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute("aria-label") || "");
  const tabTo = async (what) => {
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press("Tab");
      const here = await focus();
      if (what.test(here)) {
        const seen = await page.evaluate(() => {
          const style = getComputedStyle(document.activeElement);
          return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        });
        assert.ok(seen, `the focus on ${here} can be seen`);
        return;
      }
    }
    assert.fail(`Tab never came to ${what}`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await focus(), "To the content");
  await page.keyboard.press("Enter");
  await tabTo(/^Day shown on the map$/);
  const before = await page.locator("h1").innerText();
  for (let i = 0; i < 13; i++) await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/at=2025-05/);
  assert.notEqual(await page.locator("h1").innerText(), before);
  await tabTo(/^India – Pakistan$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "India – Pakistan" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the focus begins at the new view");
  await tabTo(/^Day$/);
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/day=2025/);
  await page.locator("section.side tbody a").first().waitFor();
  await tabTo(/^(India|Pakistan)\s*(India|Pakistan)$/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/event\//);
  await page.getByRole("heading", { name: "What the record says" }).waitFor();
  const headline = await page.locator("ol a[href^='/article/']").first().innerText();
  await tabTo(new RegExp("^" + headline.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").slice(0, 30)));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/article\//);
  await page.locator(".text a.role").first().waitFor();
  for (let i = 0; i < 40 && !(await page.getByRole("tooltip").count()); i++) await page.keyboard.press("Tab");
  assert.match(await page.getByRole("tooltip").innerText(), /\w/, "the focus tells what the words are");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("tooltip").count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a person corrects, it is signed, and can be undone", async () => {
  const { page, context, go, faults } = await open(chrome, board.url);
  const { events } = await board.api("/events?pair=IND,PAK&status=occurred&type=ASSAULT&limit=1");
  await go(`/event/${events[0].id}`);
  await page.getByLabel("A field is wrong").check();
  await page.getByRole("combobox", { name: /^Field/ }).selectOption("status");
  await page.getByRole("combobox", { name: /^Value/ }).selectOption("alleged");
  await page.getByLabel("Note").fill("<b>only one side says so</b>");
  await page.getByRole("button", { name: "Keep this" }).click();
  await page.locator(".act b", { hasText: "alleged" }).waitFor();
  const said = page.locator("section", { has: page.getByRole("heading", { name: "Corrections" }) });
  await said.getByText("ana corrected: status is alleged").waitFor();
  await said.getByText("<b>only one side says so</b>").waitFor();
  const kept = page.waitForEvent("download");
  await said.getByRole("link", { name: "All corrections as annotated data" }).click();
  const lines = (await readFile(await (await kept).path(), "utf8")).trim().split("\n");
  assert.ok(lines.some((l) => JSON.parse(l).events?.some((e) => e.status === "alleged")), lines[0]);
  await said.getByRole("button", { name: "Undo" }).click();
  await page.locator(".act b", { hasText: "occurred" }).waitFor();
  assert.equal((await board.api(`/events/${events[0].id}`)).status, "occurred");
  assert.deepEqual(faults, []);
  await context.close();
});

test("an article ingested by another process comes to the open board", async (t) => {
  const { page, context, go, faults } = await open(chrome, board.url);
  await go("/");
  await page.getByText("live", { exact: true }).waitFor();
  const file = join(board.dir, "live.txt");
  await writeFile(file, "Norway expels two Russian diplomats\n\nOSLO, 20 August 2025\n\nNorway expelled two Russian diplomats on Wednesday, the foreign ministry said.\n");
  await run("ingest", "--db", board.db, file);
  const ended = Date.now();
  await page.locator(".latest a", { hasText: "Norway" }).first().waitFor({ timeout: 20_000 });
  t.diagnostic(`it stood on the board ${Date.now() - ended} ms after the ingest had ended`);
  await page.locator(".latest li", { hasText: "new" }).first().waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("hostile articles stay text", async () => {
  const { page, context, go, faults } = await open(chrome, board.url);
  const evil = `<img src=x onerror=alert(1)><script>window.hit=1</script>`;
  const escaped = evil.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const file = join(board.dir, "evil.html");
  await writeFile(
    file,
    `<!doctype html><html lang="en"><head><title>${escaped} Peru bombs Chile</title>
<link rel="canonical" href="javascript:alert(2)"><meta property="og:url" content="javascript:alert(3)"><meta property="og:site_name" content="${escaped}Gazette">
<meta property="article:published_time" content="2025-08-21T10:00:00Z"></head><body><article><h1>${escaped} Peru bombs Chile</h1>
<p>Peru bombed a Chilean port on Thursday, President ${escaped} Quispe said.</p><p>{{constructor.constructor('window.hit=1')()}} Chile condemned the attack, "><svg onload=alert(4)> it said.</p></article></body></html>`,
  );
  await run("ingest", "--db", board.db, file);
  const { events } = await board.api("/events?pair=PER,CHL&limit=10");
  assert.ok(events.length > 0, "the article told an event");
  const detail = await board.api(`/events/${events[0].id}`);
  for (const path of ["/", `/event/${events[0].id}`, `/article/${detail.reports[0].source.id}`, "/pair/PER/CHL", "/search?q=" + encodeURIComponent(evil), "/search?q=Chile", "/sources", "/actor?q=" + encodeURIComponent(evil), "/brief/PER/CHL", "/country/" + encodeURIComponent(evil)]) {
    await go(path);
    const harm = await page.evaluate(() => ({
      hit: "hit" in window,
      images: document.images.length,
      scripts: [...document.scripts].filter((s) => !s.src).length,
      links: [...document.querySelectorAll("a")].map((a) => a.getAttribute("href") ?? "").filter((h) => /^\s*(javascript|data|vbscript):/i.test(h)),
    }));
    assert.deepEqual(harm, { hit: false, images: 0, scripts: 0, links: [] }, path);
  }
  await go(`/article/${detail.reports[0].source.id}`);
  assert.match(await page.locator(".text").innerText(), /onerror=alert\(1\)|Quispe/);
  // The browser notes refusals of what an address asked for in vain; scripts and policies must have none.
  assert.deepEqual(faults.filter((f) => !/status of 4\d\d/.test(f)), []);
  await context.close();
});
