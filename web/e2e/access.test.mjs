// Who may do what, where a login is demanded: real accounts, as behind a proxy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { all, browser, colours, open, password, serve, settled, sizes, violations } from "./board.mjs";

let board, chrome, event;
let clients = 0;

before(async () => {
  [board, chrome] = await Promise.all([serve({ root: "admin", ana: "analyst", rita: "reader", otto: "reader" }), browser()]);
  // A program of the analyst's puts one event into the record.
  const session = await ask("POST", "/login", { name: "ana", password });
  const cookie = session.headers.get("set-cookie").split(";")[0];
  const coded = await (await ask("POST", "/code", { text: "Iran fired missiles at Israel on Tuesday, the Israeli army said.", date: "2024-10-02", keep: true }, { Cookie: cookie })).json();
  const listed = await (await ask("GET", "/events?pair=IRN,ISR", undefined, { Cookie: cookie })).json();
  assert.equal(listed.events.length, 1, JSON.stringify(coded));
  event = listed.events[0].id;
});
after(async () => {
  await chrome?.close();
  await board?.stop();
});

/** Asks the API as a program does. */
const ask = (method, path, body, headers = {}) =>
  fetch(board.url + "/api/v1" + path, { method, headers: { ...(body ? { "Content-Type": "application/json" } : {}), ...headers }, body: body && JSON.stringify(body) });
const withToken = (token, method, path, body) => ask(method, path, body, { Authorization: `Bearer ${token}` });

/** A browser at an address of its own, for logins are counted by client. */
const visitor = () => open(chrome, board.url, { extraHTTPHeaders: { "X-Forwarded-For": `198.51.100.${++clients}` } });

async function login(page, name, word = password) {
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Password", { exact: true }).fill(word);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** A visitor who has logged in and is at a page. */
async function loggedIn(name, path) {
  const v = await visitor();
  const answer = await ask("POST", "/login", { name, password }, { "X-Forwarded-For": `198.51.100.${clients}` });
  const [cookie, value] = answer.headers.get("set-cookie").split(";")[0].split("=");
  await v.context.addCookies([{ name: cookie, value, url: board.url, httpOnly: true, sameSite: "Lax" }]);
  await v.go(path);
  await v.page.getByRole("link", { name: `Your account: ${name}` }).waitFor();
  return v;
}

/** Nothing runs over and axe finds nothing, in both themes and widths. */
async function looksWell(page) {
  for (const size of ["wide", "narrow"]) {
    await page.setViewportSize(sizes[size]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `${over} pixels run over at ${size}`);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    assert.deepEqual(await violations(page, all), [], `light, ${size}`);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    assert.deepEqual(await violations(page, colours), [], `dark, ${size}`);
  }
}

// What the server refuses is noted by the browser itself; scripts and policies must have nothing.
const harm = (faults) => faults.filter((f) => !/status of 4\d\d/.test(f));

test("the first visit leads to the login and, by keyboard alone, back to the page asked for", async () => {
  const { page, context, faults } = await visitor();
  await settled(page, `${board.url}/event/${event}?report=1`);
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal(await page.getByRole("navigation").count(), 0, "no way to pages that lead back here");
  const focused = () => page.evaluate(() => document.activeElement.closest("label")?.innerText.trim() || document.activeElement.innerText);
  assert.equal(await focused(), "Name");
  await page.keyboard.type("ana");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a wrong password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("Name or password is wrong.", { exact: true }).waitFor();
  assert.equal(await focused(), "Password", "the password can be typed anew at once");
  await looksWell(page);
  await page.keyboard.type(password);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Log in");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${board.url}/event/${event}?report=1`);
  await page.getByRole("heading", { name: "What the record says" }).waitFor();
  const cookies = await context.cookies();
  assert.ok(cookies.length === 1 && cookies[0].httpOnly && cookies[0].sameSite === "Lax", JSON.stringify(cookies));
  assert.deepEqual(harm(faults), []);
  await context.close();
});

test("the login leads nowhere else", async () => {
  const { page, context } = await visitor();
  await page.goto(`${board.url}/login?to=${encodeURIComponent("//evil.example/")}`);
  await login(page, "ana");
  await page.waitForURL(board.url + "/");
  await context.close();
});

test("a reader reads, and is shown nothing else", async () => {
  const { page, context, faults, go } = await loggedIn("rita", `/event/${event}`);
  await page.getByText("Nobody has said anything on this event.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Keep this" }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Users" }).count(), 0);
  await go("/users");
  await page.getByText("You are logged in as rita, reader.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Add the user" }).count(), 0);
  const status = (method, path, body) => page.evaluate(async ([method, path, body]) => (await fetch("/api/v1" + path, { method, headers: { "Content-Type": "application/json" }, body })).status, [method, path, body]);
  assert.equal(await status("PATCH", "/users/rita", `{"role":"admin"}`), 403);
  assert.equal(await status("POST", "/corrections", `{"kind":"reject","events":["${event}"]}`), 403);
  assert.deepEqual(harm(faults), []);
  await context.close();
});

