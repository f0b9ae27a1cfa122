// What is typed goes to the server after a pause, and into this window's own storage at once: the one outlives the
// window, the other a session that has ended.
const PAUSE = 1500;
const OWN = ["csrfmiddlewaretoken", "key", "seen", "version", "asked", "sure"];

const typed = (form) => [...form.elements].filter((one) => one.name && one.tagName !== "BUTTON" && one.type !== "file" && !OWN.includes(one.name));

function written(form) {
  const found = {};
  for (const one of typed(form)) {
    if (["checkbox", "radio"].includes(one.type) && !one.checked) continue;
    (found[one.name] ??= []).push(one.value);
  }
  return found;
}

function restore(form, values) {
  for (const one of typed(form)) {
    const given = values[one.name] ?? [];
    if (["checkbox", "radio"].includes(one.type)) one.checked = given.includes(one.value);
    else if (given.length) one.value = given[0];
  }
}

/** Post to the address of the draft; the answer's JSON, or null where there was none. */
export async function post(form, content) {
  content.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.draftAddress, { method: "POST", body: content, headers: { "X-Draft": "1" }, redirect: "manual" });
    return answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Save a form as it is typed; gives `mark(version, text)` for what else changes its draft. */
export function save(form) {
  const status = form.querySelector("[data-status]");
  const store = `form ${form.dataset.form} ${location.pathname}`;
  let waiting = 0;
  let busy = false;
  let again = false;
  let over = !status;

  const say = (text) => {
    if (status && status.textContent !== text) status.textContent = text;
  };
  const mark = (answer) => {
    form.elements.version.value = answer.version;
    say(answer.problem || answer.said || "");
  };
  const send = async () => {
    if (over) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const content = new FormData();
    for (const [name, values] of Object.entries(written(form))) for (const value of values) content.append(name, value);
    for (const name of ["key", "version"]) content.set(name, form.elements[name].value);
    content.set("draft", "save");
    const answer = await post(form, content);
    busy = false;
    if (over) return;
    if (answer) mark(answer);
    else say(form.dataset.unsaved);
    if (answer?.code === "draft_elsewhere") over = true;
    else if (again) {
      again = false;
      send();
    }
  };
  const changed = () => {
    sessionStorage.setItem(store, JSON.stringify({ at: Date.now() / 1000, values: written(form) }));
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  };

  const kept = JSON.parse(sessionStorage.getItem(store) ?? "null");
  if (!over && kept && !document.querySelector("[data-focus]") && kept.at > Number(form.dataset.saved)) restore(form, kept.values);
  form.addEventListener("input", (event) => event.target.type !== "file" && changed());
  // At the document, after those of the form: one that is asked about first is not sent yet.
  document.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    clearTimeout(waiting);
    over = true;
    sessionStorage.setItem("sent", store);
  });
  form.querySelector("[data-save]")?.addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    send();
  });
  for (const button of document.querySelectorAll("[data-discard]")) button.addEventListener("click", () => sessionStorage.removeItem(store));
  addEventListener("pageshow", (event) => {
    if (event.persisted) over = !status;
  });
  return { mark, say };
}
