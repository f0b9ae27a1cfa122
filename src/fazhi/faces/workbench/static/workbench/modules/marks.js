// The total of a sheet of marks as it is filled in, what is still missing, and the arrow keys in its fields.
const NONE = "不适用";

const plain = (text) => text.normalize("NFKC").trim().replace(/分$/, "");

export function total(sheet) {
  const rows = [...sheet.querySelectorAll("input[data-full]")];
  const shown = sheet.querySelector("[data-total]");
  const missing = sheet.querySelector("[data-missing]");
  if (!shown) return;
  const full = rows.reduce((sum, one) => sum + Number(one.dataset.full), 0);

  const count = () => {
    let got = 0;
    let could = 0;
    let empty = 0;
    for (const one of rows) {
      const text = plain(one.value);
      if (text === NONE) continue;
      could += Number(one.dataset.full);
      if (text === "" || Number.isNaN(Number(text))) empty += 1;
      else got += Number(text);
    }
    shown.textContent = could ? (Math.round((got * full * 100) / could) / 100).toFixed(2) : "—";
    missing.textContent = empty ? missing.dataset.missing.replace("{n}", empty) : "";
  };
  for (const one of rows) {
    one.addEventListener("input", count);
    one.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way || one.value === NONE) return;
      event.preventDefault();
      const full = Number(one.dataset.full);
      const next = plain(one.value) === "" ? (way > 0 ? 0 : full) : Number(plain(one.value)) + way * Number(one.dataset.step);
      if (Number.isNaN(next)) return;
      one.value = String(Math.min(Math.max(next, 0), full));
      one.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  count();
}
