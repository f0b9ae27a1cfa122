// Long lists of choices: a few characters narrow them, Enter takes the first, and what is chosen stands above the list.
import { within } from "./find.js";

const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/** The field to type in. `narrow(text)` shows what matches and says how many; `take()` takes the first of them. */
function finder(part, narrow, take, next) {
  const input = part.querySelector("input");
  const status = part.querySelector("[role=status]");
  const look = () => {
    const found = narrow(plain(input.value));
    status.textContent = input.value.trim() ? (found ? status.dataset.text.replace("{n}", found) : status.dataset.none) : "";
  };
  input.addEventListener("input", (event) => {
    // What is typed here is no answer of the form.
    event.stopPropagation();
    look();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (input.value.trim()) take();
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      next()?.focus();
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      look();
    }
  });
  part.hidden = false;
  return input;
}

const changed = (control) => {
  for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
};

function chip(box, drop) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "picked-one" });
  const word = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: drop });
  button.append(box.labels[0].firstChild.textContent.trim(), " ", word);
  return button;
}

function picker(part) {
  const choices = [...part.querySelectorAll(".choice")];
  const boxes = choices.map((choice) => choice.querySelector("input"));
  const words = choices.map((choice) => plain(choice.textContent));
  const picked = part.querySelector("[data-picked]");
  const headings = [...part.querySelectorAll("[data-heading]")];

  const narrow = (text) => {
    choices.forEach((choice, at) => (choice.hidden = !words[at].includes(text)));
    for (const heading of headings) heading.hidden = Boolean(text);
    return choices.filter((choice) => !choice.hidden).length;
  };
  const first = () => boxes.find((_box, at) => !choices[at].hidden);
  const take = () => {
    const box = first();
    if (!box) return;
    box.checked = !box.checked;
    changed(box);
    input.select();
  };
  const input = finder(part.querySelector("[data-finder]"), narrow, take, first);
  const show = () => {
    const chosen = boxes.filter((box) => box.checked);
    picked.hidden = !chosen.length;
    picked.replaceChildren(
      ...chosen.map((box) => {
        const item = document.createElement("li");
        const button = chip(box, picked.dataset.drop);
        button.addEventListener("click", () => {
          box.checked = false;
          changed(box);
          (picked.querySelector("button") ?? input).focus();
        });
        item.append(button);
        return item;
      }),
    );
  };
  part.addEventListener("change", show);
  // What a browser fills in again when one comes back.
  addEventListener("pageshow", show);
  show();
}

function selection(part) {
  const select = document.getElementById(part.dataset.narrows);
  const places = [...select.querySelectorAll("option")].filter((option) => option.value).map((option) => [option, option.parentElement, plain(option.textContent)]);
  const matching = () => [...select.options].filter((option) => option.value);

  const narrow = (text) => {
    for (const [option] of places) if (!option.selected) option.remove();
    let found = 0;
    for (const [option, parent, words] of places) {
      const fits = words.includes(text);
      found += fits;
      if (fits || option.selected) parent.append(option);
    }
    for (const group of select.querySelectorAll("optgroup")) group.hidden = !group.children.length;
    return found;
  };
  const take = () => {
    const text = plain(part.querySelector("input").value);
    const option = matching().find((one) => plain(one.textContent).includes(text));
    if (!option) return;
    select.value = option.value;
    changed(select);
  };
  finder(part, narrow, take, () => select);
}

/** Lists of boxes everywhere; selections where there is a keyboard, as a phone shows a list of its own. */
export function choose(part) {
  within(part, "[data-picker]").forEach(picker);
  if (matchMedia("(pointer: fine)").matches) within(part, "[data-narrows]").forEach(selection);
}
