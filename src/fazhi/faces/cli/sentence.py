"""``fazhi sentence``: the sentencing test, from a plain sentence, from options, or by questions on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import click

from fazhi.faces.cli.output import print_json, print_table
from fazhi.faces.cli.tools import articles_of, readable, tool_command
from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.dates import parse_date
from fazhi.law.errors import BadInput
from fazhi.law.results import Result
from fazhi.law.sentencing.charges import CHARGES
from fazhi.law.sentencing.circumstances import CIRCUMSTANCES, find_circumstance
from fazhi.law.sentencing.concurrent import sentencing_concurrent
from fazhi.law.sentencing.estimate import DISCLAIMER, sentence
from fazhi.law.sentencing.guidance import before
from fazhi.law.sentencing.layers import ratio_span
from fazhi.law.sentencing.reading import Question, Reading, read

_OF_THE_PERSON = ("place", "birth", "age")
_MOST_QUESTIONS = 12


def _day(on: str | None) -> date:
    return parse_date(on, label=_("裁判日期")) if on else datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _merged(reading: Reading | None, options: Mapping[str, Any]) -> dict[str, Any]:
    """What was read, with what the options say instead. Of circumstances and facts, both."""
    raw = {**(reading.inputs if reading else {}), **options}
    for name in ("circumstances", "facts"):
        told = list(options.get(name, ()))
        names = {_name(each) for each in told}
        raw[name] = [
            each for each in (reading.inputs.get(name, ()) if reading else ()) if _name(each) not in names
        ] + told
    return {name: value for name, value in raw.items() if value != []}


def _name(circumstance: str) -> str:
    """The key of a circumstance that is known; anything else as it stands, for the tool to judge."""
    try:
        return find_circumstance(circumstance.partition("=")[0]).key
    except BadInput:
        return circumstance


def _open_questions(reading: Reading | None, raw: Mapping[str, Any]) -> list[Question]:
    """What neither the sentence nor an option has answered."""
    if reading is None:
        return []
    return [question for question in reading.questions if question.input not in raw]


def _estimate(reading: Reading | None, options: Mapping[str, Any], on: date) -> Result:
    raw = _merged(reading, options)
    if open_questions := _open_questions(reading, options):
        raise BadInput(
            _("这句话还不能计算：{questions}").format(questions="".join(question.text for question in open_questions)),
            input=open_questions[0].input,
        )
    return sentence.run(raw, on=on)


def _reading_text(reading: Reading) -> str:
    lines = [_("这样理解“{text}”").format(text=reading.text)]
    lines += [f"  {words} → {meaning}" for words, meaning in reading.understood]
    lines += [_("  没有理解、没有计入：{words}").format(words="；".join(reading.unread))] if reading.unread else []
    return "\n".join(lines) + "\n"


def _before_text() -> str:
    lines = [_("量刑测试　{disclaimer}").format(disclaimer=DISCLAIMER), *(f"  · {line}" for line in before())]
    return "\n".join(lines) + "\n\n"


def _body(result: Result) -> str:
    """The result without what was already said before it."""
    return readable(replace(result, sections=result.sections[1:]))


def _show(estimates: Sequence[tuple[Reading | None, Result]], combined: Result | None, *, articles: bool) -> None:
    sys.stdout.write(_before_text())
    for reading, result in estimates:
        if reading:
            sys.stdout.write(_reading_text(reading) + "\n")
        sys.stdout.write(_body(result))
        if articles:
            sys.stdout.write("".join(f"\n{text}" for _data, text in articles_of(result)))
    if combined:
        sys.stdout.write("\n" + readable(combined))


def _as_json(
    estimates: Sequence[tuple[Reading | None, Result]], combined: Result | None, *, articles: bool
) -> dict[str, Any]:
    crimes = [
        result.as_dict()
        | ({"reading": reading.as_dict()} if reading else {})
        | ({"articles": [data for data, _text in articles_of(result)]} if articles else {})
        for reading, result in estimates
    ]
    return {"crimes": crimes, "combined": combined.as_dict()} if combined else crimes[0]


def _combined(results: Sequence[Result], on: date) -> Result | None:
    """数罪并罚 of several estimates. What cannot reach six months is 拘役."""
    if len(results) < 2:
        return None
    terms: dict[str, list[str]] = {"prison": [], "detention": []}
    least = parameters.parameter("sentencing_method.imprisonment").at(on).value.low
    for result in results:
        low, high = result.answer.low, result.answer.high
        kind = "detention" if isinstance(high, Decimal) and high < least else "prison"
        terms[kind].append(f"{low}..{high}")
    return sentencing_concurrent.run({name: spans for name, spans in terms.items() if spans}, on=on)


def _list() -> None:
    """All charges with their tiers, all circumstances with the range in force."""
    on = _day(None)
    rows = [
        (key, charge.title, "；".join(f"{tier} {label}" for tier, label in charge.tiers.items()))
        for key, charge in CHARGES.items()
    ]
    print_table([_("罪名"), _("名称"), _("档次（tier）")], rows)
    found = []
    for key, what in CIRCUMSTANCES.items():
        span = _("指导意见没有规定比例")
        if key == "elderly":
            span = _("故意、过失不同")
        elif what.ratio_id:
            value = parameters.parameter(what.ratio_id).at(on).value
            span = f"{'−' if what.sign < 0 else '+'} {ratio_span(value)}"
        found.append((key, what.title, _("第一层") if what.layer == 1 else _("第二层"), span))
    print_table([_("情节"), _("名称"), _("层次"), _("比例")], found)


def _ask(prompt: str) -> str:
    answer: str = click.prompt(prompt, default="", show_default=False)
    return answer.strip()


def _interview(options: dict[str, Any], on: date) -> tuple[Reading | None, Result]:
    """Ask for the case, show how it was understood, ask what is missing, then let ratios be moved."""
    sys.stdout.write(_before_text())
    reading: Reading | None = None
    while reading is None and "charge" not in options:
        words = _ask(_("用一句话说明案情（如 盗窃一万二千元，自首，退赔，取得谅解），或者只写罪名"))
        if not words:
            raise BadInput(_("没有写案情，也没有写罪名。"), input="charge")
        reading = read(words, on)
        sys.stdout.write(_reading_text(reading) + "\n")
        if not click.confirm(_("这样理解对吗"), default=True):
            reading = None
    if "place" not in _merged(reading, options) and (place := _ask(_("地点（如 深圳；直接回车按全国标准）"))):
        options["place"] = place
    for question in _open_questions(reading, options):
        sys.stdout.write(question.text + "\n")
        _answer(options, question.input)
    result = _until_computed(reading, options, on)
    while moved := _ask(_("要增加情节或者移动比例吗（如 从犯、自首=30%；直接回车看结果）")):
        _move(options, moved)
        result = _until_computed(reading, options, on)
    return reading, result


def _answer(options: dict[str, Any], name: str) -> None:
    entry = sentence.by_name[name]
    words = _ask(f"{entry.label}（{entry.unit}）" if entry.unit else entry.label)
    if not words:
        raise BadInput(_("缺少{label}，不能计算。").format(label=entry.label), input=name)
    options[name] = [words] if entry.multiple else words


def _until_computed(reading: Reading | None, options: dict[str, Any], on: date) -> Result:
    """Run; where an input is missing or wrong, say so and ask for it again."""
    for _round in range(_MOST_QUESTIONS):
        try:
            return _estimate(reading, options, on)
        except BadInput as problem:
            name = problem.details.get("input", "")
            if name not in sentence.by_name:
                raise
            sys.stdout.write(problem.message + "\n")
            if reading:
                reading.inputs.pop(name, None)
            options.pop(name, None)
            if name == "circumstances":
                words = _ask(_("请重写全部情节，用逗号分开（没有就直接回车）"))
                options[name] = [
                    part for part in words.replace("，", ",").replace("、", ",").split(",") if part.strip()
                ]
            else:
                _answer(options, name)
    raise BadInput(_("问了多次仍不能计算，请核对案情。"))


def _move(options: dict[str, Any], words: str) -> None:
    """Add a circumstance, or replace the one of the same name."""
    options["circumstances"] = [
        *(each for each in options.get("circumstances", ()) if _name(each) != _name(words)),
        words,
    ]


def _run(
    words: tuple[str, ...],
    also: tuple[str, ...],
    ask: bool,
    show_list: bool,
    on: str | None,
    articles: bool,
    as_json: bool,
    **given: Any,
) -> None:
    options = {key.removeprefix("in_"): value for key, value in given.items() if value not in (None, ())}
    day = _day(on)
    if show_list:
        _list()
        return
    asked = ask or (not words and not options and sys.stdin.isatty())
    if asked:
        estimate = _interview(options, day)
        if as_json:
            print_json(_as_json([estimate], None, articles=articles))
        else:
            sys.stdout.write("\n" + _body(estimate[1]))
        return
    if not words and "charge" not in options:
        raise BadInput(
            _(
                "请用一句话说明案情，如 fazhi sentence 盗窃一万二千元，自首，退赔 --place 深圳；"
                "或者用 --charge 给出罪名。"
            ),
            input="charge",
        )
    first = read(" ".join(words), day) if words else None
    estimates = [(first, _estimate(first, options, day))]
    shared = {name: value for name, value in _merged(first, options).items() if name in _OF_THE_PERSON}
    for text in also:
        reading = read(text, day)
        own = {name: value for name, value in shared.items() if name not in reading.inputs}
        estimates.append((reading, _estimate(reading, own, day)))
    combined = _combined([result for _reading, result in estimates], day)
    if as_json:
        print_json(_as_json(estimates, combined, articles=articles))
    else:
        _show(estimates, combined, articles=articles)


def _command() -> click.Command:
    """The options come from the declaration of the tool; around them stand the plain sentence and the questions."""
    made = tool_command(sentence)
    params = [param for param in made.params if param.name != "bare"]
    params += [
        click.Argument(["words"], nargs=-1, metavar=_("[案情]")),
        click.Option(["--also"], multiple=True, metavar=_("案情"), help=_("另一罪的案情，与前面的数罪并罚；可重复")),
        click.Option(["--ask"], is_flag=True, help=_("逐项提问（在终端上不写案情也会提问）")),
        click.Option(["--list", "show_list"], is_flag=True, help=_("列出全部罪名、档次和情节")),
    ]
    for param in params:
        if param.name == "on" and isinstance(param, click.Option):
            param.help = _("裁判日期，决定适用哪一版量刑指导意见（默认今天）")
    return type(made)(
        "sentence",
        params=params,
        callback=_run,
        help=_("量刑测试：按量刑指导意见推算有期徒刑的参考范围。{disclaimer}").format(disclaimer=DISCLAIMER)
        + "\n\n"
        + _("例：fazhi sentence 盗窃一万二千元，自首，退赔，取得谅解 --place 深圳"),
    )


command = _command()
