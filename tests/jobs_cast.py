"""People who ask for jobs: of the bureau and not, with and without the right to bring ledgers in; and ledger files."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from coordination_walk import seat
from fazhi.domains.mediation.ledger import TRAININGS
from fazhi.figures.ledger import Ledger
from fazhi.figures.workbook import write_ledger
from fazhi.kernel.models import Membership, User
from fazhi.kernel.populate import populate


@dataclass
class Office:
    """``statistician`` sits in the bureau, ``street_statistician`` has the same role in a street."""

    statistician: User
    colleague: User
    administrator: User
    handler: User
    street_statistician: User
    street_administrator: User
    nobody: User


def office() -> Office:
    populate()
    return Office(
        statistician=seat("tongji", "办公室", "statistician"),
        colleague=seat("tongji2", "办公室", "statistician"),
        administrator=seat("guanli", "办公室", "administrator"),
        handler=seat("jingban", "区水务局"),
        street_statistician=seat("jietongji", "桂园街道", "statistician"),
        street_administrator=seat("jieguanli", "桂园街道", "administrator"),
        nobody=User.objects.create_user("wuzhi", "演示无岗位"),
    )


def leaves(user: User) -> None:
    """End every seat of somebody yesterday."""
    Membership.objects.filter(user=user).update(until=dt.date(2020, 1, 1))


def training(code: str, **more: Any) -> dict[str, Any]:
    usual = {"code": code, "topic": "人民调解员培训", "form": "线上", "held_on": dt.date(2020, 3, 2), "attendance": 30}
    return usual | more


def upload(rows: list[dict[str, Any]], folder: Path, name: str = "", ledger: Ledger = TRAININGS) -> SimpleUploadedFile:
    """A ledger as a file that a browser sends."""
    path = folder / "upload.xlsx"
    write_ledger(path, ledger, rows, "测试")
    return SimpleUploadedFile(name or f"{ledger.title}.xlsx", path.read_bytes())


def sheet(headings: list[str], rows: list[list[Any]], name: str) -> SimpleUploadedFile:
    """A workbook with any headings."""
    from openpyxl import Workbook

    book = Workbook()
    found = book.active
    assert found is not None
    found.append(headings)
    for row in rows:
        found.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


__all__ = ["TRAININGS", "Office", "leaves", "office", "sheet", "training", "upload"]
