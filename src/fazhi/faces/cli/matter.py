"""Matters on the command line: what there is, what can be done, and the doing of it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli import matter_import
from fazhi.faces.cli.platform import find_unit, find_user, platform
from fazhi.i18n import _

if TYPE_CHECKING:
    from fazhi.kernel.models import Deadline, Event, Matter, User


@click.group("matter", help=_("事项：登记、查看、办理"))
def command() -> None:
    """All subcommands need the platform's database."""


command.add_command(matter_import.command)

as_user = click.option("--as", "username", required=True, metavar=_("账号"), help=_("以谁的身份"))
_set = click.option("--set", "answers", multiple=True, metavar=_("名称=内容"), help=_("填写一项，可重复"))
_file = click.option("--file", "files", multiple=True, metavar=_("材料=文件"), help=_("附一个文件，可重复"))
_key = click.option("--key", default="", help=_("请求标识：重复执行只办一次"))


@command.command("list", help=_("列出看得到的事项"))
@as_user
@click.option("--type", "procedure", default="", help=_("事项类型，如 coordination"))
@click.option("--state", default="", help=_("状态，如 handling"))
@click.option("--limit", default=20, show_default=True)
@platform()
def list_matters(username: str, procedure: str, state: str, limit: int) -> None:
    """Newest first."""
    from fazhi.kernel.matters.access import visible
    from fazhi.kernel.matters.perform import declared

    found = visible(find_user(username))
    if procedure:
        found = found.filter(procedure=procedure)
    if state:
        found = found.filter(state=state)
    for matter in found[:limit]:
        label = _(declared(matter).states()[matter.state].label)
        click.echo(f"{matter.number}  {label}  {matter.title}  {_due(matter)}".rstrip())
    click.echo(_("共 {n} 件").format(n=found.count()))


@command.command("show", help=_("查看一件事项：现在怎样，能办什么，经过如何"))
@click.argument("number")
@as_user
@platform()
def show(number: str, username: str) -> None:
    """Particulars, what can be done, and the timeline."""
    from fazhi.kernel.clock import SHANGHAI
    from fazhi.kernel.matters.access import find
    from fazhi.kernel.matters.perform import declared, options, record_of
    from fazhi.kernel.matters.step import holders
    from fazhi.kernel.ui.story import particulars, timeline

    user = find_user(username)
    matter = find(number, user)
    procedure = declared(matter)
    click.echo(f"{matter.number}  {matter.title}")
    click.echo(f"{_('状态')}  {_(procedure.states()[matter.state].label)}  {_due(matter)}".rstrip())
    for place in procedure.places().values():
        units = "、".join(unit.name for unit in holders(matter, place))
        if units:
            click.echo(f"{_(place.label)}  {units}")
    first = matter.events.order_by("sequence").first()
    for label, value in particulars(procedure, record_of(matter), first):
        click.echo(f"{label}  {value}")
    for option in options(matter, user):
        mark = f"（{option.hindrance}）" if option.hindrance else ""
        click.echo(f"→ {_(option.transition.label)}  {option.transition.name}{mark}")
    mine = {membership.organization_id for membership in user.seats()}
    for told in reversed(timeline(procedure, matter, mine)):
        moment = f"{told.event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        click.echo(f"{told.event.sequence}  {moment}  {told.who}  {told.label}")
        for label, value in told.answers:
            click.echo(f"    {label}　{value}")


@command.command(
    "erase", help=_("清除一条记录里的文字（如误填的个人信息），连同标题、业务记录和通知里的；系统管理员用")
)
@click.argument("number")
@click.argument("sequence", metavar=_("记录号"), type=click.IntRange(1))
@click.option("--because", required=True, help=_("理由"))
@as_user
@platform()
def erase_(number: str, sequence: int, because: str, username: str) -> None:
    """The chain verifies as before."""
    from fazhi.kernel.matters.erasing import erase
    from fazhi.kernel.models import Matter

    found = Matter.objects.filter(number=number).first()
    if found is None:
        raise FazhiError(_("没有编号为“{number}”的事项。").format(number=number), code="no_such_matter")
    places = erase(found, sequence, by=find_user(username), because=because)
    click.echo(
        _("已清除第 {n} 条记录的文字。").format(n=sequence)
        + ("".join(places) and _("另外清除：{places}。").format(places="、".join(places)))
    )


