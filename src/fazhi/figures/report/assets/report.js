"use strict";
// Behaviour of the report page: the panel of a figure, its rows, the search box. Everything that comes from a ledger is
// set as text, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(byId(id).textContent);
  const figures = read("index");
  const place = new Map(figures.map((figure, n) => [figure.id, n]));
  const inText = (id) => document.querySelector(`#report .figure[data-figure="${CSS.escape(id)}"]`);
  const narrow = matchMedia("(max-width: 720px)");
  const PAGE = 50;

  // --- rows ---------------------------------------------------------------------------------------------------------

  const parsed = new Map();

  /** The columns of a ledger, parsed once, when first asked for. */
  function ledger(number) {
    if (!parsed.has(number)) parsed.set(number, read(`ledger-${number}`));
    return parsed.get(number);
  }

  /** [first, length, first, length, …] → every position. */
  function positions(runs) {
    const all = [];
    for (let n = 0; n < runs.length; n += 2) {
      for (let row = runs[n]; row < runs[n] + runs[n + 1]; row++) all.push(row);
    }
    return all;
  }

  /** For each code of a column, its place when the column is sorted. Words come sorted by value; text is sorted as read. */
  function ranks(column) {
    if (!column.ranks) {
      const order = column.words.map((_, code) => code);
      if (column.type === "text") {
        const compare = new Intl.Collator("zh-CN", { numeric: true }).compare;
        order.sort((a, b) => compare(column.words[a], column.words[b]));
      }
      column.ranks = [];
      order.forEach((code, rank) => { column.ranks[code] = rank; });
    }
    return column.ranks;
  }

  /** Shows the rows of a figure in the panel: fifty a page, filtered by words, sorted by a column. */
  function showRows(figure, root) {
    const table = root.querySelector(".behind .records");
    if (!table) return;
    const columns = ledger(figure.ledger);
    const all = positions(figure.rows);
    const [filter, range] = [root.querySelector("#filter"), root.querySelector(".range")];
    const [back, forth] = [root.querySelector(".back"), root.querySelector(".forth")];
    const sorting = { column: null, down: false };
    let found = all;
    let page = 0;

    function choose() {
      const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      // A word is looked up among the distinct words of each column, not in every row.
      const hits = wanted.map((word) => columns.map((c) => c.words.map((w) => w.toLowerCase().includes(word))));
      found = all.filter((row) => hits.every((hit) => columns.some((c, n) => hit[n][c.codes[row]])));
      if (sorting.column) {
        const rank = ranks(sorting.column);
        const { codes } = sorting.column;
        const sign = sorting.down ? -1 : 1;
        found.sort((a, b) => sign * (rank[codes[a]] - rank[codes[b]]) || a - b);
      }
      page = 0;
      draw();
    }

    function draw() {
      const shown = found.slice(page * PAGE, (page + 1) * PAGE);
      table.tBodies[0].replaceChildren(...shown.map((row) => {
        const line = document.createElement("tr");
        for (const column of columns) {
          const cell = line.insertCell();
          cell.textContent = column.words[column.codes[row]];
          if (isNumber(column)) cell.className = "number";
          if (cell.textContent.length > 12) cell.title = cell.textContent;
        }
        return line;
      }));
      const of = found.length === all.length ? "" : `（从${all.length.toLocaleString("en")}条中筛出）`;
      range.textContent = found.length
        ? `第${page * PAGE + 1}–${page * PAGE + shown.length}条，共${found.length.toLocaleString("en")}条${of}`
        : "没有符合的记录。换一个词，或清空筛选。";
      back.disabled = page === 0;
      forth.disabled = (page + 1) * PAGE >= found.length;
      back.parentNode.hidden = back.disabled && forth.disabled;
    }

    function turn(by) {
      page += by;
      draw();
      table.parentNode.scrollTop = 0;
      const button = by < 0 ? back : forth;
      if (button.disabled) (by < 0 ? forth : back).focus();
    }

    table.tHead.rows[0].replaceChildren(...columns.map((column) => {
      const head = document.createElement("th");
      head.scope = "col";
      if (isNumber(column)) head.className = "number";
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = column.heading + (column.masked ? "（已遮蔽）" : "");
      button.addEventListener("click", () => {
        sorting.down = sorting.column === column && !sorting.down;
        sorting.column = column;
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sorting.down ? "descending" : "ascending");
        choose();
      });
      head.append(button);
      return head;
    }));
    filter.addEventListener("input", choose);
    back.addEventListener("click", () => turn(-1));
    forth.addEventListener("click", () => turn(1));
    draw();
  }

  const isNumber = (column) => ["integer", "decimal", "money"].includes(column.type);

  // --- panel --------------------------------------------------------------------------------------------------------

  const panel = byId("panel");
  const body = byId("panel-body");
  let current = null;
  let opener = null;

  function show(id) {
    const figure = figures[place.get(id)];
    current = id;
    byId("panel-title").textContent = figure.label;
    byId("place").textContent = `${place.get(id) + 1}／${figures.length}`;
    byId("earlier").disabled = place.get(id) === 0;
    byId("later").disabled = place.get(id) === figures.length - 1;
    body.replaceChildren(byId(`dossier-${id}`).content.cloneNode(true));
    showRows(figure, body);
    if (!panel.open) {
      // On a phone the sheet covers the page and holds the focus; beside the report it must not.
      if (narrow.matches) panel.showModal(); else panel.show();
      document.documentElement.classList.add("open");
    }
    panel.scrollTop = 0;
    for (const other of document.querySelectorAll(".figure.current")) other.classList.remove("current");
    const spot = opener?.dataset.figure === id && opener.closest(".desk") ? opener : inText(id);
    if (spot) {
      opener = spot;
      spot.classList.add("current");
      spot.scrollIntoView({ block: narrow.matches ? "start" : "nearest" });
    }
    byId("panel-title").focus({ preventScroll: true });
  }

  function close(refocus = true) {
    if (!panel.open) return;
    panel.close();
    current = null;
    document.documentElement.classList.remove("open");
    for (const other of document.querySelectorAll(".figure.current")) other.classList.remove("current");
    if (refocus) (opener?.isConnected ? opener : byId("report")).focus({ preventScroll: true });
  }

  const address = (id) => `#figure=${encodeURIComponent(id)}`;

  /** Opens a figure by its address, so that it can be shared and the back key closes it. */
  function go(id, from) {
    if (from?.closest(".desk")) opener = from;
    if (location.hash === address(id)) show(id); else location.hash = address(id);
  }

  function dismiss() {
    if (location.hash.startsWith("#figure=")) history.replaceState(null, "", location.href.split("#")[0]);
    close();
  }

  /** Moves among figures without a trail of addresses behind. */
  function step(by) {
    const next = figures[place.get(current) + by];
    if (!next) return;
    history.replaceState(null, "", address(next.id));
    show(next.id);
  }

  function follow() {
    const figure = figures.find(({ id }) => address(id) === location.hash);
    if (figure) show(figure.id); else close(!location.hash.startsWith("#note-"));
  }

  async function copy(button) {
    const text = body.querySelector(".definition").textContent;
    const said = body.querySelector(".copied");
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "已复制";
    } catch {
      // Pages opened as files may not touch the clipboard: select the text, the reader's own copy key works.
      getSelection().selectAllChildren(body.querySelector(".definition"));
      said.textContent = "已选中，请按 Ctrl+C 复制";
    }
    button.focus();
  }

  document.addEventListener("click", (event) => {
    const figure = event.target.closest(".figure");
    if (figure) go(figure.dataset.figure, figure);
    const copying = event.target.closest(".copy");
    if (copying) copy(copying);
    const reference = event.target.closest('a[href^="#note-"]');
    if (reference && panel.contains(reference)) close(false);
  });
  document.addEventListener("keydown", (event) => {
    // In a search box with words in it the key clears the words first.
    const busy = event.defaultPrevented || (event.target.matches("input") && event.target.value);
    if (event.key === "Escape" && panel.open && !busy) dismiss();
  });
  panel.addEventListener("cancel", (event) => { event.preventDefault(); dismiss(); });
  panel.addEventListener("click", (event) => { if (event.target === panel && narrow.matches) dismiss(); });
  panel.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, .scroll, pre")) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  byId("close").addEventListener("click", dismiss);
  byId("earlier").addEventListener("click", () => step(-1));
  byId("later").addEventListener("click", () => step(1));
  byId("widen").addEventListener("click", (event) => {
    const wide = panel.classList.toggle("wide");
    event.target.setAttribute("aria-pressed", String(wide));
    event.target.textContent = wide ? "收窄" : "放宽";
  });
  narrow.addEventListener("change", () => { if (panel.open) { panel.close(); show(current); } });
  addEventListener("hashchange", follow);

  // --- paper ---------------------------------------------------------------------------------------------------------

  // The table of figures is folded on the screen and always printed.
  const fold = document.querySelector(".fold");
  let folded = true;
  addEventListener("beforeprint", () => { folded = !fold.open; fold.open = true; });
  addEventListener("afterprint", () => { fold.open = !folded; });

  // --- search -------------------------------------------------------------------------------------------------------

  const search = byId("search");
  const list = byId("found");
  let active = -1;

  function shut() {
    list.hidden = true;
    byId("none").hidden = true;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function look() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    shut();
    if (!wanted.length) return;
    const hits = figures.filter((f) => wanted.every((word) => `${f.label} ${f.value} ${f.id}`.toLowerCase().includes(word)));
    list.replaceChildren(...hits.map((figure, n) => {
      const option = document.createElement("li");
      option.id = `found-${n}`;
      option.role = "option";
      option.dataset.id = figure.id;
      const value = document.createElement("span");
      value.textContent = figure.value;
      option.append(figure.label, value);
      return option;
    }));
    list.hidden = !hits.length;
    byId("none").hidden = hits.length > 0;
    search.setAttribute("aria-expanded", String(hits.length > 0));
  }

  function mark(by) {
    const options = list.children;
    if (list.hidden || !options.length) return;
    options[active]?.removeAttribute("aria-selected");
    active = (active + by + options.length) % options.length;
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", options[active].id);
  }

  function pick(option) {
    opener = search;
    search.value = "";
    shut();
    go(option.dataset.id);
  }

  search.addEventListener("input", look);
  search.addEventListener("focus", look);
  search.addEventListener("blur", shut);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") mark(1);
    else if (event.key === "ArrowUp") mark(active < 0 ? 0 : -1);
    else if (event.key === "Enter" && list.children.length && !list.hidden) pick(list.children[Math.max(active, 0)]);
    else if (event.key === "Escape" && search.value) { search.value = ""; shut(); } else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });

  follow();
})();
