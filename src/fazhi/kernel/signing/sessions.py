"""The sessions of an account: begun, kept within their limits, listed, ended."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now as real_now

from fazhi.kernel.models import AccountSession, User
from fazhi.kernel.signing.events import Kind, Origin, origin, record
from fazhi.kernel.signing.store import ADDRESS, AGENT, SEEN, STARTED, SessionStore

BY = "signed_in_by"
PASSWORD, IDENTITY_PROVIDER = "password", "identity_provider"

_TOUCH = 60
"""Seconds between two notes that a session was used: one write a minute, not one a page."""


def here(request: HttpRequest) -> Origin:
    """Where a request comes from. Behind a proxy the web server puts the caller's address there (uvicorn does)."""
    return origin(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))


def begin(request: HttpRequest, user: User, way: str) -> None:
    """Sign in: a session with a new key, its limits and its owner, and the line in the record."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    seconds, place = time.time(), here(request)
    request.session.update({ADDRESS: place.address, AGENT: place.agent, STARTED: seconds, SEEN: seconds, BY: way})
    request.session.set_expiry(settings.SESSION_IDLE_SECONDS)
    record(Kind.SIGNED_IN, user.username, user, here=place)
    SessionStore.clear_expired()


def within_limits(session: SessionBase) -> bool:
    """Whether a session that somebody uses may go on, and note that it was used; an idle one ends by itself."""
    moment = time.time()
    # A session made in another way than by signing in (a test, a command) begins when it is first used.
    started = session.get(STARTED, moment)
    left = started + settings.SESSION_COOKIE_AGE - moment
    # One that began later than now was begun by a clock that ran ahead, and would last longer than anybody may.
    if left <= 0 or started > moment + _TOUCH:
        return False
    if STARTED not in session or moment - session.get(SEEN, 0) >= _TOUCH:
        session[STARTED], session[SEEN] = started, moment
        session.set_expiry(int(min(settings.SESSION_IDLE_SECONDS, max(left, 1))))
    return True


def leave(request: HttpRequest) -> None:
    """Sign out."""
    user = request.user
    if isinstance(user, User):
        record(Kind.SIGNED_OUT, user.username, user, here=here(request))
    logout(request)


def of(user: User) -> QuerySet[AccountSession]:
    """Where an account is signed in now, the last used first."""
    return AccountSession.objects.filter(user=user, expire_date__gt=real_now()).order_by("-seen_at", "session_key")


def end(user: User, *, but: str | None = None) -> int:
    """End every session of an account, or every other than the one with the key ``but``; how many."""
    return AccountSession.objects.filter(user=user).exclude(session_key=but or "").delete()[0]
