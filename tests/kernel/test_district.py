"""A district file is read whole, and what is wrong with one is said with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.kernel.district import BadDistrict, available, load

SMALL = """
code = "990101"
name = "示例区"
city = "示例市"
province = "示例省"
bureau = "示例区司法局"
government = "示例区人民政府"
abbreviation = "示"

[[streets]]
name = "东街道"
communities = ["甲社区"]
generated = ["乙社区"]

[[units]]
system = "政府系统"
kind = "工作部门"
names = ["区司法局"]

[sections]
names = ["办公室"]

[parameters]
voucher_face_value = 300
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "示例 区.toml"
    path.write_text(text, "utf-8")
    return path


def test_luohu_as_it_stood_in_2020() -> None:
    district = load("luohu")
    assert district.bureau == "罗湖区司法局"
    assert [street.name.removesuffix("街道") for street in district.streets] == [
        "桂园", "黄贝", "东门", "翠竹", "东晓", "南湖", "笋岗", "东湖", "莲塘", "清水河",
    ]  # fmt: skip
    assert len(district.communities) == 83


def test_invented_communities_are_marked_and_recognisable() -> None:
    for community in load("luohu").communities:
        assert community.generated == ("演示" in community.name)


def test_a_file_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, SMALL)
    monkeypatch.setenv("FAZHI_DISTRICT", str(path))
    district = load()
    assert district == load(path)
    assert district.name == "示例区"
    assert [(c.name, c.street, c.generated) for c in district.communities] == [
        ("甲社区", "东街道", False),
        ("乙社区", "东街道", True),
    ]
    assert district.courts == ()
    assert district.parameter("voucher_face_value") == 300


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert load(write(tmp_path, "\ufeff" + SMALL)).name == "示例区"


def test_without_a_choice_it_is_the_one_that_comes_with_fazhi(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_DISTRICT", raising=False)
    assert load() == load("luohu")
    assert "luohu" in available()


def test_an_unknown_district_names_those_that_exist() -> None:
    with pytest.raises(BadDistrict, match="没有区县配置“没有这个区”。自带的有：luohu"):
        load("没有这个区")


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('name = "示例区"', "", "name", "缺这一项"),
        ('name = "示例区"', 'name = "  "', "name", "不能为空"),
        ('code = "990101"', "code = 990101", "code", "应为文字"),
        ('communities = ["甲社区"]', "communities = [7]", "streets[1].communities[1]", "应为文字"),
        ('communities = ["甲社区"]', 'communities = "甲社区"', "streets[1].communities", "应为列表"),
        ('generated = ["乙社区"]', 'generated = ["甲社区"]', "streets[1].communities", "“甲社区”出现了两次"),
        ('kind = "工作部门"', 'kind = "部门"', "units[1].kind", "可填：区级机关、工作部门"),
        ('system = "政府系统"', "", "units[1].system", "缺这一项"),
        ("[sections]", "[section]", "sections", "缺这一项"),
        ("voucher_face_value = 300", 'voucher_face_value = "三百"', "parameters.voucher_face_value", "应为整数"),
        ("voucher_face_value = 300", "voucher_face_value = true", "parameters.voucher_face_value", "应为整数"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_key(tmp_path: Path, old: str, new: str, key: str, said: str) -> None:
    path = write(tmp_path, SMALL.replace(old, new, 1))
    with pytest.raises(BadDistrict) as caught:
        load(path)
    assert path.name in caught.value.message
    assert f"{key}：" in caught.value.message
    assert said in caught.value.message


@pytest.mark.parametrize("content", [b"name = ", 'name = "罗湖区"'.encode("gb18030"), b"\x00\xff"])
def test_what_is_no_toml_is_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    with pytest.raises(BadDistrict, match=r"不是正确的 TOML"):
        load(path)


def test_a_missing_parameter_says_where_to_set_it(tmp_path: Path) -> None:
    district = load(write(tmp_path, SMALL))
    with pytest.raises(BadDistrict, match="没有设定参数“exam_mark”"):
        district.parameter("exam_mark")
