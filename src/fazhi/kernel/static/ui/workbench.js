// What every page does better with a script; everything works without it.
import htmx from "htmx.org";

import { choose } from "./modules/choosing.js";
import { keepDrafts, forgetSent } from "./modules/drafts.js";
import { labelCells } from "./modules/labels.js";
import { openDialogs, openFilled } from "./modules/dialogs.js";
import { talkToServer } from "./modules/server.js";
import { closePopups } from "./modules/popups.js";
import { sendOnce } from "./modules/sending.js";
import { chooseTheme } from "./modules/theme.js";
import { closable, sayAgain } from "./modules/toasts.js";
import { walkRows } from "./modules/rows.js";

window.htmx = htmx;
talkToServer(htmx);
closePopups();
openFilled();
forgetSent();
sayAgain();

// The whole page first, then each part of it that htmx brings.
htmx.onLoad((part) => {
  keepDrafts(part);
  choose(part);
  sendOnce(part);
  openDialogs(part);
  walkRows(part);
  labelCells(part);
  chooseTheme(part);
  closable(part);
  part.querySelector("[data-focus]")?.focus();
});
