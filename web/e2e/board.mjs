// What the end-to-end tests and the screenshots share: the real server on a record of its own, and the real browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";

export const password = "a long enough password";
export const binary = process.env.BAROGRAPH_BINARY ?? new URL("../../bin/barograph", import.meta.url).pathname;

/** Starts `barograph serve` at a free port; it is there when it has told its address. */
export async function listening(...flags) {
  const server = spawn(binary, ["serve", "--addr", "127.0.0.1:0", ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  const gone = new Promise((done) => server.once("exit", done));
  let said = "";
  const url = await new Promise((found, failed) => {
    const read = (data) => {
      said += data;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found(address[0]);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", read);
    server.once("exit", (code) => failed(new Error(`barograph serve ended with ${code}:\n${said}`)));
  });
  return {
    url,
    stop: () => {
      server.kill("SIGTERM");
      setTimeout(() => server.kill("SIGKILL"), 5000).unref();
      return gone;
    },
  };
}

/**
 * Starts `barograph serve` on a new record; the caller stops it. Corrections over loopback bear the name ana. With accounts, a role by
 * name, a login is demanded as it is behind a proxy; the password of each is `password`.
 */
export async function serve(accounts) {
  const dir = mkdtempSync(join(tmpdir(), "barograph-board-"));
  const db = join(dir, "record.db");
  for (const [name, role] of Object.entries(accounts ?? {})) await runWith(password + "\n", "user", "add", name, "--role", role, "--db", db);
  const access = accounts ? ["--trust-proxy", "--rate", "0"] : ["--user", "ana"];
  const server = await listening("--db", db, ...access);
  const url = server.url;
  return {
    url,
    db,
    dir,
    api: async (path, body) => {
      const answer = await fetch(url + "/api/v1" + path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Runs the command line. */
export const run = (...args) => runWith("", ...args);

/** Runs the command line with something on standard input. */
export const runWith = (input, ...args) =>
  new Promise((done, failed) => {
    const p = spawn(binary, args, { stdio: ["pipe", "pipe", "pipe"] });
    p.stdin.end(input);
    let out = "";
    p.stdout.on("data", (d) => (out += d));
    p.stderr.on("data", (d) => (out += d));
    p.on("exit", (code) => (code === 0 ? done(out) : failed(new Error(`barograph ${args.join(" ")} ended with ${code}:\n${out}`))));
  });

/** Debian's Chromium, or what BAROGRAPH_CHROMIUM names. */
export async function browser() {
  const executablePath = process.env.BAROGRAPH_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => existsSync(p));
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none"] });
}

export const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } };

/** A page that fails the test on any error of a script, refusal by the content security policy, or request to elsewhere. */
export async function open(b, base, { size = "wide", theme = "light", ...more } = {}) {
  const context = await b.newContext({ viewport: sizes[size], colorScheme: theme, reducedMotion: "reduce", timezoneId: "UTC", locale: "en-GB", ...more });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (e) => faults.push(`script: ${e.message}`));
  page.on("console", (m) => {
    if (m.type() === "error" || /Content Security Policy/.test(m.text())) faults.push(`console: ${m.text()} ${m.location().url}`);
  });
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !r.url().startsWith("blob:")) faults.push(`elsewhere: ${r.url()}`);
  });
  page.on("dialog", (d) => {
    faults.push(`dialog: ${d.message()}`);
    void d.dismiss();
  });
  return { page, context, faults, go: (path) => settled(page, base + path) };
}

/** Goes to an address and waits until the view has what it asked for. The stream of changes stays open, so the network never rests. */
export async function settled(page, url) {
  if (url) await page.goto(url);
  await page.waitForSelector("main h1", { state: "attached" });
  await page.waitForFunction(() => !document.querySelector("main [role=status] > .bar") && document.fonts.status === "loaded");
}

/** What axe finds. */
export async function violations(page, options) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate((o) => window.axe.run(document, o), options);
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} (${n.failureSummary?.replace(/\s+/g, " ").slice(0, 200)})`).slice(0, 4).join("; ")}`);
}
/** The rules of WCAG 2.2 AA, and those on colours alone. */
export const all = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
export const colours = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
