// Before anything is painted: light or dark, as was chosen here, else as the system is.
const SYSTEM = matchMedia("(prefers-color-scheme: dark)");

function apply() {
  const chosen = localStorage.getItem("theme");
  const dark = chosen === "dark" || (chosen !== "light" && SYSTEM.matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}

apply();
SYSTEM.addEventListener("change", apply);
addEventListener("storage", (event) => event.key === "theme" && apply());
