import { tick } from "svelte";
import { queryString, type Params } from "./api";

/** Where the board is: the path and the query of the address, which hold all of a view's state. */
class Route {
  path = $state(location.pathname);
  query = $state.raw(new URLSearchParams(location.search));

  get parts(): string[] {
    return this.path.split("/").filter(Boolean).map(decode);
  }

  /** A value of the query; "" when it is not there. */
  get(key: string): string {
    return this.query.get(key) ?? "";
  }

  /** Goes to an address of the board. A new path begins at its top, with the focus on its heading. */
  go(url: string, replace = false) {
    const target = new URL(url, location.href);
    if (target.origin !== location.origin) return;
    const samePath = target.pathname === this.path;
    history[replace ? "replaceState" : "pushState"](null, "", target.pathname + target.search + target.hash);
    this.#read();
    if (!samePath) void tick().then(() => this.#arrive());
  }

  /** The address of this view with some values of its query changed; empty ones go. */
  with(changes: Params): string {
    const params: Params = Object.fromEntries(this.query);
    return this.path + queryString({ ...params, ...changes });
  }

  set(changes: Params, replace = true) {
    this.go(this.with(changes), replace);
  }

  start() {
    addEventListener("popstate", () => this.#read());
    addEventListener("click", (e) => {
      if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
      const link = (e.target as Element | null)?.closest("a");
      if (!link || link.hasAttribute("download")) return;
      const href = link.getAttribute("href");
      if (!href?.startsWith("/") || href.startsWith("//") || href.startsWith("/api/") || link.getAttribute("target")) return;
      e.preventDefault();
      this.go(href);
    });
  }

  #read() {
    this.path = location.pathname;
    this.query = new URLSearchParams(location.search);
  }

  #arrive() {
    scrollTo(0, 0);
    document.getElementById("main")?.focus({ preventScroll: true });
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const route = new Route();

const at = (...parts: string[]) => "/" + parts.map(encodeURIComponent).join("/");
export const pairHref = (a: string, b: string, params: Params = {}) => at("pair", a, b) + queryString(params);
export const eventHref = (id: string) => at("event", id);
export const articleHref = (id: string, event?: string) => at("article", id) + queryString({ event });
export const countryHref = (code: string) => at("country", code);
export const actorHref = (q: string) => "/actor" + queryString({ q });
export const searchHref = (q: string) => "/search" + queryString({ q });
/** The login, which leads back to where somebody is. */
export const loginHref = () => "/login" + queryString({ to: route.with({}) });
export const briefHref = (a: string, b: string, params: Params = {}) => at("brief", a, b) + queryString(params);
