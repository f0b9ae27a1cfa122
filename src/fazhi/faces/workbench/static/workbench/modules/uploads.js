// Files go up as soon as they are chosen, one after the other, with a bar; what cannot be taken is refused at once.
import { post } from "./saving.js";

const said = (sentence, name, number) => sentence.replace("{name}", name).replace("{n}", number);

function send(form, material, file, progress) {
  return new Promise((done) => {
    const content = new FormData();
    content.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    content.set("draft", "upload");
    content.set("material", material);
    content.append(material, file);
    // fetch tells nothing about how far an upload is.
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.draftAddress);
    request.setRequestHeader("X-Draft", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(Math.floor((100 * event.loaded) / event.total)));
    request.addEventListener("load", () => done(request.response));
    request.addEventListener("error", () => done(null));
    request.send(content);
  });
}

/** Sending while files go up waits for them: what was chosen belongs to what is sent. A refused file calls it off. */
function hold(form, draft) {
  let going = 0;
  let asked = null;
  // Before every other listener: nothing is asked, locked or forgotten until it is really sent.
  document.addEventListener(
    "submit",
    (event) => {
      if (event.target !== form || !going) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      asked = { by: event.submitter };
      draft.say(form.dataset.waits);
    },
    true,
  );
  return {
    begin: () => going++,
    end: (refused) => {
      going--;
      if (refused) asked = null;
      if (going || !asked) return;
      const { by } = asked;
      asked = null;
      form.requestSubmit(by);
    },
  };
}

function field(form, part, draft, held) {
  const material = part.dataset.files;
  const input = part.querySelector("input[type=file]");
  const kept = part.querySelector("[data-kept]");
  const bar = part.querySelector("[data-progress]");
  const refused = part.querySelector("[data-refused]");

  const show = (answer, fallback) => {
    if (answer?.files !== undefined) kept.innerHTML = answer.files;
    if (answer) draft.mark({ ...answer, problem: "" });
    const text = answer ? answer.problem : fallback;
    if (text) refused.append(Object.assign(document.createElement("p"), { textContent: text }));
  };
  input.addEventListener("change", async () => {
    refused.replaceChildren();
    const chosen = [...input.files];
    input.disabled = true;
    held.begin();
    for (const file of chosen) {
      if (file.size > Number(form.dataset.limit)) {
        show(null, said(form.dataset.tooBig, file.name, ""));
        continue;
      }
      bar.hidden = false;
      const progress = (number) => {
        bar.querySelector("progress").value = number;
        bar.querySelector("p").textContent = said(form.dataset.uploading, file.name, number);
      };
      progress(0);
      show(await send(form, material, file, progress), form.dataset.unsaved);
    }
    bar.hidden = true;
    input.value = "";
    input.disabled = false;
    held.end(refused.hasChildNodes());
  });
  kept.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    refused.replaceChildren();
    const content = new FormData();
    content.set("draft", "remove");
    content.set("material", material);
    content.set("remove", button.value);
    show(await post(form, content), form.dataset.unsaved);
    input.focus();
  });
}

export function upload(form, draft) {
  const held = hold(form, draft);
  form.querySelectorAll("[data-files]").forEach((part) => field(form, part, draft, held));
}
