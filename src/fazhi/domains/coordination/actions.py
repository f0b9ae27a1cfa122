"""The verbs of enforcement coordination that a declaration cannot say, and what its questions offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import F, Q

from fazhi.domains.coordination.suggestions import FIELDS
from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import day_text, today
from fazhi.kernel.evaluation import rounds
from fazhi.kernel.evaluation.guarding import recorded
from fazhi.kernel.matters.deadlines import (
    ask_extension,
    decide_extension,
    pending_extension,
    running,
    withdraw_extension,
    working_days_used,
)
from fazhi.kernel.matters.step import Step
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.procedures import State

if TYPE_CHECKING:
    from fazhi.domains.coordination.models import CoordinationMatter, Part
    from fazhi.domains.coordination.procedure import Coordination

Choices = tuple[tuple[str, str], ...]

CASE = "coordination.case"
"""The rubric by which the two sides of a matter score each other (一案一考)."""

_RETURNS = 3


def _declared() -> type[Coordination]:
    # The declaration names these functions, so it cannot be imported before they are there.
    from fazhi.domains.coordination.procedure import Coordination

    return Coordination


def _record(step: Step) -> CoordinationMatter:
    from fazhi.domains.coordination.models import CoordinationMatter

    assert isinstance(step.record, CoordinationMatter)
    return step.record


# ── what is offered ──


def pain_points(_matter: Matter | None) -> Choices:
    """The hard problems that are on the list."""
    from fazhi.domains.coordination.models import PainPoint

    return tuple(PainPoint.objects.values_list("number", "title"))


def fields(_matter: Matter | None) -> Choices:
    """The fields of enforcement."""
    return tuple((field, field) for field in FIELDS)


def targets(matter: Matter | None) -> Choices:
    """The units that wait for a score in a matter."""
    if matter is None:
        return ()
    return tuple((unit.code, unit.name) for unit in rounds.targets(matter))


def rubric(_matter: Matter | None) -> Choices:
    """The rubric to fill in."""
    return ((CASE, CASE),)


# ── what is done ──


def register(step: Step) -> None:
    """Write the matter's own row. The field follows from the hard problem where one is named."""
    from fazhi.domains.coordination.models import CoordinationMatter, PainPoint

    answers = step.answers
    point = PainPoint.objects.filter(number=answers["pain_point"]).first()
    field = answers["field"] or (point.field if point else "")
    if not field:
        raise FazhiError(_("请选痛点难点问题，或者选执法领域。"), code="no_field")
    community = Organization.objects.select_related("parent").get(code=answers["community"])
    assert community.parent is not None
    step.matter.title = f"{community.name}{answers['place']}{point.title if point else field}"
    step.record = CoordinationMatter.objects.create(
        matter=step.matter,
        pain_point=point,
        field=field,
        street=community.parent,
        community=community,
        place=answers["place"],
        source=answers["source"],
        urgency=answers["urgency"],
    )


def dispatch(step: Step) -> None:
    """Give it to a lead unit and to those that help."""
    record = _record(step)
    if step.answers["urgency"]:
        record.urgency = step.answers["urgency"]
    record.dispatched_on = record.dispatched_on or step.day
    record.save(update_fields=["urgency", "dispatched_on"])
    _entrust(step, step.answers["lead"])


def _entrust(step: Step, lead: Organization) -> None:
    """The parts of those that help from now on; what was signed and finished of them stays."""
    from fazhi.domains.coordination.models import Part

    record, partners = _record(step), list(step.answers["partners"])
    if lead in partners:
        raise FazhiError(_("{unit}已是主办单位，不能又作协办单位。").format(unit=lead.name), code="lead_and_partner")
    record.parts.exclude(unit__in=_with_predecessors(partners)).delete()
    Part.objects.bulk_create(
        Part(matter=record, unit=unit)
        for unit in partners
        if not record.parts.filter(unit__in=_with_predecessors([unit])).exists()
    )


def send_back(step: Step) -> None:
    """The lead unit leaves; where it goes on is :func:`after_sending_back`."""
    declared = _declared()
    step.assign(declared.lead, ())
    step.assign(declared.partners, ())
    record = _record(step)
    record.parts.all().delete()
    record.returns += 1
    names = [name for name in record.returned_by.split("、") if name]
    record.returned_by = "、".join(dict.fromkeys([*names, step.unit.name]))
    record.save(update_fields=["returns", "returned_by"])


def after_sending_back(step: Step) -> State:
    """Back to the dispatcher; the third time to the committee."""
    declared = _declared()
    return declared.disputed if _record(step).returns >= _RETURNS else declared.registered


def rule(step: Step) -> None:
    """The committee names the units; what it rules binds, so it goes straight to handling."""
    record = _record(step)
    record.dispatched_on = record.dispatched_on or step.day
    record.save(update_fields=["dispatched_on"])
    _entrust(step, step.answers["lead"])


