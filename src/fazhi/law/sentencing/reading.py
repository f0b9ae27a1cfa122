"""A plain sentence → charge, amount, circumstances. What was not understood is said; nothing is guessed in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import parse_amount, parse_number, short
from fazhi.law.errors import BadInput
from fazhi.law.sentencing import phrases
from fazhi.law.sentencing.charges import CHARGES, NOT_COVERED, Charge, find_charge
from fazhi.law.sentencing.circumstances import CIRCUMSTANCES
from fazhi.law.sentencing.tiers import FACTS, SUBSTANCES

_DIGIT = "零〇一二两三四五六七八九十百千"
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|[{_DIGIT}]+)"
# Without 元 a sum ends in 万, 亿, 千 or in one digit after 万 (一万二): taken whole, so that it is not cut to 一万.
_SUM = re.compile(
    rf"(?P<figure>{_NUMBER}[余多]?(?:[万亿千百](?:{_NUMBER})?)*)[余多]?(?:(?:元|块钱|块)余?|(?<=[万亿千])(?![{_DIGIT}]|\d(?!\d))"
    rf"|(?<=[万亿][余多])|(?<=[万亿][一二三四五六七八九\d])(?![{_DIGIT}\d年]))(?![人克次个张件户])"
)
_GRAMS = re.compile(rf"(?P<figure>{_NUMBER})(?:余|多)?(?P<unit>千克|公斤|克|g(?![a-z]))", re.IGNORECASE)
_AGE = re.compile(rf"(?P<figure>\d+|[{_DIGIT}]+)(?:周)?岁")
_PEOPLE = re.compile(rf"(?P<figure>{_NUMBER})(?:余|多)?(?:名|个)?(?:投资人|存款人|集资参与人|人)")
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_GAP = "\0"
PLEA_KNOWN_FROM = "sentencing_circumstances.plea"


class Question(NamedTuple):
    """What must be answered, and the input of the tool ``sentence`` that would answer it."""

    text: str
    input: str


@dataclass
class Reading:
    """``inputs`` go into the tool ``sentence``. ``understood``: words and what they were taken for. ``unread``: words
    that had no effect. ``questions``: what must be answered before anything is computed."""

    text: str
    inputs: dict[str, Any] = field(default_factory=dict)
    understood: list[tuple[str, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For machines."""
        return {
            "text": self.text,
            "inputs": {key: str(value) if isinstance(value, Decimal) else value for key, value in self.inputs.items()},
            "understood": [{"words": words, "meaning": meaning} for words, meaning in self.understood],
            "unread": self.unread,
            "questions": [question._asdict() for question in self.questions],
        }


def read(text: str, on: date) -> Reading:
    """Read one crime of one person. ``on``: the day of judgment (the rules on 认罪认罚 differ)."""
    return _Reader(text, on).read()


