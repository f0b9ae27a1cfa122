// Whether somebody has moved the matter on meanwhile; said in a live region, so that it takes no focus away.
const EVERY = 30000;
// Who has not touched the page for so long is not here: asking on would keep a session open that should end.
const AWAY = 5 * 60000;

export function watch(place) {
  let touched = Date.now();
  const ask = async () => {
    if (document.visibilityState !== "visible" || !place.hidden || Date.now() - touched > AWAY) return;
    try {
      const answer = await fetch(place.dataset.fresh, { redirect: "manual" });
      if (answer.status !== 200) return;
      const found = await answer.json();
      const link = Object.assign(document.createElement("a"), { className: "btn btn-sm", href: found.address, textContent: place.dataset.refresh });
      place.hidden = false;
      place.replaceChildren(document.createTextNode(found.text), link);
    } catch {
      // Without a connection nothing is said here; sending a form says it.
    }
  };
  for (const sign of ["pointermove", "keydown", "scroll"]) addEventListener(sign, () => (touched = Date.now()), { passive: true });
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
