"""The yearly assessment on the command line: mutual evaluation, objections, reckoning, publication, export."""

from __future__ import annotations

import csv
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from fazhi.errors import FazhiError
from fazhi.faces.cli.matter import as_user, pairs
from fazhi.faces.cli.output import print_json
from fazhi.faces.cli.platform import find_unit, find_user, platform
from fazhi.i18n import _

_YEAR_DIGITS = 4


@click.group("assess", help=_("年度考核：综合互评、异议、计分、公布、导出"))
def command() -> None:
    """All subcommands need the platform's database."""


@command.command("list", help=_("列出考核：编号、年份、现在怎样；没有公布的只有组织考核的人看得到"))
@as_user
@platform()
def list_(username: str) -> None:
    """Newest year first: the mutual evaluation of a year, and what was reckoned of it."""
    from fazhi.domains.coordination import assessment
    from fazhi.kernel.clock import local_day

    years = assessment.overview(find_user(username))
    for year in years:
        state = (
            _("综合互评进行中，{day} 截止，已交 {done}/{all} 份").format(
                day=year.closes_on, done=year.handed_in, all=year.expected
            )
            if year.closed_at is None
            else _("综合互评已结束，交了 {done}/{all} 份").format(done=year.handed_in, all=year.expected)
        )
        click.echo(_("{year}年  {state}").format(year=year.year, state=state))
        for one in year.reckoned:
            published = one.published_at
            how = _("{day} 公布").format(day=local_day(published)) if published else _("没有公布")
            click.echo(_("  考核 {id}  {day} 计算，{how}").format(id=one.pk, day=local_day(one.made_at), how=how))
    if not years:
        click.echo(_("还没有开启过年度考核。"))


@command.command("open", help=_("开启某年的综合互评"))
@click.argument("year", type=int)
@click.option("--closes-on", type=click.DateTime(["%Y-%m-%d"]), required=True, help=_("截止日期"))
@as_user
@platform()
def open_(year: int, closes_on: dt.datetime, username: str) -> None:
    """Every street and department that had to do with each other in the year."""
    from fazhi.domains.coordination import assessment

    opened = assessment.open_year(year, by=find_user(username), closes_on=closes_on.date())
    click.echo(_("已开启：{n} 份评分表待填，{day} 截止。").format(n=opened.sheets.count(), day=opened.closes_on))


@command.command("sheet", help=_("提交一份综合评分：--set 项目=分数，--set 项目.remark=理由"))
@click.argument("year", type=int)
@click.argument("scorer")
@click.argument("target")
@as_user
@click.option("--set", "answers", multiple=True, metavar=_("项目=分数"), help=_("填写一项，可重复"))
@click.option("--remarks", default="", help=_("评语"))
@platform()
def sheet(year: int, scorer: str, target: str, username: str, answers: tuple[str, ...], remarks: str) -> None:
    """One unit about another."""
    from fazhi.domains.coordination import assessment
    from fazhi.kernel.evaluation.rubrics import pinned

    opened, user, unit = _round(year), find_user(username), find_unit(scorer)
    assessment.check_seat(unit, user)
    given = {name: value for name, value in pairs(answers).items() if not isinstance(value, dict)}
    notes = {name: str(value["remark"]) for name, value in pairs(answers).items() if isinstance(value, dict)}
    marked = pinned(opened.rubric, opened.rubric_version).mark(given, notes)
    made = assessment.submit(opened, unit, find_unit(target), marked, remarks=remarks, by=user)
    click.echo(_("已提交：{scorer} 评 {target}，{total} 分").format(scorer=scorer, target=target, total=made.total))


@command.command("close", help=_("结束某年的综合互评"))
@click.argument("year", type=int)
@as_user
@click.option("--early", is_flag=True, help=_("没有到截止日期、没有交齐也结束"))
@platform()
def close(year: int, username: str, early: bool) -> None:
    """What is in counts."""
    from fazhi.domains.coordination import assessment

    opened = _round(year)
    assessment.close_year(opened, by=find_user(username), early=early)
    missing = opened.sheets.filter(submitted_at=None).count()
    click.echo(_("已结束，{n} 份没有交。").format(n=missing))


