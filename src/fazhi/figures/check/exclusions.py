"""What looks like a figure in a report and is none, and why: tables first, then the walk over them.

Every rule looks at the printed number, its unit and a short stretch of text before and after, so that its cost does
not depend on the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from fazhi.figures.check.units import RATE_UNITS, words
from fazhi.i18n import _


def reason_text(code: str) -> str:
    """The reason for a reader, in Chinese."""
    return {
        "ordinal": _("序数或名次，不是数量"),
        "reference": _("条款、文号、编号或地址"),
        "date": _("日期、时刻或期间"),
        "name": _("固定提法或名称"),
        "idiom": _("成语或虚指"),
        "article": _("“一”在此不表示计数"),
        "service": _("服务名称中的时间"),
        "age": _("年龄条件"),
        "quoted": _("引号或书名号内的名称"),
        "place": _("地名"),
        "no_value": _("虚数，没有确定数值"),
        "no_unit": _("数字后面没有计量单位"),
    }[code]


# Set phrases in Chinese numerals that a counting unit would otherwise make figures.
_NAMES = {
    "political": words(
        "四个意识 四个自信 四个全面 四个伟大 四个服从 四个不摘 四个最严 四个看齐 四个铁一般 四个亲自 两个维护 "
        "两个确立 两个结合 两个大局 两个毫不动摇 两个一百年 两个先锋 两个责任 两个覆盖 两个健康 两个更加 "
        "两个坚决 三个代表 三个务必 三个规定 三个一批 三个区分开来 三个全覆盖 三个更加 三个导向 三个转变 "
        "三个坚持 三个必须 三个确保 三个结合 三个面向 三个牢固 三个文明 三个统一 三个效果 五个坚持 "
        "五个必由之路 五个统筹 五个一 四个一 三个一 六个一 七个一 八个一 五个到位 四个到位 三个到位 五个必须 "
        "六个严禁 六个坚持 七个有之 八个坚持 十个坚持 十个明确 十一个坚持 十四个坚持 八项规定 四项基本原则 "
        "四项监督 六项纪律 十项规定 三项制度 三项纪律 四种形态 四种能力 四种意识 三种意识 三条底线 三条红线 "
        "三道防线 两类人员 三类人员 两条腿 两张皮 六个核心要义"
    ),
    "institutions": words("一位一体 三位一体 四位一体 五位一体 六位一体 三次产业 三次分配 "),
}
_IDIOMS = words(
    "三番五次 五次三番 三人行 三人成虎 千家万户 千人一面 八九不离十 两面派 两面性 三面环山 四面八方 两位数 "
    "三位数 个位数 十位数 两家子 三人小组 万人大会 两人三足"
)
_PLACES = words(
    "三台县 五台县 五台山 七台河 九台区 九台市 三门峡 三门县 五家渠 三道岭 二道区 二道江 八道江 三家店 三家子 "
    "五家子 四家子 三道沟 四道沟 九门口"
)

# Any number of 个 before a verb is a slogan (三个聚焦, 五个带头), before a noun it counts.
_SLOGAN = (
    "[两三四五六七八九十]{1,2}个(?:一(?![名个件])|不|有(?!效)|必须|坚持|严禁|带头|确保|强化|聚焦|严格|更加|着力|注重|做到|"
    "促进(?!会)|推进(?!会))"
)
_NAME_AT = re.compile(
    "|".join([*sorted((name for group in _NAMES.values() for name in group), key=len, reverse=True), _SLOGAN])
)
_NAME_ARABIC_AT = re.compile(
    "[2-8]个(?:意识|自信|全面(?!推|完|启)|维护|确立|结合|一(?=[”,，、。工活])|代表(?=重要)|务必|规定(?=[,，、。”要记执]))|8项规定"
)
_IDIOM_AT = re.compile("|".join(sorted(_IDIOMS, key=len, reverse=True)))
_PLACE_AT = re.compile("|".join(sorted(_PLACES, key=len, reverse=True)))


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds when every pattern given holds; `units` None means any."""

    reason: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    units: frozenset[str] | None = None


def _rule(reason: str, before: str = "", after: str = "", units: str = "") -> Rule:
    return Rule(
        reason,
        re.compile(f"(?:{before})\\Z") if before else None,
        re.compile(after) if after else None,
        frozenset(units.split()) if units else None,
    )


