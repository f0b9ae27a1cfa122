"""What the dashboard shows: few charts, each with the question that it answers, of declared figures alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fazhi.i18n import later

Kind = Literal["bar", "line"]


@dataclass(frozen=True)
class Monthly:
    """Figures in the last twelve months: ``series`` has the id of each with its short name, the weightiest last.

    ``beside_year_before`` sets each month beside the same one a year earlier; then there is one figure, without a name.
    """

    id: str
    question: str
    kind: Kind
    series: tuple[tuple[str, str], ...]
    beside_year_before: bool = False


@dataclass(frozen=True)
class ByWord:
    """A figure by the words of a column of its ledger, the largest first (the smallest, where ``least_first``).

    What stands at a day is taken at the end; what happens in a period, over the last twelve months.
    """

    id: str
    question: str
    figure: str
    column: str
    least_first: bool = False


@dataclass(frozen=True)
class ByAge:
    """What stands at the end by how many days ago it began, in steps that begin with these days."""

    id: str
    question: str
    figure: str
    column: str
    steps: tuple[int, ...]


Chart = Monthly | ByWord | ByAge

CHARTS: tuple[Chart, ...] = (
    Monthly(
        id="resolved",
        question=later("每月化解多少矛盾纠纷，比上年多吗？"),
        kind="line",
        series=(("mediation.resolved", ""),),
        beside_year_before=True,
    ),
    Monthly(
        id="success",
        question=later("人民调解成功率稳不稳？"),
        kind="line",
        series=(("mediation.success_rate", ""),),
        beside_year_before=True,
    ),
    Monthly(
        id="flow",
        question=later("协同监管事项是不是越积越多？"),
        kind="line",
        series=(
            ("coordination.registered", later("登记")),
            ("coordination.settled", later("办结")),
            ("coordination.pending", later("月末在办")),
        ),
    ),
    ByWord(
        id="holders",
        question=later("在办的协同监管事项在哪些部门手上？"),
        figure="coordination.pending",
        column="department",
    ),
    ByWord(
        id="punctual",
        question=later("近一年，哪些部门按期办结得少？"),
        figure="coordination.on_time_rate",
        column="department",
        least_first=True,
    ),
    ByAge(
        id="age",
        question=later("在办的协同监管事项已经放了多久？"),
        figure="coordination.pending",
        column="registered_on",
        steps=(0, 8, 31, 91),
    ),
    Monthly(
        id="aid",
        question=later("法律援助每月受理多少，各是哪一类？"),
        kind="line",
        series=(
            ("legal_aid.criminal_cases", later("刑事")),
            ("legal_aid.civil_cases", later("民事")),
            ("legal_aid.administrative_cases", later("行政")),
            ("legal_aid.cases", later("合计")),
        ),
    ),
    Monthly(
        id="register",
        question=later("在册社区矫正对象是多了，还是少了？"),
        kind="line",
        series=(("corrections.on_register", ""),),
        beside_year_before=True,
    ),
)
