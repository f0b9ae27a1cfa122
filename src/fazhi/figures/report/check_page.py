"""The page of checks at the end of the .docx (附：数据核对说明): for the bureau itself, deleted before sending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from docx.oxml import OxmlElement
from docx.shared import Twips

from fazhi.figures.catalogue import Catalogue
from fazhi.figures.engine import Breach, Value, define
from fazhi.figures.ledger import SOURCE_COLUMNS
from fazhi.figures.report import wording
from fazhi.figures.report.model import FigureRun, Report
from fazhi.figures.report.rows import Rows, masked_rows
from fazhi.i18n import _

_ROWS_SHOWN = 50
_FIGURE_WIDTHS = (1950, 1500, 1250, 4144)  # twips, together the width of the text area
_SOURCE_WIDTHS = (4000, 4844)


def add_check_page(document: Any, report: Report, catalogue: Catalogue) -> None:
    """Add what does not add up, what is missing, every figure with its definition, and the files read."""
    document.add_paragraph(_("附：数据核对说明"), style="Check Title")
    intro = _("本说明供报送前核对，不属于报告正文，报送时请自本页起删除。个人信息已作遮蔽处理。")
    if report.synthetic:
        intro += _("本报告使用合成演示数据。")
    document.add_paragraph(intro, style="Check Text")
    sections: tuple[tuple[str, list[Any], Callable[[Any, list[Any], Catalogue], None]], ...] = (
        (_("相互不符的数据"), [note for note in report.notes if note.breach is not None], _add_breaches),
        (_("缺少或未能读入的数据"), [note for note in report.notes if note.breach is None], _add_notes),
        (_("文中指标的数值与口径"), _printed(report), _add_figures),
        (_("数据来源"), list(report.sources), _add_sources),
    )
    for number, (heading, content, add) in enumerate((s for s in sections if s[1]), start=1):
        document.add_paragraph(f"{wording.numeral(number)}、{heading}", style="Check Heading")
        add(document, content, catalogue)


def _add_breaches(document: Any, notes: list[Any], catalogue: Catalogue) -> None:
    for number, note in enumerate(notes, start=1):
        document.add_paragraph(f"{number}. {note.message}", style="Check Text")
        for line in _suspects(note.breach, catalogue):
            document.add_paragraph(line, style="Check Row")


def _suspects(breach: Breach, catalogue: Catalogue) -> list[str]:
    """The rows that explain a breach, one line each: where the row stands and what is in it."""
    if breach.rows is None or breach.invariant.suspects_ledger is None:
        return []
    rows = masked_rows(catalogue.ledgers[breach.invariant.suspects_ledger], breach.rows.slice(0, _ROWS_SHOWN))
    lines = [_row(rows, n) for n in range(rows.size)]
    left_out = breach.rows.num_rows - rows.size
    return [*lines, _("另有{n}条未列出。").format(n=left_out)] if left_out else lines


def _row(rows: Rows, number: int) -> str:
    cells = [cell for cell in rows.cells if cell.name not in SOURCE_COLUMNS and cell[number]]
    text = f"（{number + 1}）" + "；".join(f"{cell.heading}：{cell[number]}" for cell in cells)
    for place in rows.places([number]):
        text += _("（{file}，工作表“{sheet}”，第{row}行）").format(
            file=place["file"], sheet=place["sheet"], row=place["rows"][0]
        )
    return text


def _add_notes(document: Any, notes: list[Any], _catalogue: Catalogue) -> None:
    for number, note in enumerate(notes, start=1):
        document.add_paragraph(f"{number}. {note.message}", style="Check Text")


def _printed(report: Report) -> list[tuple[Value, list[str]]]:
    """The figures of the text with the forms in which each is printed."""
    forms: dict[str, list[str]] = defaultdict(list)
    for paragraph in report.paragraphs:
        for run in paragraph.runs:
            if isinstance(run, FigureRun) and run.printed not in forms[run.value.figure.id]:
                forms[run.value.figure.id].append(run.printed)
    return [(value, forms[value.figure.id]) for value in report.figures]


def _add_figures(document: Any, figures: list[tuple[Value, list[str]]], catalogue: Catalogue) -> None:
    headings = (_("指标"), _("文中写法"), _("准确数值"), _("口径"))
    rows = [
        (
            value.figure.label,
            "、".join(forms),
            value.reason if value.number is None else str(wording.exact(value)),
            define(catalogue, value.figure, value.period),
        )
        for value, forms in figures
    ]
    _add_table(document, headings, rows, _FIGURE_WIDTHS)


def _add_sources(document: Any, sources: list[tuple[str, str]], _catalogue: Catalogue) -> None:
    _add_table(document, (_("台账"), _("文件")), sources, _SOURCE_WIDTHS)


def _add_table(document: Any, headings: tuple[str, ...], rows: list[Any], widths: tuple[int, ...]) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Check Table")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    for number, texts in enumerate([headings, *rows]):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Twips(width)
            cell.paragraphs[0].style = "Check Cell"
            cell.paragraphs[0].add_run(text)
