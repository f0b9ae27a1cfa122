// On a phone a table of the class table-stack shows its rows as cards: each value says which column it is of.
import { within } from "./find.js";

const wide = (cells) => [...cells].flatMap((cell) => Array.from({ length: cell.colSpan }, () => cell));

function label(table) {
  const heads = table.tHead?.rows.length === 1 ? wide(table.tHead.rows[0].cells) : [];
  for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
    if (wide(row.cells).length !== heads.length) continue;
    wide(row.cells).forEach((cell, at) => {
      // What names the row, what is a state in words and what is to be done with it need none.
      const plain = at > 0 && cell.tagName === "TD" && !cell.matches(".number, .title") && !cell.firstElementChild?.matches(".state, .pending, .actions, form");
      if (plain && cell.dataset.label === undefined && cell.textContent.trim()) cell.dataset.label = heads[at].textContent.trim();
    });
  }
}

/** Lists of matters have a look of their own. */
export function labelCells(part) {
  for (const table of within(part, "table.table-stack")) if (!table.closest(".choosing")) label(table);
}