class _Reader:
    def __init__(self, text: str, on: date) -> None:
        self.on = on
        self.text = re.sub(r"\s+", ",", unicodedata.normalize("NFKC", text).strip())
        self.left = self.text  # what was understood becomes gaps, so that nothing is read twice
        self.reading = Reading(text)
        self.charge: Charge | None = None
        self.found: dict[str, str] = {}  # circumstance → the words
        self.facts: list[str] = []

    def read(self) -> Reading:
        self._charge()
        self._days()
        self._age()
        self._circumstances()
        self._tier_and_facts()
        self._quantities()
        self._place()
        self._merge()
        self._leftover()
        inputs = self.reading.inputs
        if self.found:
            inputs["circumstances"] = list(self.found)
        if self.facts:
            inputs["facts"] = self.facts
        return self.reading

    # -- words

    def _take(self, found: re.Match[str], meaning: str) -> str:
        words = found[0]
        self.left = self.left[: found.start()] + _GAP * len(words) + self.left[found.end() :]
        self.reading.understood.append((words, meaning))
        return words

    def _ask(self, text: str, answer: str) -> None:
        self.reading.questions.append(Question(text, answer))

    def _search(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        return re.search(pattern, self.left)

    def _denied(self, found: re.Match[str]) -> re.Match[str] | None:
        """The words together with the denial before them, if there is one."""
        before = re.search(phrases.DENIED, self.left[: found.start()])
        return re.compile(re.escape(before[0] + found[0])).search(self.left, before.start()) if before else None

    def _charge(self) -> None:
        charges: list[Charge] = []
        for pattern, key, fact in phrases.CHARGES:
            if found := self._search(pattern):
                charges += [CHARGES[key]] if CHARGES[key] not in charges else []
                self.facts += [fact] if fact else []
                self._take(found, CHARGES[key].title + (f"，{FACTS[fact]}" if fact else ""))
        names = {name: charge for charge in CHARGES.values() for name in charge.names}
        for name in sorted([*names, *NOT_COVERED], key=len, reverse=True):
            while found := self._search(re.escape(name)):
                if denied := self._denied(found):
                    self._take(denied, _("否认，不计入"))
                    continue
                if name not in names:
                    find_charge(name)  # raises: it is not one of the 23
                if names[name] not in charges:
                    charges.append(names[name])
                if name in phrases.TIER_IN_NAME:
                    self.reading.inputs["tier"] = phrases.TIER_IN_NAME[name]
                self._take(found, names[name].title)
        if len(charges) > 1:
            self._ask(
                _("一句话里有几个罪名（{names}）。请一罪写一句，分开计算后再数罪并罚。").format(
                    names="、".join(charge.title for charge in charges)
                ),
                "charge",
            )
        elif not charges:
            self._ask(_("没有看出是什么罪名，请写明，如 盗窃、诈骗、故意伤害。"), "charge")
        else:
            self.charge = charges[0]
            self.reading.inputs["charge"] = self.charge.key

    def _days(self) -> None:
        for found in list(_DAY.finditer(self.left)):
            before, after = self.left[: found.start()], self.left[found.end() :]
            around = re.split(r"[,;。]", before)[-1][-4:] + _GAP + re.split(r"[,;。]", after)[0][:4]
            if re.search(r"生于|出生", around):
                self.reading.inputs["birth"] = found[0]
                self._take(found, _("出生日期"))
            elif re.search(r"作案|犯罪|案发|实施", around):
                self.reading.inputs["crime_date"] = found[0]
                self._take(found, _("作案日期"))
        self.left = re.sub(r"(?:出生于|生于|出生)", lambda found: _GAP * len(found[0]), self.left)

    def _age(self) -> None:
        for found in list(_AGE.finditer(self.left)):
            clause = re.split(r"[,;。]", self.left[: found.start()])[-1]
            if re.search(r"被害|受害|对方|向|对", clause):
                continue
            if "age" in self.reading.inputs:
                self._ask(_("有几个年龄，不知道哪一个是作案时的年龄。"), "age")
                return
            self.reading.inputs["age"] = int(parse_number(found["figure"], label=_("年龄")))
            self._take(found, _("作案时的年龄"))

    def _circumstances(self) -> None:
        for pattern, key in phrases.CIRCUMSTANCES:
            while found := self._search(pattern):
                if denied := self._denied(found):
                    self._take(denied, _("否认，不计入"))
                    continue
                if not self._fits(key):
                    self.left = self.left[: found.start()] + "\1" * len(found[0]) + self.left[found.end() :]
                    self.reading.unread.append(found[0])
                    continue
                words = self._take(found, _title(key))
                self.found.setdefault(key, words)
        if found := self._search(r"(?:系|是)?未成年人?"):
            self._minor(found)
        if found := self._search(r"(?:犯罪|情节)(?:较轻|轻微)"):
            self.reading.inputs["minor"] = True
            self._take(found, _("犯罪较轻"))

    def _fits(self, key: str) -> bool:
        what = CIRCUMSTANCES.get(key)
        return what is None or not what.charges or self.charge is None or self.charge.key in what.charges

    def _minor(self, found: re.Match[str]) -> None:
        if "age" in self.reading.inputs or "birth" in self.reading.inputs:
            self._take(found, _("未成年，按所写的年龄"))
        elif self.charge is not None and not self.charge.from_fourteen:
            self.found["minor_16_18"] = self._take(
                found,
                _("已满十六周岁不满十八周岁（{charge}满十六周岁才负刑事责任）").format(charge=self.charge.title),
            )
        else:
            self._take(found, _("未成年人，年龄待答"))
            self._ask(_("未成年人作案时几岁？十六周岁前后的幅度不同，请写明，如 17岁。"), "age")

    def _tier_and_facts(self) -> None:
        charge = self.charge
        if charge is None:
            return
        for pattern, fact in phrases.FACTS:
            while fact in charge.entry and (found := self._search(pattern)):
                self._take(found, FACTS[fact])
                if fact not in self.facts:
                    self.facts.append(fact)
        tiers = list(charge.tiers)
        named = [self.reading.inputs["tier"]] if "tier" in self.reading.inputs else []
        for pattern, tier in phrases.TIERS.get(charge.key, ()):
            while found := self._search(pattern):
                named.append(tier)
                self._take(found, charge.tiers[tier])
        if charge.amounts and charge.key not in phrases.TIERS:
            for pattern, start in phrases.AMOUNT_TIERS:
                tier = next((key for key, label in charge.tiers.items() if label.startswith(start)), "")
                while tier and (found := self._search(pattern)):
                    named.append(tier)
                    self._take(found, charge.tiers[tier])
        if named:
            self.reading.inputs["tier"] = max(named, key=tiers.index)
        if charge.key == "injury" and self._search("轻微伤"):
            self._ask(_("轻微伤一般不构成故意伤害罪。伤情鉴定是轻伤还是重伤？"), "tier")
        if charge.key == "injury" and self._search("死亡|致死"):
            raise BadInput(_("故意伤害致人死亡的，指导意见没有规定量刑起点，本系统不估算。"), input="tier")

    # -- quantities

    def _quantities(self) -> None:
        charge = self.charge
        if charge is not None and charge.grams:
            self._grams()
        sums = []
        while found := _SUM.search(self.left):
            before = self.left[: found.start()].replace(_GAP, "")
            original = self.text[: found.start()]
            value = self._yuan(found)
            if value is None:
                return
            if re.search(phrases.OTHER_SUM, original):
                self._take(found, _("不是犯罪数额，未计入"))
            elif (
                charge is not None and "loss" in charge.measures and re.search(r"损失[^,;。]{0,4}$", before or original)
            ):
                self.reading.inputs["loss"] = value
                self._take(found, _("直接经济损失 {sum} 元").format(sum=short(value)))
            else:
                about = _("（约数，按此数计）") if re.search("[余多]", found[0]) else ""
                sums.append((value, self._take(found, _("数额 {sum} 元{about}").format(sum=short(value), about=about))))
        if charge is not None and "people" in charge.measures and (found := _PEOPLE.search(self.left)):
            self.reading.inputs["people"] = parse_number(found["figure"], label=_("人数"))
            self._take(found, _("存款人数"))
        if len({value for value, _words in sums}) > 1:
            self._ask(
                _("有几个数额（{sums}），不知道哪一个是犯罪数额。请只写合计数。").format(
                    sums="、".join(words for _value, words in sums)
                ),
                "amount",
            )
        elif sums and charge is not None and charge.amounts:
            self.reading.inputs["amount"] = sums[0][0]
        elif sums:
            self.reading.unread.extend(words for _value, words in sums)

    def _yuan(self, found: re.Match[str]) -> Decimal | None:
        try:
            return parse_amount(re.sub("[余多]", "", found["figure"]), label=_("数额"))
        except BadInput as problem:
            self._ask(problem.message, "amount")
            return None

    def _grams(self) -> None:
        values = []
        while found := _GRAMS.search(self.left):
            value = parse_number(found["figure"], label=_("毒品数量"))
            value *= 1000 if found["unit"] in ("千克", "公斤") else 1
            values.append(value)
            self._take(found, _("毒品数量"))
        for pattern, substance in ((r"海洛因|冰毒|甲基苯丙胺", "heroin"), (r"鸦片", "opium")):
            if found := self._search(pattern):
                self.reading.inputs["substance"] = substance
                self._take(found, SUBSTANCES[substance])
        if found := self._search(phrases.OTHER_DRUGS):
            self._take(found, _("其他毒品"))
            self._ask(
                _("{drug}的数量标准须按司法解释换算，本系统没有录入，请选定一档（tier）。").format(drug=found[0]),
                "tier",
            )
        elif len(values) > 1:
            self._ask(_("有几个毒品数量，请写合计数。"), "grams")
        elif values:
            self.reading.inputs["grams"] = values[0]
            if "substance" not in self.reading.inputs:
                self._ask(_("是哪一种毒品？请写明海洛因、冰毒或者鸦片。"), "substance")

    def _place(self) -> None:
        cities = [
            city
            for name in ("gd_class_1", "gd_class_2")
            for version in parameters.parameter(f"sentencing_amounts.{name}").versions
            for city in version.value
        ]
        found = self._search(rf"(?:{'|'.join(cities)})市?(?:[^,;。{_GAP}]{{1,3}}[区县])?") or self._search(
            rf"(?<=在)[^,;。{_GAP}]{{2,6}}?[省市县](?:[^,;。{_GAP}]{{1,6}}?[市区县])?"
        )
        if found:
            self.reading.inputs["place"] = self._take(found, _("地点"))

    # -- what belongs together

    def _merge(self) -> None:
        found = self.found
        if "came_forward" in found:
            words = found.pop("came_forward")
            if "confession" in found or "surrender" in found:
                found.setdefault("surrender", words)
            else:
                self._ask(_("投案之后有没有如实供述？有，是自首，请写“自首”；没有，请删去“投案”。"), "circumstances")
        if "surrender" in found:
            self._drop(found, ("confession", "court_plea"), _("自首已包括如实供述，不再另计"))
        if {"confession", "confession_heavier", "confession_averting"} & set(found):
            self._drop(found, ("court_plea",), _("已认定坦白，不再另计"))
        if {"confession_heavier", "confession_averting"} & set(found):
            self._drop(found, ("confession",), _("取更重要的一种坦白"))
        self._compensation(found)
        if "recidivist" in found:
            self._drop(found, ("prior_record",), _("已认定累犯，同一前科不再另计"))
        self._plea(found)

    def _compensation(self, found: dict[str, str]) -> None:
        if "forgiven" in found and ("repaid" in found or "compensated" in found):
            paid = found.pop("repaid", "") or found.pop("compensated", "")
            found.pop("compensated", None)
            words = f"{paid}、{found.pop('forgiven')}"
            found["compensated_forgiven"] = words
            self.reading.understood.append((words, _("合并为“积极赔偿并取得谅解”，同一笔钱不作两次评价")))
        elif "repaid" in found:
            words = found.pop("repaid")
            if "restitution_early" not in found:
                found.setdefault("restitution", words)
        if "reconciled" in found:
            self._drop(found, ("compensated_forgiven", "compensated", "forgiven"), _("刑事和解已包括赔偿、谅解"))

    def _plea(self, found: dict[str, str]) -> None:
        if "plea" not in found:
            return
        known = parameters.parameter(PLEA_KNOWN_FROM).versions[0].start
        if self.on < known:
            self._drop(found, ("plea",), _("{start} 以前的指导意见没有规定比例，未计入").format(start=known))
            return
        amends = {"restitution", "restitution_early", "compensated_forgiven", "compensated", "forgiven", "reconciled"}
        key = "plea"
        if {"surrender", "confession_averting"} & set(found):
            key = "plea_surrender"
        elif amends & set(found):
            key = "plea_amends"
        absorbed = {
            "surrender",
            "confession",
            "confession_heavier",
            "confession_averting",
            "court_plea",
            "good_conduct",
        }
        merged = [found.pop(one) for one in list(found) if one in absorbed | amends]
        words = found.pop("plea")
        found[key] = words
        if merged:
            self.reading.understood.append(
                (
                    "、".join([words, *merged]),
                    _("合并为“{title}”，不作重复评价").format(title=CIRCUMSTANCES[key].title),
                )
            )

    def _drop(self, found: dict[str, str], keys: Iterable[str], why: str) -> None:
        for key in keys:
            if key in found:
                self.reading.understood.append((found.pop(key), why))

    def _leftover(self) -> None:
        while found := self._search(phrases.WITHOUT_EFFECT):
            self._take(found, _("不影响月数"))
        rest = re.sub(phrases.FILLER, _GAP, self.left)
        for clause, kept in zip(_clauses(self.left), _clauses(rest), strict=True):
            if re.sub(rf"[{_GAP}\1]", "", kept):
                words = re.sub(rf"^[{_GAP}\1]+|[{_GAP}\1]+$", "", clause)
                self.reading.unread.append(re.sub(rf"[{_GAP}\1]+", "…", words))


def _clauses(text: str) -> list[str]:
    return re.split(r"[,;。:!?、()“”\"]", text)


def _title(key: str) -> str:
    extra = {"came_forward": _("投案"), "repaid": _("退赔"), "compensated": _("赔偿"), "forgiven": _("谅解")}
    return extra.get(key) or CIRCUMSTANCES[key].title
