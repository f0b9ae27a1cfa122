"""The words in which a business is declared: places, roles, states, clocks, materials, questions, transitions.

A procedure is a class whose attributes are these plain objects. The kernel enforces what they say and derives the rest
from them: permissions, deadlines, buttons, checklists, flow charts, API actions, statistics. Labels are Chinese source
strings; the tool that collects translations knows the classes of this module by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar, Literal, TypeVar

from fazhi.kernel.procedures.past import Past

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
DOCUMENTS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


class Named:
    """What a procedure has as an attribute: it knows the name it was given there."""

    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        # A procedure that inherits from an older version shares its objects; the first name stays.
        if not self.name:
            self.name = name

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"


@dataclass(frozen=True)
class Role:
    """What somebody is in a unit: 经办人, 负责人. ``id`` is kept in memberships."""

    id: str
    label: str


HANDLER = Role("handler", "经办人")
HEAD = Role("head", "负责人")


@dataclass(eq=False, repr=False)
class Place(Named):
    """A place in a matter that a unit takes: 登记单位, 主办单位.

    ``kinds``: kinds of organisation that may take it. ``many``: several units at once. ``post``: the district names one
    organisation for it under this key, and it takes the place as soon as a matter is opened, or, where there are
    ``joins``, as soon as the matter enters one of these states.
    """

    label: str
    kinds: tuple[str, ...] = ()
    many: bool = False
    post: str = ""
    joins: tuple[State, ...] = ()


@dataclass(frozen=True)
class Seat:
    """Who may act: whoever has ``role`` in a unit that holds ``place`` in the matter."""

    role: Role
    place: Place

    @property
    def label(self) -> str:
        """主办单位经办人."""
        return f"{self.place.label}{self.role.label}"


@dataclass(frozen=True)
class System:
    """The platform itself, when a time has come."""

    label: str = "系统"


SYSTEM = System()


@dataclass(eq=False, repr=False)
class State(Named):
    """A state of a matter. ``ends``: nothing more happens in it; ``public``: how it is put to the public."""

    label: str
    ends: bool = False
    public: str = ""


@dataclass(eq=False, repr=False)
class Material(Named):
    """Files of one kind. ``at_least``: how many must come with the transition that takes them."""

    label: str
    types: frozenset[str] = IMAGES | DOCUMENTS
    at_least: int = 0
    at_most: int = 9
    help: str = ""


Kind = Literal[
    "text",
    "long_text",
    "choice",
    "choices",
    "unit",
    "units",
    "date",
    "integer",
    "decimal",
    "yes_no",
    "marks",
    "matter",
    "party",
    "parties",
]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ask:
    """One question that a transition asks. ``name`` is the key of the answer.

    ``choices`` are pairs of value and label, or a function of the matter (``None`` when it is being opened) that gives
    them. ``place``: of a unit, the place it takes, which says what kinds of unit may be named. ``personal``: the answer
    may hold personal data and is kept where it can be erased, as texts always are.

    A ``party`` is a person or organisation with its representatives, ``parties`` are from ``minimum`` to ``maximum`` of
    them. ``role``: what they are in the matter (申请人), the label unless said. ``opposes``: the role of the other
    side, on which none of them may stand too. ``identified``: not without the number of a paper. ``guarded``: their
    age is told, and none that is under age comes without a guardian (法定代理人).
    """

    name: str
    label: str
    kind: Kind = "text"
    required: bool = True
    choices: Choices | Callable[[Any], Choices] = ()
    place: Place | None = None
    minimum: int | None = None
    maximum: int | None = None
    personal: bool = False
    role: str = ""
    opposes: str = ""
    identified: bool = False
    guarded: bool = False
    help: str = ""

    @property
    def of_parties(self) -> bool:
        """Whether it asks for persons or organisations that the matter is about."""
        return self.kind in ("party", "parties")

    @property
    def part(self) -> str:
        """What the parties that are named are in the matter."""
        return self.role or self.label


@dataclass(eq=False, repr=False)
class Clock(Named):
    """A period that runs while the matter is in certain states.

    It starts when the matter enters ``runs_in``, stands still in ``pauses_in``, and is met when the matter goes
    anywhere else. ``rule`` names a parameter of the law or a rule of the district; ``{column}`` in it is filled from
    the matter's own table (``boats.handling_{urgency}``). Of several names it runs by the first that there is a rule
    of: the particular ones stand before the general one.

    ``reminds``: at so many per cent of the period, whom. At 100 the last day is over, so they are told on the day
    after it. ``waits_for``: a function of the row of the matter's own table that gives the units it waits for. It runs
    only while there are any, and of a place of many only these are reminded.
    """

    label: str
    rule: str | tuple[str, ...]
    runs_in: tuple[State, ...]
    pauses_in: tuple[State, ...] = ()
    reminds: Mapping[int, tuple[Seat, ...]] = field(default_factory=dict)
    waits_for: Callable[[Any], Collection[Any]] | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of its rules, the most particular first, with their columns to be filled."""
        return (self.rule,) if isinstance(self.rule, str) else self.rule


RUN_OUT = 100
"""The mark of a clock at which its last day is over."""

