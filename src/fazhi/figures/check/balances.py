"""Totals against their parts, and registers against what came in and went out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from fazhi.figures.check.passages import Contradiction, Figure, Sentence, plain
from fazhi.figures.check.units import words
from fazhi.i18n import _

_REACH = 12

# Kinds that exclude one another. Of attributes that may overlap (党员, 女性, 农民工) a sum proves nothing.
# The second member lists the kinds that make up the whole.
_AXES: tuple[tuple[dict[str, str], frozenset[str]], ...] = (
    (
        {"刑事": "刑事", "民事": "民商?事(?!行政)", "行政": "行政(?!复议|执法|机关|处罚)", "国家赔偿": "国家赔偿"},
        frozenset({"刑事", "民事", "行政"}),
    ),
    (
        {"缓刑": "缓刑", "假释": "假释", "管制": "管制", "暂予": "暂予监外执行|监外执行"},
        frozenset({"缓刑", "假释", "管制", "暂予"}),
    ),
    ({"专职": "专职", "兼职": "兼职"}, frozenset({"专职", "兼职"})),
    ({"男": "男", "女": "女"}, frozenset({"男", "女"})),
    ({"一审": "一审", "二审": "二审", "再审": "再审"}, frozenset()),
    (
        {key: key for key in words("维持 驳回 撤销 变更 确认违法 责令履行 终止 不予受理")},
        frozenset(),
    ),
    ({key: key for key in words("国家级 省级 市级 区级 县级 镇级 乡级 村级 街道级 社区级")}, frozenset()),
    ({"政法": "政法(?:专项)?编", "事业": "事业编", "工勤": "工勤", "聘用": "聘用|临聘|辅助"}, frozenset()),
    (
        {
            "学校": "进(?:学校|校园)",
            "企业": "进企业",
            "社区": "进社区",
            "乡村": "进(?:农村|乡村)",
            "机关": "进机关",
            "单位": "进单位",
            "军营": "进军营",
            "网络": "进网络",
        },
        frozenset(),
    ),
    ({"复议": "复议", "诉讼": "诉讼", "仲裁": "仲裁"}, frozenset()),
    ({"国内": "国内", "涉外": "涉外", "港澳": "涉?港澳"}, frozenset()),
    ({"合伙": "合伙", "个人": "个人", "国资": "国资"}, frozenset({"合伙", "个人", "国资"})),
    (
        {
            key: key
            for key in words("婚姻家庭 邻里 房屋 合同 劳动 损害赔偿 山林 物业 道路交通 医疗 消费 征地拆迁 借贷 电信")
        },
        frozenset(),
    ),
)
_OF_WHICH = re.compile("[,，(:：;； ]{0,2}(?P<word>其中|包括|分别为|分别是|含)")
_VERBS = re.compile(
    "受理|审结|办结|化解|开展|组织|发放|调解|指派|解答|接待|提供|挽回|同比|占|率|较|完成|参与|惠及|服务|培训|举办|新增|累计|共"
)
_ALL_TOLD = re.compile("(?:共|共计|合计|总计|总共)(?:有|为)?")


def contradicted_totals(sentence: Sentence) -> Iterator[Contradiction]:
    figures = sentence.figures
    for place, total in enumerate(figures):
        if total.is_rate:
            continue
        following = figures[place + 1 : place + 1 + _REACH]
        if following:
            opened = _OF_WHICH.match(following[0].lead)
            if opened is not None:
                found = _against_parts(sentence, total, following, opened["word"])
            else:
                found = _against_all_kinds(total, following)
            if found is not None:
                yield found
        if place > 1:
            found = _against_periods(total, figures[place - 2], figures[place - 1])
            if found is not None:
                yield found
        if _ALL_TOLD.fullmatch(total.label):
            found = _against_list_before(total, figures[max(0, place - _REACH) : place])
            if found is not None:
                yield found


def _against_parts(sentence: Sentence, total: Figure, following: Sequence[Figure], word: str) -> Contradiction | None:
    parts: list[Figure] = []
    for figure in following:
        if figure.is_rate and figure.label.startswith("占"):
            continue
        label = _bare(figure.label)
        apart = parts and (figure.in_brackets != parts[0].in_brackets or "其中" in figure.lead)
        if figure.mention.unit != total.mention.unit or apart or (parts and _VERBS.search(label)):
            break
        parts.append(figure)
    if not parts:
        return None
    if total.high is not None and parts[0].low > total.high and word != "分别为":
        message = _("“{part}”大于“{total}”，部分超过了总数。").format(part=parts[0].quote(), total=total.quote())
        return Contradiction("parts_vs_total", (total.index, parts[0].index), message)
    if len(parts) < 2:
        return None
    axis = _axis(parts)
    exhaustive = word in {"分别为", "分别是"}
    if axis is None and not exhaustive:
        return None
    last = parts[-1].mention
    open_ended = sentence.text[last.end - sentence.start :].startswith(("等", "以及", "左右"))
    complete = (exhaustive or bool(axis)) and not open_ended
    return _compare(total, parts, complete)


def _against_all_kinds(total: Figure, following: Sequence[Figure]) -> Contradiction | None:
    """“在册88人,男性76人,女性14人”, “化解95件(家庭40件、邻里30件、劳动28件)”: parts without a word that opens them."""
    parts: list[Figure] = []
    for figure in following:
        bracketed = figure.in_brackets and not total.in_brackets
        sign = "[(、,，和及]" if bracketed else "[、,，和及]"
        if (
            figure.mention.unit != total.mention.unit
            or (parts and figure.in_brackets != parts[0].in_brackets)
            or not re.fullmatch(f"{sign} ?[^,，;；、:：()。]{{1,8}}", figure.lead)
        ):
            break
        parts.append(figure)
    if len(parts) < 2 or _kinds_of(total):
        return None
    complete = _axis(parts)
    if complete is None or not (complete or parts[0].in_brackets or len(parts) > 2):
        return None
    return _compare(total, parts, complete)


_PERIODS = (
    (re.compile("第?一季度[、和及与]第?二季度[^,，。;；]{0,6}分别"), re.compile("上半年|[一二两]+个?季度")),
    (re.compile("第?三季度[、和及与]第?四季度[^,，。;；]{0,6}分别"), re.compile("下半年|两个季度")),
    (re.compile("上半年[、和及与]下半年[^,，。;；]{0,6}分别"), re.compile("全年")),
)


def _against_periods(total: Figure, first: Figure, second: Figure) -> Contradiction | None:
    """“上半年、下半年分别办理120件、130件,全年共办理250件”."""
    if not (first.mention.unit == second.mention.unit == total.mention.unit) or not re.fullmatch("[、和]", second.lead):
        return None
    if not any(parts.search(first.lead) and whole.search(total.label) for parts, whole in _PERIODS):
        return None
    return _compare(total, (first, second), complete=True)


def _against_list_before(total: Figure, before: Sequence[Figure]) -> Contradiction | None:
    """“刑事60件、民事30件、行政15件,共计100件”."""
    parts: list[Figure] = []
    for figure in reversed(before):
        if figure.mention.unit != total.mention.unit or figure.in_brackets:
            break
        parts.insert(0, figure)
        if not re.fullmatch("[、和及+] ?[^,，;；、:：]{0,12}", figure.lead):
            break
    if len(parts) < 2 or _axis(parts) is None or _VERBS.search(_bare(parts[0].label)[:-2]):
        return None
    return _compare(total, parts, complete=True)


def _bare(label: str) -> str:
    return re.sub("^(?:其中|包括|分别为|分别是|含|和|及|以及|[+])[:：]?", "", label.strip())


def _axis(parts: Sequence[Figure]) -> bool | None:
    """None: no axis holds all parts once each. True: they are all the kinds that make up the whole."""
    for kinds, whole in _AXES:
        found = [
            [kind for kind, words in kinds.items() if re.search(words, part.label + part.noun[:6])] for part in parts
        ]
        if all(len(hits) == 1 for hits in found):
            named = [hits[0] for hits in found]
            if len(set(named)) == len(named):
                return bool(whole) and whole <= set(named)
    return None


def _kinds_of(total: Figure) -> bool:
    """Whether the words of a total are one of the kinds themselves (刑事50件,民事80件)."""
    return any(re.search(words, total.label) for kinds, _whole in _AXES for words in kinds.values())


def _compare(total: Figure, parts: Sequence[Figure], complete: bool) -> Contradiction | None:
    low = sum((part.low for part in parts), Decimal(0))
    high = (
        None
        if any(part.high is None for part in parts)
        else sum((part.high or Decimal(0) for part in parts), Decimal(0))
    )
    above = total.high is not None and low > total.high
    below = complete and high is not None and high < total.low
    if not above and not below:
        return None
    numbers = "+".join(plain(part.mention.value) for part in parts)
    message = _("各项{numbers}={sum}，与“{total}”不符。").format(
        numbers=numbers, sum=plain(sum((part.mention.value for part in parts), Decimal(0))), total=total.quote()
    )
    return Contradiction("parts_vs_total", (total.index, *(part.index for part in parts)), message)


_PEOPLE = (
    "(?:(?:社区|在册|在矫|在管)*(?:矫正|服刑)?(?:对象|人员)|安置帮教(?:对象|人员)|帮教(?:对象|人员)?|刑满释放人员|人员|对象|"
    "社区矫正|矫正|列管)?"
)
_CASES = "(?:各类|行政复议|复议|法律援助|法援|行政诉讼|诉讼|仲裁|信访|投诉|举报|公证)*(?:案件|积案|申请|事项|件)?"
_AMOUNT = "(?:人数|总数|数|共|有|为|达|共计)*+"
_STANDING = "(?:在册|在矫|在管|列管|结存|未结|未审结|未办结|剩余)"
_BEFORE_PERIOD = "(?:截至)?(?:期初|年初|月初|季初|上[期年月季]度?末|上年底|去年[末底])"
_ROLES = {
    "opening": re.compile(
        f"{_BEFORE_PERIOD}(?:的)?{_STANDING}?{_PEOPLE}{_CASES}{_AMOUNT}"
        f"|(?:上[年期]|上季|上月|去年|往年|期初|年初|月初)度?(?:结转|旧存|未结|结存|遗留){_CASES}{_AMOUNT}"
    ),
    "ever_in": re.compile(
        f"(?:.{{0,8}})(?:累计(?:共)?|自.{{1,8}}以来,?共?)(?:接收|接管|入矫|列管|衔接){_PEOPLE}{_AMOUNT}"
    ),
    "new_in": re.compile(
        f"(?:.{{0,6}})(?:新接收|新增|新列管|新入矫|入矫|新收|新立案?|迁入|转入|接收|新受理|受理|收案|立案|收到){_PEOPLE}{_CASES}{_AMOUNT}"
    ),
    "out": re.compile(
        f"(?:已|累计|依法|按期|期满|今年|本年度?|本期|上半年)*"
        f"(?:解除|解矫|期满解矫|期满解除|收监|收监执行|死亡|迁出|转出|特赦|终止|审结|办结|结案|销案){_PEOPLE}{_CASES}{_AMOUNT}"
    ),
    "left": re.compile(
        f"(?:现|目前|目前尚|期末|年末|年底|月末|月底|现有|现存|尚|尚有|全[区市县])*(?:现有|尚余|{_STANDING}){_PEOPLE}{_CASES}{_AMOUNT}"
    ),
}
_THIS_PERIOD = re.compile("今年|本年|上半年|下半年|当年|本月|本季度|年内|全年")


def contradicted_registers(sentence: Sentence) -> Iterator[Contradiction]:
    """Runs such as 累计接收 a, 解除 b, 在册 c (a − b = c) and 期初 a, 新接收 b, 解除 c, 期末在册 d (a + b − c = d)."""
    run: list[tuple[str, Figure]] = []
    for figure in sentence.figures:
        if figure.in_brackets or figure.is_rate or "其中" in figure.lead:
            continue
        role = next((role for role, words in _ROLES.items() if words.fullmatch(figure.label.strip())), None)
        if role is None or not figure.is_whole or (run and figure.mention.unit != run[0][1].mention.unit):
            run = []
            continue
        if role in {"opening", "ever_in"}:
            run = []
        run.append((role, figure))
        if role == "left":
            found = _against_register(run)
            run = []
            if found is not None:
                yield found


def _against_register(run: Sequence[tuple[str, Figure]]) -> Contradiction | None:
    opened = run[0][0]
    roles = [role for role, _figure in run]
    if opened not in {"opening", "ever_in"} or "out" not in roles or (opened == "opening" and "new_in" not in roles):
        return None
    # Accumulated since the beginning of the year, or from the beginning and then of this year: no register.
    if opened == "ever_in" and ("new_in" in roles or any(_THIS_PERIOD.search(figure.lead) for _role, figure in run)):
        return None
    signs = {"opening": 1, "ever_in": 1, "new_in": 1, "out": -1}
    expected = sum((signs[role] * figure.mention.value for role, figure in run[:-1]), Decimal(0))
    left = run[-1][1]
    # 受理 often counts the carried-over cases in; then they must not be added again.
    if left.mention.value in {expected, expected - run[0][1].mention.value}:
        return None
    sum_text = "".join(
        ("" if place == 0 else "＋" if signs[role] > 0 else "－") + plain(figure.mention.value)
        for place, (role, figure) in enumerate(run[:-1])
    )
    message = _("{sum}={expected}，与“{left}”相差{gap}{unit}。").format(
        sum=sum_text,
        expected=plain(expected),
        left=left.quote(),
        gap=plain(abs(expected - left.mention.value)),
        unit=left.mention.unit,
    )
    return Contradiction("register_balance", tuple(figure.index for _role, figure in run), message)
