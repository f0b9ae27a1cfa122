"""Whether the platform lives and is ready, and figures of its running for Prometheus."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now as real_now
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from fazhi.faces.api.problems import missing
from fazhi.kernel.clock import now, today


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked, so that nobody restarts it for a database that is away."""
    del request
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether it can do its work: 503 with the parts that fail, and no word of why, for anybody may ask."""
    del request
    parts = {name: _works(check) for name, check in _CHECKS.items()}
    good = all(parts.values())
    words = {name: "ok" if fine else "failed" for name, fine in parts.items()}
    return JsonResponse({"status": "ok" if good else "failed", "parts": words}, status=200 if good else 503)


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        # Whatever it is, it is not ready; what it is stands in the log of what fails by it.
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    from fazhi.kernel.database.migrating import pending

    return not pending()


def _keys() -> bool:
    from fazhi.kernel.secrets.keys import keyring

    return bool(keyring().active_id)


def _store() -> bool:
    from fazhi.kernel.attachments.storage import store

    # Asked for a content that nobody has: the store answers, or it cannot be reached.
    return not store().exists("0" * 64)


_CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": _keys,
    "store": _store,
}


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever knows ``FAZHI_METRICS_TOKEN``; where none is set there is no such address."""
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not wanted or not hmac.compare_digest(given.encode(), wanted.encode()):
        return missing(request)
    return HttpResponse(generate_latest(_registry), content_type=CONTENT_TYPE_LATEST)


class _Platform:
    """Counted when asked, out of the database: the same whichever of several processes is asked."""

    def collect(self) -> Iterator[Metric]:
        from django.db.models import Sum

        from fazhi.faces.api.models import Token

        yield from _of_matters()
        yield from _of_work()
        total = Token.objects.aggregate(Sum("requests"))["requests__sum"] or 0
        yield CounterMetricFamily("fazhi_api_requests", "Requests with a token", value=total)

    def describe(self) -> list[Metric]:
        """Nothing is known before it is counted."""
        return []


def _of_matters() -> Iterator[Metric]:
    from django.db.models import Count, Q

    from fazhi.kernel.models import Matter

    there = GaugeMetricFamily("fazhi_matters_open", "Open matters", labels=["type"])
    late = GaugeMetricFamily("fazhi_matters_overdue", "Open matters past a deadline", labels=["type"])
    counts = (
        Matter.objects.filter(closed_on=None)
        .order_by("procedure")
        .values_list("procedure")
        .annotate(Count("pk"), late=Count("pk", filter=Q(next_due__lt=today())))
    )
    for procedure, number, overdue in counts:
        there.add_metric([procedure], number)
        late.add_metric([procedure], overdue)
    yield there
    yield late


def _of_work() -> Iterator[Metric]:
    from fazhi.kernel.models import AccountSession, Event, Job, Message
    from fazhi.kernel.outbox.delivery import stuck

    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield CounterMetricFamily("fazhi_events", "Events ever recorded, by the newest key", value=newest)
    waiting = Message.objects.filter(due_at__lte=now())
    yield GaugeMetricFamily("fazhi_outbox_waiting", "Messages whose time has come", value=waiting.count())
    yield GaugeMetricFamily("fazhi_outbox_stuck", "Messages that somebody could not take", value=len(stuck()))
    oldest = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    age = max(0.0, (now() - oldest).total_seconds()) if oldest else 0
    yield GaugeMetricFamily("fazhi_outbox_oldest_seconds", "Age of the oldest message that waits", value=age)
    jobs = GaugeMetricFamily("fazhi_jobs", "Jobs that wait or run", labels=["state"])
    for state in Job.UNFINISHED:
        jobs.add_metric([state.value], Job.objects.filter(state=state).count())
    yield jobs
    there = AccountSession.objects.filter(expire_date__gt=real_now()).count()
    yield GaugeMetricFamily("fazhi_sessions", "Browsers that are signed in", value=there)


_registry = CollectorRegistry()
_registry.register(_Platform())
