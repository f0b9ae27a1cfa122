"""From a template to a built report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sample_report as sample

from fazhi.errors import FazhiError
from fazhi.figures.catalogue import build
from fazhi.figures.engine import Engine
from fazhi.figures.period import Period
from fazhi.figures.report.model import FigureRun, Note, Report
from fazhi.figures.report.template import build_report

HEAD = "# 工作总结\n"


class CountingEngine(Engine):
    """An engine that says how often each ledger was asked."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.asked: Counter[str] = Counter()

    def table(self, ledger: str) -> Any:
        self.asked[ledger] += 1
        return super().table(ledger)


def milestone(number: str, day: date, section: str, text: str) -> dict[str, Any]:
    return {"number": number, "date": day, "section": section, "kind": "成立机构", "text": text}


@pytest.fixture(scope="module")
def engine() -> CountingEngine:
    tables = {
        "disputes": sample.disputes(),
        "corrections": sample.corrections(),
        "reconsideration_cases": sample.reconsideration(),
        "mediation_organizations": sample.organizations(),
        "milestones": [
            milestone("2", date(2020, 5, 6), "4.2", "成立商事调解中心。"),
            milestone("1", date(2020, 3, 4), "4.2", "# 成立\n珠宝\ue000调委会。"),
            milestone("3", date(2019, 3, 4), "4.2", "上年的事。"),
            milestone("4", date(2020, 6, 30), "1.1", "别处的事。"),
        ],
    }
    domains = ("mediation", "reconsideration", "corrections", "milestones")
    catalogue = build([f"fazhi.domains.{name}" for name in domains])
    rows = {name: sample.table(catalogue.ledgers[name], found) for name, found in tables.items()}
    return CountingEngine.from_tables(catalogue, rows)


def report(engine: Engine, text: str, period: Period = sample.PERIOD, notes: Iterable[Note] = ()) -> Report:
    return build_report(
        text,
        engine,
        period,
        organization="罗湖区司法局",
        district={"name": "罗湖区"},
        signed_on=date(2020, 7, 6),
        sources=[("人民调解案件台账", "人民调解案件台账.xlsx")],
        notes=notes,
        template_name="半年.md",
    )


def body(engine: Engine, text: str, period: Period = sample.PERIOD) -> str:
    return "\n".join(p.text for p in report(engine, HEAD + text, period).paragraphs if p.kind == "body")


# --- text and figures ------------------------------------------------------------------------------------------------


def test_levels_numbers_signature_and_date(engine: Engine) -> None:
    text = """
# {{ organization }}{{ period.label }}工作总结。
{{ district.name }}法治建设
有序推进。

## 甲：
### 一
甲一。
### 二
#### 细
甲二。
#### 目
甲三。
##乙
### 一
乙一。

>>> {{ organization }}
>>> {{ signed_on }}
"""
    built = report(engine, text)
    assert [(p.kind, p.text) for p in built.paragraphs] == [
        ("title", "罗湖区司法局2020年上半年工作总结"),
        ("body", "罗湖区法治建设有序推进。"),
        ("heading1", "一、甲"),
        ("heading2", "（一）一"),
        ("body", "甲一。"),
        ("heading2", "（二）二"),
        ("heading3", "1.细"),
        ("body", "甲二。"),
        ("heading3", "2.目"),
        ("body", "甲三。"),
        ("heading1", "二、乙"),
        ("heading2", "（一）一"),
        ("body", "乙一。"),
        ("signature", "罗湖区司法局"),
        ("date", "2020年7月6日"),
    ]
    assert built.title == "罗湖区司法局2020年上半年工作总结"
    assert built.sources == (("人民调解案件台账", "人民调解案件台账.xlsx"),)


def test_a_printed_figure_is_traceable_through_filters_and_text(engine: Engine) -> None:
    text = HEAD + "化解{{ mediation.resolved | 余(100) }}，{% set n = mediation.resolved %}{{ n | 万 | 数 | trim }}宗"
    runs = report(engine, text).paragraphs[1].runs
    figures = [run for run in runs if isinstance(run, FigureRun)]
    assert [run.printed for run in figures] == ["6500余件", "6516"]
    assert {run.value.number for run in figures} == {Decimal(6516)}
    assert figures[0].value.figure.id == "mediation.resolved"
    assert "".join(run.printed if isinstance(run, FigureRun) else run.text for run in runs) == "化解6500余件，6516宗"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ reconsideration.correction_rate }}", "17.39%"),
        ("{{ mediation.property_rooms | 汉字 }}调解室", "十四个调解室"),
        ("{{ mediation['resolved'] | 近 }}", "近6600件"),
        ("{{ mediation.organizations | 约 }}{{ mediation.organizations | 多(100) }}", "约170个100多个"),
        ("{{ corrections.absconded | 零则('无脱管、漏管情形') }}", "无脱管、漏管情形"),
        ("{{ mediation.property_rooms | 零则('没有调解室') }}", "14个"),
        ("截至{{ period.last_day }}，{{ period.short }}，{{ period.end }}", "截至6月30日，上半年，2020年6月30日"),
        ("化解{{ mediation.resolved | 同比('，') }}。", "化解，同比增长10.4%。"),
        ("{{ mediation.mediators }}", "【待补：缺台账《人民调解员台账》】"),
        ("{{ mediation.mediators | 余(10) | 数 }}", "【待补：缺台账《人民调解员台账》】"),
    ],
)
def test_what_figures_print(engine: Engine, text: str, printed: str) -> None:
    assert body(engine, text) == printed


