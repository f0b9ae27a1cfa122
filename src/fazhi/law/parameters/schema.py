"""Reading and validating the YAML of parameters. Decimals stay exact, dates are dates, unknown keys are errors."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from fazhi.i18n import _
from fazhi.law.basis import SOURCES, Basis
from fazhi.law.errors import BadData
from fazhi.law.parameters import Parameter, Row, Series, Version
from fazhi.law.parameters.values import READERS, Brackets, Malformed, Range, fields, number

if TYPE_CHECKING:
    _Loader = yaml.SafeLoader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _ExactLoader(_Loader):
    """Like the safe loader, but 0.005 is the decimal that is written."""


def _decimal(loader: _ExactLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _decimal)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file with exact decimals."""
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_ExactLoader)  # noqa: S506  a subclass of the safe loader


def read_file(path: Path, prefix: str = "") -> dict[str, Parameter | Series]:
    """All parameters and series of a file, validated; ``prefix`` is the first part of their ids, by default its name.

    Raises :class:`BadData` with file, id and reason.
    """
    place, prefix = path.name, prefix or path.stem
    try:
        raw = fields(read_yaml(path), {"instruments", "parameters", "series"}, {"instruments"})
        instruments = {
            alias: fields(entry, {"title", "number", "text"}, {"title"}) for alias, entry in raw["instruments"].items()
        }
        found: dict[str, Parameter | Series] = {}
        for key, entry in (raw.get("parameters") or {}).items():
            place = f"{path.name}: {key}"
            found[f"{prefix}.{key}"] = _parameter(f"{prefix}.{key}", entry, instruments)
        for key, entry in (raw.get("series") or {}).items():
            place = f"{path.name}: {key}"
            found[f"{prefix}.{key}"] = _series(f"{prefix}.{key}", entry, instruments)
    except (Malformed, yaml.YAMLError) as problem:
        raise BadData(_("参数文件有误（{place}）：{problem}").format(place=place, problem=problem)) from problem
    return found


def _parameter(identifier: str, raw: Any, instruments: dict[str, Any]) -> Parameter:
    raw = fields(raw, {"title", "kind", "unit", "local", "labels", "versions"}, {"title", "kind", "unit", "versions"})
    if raw["kind"] not in READERS:
        raise Malformed(_("kind 应为 {given} 之一，现为 {other!r}").format(given=sorted(READERS), other=raw["kind"]))
    versions = tuple(_version(entry, raw["kind"], instruments) for entry in raw["versions"])
    if not versions:
        raise Malformed(_("至少要有一个版本"))
    for earlier, later in pairwise(versions):
        if earlier.end is None or earlier.end >= later.start:
            raise Malformed(_("版本 {given} 与 {other} 重叠或次序颠倒").format(given=earlier.start, other=later.start))
    labels = {str(key): str(text) for key, text in raw.get("labels", {}).items()}
    return Parameter(
        identifier, raw["title"], raw["kind"], raw["unit"], versions, bool(raw.get("local", False)), labels
    )


def _version(raw: Any, kind: str, instruments: dict[str, Any]) -> Version:
    raw = fields(raw, {"from", "to", "value", "basis", "check", "note", "unknown"}, {"from", "check"})
    start, end = raw["from"], raw.get("to")
    if not isinstance(start, date) or not (end is None or isinstance(end, date)):
        raise Malformed(_("from、to 应为日期：{given!r}、{other!r}").format(given=start, other=end))
    if end is not None and end < start:
        raise Malformed(_("to {given} 早于 from {other}").format(given=end, other=start))
    if ("value" in raw) == ("unknown" in raw):
        raise Malformed(_("版本 {given} 写 value 或 unknown 之一").format(given=start))
    basis = _basis(raw, instruments)
    if not basis and raw["check"] != "P":
        raise Malformed(_("版本 {given} 缺少 basis（只有本系统约定 check: P 可以没有）").format(given=start))
    value = READERS[kind](raw["value"]) if "value" in raw else None
    return Version(start, end, value, basis, _check(raw), raw.get("note", ""), raw.get("unknown", ""))


def _check(raw: dict[str, Any]) -> str:
    if raw["check"] not in SOURCES:
        raise Malformed(_("check 应为 {given} 之一，现为 {other!r}").format(given=sorted(SOURCES), other=raw["check"]))
    return str(raw["check"])


def _basis(raw: dict[str, Any], instruments: dict[str, Any]) -> tuple[Basis, ...]:
    entries = []
    for entry in raw.get("basis", []):
        entry = fields(entry, {"of", "article", "paragraph", "item"}, {"of"})
        if entry["of"] not in instruments:
            raise Malformed(_("basis 引用了没有声明的文件 {given!r}").format(given=entry["of"]))
        source = instruments[entry["of"]]
        entries.append(
            Basis(
                source["title"],
                source.get("number", ""),
                str(entry.get("article", "")),
                entry.get("paragraph"),
                entry.get("item"),
                str(source.get("text", "")),
            )
        )
    return tuple(entries)


def _series(identifier: str, raw: Any, instruments: dict[str, Any]) -> Series:
    raw = fields(raw, {"title", "unit", "rows"}, {"title", "unit", "rows"})
    rows: list[Row] = []
    for entry in raw["rows"]:
        entry = fields(entry, {"place", "year", "value", "check", "basis"}, {"place", "year", "value", "check"})
        row = Row(entry["place"], entry["year"], number(entry["value"]), _basis(entry, instruments), _check(entry))
        if any((row.place, row.year) == (other.place, other.year) for other in rows):
            raise Malformed(_("{given} {other} 重复").format(given=row.place, other=row.year))
        rows.append(row)
    return Series(identifier, raw["title"], raw["unit"], tuple(rows))


def read_local(found: Parameter, version: Version, raw: Any) -> tuple[Any, str]:
    """A district's value for a local parameter, and the document it rests on.

    ``raw`` is the bare value or ``{value: …, document: …}``. Raises :class:`BadData` if the parameter is not the
    district's to set, has another shape, or lies outside what the law allows.
    """
    document = ""
    if isinstance(raw, dict) and set(raw) == {"value", "document"}:
        raw, document = raw["value"], str(raw["document"])
    try:
        if not found.local:
            raise Malformed(_("法律没有把它交给地方规定"))
        value: Any = READERS[found.kind](_exact(raw))
        legal = version.value
        inside = True
        if isinstance(legal, (Range, Brackets)):
            inside = legal.holds(value)
        elif isinstance(legal, dict):
            if set(value) - set(legal):
                raise Malformed(_("不认识的键 {given}").format(given=sorted(set(value) - set(legal))))
            value = {**legal, **value}
            inside = all(legal[key].holds(value[key]) for key in value if isinstance(legal[key], Range))
        if not inside:
            raise Malformed(_("超出法律规定的幅度"))
    except Malformed as problem:
        raise BadData(
            _("本地区设定的“{title}”（{id}）不能用：{problem}").format(title=found.title, id=found.id, problem=problem),
            parameter=found.id,
        ) from problem
    return value, document


def _exact(raw: Any) -> Any:
    """A district's file (TOML) may bring floats: read them as they are written."""
    if isinstance(raw, float):
        return Decimal(str(raw))
    if isinstance(raw, dict):
        return {key: _exact(value) for key, value in raw.items()}
    return [_exact(value) for value in raw] if isinstance(raw, list) else raw
