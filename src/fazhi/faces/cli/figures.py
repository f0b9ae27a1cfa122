"""``fazhi figures``: list what is counted, show values and rows, explain a figure."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.faces.cli.output import console, print_json, print_table, progress_bar
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.figures.engine import Engine, Value
    from fazhi.figures.period import Period

_LEDGERS = click.option(
    "--ledgers",
    "directory",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help=_("台账所在文件夹；db: 是数据库。"),
)
_PERIOD = click.option(
    "--period",
    "period_text",
    metavar=_("期间"),
    required=True,
    help=_("期间：2020H1、2020Q2、2020、2020-06 或起止两日。"),
)
_ROWS_SHOWN = 1000  # laying out a table of many thousand rows takes longer than reading the ledgers
_JSON = click.option("--json", "as_json", is_flag=True, help=_("输出 JSON。"))


@click.group(help=_("指标口径：列出全部、取数并看记录、说明一个口径。"))
def command() -> None:
    """Figures."""


@command.command("list", help=_("列出全部指标口径。"))
@_JSON
def list_figures(as_json: bool) -> None:
    """All figures with label, unit and definition."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.engine import define

    catalogue = installed()
    figures = catalogue.figures.values()
    if as_json:
        print_json(
            [
                {"id": figure.id, "label": figure.label, "unit": figure.unit, "definition": define(catalogue, figure)}
                for figure in figures
            ]
        )
        return
    print_table(
        (_("指标"), _("名称"), _("单位"), _("口径")),
        [(figure.id, figure.label, figure.unit, define(catalogue, figure)) for figure in figures],
    )


