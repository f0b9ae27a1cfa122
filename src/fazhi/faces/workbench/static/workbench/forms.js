// A form that keeps what is written: saved on the server as one types, files uploaded at once, the total of marks shown
// live; and a page of a matter that says when somebody else has moved it on. Everything works without it.
import { watch } from "./modules/fresh.js";
import { total } from "./modules/marks.js";
import { save } from "./modules/saving.js";
import { summarise } from "./modules/answers.js";
import { upload } from "./modules/uploads.js";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("form[data-form]").forEach((form) => {
    const draft = save(form);
    upload(form, draft);
    summarise(form);
    form.querySelectorAll(".marks").forEach(total);
  });
  document.querySelectorAll("[data-fresh]").forEach(watch);
  document.querySelectorAll("details.flow").forEach((flow) => {
    flow.addEventListener("toggle", () => flow.open && flow.querySelector(".fc-lit")?.scrollIntoView({ block: "nearest", inline: "center" }));
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
});
