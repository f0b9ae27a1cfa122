"""From a template to a built report.

A template is plain text, one paragraph per block of lines (lines of one block are joined; a blank line ends it)::

    {% macro story(section) %}{% for m in rows("milestones", section=section) %}{{ m.text }}{% endfor %}{% endmacro %}
    # {{ organization }}{{ period.label }}工作总结
    ## 优质服务促提升                                   heading 1, printed 一、…
    ### 拓宽人民调解覆盖面                              heading 2, printed （一）…
    {{ story("4.2") }}截至{{ period.last_day }}，共有人民调解组织{{ mediation.organizations }}，
    成功化解矛盾纠纷{{ mediation.resolved }}{{ mediation.resolved | 同比("，") }}。
    {% if corrections.absconded == 0 %}{{ corrections.absconded | 零则("无脱管、漏管情形") }}。{% endif %}

    >>> {{ organization }}
    >>> {{ signed_on }}

``#`` is the title (exactly one), ``##`` to ``####`` are headings, numbered automatically and left out where nothing
stands below them; ``>>>`` are signature and date.

``{{ domain.figure }}`` prints number and unit. Filters word it: 余, 多, 近, 约 (each with a place, ``余(10)``, or a
fitting one), 万, 亿, 汉字, 数 (without unit), 零则("…") (words in place of 0), 同比 and 环比 (“同比增长12.5%”, nothing
where unknown; ``同比("，")`` puts words before it). A figure is true when known and not 0; one that is not known is
false, equals no number, and has ``.known`` false. ``period`` has label, short (上半年), last_day (6月30日), code, year,
start and end. ``rows(ledger, column=…)`` gives the rows of a ledger dated within the period, in order of their date,
personal data masked; 月日 shortens a date.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from fazhi.errors import FazhiError
from fazhi.figures.engine import Engine, Value
from fazhi.figures.figure import Accumulated, During, Figure
from fazhi.figures.ledger import SOURCE_COLUMNS, Ledger
from fazhi.figures.masking import mask_cell
from fazhi.figures.period import Period, chinese_date
from fazhi.figures.report import language, wording
from fazhi.figures.report.cell import Book, Cell, without_marks
from fazhi.figures.report.coverage import Coverage
from fazhi.figures.report.model import FigureRun, Note, Paragraph, ParagraphKind, Report, Run, Text
from fazhi.i18n import _

_MARKED = re.compile(r"(#+|>>>)\s*(.*)")
_LEVELS: tuple[ParagraphKind, ...] = ("title", "heading1", "heading2", "heading3")
_NO_HEADING_END = "。；，、：;,:."


def build_report(
    template_text: str,
    engine: Engine,
    period: Period,
    *,
    organization: str,
    district: Mapping[str, object],
    signed_on: date,
    sources: Iterable[tuple[str, str]] = (),
    notes: Iterable[Note] = (),
    template_name: str,
    synthetic: bool = False,
) -> Report:
    """Fill a template with the figures of ``period``.

    ``district`` gives the template ``{{ district.name }}`` and whatever else it holds; ``sources`` is ledger title and
    file name; ``notes`` come first among the report's notes, then what is missing, then invariants that do not hold.
    Raises FazhiError with template and line: "unknown_figure", or "template_syntax" for anything else that is wrong.
    """
    rows = Rows(engine, period)
    template = language.parse(template_text, template_name, engine.catalogue, {"rows": rows})
    book = Book()
    coverage = Coverage(engine)
    cells = _cells(template, engine, period, book, coverage)
    namespaces: dict[str, dict[str, Cell]] = defaultdict(dict)
    for figure_id, cell in cells.items():
        domain, _dot, figure = figure_id.partition(".")
        namespaces[domain][figure] = cell
    organization = without_marks(organization)
    text = template.render(
        {domain: SimpleNamespace(**figures) for domain, figures in namespaces.items()}
        | {
            "period": _period(period),
            "district": SimpleNamespace(**district),
            "organization": organization,
            "signed_on": signed_on,
            "rows": rows,
        }
    )
    paragraphs, left_out = _paragraphs(text, book, template_name)
    breaches = [Note(breach.message, breach.invariant.parts, breach) for breach in engine.breaches(period)]
    return Report(
        period=period,
        organization=organization,
        paragraphs=tuple(paragraphs),
        notes=(
            *notes,
            *_unknown(paragraphs),
            *_unsaid(cells.values(), paragraphs),
            *_stale(template.figures, engine, period, coverage),
            *rows.notes(),
            *left_out,
            *breaches,
        ),
        sources=tuple(sources),
        synthetic=synthetic,
    )


class Rows:
    """``rows(ledger, column=value, …)`` of a template."""

    def __init__(self, engine: Engine, period: Period) -> None:
        self._engine = engine
        self._period = period
        self._rows: dict[str, list[dict[str, object]]] = {}
        self._missing: dict[str, None] = {}

    def __call__(self, ledger: str, **equals: object) -> list[SimpleNamespace]:
        """The rows within the period whose columns equal what is asked, by date and then as in the file.

        A ledger without a date column gives all its rows, a ledger that is missing gives none (and a note).
        """
        declared = self._engine.catalogue.ledger(ledger)
        for column in equals:
            if column not in declared.by_name:
                near = difflib.get_close_matches(column, declared.by_name, n=3, cutoff=0.4) or [*declared.by_name]
                raise FazhiError(
                    _("台账《{title}》没有“{column}”这一列，有：{near}。").format(
                        title=declared.title, column=column, near="、".join(near)
                    ),
                    code="unknown_column",
                )
        if declared.name not in self._engine.present:
            self._missing.setdefault(declared.title)
            return []
        return [
            SimpleNamespace(**{name: _shown(declared, name, value) for name, value in row.items()})
            for row in self._loaded(declared)
            if all(row[column] == value for column, value in equals.items())
        ]

    def notes(self) -> list[Note]:
        """What the missing ledgers left out of the text."""
        return [Note(_("缺台账《{title}》，取自它的语句没有写入报告。").format(title=title)) for title in self._missing]

    def _loaded(self, ledger: Ledger) -> list[dict[str, object]]:
        if ledger.name not in self._rows:
            table = self._engine.table(ledger.name)
            if ledger.date is not None:
                column = table[ledger.date]
                table = table.filter((column >= self._period.start) & (column <= self._period.end))
            order = [name for name in (ledger.date, *SOURCE_COLUMNS) if name in table.columns]
            ordered = table.order_by(order) if order else table
            self._rows[ledger.name] = ordered.select(*ledger.by_name).to_pyarrow().to_pylist()
        return self._rows[ledger.name]


def _shown(ledger: Ledger, column: str, value: object) -> object:
    masked = mask_cell(ledger, column, value)
    return without_marks(masked) if isinstance(masked, str) else masked


# --- figures ---------------------------------------------------------------------------------------------------------


def _cells(
    template: language.Template, engine: Engine, period: Period, book: Book, coverage: Coverage
) -> dict[str, Cell]:
    """The figures of a template, counted together with the parts of the invariants: one query per ledger."""
    against = {"同比": (period.year_before(), _("上年同期")), "环比": (period.previous(), _("上期"))}
    against = {name: other for name, other in against.items() if name in template.filters}
    periods = [other for other, _earlier in against.values()]
    checked = [part for invariant in engine.catalogue.invariants.values() for part in invariant.parts]
    values = engine.values([*template.figures, *checked], [period, *periods])

    def changes(figure_id: str) -> dict[str, str]:
        said = {}
        for name, (other, earlier) in against.items():
            if not coverage.incomparable(figure_id, period, other):
                change = wording.change(values[figure_id, period], values[figure_id, other], earlier)
                said[name] = f"{name}{change}" if change and not change.startswith("与") else change
        return said

    return {i: Cell(coverage.sure(values[i, period]), book, changes(i)) for i in template.figures}


def _period(period: Period) -> SimpleNamespace:
    year = f"{period.start.year}年"
    short = _("全年") if period.kind == "year" else period.label.removeprefix(year)
    return SimpleNamespace(
        label=period.label,
        short=period.label if period.kind == "dates" else short,
        last_day=f"{period.end.month}月{period.end.day}日",
        code=period.code,
        year=period.end.year,
        start=period.start,
        end=period.end,
    )


def _unknown(paragraphs: Iterable[Paragraph]) -> list[Note]:
    """Why figures of the text are not known, one note per reason."""
    reasons: dict[str, dict[str, Value]] = defaultdict(dict)
    for paragraph in paragraphs:
        for run in paragraph.runs:
            if isinstance(run, FigureRun) and run.value.number is None:
                reasons[run.value.reason][run.value.figure.id] = run.value
    return [
        Note(
            _("{reason}，文中以“待补”标出：{figures}。").format(
                reason=reason, figures="、".join(value.figure.label for value in values.values())
            ),
            tuple(values),
        )
        for reason, values in reasons.items()
    ]


def _unsaid(cells: Iterable[Cell], paragraphs: Iterable[Paragraph]) -> list[Note]:
    """A note on what was left out of the text because it is not known."""
    runs = [run for paragraph in paragraphs for run in paragraph.runs if isinstance(run, FigureRun)]
    printed = {run.value.figure.id for run in runs}
    unknown = [cell.value for cell in cells if not cell.known and isinstance(cell.value.figure, Figure)]
    unsaid = [value for value in unknown if value.figure.id not in printed]
    reasons = "；".join(dict.fromkeys(value.reason for value in unsaid))
    message = _("台账不全，有关语句没有写入报告：{reasons}。").format(reasons=reasons)
    return [Note(message, tuple(value.figure.id for value in unsaid))] if unsaid else []


def _stale(figure_ids: Iterable[str], engine: Engine, period: Period, coverage: Coverage) -> list[Note]:
    """A note on the ledgers of what happens in a period that stop well before it: perhaps nobody keeps them now."""
    bases = [base for figure_id in figure_ids for base in engine.catalogue.base_figures(figure_id)]
    names = dict.fromkeys(base.ledger for base in bases if isinstance(base.meaning, During | Accumulated))
    ended = [
        _("《{title}》（最后一条{day}）").format(title=engine.catalogue.ledgers[name].title, day=chinese_date(last))
        for name in names
        if name in engine.present and (last := coverage.ended(name, period))
    ]
    message = _("台账里没有本期的记录，请确认是否已更新：{ledgers}。").format(ledgers="、".join(ended))
    return [Note(message)] if ended else []


# --- paragraphs ------------------------------------------------------------------------------------------------------


def _paragraphs(text: str, book: Book, template: str) -> tuple[list[Paragraph], list[Note]]:
    """The paragraphs of a rendered template, and a note on headings that nothing stands below."""
    found: list[Paragraph] = []
    block: list[str] = []

    def flush() -> None:
        runs = book.runs("".join(block))
        block.clear()
        if runs:
            found.append(Paragraph("body", runs))

    for line in (*text.split("\n"), ""):
        line = line.strip(" \t\r\u3000")
        marked = _MARKED.fullmatch(line)
        if marked:
            flush()
            kind = _kind(marked[1], marked[2], template)
            runs = book.runs(marked[2])
            found += [Paragraph(kind, _ended(runs) if kind in _LEVELS else runs)] if runs else []
        elif line:
            block.append(line)
        else:
            flush()
    titles = sum(paragraph.kind == "title" for paragraph in found)
    if titles != 1:
        message = _("应当有且只有一个标题（以“# ”开头的一行），现有{n}个。").format(n=titles)
        raise _wrong(template, message)
    kept, empty = _without_empty_headings(found)
    note = _("没有内容的标题未写入报告：{headings}。").format(headings="".join(f"“{heading}”" for heading in empty))
    return _numbered(kept, template), [Note(note)] if empty else []


def _kind(mark: str, text: str, template: str) -> ParagraphKind:
    if mark == ">>>":
        return "date" if re.fullmatch(r"\d+年\d+月\d+日", without_marks(text)) else "signature"
    if len(mark) > len(_LEVELS):
        message = _("标题最多四级（# 到 ####）：{line}").format(line=mark + without_marks(text))
        raise _wrong(template, message)
    return _LEVELS[len(mark) - 1]


def _without_empty_headings(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[str]]:
    kept: list[Paragraph] = []
    empty: list[str] = []
    filled = 0  # the deepest heading level that something stands below; 0 for none
    for paragraph in reversed(paragraphs):
        if paragraph.kind not in _LEVELS[1:]:
            filled = len(_LEVELS) if paragraph.kind == "body" else 0
        elif _LEVELS.index(paragraph.kind) > filled:
            empty.append(paragraph.text)
            continue
        else:
            filled = _LEVELS.index(paragraph.kind) - 1
        kept.append(paragraph)
    return kept[::-1], empty[::-1]


def _numbered(paragraphs: list[Paragraph], template: str) -> list[Paragraph]:
    counts = [0, 0, 0]
    numbered = []
    for paragraph in paragraphs:
        if paragraph.kind in _LEVELS[1:]:
            depth = _LEVELS.index(paragraph.kind) - 1
            counts[depth:] = [counts[depth] + 1, *(0 for _deeper in counts[depth + 1 :])]
            if counts[depth] > 99:
                raise _wrong(template, _("同一级标题超过99个。"))
            chinese = wording.numeral(counts[depth])
            number = (f"{chinese}、", f"（{chinese}）", f"{counts[depth]}.")[depth]
            paragraph = replace(paragraph, number=number)
        numbered.append(paragraph)
    return numbered


def _ended(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Titles and headings on a line of their own bear no closing mark (GB/T 9704-2012)."""
    if isinstance(runs[-1], Text):
        text = runs[-1].text.rstrip(_NO_HEADING_END)
        return (*runs[:-1], Text(text)) if text else runs[:-1]
    return runs


def _wrong(template: str, message: str) -> FazhiError:
    where = _("模板“{template}”：").format(template=template)
    return FazhiError(where + message, code="template_syntax", template=template)