test("an analyst corrects an event under their name", async () => {
  const { page, context, faults } = await loggedIn("ana", `/event/${event}`);
  await page.getByLabel("A field is wrong").check();
  await page.getByRole("combobox", { name: /^Field/ }).selectOption("status");
  await page.getByRole("combobox", { name: /^Value/ }).selectOption("alleged");
  await page.getByRole("button", { name: "Keep this" }).click();
  await page.getByText("ana corrected: status is alleged").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Nobody has said anything on this event.").waitFor();
  assert.deepEqual(harm(faults), []);
  await context.close();
});

test("an admin adds a user, who logs in, is given another role and password, and is removed", async () => {
  const { page, context, faults } = await loggedIn("root", "/users");
  await page.getByText("You, and the only admin").waitFor();
  assert.equal(await page.getByRole("button", { name: "Remove, root" }).count(), 0);
  await page.getByLabel("Name", { exact: true }).fill("ana");
  await page.getByLabel("First password").fill(password);
  await page.getByRole("button", { name: "Add the user" }).click();
  await page.getByRole("alert").getByText("There is a user of this name already: ana.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Björn Öst");
  await page.getByRole("button", { name: "Suggest a password" }).click();
  const first = await page.getByLabel("First password").inputValue();
  assert.match(first, /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await page.getByRole("button", { name: "Add the user" }).click();
  await page.getByRole("status").getByText("Björn Öst may log in as reader.").waitFor();

  const guest = await visitor();
  await guest.page.goto(board.url + "/account");
  await login(guest.page, "Björn Öst", first);
  await guest.page.getByText("a reader").waitFor();

  await page.getByRole("button", { name: "Change role, Björn Öst" }).click();
  await page.getByRole("group", { name: "Change role, Björn Öst" }).getByLabel("analyst").check();
  await page.keyboard.press("Enter");
  await page.getByRole("status").getByText("Björn Öst is analyst now.").waitFor();
  await settled(guest.page, `${board.url}/event/${event}`);
  await guest.page.getByRole("button", { name: "Keep this" }).waitFor();

  await page.getByRole("button", { name: "New password, Björn Öst" }).click();
  const panel = page.getByRole("group", { name: "New password, Björn Öst" });
  await page.keyboard.type("short");
  await panel.getByRole("button", { name: "Set the password" }).click();
  assert.ok(await panel.getByLabel("New password").evaluate((e) => !e.validity.valid), "the browser refuses a short one");
  await panel.getByLabel("New password").fill("a second long password");
  await panel.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("status").getByText("Björn Öst has a new password.").waitFor();
  await guest.page.reload();
  await guest.page.waitForURL(/\/login\?to=/);
  await login(guest.page, "Björn Öst", first);
  await guest.page.getByRole("alert").getByText("Name or password is wrong.").waitFor();
  await login(guest.page, "Björn Öst", "a second long password");
  await guest.page.getByRole("heading", { name: "What the record says" }).waitFor();

  await page.getByRole("button", { name: "Remove, Björn Öst" }).click();
  await page.getByRole("button", { name: "Remove Björn Öst", exact: true }).click();
  await page.getByRole("status").getByText("Björn Öst is removed.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Who may log in", "the focus is not lost with the row");
  assert.equal(await page.getByText("Björn Öst", { exact: true }).count(), 0);
  await guest.page.reload();
  await guest.page.waitForURL(/\/login\?to=/);
  assert.deepEqual([...harm(faults), ...harm(guest.faults)], []);
  await guest.context.close();
  await context.close();
});

test("a token made on the page works until it is revoked", async () => {
  const { page, context, faults } = await loggedIn("ana", "/account");
  await page.getByText("You have no tokens.").waitFor();
  const form = page.locator("form", { hasText: "A new token" });
  assert.deepEqual(await form.getByRole("radio").evaluateAll((rs) => rs.map((r) => r.value)), ["reader", "analyst"], "at most one's own role");
  await form.getByLabel("What it is for").fill("<b>nightly</b> export");
  const days = form.getByLabel("Days");
  for (const [n, fits] of [["0", false], ["3651", false], ["3650", true], ["2", true]]) {
    await days.fill(n);
    assert.equal(await days.evaluate((e) => e.validity.valid), fits, `${n} days`);
  }
  await form.getByRole("button", { name: "Make a token" }).click();
  const field = page.getByRole("textbox", { name: "The token" });
  await field.waitFor();
  assert.ok(await field.evaluate((e) => e === document.activeElement && e.selectionEnd === e.value.length), "it is selected");
  const token = await field.inputValue();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("status").getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);

  assert.equal((await withToken(token, "GET", `/events/${event}`)).status, 200);
  assert.deepEqual(await (await withToken(token, "GET", "/me")).json().then((m) => [m.name, m.role, m.may]), ["ana", "reader", ["read", "code"]]);
  assert.equal((await withToken(token, "POST", "/corrections", { kind: "reject", events: [event] })).status, 403, "a reader's token");
  assert.equal((await withToken(token, "POST", "/tokens", { label: "another" })).status, 403, "a token makes no tokens");

  await page.reload();
  await page.getByRole("button", { name: "Revoke, <b>nightly</b> export" }).waitFor();
  assert.ok(!(await page.content()).includes(token), "it is shown once");
  await page.getByRole("button", { name: "Revoke, <b>nightly</b> export" }).click();
  await page.keyboard.press("Escape");
  assert.equal((await withToken(token, "GET", "/me")).status, 200);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Revoke <b>nightly</b> export" }).click();
  await page.getByText("You have no tokens.").waitFor();
  const shut = await withToken(token, "GET", `/events/${event}`);
  assert.equal(shut.status, 401);
  assert.match(shut.headers.get("content-type"), /problem\+json/);
  assert.deepEqual(harm(faults), []);
  await context.close();
});

