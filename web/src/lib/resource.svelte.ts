import { get, problemOf } from "./api";
import { live } from "./live.svelte";
import type { Event, Problem } from "./types";

/**
 * What an address of the API answers, kept up to date: asked again when the address changes, when the record changes in a way that
 * `concerns` names, and when the server is back after a failure. The last answer stays while a new one is on its way, unless `fresh`.
 */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  loading = $state(false);
  #url: () => string | null;
  #asked: AbortController | null = null;

  constructor(url: () => string | null, concerns: (changed: Event[]) => boolean = () => false) {
    this.#url = url;
    $effect(() => {
      const address = url();
      void this.#load(address);
      return () => this.#asked?.abort();
    });
    $effect(() => live.subscribe((changed, all) => {
      if (all || this.problem || concerns(changed)) void this.#load(this.#url());
    }));
  }

  reload = () => this.#load(this.#url());

  async #load(address: string | null) {
    this.#asked?.abort();
    if (!address) {
      this.data = this.problem = null;
      this.loading = false;
      return;
    }
    const asked = (this.#asked = new AbortController());
    this.loading = true;
    try {
      const data = await get<T>(address, asked.signal);
      if (asked.signal.aborted) return;
      this.data = data;
      this.problem = null;
    } catch (error) {
      if (asked.signal.aborted) return;
      this.problem = problemOf(error);
    }
    this.loading = false;
  }
}

/** Whether one of the events is between the two countries, in either direction. */
export const between = (a: string, b: string) => (changed: Event[]) =>
  changed.some((e) => {
    const codes = new Set([...(e.actors ?? []), ...(e.recipients ?? [])].map((p) => p.code));
    return codes.has(a) && codes.has(b);
  });
