// What somebody has typed outlives a session that ends and a window that is closed by mistake.
import { within } from "./find.js";

const typed = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "file"].includes(one.type));

function restore(form, draft) {
  for (const one of typed(form)) {
    const values = draft[one.name] ?? [];
    if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
    else if (values.length) one.value = values[0];
  }
}

function written(form) {
  const draft = {};
  for (const one of typed(form)) {
    if (["checkbox", "radio"].includes(one.type) && !one.checked) continue;
    (draft[one.name] ??= []).push(one.value);
  }
  return draft;
}

function keep(form) {
  const key = `draft ${form.dataset.draft} ${location.pathname}`;
  const kept = !document.querySelector("[data-focus]") && sessionStorage.getItem(key);
  if (kept) restore(form, JSON.parse(kept));
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(written(form))));
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
}

/** Keep what is typed in `form[data-draft]` in this window, for the user whom the attribute names. */
export function keepDrafts(part) {
  within(part, "form[data-draft]").forEach(keep);
  for (const form of within(part, "form[data-leaves]")) form.addEventListener("submit", () => sessionStorage.clear());
}

/** A page that says that something was done ends the draft that was sent. */
export function forgetSent() {
  const sent = sessionStorage.getItem("sent");
  if (!sent || !document.querySelector("[data-done]")) return;
  sessionStorage.removeItem(sent);
  sessionStorage.removeItem("sent");
}
