"""Numbers, phones and addresses encrypted anew after a new key was made; again does what is left."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Q

from fazhi.kernel.models import Party
from fazhi.kernel.parties.documents import ID_NUMBER
from fazhi.kernel.parties.registering import ADDRESS, PHONE
from fazhi.kernel.secrets.cipher import decrypt, encrypt, needs_rotation
from fazhi.kernel.signing import second_factor

_BATCH = 500
_PURPOSES = {"id_number": ID_NUMBER, "phone": PHONE, "address": ADDRESS}


def waiting() -> list[int]:
    """The parties of whom something is under another key than the active one."""
    nothing = Q(**dict.fromkeys(_PURPOSES, b""))
    rows = Party.objects.exclude(nothing).order_by("pk").values_list("pk", *_PURPOSES)
    return [pk for pk, *blobs in rows.iterator(_BATCH) if any(blob and needs_rotation(blob) for blob in blobs)]


def encrypt_anew(progress: Callable[[int, int], None]) -> int:
    """Bring every number, phone and address under the active key, some hundreds a transaction; returns how many.

    Raises what :func:`fazhi.kernel.secrets.cipher.decrypt` raises; what was done before stays done.
    """
    # First and in one go: there are few, and what is left is told by the parties alone.
    second_factor.encrypt_anew()
    keys = waiting()
    for start in range(0, len(keys), _BATCH):
        progress(start, len(keys))
        with transaction.atomic():
            parties = list(Party.objects.select_for_update().filter(pk__in=keys[start : start + _BATCH]).order_by("pk"))
            for party in parties:
                for field, purpose in _PURPOSES.items():
                    blob = bytes(getattr(party, field))
                    if blob and needs_rotation(blob):
                        setattr(party, field, encrypt(decrypt(blob, purpose=purpose), purpose=purpose))
            Party.objects.bulk_update(parties, list(_PURPOSES))
    progress(len(keys), len(keys))
    return len(keys)


def in_use() -> dict[str, int]:
    """How many values are under each data key, by its id."""
    with connection.cursor() as cursor:
        # The key's id stands in the cipher behind the byte of its format.
        cursor.execute(
            "SELECT encode(substring(value from 2 for 4), 'hex'), count(*)"
            " FROM (SELECT id_number FROM kernel_party UNION ALL SELECT phone FROM kernel_party"
            " UNION ALL SELECT address FROM kernel_party"
            " UNION ALL SELECT secret FROM kernel_secondfactor) AS cipher(value)"
            " WHERE length(value) > 0 GROUP BY 1 ORDER BY 1"
        )
        return dict(cursor.fetchall())
