"""Old ledgers as clerks keep them: titles, two rows of headings, every way of writing a day, a number, a name."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from mediation_walk import COMMITTEE, OTHER, identity

_WIDE = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")
_EPOCH = dt.date(1899, 12, 30)

# Heading above, heading below, name of the column in the ledger.
_TWO_ROWS = (
    ("", "序号", ""),
    ("", "案件编号", "number"),
    ("", "调委会", "organization"),
    ("", "街道", "street"),
    ("", "案由", "category"),
    ("申请人", "姓名", "applicant"),
    ("申请人", "身份证号码", "applicant_number"),
    ("申请人", "联系电话", "applicant_phone"),
    ("被申请人", "姓名", "respondent"),
    ("被申请人", "身份证号码", "respondent_number"),
    ("", "涉及金额（万元）", "amount"),
    ("日期", "受理", "accepted_on"),
    ("日期", "办结", "concluded_on"),
    ("", "调解结果", "result"),
    ("", "备注", ""),
)
_ONE_ROW = (
    ("", "编号*", "number"),
    ("", "调解组织名称", "organization"),
    ("", "纠纷类型（下拉选择）", "category"),
    ("", "申请人", "applicant"),
    ("", "申请人身份证号", "applicant_number"),
    ("", "被申请人", "respondent"),
    ("", "被申请人身份证号", "respondent_number"),
    ("", "涉案金额(元)", "amount"),
    ("", "受理时间", "accepted_on"),
    ("", "结案时间（年月日）", "concluded_on"),
    ("", "结果", "result"),
    ("", "案情简介", "facts"),
)


@dataclass(frozen=True)
class Truth:
    """What a row means, whoever wrote it."""

    number: str
    committee: str
    category: str
    applicant: str
    applicant_number: str
    amount: Decimal
    accepted_on: dt.date
    concluded_on: dt.date
    result: str


def ugly(seed: int, rows: int = 40) -> tuple[bytes, list[Truth]]:
    """A workbook, and what a person reads in it. The same seed gives the same."""
    rng = random.Random(seed)
    truths = [_truth(rng, n) for n in range(1, rows + 1)]
    columns = _TWO_ROWS if seed % 2 else _ONE_ROW
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = rng.choice(("Sheet1", "2018年", "调解案件"))
    width = len(columns)
    sheet.append(["桂园街道2018年度人民调解案件登记表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    if rng.random() < 0.7:
        sheet.append([f"填报单位：{COMMITTEE}", None, None, "填报时间：2019年1月5日"])
    _headings(sheet, columns)
    for n, truth in enumerate(truths, 1):
        if rng.random() < 0.08:
            sheet.append([" "])
        if n == rows // 2 and rng.random() < 0.5:
            _headings(sheet, columns)
        sheet.append([_cell(rng, name, truth, n, heading) for _above, heading, name in columns])
    sheet.append([" "])
    total = ["合计", *([None] * (width - 1))]
    amount = next(place for place, (_above, _heading, name) in enumerate(columns) if name == "amount")
    total[amount] = float(sum(truth.amount for truth in truths) / (10000 if seed % 2 else 1))
    sheet.append(total)
    sheet.append(["注：本表由各调委会填报，如有疑问请与司法所联系。"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), truths


def _headings(sheet: Any, columns: tuple[tuple[str, str, str], ...]) -> None:
    row = sheet.max_row + 1
    if not any(above for above, _below, _name in columns):
        sheet.append([below for _above, below, _name in columns])
        return
    sheet.append([above or below for above, below, _name in columns])
    sheet.append([below if above else None for above, below, _name in columns])
    start = 0
    for place in range(1, len(columns) + 1):
        if place == len(columns) or columns[place][0] != columns[start][0] or not columns[start][0]:
            if columns[start][0]:
                for other in range(start + 2, place + 1):
                    sheet.cell(row, other).value = None
                if place - start > 1:
                    sheet.merge_cells(start_row=row, start_column=start + 1, end_row=row, end_column=place)
            else:
                sheet.merge_cells(start_row=row, start_column=start + 1, end_row=row + 1, end_column=start + 1)
            start = place


def _truth(rng: random.Random, n: int) -> Truth:
    accepted = dt.date(2018, 1, 2) + dt.timedelta(days=rng.randrange(300))
    born = f"19{rng.randint(50, 95)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return Truth(
        number=f"罗调〔2018〕{n}号",
        committee=rng.choice((COMMITTEE, OTHER)),
        category=rng.choice(("邻里", "合同", "劳动争议", "物业", "婚姻家庭继承")),
        applicant=rng.choice(("王演示", "李演", "欧阳演示", "阿卜杜拉·演示")),
        applicant_number=identity(born, n),
        amount=Decimal(rng.randrange(1, 300)) * 100,
        accepted_on=accepted,
        concluded_on=accepted + dt.timedelta(days=rng.randrange(30)),
        result=rng.choice(("success", "success", "failure", "withdrawn")),
    )


def _cell(rng: random.Random, name: str, truth: Truth, n: int, heading: str) -> Any:
    match name:
        case "":
            return n if heading == "序号" else rng.choice((None, "已归档", "/"))
        case "number":
            text = rng.choice((truth.number, f"罗调[2018]{n}号", f"罗调（2018）第{n:03}号", f"罗调〔2018〕{n} 号"))
            return rng.choice((text, text.translate(_WIDE)))
        case "organization":
            short = truth.committee.replace("人民调解委员会", "调委会")
            return rng.choice((truth.committee, short, f" {truth.committee}\u3000"))
        case "street":
            return truth.committee[:4]
        case "category":
            return rng.choice((truth.category, f"{truth.category}纠纷", f"{truth.category} "))
        case "applicant":
            return _name(rng, truth.applicant)
        case "applicant_number":
            return _identity(rng, truth.applicant_number)
        case "applicant_phone":
            return rng.choice((None, 13800138000, "138 0013 8000", "１３８００１３８０００", "138-0013-8000"))
        case "respondent":
            return rng.choice(("演示商贸有限公司", "赵演示"))
        case "amount":
            return _amount(rng, truth.amount, in_ten_thousands="万元" in heading)
        case "accepted_on" | "concluded_on":
            return _day(rng, truth.accepted_on if name == "accepted_on" else truth.concluded_on)
        case "result":
            return rng.choice(
                {
                    "success": ("调解成功", "成功", "达成协议"),
                    "failure": ("调解不成", "未成功", "失败"),
                    "withdrawn": ("撤回", "终止"),
                }[truth.result]
            )
        case "facts":
            return "楼上漏水，\n双方争执。"
        case _:
            return None


def _name(rng: random.Random, name: str) -> str:
    return rng.choice((name, f"{name[0]}\u3000{name[1:]}" if len(name) <= 3 else name, f" {name} "))


def _identity(rng: random.Random, number: str) -> str:
    return rng.choice(
        (number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", number.translate(_WIDE), f"'{number}")
    )


def _amount(rng: random.Random, yuan: Decimal, *, in_ten_thousands: bool) -> Any:
    ten_thousands = (yuan / 10000).normalize()
    if in_ten_thousands:
        return rng.choice((float(ten_thousands), f"{ten_thousands:f}", f"{ten_thousands:f}万元"))
    return rng.choice(
        (int(yuan), f"{yuan:,}", f"{yuan}元", f"￥{yuan:,}", f"{ten_thousands:f}万", str(yuan).translate(_WIDE))
    )


def _day(rng: random.Random, day: dt.date) -> Any:
    return rng.choice(
        (
            day,
            dt.datetime(day.year, day.month, day.day, 9, 30),  # noqa: DTZ001 - a cell has no zone
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}-{day.month:02}-{day.day:02}".translate(_WIDE),
            f"{day:%Y%m%d}",
            f"{day.year}/{day.month}/{day.day}",
            (day - _EPOCH).days,
        )
    )
