"""The one way in which a matter is opened or changed.

In one database transaction: the matter is locked, its state and the actor's seat are looked at again, the answers
cleaned, the domain's action run, clocks moved, the event added to the chain, and what is to be told put into the
outbox. Whatever goes wrong, nothing of it is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction

from fazhi.errors import FazhiError
from fazhi.i18n import _
from fazhi.kernel.clock import SHANGHAI, local_day, now
from fazhi.kernel.district import current
from fazhi.kernel.events.chain import append
from fazhi.kernel.matters import deadlines
from fazhi.kernel.matters.access import Chair, Seating, find, opening_chairs
from fazhi.kernel.matters.errors import BadAnswers, Forbidden, NotNow, Stale
from fazhi.kernel.matters.forms import AnswerForm, recorded
from fazhi.kernel.matters.numbering import take
from fazhi.kernel.matters.recording import changed, standing
from fazhi.kernel.matters.repeating import KeyInUse, check_same
from fazhi.kernel.matters.step import Step, all_holders, chosen
from fazhi.kernel.models import Event, MaterialFile, Matter, Membership, Organization, User
from fazhi.kernel.outbox.posting import post
from fazhi.kernel.procedures import Procedure, Transition
from fazhi.kernel.procedures.registry import in_force, pinned

_TITLE = 200


@dataclass(frozen=True)
class Option:
    """Something a user could do to a matter now. ``hindrance`` says why not, where it cannot be done yet."""

    transition: Transition
    chairs: tuple[Chair, ...]
    hindrance: str = ""


def declared(matter: Matter) -> type[Procedure]:
    """The declaration that a matter is pinned to."""
    return pinned(matter.procedure, matter.version)


def record_of(matter: Matter) -> models.Model | None:
    """The row of the domain's own table that belongs to a matter."""
    model = apps.get_model(declared(matter).record)
    found: models.Model | None = model._default_manager.filter(matter=matter).first()
    return found


def options(
    matter: Matter,
    user: User,
    seats: Iterable[Membership] | None = None,
    record: models.Model | None = None,
    held: Iterable[tuple[str, int]] | None = None,
) -> list[Option]:
    """What a user can do to a matter in its present state, in the order of the declaration.

    ``seats``, ``record`` and ``held``: theirs of today, its row of the domain's table and its places with the keys of
    their units, where these have been read already.
    """
    procedure = declared(matter)
    state = procedure.states()[matter.state]
    seating, record, found = Seating(user, matter, seats, held), record or record_of(matter), []
    for each in procedure.transitions().values():
        if state not in each.sources:
            continue
        seated = seating.chairs(each.seats)
        if not seated:
            continue
        free = [(chair, _hindrance(matter, each, user, chair, record)) for chair in seated]
        able = tuple(chair for chair, hindrance in free if not hindrance)
        found.append(Option(each, able or tuple(seated), "" if able else free[0][1]))
    return found


def open_matter(
    procedure: str,
    actor: User,
    answers: Mapping[str, Any],
    *,
    files: Mapping[str, Any] | None = None,
    unit: Organization | None = None,
    key: str = "",
) -> Matter:
    """Open a matter and return it. ``files``: by the name of the material. ``key``: a repeat gives the same matter.

    Raises :class:`KeyInUse` for a repeat with other answers, :class:`Forbidden`, :class:`BadAnswers` and what the
    declaration's own checks raise.
    """
    moment = now()
    declaration = in_force(procedure, local_day(moment))
    opening = declaration.opening()
    with transaction.atomic():
        # Taken first: a repeated request waits here, and then finds what the first one made.
        year, order, number = take(declaration, local_day(moment))
        before = opened_before(declaration, actor, key)
        if before is not None:
            check_same(before, opening, None, answers, files)
            transaction.set_rollback(True)
            return before.matter
        chair = _chair(opening_chairs(actor, opening), unit, opening)
        form = _clean(opening, None, answers, files)
        matter = Matter.objects.create(
            procedure=declaration.id,
            version=declaration.version(),
            year=year,
            order=order,
            number=number,
            title=number,
            state=opening.targets[0].name,
            opened_at=moment,
            opened_on=local_day(moment),
        )
        step = Step(declaration, opening, matter, actor, chair, form.cleaned_data, moment)
        for place in declaration.places().values():
            if any(seat.place is place for seat in opening.seats) and chair is not None:
                step.assign(place, chair.organization)
            elif place.post and not place.joins:
                step.assign(place, post_holder(place.post))
        _finish(step, key)
        if record_of(matter) is None:
            # Or it would be a matter that no figure counts.
            raise FazhiError(
                _("{procedure}的登记动作没有写业务表 {record}，没有登记。").format(
                    procedure=_(declaration.label), record=declaration.record
                ),
                code="no_record",
            )
        matter.title = matter.title[:_TITLE]
        matter.save(update_fields=["title"])
    return matter