test("without a clipboard the token is copied as by hand", async () => {
  const { page, context } = await loggedIn("rita", "/account");
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined })); // as on a page without TLS
  await page.getByLabel("What it is for").fill("a script");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.evaluate(() => document.addEventListener("copy", () => (window.copied = String(getSelection()))));
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("status").getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => window.copied), await page.getByRole("textbox", { name: "The token" }).inputValue());
  await context.close();
});

test("somebody changes their password, stays here, and logs out", async () => {
  const here = await loggedIn("rita", "/account");
  const there = await loggedIn("rita", "/account");
  const { page } = here;
  await page.getByLabel("Present password").fill("not this one");
  await page.getByLabel("New password").fill("quite another password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("alert").getByText("The present password is wrong.").waitFor();
  await page.getByLabel("Present password").fill(password);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("status").getByText("It is changed.").waitFor();
  await there.page.getByLabel("What it is for").fill("too late");
  await there.page.getByRole("button", { name: "Make a token" }).click();
  await there.page.getByRole("alert").getByRole("link", { name: "Log in" }).click();
  await there.page.waitForURL(/\/login\?to=%2Faccount/);

  await settled(page, board.url + "/account");
  await page.getByText("a reader").waitFor();
  const [cookie] = await here.context.cookies(); // the one that came with the new password
  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(/\/login/);
  await page.goBack();
  await page.waitForURL(/\/login/);
  assert.equal(await page.getByText("a reader").count(), 0);
  assert.equal((await ask("GET", "/meta", undefined, { Cookie: `${cookie.name}=${cookie.value}` })).status, 401, "the cookie is worth nothing now");
  assert.deepEqual([...harm(here.faults), ...harm(there.faults)], []);
  await here.context.close();
  await there.context.close();
});

test("a page that the browser kept tells nothing after the session", async () => {
  const { page, context } = await loggedIn("otto", "/account");
  const [cookie] = await context.cookies();
  assert.equal((await ask("POST", "/logout", undefined, { Cookie: `${cookie.name}=${cookie.value}` })).status, 204);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })));
  await page.waitForURL(/\/login\?to=%2Faccount/);
  await context.close();
});

test("the pages of accounts in both themes and widths, with what opens in them", async () => {
  const { page, context, faults } = await loggedIn("root", "/users");
  for (const name of ["Change role, ana", "New password, rita", "Remove, otto"]) await page.getByRole("button", { name }).click();
  await page.getByRole("button", { name: "Remove otto" }).waitFor();
  await looksWell(page);
  await settled(page, board.url + "/account");
  await page.getByLabel("What it is for").fill("export");
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByRole("button", { name: "Revoke, export" }).click();
  await page.getByRole("button", { name: "Revoke export" }).waitFor();
  await looksWell(page);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  assert.equal(await page.evaluate(() => [...document.querySelectorAll(".noprint")].filter((e) => e.getClientRects().length).length), 0, "printed without controls");
  assert.deepEqual(harm(faults), []);
  await context.close();
});
