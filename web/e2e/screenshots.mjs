// The pictures docs/img/board-*.png: the real board on a record of the examples. `make screenshots` takes them anew, with words
// behind the script's name only those whose names begin with one.
import { mkdirSync } from "node:fs";
import { browser, open, password, serve } from "./board.mjs";

const out = new URL("../../docs/img/", import.meta.url).pathname;
mkdirSync(out, { recursive: true });
const only = process.argv.slice(2);
const board = await serve();
const guarded = await serve({ root: "admin", ana: "analyst", rita: "reader", desk: "analyst" });
const chrome = await browser();

async function shoot(name, path, { size = "wide", theme = "light", height, before, at = board } = {}) {
  if (only.length && !only.some((word) => name.startsWith(word))) return;
  const { page, context, go } = await open(chrome, at.url, { size, theme });
  if (height) await page.setViewportSize({ width: page.viewportSize().width, height });
  await go(path);
  await before?.(page);
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${out}board-${name}.png` });
  console.log(`docs/img/board-${name}.png`);
  await context.close();
}

try {
  await shoot("empty", "/", { height: 760 });
  await board.api("/examples", {});
  const { events } = await board.api("/events?pair=IND,PAK&limit=100");
  const told = events.reduce((a, b) => ((b.claims?.length ?? 0) * 10 + b.articles > (a.claims?.length ?? 0) * 10 + a.articles ? b : a));
  const report = (await board.api(`/events/${told.id}`)).reports[0];
  const week = "/pair/IND/PAK?from=2025-04-18&to=2025-05-14&day=2025-05-08";
  await shoot("world", "/?at=2025-05-10", { height: 960 });
  await shoot("world-dark", "/?at=2025-05-10&area=asia", { theme: "dark", height: 960 });
  await shoot("world-narrow", "/?at=2025-05-10&area=asia", { size: "narrow" });
  await shoot("pair", week, { height: 1500 });
  await shoot("pair-dark", week, { theme: "dark", height: 1000 });
  await shoot("pair-narrow", week, { size: "narrow", theme: "dark", height: 1100 });
  await shoot("event", `/event/${told.id}`, { height: 1200 });
  await shoot("event-narrow", `/event/${told.id}`, { size: "narrow" });
  await shoot("article", `/article/${report.source.id}`, { before: (page) => page.locator(".text a.trigger").nth(3).hover() });
  await shoot("article-narrow", `/article/${report.source.id}`, { size: "narrow", theme: "dark" });
  await shoot("country", "/country/PAK?from=2025-04-01&to=2025-05-12");
  await shoot("actor", "/actor?q=Marco%20Rubio", { height: 640 });
  await shoot("search", "/search?q=ASSAULT%20PAK%20IND%20since%20May%202025");
  await shoot("alerts", "/alerts", { height: 560 });
  await shoot("sources", "/sources", { height: 760 });
  await shoot("brief", "/brief/IND/PAK?at=2025-05-11");
  await shoot("try", "/try", {
    before: async (page) => {
      await page.getByRole("button", { name: "Code the sample" }).click();
      await page.locator(".text a.role").first().waitFor();
    },
  });
  await shoot("login", "/users", { at: guarded, height: 420 });
  const login = async (page) => {
    await page.getByLabel("Name", { exact: true }).fill("root");
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("link", { name: "Your account" }).waitFor();
  };
  const makeToken = async (page) => {
    await login(page);
    await page.getByLabel("What it is for").fill("nightly export");
    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByRole("button", { name: "Done" }).waitFor();
  };
  await shoot("account", "/account", { at: guarded, height: 900, before: makeToken });
  await shoot("users", "/users", {
    at: guarded,
    height: 680,
    before: async (page) => {
      await login(page);
      await page.getByRole("button", { name: "Change role, desk" }).click();
    },
  });
  await shoot("users-narrow", "/users", { at: guarded, size: "narrow", theme: "dark", before: login });
} finally {
  await chrome.close();
  await board.stop();
  await guarded.stop();
}
