type Choice = "auto" | "light" | "dark";

/** Paper or its dark twin: as the system has it, unless the reader chose. */
class Theme {
  choice = $state<Choice>("auto");

  start() {
    try {
      const kept = localStorage.getItem("theme");
      if (kept === "light" || kept === "dark") this.choice = kept;
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    this.#apply();
  }

  next() {
    this.choice = this.choice === "auto" ? "dark" : this.choice === "dark" ? "light" : "auto";
    try {
      localStorage.setItem("theme", this.choice);
    } catch {
      // As above.
    }
    this.#apply();
  }

  #apply() {
    if (this.choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.choice;
  }
}

export const theme = new Theme();
