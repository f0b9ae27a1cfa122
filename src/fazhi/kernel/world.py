"""The people and days of the demonstration district: everything invented, seeded, and the same on every machine.

Each domain draws from a generator of its own (:meth:`World.rng`), so that one more row in one domain changes nothing
in another. Only integer draws and choices are used: no function whose last bits differ between machines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from fazhi.kernel.district import Community, District

Row = dict[str, object]
"""Column name → Python value; a column left out is an empty cell."""

HALVES = (
    (date(2019, 1, 1), date(2019, 6, 30)),
    (date(2019, 7, 1), date(2019, 12, 31)),
    (date(2020, 1, 1), date(2020, 6, 30)),
    (date(2020, 7, 1), date(2020, 12, 31)),
)
"""The half-years that the demonstration district has lived through."""

CUTOFF = date(2020, 6, 30)
"""The last day of the half-year that the sample report is about."""

_SEED = "fazhi demonstration district"
_FIRST_DAY, _LAST_DAY = date(2011, 1, 1), date(2021, 12, 31)
_NOWHERE = "990000"  # no such administrative area: an identity number that begins so belongs to nobody

_SURNAMES = (
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_GIVEN = {
    "男": "伟强磊军洋勇杰涛明超平刚辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢佳峰建国志文海东立成晓亮庆荣坤",
    "女": "芳娜敏静丽艳娟霞秀英玲桂兰红梅燕琳慧莉丹萍雪晶欣怡婷颖洁倩瑶蕾璐珊梦菲妍月蓉云莲凤文晓佳淑",
}
_COMPANY = "恒鑫嘉盛泰和瑞隆诚信德远宏达天成汇丰华康美联创展博雅锦程万利安顺通源立信启明朗润"
_TRADES = (
    "贸易",
    "珠宝",
    "商贸",
    "餐饮管理",
    "物业管理",
    "科技",
    "服饰",
    "物流",
    "文化传播",
    "酒店管理",
    "电子商务",
    "装饰工程",
)
_SHOPS = ("便利店", "餐馆", "理发店", "服装店", "五金店", "水果店", "药店", "茶庄", "文具店", "维修店")

# Share of a year's work by month; in February 2020 little could be done in person.
_MONTHS = {1: 9, 2: 6, 3: 10, 4: 10, 5: 10, 6: 11, 7: 10, 8: 10, 9: 10, 10: 9, 11: 11, 12: 10}
_LOCKDOWN = {(2020, 2): 3, (2020, 3): 7}


@dataclass(frozen=True)
class Person:
    """An invented person. The identity number is well formed but names an area that does not exist."""

    name: str
    sex: str
    id_number: str
    phone: str


@dataclass(frozen=True)
class Firm:
    """An invented law firm."""

    name: str
    licence: str
    street: str


@dataclass(frozen=True)
class Lawyer:
    """An invented lawyer."""

    person: Person
    licence: str
    firm: str
    party_member: bool
    licensed_on: date


@dataclass(frozen=True)
class Employee:
    """A member of the bureau's staff."""

    person: Person
    section: str


