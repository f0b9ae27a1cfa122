// Choosing in lists: all of a page, x on the row that has the focus, and how many are chosen; / looks something up.
const boxes = () => [...document.querySelectorAll(".choosing tbody input[type=checkbox]")];

function count() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const text = document.querySelector("[data-chosen]");
  if (text && chosen) text.textContent = text.dataset.text.replace("{n}", chosen);
  const whole = document.querySelector("[data-all]");
  if (!whole) return;
  whole.hidden = false;
  whole.checked = chosen > 0 && chosen === all.length;
  whole.indeterminate = chosen > 0 && chosen < all.length;
}

addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.closest(".choosing")) count();
});
addEventListener("reset", () => setTimeout(count));
addEventListener("htmx:load", count);
addEventListener("pageshow", count);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  if (event.key === "/") {
    document.querySelector("#q, #search-everything")?.focus();
    event.preventDefault();
  } else if (event.key === "x") {
    document.activeElement.closest(".choosing tbody tr")?.querySelector("input[type=checkbox]")?.click();
  }
});
