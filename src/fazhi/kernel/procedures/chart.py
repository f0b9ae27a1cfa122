"""A procedure as a flow chart (SVG): one box a state in the order of the declaration, one arrow for each way on.

The next state stands right below and its arrow goes straight down. What leads further goes round on the right, what
leads back goes round on the left, each in a lane of its own and with its name where it leaves: so nothing overlaps,
however many ways there are. Colours are presentation attributes with classes beside them, so that a page's own style
sheet may set them; there is no inline style and no script.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from fazhi.i18n import _
from fazhi.kernel.procedures.declaration import Procedure, State, System, Transition

BOX, PAD, SLOT, GAP, LANE = 250.0, 12.0, 28.0, 58.0, 22.0
FONT, SMALL = 15.0, 12.0
_FAMILY = "Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

_DARK = """
@media (prefers-color-scheme: dark) {
 .fc-page { fill: #10202e } .fc-box { fill: #172a3a; stroke: #a9b6c2 } .fc-passed { fill: #2a4155 }
 .fc-lit { fill: #8ec5ff; stroke: #8ec5ff } .fc-text { fill: #e6ebf0 } .fc-muted { fill: #a9b6c2 }
 .fc-on { fill: #10202e } .fc-edge { stroke: #a9b6c2 } .fc-head { fill: #a9b6c2 }
}
"""


@dataclass
class Way:
    """All transitions from one state to another, drawn as one arrow."""

    source: State
    target: State
    transitions: list[Transition]

    @property
    def label(self) -> str:
        """退回、提请裁定."""
        return "、".join(_(each.label) for each in self.transitions)

    @property
    def timed(self) -> bool:
        """Whether the platform alone makes it."""
        return all(isinstance(by, System) for each in self.transitions for by in each.by)


@dataclass
class Box:
    """A state where it is drawn: left and top edge, height, lines of small print, and what hangs on its sides."""

    state: State
    notes: list[str]
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    sides: dict[str, list[tuple[Way, str]]] = field(default_factory=lambda: {"left": [], "right": []})

    def slot(self, side: str, way: Way, end: str) -> float:
        """Where a way leaves or enters on a side."""
        hanging = self.sides[side]
        place = next(n for n, (other, what) in enumerate(hanging) if other is way and what == end)
        return self.y + (self.height - SLOT * len(hanging)) / 2 + SLOT * (place + 0.75)


def width(text: str, size: float) -> float:
    """The width of a text, reckoned: a full-width character is as wide as the type is high."""
    return sum(size if unicodedata.east_asian_width(one) in "WFA" else size * 0.56 for one in text)


def wrap(text: str, size: float, limit: float) -> list[str]:
    """A text in lines that are no wider than ``limit``; broken between characters, as Chinese is."""
    lines, line = [], ""
    for one in text:
        if line and width(line + one, size) > limit:
            lines.append(line)
            line = ""
        line += one
    return [*lines, line] if line else lines


def ways(procedure: type[Procedure]) -> list[Way]:
    """The arrows of a procedure, in the order of the declaration."""
    found: dict[tuple[State, State], Way] = {}
    for each in procedure.transitions().values():
        for source in each.sources:
            for target in each.targets:
                if target is not source:
                    found.setdefault((source, target), Way(source, target, [])).transitions.append(each)
    return list(found.values())


class Chart:
    """Where everything of a procedure stands. Measures in pixels."""

    def __init__(self, procedure: type[Procedure]) -> None:
        self.procedure = procedure
        states = list(procedure.states().values())
        order = {state: n for n, state in enumerate(states)}
        self.boxes = {state: Box(state, self._notes(state)) for state in states}
        self.straight: list[Way] = []
        self.round: dict[str, list[Way]] = {"left": [], "right": []}
        for way in ways(procedure):
            step = order[way.target] - order[way.source]
            if step == 1:
                self.straight.append(way)
                continue
            side = "right" if step > 0 else "left"
            self.round[side].append(way)
            self.boxes[way.source].sides[side].append((way, "out"))
            self.boxes[way.target].sides[side].append((way, "in"))
        for side, found in self.round.items():
            # The shortest way round lies innermost, so that ways cross as little as can be.
            found.sort(key=lambda way: abs(order[way.target] - order[way.source]))
            for box in self.boxes.values():
                box.sides[side].sort(key=lambda hanging: self._level(box, hanging, order))
        self.labels = {
            side: max((width(way.label, SMALL) for way in found), default=0.0) for side, found in self.round.items()
        }
        self.left = PAD + LANE * len(self.round["left"]) + self.labels["left"] + 3 * PAD
        self.top = PAD + 34.0
        self._place()
        self.width = self.left + BOX + self.labels["right"] + 3 * PAD + LANE * len(self.round["right"]) + PAD
        self.height = max(box.y + box.height for box in self.boxes.values()) + PAD

    @staticmethod
    def _level(box: Box, hanging: tuple[Way, str], order: dict[State, int]) -> tuple[bool, int]:
        way, end = hanging
        other = way.target if end == "out" else way.source
        below = order[other] > order[box.state]
        return below, -abs(order[other] - order[box.state]) if below else abs(order[other] - order[box.state])

    def _notes(self, state: State) -> list[str]:
        notes = []
        for clock in self.procedure.clocks().values():
            if state in clock.runs_in:
                notes.append(_("计时：{clock}").format(clock=_(clock.label)))
            elif state in clock.pauses_in:
                notes.append(_("暂停：{clock}").format(clock=_(clock.label)))
        staying = [
            _(each.label)
            for each in self.procedure.transitions().values()
            if state in each.sources and (not each.targets or state in each.targets)
        ]
        if staying:
            notes.append(_("可以：{ways}").format(ways="、".join(staying)))
        return [line for note in notes for line in wrap(note, SMALL, BOX - 2 * PAD)]

    def _place(self) -> None:
        y = self.top
        below = {way.source: way for way in self.straight}
        for box in self.boxes.values():
            text = PAD + FONT * 1.4 + len(box.notes) * SMALL * 1.5 + PAD
            box.height = max(text, *(SLOT * len(hanging) + PAD for hanging in box.sides.values()))
            box.x, box.y = self.left, y
            way = below.get(box.state)
            lines = len(wrap(way.label, SMALL, BOX / 2 - 2 * PAD)) if way else 0
            y += box.height + max(GAP, lines * SMALL * 1.5 + 2 * PAD)

    def lane(self, side: str, way: Way) -> float:
        """The x of the lane in which a way goes round."""
        place = self.round[side].index(way)
        if side == "left":
            return self.left - self.labels["left"] - 2 * PAD - LANE * (place + 0.5)
        return self.left + BOX + self.labels["right"] + 2 * PAD + LANE * (place + 0.5)


def svg(
    procedure: type[Procedure],
    *,
    lit: State | None = None,
    passed: Collection[State] = (),
    standalone: bool = True,
) -> str:
    """The chart as SVG, with the present state lit and those tinted that were passed.

    ``standalone``: with the colours of a dark page in it; a page that has the style sheet leaves them out.
    """
    chart = Chart(procedure)
    title = _(procedure.label)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {chart.width:.0f} {chart.height:.0f}"'
            f' width="{chart.width:.0f}" height="{chart.height:.0f}" role="img" font-family="{_FAMILY}">'
        ),
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(_in_words(chart))}</desc>",
    ]
    if standalone:
        parts.append(f"<style>{_DARK}</style>")
        parts.append(f'<rect class="fc-page" width="{chart.width:.0f}" height="{chart.height:.0f}" fill="#ffffff"/>')
    opening = procedure.opening()
    first = chart.boxes[opening.targets[0]]
    centre = first.x + BOX / 2
    parts.append(f'<circle class="fc-head" cx="{centre:.1f}" cy="{PAD + 6:.1f}" r="6" fill="#5a6775"/>')
    parts += _arrow([(centre, PAD + 12), (centre, first.y)], dashed=False)
    parts.append(_text(centre + PAD, PAD + 22, _(opening.label), SMALL, "fc-muted", "#5a6775"))
    for way in chart.straight:
        parts += _straight(chart, way)
    for side, found in chart.round.items():
        for way in found:
            parts += _round(chart, side, way)
    for state, box in chart.boxes.items():
        parts += _box(box, lit=state is lit, passed=state in passed)
    return "\n".join([*parts, "</svg>"])


def _in_words(chart: Chart) -> str:
    return "；".join(
        _("{source}经“{label}”到{target}").format(
            source=_(way.source.label), label=way.label, target=_(way.target.label)
        )
        for way in ways(chart.procedure)
    )


def _box(box: Box, *, lit: bool, passed: bool) -> Iterator[str]:
    kind = "fc-box fc-lit" if lit else "fc-box fc-passed" if passed else "fc-box"
    fill = "#17456b" if lit else "#e3eef8" if passed else "#ffffff"
    round_ = min(box.height / 2, 23) if box.state.ends else 6
    yield (
        f'<rect class="{kind}" x="{box.x:.1f}" y="{box.y:.1f}" width="{BOX:.0f}" height="{box.height:.1f}"'
        f' rx="{round_:.1f}" fill="{fill}" stroke="#17456b" stroke-width="{2.5 if box.state.ends else 1.5}"/>'
    )
    text = PAD + FONT * 1.4 + len(box.notes) * SMALL * 1.5 - PAD / 2
    y = box.y + (box.height - text) / 2 + FONT
    mark = _("（现在）") if lit else ""
    colour, muted = ("#ffffff", "#ffffff") if lit else ("#1c2630", "#5a6775")
    on = "fc-on" if lit else ""
    yield _text(box.x + BOX / 2, y, _(box.state.label) + mark, FONT, on or "fc-text", colour, middle=True, bold=True)
    for n, note in enumerate(box.notes, 1):
        yield _text(box.x + BOX / 2, y + n * SMALL * 1.5 + 2, note, SMALL, on or "fc-muted", muted, middle=True)


def _straight(chart: Chart, way: Way) -> Iterator[str]:
    source, target = chart.boxes[way.source], chart.boxes[way.target]
    x = source.x + BOX / 2
    yield from _arrow([(x, source.y + source.height), (x, target.y)], dashed=way.timed)
    lines = wrap(way.label, SMALL, BOX / 2 - 2 * PAD)
    middle = (source.y + source.height + target.y) / 2 - (len(lines) - 1) * SMALL * 0.75
    for n, line in enumerate(lines):
        yield _text(x + PAD, middle + n * SMALL * 1.5 + 2, line, SMALL, "fc-text", "#1c2630")


def _round(chart: Chart, side: str, way: Way) -> Iterator[str]:
    source, target, lane = chart.boxes[way.source], chart.boxes[way.target], chart.lane(side, way)
    start, end = source.slot(side, way, "out"), target.slot(side, way, "in")
    edge = source.x if side == "left" else source.x + BOX
    yield from _arrow([(edge, start), (lane, start), (lane, end), (edge, end)], dashed=way.timed)
    x = edge - PAD - width(way.label, SMALL) if side == "left" else edge + PAD
    yield _text(x, start - 5, way.label, SMALL, "fc-text", "#1c2630")


def _arrow(points: list[tuple[float, float]], *, dashed: bool) -> Iterator[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    yield (
        f'<polyline class="fc-edge" points="{path}" fill="none" stroke="#5a6775" stroke-width="1.4"'
        f' stroke-linejoin="round"{dashes}/>'
    )
    (x0, _y0), (x, y) = points[-2:]
    if x == x0:
        head = f"{x:.1f},{y:.1f} {x - 5:.1f},{y - 9:.1f} {x + 5:.1f},{y - 9:.1f}"
    else:
        back = 9 if x0 > x else -9
        head = f"{x:.1f},{y:.1f} {x + back:.1f},{y - 5:.1f} {x + back:.1f},{y + 5:.1f}"
    yield f'<polygon class="fc-head" points="{head}" fill="#5a6775"/>'


def _text(
    x: float, y: float, text: str, size: float, kind: str, fill: str, *, middle: bool = False, bold: bool = False
) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text class={quoteattr(kind)} x="{x:.1f}" y="{y:.1f}" font-size="{size:.0f}" fill="{fill}"{anchor}{weight}>'
        f"{escape(text)}</text>"
    )