def change_partners(step: Step) -> None:
    """Other units help from now on; the lead unit stays."""
    lead = step.holder(_declared().lead)
    assert lead is not None
    _entrust(step, lead)


def is_ruled(step: Step) -> str:
    """Why units cannot be changed any more: the committee has named them, and what it rules binds."""
    if step.matter.events.filter(kind=_declared().rule.name).exists():
        return _("区综合行政执法委员会已经裁定，主办、协办单位都不能再变。")
    return ""


def part_is_binding(step: Step) -> str:
    """Why a helping unit cannot send its part back."""
    if ruling := is_ruled(step):
        return ruling
    part = _part(step)
    if part is not None and part.signed_on:
        return _("本单位已于{day}签收，不能再退回。").format(day=day_text(part.signed_on))
    returned = step.matter.events.filter(kind=_declared().return_part.name)
    if step.chair is not None and returned.filter(organization=step.unit).exists():
        return _("本单位退回过一次，分拨单位仍指定本单位协办，不能再退回。")
    return ""


def return_part(step: Step) -> None:
    """A helping unit sends its part back; whoever dispatched the matter decides whether another helps."""
    declared = _declared()
    _record(step).parts.filter(unit__in=_with_predecessors([step.unit])).delete()
    step.assign(declared.partners, [unit for unit in step.holders(declared.partners) if unit != step.unit])


def part_is_signed(step: Step) -> str:
    """Why a helping unit cannot sign for its part."""
    part = _part(step)
    return _("本单位已于{day}签收。").format(day=day_text(part.signed_on)) if part and part.signed_on else ""


def not_signed(record: CoordinationMatter) -> list[Organization]:
    """The helping units that have not signed for their part, or those that took such a unit's work over."""
    waiting = list(record.parts.filter(signed_on=None).values_list("unit", flat=True))
    return list(Organization.objects.filter(Q(pk__in=waiting) | Q(predecessors__in=waiting)).distinct())


def sign_part(step: Step) -> None:
    """A helping unit signs for its part."""
    parts = _record(step).parts.filter(unit__in=_with_predecessors([step.unit]), signed_on=None)
    parts.update(signed_on=step.day)


def part_is_not_open(step: Step) -> str:
    """Why a helping unit cannot finish its part."""
    part = _part(step)
    if part is None or part.signed_on is None:
        return _("请先签收。")
    return _("本单位已于{day}完成协办。").format(day=day_text(part.finished_on)) if part.finished_on else ""


def finish_part(step: Step) -> None:
    """A helping unit has done its part."""
    parts = _record(step).parts.filter(unit__in=_with_predecessors([step.unit]), finished_on=None)
    parts.update(finished_on=step.day)


def _part(step: Step) -> Part | None:
    if step.chair is None:
        return None
    parts = _record(step).parts.filter(unit__in=_with_predecessors([step.unit]))
    # Of several, that of a unit merged into this one among them, the one that is least far.
    return parts.order_by(F("finished_on").asc(nulls_first=True), F("signed_on").asc(nulls_first=True)).first()


def _with_predecessors(units: Iterable[Organization]) -> list[Organization]:
    """Units and those whose work they took over: a part stays with the unit that it was given to."""
    found = list(units)
    for unit in found:
        found += unit.predecessors.all()
    return found


def parts_are_open(step: Step) -> str:
    """Why the lead unit cannot report: somebody who helps has not finished, or a request for time is undecided."""
    waiting = _record(step).parts.filter(finished_on__isnull=True).select_related("unit")
    names = "、".join(part.unit.name for part in waiting)
    return _("协办单位还没有完成：{units}。").format(units=names) if names else extension_is_pending(step)


def extension_is_pending(step: Step) -> str:
    """Why no more time can be asked for."""
    pending = pending_extension(step.matter, _declared().time_to_handle)
    return _("已有一项延期申请等待审批。") if pending else ""


def no_extension_is_pending(step: Step) -> str:
    """Why there is nothing to decide."""
    pending = pending_extension(step.matter, _declared().time_to_handle)
    return "" if pending else _("现在没有等待审批的延期申请。")


def no_more_time(step: Step) -> str:
    """Why no more time can be asked for."""
    pending = extension_is_pending(step)
    deadline = step.matter.deadlines.filter(clock=_declared().time_to_handle.name, met_on=None).first()
    if not pending and deadline is not None and deadline.due is not None and deadline.due < today():
        return _("办理期限已于{day}届满，不能再申请延期。").format(day=day_text(deadline.due))
    return pending


def own_work(step: Step) -> str:
    """Why whoever registered it cannot verify: the unit came to lead it too, by a merger after the report."""
    declared = _declared()
    if step.chair is not None and step.unit in step.holders(declared.lead):
        return _("本单位就是主办单位，不能自己核验；核验期满后由分拨单位代为核验。")
    return ""


def cannot_fail(step: Step) -> str:
    """Why whoever registered it cannot send it back."""
    return own_work(step) or failed_before(step)