class World:
    """Whom and what the demonstration ledgers of all domains have in common."""

    def __init__(self, district: District) -> None:
        self.district = district

    def rng(self, name: str) -> Random:
        """A generator of pseudo-random numbers for one domain."""
        return Random(f"{_SEED}: {name}")  # noqa: S311 (invented data, no secret)

    # --- days ---------------------------------------------------------------------------------------------------

    @cached_property
    def _working_days(self) -> list[date]:
        from chinese_calendar import is_workday

        days = (_FIRST_DAY + timedelta(n) for n in range((_LAST_DAY - _FIRST_DAY).days + 1))
        return [day for day in days if is_workday(day)]

    def working_days(self, start: date, end: date) -> list[date]:
        """The working days from ``start`` to ``end``, both included."""
        days = self._working_days
        return days[bisect_left(days, start) : bisect_right(days, end)]

    def days(self, rng: Random, count: int, start: date, end: date) -> list[date]:
        """``count`` working days in order, more in busy months, few while the epidemic was at its height."""
        days = self.working_days(start, end)
        weights = [_LOCKDOWN.get((day.year, day.month), _MONTHS[day.month]) for day in days]
        return sorted(rng.choices(days, weights, k=count))

    def day(self, rng: Random, start: date, end: date) -> date:
        """One working day between two days, both included."""
        return rng.choice(self.working_days(start, end))

    def shift(self, day: date, working_days: int) -> date:
        """The day so many working days later (or earlier, if negative)."""
        days = self._working_days
        return days[max(0, min(len(days) - 1, bisect_left(days, day) + working_days))]

    def numbering(self, word: str) -> Numbering:
        """Numbers such as 罗调〔2020〕12号, counted by year."""
        return Numbering(f"{self.district.abbreviation}{word}")

    # --- people and companies -----------------------------------------------------------------------------------

    def name(self, rng: Random, sex: str = "") -> str:
        """A person's name."""
        given = _GIVEN[sex or rng.choice("男女")]
        first = rng.choice(given)
        return rng.choice(_SURNAMES) + first + (rng.choice(given) if rng.random() < 0.7 else "")

    def phone(self, rng: Random) -> str:
        """A mobile number of the range 199 0000, which is used for inventions only."""
        return f"1990000{rng.randrange(10000):04}"

    def person(self, rng: Random, born: tuple[int, int] = (1955, 1999)) -> Person:
        """A person born in one of the years from ``born[0]`` to ``born[1]``."""
        from stdnum.cn import ric

        sex = rng.choice("男女")
        birthday = date(rng.randint(*born), 1, 1) + timedelta(rng.randrange(365))
        order = rng.randrange(499) * 2 + (1 if sex == "男" else 2)
        body = f"{_NOWHERE}{birthday:%Y%m%d}{order:03}"
        # The library wants the place of the check digit filled.
        return Person(self.name(rng, sex), sex, body + ric.calc_check_digit(f"{body}0"), self.phone(rng))

    def company(self, rng: Random) -> str:
        """An enterprise's name, marked as invented."""
        city = self.district.city
        return f"{city}{rng.choice(_COMPANY)}{rng.choice(_COMPANY)}{rng.choice(_TRADES)}有限公司（演示）"

    def shop(self, rng: Random) -> str:
        """The name of an individual business, marked as invented."""
        return f"{self.district.name}{rng.choice(_COMPANY)}{rng.choice(_COMPANY)}{rng.choice(_SHOPS)}（演示）"

    def credit_code(self, rng: Random, kind: str) -> str:
        """A well-formed unified social credit code of an area that does not exist; ``kind`` is "91" or "92"."""
        from stdnum.cn import uscc

        body = f"{kind}{_NOWHERE}MA{rng.randrange(10**7):07}"
        return body + uscc.calc_check_digit(body)

    def address(self, rng: Random, community: Community) -> str:
        """A home address, marked as invented."""
        return f"{community.street}{community.name}演示路{rng.randrange(1, 300)}号{rng.randrange(101, 2400)}房"

    def community(self, rng: Random) -> Community:
        """Any community of the district."""
        return rng.choice(self.district.communities)

    def unit(self, word: str) -> str:
        """The first unit whose name contains ``word``; the bureau itself, if the district has none."""
        return next((unit.name for unit in self.district.units if word in unit.name), self.district.bureau)

    @cached_property
    def firms(self) -> list[Firm]:
        """Law firms of the district."""
        rng = self.rng("firms")
        names: dict[str, None] = {}
        while len(names) < 96:
            names[f"{rng.choice(_COMPANY)}{rng.choice(_COMPANY)}（演示）律师事务所"] = None
        streets = self.district.streets
        return [Firm(name, f"DEMO-SWS-{n:04}", rng.choice(streets).name) for n, name in enumerate(names, 1)]

    @cached_property
    def lawyers(self) -> list[Lawyer]:
        """Lawyers of the district, firm by firm."""
        rng = self.rng("lawyers")
        lawyers: list[Lawyer] = []
        for firm in self.firms:
            for _n in range(rng.randint(4, 20)):
                lawyers.append(
                    Lawyer(
                        person=self.person(rng, (1962, 1993)),
                        licence=f"DEMO-LS-{len(lawyers) + 1:05}",
                        firm=firm.name,
                        party_member=rng.random() < 0.31,
                        licensed_on=date(rng.randint(2001, 2018), rng.randint(1, 12), rng.randint(1, 28)),
                    )
                )
        return lawyers

    @cached_property
    def service_group(self) -> list[Lawyer]:
        """Lawyers who volunteer against the epidemic, most of them members of the Party."""
        rng = self.rng("service group")
        members = [lawyer for lawyer in self.lawyers if lawyer.party_member]
        others = [lawyer for lawyer in self.lawyers if not lawyer.party_member]
        return rng.sample(members, 51) + rng.sample(others, 18)

    @cached_property
    def counsel(self) -> dict[str, Lawyer]:
        """The legal counsel of each community, by the community's name: one lawyer each."""
        lawyers = self.rng("counsel").sample(self.lawyers, len(self.district.communities))
        return {community.name: lawyer for community, lawyer in zip(self.district.communities, lawyers, strict=True)}

    @cached_property
    def staff(self) -> list[Employee]:
        """The bureau's staff, section by section."""
        rng = self.rng("staff")
        return [
            Employee(self.person(rng, (1965, 1996)), section)
            for section in self.district.sections
            for _n in range(rng.randint(5, 8))
        ]

    def employee(self, rng: Random, section: str) -> str:
        """The name of someone of the section whose name contains ``section``; of any, if none is called so."""
        staff: Sequence[Employee] = [e for e in self.staff if section in e.section] or self.staff
        return rng.choice(staff).person.name


class Numbering:
    """Counts by year: ``next(day)`` is the next number of that year."""

    def __init__(self, word: str) -> None:
        self.word = word
        self._last: dict[int, int] = defaultdict(int)

    def next(self, day: date) -> str:
        """The next number of the year of ``day``."""
        self._last[day.year] += 1
        return f"{self.word}〔{day.year}〕{self._last[day.year]}号"
