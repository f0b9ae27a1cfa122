"""A password held against an account, without keeping a connection of the pool for the long time that hashing takes."""

from __future__ import annotations

from django.db import connection

from fazhi.kernel.models import User


def owner_of(username: str, password: str) -> User | None:
    """The account with this name and password, if it may be used. It takes as long where there is no such account."""
    user = User.objects.filter(username=username).first()
    # A morning's rush is many hashes at once: they may wait for processors, but nobody shall wait for them with a
    # connection in hand. Within a transaction it cannot be given back.
    if not connection.in_atomic_block:
        connection.close()
    if user is None:
        User().set_password(password)
        return None
    return user if user.check_password(password) and user.is_active else None
