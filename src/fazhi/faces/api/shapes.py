"""What the API answers with: the shapes from which the schema is made."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from fazhi.i18n import later


class Labelled(Schema):
    """Something said, with its label."""

    label: str
    value: str


class UnitOut(Schema):
    """An organisation by its code."""

    code: str
    name: str


class HolderOut(Schema):
    """A unit in its place in a matter, and who of it has the matter in hand."""

    place: str
    label: str
    unit: UnitOut
    handler: str = ""


class MatterBrief(Schema):
    """A matter in a list. ``sequence`` is the number of its last event: what an action is sent as ``seen``."""

    id: UUID
    number: str
    type: str
    type_label: str
    title: str
    state: str
    state_label: str
    opened_on: dt.date
    closed_on: dt.date | None
    next_due: dt.date | None
    confidential: bool
    sequence: int
    units: list[HolderOut]


class MatterPage(Schema):
    """A page of matters; ``next`` is the cursor of the page after it, empty at the end."""

    items: list[MatterBrief]
    next: str | None


class ClockOut(Schema):
    """A period. ``level``: overdue, soon, fine, paused or met. ``rule``: the parameter of the law or district."""

    clock: str
    label: str
    rule: str
    started_at: dt.datetime
    due: dt.date | None
    met_on: dt.date | None
    level: str
    text: str


class ActionOut(Schema):
    """Something that can be done. ``possible`` is false where ``hindrance`` stands in the way. ``body`` is the JSON
    schema of what ``href`` is sent, with the choices of this matter."""

    name: str
    label: str
    help: str
    possible: bool
    hindrance: str
    optional: bool
    units: list[UnitOut]
    href: str
    body: dict[str, Any]


class RelatedOut(Schema):
    """Another matter beside this one, as far as it may be seen."""

    label: str
    id: UUID
    number: str
    title: str


class MatterOut(MatterBrief):
    """A matter with its particulars, clocks and what its reader can do to it."""

    version: str
    particulars: list[Labelled]
    clocks: list[ClockOut]
    actions: list[ActionOut]
    related: list[RelatedOut]
    hidden_relations: int


class FileOut(Schema):
    """A file in a matter."""

    id: UUID
    material: str
    label: str
    name: str
    media_type: str
    size: int
    sha256: str
    href: str


class EventOut(Schema):
    """Something that happened. ``erased``: why its text is gone."""

    sequence: int
    at: dt.datetime
    kind: str
    label: str
    unit: str
    state: str
    answers: list[Labelled]
    files: list[UUID]
    erased: str


class EventPage(Schema):
    """What happened, the newest first."""

    items: list[EventOut]
    next: str | None


class PartyOut(Schema):
    """A person or organisation in a matter, masked."""

    id: UUID
    kind: str
    role: str
    represents: str
    name: str
    id_number: str
    phone: str
    address: str


class UnmaskIn(Schema):
    """What is to be shown in the clear, and why."""

    field: str = Field(pattern="^(id_number|phone|address)$")
    reason: str = Field(min_length=4, max_length=200)


class UnmaskedOut(Schema):
    """A value in the clear."""

    field: str
    value: str


class LineOut(Schema):
    """One item of a sheet."""

    item: str
    label: str
    full: str
    value: str
    remark: str


class SheetOut(Schema):
    """Marks that one unit gave another."""

    id: UUID
    rubric: str
    full: str
    scorer: str
    target: str
    lines: list[LineOut]


class TypeOut(Schema):
    """A type of matter as it is declared. ``openable``: this token's user may open one."""

    id: str
    label: str
    version: str
    basis: str
    states: dict[str, str]
    actions: dict[str, str]
    openable: bool
    opening: dict[str, Any] | None = Field(None, description=later("登记时要发送的内容的 JSON schema"))


class UploadOut(Schema):
    """A file sent ahead; it is forgotten after a day unless an action takes it."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str


class DoneOut(Schema):
    """What an action came to: the number of its event, and the matter as it stands now."""

    sequence: int
    matter: MatterOut


class ColumnOut(Schema):
    """A column of a ledger. ``personal``: its values are masked."""

    name: str
    heading: str
    type: str
    unit: str
    personal: bool
    note: str


class LedgerOut(Schema):
    """A ledger."""

    name: str
    title: str
    key: list[str]
    date: str | None
    columns: list[ColumnOut]
    note: str


class FigureOut(Schema):
    """A figure as it is declared. ``parts``: the figures it is built of."""

    id: str
    label: str
    unit: str
    ledger: str
    parts: list[str]
    note: str


class PeriodOut(Schema):
    """A period with its first and last day."""

    code: str
    label: str
    start: dt.date
    end: dt.date


class ValueOut(Schema):
    """A figure in a period. ``value`` is empty where it is unknown; ``reason`` then says why."""

    id: str
    label: str
    unit: str
    period: PeriodOut
    value: str | None
    text: str
    reason: str
    href: str | None = None


class RowPage(Schema):
    """Rows as they may be shown: ``total`` are counted, ``hidden`` of them are not this reader's to see."""

    ledger: str
    headings: dict[str, str]
    items: list[dict[str, str]]
    total: int
    hidden: int
    next: str | None


class HookIn(Schema):
    """Where to send, and what."""

    url: str = Field(max_length=500)
    topics: list[str] = Field(min_length=1, max_length=20)


class HookOut(Schema):
    """A subscription. ``secret`` is told once, when it is made."""

    id: UUID
    url: str
    topics: list[str]
    made_at: dt.datetime
    last_sent_at: dt.datetime | None
    secret: str | None = None