def test_a_comparison_beyond_the_ledgers_says_nothing(engine: Engine) -> None:
    earlier = Period.parse("2019H1")
    assert (
        body(engine, "化解{{ mediation.resolved | 同比('，') }}{{ mediation.resolved | 环比('，') }}。", earlier)
        == "化解。"
    )


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("mediation.resolved", True),
        ("corrections.absconded", False),
        ("corrections.absconded == 0", True),
        ("mediation.resolved > 6000 and mediation.resolved <= 6516", True),
        ("mediation.resolved > mediation.organizations", True),
        ("mediation.success_rate > 97.9", True),
        ("mediation.mediators", False),
        ("mediation.mediators == 0", False),
        ("mediation.mediators != 0", False),
        ("mediation.mediators < 5", False),
        ("mediation.mediators.known", False),
        ("mediation.resolved.known", True),
        ("mediation.resolved | 同比", True),
    ],
)
def test_conditions(engine: Engine, condition: str, holds: bool) -> None:
    assert body(engine, "{% if " + condition + " %}是{% else %}否{% endif %}") == ("是" if holds else "否")


def test_a_line_that_prints_nothing_ends_no_paragraph(engine: Engine) -> None:
    assert body(
        engine, "化解纠纷，\n{{ mediation.mediators | 同比 }}\n{% if false %}\n甲\n{% endif %}\n成效明显。"
    ) == ("化解纠纷，成效明显。")


# --- rows ------------------------------------------------------------------------------------------------------------


def test_rows_within_the_period_in_order_of_date(engine: Engine) -> None:
    text = """
{% macro story(part) %}{% for m in rows("milestones", section=part) %}{{ m.text }}{% endfor %}{% endmacro %}
{{ story("4.2") }}{% for m in rows("大事记", section="1.1") %}{{ m.date | 月日 }}{{ m.basis }}{% endfor %}"""
    assert body(engine, text) == "# 成立珠宝调委会。成立商事调解中心。6月30日"


def test_rows_mask_personal_data(engine: Engine) -> None:
    text = (
        "{% for c in rows('corrections', office='翠竹司法所') %}{{ c.name }}{% endfor %}{{ rows('disputes') | length }}"
    )
    printed = body(engine, text)
    assert "*" in printed
    assert sample.RESIDENT not in printed
    assert printed.endswith("6646")


def test_rows_of_a_missing_ledger_are_none_and_noted(engine: Engine) -> None:
    built = report(engine, HEAD + "甲{% for m in rows('mediators') %}{{ m.name }}{% endfor %}")
    assert built.paragraphs[1].text == "甲"
    assert any("缺台账《人民调解员台账》" in note.message for note in built.notes)


# --- notes -----------------------------------------------------------------------------------------------------------


def test_notes_name_what_is_missing_and_what_does_not_add_up(engine: Engine) -> None:
    given = Note("第3行读不了。")
    text = (
        HEAD
        + "## 空\n### 也空\n## 有\n"
        + "{{ mediation.mediators }}{{ mediation.training_attendance }}{{ corrections.received }}"
    )
    built = report(engine, text, notes=[given])
    assert built.notes[0] == given
    assert [p.text for p in built.paragraphs[1:2]] == ["一、有"]
    missing = {note.figures: note.message for note in built.notes if note.figures and not note.breach}
    assert "缺台账《人民调解员台账》" in missing[("mediation.mediators",)]
    assert "缺台账《人民调解培训台账》" in missing[("mediation.training_attendance",)]
    assert any("“空”“也空”" in note.message for note in built.notes)
    breach = next(note for note in built.notes if note.breach)
    assert "290" in breach.message
    assert "288" in breach.message
    assert "corrections.on_register" in breach.figures


def test_a_zero_before_the_first_record_is_unknown_and_said_so(engine: Engine) -> None:
    before = Period.parse("2018H1")
    assert body(engine, "{% if mediation.resolved == 0 %}没有纠纷。{% endif %}无。", before) == "无。"
    assert body(engine, "化解{{ mediation.resolved }}。", before).startswith("化解【待补：《人民调解案件台账》中最早的")
    unsaid = report(engine, HEAD + "{% if mediation.resolved %}{{ mediation.resolved }}{% endif %}无。", before)
    (note,) = [note for note in unsaid.notes if "没有写入报告" in note.message]
    assert note.figures == ("mediation.resolved",)
    assert "《人民调解案件台账》" in note.message


