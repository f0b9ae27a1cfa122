// The tables behind the charts stand open where there is no script; with one they are folded away.
for (const details of document.querySelectorAll("details[data-folds]")) details.open = false;

const board = document.querySelector("[data-screen]");
if (board) {
  // The charts take their colours from the page.
  document.documentElement.dataset.bsTheme = "dark";
  watch(Number(board.dataset.screen) * 1000);
}

/** Look again now and then. As long as the platform does not answer, or wants somebody to sign in, say so and stay. */
function watch(pause) {
  setTimeout(async () => {
    const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.ok && !answer.redirected) return location.reload();
    board.querySelector("[data-stale]").hidden = false;
    watch(pause);
  }, pause);
}
