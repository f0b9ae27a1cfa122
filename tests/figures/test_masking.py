"""Personal data as it may be shown."""

from __future__ import annotations

import pytest

from fazhi.domains.corrections.ledger import PEOPLE
from fazhi.figures.ledger import Personal
from fazhi.figures.masking import mask, mask_cell


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "张三丰", "张**"),
        ("name", "李", "李*"),
        ("name", " 王五 ", "王*"),
        ("name", "", ""),
        ("phone", "13812345678", "138****5678"),
        ("phone", "25551234", "********"),
        ("id_number", "440303198001015678", "440*************78"),
        ("id_number", "440303800101567", "440**********67"),
        ("id_number", "1234", "****"),
        ("address", "深圳市罗湖区桂园街道红桂路1号", "深圳市罗湖区桂园街道****"),
        ("address", "红桂路1号", "****"),
        ("address", "", ""),
    ],
)
def test_masking(kind: Personal, value: str, shown: str) -> None:
    assert mask(kind, value) == shown


def test_only_columns_with_personal_data_are_masked() -> None:
    row = {"name": "张三丰", "office": "桂园司法所", "number": "JZ1", "id_number": None, "source_file": "张三丰.xlsx"}
    assert {name: mask_cell(PEOPLE, name, cell) for name, cell in row.items()} == row | {"name": "张**"}
