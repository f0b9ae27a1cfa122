"""What enforcement coordination owes the platform."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    """Its procedure; the clock of handling runs by urgency."""

    name = "fazhi.domains.coordination"
    label = "coordination"
    verbose_name = "平台统筹+协同监管"

    def ready(self) -> None:
        from fazhi.domains.coordination.models import URGENCIES
        from fazhi.domains.coordination.procedure import Coordination
        from fazhi.kernel.procedures.registry import register

        register(Coordination, {"urgency": tuple(value for value, _label in URGENCIES)})
