"""From amount, quantity and facts to the tier of 法定刑, by the standards of a day and a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fazhi.i18n import _
from fazhi.law import parameters
from fazhi.law.amounts import plain, short
from fazhi.law.errors import BadInput, NoSuchParameter
from fazhi.law.parameters.values import Range
from fazhi.law.sentencing.charges import Charge
from fazhi.law.sentencing.errors import NoCrimeByAmount
from fazhi.law.working import Working

FACTS = {
    "repeated": _("两年内三次以上"),
    "burglary": _("入户"),
    "weapon": _("携带凶器"),
    "pickpocket": _("扒窃"),
    "half_threshold": _("有“数额较大”减半的情形"),
    "telecom": _("电信网络诈骗"),
    "overdraft": _("恶意透支"),
}
SUBSTANCES = {"heroin": _("海洛因、甲基苯丙胺（冰毒）"), "opium": _("鸦片")}
_CLASSES = {"gd1": _("广东一类地区"), "gd2": _("广东二类地区")}


@dataclass(frozen=True)
class Crime:
    """What was done: amounts in yuan, ``grams`` of ``substance``, ``facts`` from :data:`FACTS`."""

    charge: Charge
    tier: str = ""
    amount: Decimal | None = None
    grams: Decimal | None = None
    substance: str = "heroin"
    people: Decimal | None = None
    loss: Decimal | None = None
    facts: frozenset[str] = frozenset()
    place: str = ""


@dataclass(frozen=True)
class Measure:
    """A quantity against the thresholds of its tiers."""

    value: Decimal
    unit: str
    thresholds: Mapping[str, Range]
    standard: str

    def text(self, value: Decimal) -> str:
        """With its unit."""
        return f"{short(value)}{self.unit}" if self.unit == "元" else f"{plain(value)}{self.unit}"


@dataclass(frozen=True)
class Located:
    """``excess``: beyond the tier's threshold; ``room``: from it to the next tier's (``None``: none, or unknown).

    ``area``: "gd1", "gd2" or nothing. ``measure`` is ``None`` where the tier was chosen or follows from a fact.
    """

    tier: str
    area: str
    measure: Measure | None = None
    excess: Decimal = Decimal(0)
    room: Decimal | None = None


def middle(span: Range) -> Decimal:
    """Half way."""
    return (span.low + span.high) / 2


def area_of(w: Working, place: str) -> str:
    """The class of a place in Guangdong, or nothing for the whole country."""
    for area, title in _CLASSES.items():
        if place == title:
            return area
        version = parameters.parameter(f"sentencing_amounts.gd_class_{area[-1]}").at(w.on)
        if any(city in place for city in version.value):
            w.version(f"sentencing_amounts.gd_class_{area[-1]}")
            return area
    if place and place not in ("全国", "national"):
        w.warn(_("没有录入“{place}”的本省数额标准，按全国标准。").format(place=place))
    return ""


def locate(w: Working, crime: Crime, day: date, tiers: Sequence[str]) -> Located:
    """The tier, by the standards in force on ``day``. ``tiers``: those of the law applied, lightest first.

    Raises :class:`BadInput` where only the province's standard could tell or the tier contradicts the amount, and
    :class:`NoCrimeByAmount` below every threshold.
    """
    charge = crime.charge
    area = area_of(w, crime.place)
    given = _tier(crime, tiers) if crime.tier else ""
    measures = _measures(w, crime, day, area, tiers)
    if not measures:
        if given or len(tiers) == 1:
            return Located(given or tiers[0], area)
        if _enters(crime):
            return Located(tiers[0], area)
        raise BadInput(_missing(charge, tiers), input="tier")
    found = [(_measured(crime, measure, tiers, given), measure) for measure in measures]
    reached, measure = max(found, key=lambda pair: tiers.index(pair[0]) if pair[0] else -1)
    if given:
        if reached and tiers.index(reached) > tiers.index(given):
            raise BadInput(
                _("{value}已达到“{reached}”，与所选的“{given}”不符，请核对。").format(
                    value=measure.text(measure.value), reached=charge.tiers[reached], given=charge.tiers[given]
                ),
                input="tier",
            )
        if reached != given:
            return Located(given, area)
    elif not reached:
        if _enters(crime):
            return Located(tiers[0], area)
        raise _below(crime, measure, tiers)
    low = middle(measure.thresholds[reached]) if reached in measure.thresholds else Decimal(0)
    following = tiers[tiers.index(reached) + 1 :]
    beyond = next((middle(measure.thresholds[tier]) for tier in following if tier in measure.thresholds), None)
    excess = max(measure.value - low, Decimal(0))
    return Located(reached, area, measure, excess, None if beyond is None else beyond - low)


def _tier(crime: Crime, tiers: Sequence[str]) -> str:
    labels = {tier: crime.charge.tiers[tier] for tier in tiers}
    text = crime.tier.strip()
    if text in labels:
        return text
    matching = [tier for tier, label in labels.items() if text == label] or [
        tier for tier, label in labels.items() if label.startswith(text)
    ]
    if len(matching) == 1:
        return matching[0]
    raise BadInput(
        _("{charge}没有“{raw}”这一档。可选：{known}。").format(
            charge=crime.charge.title, raw=crime.tier, known=_listed(labels)
        ),
        input="tier",
    )


def _listed(labels: Mapping[str, str]) -> str:
    return "；".join(f"{tier}（{label}）" for tier, label in labels.items())


def _missing(charge: Charge, tiers: Sequence[str]) -> str:
    labels = _listed({tier: charge.tiers[tier] for tier in tiers})
    if charge.amounts:
        return _("{charge}按数额定档，请给出数额（amount），或者选定一档（tier）：{labels}。").format(
            charge=charge.title, labels=labels
        )
    if charge.grams:
        return _(
            "{charge}按数量定档，请给出克数和毒品种类（grams、substance），或者选定一档（tier）：{labels}。"
        ).format(charge=charge.title, labels=labels)
    return _("{charge}请选定一档（tier）：{labels}。").format(charge=charge.title, labels=labels)


def _enters(crime: Crime) -> bool:
    return bool(crime.facts & set(crime.charge.entry))


def _measures(w: Working, crime: Crime, day: date, area: str, tiers: Sequence[str]) -> list[Measure]:
    charge = crime.charge
    if charge.grams:
        if crime.grams is None:
            return []
        name = f"{charge.key}_{crime.substance}"
        return [Measure(crime.grams, "克", _known(w, name, day, tiers), SUBSTANCES[crime.substance])]
    if not charge.amounts:
        return []
    found = []
    for name, value in (("", crime.amount), ("people", crime.people), ("loss", crime.loss)):
        if name and name not in charge.measures:
            continue
        stem = f"{charge.amounts}_{name}" if name else _standard(crime)
        # Looked up even without a value: a standard that was replaced by an unknown one forbids every answer.
        thresholds, standard = _thresholds(w, crime, stem, day, "" if name else area, tiers)
        if value is not None:
            found.append(Measure(value, "人" if name == "people" else "元", thresholds, standard))
    return found


def _standard(crime: Crime) -> str:
    if crime.charge.key == "fraud" and "telecom" in crime.facts:
        return "fraud_telecom"
    if crime.charge.key == "credit_card" and "overdraft" in crime.facts:
        return "credit_card_overdraft"
    return crime.charge.amounts


def _known(w: Working, name: str, day: date, tiers: Sequence[str]) -> dict[str, Range]:
    value: dict[str, Range] = w.version(f"sentencing_amounts.{name}", day).value
    return {tier: value[tier] for tier in tiers if tier in value}


def has(identifier: str) -> bool:
    """Whether there is such a parameter."""
    try:
        parameters.parameter(identifier)
    except NoSuchParameter:
        return False
    return True


def _thresholds(
    w: Working, crime: Crime, name: str, day: date, area: str, tiers: Sequence[str]
) -> tuple[dict[str, Range], str]:
    standard = _("全国")
    local: dict[str, Range] = {}
    if area and has(f"sentencing_amounts.{name}_{area}"):
        local, standard = _known(w, f"{name}_{area}", day, tiers), _CLASSES[area]
    national = parameters.parameter(f"sentencing_amounts.{name}").at(day).value
    if set(national) & set(tiers) != set(local):
        local = {**_known(w, name, day, tiers), **local}
    if "half_threshold" in crime.facts:
        if not crime.charge.half:
            raise BadInput(_("{charge}没有“数额较大”减半认定的规定。").format(charge=crime.charge.title), input="facts")
        half = w.number("sentencing_amounts.half", day)
        local["large"] = Range(local["large"].low * half, local["large"].high * half)
    return {tier: local[tier] for tier in tiers if tier in local}, standard


def _measured(crime: Crime, measure: Measure, tiers: Sequence[str], given: str) -> str:
    """The highest tier surely reached. Raises where the national range leaves it open and no tier was chosen."""
    floor = tiers[0] if tiers[0] not in measure.thresholds and not _first_needs_amount(crime) else ""
    sure = possible = floor
    for tier, span in measure.thresholds.items():
        if measure.value >= span.high:
            sure = tier
        if measure.value >= span.low:
            possible = tier
    if possible != sure and not given and not (_enters(crime) and possible == tiers[0]):
        span = measure.thresholds[possible]
        raise BadInput(
            _(
                "{value}是否达到“{tier}”要看当地标准：全国的幅度是 {low} 至 {high}，由各省确定。"
                "请给出地点（place，如 深圳），或者选定一档（tier）。"
            ).format(
                value=measure.text(measure.value),
                tier=crime.charge.tiers[possible],
                low=measure.text(span.low),
                high=measure.text(span.high),
            ),
            input="place",
        )
    return sure


def _first_needs_amount(crime: Crime) -> bool:
    """Selling drugs and handling proceeds are crimes below every figure known here; possession and the rest are not."""
    return crime.charge.key not in ("drugs", "concealment")


def _below(crime: Crime, measure: Measure, tiers: Sequence[str]) -> NoCrimeByAmount:
    first = measure.thresholds[tiers[0]]
    text = _("{value}没有达到{charge}“{tier}”的起点 {least}（{standard}）：单按数额不构成犯罪。").format(
        value=measure.text(measure.value),
        charge=crime.charge.title,
        tier=crime.charge.tiers[tiers[0]].split("，")[0],
        least=measure.text(first.low),
        standard=measure.standard,
    )
    if crime.charge.entry:
        facts = "、".join(FACTS[fact] for fact in crime.charge.entry)
        text += _("但有下列情形之一的，不论数额也可以构成犯罪：{facts}（用 facts 给出）。").format(facts=facts)
    if crime.charge.half and "half_threshold" not in crime.facts:
        text += _("有特定情形（如曾因同类行为受过处罚）的，起点减半（facts 加 half_threshold）。")
    text += _("不构成犯罪的，仍可能受治安管理处罚。")
    return NoCrimeByAmount(text, charge=crime.charge.key, threshold=str(first.low))
