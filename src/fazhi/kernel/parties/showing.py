"""A party as it may be shown: masked by default; in the clear with a reason that is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from fazhi.errors import FazhiError
from fazhi.figures.masking import mask
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.identity import mask_id, mask_name, mask_phone
from fazhi.kernel.matters.access import visible
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import Matter, Party, Unmasking, User
from fazhi.kernel.parties.documents import ID_NUMBER
from fazhi.kernel.parties.registering import ADDRESS, PHONE
from fazhi.kernel.secrets.cipher import decrypt

_SHORTEST_REASON = 4
_PURPOSES = {"id_number": ID_NUMBER, "phone": PHONE, "address": ADDRESS}


@dataclass(frozen=True)
class Masked:
    """What a page or an export shows of a party."""

    name: str
    id_number: str
    phone: str
    address: str = ""


def masked(party: Party) -> Masked:
    """The party with its number, phone and address hidden but for what tells it from others."""
    return Masked(
        mask_name(party.name) if party.kind == "person" else party.name,
        mask_id(plain(party, "id_number")) if party.id_number else "",
        mask_phone(plain(party, "phone")) if party.phone else "",
        mask("address", plain(party, "address")) if party.address else "",
    )


def names(keys: Iterable[int]) -> dict[int, str]:
    """Masked names of parties by their keys, in one query."""
    found = Party.objects.filter(pk__in=set(keys)).values_list("pk", "kind", "name")
    return {pk: mask_name(name) if kind == "person" else name for pk, kind, name in found}


def unmask(party: Party, field: str, *, by: User, reason: str, matter: Matter) -> str:
    """A number, phone or address in the clear. The line in the log is committed before the value is given away.

    Raises :class:`NotFound` where the user may not see a matter of this party, :class:`FazhiError` without a reason.
    """
    if len(reason.strip()) < _SHORTEST_REASON:
        raise FazhiError(
            _("请写明查看的理由（不少于{n}个字），查看会留下记录。").format(n=_SHORTEST_REASON), code="no_reason"
        )
    if field not in _PURPOSES:
        raise FazhiError(_("没有“{field}”这一项。").format(field=field), code="no_such_field")
    if not visible(by).filter(pk=matter.pk, parties__party=party).exists():
        raise NotFound(_("没有这位当事人，或者您无权查看。"))
    with transaction.atomic():
        Unmasking.objects.create(party=party, matter=matter, user=by, field=field, reason=reason.strip(), at=now())
    return plain(party, field)


def plain(party: Party, field: str) -> str:
    """A number, phone or address in the clear, for who writes down the reading themselves."""
    blob = bytes(getattr(party, field))
    return decrypt(blob, purpose=_PURPOSES[field]) if blob else ""