@command.command("open", help=_("登记一件事项"))
@click.argument("procedure")
@as_user
@_set
@_file
@_key
@click.option("--anyway", is_flag=True, help=_("附近有相似的事项也登记"))
@platform()
def open_(
    procedure: str, username: str, answers: tuple[str, ...], files: tuple[str, ...], key: str, anyway: bool
) -> None:
    """Prints the number."""
    from fazhi.kernel.matters.perform import open_matter

    user = find_user(username)
    if not anyway:
        _look_for_similar(procedure, user, pairs(answers), key)
    with ExitStack() as stack:
        matter = open_matter(procedure, user, pairs(answers), files=_open_files(stack, files), key=key)
    click.echo(_("已登记：{number}").format(number=matter.number))
    _say_noticed(matter.events.order_by("sequence")[0])


def _look_for_similar(procedure: str, user: User, answers: dict[str, Any], key: str) -> None:
    """Raises :class:`FazhiError` with the open matters that may be the same. Wrong answers are said by the opening."""
    from fazhi.kernel.clock import today
    from fazhi.kernel.matters.forms import AnswerForm
    from fazhi.kernel.matters.offering import similar
    from fazhi.kernel.matters.perform import declared, opened_before
    from fazhi.kernel.procedures.registry import in_force

    declaration = in_force(procedure, today())
    form = AnswerForm(declaration.opening(), None, answers, {})
    wrong = set(form.errors) & {ask.name for ask in declaration.opening().asks}
    if wrong or opened_before(declaration, user, key) is not None:
        return
    found = similar(procedure, form.cleaned_data)
    if found:
        lines = [
            f"{one.number}  {_(declared(one).states()[one.state].label)}  {one.opened_on}  {one.title}" for one in found
        ]
        raise FazhiError(
            _(
                "附近有 {n} 件相似的事项还没有办结，没有登记：\n{matters}\n"
                "是同一件事的，不用再登记；不是的，加上 --anyway 再执行一次。"
            ).format(n=len(found), matters="\n".join(lines)),
            code="similar_matters",
        )


@command.command("do", help=_("办理：对一件事项做一个动作"))
@click.argument("number")
@click.argument("transition")
@as_user
@_set
@_file
@_key
@click.option("--unit", "unit_name", default="", help=_("代表哪个单位（在几个单位任职时）"))
@platform()
def do(
    number: str,
    transition: str,
    username: str,
    answers: tuple[str, ...],
    files: tuple[str, ...],
    key: str,
    unit_name: str,
) -> None:
    """Prints the new state."""
    from fazhi.kernel.matters.access import find
    from fazhi.kernel.matters.perform import declared, perform

    user = find_user(username)
    matter = find(number, user)
    with ExitStack() as stack:
        event = perform(
            matter,
            transition,
            user,
            pairs(answers),
            files=_open_files(stack, files),
            unit=find_unit(unit_name) if unit_name else None,
            key=key,
        )
    label = _(declared(matter).states()[matter.state].label)
    click.echo(_("已办理，现为“{state}”。{due}").format(state=label, due=_due(matter)))
    _say_noticed(event)


def _say_noticed(event: Event) -> None:
    """What kinds of personal data were left in a free text."""
    from fazhi.kernel.matters.perform import declared
    from fazhi.kernel.parties.noticing import LABELS

    labels = {ask.name: ask.label for ask in declared(event.matter).transitions()[event.kind].asks}
    for name, kinds in event.data.get("personal_data", {}).items():
        what = "、".join(_(LABELS[kind]) for kind in kinds)
        click.echo(
            _("提醒：“{label}”里有{what}，不需要的话请申请清除这段文字。").format(label=_(labels[name]), what=what),
            err=True,
        )


def _due(matter: Matter) -> str:
    deadline: Deadline | None = matter.deadlines.filter(met_on=None).order_by("due").first()
    if deadline is None:
        return ""
    return _("期限 {day}").format(day=deadline.due) if deadline.due else _("暂停计时")


def pairs(given: tuple[str, ...]) -> dict[str, Any]:
    """``name=value``; a name given again makes a list; ``marks.item=9`` fills a sheet, ``askers.0.name=…`` a party."""
    found: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise FazhiError(_("--set 应写成 名称=内容，现为“{text}”。").format(text=text), code="bad_option")
        name, dot, item = name.partition(".")
        if dot:
            found.setdefault(name, {})[item] = value
        elif name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


def _open_files(stack: ExitStack, given: tuple[str, ...]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or not name:
            raise FazhiError(_("--file 应写成 材料=文件，现为“{text}”。").format(text=text), code="bad_option")
        try:
            found.setdefault(name, []).append(stack.enter_context(Path(path).open("rb")))  # noqa: SIM115
        except OSError:
            raise FazhiError(
                _("文件“{path}”打不开，请核对路径和权限。").format(path=path), code="no_such_file"
            ) from None
    return found