_RULES = (
    _rule("ordinal", before="第 ?"),
    _rule("reference", before="[0-9]/"),
    _rule("ordinal", before="第(?:[0-9零〇一二三四五六七八九十百]{1,6}[条款项章届次批]?[、至到和及~～—–-]){1,4}第?"),
    # Kinds told apart by number (一类占八成,二类占两成,无三类), not counted.
    _rule("ordinal", before="二类[^,，。;；]{0,12}[,，、;；][^,，。;；、]{0,6}", units="类"),
    _rule("name", before="[两高院办]", after="《|联合|印发|规定|意见", units="部"),
    _rule("name", after="长|联[防保户]|(?:矛盾)?(?:纠纷)?调解员|网格员|信息员", units="户"),
    _rule("ordinal", before="届", units="次"),
    _rule("ordinal", after="全会|全体会议", units="次"),
    _rule("ordinal", before="人大|政协|党代会|代表大会|委员会|全委会", after="会议", units="次"),
    _rule("ordinal", before="(?:^|[^目此日以先会庭提当诉赛节午从产空事跟面支眼之生岗])前", units="名 位 %"),
    _rule("ordinal", before="(?:^|[,，。;；、:：(“列名居入进排省国市区县在的])前"),
    _rule("date", before="前", units="个月"),
    _rule("ordinal", before="倒数后?|末|排名后|列后|最后", units="名 位"),
    _rule("ordinal", before="(?:名列|位列|排名|位居|排在|跃居)(?:全[国省市区县]|[省市区县])?", units="名 位"),
    _rule("reference", before="[〔\\[(]20[0-9]{2}[〕\\])]"),
    _rule("reference", before="(?:^|[^A-Za-z])[A-Za-z]-?", units="层 座 类 栋 路 款 单 页 门 条 区"),
    _rule("reference", before="》", units="条 款 项"),
    _rule("reference", before="[0-9零一二三四五六七八九十]章", units="节 条"),
    _rule("reference", before="[0-9零一二三四五六七八九十]条", units="款"),
    _rule("reference", before="[0-9零一二三四五六七八九十](?:号|栋|幢|座|楼|单元)", units="栋 幢 座 层 间 单"),
    _rule("reference", before="[×*xX÷]"),
    _rule("name", before="[0-9一二三四五六七八九十NnXx][+]"),
    _rule("idiom", before="最[后先初]|最后的", units="公里 米 厘米 千米"),
    _rule("service", after=".{0,10}圈", units="小时 分钟 个小时"),
    _rule("service", before="全天候? ?", units="小时"),
    _rule("service", before="(?:^|[^0-9])7天", units="小时"),
    _rule("idiom", after="以?外", units="小时 个小时"),
    _rule("idiom", before="成[百千]上?|三番"),
    _rule("name", before="(?:最多|至多|只|只需|仅)跑", units="次 趟"),
    _rule("date", before="(?:近|最近|过去|今后|未来|连续|前)", after="以?来|内", units="个月 天 个星期"),
    _rule("date", before="[0-9] ?[时点:：] ?", units="分 秒"),
)
"""Tried in order; the first that holds gives the reason."""

