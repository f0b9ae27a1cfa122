"""What is counted of legal training and law exams.

Rates of the exam (domain fact sheet 5.1): 参考率 = took ÷ (should take − exempt); 及格率 and 优秀率 divide by those
who took it.
"""

from fazhi.figures.figure import Balance, During, Figure, Ratio, Total

_HELD = During("held_on")


def _exam(name: str, column: str, label: str, said: tuple[str, ...]) -> Figure:
    return Figure(
        id=f"education.{name}",
        label=label,
        unit="人",
        ledger="law_exams",
        meaning=_HELD,
        measure=Total(column),
        said=said,
    )


FIGURES = (
    Figure(
        id="education.civil_code_training",
        label="领导干部民法典专题培训参加人数",
        unit="人",
        ledger="legal_trainings",
        meaning=_HELD,
        where=lambda t: (t.theme == "民法典") & (t.kind == "专题培训") & (t.audience == "领导干部"),
        measure=Total("attendance"),
        said=("主 分会场 参加", "民法典 培训班 参加", "领导干部 民法典 培训"),
    ),
    Figure(
        id="education.sessions",
        label="举办学法培训",
        unit="场次",
        ledger="legal_trainings",
        meaning=_HELD,
        where=lambda t: t.venue.isnull() | (t.venue == "主会场"),
        said=("举办 学法 培训", "法治培训"),
        note="设有分会场的，按一场计。",
    ),
    Figure(
        id="education.attendance",
        label="学法培训参加人次",
        unit="人次",
        ledger="legal_trainings",
        meaning=_HELD,
        measure=Total("attendance"),
        said=("学法 培训 参加", "法治培训 参训"),
    ),
    _exam("exam_due", "due", "学法考试应考人数", ("学法考试 应考",)),
    _exam("exam_exempt", "exempt", "学法考试免考人数", ("学法考试 免考",)),
    Balance(
        id="education.exam_expected",
        label="学法考试应参考人数",
        unit="人",
        plus=("education.exam_due",),
        minus=("education.exam_exempt",),
    ),
    _exam("exam_taken", "taken", "学法考试参考人数", ("学法考试 参考", "参加 学法考试")),
    _exam("exam_passed", "passed", "学法考试及格人数", ("学法考试 及格", "学法考试 合格")),
    _exam("exam_excellent", "excellent", "学法考试优秀人数", ("学法考试 优秀",)),
    Ratio(
        id="education.exam_participation_rate",
        label="学法考试参考率",
        numerator="education.exam_taken",
        denominator="education.exam_expected",
        said=("参考率",),
    ),
    Ratio(
        id="education.exam_pass_rate",
        label="学法考试及格率",
        numerator="education.exam_passed",
        denominator="education.exam_taken",
        said=("学法 及格率", "考试 合格率"),
    ),
    Ratio(
        id="education.exam_excellence_rate",
        label="学法考试优秀率",
        numerator="education.exam_excellent",
        denominator="education.exam_taken",
        said=("学法 优秀率", "考试 优秀率"),
    ),
)