def opened_before(declaration: type[Procedure], actor: User, key: str) -> Event | None:
    """The event by which somebody has opened a matter with this key."""
    if not key:
        return None
    made = Event.objects.filter(kind=declaration.opening().name, actor=actor, key=key, matter__procedure=declaration.id)
    return made.select_related("matter", "text").first()


def perform(
    matter: Matter,
    name: str,
    actor: User,
    answers: Mapping[str, Any] | None = None,
    *,
    files: Mapping[str, Any] | None = None,
    unit: Organization | None = None,
    key: str = "",
    seen: int | None = None,
) -> Event:
    """Make a transition and return its event.

    ``unit``: for which unit, where the actor could act for several. ``key``: a repeated request with the same key does
    nothing and returns the same event. ``seen``: the number of the last event the actor had seen.

    Raises :class:`NotFound`, :class:`Forbidden`, :class:`Stale`, :class:`NotNow`, :class:`BadAnswers`, and
    :class:`KeyInUse` where the key came with another transition or other answers.
    """
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=matter.pk)
        find(locked.uuid, actor)
        procedure, before = declared(locked), _repeated(locked, key, name, actor)
        if before is not None:
            check_same(before, _transition(procedure, name), locked, answers or {}, files)
            return before
        each = _transition(procedure, name)
        state = procedure.states()[locked.state]
        if state not in each.sources or (seen is not None and seen != locked.sequence):
            raise _stale(locked, procedure, each)
        seated = Seating(actor, locked).chairs(each.seats)
        if not seated:
            raise Forbidden(
                _("“{label}”应由{seats}办理，您现在的岗位不能办理。").format(
                    label=_(each.label), seats="、".join(seat.label for seat in each.seats) or _("系统")
                )
            )
        record = record_of(locked)
        free = [chair for chair in seated if not _hindrance(locked, each, actor, chair, record)]
        chair = _chair(free or seated, unit, each)
        hindrance = _hindrance(locked, each, actor, chair, record)
        if hindrance:
            raise NotNow(hindrance)
        form = _clean(each, locked, answers or {}, files)
        step = Step(procedure, each, locked, actor, chair, form.cleaned_data, now(), record)
        event = _finish(step, key)
    matter.refresh_from_db()
    return event


def perform_by_system(matter: Matter, name: str) -> Event | None:
    """Make a transition whose time has come. None where the matter has moved on meanwhile."""
    with transaction.atomic():
        locked = Matter.objects.select_for_update().get(pk=matter.pk)
        procedure = declared(locked)
        each = _transition(procedure, name)
        state = procedure.states()[locked.state]
        record = record_of(locked)
        if each.after is None or state not in each.sources or _hindrance(locked, each, None, None, record):
            return None
        return _finish(Step(procedure, each, locked, None, None, {}, now(), record), "")


def _finish(step: Step, key: str) -> Event:
    """Action, clocks, event, files, outbox: the part of a transition that writes."""
    from fazhi.kernel.attachments.receiving import receive
    from fazhi.kernel.parties.enlisting import enlist

    each, matter = step.transition, step.matter
    files = {
        material.name: [receive(file, material, step.actor, step.at) for file in step.answers.get(material.name) or ()]
        for material in each.takes
    }
    for ask in each.asks:
        if ask.place is not None and (step.answers[ask.name] or ask.kind == "units"):
            step.assign(ask.place, step.answers[ask.name])
        if ask.of_parties:
            step.answers[ask.name] = enlist(matter, ask, step.answers[ask.name], by=step.actor)
    if each.does is not None:
        before = {} if step.record is None else standing(step.procedure, [matter.pk])[matter.pk]
        each.does(step)
        if change := changed(before, standing(step.procedure, [matter.pk]).get(matter.pk, {})):
            step.data["record"] = change
    target = chosen(step)
    for place in step.procedure.places().values():
        if target in place.joins and not step.holders(place):
            step.assign(place, post_holder(place.post))
    if target.ends:
        matter.closed_on = step.day
    data, texts = recorded(each, step.answers)
    if step.moved:
        step.data["holders"] = all_holders(matter)
    hashes = {name: [file.sha256 for file in given] for name, given in files.items() if given}
    event = append(
        matter,
        each.name,
        at=step.at,
        to_state=target.name,
        actor=step.actor,
        organization=step.chair.organization if step.chair else None,
        role=step.chair.role if step.chair else "",
        data=data | step.data | ({"files": hashes} if hashes else {}),
        texts=texts,
        key=key,
    )
    MaterialFile.objects.bulk_create(
        MaterialFile(matter=matter, material=name, attachment=file, event=event)
        for name, given in files.items()
        for file in given
    )
    deadlines.follow(step.procedure, matter, step.record or record_of(matter), target, step.at)
    post(step, event)
    return event


