"""A person is put down once, kept encrypted, shown masked, and seen in the clear only with a reason that is logged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from coordination_walk import Cast, cast, registered
from fazhi.errors import FazhiError
from fazhi.kernel.matters.errors import NotFound
from fazhi.kernel.models import Party, Unmasking
from fazhi.kernel.parties.registering import SameNumberOtherName, by_number, by_phone, join, register
from fazhi.kernel.parties.rotating import encrypt_anew
from fazhi.kernel.parties.showing import masked, unmask
from fazhi.kernel.secrets.keys import add_key

# Of an area that does not exist; the last digit is right.
NUMBER, PHONE = "990000199001011232", "13800138000"


def number() -> str:
    from stdnum.cn.ric import calc_check_digit

    return NUMBER[:17] + str(calc_check_digit(NUMBER[:17] + "0"))


@pytest.fixture
def people(platform: None) -> Cast:
    return cast()


def person(**more: str) -> Party:
    return register("张演示", **{"id_number": number(), "phone": PHONE, **more}, fictitious=True)  # type: ignore[arg-type]


def test_the_same_number_is_the_same_person_however_it_is_typed(people: Cast) -> None:
    first = person()
    spaced = " ".join(number()[n : n + 6] for n in (0, 6, 12))
    full_width = number().translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert person(id_number=spaced) == first
    assert person(id_number=full_width, phone="138 0013 8000") == first
    assert Party.objects.count() == 1
    assert (first.birth_year, by_number(number()), by_phone("138-0013-8000")) == (1990, first, [first])


def test_the_same_number_under_another_name_is_for_a_person_to_decide(people: Cast) -> None:
    person()
    with pytest.raises(SameNumberOtherName) as caught:
        register("李演示", id_number=number(), fictitious=True)
    assert "张" not in caught.value.message
    assert number() not in caught.value.message


def test_nothing_that_identifies_is_stored_in_the_clear(people: Cast) -> None:
    party = person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM kernel_party p WHERE id = %s", [party.pk])
        (row,) = cursor.fetchone()
    for secret in (number(), PHONE):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_a_party_is_shown_masked(people: Cast) -> None:
    shown = masked(person())
    assert shown.phone == "138****8000"
    assert shown.id_number == f"990*************{number()[16:]}"
    assert shown.name != "张演示"


def test_a_cipher_cannot_be_moved_to_another_person_s_column(people: Cast) -> None:
    party = person()
    Party.objects.filter(pk=party.pk).update(phone=bytes(party.id_number))
    party.refresh_from_db()
    with pytest.raises(FazhiError):
        masked(party)


def test_unmasking_needs_a_matter_one_may_see_and_a_reason_and_is_logged(people: Cast) -> None:
    matter, party = registered(people), person()
    with pytest.raises(NotFound):
        unmask(party, "phone", by=people.street, reason="联系举报人", matter=matter)
    join(matter, party, "reporter")
    assert join(matter, party, "reporter").pk == matter.parties.get().pk
    with pytest.raises(FazhiError, match="理由"):
        unmask(party, "phone", by=people.street, reason=" 看 ", matter=matter)
    with pytest.raises(NotFound):
        unmask(party, "phone", by=people.stranger, reason="联系举报人", matter=matter)
    assert not Unmasking.objects.exists()
    assert unmask(party, "phone", by=people.street, reason="联系举报人", matter=matter) == PHONE
    (line,) = Unmasking.objects.all()
    assert (line.user, line.party, line.field, line.reason) == (people.street, party, "phone", "联系举报人")


def test_old_records_are_read_after_a_new_key(people: Cast) -> None:
    party = person()
    before = bytes(party.id_number)
    add_key()
    assert masked(party).phone == "138****8000"
    assert person() == party
    other = register("王演示", phone=PHONE)
    assert bytes(other.phone)[:8] != before[:8]
    assert set(by_phone(PHONE)) == {party, other}


def test_an_address_is_kept_encrypted_shown_in_part_and_brought_under_a_new_key(people: Cast) -> None:
    matter, party = registered(people), register("张演示", address="桂园街道演示路1号101房")
    join(matter, party, "reporter")
    assert masked(party).address == "桂园街道****"
    old = bytes(party.address)
    add_key()
    assert encrypt_anew(lambda _done, _all: None) == 1
    party.refresh_from_db()
    assert bytes(party.address)[:5] != old[:5]
    assert unmask(party, "address", by=people.street, reason="上门送达", matter=matter) == "桂园街道演示路1号101房"


def test_who_represents_two_people_of_a_matter_stands_with_each_once(people: Cast) -> None:
    matter, agent = registered(people), person()
    first, second = (join(matter, register(name), "applicant") for name in ("李演示", "王演示"))
    for principal in (first, second, first):
        join(matter, agent, "agent", represents=principal)
    assert list(matter.parties.filter(party=agent).order_by("pk").values_list("represents", flat=True)) == [
        first.pk,
        second.pk,
    ]


def test_wrong_numbers_are_refused_in_words(people: Cast) -> None:
    wrong = number()[:17] + ("0" if number()[17] != "0" else "1")
    with pytest.raises(FazhiError, match="校验"):
        register("张演示", id_number=wrong, fictitious=True)
    with pytest.raises(FazhiError):
        register("张演示", id_number=number())
    with pytest.raises(FazhiError):
        register("张演示", phone="1380013")
    with pytest.raises(FazhiError):
        register(" ")


@pytest.mark.usefixtures("fresh_platform")
def test_one_person_registered_by_many_at_once_is_one() -> None:
    def run(_n: int) -> object:
        try:
            return person().pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(run, range(6)))
    assert Party.objects.count() == 1
    assert set(found) == {Party.objects.get().pk}
