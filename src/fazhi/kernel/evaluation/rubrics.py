"""The rubrics of the installed domains, by id and version: ``rubrics.yaml`` beside each domain's procedure.

A district's own versions (:mod:`fazhi.kernel.own.rubrics`) follow those of the file.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import GROUP
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.kernel.evaluation.rubric import Rubric


def in_force(identifier: str, on: dt.date) -> Rubric:
    """The version of a rubric on a day. Raises :class:`FazhiError` where there is none."""
    found = [each for each in versions(identifier) if each.in_force_from <= on]
    if not found:
        raise FazhiError(_("评分表“{id}”在 {on} 还没有版本。").format(id=identifier, on=on), code="no_rubric")
    return found[-1]


def pinned(identifier: str, version: str) -> Rubric:
    """A version of a rubric by name. Raises :class:`FazhiError` where there is none."""
    for each in versions(identifier):
        if each.version == version:
            return each
    raise FazhiError(_("评分表“{id}”没有 {version} 的版本。").format(id=identifier, version=version), code="no_rubric")


def names() -> list[str]:
    """The ids of all rubrics."""
    return sorted({each.id for each in _installed()})


def versions(identifier: str) -> list[Rubric]:
    """All versions of a rubric, oldest first. Raises :class:`FazhiError` where there is none."""
    from fazhi.kernel.own.rubrics import own_versions

    found = [each for each in _installed() if each.id == identifier]
    if not found:
        raise FazhiError(_("没有名为“{id}”的评分表。").format(id=identifier), code="no_rubric")
    return sorted([*found, *own_versions(identifier)], key=lambda each: each.in_force_from)


@cache
def _installed() -> tuple[Rubric, ...]:
    from fazhi.kernel.evaluation.rubric import read_rubrics

    found: list[Rubric] = []
    for point in entry_points(group=GROUP):
        spec = find_spec(point.value)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / "rubrics.yaml"
            if path.is_file():
                found += read_rubrics(path)
    return tuple(found)
