"""A small district on Arrow tables and a report over it, realistic in size and shape, with hostile cells.

Disputes are kept since January 2019, corrections since 2012 (two people stand on the register without an intake),
the ledger of trainings is missing. Everything follows from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from fazhi.figures.catalogue import Catalogue, build
from fazhi.figures.engine import Engine, unbound
from fazhi.figures.ledger import Ledger
from fazhi.figures.period import Period
from fazhi.figures.report.model import FigureRun, Note, Paragraph, ParagraphKind, Report, Text

PERIOD = Period.parse("2020H1")
HOSTILE = '</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">&lt;b&gt;\'"\u2028'
RESIDENT = "欧阳慧敏"
"""A name in the ledgers that must be nowhere in what is written."""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_STREETS = ("桂园", "黄贝", "东门", "翠竹", "南湖", "笋岗", "清水河", "东晓", "莲塘", "东湖")
_CATEGORIES = ("婚姻家庭继承", "邻里", "合同", "劳动争议", "物业", "道路交通", "医患", "消费", "房屋租赁")


def catalogue() -> Catalogue:
    """The catalogue of three domains."""
    return build(["fazhi.domains.mediation", "fazhi.domains.reconsideration", "fazhi.domains.corrections"])


def table(ledger: Ledger, rows: Iterable[dict[str, Any]], file: str = "", sheet: str = "台账") -> pa.Table:
    """An Arrow table as the readers make it: the ledger's columns and where each row stands."""
    schema = unbound(ledger).schema().to_pyarrow()
    for field in (("source_file", pa.string()), ("source_sheet", pa.string()), ("source_row", pa.int64())):
        schema = schema.append(pa.field(*field))
    source = {"source_file": file or f"{ledger.title}.xlsx", "source_sheet": sheet}
    return pa.Table.from_pylist([{**row, **source, "source_row": n} for n, row in enumerate(rows, 2)], schema=schema)


def disputes(count: int = 6516, before: int = 5900) -> list[dict[str, Any]]:
    """Disputes resolved in each half of 2019 (``before``) and in the first of 2020 (``count``), and failed ones."""
    chance = random.Random(20200630)
    rows: list[dict[str, Any]] = []
    for start, resolved in ((date(2019, 1, 2), before), (date(2019, 7, 1), before), (date(2020, 1, 2), count)):
        year = start.year
        failed = resolved // 50
        for n in range(resolved + failed):
            done = start + timedelta(days=int(178 * chance.random() ** 0.8))
            rows.append(
                {
                    "number": f"罗调〔{year}〕{len(rows) + 1}号",
                    "organization": f"TJ{chance.randrange(169):03}",
                    "street": chance.choice(_STREETS) + "街道",
                    "category": chance.choice(_CATEGORIES),
                    "source": chance.choice(("当事人申请", "主动介入", "委托移送")),
                    "applicant": chance.choice(_SURNAMES) + chance.choice("伟芳娜敏静丽强磊"),
                    "respondent": chance.choice(_SURNAMES) + chance.choice("军洋勇艳杰娟涛明"),
                    "people": chance.choice((2, 2, 2, 3, 5)),
                    "amount": Decimal(chance.randrange(100, 900_000)) / 10,
                    "accepted_on": done - timedelta(days=chance.randrange(20)),
                    "concluded_on": done,
                    "result": "调解成功" if n < resolved else "调解未成功",
                    "agreement": chance.choice(("书面", "口头")),
                    "confirmed": chance.random() < 0.1,
                }
            )
    rows[-1] |= {"applicant": RESIDENT, "number": HOSTILE}
    rows[-count - count // 50] |= {"applicant": RESIDENT, "category": HOSTILE}
    return rows


def corrections(received: int = 2156, released: int = 1868, unexplained: int = 2) -> list[dict[str, Any]]:
    """People on the correction register since 2012; ``unexplained`` ones stand on it without an intake record."""
    chance = random.Random(2156)
    rows = []
    for n in range(received + unexplained):
        begun = date(2012, 3, 1) + timedelta(days=int(3000 * n / (received + unexplained)))
        left = begun + timedelta(days=chance.randrange(200, 700)) if n < released else None
        rows.append(
            {
                "number": f"JZ{n + 1:05}",
                "name": chance.choice(_SURNAMES) + chance.choice("伟芳娜敏静丽强磊"),
                "id_number": f"4403031980{chance.randrange(1, 13):02}15{chance.randrange(1000, 9999)}",
                "kind": chance.choice(("缓刑", "缓刑", "缓刑", "假释", "暂予监外执行")),
                "office": chance.choice(_STREETS) + "司法所",
                "received_on": begun if n < received else None,
                "registered_on": begun,
                "left_on": min(left, date(2020, 6, 20)) if left else None,
                "exit": "解除矫正" if left else None,
            }
        )
    rows[-1]["name"] = RESIDENT
    return rows


def reconsideration() -> list[dict[str, Any]]:
    """25 cases of 2020, four of them carried over; 23 concluded, 4 corrected; and two years before."""
    rows = []
    for year in (2018, 2019, 2020):
        for n in range(25):
            carried = n < 4
            accepted = date(year - 1, 11, 5 + n) if carried else date(year, 1 + n % 6, 3 + n)
            concluded = None if n > 22 else date(year, 2 + n % 5, 10 + n % 15)
            if concluded and concluded < accepted:
                concluded = date(year, 6, 28)
            rows.append(
                {
                    "number": f"罗府复〔{year}〕{n + 1}号",
                    "applicant": RESIDENT,
                    "respondent": "某某局",
                    "subject": "行政处罚",
                    "accepted_on": accepted,
                    "concluded_on": concluded or (date(year, 8, 1) if year < 2020 else None),
                    "outcome": ("撤销" if n in (5, 9, 13, 17) else "维持") if concluded else None,
                }
            )
    return rows


def organizations() -> list[dict[str, Any]]:
    """169 mediation organisations, 14 property rooms in ten streets; two founded in 2020."""
    rows = []
    for n in range(169):
        rooms = n < 14
        rows.append(
            {
                "code": f"TJ{n:03}",
                "name": f"{_STREETS[n % 10]}第{n + 1}人民调解委员会",
                "kind": "小区物业" if rooms else "商事" if n == 20 else "行业性专业性" if n == 21 else "社区",
                "street": _STREETS[n % 10] + "街道",
                "established_on": date(2020, 4, 9 + n % 10) if n in (20, 21) else date(2015, 5, 1) + timedelta(days=n),
            }
        )
    return rows


def engine(**tables: list[dict[str, Any]]) -> Engine:
    """An engine over the sample ledgers, or over ``tables`` of the same names."""
    declared = catalogue()
    rows: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "disputes": disputes,
        "corrections": corrections,
        "reconsideration_cases": reconsideration,
        "mediation_organizations": organizations,
    }
    chosen = tables or {name: make() for name, make in rows.items()}
    return Engine.from_tables(declared, {name: table(declared.ledgers[name], found) for name, found in chosen.items()})


