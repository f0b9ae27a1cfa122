"""The API as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Keeps tokens, uploads and hooks; lets what has had its time go, and lets hooks hear of what happened."""

    name = "fazhi.faces.api"
    label = "fazhi_api"
    verbose_name = "法治接口"

    def ready(self) -> None:
        from fazhi.faces.api import hooks, sweeping
        from fazhi.kernel.operations.ticks import every_tick

        every_tick(sweeping.sweep)
        hooks.subscribe_all()
