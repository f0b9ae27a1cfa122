// What a page does better with a script; everything works without it.
"use strict";

const typed = (form) => [...form.elements].filter((one) => one.name && !["hidden", "password", "file"].includes(one.type));
const draftKey = (form) => `draft ${form.dataset.draft} ${location.pathname}`;

function keepDraft(form) {
  const key = draftKey(form);
  const restored = !document.querySelector("[data-focus]") && sessionStorage.getItem(key);
  if (restored) {
    const draft = JSON.parse(restored);
    for (const one of typed(form)) {
      const values = draft[one.name] ?? [];
      if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
      else if (values.length) one.value = values[0];
    }
  }
  form.addEventListener("input", () => {
    const draft = {};
    for (const one of typed(form)) {
      if (["checkbox", "radio"].includes(one.type) && !one.checked) continue;
      (draft[one.name] ??= []).push(one.value);
    }
    sessionStorage.setItem(key, JSON.stringify(draft));
  });
  form.addEventListener("submit", () => sessionStorage.setItem("sent", key));
}

function sendOnce(form) {
  const dialog = form.querySelector("dialog");
  let sure = !dialog;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent || !sure) event.preventDefault();
    if (!sure) return dialog.showModal();
    sent = true;
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  dialog?.querySelector("[data-yes]").addEventListener("click", () => { sure = true; dialog.close(); form.requestSubmit(); });
  dialog?.querySelector("[data-no]").addEventListener("click", () => dialog.close());
  // A page that comes back out of the history can be sent again.
  addEventListener("pageshow", () => { sent = false; sure = !dialog; });
}

function walkQueue(table) {
  const links = [...table.querySelectorAll("tbody a")];
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !links.length) return;
    const at = links.indexOf(document.activeElement);
    links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    event.preventDefault();
  });
}

if (document.querySelector("[data-done]") && sessionStorage.getItem("sent")) {
  sessionStorage.removeItem(sessionStorage.getItem("sent"));
  sessionStorage.removeItem("sent");
}
document.querySelectorAll("form[data-draft]").forEach(keepDraft);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("[data-queue]").forEach(walkQueue);
document.querySelector("form[data-leaves]")?.addEventListener("submit", () => sessionStorage.clear());
document.querySelector("[data-focus]")?.focus();
