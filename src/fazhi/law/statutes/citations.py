"""Finding the citations of a text: 《…》第…条 with ranges, lists, 款 and 项, 该法第…条, and names without 《》.

Every step looks at a bounded piece of text, so the time is linear in its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fazhi.law.statutes.names import STATE, short_name, split_year
from fazhi.law.statutes.numbers import NUMERAL, Key, fold, parse_number

_N = rf"(?:[{NUMERAL}]{{1,14}}|\d{{1,20}})"
_NUMBER = re.compile(rf"(第?)[ \t]{{0,2}}(\(?)[ \t]{{0,2}}({_N})[ \t]{{0,2}}\)?")
_UNIT = re.compile(r"[ \t]{0,2}(条|款|项)")
_SUB = re.compile(rf"[ \t]?之[ \t]?({_N})(?![般些个切次定旦致{NUMERAL}\d]|[ \t]?[条款项])")
_LIST = re.compile(r"[ \t]{0,2}(?:、|,|以及|及|和|与|或者|或|暨|并)[ \t]{0,2}")
_RANGE = re.compile(r"[ \t]{0,2}(?:至|到|—{1,2}|-{1,2}|–|~)[ \t]{0,2}")
_RANGE_OF_SUBS = re.compile(rf"[ \t]?(?:至|到|-|—|~)[ \t]?之[ \t]?({_N})(?![{NUMERAL}])")
_START = re.compile(
    rf"第[ \t]{{0,2}}{_N}|(?:该|(?<!合)同|上述|前述)条(?=第[ \t]{{0,2}}{_N}[ \t]{{0,2}}[款项])"
    rf"|(?<=》){_N}(?=[ \t]?条)|(?<=[法典])\d{{1,4}}(?=条)"
)

# What may stand between the name of a law and 第…条: (2018修正), (以下简称“…”), 的, 合同编, 第二章, the end of a line
# that was broken there (a heading 第一条 has a blank after it).
_BETWEEN = re.compile(
    rf"(?:[ \t]|\r?\n(?=[ \t]{{0,4}}第[ \t]?{_N}[ \t]?条(?![ \t\r\n]))"
    rf"|[的中之]|\([^()\n]{{0,160}}\)|\[[^\[\]\n]{{0,60}}\]"
    rf"|第{_N}(?:分编|[编章节])[^\s第，。；《》]{{0,20}}(?=第)"
    rf"|第{_N}(?:分编|[编章节])|(?:总则|分则|附则|物权|合同|人格权|婚姻家庭|继承|侵权责任)编?){{0,8}}"
)
_CALLED = re.compile(
    r"\((?:[^()\n]{0,80}[,、])?(?:以下|下文|下称|以下均)?(?:简称|统称|称)(?:为)?[:]?[“\"'‘《〈「『]?([^()”\"'’》〉」』\n]{1,40})"
)
# (2017年修正), (1989年4月4日通过,2017年6月27日修正): the last text named is meant. 通过, 施行 alone name the law.
_YEAR_AFTER = re.compile(r"[ \t]?\((?:[^()\n]{0,80}[^()\n\d])?(\d{4})年?[^()\n]{0,20}(?:修[正订改]|版|文本)")
_BACK = re.compile(
    r"(?:该|(?<!合)同|上述|前述|此|这部)(法律|法典|法|条例|办法|规定|解释|决定|意见|规则|细则|规程|纪要|批复)"
    r"(?:的|中|之)?[ \t]?$"
)
# Before the name of a law that has no quotation marks. 德国民法典 is another law.
_BEFORE_BARE = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|据|照|按|依|用|反|合|和|与|及|或|的|在|由|对|我国|中国|现行|中|行|是|为|即|如|因|从|将|以|看|了|于|背|犯|于|守)$"
)
_OLD = re.compile(r"(?:旧|原)$")
# In the clause just before 第…条: it is an article of something else.
_OTHER = re.compile(r"本|贵|公司|合同|协议|章程|约定|公约|条约|规约|制度|办法|细则|条例|规定")
_CARRIES_ON = re.compile(r"(?:[,、;:(\"“]|及|和|与|或|并|据|照|按|适用|违反|符合|参照|的)[ \t]?(?:总则|分则)?$")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_KINDS = ("条例", "办法", "规定", "解释", "决定", "意见", "规则", "细则", "规程", "纪要", "批复", "法")
_MOST = 200  # numbers in one list
_SURELY_AN_ARTICLE = 20
_LONGEST_TITLE = 200
_LONGEST_BARE = 40
_CARRY = 300  # characters a bare 第…条 may stand after the citation whose law it shares
_BACKWARDS = 3000  # characters 该法 may stand after its law


@dataclass(frozen=True)
class Mention:
    """A law named in the text, at [start, end)."""

    start: int
    end: int
    name: str
    year: int | None = None
    closed: bool = True


@dataclass(frozen=True)
class Citation:
    """One article (or 款, 项) cited at [start, end). A range has ``until``; ``law`` is as written."""

    start: int
    end: int
    law: str
    year: int | None
    key: Key
    until: Key | None = None
    paragraph: int | None = None
    item: int | None = None
    closed: bool = True


@dataclass
class _Group:
    """Numbers that share one unit: 第四、五条; ``ranged[i]`` says that number i ends a range begun by i−1."""

    start: int
    end: int
    unit: str
    numbers: list[int]
    ranged: list[bool]
    sub: int = 0
    sub_until: int = 0


def _group(text: str, at: int) -> _Group | int:
    """The group at ``at``, or how far the text was read without finding a unit."""
    numbers, ranged, position = list[int](), list[bool](), at
    joined = False
    while len(numbers) < _MOST:
        found = _NUMBER.match(text, position)
        if not found:
            return position
        value = parse_number(found[3])
        if value is None:
            value = int(found[3]) if found[3].isdigit() else 0  # 第12345678条 is cited, though no law has it
        if not value:
            return found.end()
        numbers.append(value)
        ranged.append(joined)
        position = found.end()
        if unit := _UNIT.match(text, position):
            group = _Group(at, unit.end(), unit[1], numbers, ranged)
            if unit[1] == "条" and (sub := _SUB.match(text, group.end)):
                group.sub, group.end = parse_number(sub[1]) or 0, sub.end()
                if last := _RANGE_OF_SUBS.match(text, group.end):
                    group.sub_until, group.end = parse_number(last[1]) or 0, last.end()
            return group
        if link := _RANGE.match(text, position):
            joined, position = True, link.end()
        elif link := _LIST.match(text, position):
            joined, position = False, link.end()
        else:
            return position
    return position


@dataclass
class _Reading:
    """What a run of groups cites: places with their span."""

    end: int
    places: list[tuple[int, int, Key, Key | None, int | None, int | None]] = field(default_factory=list)


def _read(text: str, at: int, last: Key | None = None) -> _Reading | int:
    """Read article, paragraph and item groups from ``at`` on; else how far there is certainly no citation.

    ``last``: the article that 该条 means.
    """
    opening = _group(text, at)
    if isinstance(opening, int):
        return opening
    if opening.unit != "条" and last is None:
        return opening.end
    group: _Group | None = opening
    reading = _Reading(opening.end)
    key, paragraph = last, None
    previous = ""
    range_follows = False
    while group:
        span = (group.start, group.end)
        if group.unit == "条":
            keys = [Key(number) for number in group.numbers]
            keys[-1] = Key(group.numbers[-1], group.sub)
            if range_follows and reading.places:
                start, _end, first_key, _until, _p, _i = reading.places.pop()
                reading.places.append((start, group.end, first_key, keys[0], None, None))
                rest = list(zip(keys, group.ranged, strict=True))[1:]
            else:
                rest = list(zip(keys, group.ranged, strict=True))
            for one, ranged in rest:
                if ranged and reading.places:
                    start, _end, first_key, _until, _p, _i = reading.places.pop()
                    reading.places.append((start, group.end, first_key, one, None, None))
                else:
                    reading.places.append((*span, one, None, None, None))
            if group.sub_until:
                reading.places[-1] = (*span, keys[-1], Key(keys[-1].number, group.sub_until), None, None)
            key, paragraph = keys[-1], None
        elif key is not None:
            numbers = _expand(group)
            refines = previous == "条" or (previous == "款" and group.unit == "项" and not range_follows)
            begin = group.start
            if refines and not _was_linked(text, group.start, reading) and reading.places:
                begin = reading.places.pop()[0]
            elif range_follows and reading.places:
                begin, _end, _key, _until, old_paragraph, old_item = reading.places[-1]
                before = (old_item if group.unit == "项" else old_paragraph) or 0
                reading.places.pop()
                numbers = list(range(before, min(numbers[0], before + 50) + 1)) if before else numbers
            for number in numbers:
                if group.unit == "款":
                    paragraph = number
                    reading.places.append((begin, group.end, key, None, number, None))
                else:
                    reading.places.append((begin, group.end, key, None, paragraph, number))
        previous, reading.end = group.unit, group.end
        group, range_follows = _next(text, group.end, previous)
    return reading


def _was_linked(text: str, start: int, reading: _Reading) -> bool:
    return start > reading.end


def _expand(group: _Group) -> list[int]:
    found: list[int] = []
    for number, ranged in zip(group.numbers, group.ranged, strict=True):
        if ranged and found and found[-1] < number <= found[-1] + 50:
            found.extend(range(found[-1] + 1, number + 1))
        else:
            found.append(number)
    return found


def _next(text: str, at: int, previous: str) -> tuple[_Group | None, bool]:
    """The group that carries on, and whether it ends a range."""
    if previous != "项":
        direct = _group(text, at)
        if isinstance(direct, _Group) and direct.unit != "条" and text[at : at + 1] != " ":
            return direct, False
    for pattern, ranged in ((_RANGE, True), (_LIST, False)):
        if link := pattern.match(text, at):
            group = _group(text, link.end())
            if isinstance(group, int):
                continue
            marked = text[link.end()] in "第("
            # 第四条、五条, 第264条和266条; but not 第五条和三条建议.
            bare = ranged or "、" in link[0] or group.numbers[0] >= _SURELY_AN_ARTICLE
            if marked or (group.unit == "条" and previous == "条" and bare):
                return group, ranged
    return None, False


def titles(text: str) -> tuple[list[Mention], list[int]]:
    """All 《…》 and 〈…〉 of a folded text by their end, and the places of 《 that are never closed."""
    found: list[Mention] = []
    unclosed: list[int] = []
    open_at: list[int] = []
    for mark in re.finditer(r"[《》〈〉\n]", text):
        char, at = mark[0], mark.start()
        if char in "《〈":
            open_at.append(at)
        elif char == "\n":
            unclosed.extend(start for start in open_at if text[start] == "《")
            open_at.clear()
        else:
            opening = "《" if char == "》" else "〈"
            level = next(
                (n for n in range(len(open_at) - 1, max(-1, len(open_at) - 9), -1) if text[open_at[n]] == opening), None
            )
            if level is None:
                continue
            start = open_at[level]
            unclosed.extend(one for one in open_at[level + 1 :] if text[one] == "《")
            del open_at[level:]
            if at - start > _LONGEST_TITLE:
                unclosed.append(start)
                continue
            written = text[start + 1 : at].strip()
            found.append(Mention(start, at + 1, written, split_year(written)[1]))
    unclosed.extend(start for start in open_at if text[start] == "《")
    return found, unclosed


_UNCLOSED = re.compile(rf"《([^《》〈〉。;,:、\n]{{2,60}}?)(?:》)?(?=第[ \t]{{0,2}}{_N}[ \t]{{0,2}}条)")


def find(text: str, is_law: Callable[[str], bool]) -> Iterator[Citation]:
    """Every citation of ``text``, in order. ``is_law``: whether a name without quotation marks is a law's."""
    folded = fold(text)
    named, unclosed = titles(folded)
    for at in unclosed:
        if broken := _UNCLOSED.match(folded, at):
            named.append(Mention(at, broken.end(), broken[1], split_year(broken[1])[1], closed=False))
    named.sort(key=lambda mention: mention.end)
    claimed, called = _claims(folded, named)
    walker = _Walker(folded, named, called, is_law)
    done = 0
    for start in _START.finditer(folded):
        at = start.start()
        if at < done:
            continue
        if folded[at] in "该同上前":  # 该条第二款
            walker.pass_mentions(at)
            if walker.last and at - walker.last.end <= _CARRY:
                last = walker.last
                reading = _read(folded, start.end(), last.key)
                if isinstance(reading, _Reading):
                    done = reading.end
                    yield from walker.emit(Mention(at, at, last.law, last.year), reading)
            continue
        reading = _read(folded, at)
        if isinstance(reading, int):
            done = reading
            continue
        walker.pass_mentions(at)
        law = claimed.get(at) or walker.before(at)
        if law:
            done = reading.end
            yield from walker.emit(law, reading)


