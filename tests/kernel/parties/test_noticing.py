"""Personal data in a free text: what is noticed and where, and what only looks like it."""

from __future__ import annotations

import pytest

from fazhi.kernel.parties.noticing import personal_data_in

NUMBER = "11010519491231002X"  # the example of GB 11643-1999


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"张某（{NUMBER}）反映", [("id_number", 4)]),
        (f"号码 {NUMBER.lower()} 住", [("id_number", 4)]),
        ("号码 １１０１０５１９４９１２３１００２Ｘ", [("id_number", 4)]),
        ("110105 19491231 002X", [("id_number", 1)]),
        ("电话138-0013-8000", [("phone", 3)]),
        ("电话+8613800138000转", [("phone", 6)]),
        ("卡号6222 0212 3456 7890 128，手机13800138000", [("bank_card", 3), ("phone", 29)]),
        ("4111111111111111", [("bank_card", 1)]),
    ],
)
def test_what_is_a_person_s_is_noticed_with_its_place(text: str, found: list[tuple[str, int]]) -> None:
    assert [(one.what, one.place) for one in personal_data_in(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "罗调〔2020〕12号，2020年6月30日，涉及金额 1234567.89 元",
        "11010519491231002" + "1",  # a wrong check digit
        "订单号 138001380001234",  # longer than a telephone number
        "4111111111111112",  # no card by Luhn
        "固定电话 0755-22345678",
        "统一社会信用代码 91310000MA1K35X08K",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert personal_data_in(text) == []
