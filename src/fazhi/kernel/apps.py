"""The kernel as a Django app."""

from django.apps import AppConfig

_ORGANIZATIONS = """
SELECT o.code, o.name, o.kind, nullif(o.system, '') AS system, p.code AS parent,
       o.since AS listed_on, o.until AS delisted_on, o.id AS source_row
FROM kernel_organization o LEFT JOIN kernel_organization p ON p.id = o.parent_id
WHERE o.kind = ANY (ARRAY[%s])
"""


class KernelConfig(AppConfig):
    """Registers the ledger of organisations and the makers of notices; of any business the kernel knows nothing."""

    name = "fazhi.kernel"
    label = "kernel"
    verbose_name = "法治内核"

    def ready(self) -> None:
        from fazhi.kernel.database.views import register
        from fazhi.kernel.jobs import files, imports, kinds, reckoning, telling
        from fazhi.kernel.jobs.asking import ENDED
        from fazhi.kernel.ledger import KINDS, ORGANIZATIONS
        from fazhi.kernel.operations.ticks import every_tick
        from fazhi.kernel.outbox import channels, notices, office
        from fazhi.kernel.outbox.subscribers import subscribe

        # A section or a committee is handled with, and is no unit that the ledger counts.
        register(ORGANIZATIONS, _ORGANIZATIONS % ", ".join(f"'{kind}'" for kind in KINDS))
        subscribe("kernel.notices", ("*",), notices.of_transition)
        subscribe("kernel.notices_of_reminders", (notices.REMINDER,), notices.of_reminder)
        subscribe("kernel.notices_of_calendar", (notices.CALENDAR_MISSING,), notices.of_missing_calendar)
        subscribe("kernel.notices_of_jobs", (ENDED,), telling.of_ended)
        kinds.register(imports.CHECK, imports.run_check)
        kinds.register(imports.STORE, imports.run_store)
        kinds.register(reckoning.RECKON, reckoning.run)
        every_tick(files.tidy)
        channels.subscribe_all()
        office.subscribe_all()
