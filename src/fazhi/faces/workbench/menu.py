"""What stands in the menu of the workbench; the pages of domains add themselves."""

from __future__ import annotations

from fazhi.faces.workbench.admin import menu as administration
from fazhi.faces.workbench.reports.gate import may_look
from fazhi.i18n import later
from fazhi.kernel.jobs.access import may_import
from fazhi.kernel.ui import extras


def register() -> None:
    """One line a page, in the order in which they stand."""
    extras.add_menu(extras.TODO, later("待办"), "queue")
    extras.add_menu(extras.TODO, later("通知"), "notices")
    extras.add_menu(extras.TODO, later("我的任务"), "jobs")
    extras.add_menu(extras.MATTERS, later("全部事项"), "matters")
    extras.add_menu(extras.REPORTS, later("图表"), "dashboard", may_look)
    extras.add_menu(extras.REPORTS, later("工作报告"), "reports", may_look)
    extras.add_menu(extras.REPORTS, later("指标比较"), "compare", may_look)
    extras.add_menu(extras.REPORTS, later("核对文稿"), "check_text", may_look)
    extras.add_menu(extras.REPORTS, later("台账"), "ledgers", lambda user: may_import(user, extras.seats(user)))
    administration.register()
