import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { board } from "./lib/meta.svelte";
import { route } from "./lib/router.svelte";
import { theme } from "./lib/theme.svelte";

theme.start();
route.start();
void board.load();
// A page that the browser kept may show what somebody saw who has logged out meanwhile.
addEventListener("pageshow", (e) => {
  if (e.persisted) void board.load();
});
mount(App, { target: document.getElementById("board")! });
