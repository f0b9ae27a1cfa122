"""All procedures of the installed domains. A domain registers its own in ``apps.py``; what is wrong stops the start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.administration.roles import ROLES
from fazhi.kernel.procedures.checking import faults
from fazhi.kernel.procedures.declaration import Procedure, Role

_procedures: dict[str, list[type[Procedure]]] = {}
_values: dict[type[Procedure], dict[str, tuple[str, ...]]] = {}


class UnknownProcedure(FazhiError):
    """No installed domain declares such a kind of matter."""

    code = "unknown_procedure"


def register(procedure: type[Procedure], values: dict[str, tuple[str, ...]] | None = None) -> None:
    """Make a procedure known. Raises :class:`FazhiError` with every fault of its declaration.

    ``values``: the values of each column of the domain's table that the rule of a clock names.
    """
    wrong = [*faults(procedure, values), *_no_such_table(procedure)]
    if wrong:
        raise FazhiError(
            _("程序 {name} 的声明有 {n} 处错误：\n{faults}").format(
                name=procedure.__name__, n=len(wrong), faults="\n".join(f"· {fault}" for fault in wrong)
            ),
            code="bad_procedure",
        )
    versions = _procedures.setdefault(procedure.id, [])
    if procedure in versions:
        return
    if any(other.since == procedure.since for other in versions):
        raise FazhiError(
            _("程序 {id} 有两个自 {since} 起适用的版本。").format(id=procedure.id, since=procedure.since),
            code="bad_procedure",
        )
    _values[procedure] = values or {}
    versions.append(procedure)
    versions.sort(key=lambda each: each.since)


def _no_such_table(procedure: type[Procedure]) -> list[str]:
    from django.apps import apps

    try:
        model = apps.get_model(procedure.record)
    except (LookupError, ValueError):
        return [_("{procedure}：没有业务表 {record}").format(procedure=procedure.id, record=procedure.record)]
    known = {relation.name for relation in model._meta.related_objects if relation.one_to_many}
    return [
        _("{procedure}：业务表 {record} 没有所属行 {part}").format(
            procedure=procedure.id, record=procedure.record, part=part
        )
        for part in procedure.parts
        if part not in known
    ]


def values(procedure: type[Procedure]) -> dict[str, tuple[str, ...]]:
    """The values of the columns that the rules of its clocks name."""
    return _values[procedure]


def withdraw(procedure: type[Procedure]) -> None:
    """Forget a procedure; for a test that declares one of its own."""
    _procedures[procedure.id].remove(procedure)
    if not _procedures[procedure.id]:
        del _procedures[procedure.id]


def everything() -> Iterator[type[Procedure]]:
    """The newest version of each procedure, by id."""
    return (_procedures[name][-1] for name in sorted(_procedures))


def names(on: date) -> list[str]:
    """The ids of the procedures under which matters can be opened on a day."""
    return [name for name in sorted(_procedures) if _procedures[name][0].since <= on]


def versions(identifier: str) -> tuple[type[Procedure], ...]:
    """All versions of a procedure, oldest first. Raises :class:`UnknownProcedure`."""
    try:
        return tuple(_procedures[identifier])
    except KeyError:
        raise UnknownProcedure(
            _("没有名为“{id}”的事项类型，已安装的有：{known}。").format(
                id=identifier, known="、".join(sorted(_procedures)) or _("无")
            )
        ) from None


def in_force(identifier: str, on: date) -> type[Procedure]:
    """The version under which a matter is opened on a day. Raises :class:`UnknownProcedure`."""
    found = [each for each in versions(identifier) if each.since <= on]
    if not found:
        raise UnknownProcedure(
            _("{label}自 {since} 起才可登记，{on} 不能。").format(
                label=versions(identifier)[0].label, since=versions(identifier)[0].since, on=on
            )
        )
    return found[-1]


def pinned(identifier: str, version: str) -> type[Procedure]:
    """The version that a matter is pinned to. Raises :class:`UnknownProcedure`."""
    for each in versions(identifier):
        if each.version() == version:
            return each
    raise UnknownProcedure(_("事项类型 {id} 没有 {version} 的版本。").format(id=identifier, version=version))


def roles() -> dict[str, Role]:
    """All roles of all procedures and of those who administer, by id."""
    found: dict[str, Role] = {role.id: role for role in ROLES}
    for each in everything():
        found.update(each.roles())
    return dict(sorted(found.items()))
