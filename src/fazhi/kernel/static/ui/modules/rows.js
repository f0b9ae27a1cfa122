// j and k walk the rows of a list; Enter opens, because the links have the focus.
import { within } from "./find.js";

const links = () => [...document.querySelectorAll("[data-queue] tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);
let listening = false;

function walk(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const step = { j: 1, k: -1 }[event.key];
  const all = links();
  if (!step || !all.length) return;
  const at = all.findIndex((one) => one.closest("tr").contains(document.activeElement));
  all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  event.preventDefault();
}

/** Lists marked `data-queue` are walked with keys. */
export function walkRows(part) {
  if (listening || !within(part, "[data-queue]").length) return;
  listening = true;
  addEventListener("keydown", walk);
}
