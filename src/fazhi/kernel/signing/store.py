"""Sessions as rows that know whose they are, so that they can be shown and ended (``SESSION_ENGINE``)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError
from django.utils.timezone import now as real_now

from fazhi.kernel.models import AccountSession

ADDRESS, AGENT, STARTED, SEEN = "address", "agent", "started", "seen"
"""What a session keeps of itself; the last two in seconds since 1970."""


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with an owner, an address, a browser, a beginning and a last use."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The rows of the kernel."""
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row for what the session holds."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get("_auth_user_id")
        row.address, row.agent = data.get(ADDRESS, ""), data.get(AGENT, "")
        row.started_at, row.seen_at = _moment(data.get(STARTED)), _moment(data.get(SEEN))
        return row

    def save(self, must_create: bool = False) -> None:
        """Save it. A database that is away is said to be so: Django would call it a session that somebody has ended."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    @classmethod
    def clear_expired(cls) -> None:
        """Remove what has ended by itself."""
        AccountSession.objects.filter(expire_date__lt=real_now()).delete()


def _moment(seconds: float | None) -> dt.datetime | None:
    return None if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC)
