"""One field finds a matter by each thing that is known of it, for whoever may see it, and for nobody else."""

from __future__ import annotations

import logging
from urllib.parse import quote

import pytest
from list_pages import SEARCH, at, shown, text

from coordination_walk import LEAD, PARTNER, Cast, cast, dispatched, registered, scoring
from fazhi.kernel.clock import now
from fazhi.kernel.events.chain import erase_text
from fazhi.kernel.matters.perform import perform
from fazhi.kernel.models import Matter, Organization, Unmasking, User
from fazhi.kernel.parties.registering import join, register

pytestmark = pytest.mark.usefixtures("platform")
NAME, PHONE, NUMBER = "欧阳小明", "13800138000", "990000199003077477"


@pytest.fixture
def people() -> Cast:
    return cast()


def find(user: User, wanted: str) -> str:
    return text(at(user).get(SEARCH, {"q": wanted}))


def finds(user: User, wanted: str, matter: Matter) -> bool:
    return str(matter.uuid) in find(user, wanted)


def full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def with_party(people: Cast) -> Matter:
    matter = registered(people)
    join(matter, register(NAME, id_number=NUMBER, phone=PHONE, fictitious=True), "投诉人")
    return matter


def test_a_number_is_found_however_it_is_typed(people: Cast) -> None:
    matter = registered(people)
    year, order = matter.year, matter.order
    for typed in (
        matter.number,
        f"罗协[{year}]{order}号",
        f"罗协（{year}）{order}号",
        f"罗协 {year} 年第 {order} 号",
        f"协 {order}",
        f"协〔{year}〕{order}",
        f"第{order}号",
        f"{order}号",
        f"0{order}",
        f"{year}-{order}",
        full_width(f"{order}") + "号",
    ):
        assert finds(people.street, typed, matter), typed
    for typed in (f"罗船〔{year}〕{order}号", f"{year - 1}-{order}", f"协 {order + 1}", "0号", "9" * 40):
        assert not finds(people.street, typed, matter), typed


def test_words_of_title_place_and_what_was_written_are_found(people: Cast) -> None:
    matter = dispatched(people)
    perform(matter, "sign", people.lead)
    perform(matter, "progress", people.lead, {"note": "已联系 HelloBike 公司，约定清晨5点清运"})
    for typed in ("老围一街", "单车", "堵住", "人行道", "hellobike", full_width("HelloBike"), "公司 清运", "5点"):
        assert finds(people.street, typed, matter), typed
    for typed in ("消防", "清运 消防", "车单", "description", "note"):
        assert not finds(people.street, typed, matter), typed


def test_what_was_found_is_marked_with_the_words_around_it(people: Cast) -> None:
    registered(people, description="前略。" * 40 + "夜间噪声扰民。" + "后略。" * 40)
    html = find(people.street, "噪声扰民")
    assert "情况说明" in html
    assert "<mark>噪声扰民</mark>" in html
    assert "…" in html
    assert html.count("前略") < 20
    assert "<mark>老围</mark>" in find(people.street, "老围")


def test_one_character_and_nothing_are_answered_in_words(people: Cast) -> None:
    registered(people)
    assert "至少写两个字" in find(people.street, "围")
    assert "写下要找的内容" in find(people.street, " 　 ")
    assert "没有找到您看得到的事项" in find(people.street, "绝对没有的词")


@pytest.mark.parametrize(
    "wanted",
    [
        "<script>alert(1)</script>",
        "老\x00围",
        "\x00",
        "%' OR 1=1 --",
        "{}",
        "\\",
        '"',
        "围" * 5000,
        "💥💥",
        "()[]",
    ],
)
def test_odd_input_is_text(people: Cast, wanted: str) -> None:
    registered(people, description=f"写的是 {wanted[:80]} 这样".replace("\x00", ""))
    page = at(people.street).get(f"{SEARCH}?q={quote(wanted)}")
    assert "<script>alert" not in text(page)


