"""The workbench as a Django app."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    """Gives the workbench its menu and its kinds of job, and lets old drafts go."""

    name = "fazhi.faces.workbench"
    label = "workbench"
    verbose_name = "法治工作台"

    def ready(self) -> None:
        from fazhi.faces.workbench import drafting, exporting, menu
        from fazhi.kernel.operations.ticks import every_tick

        menu.register()
        exporting.register()
        every_tick(drafting.expire)
