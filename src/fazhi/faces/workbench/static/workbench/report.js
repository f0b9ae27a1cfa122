// Figures of a page open in the panel beside it; the links lead to pages of their own where there is no script.
const panel = () => document.getElementById("figure-panel");

addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "figure-body") return;
  const dialog = panel();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[data-focus]")?.focus({ preventScroll: true });
  dialog.scrollTop = 0;
});

// A link to a place of the page behind (a note, a number of the text) closes the panel first.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link && panel()?.contains(link)) panel().close();
});
