// The switch for light and dark; theme.js in the head has applied the choice already.
import { within } from "./find.js";

const STORED = { light: "light", dark: "dark" };

/** The buttons in `[data-theme-choice]`, whose values are auto, light and dark. */
export function chooseTheme(part) {
  for (const choice of within(part, "[data-theme-choice]")) {
    const show = () => {
      const chosen = STORED[localStorage.getItem("theme")] ?? "auto";
      for (const button of choice.querySelectorAll("button")) button.setAttribute("aria-pressed", button.value === chosen);
    };
    choice.addEventListener("click", (event) => {
      const value = event.target.closest("button")?.value;
      if (!value) return;
      if (value === "auto") localStorage.removeItem("theme");
      else localStorage.setItem("theme", value);
      // A window hears of its own storage only if it is told.
      dispatchEvent(new StorageEvent("storage", { key: "theme" }));
      show();
    });
    choice.hidden = false;
    show();
  }
}
