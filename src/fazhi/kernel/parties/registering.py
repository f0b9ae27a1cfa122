"""A party put down once: found again by the blind index of its number, and kept with number and phone encrypted."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import now
from fazhi.kernel.identity import check_id_number, check_phone, check_social_credit_code, normalize_phone
from fazhi.kernel.models import Matter, MatterParty, Party
from fazhi.kernel.secrets.blind import blind_index
from fazhi.kernel.secrets.cipher import encrypt

ID_NUMBER, PHONE = "party.id_number", "party.phone"


class SameNumberOtherName(FazhiError):
    """The number is on record under another name: one of the two is wrong, and nobody but a person can say which."""

    code = "same_number_other_name"


def register(
    name: str, *, kind: str = "person", id_number: str = "", phone: str = "", fictitious: bool = False
) -> Party:
    """The party with that number, or a new one. Without a number there is nothing to know it again by.

    ``fictitious`` allows numbers of an area that does not exist, for demonstrations. Raises what
    :mod:`fazhi.kernel.identity` raises for a wrong number or phone, and :class:`SameNumberOtherName`.
    """
    name = "".join(name.split()) if kind == "person" else " ".join(name.split())
    if not name:
        raise FazhiError(_("请填写当事人的姓名或者名称。"), code="no_name")
    birth_year = None
    if id_number and kind == "person":
        identity = check_id_number(id_number, allow_fictitious=fictitious)
        id_number, birth_year = identity.number, identity.birth.year
    elif id_number:
        id_number = check_social_credit_code(id_number)
    phone = normalize_phone(phone) if phone else ""
    if phone:
        check_phone(phone)
    index = blind_index(id_number, purpose=ID_NUMBER) if id_number else b""
    party = Party(
        kind=kind,
        name=name,
        id_number=encrypt(id_number, purpose=ID_NUMBER) if id_number else b"",
        id_index=index,
        birth_year=birth_year,
        made_at=now(),
    )
    if phone:
        _set_phone(party, phone)
    with transaction.atomic():
        found = _found(index)
        if found is None:
            try:
                with transaction.atomic():
                    party.save(force_insert=True)
                return party
            except IntegrityError:
                # Somebody put the same person down in this moment.
                found = _found(index)
                assert found is not None
        if found.name != name:
            raise SameNumberOtherName(
                _("这个证件号码已登记在另一个姓名之下，请核对姓名和号码；确系改名的，请先更正原登记。")
            )
        if phone:
            _set_phone(found, phone)
            found.save(update_fields=["phone", "phone_index"])
    return found


def _found(index: bytes) -> Party | None:
    return Party.objects.select_for_update().filter(id_index=index).first() if index else None


def _set_phone(party: Party, phone: str) -> None:
    party.phone, party.phone_index = encrypt(phone, purpose=PHONE), blind_index(phone, purpose=PHONE)


def join(matter: Matter, party: Party, role: str, *, represents: MatterParty | None = None) -> MatterParty:
    """Give a party a role in a matter; again is the same."""
    made, _new = MatterParty.objects.get_or_create(
        matter=matter, party=party, role=role, defaults={"represents": represents}
    )
    return made


def by_phone(phone: str) -> list[Party]:
    """The parties with a phone number, whoever they are: several may share one."""
    return list(Party.objects.filter(phone_index=blind_index(normalize_phone(phone), purpose=PHONE)))


def by_number(id_number: str) -> Party | None:
    """The party with an identity number or social credit code."""
    plain = "".join(id_number.split()).upper()
    return Party.objects.filter(id_index=blind_index(plain, purpose=ID_NUMBER)).first()
