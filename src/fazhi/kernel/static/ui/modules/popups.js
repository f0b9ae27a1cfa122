// Menus are <details>: they open without a script; with one they also close when one looks elsewhere.
const open = () => document.querySelectorAll("details.popup[open]");

/** Escape and a click elsewhere close the open menus; Escape gives the focus back. */
export function closePopups() {
  addEventListener("click", (event) => {
    for (const one of open()) if (!one.contains(event.target)) one.open = false;
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const one of open()) {
      one.open = false;
      one.querySelector("summary").focus();
    }
  });
}