def test_ledgers_that_stop_before_the_period_are_named(engine: Engine) -> None:
    text = HEAD + "化解{{ mediation.resolved }}，组织{{ mediation.organizations }}。"
    (note,) = [note for note in report(engine, text, Period.parse("2021H1")).notes if "是否已更新" in note.message]
    assert "《人民调解案件台账》（最后一条2020年6月" in note.message
    assert "人民调解组织台账" not in note.message, "nothing new need happen to what stands"
    assert not any("是否已更新" in note.message for note in report(engine, text).notes)


def test_the_number_of_queries_does_not_grow_with_the_figures(engine: CountingEngine) -> None:
    fresh = CountingEngine(engine.catalogue, engine.backend, engine.present)
    report(fresh, HEAD + "".join(f"{{{{ {i} }}}}" for i in engine.catalogue.figures))
    assert {"disputes", "corrections", "reconsideration_cases", "mediation_organizations"} <= set(fresh.asked)
    assert max(fresh.asked.values()) <= 4, "values, coverage, and for a breach its parts and its rows"


# --- errors ----------------------------------------------------------------------------------------------------------


def failure(engine: Engine, text: str) -> FazhiError:
    with pytest.raises(FazhiError) as error:
        report(engine, HEAD + text)
    return error.value


@pytest.mark.parametrize("text", ["{{ mediation.resolve }}", "{% if mediation.resolve %}甲{% endif %}"])
def test_an_unknown_figure_is_named_with_its_line_and_near_ones(engine: Engine, text: str) -> None:
    error = failure(engine, "甲\n乙\n" + text)
    assert error.code == "unknown_figure"
    assert "半年.md" in error.message
    assert "第4行" in error.message
    assert "mediation.resolved" in error.message
    assert (error.details["template"], error.details["line"]) == ("半年.md", 4)


def test_an_unknown_domain_is_an_unknown_figure(engine: Engine) -> None:
    error = failure(engine, "{{ mediaton.resolved }}")
    assert error.code == "unknown_figure"
    assert "mediation.resolved" in error.message


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("甲\n{% if mediation.resolved %}", 3, "if"),
        ("{{ mediation.resolved ", 2, "没有写完"),
        ("{{ mediation.resolved ｜ 余(10) }}", 2, "半角"),
        ("{{ mediation.resolved | 多余 }}", 2, "相近的有"),
        ("{% endfor %}", 2, "endfor"),
        ("{# 注释", 2, "注释"),
        ("甲\n{{ period.lable }}", 3, "label"),
        ("{{ organisation }}", 2, "organization"),
        ("{{ mediation }}", 2, "哪一个"),
        ("甲\n\n{{ mediation.resolved | 余(15) }}", 4, "1、10、100"),
        ("{{ mediation.resolved | 余('甲') }}", 2, "1、10、100"),
        ("{{ mediation.resolved | 余(1, 2, 3, 4) }}", 2, "写法不对"),
        ("{{ '甲' | 余(10) }}", 2, "指标"),
        ("{{ mediation.resolved + 1 }}", 2, "加减乘除"),
        ("{{ mediation.resolved > '多' }}", 2, "比较"),
        ("{{ rows('milestone') }}", 2, "milestones"),
        ("{{ rows('milestones', sections='1.1') }}", 2, "section"),
        ("{{ rows('milestones') }}", 2, "不能直接写进报告"),
        ("{% set mediation = 1 %}", 2, "不能再作变量名"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 2, "写法不对"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(engine: Engine, text: str, line: int, reason: str) -> None:
    error = failure(engine, text)
    assert f"“半年.md”第{line}行" in error.message
    assert reason in error.message
    assert error.details["line"] == line


@pytest.mark.parametrize("text", ["甲", "# 一\n# 二", "##### 五级"])
def test_a_report_has_one_title_and_four_levels(engine: Engine, text: str) -> None:
    with pytest.raises(FazhiError) as error:
        report(engine, text if text != "##### 五级" else HEAD + text)
    assert error.value.code == "template_syntax"


@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'base' %}",
        "{{ ''.__class__.__mro__ }}",
        "{{ mediation.resolved.__class__ }}",
        "{{ mediation.resolved.value.figure }}",
        "{{ rows.__globals__ }}",
        "{{ rows._engine.backend }}",
        "{{ 'a'.join(['b']) }}",
        "{{ period.start.replace(year=1) }}",
        "{{ '甲' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 9 ** 999999999 }}",
        "{{ range(9) }}",
        "{{ lipsum() }}",
        "{{ self }}",
        "{{ '甲' | attr('__class__') }}",
        "{{ ['甲'] | map(attribute='__class__') | list | join }}",
        "{{ '{0.__class__}'.format(1) }}",
        "{{ rows('milestones') | map(attribute='__dict__') | join }}",
    ],
)
def test_a_template_cannot_reach_python_or_files(engine: Engine, text: str) -> None:
    assert failure(engine, text).code in ("template_syntax", "unknown_figure")


def test_marks_written_by_hand_do_no_harm(engine: Engine) -> None:
    assert body(engine, "{{ '\\ue000\\U000f0000甲\\ue001' }}\ue000乙") == "甲乙"
