import { apiURL, get, problemOf } from "./api";
import type { Me, Meta, Problem } from "./types";

/** What the record spans, the vocabulary, and who is asking. Null until it came. */
class Board {
  meta = $state.raw<Meta | null>(null);
  me = $state.raw<Me | null>(null);
  problem = $state.raw<Problem | null>(null);
  #names = $derived(new Map(this.meta?.countries.map((c) => [c.code, c.name]) ?? []));

  async load() {
    try {
      this.meta = await get<Meta>(apiURL("/meta"));
      this.me = this.meta.me;
      this.problem = null;
    } catch (error) {
      this.problem = problemOf(error);
      if (this.problem.status === 401) this.me = await get<Me>(apiURL("/me")).catch(() => null);
    }
  }

  /** A country's name, or the code itself when none is known. */
  name(code: string): string {
    return special[code] ?? this.#names.get(code) ?? code;
  }

  may(what: string): boolean {
    return this.me?.may.includes(what) ?? false;
  }
}

const special: Record<string, string> = {
  "": "unknown",
  IGO: "an intergovernmental organisation",
  NGO: "an international NGO",
  TRN: "a transnational armed group",
  MUL: "several countries",
};

export const board = new Board();
