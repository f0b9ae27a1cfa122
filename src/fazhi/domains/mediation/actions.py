"""The verbs of mediation that a declaration cannot say, and what its questions offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import today
from fazhi.kernel.matters.deadlines import ask_extension, decide_extension, running
from fazhi.kernel.matters.step import Step, holders
from fazhi.kernel.models import Matter, Organization
from fazhi.kernel.models.organizations import current
from fazhi.kernel.procedures import State

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fazhi.domains.mediation.models import Dispute, Mediator
    from fazhi.domains.mediation.procedure import Mediation

Choices = tuple[tuple[str, str], ...]


def _declared() -> type[Mediation]:
    # The declaration names these functions, so it cannot be imported before they are there.
    from fazhi.domains.mediation.procedure import Mediation

    return Mediation


def _record(step: Step) -> Dispute:
    from fazhi.domains.mediation.models import Dispute

    assert isinstance(step.record, Dispute)
    return step.record


# ── what is offered ──


def categories(_matter: Matter | None) -> Choices:
    """The kinds of disputes that are in use."""
    from fazhi.domains.mediation.models import Category

    return tuple(Category.objects.filter(used=True).values_list("code", "label"))


def mediators(matter: Matter | None) -> Choices:
    """The mediators of the committee: who knows this kind of dispute first, then who has least in hand."""
    from fazhi.domains.mediation.models import Dispute

    if matter is None:
        return ()
    category = Dispute.objects.values_list("category", flat=True).get(matter=matter)
    offered = []
    for one in _in_office(matter).prefetch_related("expertise"):
        knows = [each.label for each in one.expertise.all()]
        expert = any(each.pk == category for each in one.expertise.all())
        said = [
            _("专职") if one.full_time else _("兼职"),
            *([_("擅长{what}").format(what="、".join(knows))] if knows else []),
        ]
        said.append(_("在办{n}件").format(n=one.in_hand))  # type: ignore[attr-defined]  # annotated
        label = f"{one.credential.holder}（{'，'.join(said)}）"
        offered.append((not expert, one.in_hand, one.credential.number, label))  # type: ignore[attr-defined]
    return tuple((number, label) for _expert, _load, number, label in sorted(offered))


def _in_office(matter: Matter) -> QuerySet[Mediator]:
    from fazhi.domains.mediation.models import Mediator

    committee = holders(matter, _declared().committee)
    return (
        Mediator.objects.filter(current(today(), "credential__"), credential__organization__in=committee)
        .select_related("credential")
        .annotate(in_hand=Count("disputes", filter=Q(disputes__concluded_on__isnull=True)))
    )


# ── what is done ──


def register(step: Step) -> None:
    """Write the dispute's own row. Its title says no names."""
    from fazhi.domains.mediation.models import Category, Dispute

    answers = step.answers
    if answers["source"] == "transferred" and not answers["sender"]:
        raise FazhiError(_("委托移送的，请选移送单位。"), code="no_sender")
    if answers["people"] < _principals(step):
        raise FazhiError(_("涉及人数不能少于已填写的当事人人数。"), code="too_few_people")
    category = Category.objects.get(code=answers["category"])
    community = Organization.objects.select_related("parent").get(code=answers["community"])
    assert community.parent is not None
    step.matter.title = f"{community.name}{category.label}纠纷"
    step.record = Dispute.objects.create(
        matter=step.matter,
        category=category,
        source=answers["source"],
        sender=answers["sender"] if answers["source"] == "transferred" else "",
        street=community.parent,
        community=community,
        people=answers["people"],
        amount=answers["amount"],
        mass=answers["mass"],
    )


def _principals(step: Step) -> int:
    named = [*step.answers["applicants"], *step.answers["respondents"]]
    return sum(one.represents_id is None for one in named)


def accept(step: Step) -> None:
    """Accepted today."""
    record = _record(step)
    record.accepted_on = step.day
    record.save(update_fields=["accepted_on"])


def assign(step: Step) -> None:
    """A mediator of the committee takes the dispute on."""
    record = _record(step)
    record.mediator = _in_office(step.matter).get(credential__number=step.answers["mediator"])
    record.save(update_fields=["mediator"])
    step.data["mediator"] = record.mediator.pk


