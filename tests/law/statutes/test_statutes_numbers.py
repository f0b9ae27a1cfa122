"""Numbers of articles, paragraphs and items, printed and typed; and the inside of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.law.basis import chinese_number
from fazhi.law.statutes.numbers import Key, Place, fold, parse_number, parse_place
from fazhi.law.statutes.structure import paragraphs


@given(st.integers(1, 9999))
def test_chinese_numbers_round_trip(number: int) -> None:
    assert parse_number(chinese_number(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("一百三十三", 133), ("一三三", 133), ("１３３", 133), ("十", 10), ("二百〇五", 205), ("两千", 2000), ("廿", None),
     ("百百", None), ("", None), ("0", None), ("1234567", None), ("一百二三", None)],
)  # fmt: skip
def test_numbers_as_written(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第五百九十条", Place(Key(590))),
        ("590", Place(Key(590))),
        ("５９０", Place(Key(590))),
        ("五百九十", Place(Key(590))),
        ("第133条之一", Place(Key(133, 1))),
        ("133之1", Place(Key(133, 1))),
        ("133-1", Place(Key(133, 1))),
        ("第一百三十三条之一第二款", Place(Key(133, 1), 2)),
        ("第 38 条 第 1 款 第（二）项", Place(Key(38), 1, 2)),
        ("第三十八条第二项", Place(Key(38), None, 2)),
        ("民法典", None),
        ("第条", None),
        ("5条第零款", None),
    ],
)
def test_places_as_people_type_them(text: str, place: Place | None) -> None:
    assert parse_place(text) == place


def test_labels_are_the_printed_ones() -> None:
    assert [Key(590).label, Key(133, 1).label, Key(10).label] == ["第五百九十条", "第一百三十三条之一", "第十条"]


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_paragraphs_and_items() -> None:
    text = (
        "有下列情形之一的，可以解除：\n（一）严重违反的；\n（二）失职的：\n1.一种；\n2.另一种；\n"
        "（十一）其他。\n用人单位应当说明理由。\n没有理由的，无效。"
    )
    first, second, third = paragraphs(text)
    assert set(first.items) == {1, 2, 11}
    assert first.items[2].endswith("2.另一种；")
    assert second.text == "用人单位应当说明理由。"
    assert third.items == {}
