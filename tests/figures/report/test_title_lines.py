"""Title breaks as the standard asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.figures.report.title_lines import title_lines

KEEP = ("罗湖区司法局", "2020年上半年")


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("罗湖区司法局2020年上半年工作总结", ["罗湖区司法局2020年上半年工作总结"]),
        (
            "深圳市罗湖区司法局关于2020年上半年法治政府建设工作情况的报告",
            ["深圳市罗湖区司法局关于2020年上半年", "法治政府建设工作情况的报告"],
        ),
        (
            "深圳市罗湖区人民政府2020年度法治政府建设年度报告",
            ["深圳市罗湖区人民政府", "2020年度法治政府建设年度报告"],
        ),
    ],
)
def test_breaks_between_words(title: str, lines: list[str]) -> None:
    assert title_lines(title, 20, KEEP) == lines


def test_three_lines_are_no_hourglass() -> None:
    title = "深圳市罗湖区全面依法治区委员会办公室关于推进公共法律服务体系建设和人民调解、行政复议工作情况的报告"
    lines = title_lines(title, 20, KEEP)
    widths = [len(line) for line in lines]
    assert len(lines) == 3
    assert not widths[0] > widths[1] < widths[2]
    assert len(set(widths)) > 1


@given(st.text("罗湖区司法局关于工作的报告“”《》、，2020年和问题甲乙丙", max_size=90))
def test_nothing_is_lost_and_no_line_is_too_long(title: str) -> None:
    lines = title_lines(title, 20)
    assert "".join(lines) == title
    assert all(sum(0.5 if c.isascii() else 1 for c in line) <= 20 for line in lines)