def _hindrance(
    matter: Matter, each: Transition, user: User | None, chair: Chair | None, record: models.Model | None
) -> str:
    if each.unless is None:
        return ""
    return each.unless(Step(declared(matter), each, matter, user, chair, {}, now(), record))


def _transition(procedure: type[Procedure], name: str) -> Transition:
    each = procedure.transitions().get(name)
    if each is None or not each.sources:
        raise FazhiError(
            _("{procedure}没有“{name}”这个办理动作，有：{known}。").format(
                procedure=_(procedure.label),
                name=name,
                known="、".join(
                    f"{_(one.label)}（{one.name}）" for one in procedure.transitions().values() if one.sources
                ),
            ),
            code="unknown_transition",
        )
    return each


def _chair(seated: list[Chair], unit: Organization | None, each: Transition) -> Chair:
    """The one chair from which it is done."""
    if unit is not None:
        seated = [chair for chair in seated if chair.organization == unit]
    if not seated:
        raise Forbidden(
            _("“{label}”应由{seats}办理，您现在的岗位不能办理。").format(
                label=_(each.label), seats="、".join(seat.label for seat in each.seats)
            )
        )
    if len({chair.organization.pk for chair in seated}) > 1:
        raise NotNow(
            _("您在多个单位任职，请选择代表哪个单位办理：{units}。").format(
                units="、".join(sorted({chair.organization.name for chair in seated}))
            ),
            code="which_unit",
        )
    return seated[0]


def _clean(
    each: Transition, matter: Matter | None, answers: Mapping[str, Any], files: Mapping[str, Any] | None
) -> AnswerForm:
    unknown = set(answers) - {ask.name for ask in each.asks}
    unknown |= set(files or {}) - {material.name for material in each.takes}
    form = AnswerForm(each, matter, answers, files or {})
    labels = {name: str(field.label) for name, field in form.fields.items()}
    errors = {} if form.is_valid() else {name: [str(one) for one in found] for name, found in form.errors.items()}
    known = "、".join(f"{name}（{label}）" for name, label in labels.items()) or _("不必填写")
    errors |= {name: [_("没有这一项，有：{known}。").format(known=known)] for name in sorted(unknown)}
    if errors:
        raise BadAnswers(errors, labels)
    return form


def _repeated(matter: Matter, key: str, name: str, actor: User) -> Event | None:
    before = matter.events.select_related("text").filter(key=key).first() if key else None
    if before is not None and (before.kind, before.actor_id) != (name, actor.pk):
        raise KeyInUse(_("这个请求标识已用于另一次办理，请换一个。"))
    return before


def _stale(matter: Matter, procedure: type[Procedure], each: Transition) -> Stale:
    done = matter.events.filter(kind__in=list(procedure.transitions()))
    last = done.select_related("actor", "organization").order_by("-sequence").first()
    assert last is not None
    happened = _("{who}已于{at}办理了“{done}”").format(
        who=last.organization.name if last.organization else _("系统"),
        at=f"{last.at.astimezone(SHANGHAI):%m-%d %H:%M}",
        done=_(procedure.transitions()[last.kind].label),
    )
    state = procedure.states()[matter.state]
    if state in each.sources:
        text = _("没有办成“{label}”：您打开之后，{happened}。请看过再办。").format(
            label=_(each.label), happened=happened
        )
    else:
        text = _("没有办成“{label}”：它要在“{sources}”时办理，事项现为“{state}”（{happened}）。").format(
            label=_(each.label),
            sources="、".join(_(source.label) for source in each.sources),
            state=_(state.label),
            happened=happened,
        )
    return Stale(text, state=matter.state, sequence=matter.sequence)


def post_holder(post_name: str) -> Organization:
    """The unit that holds a post of the district. Raises :class:`FazhiError`."""
    name = current().posts.get(post_name)
    found = Organization.objects.filter(name=name, until__isnull=True).first() if name else None
    if found is None:
        raise FazhiError(
            _("区县配置 [posts] 里的“{post}”没有对应现有的机构（现为“{name}”），请联系管理员。").format(
                post=post_name, name=name or _("未设定")
            ),
            code="no_such_post",
        )
    return found
