// How htmx talks to the server here: nothing evaluated, nothing of a page kept in the browser, errors said in words.
import { announce } from "./toasts.js";

export function talkToServer(htmx) {
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
    // Pages hold personal data: none of them is kept in the browser's storage.
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    defaultSwapDelay: 0,
    // A form that comes back with errors is shown; what else failed is said.
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true },
      { code: "[45]..", swap: false, error: true },
    ],
  });
  addEventListener("htmx:beforeSwap", (event) => {
    // A whole page where a part was asked for: the session has ended, and signing in leads back here.
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse) || event.detail.target === document.body) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  addEventListener("htmx:sendError", () => announce("offline"));
  addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    // The session has ended: what that means for what was being sent is said by the server.
    announce("failed", status === 401 ? responseText : "");
  });
}