def test_nothing_is_found_that_is_not_theirs(people: Cast) -> None:
    matter = with_party(people)
    for typed in (matter.number, f"{matter.order}号", "老围", "堵住", NAME, PHONE, NUMBER, matter.title):
        assert finds(people.street, typed, matter), typed
        assert not finds(people.stranger, typed, matter), typed
        assert matter.number not in find(people.stranger, typed).replace(f"“{typed}”", "").replace(f'"{typed}"', "")


def test_a_confidential_matter_is_found_from_a_place_in_it_alone(people: Cast) -> None:
    matter = registered(people)
    assert finds(people.overseer, "堵住", matter)
    Matter.objects.filter(pk=matter.pk).update(confidential=True)
    for typed in ("堵住", "老围", matter.number):
        # The overseer's unit has a place in it; without one an overseer is a stranger like any other.
        assert finds(people.street, typed, matter)
        assert finds(people.overseer, typed, matter)
        assert not finds(people.stranger, typed, matter)


def test_a_person_is_found_by_the_whole_name_and_stays_masked(people: Cast) -> None:
    matter = with_party(people)
    html = find(people.street, NAME)
    assert str(matter.uuid) in html
    assert "投诉人" in html
    assert NAME not in html.replace(f'value="{NAME}"', "").replace(f"“{NAME}”", "")
    assert not finds(people.street, "欧阳", matter)
    join(matter, register("某某物业管理有限公司", kind="organization"), "被投诉人")
    assert finds(people.street, "物业管理", matter)


def test_phone_and_identity_number_are_found_exactly_and_written_down(
    people: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    matter = with_party(people)
    with caplog.at_level(logging.INFO, "fazhi.access"):
        for typed in (PHONE, "138 0013 8000", full_width(PHONE), f"+86 {PHONE}", NUMBER, NUMBER[:6] + " " + NUMBER[6:]):
            assert finds(people.street, typed, matter), typed
    assert Unmasking.objects.filter(user=people.street).count() == 6
    assert set(Unmasking.objects.values_list("field", flat=True)) == {"phone", "id_number"}
    assert caplog.text.count("looked for parties") == 6
    assert PHONE not in caplog.text
    assert NUMBER not in caplog.text
    assert not finds(people.street, "13800138001", matter)
    assert not finds(people.street, PHONE[:-1], matter)


def test_a_search_that_finds_nothing_of_theirs_is_logged_too(people: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with_party(people)
    with caplog.at_level(logging.INFO, "fazhi.access"):
        find(people.stranger, PHONE)
    assert "looked for parties by phone, 0 shown" in caplog.text
    assert not Unmasking.objects.exists()


def test_what_was_erased_is_not_found(people: Cast) -> None:
    matter = registered(people)
    erase_text(matter.events.get(sequence=1), by=None, because="当事人申请删除", at=now())
    assert not finds(people.street, "堵住", matter)
    assert finds(people.street, "老围", matter)


def test_remarks_of_an_open_round_are_found_by_the_unit_that_wrote_them_alone(people: Cast) -> None:
    matter = scoring(people)
    lead = Organization.objects.get(name=LEAD)
    marks = dict.fromkeys(("response", "cooperation", "lawfulness", "result"), "24")
    perform(matter, "score", people.street, {"target": lead.code, "marks": marks, "remarks": "态度生硬"})
    assert finds(people.street, "态度生硬", matter)
    assert not finds(people.lead, "态度生硬", matter)
    street = Organization.objects.get(name="桂园街道")
    perform(matter, "score", people.lead, {"target": street.code, "marks": marks})
    assert finds(people.lead, "态度生硬", matter)


def test_a_helping_unit_finds_what_it_helps_with(people: Cast) -> None:
    matter = dispatched(people, PARTNER)
    assert shown(at(people.partner).get(SEARCH, {"q": matter.number})) == [matter.title]
