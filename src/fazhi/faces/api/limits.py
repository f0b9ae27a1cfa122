"""How often a token may be used: so many requests a minute, counted for all web processes together in its own row."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import connection
from django.utils.timezone import now as real_now

from fazhi.faces.api.models import Token

MINUTE = 60

_COUNT = """
UPDATE fazhi_api_token SET last_used_at = %s, last_address = %s, requests = requests + 1,
    used = CASE WHEN "window" = %s THEN used + 1 ELSE 1 END, "window" = %s
WHERE id = %s RETURNING used
"""


def spend(token: Token, address: str) -> int:
    """Count a request and note that the token was used. Seconds to wait where it was one too many, else 0."""
    seconds = int(time.time())
    window = seconds // MINUTE
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [real_now(), address, window, window, token.pk])
        used = int(cursor.fetchone()[0])
    return MINUTE - seconds % MINUTE if used > settings.API_RATE else 0
