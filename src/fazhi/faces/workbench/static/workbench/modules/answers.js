// Before a weighty step is done, its dialog says what was written.
const label = (form, one) => {
  const set = one.closest("fieldset");
  const found = ["radio", "checkbox"].includes(one.type) && set ? set.querySelector("legend") : form.querySelector(`label[for="${CSS.escape(one.id)}"]`);
  return found?.firstChild.textContent.trim() ?? "";
};

const text = (one) => {
  if (["radio", "checkbox"].includes(one.type)) return one.checked ? one.labels[0]?.textContent.trim() : "";
  return one.tagName === "SELECT" ? (one.value ? one.selectedOptions[0].textContent.trim() : "") : one.value.trim();
};

export function summarise(form) {
  const list = form.querySelector("[data-answers]");
  if (!list) return;
  form.addEventListener("submit", () => {
    const found = new Map();
    for (const one of form.elements) {
      if (!one.name || ["hidden", "file", "submit", "button"].includes(one.type) || one.tagName === "FIELDSET") continue;
      const value = text(one);
      if (value) found.set(label(form, one), [...(found.get(label(form, one)) ?? []), value]);
    }
    list.replaceChildren(
      ...[...found].map(([name, values]) => {
        const row = document.createElement("div");
        row.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: values.join("、") }));
        return row;
      }),
    );
  });
}