def _claims(text: str, named: list[Mention]) -> tuple[dict[int, Mention], dict[int, tuple[str, Mention]]]:
    """Which mention the 第…条 at a place belongs to; and the short forms that the text itself introduces."""
    claimed: dict[int, Mention] = {}
    called: dict[int, tuple[str, Mention]] = {}
    for mention in named:
        if short := _CALLED.match(text, mention.end):
            called[short.end()] = (short_name(short[1].strip()), mention)
        after = _BETWEEN.match(text, mention.end)
        at = after.end() if after else mention.end
        if _START.match(text, at):
            year = mention.year
            if year is None and (said := _YEAR_AFTER.match(text, mention.end)):
                year = int(said[1])
            # Of nested titles the outer one ends later, and wins.
            claimed[at] = Mention(mention.start, mention.end, mention.name, year, mention.closed)
    return claimed, called


class _Walker:
    """Remembers, while walking through a text, which laws were named last and what they are called."""

    def __init__(
        self, text: str, named: list[Mention], called: dict[int, tuple[str, Mention]], is_law: Callable[[str], bool]
    ) -> None:
        self._text, self._named, self._is_law = text, named, is_law
        self._called = sorted(called.items())
        self._next_mention = self._next_called = 0
        self._latest: dict[str, Mention] = {}
        self._aliases: dict[str, Mention] = {}
        self.last: Citation | None = None

    def pass_mentions(self, at: int) -> None:
        """Take note of the laws named before ``at``."""
        while self._next_mention < len(self._named) and self._named[self._next_mention].end <= at:
            self._note(self._named[self._next_mention])
            self._next_mention += 1
        while self._next_called < len(self._called) and self._called[self._next_called][0] <= at:
            name, mention = self._called[self._next_called][1]
            self._aliases[name] = mention
            self._next_called += 1

    def _note(self, mention: Mention) -> None:
        plain = split_year(mention.name)[0].removesuffix("典")
        kind = next((kind for kind in _KINDS if plain.endswith(kind)), "")
        for one in (kind, "any"):
            if one:
                self._latest[one] = mention

    def before(self, at: int) -> Mention | None:
        """The law that a 第…条 at ``at`` without 《》 before it belongs to."""
        window = self._text[max(0, at - _LONGEST_BARE) : at]
        if back := _BACK.search(window):
            kind = {"法律": "any", "法典": "法"}.get(back[1], back[1])
            meant = self._latest.get(kind) or self._latest.get("any")
            if meant and at - meant.end <= _BACKWARDS:
                return Mention(at - len(back[0]), at, meant.name, meant.year)
            return None
        return self._bare(window, at) or self._carried(window, at)

    def _bare(self, window: str, at: int) -> Mention | None:
        plain = re.sub(r"(?:[ \t]|的|中|\(\d{4}[^()]{0,12}\)|[总分]则编?|第[^第]{1,6}[编章节])*$", "", window)
        for length in range(min(len(plain), 34), 1, -1):
            name = plain[-length:]
            known = name in self._aliases
            if not known and not self._is_law(name.removeprefix(STATE)):
                continue
            before = plain[:-length]
            if not (_BEFORE_BARE.search(before) or _OLD.search(before) or name.startswith(STATE)):
                continue
            start = at - len(window) + len(before)
            if old := _OLD.search(before):
                return Mention(start - 1, at, old[0] + name)
            if known and (meant := self._aliases[name]):
                return Mention(start, at, meant.name, meant.year)
            mention = Mention(start, at, name.removeprefix(STATE))
            self._note(mention)
            return mention
        return None

    def _carried(self, window: str, at: int) -> Mention | None:
        """第577条…，第584条: a further article of the same law in the same sentence."""
        if self.last is None or at - self.last.end > _CARRY or not _CARRIES_ON.search(window):
            return None
        between = self._text[self.last.end : at]
        if _SENTENCE_END.search(between) or "》" in between:
            return None
        if _OTHER.search(re.split(r"[,;、:]", between.rstrip(" ,;、:"))[-1]) and not between.endswith((",", "、", ";")):
            return None
        return Mention(at, at, self.last.law, self.last.year)

    def emit(self, law: Mention, reading: _Reading) -> Iterator[Citation]:
        """The citations of a run; the first one's span begins with the law's name."""
        meant = self._aliases.get(short_name(law.name))
        name, year = (meant.name, meant.year) if meant else (law.name, law.year)
        opening = reading.places[0][:2] if reading.places else None
        for start, end, key, until, paragraph, item in reading.places:
            begin = min(law.start, start) if (start, end) == opening else start
            self.last = Citation(begin, end, name, year, key, until, paragraph, item, law.closed)
            yield self.last
