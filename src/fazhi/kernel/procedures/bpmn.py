"""A procedure as BPMN 2.0 (ISO/IEC 19510) with its diagram, for whoever draws processes with other tools.

Each state is an exclusive gateway, each transition a task (of a user, or of the platform behind a timer), each final
state an end event. Lanes are the places of the procedure. Tasks stand in the lane of whoever makes them and in the
column of the state they start from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from fazhi.i18n import _
from fazhi.kernel.procedures.declaration import Procedure, State, Transition

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
CANVAS = "http://www.omg.org/spec/DD/20100524/DC"
LINES = "http://www.omg.org/spec/DD/20100524/DI"
_COLUMN, _ROW, _TASK_WIDTH, _TASK_HEIGHT, _HEADING = 190, 96, 130, 64, 120


@dataclass
class _Node:
    key: str
    tag: str
    name: str
    lane: str
    column: int
    row: int = 0
    timer: str = ""
    bounds: tuple[int, int, int, int] = (0, 0, 0, 0)
    incoming: list[str] = field(default_factory=list)
    outgoing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Flow:
    key: str
    source: str
    target: str


class _Diagram:
    """Nodes, flows and where they stand."""

    def __init__(self, procedure: type[Procedure]) -> None:
        self.procedure = procedure
        self.lanes = {"states": _("进度")} | {name: _(place.label) for name, place in procedure.places().items()}
        self.nodes: dict[str, _Node] = {}
        self.flows: list[_Flow] = []
        columns = {state: 2 * n for n, state in enumerate(procedure.states().values(), 1)}
        self._add(_Node("start", "startEvent", _("开始"), "states", 0))
        for state in procedure.states().values():
            tag = "endEvent" if state.ends else "exclusiveGateway"
            self._add(_Node(_state(state), tag, _(state.label), "states", columns[state]))
        for each in procedure.transitions().values():
            self._transition(each, columns)
        self._place()

    def _add(self, node: _Node) -> _Node:
        self.nodes[node.key] = node
        return node

    def _transition(self, each: Transition, columns: dict[State, int]) -> None:
        lane = each.seats[0].place.name if each.seats else "states"
        sources = each.sources or (None,)
        for source in sources:
            key = f"do_{each.name}" if len(sources) == 1 else f"do_{each.name}.at_{source.name if source else ''}"
            # Right of its state, so that what comes of the state runs on to the right.
            column = columns[source] + 1 if source else 1
            task = self._add(_Node(key, "userTask" if each.seats else "serviceTask", _(each.label), lane, column))
            before = _state(source) if source else "start"
            if each.after is not None:
                timer = f"after_{key}"
                self._add(
                    _Node(
                        timer, "intermediateCatchEvent", _(each.after.label), lane, column, timer=each.after.rules[-1]
                    )
                )
                self._flow(before, timer)
                before = timer
            self._flow(before, task.key)
            targets = each.targets or ((source,) if source else ())
            end = task.key
            if len(targets) > 1:
                end = self._add(_Node(f"{key}_or", "exclusiveGateway", "", lane, column)).key
                self._flow(task.key, end)
            for target in targets:
                self._flow(end, _state(target))

    def _flow(self, source: str, target: str) -> None:
        flow = _Flow(f"flow_{len(self.flows) + 1}", source, target)
        self.flows.append(flow)
        self.nodes[source].outgoing.append(flow.key)
        self.nodes[target].incoming.append(flow.key)

    def _place(self) -> None:
        self.tops: dict[str, int] = {}
        self.heights: dict[str, int] = {}
        y = 0
        for lane in self.lanes:
            stacks: dict[int, int] = {}
            members = [node for node in self.nodes.values() if node.lane == lane]
            for node in members:
                node.row = stacks.get(node.column, 0)
                stacks[node.column] = node.row + 1
            self.tops[lane], self.heights[lane] = y, _ROW * max(1, *stacks.values()) if stacks else _ROW
            y += self.heights[lane]
        self.width = _HEADING + _COLUMN * (1 + max(node.column for node in self.nodes.values())) + 40
        self.height = y
        for node in self.nodes.values():
            wide, high = (_TASK_WIDTH, _TASK_HEIGHT) if node.tag.endswith("Task") else (40, 40)
            x = _HEADING + _COLUMN * node.column + (_COLUMN - wide) // 2
            top = self.tops[node.lane] + _ROW * node.row + (_ROW - high) // 2
            node.bounds = (x, top, wide, high)


def _state(state: State) -> str:
    return f"state_{state.name}"


def bpmn(procedure: type[Procedure]) -> bytes:
    """The document, UTF-8."""
    for prefix, uri in (("bpmn", MODEL), ("bpmndi", DIAGRAM), ("dc", CANVAS), ("di", LINES)):
        ET.register_namespace(prefix, uri)
    diagram = _Diagram(procedure)
    root = ET.Element(f"{{{MODEL}}}definitions", id=f"definitions_{procedure.id}", targetNamespace="urn:fazhi")
    cooperation = ET.SubElement(root, f"{{{MODEL}}}collaboration", id="collaboration")
    ET.SubElement(
        cooperation, f"{{{MODEL}}}participant", id="pool", name=_(procedure.label), processRef=f"process_{procedure.id}"
    )
    process = ET.SubElement(
        root, f"{{{MODEL}}}process", id=f"process_{procedure.id}", name=_(procedure.label), isExecutable="false"
    )
    lanes = ET.SubElement(process, f"{{{MODEL}}}laneSet", id="lanes")
    for lane, label in diagram.lanes.items():
        element = ET.SubElement(lanes, f"{{{MODEL}}}lane", id=f"lane_{lane}", name=label)
        for node in diagram.nodes.values():
            if node.lane == lane:
                ET.SubElement(element, f"{{{MODEL}}}flowNodeRef").text = node.key
    for node in diagram.nodes.values():
        _write_node(process, node)
    for flow in diagram.flows:
        ET.SubElement(process, f"{{{MODEL}}}sequenceFlow", id=flow.key, sourceRef=flow.source, targetRef=flow.target)
    _write_plane(root, diagram)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _write_node(process: ET.Element, node: _Node) -> None:
    element = ET.SubElement(process, f"{{{MODEL}}}{node.tag}", id=node.key, name=node.name)
    for key in node.incoming:
        ET.SubElement(element, f"{{{MODEL}}}incoming").text = key
    for key in node.outgoing:
        ET.SubElement(element, f"{{{MODEL}}}outgoing").text = key
    if node.timer:
        timer = ET.SubElement(element, f"{{{MODEL}}}timerEventDefinition", id=f"{node.key}_timer")
        # The rule by which the length is reckoned: working days are no ISO 8601 duration.
        ET.SubElement(timer, f"{{{MODEL}}}timeDuration").text = node.timer


def _write_plane(root: ET.Element, diagram: _Diagram) -> None:
    picture = ET.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id="diagram")
    plane = ET.SubElement(picture, f"{{{DIAGRAM}}}BPMNPlane", id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", (0, 0, diagram.width, diagram.height), lane=True)
    for lane in diagram.lanes:
        bounds = (30, diagram.tops[lane], diagram.width - 30, diagram.heights[lane])
        _shape(plane, f"lane_{lane}", bounds, lane=True)
    for node in diagram.nodes.values():
        _shape(plane, node.key, node.bounds)
    for n, flow in enumerate(diagram.flows):
        edge = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"{flow.key}_edge", bpmnElement=flow.key)
        for x, y in _points(diagram.nodes[flow.source], diagram.nodes[flow.target], diagram.height + 12 + 4 * n):
            ET.SubElement(edge, f"{{{LINES}}}waypoint", x=str(x), y=str(y))


def _shape(plane: ET.Element, key: str, bounds: tuple[int, int, int, int], *, lane: bool = False) -> None:
    shape = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", id=f"{key}_shape", bpmnElement=key)
    if lane:
        shape.set("isHorizontal", "true")
    x, y, wide, high = (str(number) for number in bounds)
    ET.SubElement(shape, f"{{{CANVAS}}}Bounds", x=x, y=y, width=wide, height=high)


def _points(source: _Node, target: _Node, below: int) -> Iterator[tuple[int, int]]:
    """Out to the right and in from the left, along the edges of columns; what leads back runs below everything."""
    x0, y0, wide, high = source.bounds
    x1, y1, _wide, target_high = target.bounds
    start, end = (x0 + wide, y0 + high // 2), (x1, y1 + target_high // 2)
    out, into = _HEADING + _COLUMN * (source.column + 1) - 8, _HEADING + _COLUMN * target.column + 8
    yield start
    if target.column > source.column + 1 or target.column <= source.column:
        yield from ((out, start[1]), (out, below), (into, below), (into, end[1]))
    elif start[1] != end[1]:
        yield from ((out, start[1]), (out, end[1]))
    yield end