# “一” with a classifier counts only behind a verb that sets up, appoints or counts, and with a unit of persons,
# bodies, cases or goods: 选派一名, 新建一个. Everywhere else it may be an article (作为一个, 打造一支, 是一项).
_COUNTING_VERB = re.compile(
    "(?:选派|选配|选聘|派驻|派出|指派|委派|抽调|配备|配齐|配强|增配|聘请|聘用|聘任|招录|招聘|引进|遴选|调入|新增|增设|新建|新设|建成|设立|"
    "成立|增加|减少|查处|查办|收监|购置|采购|捐赠|挽救|各有|各|另有|仅有|仅|只有|共有|合计|总计|共计|至少|不少于|举办|拍摄|编印)了?"
    "(?:国家级|省级|市级|区级|县级)?\\Z"
)
_COUNTED_BY_ONE = frozenset(words("名 人 个 家 所 处 件 起 场 台 辆 部 篇 套 宗 例 倍 本 册 期"))
_ONE_IS_NO_COUNT = re.compile(
    "个(?:重要|新|良好|又|个|整体|都|也|不|方面|有力|平台|台阶|环节|样|月|机制|目标|标准|窗口|过程|阶段)|场硬仗|件事|家人|人一"
)
_EACH = re.compile("每")
_AGE = re.compile("(?:平均年龄|年龄)(?:为|约|约为|达|达到)?\\Z")
# 日 is a date except where a period is said to change: 压缩至5日, 由20日缩短.
_DAYS_CHANGED = re.compile("(?:压缩|缩短|缩减|减少|减|提前|延长|为期|提速)(?:至|到|为)?\\Z")
_CHANGED_FROM = re.compile("(?:由|从)(?:原来?的)?\\Z")
_CHANGE_FOLLOWS = re.compile("压缩|缩短|缩减|减|降|提速|延长")
_AROUND_THE_CLOCK = re.compile(
    "[^,，。;；、]{0,2}(?:热线|服务|不间断|在线|值班|全天|值守|受理|自助|待命|监控|轮班|开通|接听|不打烊|智能|响应机制|备勤|畅通|无休)"
)
_SCORE = re.compile("分|得|考|评|满|扣|加|绩|均")
_ROUTES = re.compile("监控|视频|摄像|探头|信号")
_OPENS_A_DATE = re.compile("(?:^|[自从由到、,，。;；])\\Z")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at: the line up to the numeral, the numeral, its unit, what follows the unit."""

    before: str
    printed: str
    unit: str
    after: str
    from_number: str
    chinese: bool


def reason_to_leave_out(context: Context) -> str | None:
    """The code of the first reason that claims this number, or None where it is a figure."""
    for rule in _RULES:
        if rule.units is not None and context.unit not in rule.units:
            continue
        if rule.before is not None and not rule.before.search(context.before):
            continue
        if rule.after is not None and not rule.after.match(context.after):
            continue
        return rule.reason
    if context.unit == "起" and _YEAR.fullmatch(context.printed) and _OPENS_A_DATE.search(context.before):
        return "date"
    if context.unit == "天" and context.printed == "365":
        return "service"
    if context.unit in {"岁", "周岁"} and not _AGE.search(context.before):
        return "age"
    if context.printed in {"24", "二十四"} and context.unit == "小时" and _AROUND_THE_CLOCK.match(context.after):
        return "service"
    if context.unit == "日" and not _is_changed_period(context):
        return "date"
    if context.unit == "分" and not _SCORE.search(context.before[-10:]):
        return "date"
    if context.unit == "路" and not _ROUTES.search(context.before[-10:]):
        return "reference"
    if not context.chinese:
        return "name" if _NAME_ARABIC_AT.match(context.from_number) else None
    return _chinese_reason(context)


def _is_changed_period(context: Context) -> bool:
    if _CHANGED_FROM.search(context.before):
        return _CHANGE_FOLLOWS.match(context.after) is not None
    return _DAYS_CHANGED.search(context.before) is not None


def _chinese_reason(context: Context) -> str | None:
    for pattern, reason in ((_NAME_AT, "name"), (_IDIOM_AT, "idiom"), (_PLACE_AT, "place")):
        if pattern.match(context.from_number):
            return reason
    if context.unit in RATE_UNITS:
        return None
    if context.printed == "一":
        return _reason_against_one(context)
    if context.printed == "二":
        return "ordinal"
    if context.unit in {"节", "层", "面", "道", "成", "段", "片", "首", "单", "点", "门"}:
        return _reason_against_loose_unit(context)
    return None


def _reason_against_one(context: Context) -> str | None:
    if context.unit == "倍":
        return None
    if context.unit not in _COUNTED_BY_ONE or not _COUNTING_VERB.search(context.before):
        return "article"
    if _ONE_IS_NO_COUNT.match(context.unit + context.after) or _EACH.search(context.before):
        return "article"
    return None


_OF_DEGREE = re.compile("以[上下]|左右")
_LOOSE_UNIT_SUPPORT = {
    "面": re.compile("锦旗|旗|奖牌|墙"),
    "节": re.compile("课|讲"),
    "道": re.compile("题|菜|工序"),
    "门": re.compile("课|学科"),
}


def _reason_against_loose_unit(context: Context) -> str | None:
    if context.unit == "成" and (
        _OF_DEGREE.match(context.after) or context.before.endswith(("近", "超", "超过", "逾", "约"))
    ):
        return None
    support = _LOOSE_UNIT_SUPPORT.get(context.unit)
    if support is not None and support.search(context.before[-8:] + context.after[:4]):
        return None
    return "idiom"


_OPENERS = {"“": "”", "《": "》", "「": "」", "『": "』", "〈": "〉", "‘": "’"}
_CLOSERS = {closer: opener for opener, closer in _OPENERS.items()}
_TITLE_LIMIT = 150
_QUOTE_LIMIT = 300
_SENTENCE_SIGNS = re.compile("[,，。;；]")
_PURE_RATE = re.compile(r"[0-9.]+%")


class Quotations:
    """The stretches of a text that stand in quotation marks or title marks and are names.

    A quotation of at least 16 characters with a comma or full stop in it is a quoted sentence, in which numbers count
    as they do outside; a quotation that is nothing but a rate (“100%”) counts too.
    """

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        stack: list[tuple[str, int]] = []
        straight: int | None = None
        for match in re.finditer('[“”《》「」『』〈〉‘’"\n]', text):
            char, at = match.group(), match.start()
            if char == "\n":
                stack.clear()
                straight = None
            elif char == '"':
                if straight is None:
                    straight = at
                else:
                    self._add(text, '"', straight, at)
                    straight = None
            elif char in _OPENERS:
                stack.append((char, at))
            elif stack and stack[-1][0] == _CLOSERS[char]:
                opener, start = stack.pop()
                self._add(text, opener, start, at)

    def _add(self, text: str, opener: str, start: int, end: int) -> None:
        inner = text[start + 1 : min(end, start + _QUOTE_LIMIT)]
        if opener in "《〈":
            if end - start > _TITLE_LIMIT:
                return
        elif (
            end - start > _QUOTE_LIMIT
            or (len(inner) >= 16 and _SENTENCE_SIGNS.search(inner))
            or _PURE_RATE.fullmatch(inner)
        ):
            return
        # An outer pair swallows the inner ones found before it; the lists stay sorted and disjoint.
        while self._starts and self._starts[-1] > start:
            self._starts.pop()
            self._ends.pop()
        self._starts.append(start)
        self._ends.append(end)

    def cover(self, position: int) -> bool:
        index = bisect_right(self._starts, position) - 1
        return index >= 0 and position < self._ends[index]