Effect = Callable[[Any], None]
Guard = Callable[[Any], str]
Chooser = Callable[[Any], State]


@dataclass(eq=False, repr=False)
class Transition(Named):
    """One thing that can be done to a matter.

    ``at``: in which states. ``to``: where it leads; ``None`` where the state stays; several where ``chooses`` picks one
    of them afterwards. ``by``: who may. ``asks`` and ``takes``: what is filled in and attached. ``unless``: a function
    that says in words why it may not be done now, or an empty text. ``does``: what the domain writes, in the same
    database transaction. ``after``: a clock; the platform does it when that has run out. ``tells``: who is told.
    ``weighty``: is confirmed before it is done. ``optional``: can be done, but the matter does not wait for it, so it
    brings the matter into nobody's queue and stands behind the other buttons.
    """

    label: str
    at: State | tuple[State, ...]
    to: State | tuple[State, ...] | None
    by: tuple[Seat | System, ...]
    asks: tuple[Ask, ...] = ()
    takes: tuple[Material, ...] = ()
    unless: Guard | None = None
    does: Effect | None = None
    chooses: Chooser | None = None
    after: Clock | None = None
    tells: tuple[Seat, ...] = ()
    basis: str = ""
    weighty: bool = False
    optional: bool = False
    help: str = ""

    @property
    def sources(self) -> tuple[State, ...]:
        """The states in which it can be done; none for what opens a matter."""
        return self.at if isinstance(self.at, tuple) else (self.at,)

    @property
    def targets(self) -> tuple[State, ...]:
        """The states it can lead to; none where the state stays."""
        if self.to is None:
            return ()
        return self.to if isinstance(self.to, tuple) else (self.to,)

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Who may do it, the platform left out."""
        return tuple(by for by in self.by if isinstance(by, Seat))


def opens(label: str, to: State, by: tuple[Seat, ...], **more: Any) -> Transition:
    """The transition that opens a matter."""
    return Transition(label, (), to, by, **more)


_N = TypeVar("_N", bound=Named)


@cache
def _declared(asked: tuple[type[Procedure], type[_N]]) -> dict[str, _N]:
    """What a class and those above it declare of a kind. A declaration is fixed once its class is made."""
    procedure, kind = asked
    found: dict[str, _N] = {}
    for owner in reversed(procedure.__mro__):
        found.update({name: value for name, value in vars(owner).items() if isinstance(value, kind)})
    return found


class Procedure:
    """How one kind of matter proceeds. Subclasses are declarations and are never instantiated.

    ``id`` and ``label`` name the kind; ``since`` is the day from which matters are opened under this version of it;
    ``word`` stands in numbers (罗船〔2026〕12号); ``basis`` names the law or the district's document it rests on;
    ``record`` is the domain's own table (``boats.BoatMatter``), one row a matter, and ``parts`` the
    relations of that row to rows that its steps alone change; ``overseers`` see all its matters; ``past`` says how
    matters of the years before the platform come in from old ledgers. ``flags``: columns of the domain's table with a
    word each; a matter in which one is filled bears the word in lists, and can be asked for by it.
    """

    id: ClassVar[str] = ""
    label: ClassVar[str] = ""
    since: ClassVar[date]
    word: ClassVar[str] = ""
    basis: ClassVar[str] = ""
    record: ClassVar[str] = ""
    parts: ClassVar[tuple[str, ...]] = ()
    overseers: ClassVar[tuple[tuple[Role, str], ...]] = ()
    flags: ClassVar[Mapping[str, str]] = {}
    past: ClassVar[Past | None] = None

    @classmethod
    def _all(cls, kind: type[_N]) -> dict[str, _N]:
        # A copy: pages ask dozens of times, and nobody may change what the next one gets.
        return dict(_declared((cls, kind)))

    @classmethod
    def places(cls) -> dict[str, Place]:
        """Its places by name, in the order of the file."""
        return cls._all(Place)

    @classmethod
    def states(cls) -> dict[str, State]:
        """Its states by name, in the order of the file."""
        return cls._all(State)

    @classmethod
    def clocks(cls) -> dict[str, Clock]:
        """Its clocks by name, in the order of the file."""
        return cls._all(Clock)

    @classmethod
    def materials(cls) -> dict[str, Material]:
        """Its materials by name, in the order of the file."""
        return cls._all(Material)

    @classmethod
    def transitions(cls) -> dict[str, Transition]:
        """Its transitions by name, in the order of the file."""
        return cls._all(Transition)

    @classmethod
    def opening(cls) -> Transition:
        """The transition that opens a matter; the checks at start see to it that there is exactly one."""
        return next(each for each in cls.transitions().values() if not each.sources)

    @classmethod
    def roles(cls) -> dict[str, Role]:
        """Every role that may act in it or oversee it, by id."""
        seats = [seat for each in cls.transitions().values() for seat in (*each.seats, *each.tells)]
        seats += [seat for clock in cls.clocks().values() for told in clock.reminds.values() for seat in told]
        return {role.id: role for role in [*(seat.role for seat in seats), *(role for role, _post in cls.overseers)]}

    @classmethod
    def version(cls) -> str:
        """Which version a matter is pinned to: the day from which it applies."""
        return cls.since.isoformat()
