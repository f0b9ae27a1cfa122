"""Problems of ledgers: what is wrong and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fazhi.i18n import _

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """What is wrong and where. ``row`` is the row as Excel counts; a warning costs no row."""

    file: str
    message: str
    sheet: str = ""
    row: int | None = None
    column: str = ""
    severity: Severity = "error"
    ledger: str = ""

    @property
    def place(self) -> str:
        """Where it is, in Chinese."""
        parts = [_("“{file}”").format(file=self.file)]
        if self.sheet:
            parts.append(_("工作表“{sheet}”").format(sheet=self.sheet))
        if self.row is not None:
            parts.append(_("第{row}行").format(row=self.row))
        if self.column:
            parts.append(_("“{column}”栏").format(column=self.column))
        return " ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    file: str
    sheet: str
    row: int
    ledger: str

    def problem(self, message: str, heading: str = "") -> Problem:
        """A problem at this place that costs the row."""
        return Problem(self.file, message, self.sheet, self.row, heading, ledger=self.ledger)
