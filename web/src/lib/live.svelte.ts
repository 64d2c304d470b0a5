import type { Event } from "./types";

type Listener = (changed: Event[], all: boolean) => void;

/** The stream of changes of the record. One connection serves the whole board. */
class Live {
  state = $state<"off" | "connecting" | "live" | "lost" | "trouble">("off");
  detail = $state("");
  /** Ids of events that came while the page was open. */
  arrived = $state.raw<ReadonlySet<string>>(new Set());
  #listeners = new Set<Listener>();
  #source: EventSource | null = null;
  #waiting: Event[] = [];
  #timer = 0;

  /** Opens the stream; it opens again by itself when it breaks. */
  open() {
    if (this.#source) return;
    this.state = "connecting";
    const source = (this.#source = new EventSource("/api/v1/stream"));
    source.addEventListener("hello", () => {
      const wasLost = this.state === "lost";
      this.state = "live";
      if (wasLost) this.#tell([], true);
    });
    source.addEventListener("change", (e) => {
      const change = JSON.parse((e as MessageEvent<string>).data) as { events?: Event[]; gone?: string[] };
      this.state = "live";
      const events = change.events ?? [];
      this.arrived = new Set([...this.arrived, ...events.map((x) => x.id)].slice(-500));
      this.#waiting.push(...events);
      // A burst of changes is told once; what is on screen is at most this much late.
      this.#timer ||= window.setTimeout(() => {
        const told = this.#waiting;
        this.#waiting = [];
        this.#timer = 0;
        this.#tell(told, (change.gone?.length ?? 0) > 0);
      }, 300);
    });
    source.addEventListener("reset", () => this.#tell([], true));
    source.addEventListener("trouble", (e) => {
      this.state = "trouble";
      this.detail = (JSON.parse((e as MessageEvent<string>).data) as { detail?: string }).detail ?? "";
    });
    source.addEventListener("well", () => {
      this.state = "live";
      this.#tell([], true);
    });
    source.onerror = () => {
      this.state = "lost";
      // A browser gives up for good on an answer that is no stream, such as 401 or 429.
      if (source.readyState === EventSource.CLOSED) {
        this.#source = null;
        window.setTimeout(() => this.open(), 10_000);
      }
    };
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all views to read anew, after something was changed from this page. */
  changedHere() {
    this.#tell([], true);
  }

  #tell(changed: Event[], all: boolean) {
    for (const listener of this.#listeners) listener(changed, all);
  }
}

export const live = new Live();