def not_theirs(step: Step) -> str:
    """Why a mediator cannot go on with it: it is another one's. The committee's clerk writes down for everybody."""
    mediator = _record(step).mediator
    if step.actor is None or step.chair is None or step.chair.role != _declared().mediator.role.id:
        return ""
    if mediator is None or mediator.credential.user_id == step.actor.pk:
        return ""
    return _("这件纠纷由{name}调解，请由本人或者调解组织的登记人员办理。").format(name=mediator.credential.holder)


def hold(step: Step) -> None:
    """A session was held; its day lies between the acceptance and today."""
    from fazhi.domains.mediation.models import Session

    record, day = _record(step), step.answers["held_on"]
    assert record.accepted_on is not None
    assert record.mediator is not None
    if not record.accepted_on <= day <= step.day:
        raise FazhiError(
            _("调解日期应在受理之日（{accepted}）和今天之间。").format(accepted=record.accepted_on), code="bad_day"
        )
    Session.objects.create(dispute=record, held_on=day, mediator=record.mediator)


def extend(step: Step) -> None:
    """The parties agree to more time; their consent is the grant."""
    if not step.answers["consented"]:
        raise FazhiError(_("延长调解期限要各方当事人都同意；不同意的，请登记调解不成。"), code="no_consent")
    assert step.actor is not None
    deadline = running(step.matter, _declared().time_to_mediate)
    asked = ask_extension(deadline, step.answers["days"], by=step.actor, unit=step.unit, at=step.at)
    decide_extension(asked, True, by=step.actor, at=step.at)


def no_session_yet(step: Step) -> str:
    """Why mediation cannot end with an agreement or without one: nobody has mediated."""
    return not_theirs(step) or ("" if _record(step).sessions.exists() else _("还没有调解记录，请先登记调解。"))


def agree_in_writing(step: Step) -> None:
    """A written agreement: in force from the day on which all have signed it (人民调解法 29)."""
    if not step.answers["signed"]:
        raise FazhiError(
            _(
                "调解协议书自各方当事人签名、盖章或者按指印，人民调解员签名并加盖调解组织印章之日起生效，请签齐后再登记。"
            ),
            code="not_signed",
        )
    _conclude(step, "success", form="written")


def agree_orally(step: Step) -> None:
    """An oral agreement: in force from the day on which it is reached (人民调解法 30)."""
    _conclude(step, "success", form="oral")


def fail(step: Step) -> None:
    """No agreement; the parties were told where else they may turn (人民调解法 26)."""
    _conclude(step, "failure")


def withdraw(step: Step) -> None:
    """The parties want no mediation any more. Before it was accepted there is nothing to conclude."""
    if _record(step).accepted_on is not None:
        _conclude(step, "withdrawn")


def after_withdrawal(step: Step) -> State:
    """What was accepted is archived."""
    declared = _declared()
    return declared.withdrawn if step.matter.state == declared.registered.name else declared.concluded


def _conclude(step: Step, result: str, *, form: str = "") -> None:
    record = _record(step)
    record.result, record.form, record.concluded_on = result, form, step.day
    record.save(update_fields=["result", "form", "concluded_on"])


def apply(step: Step) -> None:
    """Both sides ask the court to confirm the agreement (人民调解法 33)."""
    if not step.answers["jointly"]:
        raise FazhiError(_("司法确认应由双方当事人共同申请（人民调解法第三十三条）。"), code="not_joint")
    record = _record(step)
    record.applied_on = step.day
    record.save(update_fields=["applied_on"])


def decided(step: Step) -> None:
    """The court has confirmed the agreement, or has not."""
    record = _record(step)
    record.confirmed = step.answers["decision"] == "confirmed"
    record.save(update_fields=["confirmed"])


def visit(step: Step) -> None:
    """A follow-up visit: how far the agreement is performed today."""
    from fazhi.domains.mediation.models import Visit

    record = _record(step)
    Visit.objects.create(dispute=record, on=step.day, performance=step.answers["performance"])
    record.performance = step.answers["performance"]
    record.save(update_fields=["performance"])


def performed(step: Step) -> None:
    """Done as agreed."""
    record = _record(step)
    record.performance = "performed"
    record.save(update_fields=["performance"])


def not_performed(step: Step) -> None:
    """Not done as agreed, and nothing more can be done here."""
    record = _record(step)
    record.performance = step.answers["performance"]
    record.save(update_fields=["performance"])
