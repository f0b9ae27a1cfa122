// A form is sent once, and a weighty one after a second look.
import { within } from "./find.js";

function once(form) {
  const dialog = form.querySelector("dialog");
  // Where the server asks too, as it does without a script, it is told that it was asked here.
  const said = form.querySelector("[data-sure]");
  let sure = !dialog;
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent || !sure) event.preventDefault();
    if (!sure) return dialog.showModal();
    sent = true;
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  dialog?.querySelector("[data-yes]").addEventListener("click", () => {
    sure = true;
    if (said) said.value = "1";
    dialog.close();
    form.requestSubmit();
  });
  dialog?.querySelector("[data-no]").addEventListener("click", () => dialog.close());
  const again = () => {
    sent = false;
    sure = !dialog;
    if (said) said.value = "";
    for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
  };
  // A page that comes back out of the history can be sent again, and so can a form whose answer stays on the page.
  addEventListener("pageshow", again);
  form.addEventListener("htmx:afterRequest", again);
}

/** Every posting form; a `<dialog>` in it, with `[data-yes]` and `[data-no]`, is asked first. */
export function sendOnce(part) {
  within(part, "form[method=post]").forEach(once);
}
