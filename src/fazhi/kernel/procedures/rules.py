"""The rules that clocks run by: a dated parameter of the law, or a rule of the district with its document.

A domain keeps the district's rules for it in a file ``rules.yaml`` beside its procedure, in the form of the law's
parameters; ``boats.sign`` stands in the file of the domain ``boats``. What a district decides for itself
stands in its TOML under ``[rules]`` and goes before the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import GROUP
from fazhi.i18n import _
from fazhi.kernel.procedures.declaration import Clock
from fazhi.law import parameters
from fazhi.law.basis import Basis
from fazhi.law.errors import NoSuchParameter, NotInForce
from fazhi.law.parameters import Parameter, Series
from fazhi.law.parameters.schema import read_file, read_local
from fazhi.law.parameters.values import Period


@dataclass(frozen=True)
class Rule:
    """A period as it stands on a day. ``checked`` is False where it is shown as 待核."""

    id: str
    title: str
    period: Period
    basis: tuple[Basis, ...]
    checked: bool
    start: date
    document: str = ""

    @property
    def basis_text(self) -> str:
        """The basis in words, for a page."""
        return self.document or "；".join(entry.label for entry in self.basis) or _("本系统约定")


def rule(identifier: str, on: date, local: Mapping[str, Any] | None = None) -> Rule:
    """The rule of that id on a day; ``local`` is the district's own ``[rules]``.

    Raises :class:`NoSuchParameter` where there is none, :class:`fazhi.law.errors.NotInForce` before its first version,
    and :class:`FazhiError` where it is no period or the district may not set it so.
    """
    found = find(identifier)
    version = found.at(on)
    own = (local or {}).get(identifier)
    if own is not None:
        value, document = read_local(found, version, own)
        return Rule(identifier, found.title, value, (), True, version.start, document)
    if not isinstance(version.value, Period):
        raise FazhiError(_("“{id}”不是期限，不能用来计时。").format(id=identifier), code="not_a_period")
    return Rule(identifier, found.title, version.value, version.basis, version.checked, version.start)


def columns(clock: Clock) -> tuple[str, ...]:
    """The columns of a matter's own table that the rules of a clock name, each once."""
    named = (name for text in clock.rules for _text, name, _spec, _conversion in Formatter().parse(text) if name)
    return tuple(dict.fromkeys(named))


def chosen(rules: tuple[str, ...], row: Mapping[str, str], on: date) -> str:
    """The rule that a clock runs by in a matter with this row: the most particular that there is on a day."""
    names = [name.format_map(row) for name in rules]
    return next((name for name in names[:-1] if _there_is(name, on)), names[-1])


def possible(clock: Clock, values: Mapping[str, tuple[str, ...]], on: date) -> list[str]:
    """Every rule that a clock may run by on a day, each once. ``values``: what its columns may hold."""
    named = columns(clock)
    rows = (dict(zip(named, row, strict=True)) for row in product(*(values.get(name, ("…",)) for name in named)))
    return list(dict.fromkeys(chosen(clock.rules, row, on) for row in rows))


def _there_is(identifier: str, on: date) -> bool:
    try:
        find(identifier).at(on)
    except (NoSuchParameter, NotInForce):
        return False
    return True


def find(identifier: str) -> Parameter:
    """The parameter of the law or the district rule of that id. Raises :class:`NoSuchParameter`."""
    try:
        return parameters.parameter(identifier)
    except NoSuchParameter:
        found = _of_domains().get(identifier)
        if not isinstance(found, Parameter):
            raise NoSuchParameter(
                _("没有名为“{id}”的期限：法律参数里没有，各业务的 rules.yaml 里也没有。").format(id=identifier),
                parameter=identifier,
            ) from None
        return found


def declared() -> list[Parameter]:
    """The district's rules of all installed businesses, by id."""
    found = _of_domains()
    return [one for _id, one in sorted(found.items()) if isinstance(one, Parameter)]


@cache
def _of_domains() -> dict[str, Parameter | Series]:
    rules: dict[str, Parameter | Series] = {}
    for point in entry_points(group=GROUP):
        spec = find_spec(point.value)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / "rules.yaml"
            if path.is_file():
                try:
                    rules.update(read_file(path, prefix=point.name))
                except FazhiError as error:
                    raise FazhiError(
                        _("业务“{domain}”的期限规则有误：{error}").format(domain=point.name, error=error.message),
                        code="bad_rule",
                    ) from error
    return rules