@command.command("reckon", help=_("计算某年的考核结果"))
@click.argument("year", type=int)
@as_user
@click.option("--json", "as_json", is_flag=True, help=_("以 JSON 输出。"))
@platform()
def reckon(year: int, username: str, as_json: bool) -> None:
    """Prints the ranking with the steps of every score."""
    from fazhi.domains.coordination import assessment

    made = assessment.reckon(year, by=find_user(username))
    if as_json:
        print_json({"assessment": made.pk, "results": assessment.export(made, by=find_user(username))})
        return
    for result in made.results.select_related("organization"):
        rank = str(result.rank) if result.rank else "—"
        click.echo(f"{result.group}  {rank:>3}  {result.organization.name}  {result.score or ''}  {result.grade}")
        for step in result.steps:
            click.echo(f"          {step}")
    rule = assessment.rules(year)
    if not rule.checked:
        click.echo(_("待核：权重、最低件数和等次是默认值，依据“{basis}”，请按本区文件核对。").format(basis=rule.basis))
    click.echo(_("考核 {id} 已存。公布：fazhi assess publish {id}").format(id=made.pk))


@command.command("publish", help=_("公布一次计算出的结果"))
@click.argument("assessment_id", type=int)
@as_user
@platform()
def publish(assessment_id: int, username: str) -> None:
    """Refused while objections wait."""
    from fazhi.domains.coordination import assessment

    assessment.publish(_assessment(assessment_id), by=find_user(username))
    click.echo(_("已公布。"))


@command.command("export", help=_("导出结果（CSV），供法治建设指标评分用"))
@click.argument("assessment_id", type=int)
@as_user
@click.option("--out", type=click.Path(path_type=Path), help=_("写到这个文件；不给则显示"))
@platform()
def export(assessment_id: int, username: str, out: Path | None) -> None:
    """One row a unit."""
    from fazhi.domains.coordination import assessment

    rows = assessment.export(_assessment(assessment_id), by=find_user(username))
    stream: Any = out.open("w", encoding="utf-8-sig", newline="") if out else sys.stdout
    try:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]) if rows else [])
        writer.writeheader()
        writer.writerows(rows)
    finally:
        if out:
            stream.close()


@command.command("object", help=_("对关于本单位的一份评分提出异议：事项编号，或者年终综合互评的年份"))
@click.argument("number", metavar=_("事项编号|年份"))
@click.argument("scorer")
@click.option("--reason", required=True, help=_("理由"))
@as_user
@platform()
def object_(number: str, scorer: str, reason: str, username: str) -> None:
    """The sheet that a unit wrote about mine in a matter or a year."""
    from fazhi.kernel.clock import now
    from fazhi.kernel.evaluation import rounds
    from fazhi.kernel.matters.access import find

    user = find_user(username)
    mine = [membership.organization for membership in user.seats()]
    sheets = (
        rounds.visible_sheets_of_year(_round(int(number)), mine)
        if number.isdecimal() and len(number) == _YEAR_DIGITS
        else rounds.visible_sheets(find(number, user), mine)
    )
    found = sheets.filter(scorer=find_unit(scorer), target__in=mine).first()
    if found is None:
        raise FazhiError(_("没有看得到的这份评分；互评结束以后才能看到。"), code="no_such_sheet")
    made = rounds.object_to(found, reason, by=user, at=now())
    click.echo(_("已提出异议 {id}，等待处理。").format(id=made.pk))


@command.command("decide", help=_("处理异议：改分的用 --set 项目=分数，不改的不写"))
@click.argument("objection_id", type=int)
@click.option("--opinion", required=True, help=_("处理意见"))
@click.option("--set", "answers", multiple=True, metavar=_("项目=分数"), help=_("更正一项，可重复"))
@as_user
@platform()
def decide(objection_id: int, opinion: str, answers: tuple[str, ...], username: str) -> None:
    """Upheld with corrections, or not."""
    from fazhi.domains.coordination import assessment
    from fazhi.kernel.models import Objection

    found = Objection.objects.filter(pk=objection_id).first()
    if found is None:
        raise FazhiError(_("没有这项异议。"), code="no_such_objection")
    made = assessment.decide(found, by=find_user(username), opinion=opinion, corrections=pairs(answers))
    for each in made:
        click.echo(f"{each.item}  {each.old} → {each.new}　{each.old_total} → {each.new_total}")
    click.echo(_("异议成立，已更正。") if made else _("异议不成立，评分不变。"))


def _round(year: int) -> Any:
    from fazhi.domains.coordination.assessment import YEAR
    from fazhi.kernel.models import Round

    found = Round.objects.filter(rubric=YEAR, year=year).first()
    if found is None:
        raise FazhiError(_("{year}年的综合互评还没有开启。").format(year=year), code="no_round")
    return found


def _assessment(identifier: int) -> Any:
    from fazhi.kernel.models import Assessment

    found = Assessment.objects.filter(pk=identifier).first()
    if found is None:
        raise FazhiError(
            _("没有编号为 {id} 的考核。编号见：fazhi assess list").format(id=identifier), code="no_assessment"
        )
    return found