_TEXT: tuple[tuple[ParagraphKind, str, str], ...] = (
    ("title", "", "罗湖区司法局2020年上半年工作总结和下半年工作计划"),
    (
        "body",
        "",
        "2020年上半年，区司法局围绕中心、服务大局，坚持把人民群众满意作为工作的出发点和落脚点，扎实推进各项工作，现将情况报告如下。",
    ),
    ("heading1", "一、", "扎实推进依法行政"),
    ("heading2", "（一）", "提升行政复议应诉水平"),
    (
        "body",
        "",
        (
            "充分发挥行政复议在解决行政争议中的主渠道作用，及时受理、依法审理，重调查、重证据、重依据。上半年，受理行政复议案件"
            "{reconsideration.accepted}（含去年结转{reconsideration.carried_over}），已审结{reconsideration.concluded}，"
            "纠错率达{reconsideration.correction_rate}。"
        ),
    ),
    ("heading1", "二、", "优质服务促提升，强化公共法律服务供给能力"),
    ("heading2", "（一）", "积极拓宽人民调解覆盖面"),
    (
        "body",
        "",
        (
            "加强行业性、专业性人民调解组织建设，新成立行业性、专业性和商事调解组织{mediation.new_professional_organizations}，"
            "在辖区{mediation.property_room_streets}街道成立{mediation.property_rooms}小区物业调解室，实现物业调解在街道“全覆盖”。"
            "举办房屋租赁纠纷调解线上培训讲座，共{mediation.training_attendance}收看直播。截至6月30日，我区拥有各类人民调解组织"
            "{mediation.organizations}，成功化解矛盾纠纷{mediation.resolved}，调解成功率达{mediation.success_rate}。"
        ),
    ),
    ("heading2", "（二）", "矫正安帮工作稳步开展"),
    ("heading3", "1.", "社区矫正监管"),
    (
        "body",
        "",
        (
            "加强对重点社区矫正对象的排查管控，做到情况明、底数清。截至6月30日，全区累计接收社区矫正对象{corrections.received}，"
            "解除矫正{corrections.released}，在册{corrections.on_register}，脱管{corrections.absconded}。"
        ),
    ),
    ("signature", "", "罗湖区司法局"),
    ("date", "", "2020年7月6日"),
)


def report(counted: Engine, period: Period = PERIOD) -> Report:
    """The report over the sample, as the template would build it."""
    paragraphs = []
    for kind, number, text in _TEXT:
        runs: list[Text | FigureRun] = []
        for n, piece in enumerate(text.replace("}", "{").split("{")):
            if n % 2:
                value = counted.value(piece, period)
                printed = str(value) if value.number is not None else f"【待补：{value.reason}】"
                runs.append(FigureRun(value, printed))
            elif piece:
                runs.append(Text(piece))
        paragraphs.append(Paragraph(kind, tuple(runs), number))
    breaches = counted.breaches(period)
    notes = [Note(breach.message, tuple(breach.values), breach) for breach in breaches]
    if "mediation_trainings" not in counted.present:
        notes.append(Note("缺台账《人民调解培训台账》，相关指标无法统计。", ("mediation.training_attendance",)))
    titles = [counted.catalogue.ledgers[name].title for name in sorted(counted.present)]
    return Report(
        period=period,
        organization="罗湖区司法局",
        paragraphs=tuple(paragraphs),
        notes=tuple(notes),
        sources=tuple((title, f"{title}.xlsx") for title in titles),
        synthetic=True,
    )
