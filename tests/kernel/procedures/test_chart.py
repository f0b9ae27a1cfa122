"""A flow chart in which nothing lies over anything else, whatever the procedure; and the same as BPMN."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree as ET

import pytest

from fazhi.domains.coordination.procedure import Coordination
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.bpmn import CANVAS, DIAGRAM, MODEL, bpmn
from fazhi.kernel.procedures.chart import svg, width
from procedures_samples import Long, Talks

ALL = pytest.mark.parametrize("procedure", [Talks, Long, Coordination])
SVG = "{http://www.w3.org/2000/svg}"
Rect = tuple[float, float, float, float]


def drawn(procedure: type[Procedure]) -> ET.Element:
    return ET.fromstring(svg(procedure, standalone=False))


def texts(root: ET.Element) -> list[tuple[str, Rect]]:
    found = []
    for each in root.iter(f"{SVG}text"):
        size, text = float(each.attrib["font-size"]), each.text or ""
        x, y, wide = float(each.attrib["x"]), float(each.attrib["y"]), width(text, size)
        left = x - wide / 2 if each.get("text-anchor") == "middle" else x
        found.append((text, (left, y - size * 0.85, left + wide, y + size * 0.15)))
    return found


def boxes(root: ET.Element) -> list[Rect]:
    return [
        (float(r.attrib["x"]), float(r.attrib["y"]), float(r.attrib["x"]) + float(r.attrib["width"]),
         float(r.attrib["y"]) + float(r.attrib["height"]))
        for r in root.iter(f"{SVG}rect")
    ]  # fmt: skip


def lines(root: ET.Element) -> list[tuple[float, float, float, float]]:
    found = []
    for each in root.iter(f"{SVG}polyline"):
        points = [tuple(map(float, pair.split(","))) for pair in each.attrib["points"].split()]
        found += [(*a, *b) for a, b in itertools.pairwise(points)]
    return found  # type: ignore[return-value]


def apart(one: Rect, other: Rect) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def inside(one: Rect, other: Rect) -> bool:
    return other[0] <= one[0] and one[2] <= other[2] and other[1] <= one[1] and one[3] <= other[3]


@ALL
def test_every_state_and_way_is_drawn_and_nothing_overlaps(procedure: type[Procedure]) -> None:
    root = drawn(procedure)
    words = texts(root)
    said = "".join(text for text, _rect in words)
    for item in (*procedure.states().values(), *procedure.transitions().values()):
        assert item.label in said
    for n, (_text, rect) in enumerate(words):
        assert all(apart(rect, other) for _other, other in words[n + 1 :])
    frames = boxes(root)
    for n, frame in enumerate(frames):
        assert all(apart(frame, other) for other in frames[n + 1 :])
    for text, rect in words:
        assert all(apart(rect, frame) or inside(rect, frame) for frame in frames), text
    whole = (0.0, 0.0, float(root.attrib["width"]), float(root.attrib["height"]))
    assert all(inside(rect, whole) for rect in [*frames, *(rect for _text, rect in words)])


@ALL
def test_no_line_runs_through_a_text_or_a_box(procedure: type[Procedure]) -> None:
    root = drawn(procedure)
    for x0, y0, x1, y1 in lines(root):
        line = (min(x0, x1) + 0.5, min(y0, y1) + 0.5, max(x0, x1) - 0.5, max(y0, y1) - 0.5)
        line = (line[0], line[1], max(line[2], line[0] + 0.1), max(line[3], line[1] + 0.1))
        for text, rect in texts(root):
            assert apart(line, rect), text
        assert all(apart(line, frame) for frame in boxes(root))


def test_the_present_state_is_marked_by_a_word_too() -> None:
    root = ET.fromstring(svg(Talks, lit=Talks.agreed, passed=[Talks.asked], standalone=False))
    assert "待宣讲（现在）" in [text for text, _rect in texts(root)]
    kinds = [rect.attrib["class"] for rect in root.iter(f"{SVG}rect")]
    assert kinds == ["fc-box fc-passed", "fc-box fc-lit", "fc-box", "fc-box"]


def test_a_page_with_a_strict_policy_can_show_it() -> None:
    picture = svg(Long, standalone=False)
    assert "<style" not in picture
    assert not re.search(r"\sstyle=|<script|\son\w+=", picture)
    assert "待答复经“同意”到待宣讲" in svg(Talks)


@ALL
def test_bpmn_is_whole(procedure: type[Procedure]) -> None:
    root = ET.fromstring(bpmn(procedure))
    process = root.find(f"{{{MODEL}}}process")
    assert process is not None
    nodes = {each.attrib["id"]: each for each in process if each.tag.split("}")[1] not in ("laneSet", "sequenceFlow")}
    flows = {each.attrib["id"]: each for each in process.iter(f"{{{MODEL}}}sequenceFlow")}
    for key, flow in flows.items():
        source, target = nodes[flow.attrib["sourceRef"]], nodes[flow.attrib["targetRef"]]
        assert key in [each.text for each in source.iter(f"{{{MODEL}}}outgoing")]
        assert key in [each.text for each in target.iter(f"{{{MODEL}}}incoming")]
    reached, further = set(), {"start"}
    while further:
        reached |= further
        further = {f.attrib["targetRef"] for f in flows.values() if f.attrib["sourceRef"] in reached} - reached
    assert reached == set(nodes)
    assert sum(each.tag.endswith("endEvent") for each in nodes.values()) == sum(
        state.ends for state in procedure.states().values()
    )
    placed = [each.text for each in process.iter(f"{{{MODEL}}}flowNodeRef")]
    assert sorted(str(each) for each in placed) == sorted(nodes)
    shapes = {
        shape.attrib["bpmnElement"]: shape.find(f"{{{CANVAS}}}Bounds") for shape in root.iter(f"{{{DIAGRAM}}}BPMNShape")
    }
    assert set(nodes) <= set(shapes)
    rects = []
    for key in nodes:
        bounds = shapes[key]
        assert bounds is not None
        x, y, wide, high = (float(bounds.attrib[name]) for name in ("x", "y", "width", "height"))
        rects.append((x, y, x + wide, y + high))
    for n, rect in enumerate(rects):
        assert all(apart(rect, other) for other in rects[n + 1 :])
    edges = list(root.iter(f"{{{DIAGRAM}}}BPMNEdge"))
    assert {edge.attrib["bpmnElement"] for edge in edges} == set(flows)
    for edge in edges:
        points = [(float(p.attrib["x"]), float(p.attrib["y"])) for p in edge]
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            line = (min(x0, x1) + 0.5, min(y0, y1) + 0.5, max(x0, x1) - 0.5, max(y0, y1) - 0.5)
            line = (line[0], line[1], max(line[2], line[0] + 0.1), max(line[3], line[1] + 0.1))
            assert all(apart(line, rect) for rect in rects), edge.attrib["bpmnElement"]
