"""A party put down once: found again by the blind index of its number, and kept with number and phone encrypted."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Literal

from django.db import IntegrityError, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.identity import check_phone, compact, normalize_phone
from fazhi.kernel.models import Matter, MatterParty, NameChange, Party, User
from fazhi.kernel.parties.documents import CREDIT_CODE, ID_CARD, ID_NUMBER, check, index
from fazhi.kernel.secrets.blind import blind_index
from fazhi.kernel.secrets.cipher import encrypt

PHONE, ADDRESS = "party.phone", "party.address"

Right = Literal["", "recorded", "given"]
"""Which of two names of one number is right: not asked yet, the one on record, the one given now."""

_CHINESE = re.compile("[\u3400-\u9fff]")
# Names of Uyghurs and foreigners are written with a middle dot, for which keyboards have several signs.
_DOTS = re.compile("[•‧・･∙⋅]")


class SameNumberOtherName(FazhiError):
    """The number is on record under another name: one of the two is wrong, and nobody but a person can say which."""

    code = "same_number_other_name"


def plain_name(name: str, kind: str = "person") -> str:
    """A name written in one way: no spaces in a Chinese person's, one between the words of any other."""
    words = _DOTS.sub("·", unicodedata.normalize("NFC", name)).split()
    return ("" if kind == "person" and _CHINESE.search(name) else " ").join(words)


def register(
    name: str,
    *,
    kind: str = "person",
    document: str = "",
    id_number: str = "",
    phone: str = "",
    address: str = "",
    birth: dt.date | None = None,
    fictitious: bool = False,
    right: Right = "",
    by: User | None = None,
    matter: Matter | None = None,
) -> Party:
    """The party with that number, or a new one. Without a number there is nothing to know it again by.

    ``document``: of which paper the number is, an identity card or credit code unless said. ``right``: which name
    counts where the number is on record under another one; the change is kept with ``by`` and ``matter``.
    ``fictitious`` allows numbers of an area that does not exist, for demonstrations. Raises what
    :func:`fazhi.kernel.parties.documents.check` raises for a wrong number, :class:`fazhi.kernel.identity.BadPhone`,
    and :class:`SameNumberOtherName`.
    """
    name = plain_name(name, kind)
    if not name:
        raise FazhiError(_("请填写当事人的姓名或者名称。"), code="no_name")
    document = document or (ID_CARD if kind == "person" else CREDIT_CODE)
    number = check(document, id_number, fictitious=fictitious) if id_number else None
    phone = check_phone(phone) if phone else ""
    born = number.birth if number and number.birth else birth
    known_by = index(number, name) if number else b""
    party = Party(
        kind=kind,
        name=name,
        document=document if number else "",
        id_number=encrypt(number.text, purpose=ID_NUMBER) if number else b"",
        id_index=known_by,
        birth_year=born.year if born else None,
        made_at=now(),
    )
    _reach(party, phone, address)
    with transaction.atomic():
        found = _found(known_by)
        if found is None:
            try:
                with transaction.atomic():
                    party.save(force_insert=True)
                return party
            except IntegrityError:
                # Somebody put the same person down in this moment.
                found = _found(known_by)
                assert found is not None
        if found.name != name:
            _decide(found, name, right, by, matter)
        found.birth_year = found.birth_year or party.birth_year
        _reach(found, phone, address)
        found.save(update_fields=["name", "phone", "phone_index", "address", "birth_year"])
    return found


def _decide(found: Party, name: str, right: Right, by: User | None, matter: Matter | None) -> None:
    if not right:
        raise SameNumberOtherName(
            _("这个证件号码已登记在另一个姓名之下，请核对姓名和号码；确系改名的，请先更正原登记。")
        )
    if right == "given":
        NameChange.objects.create(party=found, old=found.name, new=name, matter=matter, changed_by=by, at=now())
        found.name = name


def _found(id_index: bytes) -> Party | None:
    return Party.objects.select_for_update().filter(id_index=id_index).first() if id_index else None


def _reach(party: Party, phone: str, address: str) -> None:
    if phone:
        party.phone, party.phone_index = encrypt(phone, purpose=PHONE), blind_index(phone, purpose=PHONE)
    if address:
        party.address = encrypt(address, purpose=ADDRESS)


def join(matter: Matter, party: Party, role: str, *, represents: MatterParty | None = None) -> MatterParty:
    """Give a party a role in a matter, or let it represent one that is there; again is the same."""
    made, _new = MatterParty.objects.get_or_create(matter=matter, party=party, role=role, represents=represents)
    return made


def by_phone(phone: str) -> list[Party]:
    """The parties with a phone number, whoever they are: several may share one."""
    return list(Party.objects.filter(phone_index=blind_index(normalize_phone(phone), purpose=PHONE)))


def by_number(id_number: str) -> Party | None:
    """The party with an identity number or social credit code."""
    return Party.objects.filter(id_index=blind_index(compact(id_number), purpose=ID_NUMBER)).first()
