// Dialogs and side panels are <dialog> elements: the browser keeps the focus inside and closes them with Escape.
import { within } from "./find.js";

/** What htmx brings into a closed dialog opens it. */
export function openFilled() {
  addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.detail.target.closest("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  });
}

/** `[data-opens="id"]` opens a dialog, `[data-closes]` and a click beside it close it. */
export function openDialogs(part) {
  for (const opener of within(part, "[data-opens]")) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(opener.dataset.opens).showModal();
    });
  }
  for (const dialog of within(part, "dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-closes]")) dialog.close();
    });
    if (dialog.hasAttribute("data-open")) dialog.showModal();
  }
}
