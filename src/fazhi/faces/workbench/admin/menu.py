"""The menu entries of administrators' pages, for those who may open them."""

from __future__ import annotations

from fazhi.i18n import later
from fazhi.kernel.administration.reach import administers, administers_all
from fazhi.kernel.models import User
from fazhi.kernel.ui import extras


def _any(user: User) -> bool:
    return administers(extras.seats(user))


def _whole(user: User) -> bool:
    return any(administers_all(seat) for seat in extras.seats(user))


def register() -> None:
    """One line a page, in the order in which they stand."""
    extras.add_menu(extras.ADMIN, later("机构"), "admin_units", _any)
    extras.add_menu(extras.ADMIN, later("人员"), "admin_people", _any)
    extras.add_menu(extras.ADMIN, later("岗位和权限"), "admin_rights", _any)
    extras.add_menu(extras.ADMIN, later("规则和参数"), "admin_rules", _whole)
    extras.add_menu(extras.ADMIN, later("评分表"), "admin_rubrics", _whole)
    extras.add_menu(extras.ADMIN, later("工作日历"), "admin_calendar", _whole)
    extras.add_menu(extras.ADMIN, later("变更记录"), "admin_changes", _any)
