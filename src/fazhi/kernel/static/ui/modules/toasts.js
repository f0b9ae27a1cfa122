// Messages stand in a live region, so that a screen reader says those that come later.
import { within } from "./find.js";

const region = () => document.getElementById("toasts");

function addClose(message) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.textContent = region().dataset.close;
  button.addEventListener("click", () => message.remove());
  message.append(button);
}

/** Every message can be put away. */
export function closable(part) {
  for (const message of within(part, "#toasts > .alert")) if (!message.querySelector(".toast-close")) addClose(message);
}

/** What a page came with is put in once more: a screen reader says what changes in a live region, not what was there. */
export function sayAgain() {
  setTimeout(() => region().append(...region().children), 150);
}

/** Say one of the sentences that the region carries ("offline", "failed"), or what the server said. */
export function announce(name, said = "") {
  const message = document.createElement("div");
  message.className = "alert alert-danger";
  message.textContent = said || region().dataset[name];
  addClose(message);
  region().replaceChildren(message);
}