def ask_for_time(step: Step) -> None:
    """The lead unit asks for more working days."""
    assert step.actor is not None
    deadline = running(step.matter, _declared().time_to_handle)
    ask_extension(deadline, step.answers["amount"], by=step.actor, unit=step.unit, at=step.at)


def withdraw_request(step: Step) -> None:
    """The lead unit takes its request for more time back."""
    pending = pending_extension(step.matter, _declared().time_to_handle)
    assert pending is not None
    assert step.actor is not None
    step.data["days"] = pending.amount
    withdraw_extension(pending, by=step.actor, at=step.at)


def grant_time(step: Step) -> None:
    """More time is granted."""
    _decide(step, granted=True)


def refuse_time(step: Step) -> None:
    """More time is refused."""
    _decide(step, granted=False)


def _decide(step: Step, *, granted: bool) -> None:
    pending = pending_extension(step.matter, _declared().time_to_handle)
    assert pending is not None
    assert step.actor is not None
    step.data["days"] = pending.amount
    decide_extension(pending, granted, by=step.actor, at=step.at)
    if granted:
        record = _record(step)
        record.extensions += 1
        record.save(update_fields=["extensions"])


def report(step: Step) -> None:
    """What the statistics want to know of the time it took.

    Whether it was in time is a question of the first report: what did not pass is counted as reopened, not as late too,
    and handling it again has a period of its own.
    """
    record, declared = _record(step), _declared()
    again = step.matter.state == declared.reworking.name
    deadline = running(step.matter, declared.time_to_rework if again else declared.time_to_handle)
    if record.first_reported_on is not None:
        record.rework_due_on = deadline.due
    else:
        record.due_on, record.first_reported_on = deadline.due, step.day
        record.on_time = deadline.due is None or step.day <= deadline.due
    record.reported_on = step.day
    record.handling_days = (record.handling_days or 0) + working_days_used(deadline, step.day)
    record.save(
        update_fields=["first_reported_on", "reported_on", "due_on", "rework_due_on", "on_time", "handling_days"]
    )


def press(step: Step) -> None:
    """The matter is supervised from the first time on."""
    record = _record(step)
    record.supervisions += 1
    record.supervised_on = record.supervised_on or step.day
    record.save(update_fields=["supervisions", "supervised_on"])


def after_reporting(step: Step) -> State:
    """To whoever registered it; nobody verifies what they did themselves."""
    declared = _declared()
    own = step.holder(declared.reporter) == step.holder(declared.lead)
    return declared.passed_on if own else declared.reported


def failed_before(step: Step) -> str:
    """Why it cannot be sent back to handling: that can be done once."""
    return _("已退回重办过一次，不能再退回；不满意的请在评价中反映。") if _record(step).reopenings else ""


def reopen(step: Step) -> None:
    """Back to handling; those who help do their part again."""
    record = _record(step)
    record.parts.update(finished_on=None)
    record.reopenings += 1
    record.save(update_fields=["reopenings"])


def confirm(step: Step) -> None:
    """Settled. Both sides now score each other, neither seeing the other's sheet."""
    declared, record = _declared(), _record(step)
    record.settled_on = step.day
    record.save(update_fields=["settled_on"])
    reporters = step.holders(declared.reporter)
    # One unit can hold two places, where another was merged into it.
    handlers = list(dict.fromkeys([*step.holders(declared.lead), *step.holders(declared.partners)]))
    pairs = [
        (one, other)
        for reporter in reporters
        for handler in handlers
        if reporter != handler
        for one, other in ((reporter, handler), (handler, reporter))
    ]
    if pairs:
        rounds.open_round(CASE, pairs, matter=step.matter, at=step.at)


def after_confirming(step: Step) -> State:
    """Closed at once where one unit did all of it, and there is nobody to score."""
    declared = _declared()
    return declared.scoring if rounds.open_rounds(step.matter).exists() else declared.closed


def has_scored_all(step: Step) -> str:
    """Why a unit cannot score any more."""
    if step.chair is None:
        return ""
    return "" if rounds.waiting(step.matter, step.unit) else _("本单位的评价都已提交。")


def score(step: Step) -> None:
    """A unit hands in its sheet for one of the others."""
    assert step.actor is not None
    target = Organization.objects.get(code=step.answers["target"])
    sheet = rounds.submit(
        step.matter,
        step.unit,
        target,
        step.answers["marks"],
        remarks=step.answers["remarks"],
        by=step.actor,
        at=step.at,
    )
    step.data |= {"target": target.pk} | recorded(sheet)


def after_scoring(step: Step) -> State:
    """Closed as soon as the last sheet is in."""
    declared = _declared()
    return declared.closed if rounds.close_if_complete(step.matter, at=step.at) else declared.scoring


def close_scoring(step: Step) -> None:
    """Time is up: what is in counts, and each side sees the other's."""
    rounds.close(step.matter, at=step.at)