@command.command(help=_("取一个或几个指标的值，并与上期、上年同期比较；不指明则取全部。"))
@click.argument("figure_ids", metavar="[指标…]", nargs=-1)
@_PERIOD
@_LEDGERS
@click.option("--rows", is_flag=True, help=_("列出记录（个人信息已遮盖）。"))
@click.option(
    "--by", metavar=_("栏"), help=_("按台账的一栏分组，如 street；month 是按月；street=某街道 列出这一组的记录。")
)
@_JSON
def show(
    figure_ids: tuple[str, ...], period_text: str, directory: Path, rows: bool, by: str | None, as_json: bool
) -> None:
    """Values with comparisons, or apart by the values of a column, and the rows behind them."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.period import Period
    from fazhi.figures.report.coverage import Coverage

    period = Period.parse(period_text)
    catalogue = installed()
    ids = [catalogue.figure(i).id for i in dict.fromkeys(figure_ids)] or list(catalogue.figures)
    engine = load_engine(directory, silent=as_json)
    if by is not None:
        if not figure_ids:
            raise click.UsageError(_("分组要指明是哪几个指标。"))
        column, chosen, value = by.partition("=")
        if chosen:
            for base_id in dict.fromkeys(base.id for i in ids for base in catalogue.base_figures(i)):
                _print_rows(engine, base_id, period, (column, value or None))
        else:
            _print_groups(engine, ids, period, by, as_json=as_json)
        return
    periods = [period, period.previous(), period.year_before()]
    coverage = Coverage(engine)
    values = {key: coverage.sure(value) for key, value in engine.values(ids, periods).items()}
    if as_json:
        print_json([_as_json(engine, i, period, values, rows) for i in ids])
        return
    print_table(
        (
            _("指标"),
            _("名称"),
            period.label,
            _("上期 {p}").format(p=periods[1].label),
            _("上年同期 {p}").format(p=periods[2].label),
        ),
        [(i, values[i, period].figure.label, *(str(values[i, p]) for p in periods)) for i in ids],
    )
    if rows:
        for base_id in dict.fromkeys(base.id for i in ids for base in catalogue.base_figures(i)):
            _print_rows(engine, base_id, period)


def _print_groups(engine: Engine, ids: list[str], period: Period, by: str, *, as_json: bool) -> None:
    whole = engine.values(ids, [period])
    if by == "month":
        months = period.months()
        of_months = engine.values(ids, months)
        lines = [(month.label, {i: of_months[i, month] for i in ids}) for month in months]
    else:
        lines = [
            (_("未填") if group.value is None else _cell(group.value), group.values)
            for group in engine.groups(ids, period, by)
        ]
    if as_json:
        print_json(
            [
                {"group": name, "values": {i: None if v.number is None else float(v.number) for i, v in values.items()}}
                for name, values in lines
            ]
        )
        return
    labels = {i: engine.catalogue.figure(i).label for i in ids}
    lines.append((_("合计"), {i: whole[i, period] for i in ids}))
    print_table((by, *labels.values()), [(name, *(str(values[i]) for i in ids)) for name, values in lines])


@command.command(help=_("说明一个指标：口径、组成、查询语句。"))
@click.argument("figure_id", metavar="指标")
@click.option("--period", "period_text", metavar=_("期间"), default=None, help=_("期间；不给则说一般口径。"))
@_JSON
def explain(figure_id: str, period_text: str | None, as_json: bool) -> None:
    """The definition in Chinese, the parts, how reports speak of it, and the SQL."""
    from fazhi.figures.catalogue import installed
    from fazhi.figures.engine import Engine, define
    from fazhi.figures.period import Period

    catalogue = installed()
    figure = catalogue.figure(figure_id)
    period = Period.parse(period_text) if period_text else None
    bases = list({base.id: base for base in catalogue.base_figures(figure_id)}.values())
    queries = {}
    if period is not None:
        engine = Engine.empty(catalogue)
        queries = {base.id: engine.sql(base.id, period) for base in bases}
    if as_json:
        print_json(
            {
                "id": figure.id,
                "label": figure.label,
                "unit": figure.unit,
                "definition": define(catalogue, figure, period),
                "parts": [base.id for base in bases if base.id != figure.id],
                "said": list(figure.said),
                "queries": queries,
            }
        )
        return
    out = console()
    out.print(
        _("{label}（{id}，单位：{unit}）").format(label=figure.label, id=figure.id, unit=figure.unit), style="bold"
    )
    out.print(_("口径：") + define(catalogue, figure, period))
    for base in bases:
        if base.id != figure.id:
            out.print(f"  {base.id}　{define(catalogue, base, period)}")
    for base_id, sql in queries.items():
        out.print(f"\n-- {base_id}\n{sql}")


def load_engine(directory: Path, *, silent: bool) -> Engine:
    """Read the ledgers of a folder or the database and stand an engine on them; errors in them are mentioned on stderr.

    ``silent`` draws no progress bar. Raises :class:`FazhiError` where no ledger can be read.
    """
    from fazhi.faces.cli.source import read_ledgers
    from fazhi.figures.catalogue import installed

    with progress_bar(silent=silent) as progress:
        loaded, engine = read_ledgers(directory, installed(), progress)
    if loaded.errors:
        console(stderr=True).print(
            _("注意：台账有 {n} 处错误，有错误的行没有计入。详见 fazhi ledgers check {path}").format(
                n=len(loaded.errors), path=directory
            )
        )
    return engine


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral() else float(value)


def _as_json(
    engine: Engine, figure_id: str, period: Period, values: dict[tuple[str, Period], Value], rows: bool
) -> dict[str, Any]:
    from fazhi.figures.engine import define

    value = values[figure_id, period]
    counted = [base for base in engine.catalogue.base_figures(figure_id) if base.ledger in engine.present]
    bases = list(dict.fromkeys(base.id for base in counted))
    result: dict[str, Any] = {
        "id": figure_id,
        "label": value.figure.label,
        "unit": value.unit,
        "value": _number(value.number),
        "reason": value.reason or None,
        "period": period.code,
        "previous": _number(values[figure_id, period.previous()].number),
        "year_before": _number(values[figure_id, period.year_before()].number),
        "definition": define(engine.catalogue, value.figure, period),
        "queries": {base: engine.sql(base, period) for base in bases},
    }
    if rows:
        result["rows"] = {base: _masked(engine, base, period) for base in bases}
    return result


def _masked(
    engine: Engine, figure_id: str, period: Period, of: tuple[str, str | None] | None = None
) -> list[dict[str, Any]]:
    from fazhi.figures.masking import mask_cell

    (figure,) = engine.catalogue.base_figures(figure_id)
    ledger = engine.catalogue.ledgers[figure.ledger]
    return [
        {name: mask_cell(ledger, name, cell) for name, cell in row.items()}
        for row in engine.rows(figure_id, period, of).to_pylist()
    ]


def _print_rows(engine: Engine, figure_id: str, period: Period, of: tuple[str, str | None] | None = None) -> None:
    (figure,) = engine.catalogue.base_figures(figure_id)
    if figure.ledger not in engine.present:
        return
    ledger = engine.catalogue.ledgers[figure.ledger]
    rows = _masked(engine, figure_id, period, of)
    headings = [column.heading for column in ledger.columns]
    print_table(
        (_("来源行"), *headings),
        [
            (str(row["source_row"]), *(_cell(row[column.name]) for column in ledger.columns))
            for row in rows[:_ROWS_SHOWN]
        ],
        title=_("{label}：{n} 条记录，来自“{file}”").format(
            label=figure.label, n=len(rows), file=rows[0]["source_file"] if rows else ledger.title
        ),
    )

    if len(rows) > _ROWS_SHOWN:
        console().print(_("只列出前 {n} 条，其余 {m} 条请用 --json。").format(n=_ROWS_SHOWN, m=len(rows) - _ROWS_SHOWN))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
