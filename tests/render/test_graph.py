"""`plan graph` in every format: golden files for text, measurements for drawings."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from planner.model.errors import InputError
from planner.model.system import System
from planner.model.views import GraphView, Style
from planner.planning.graph import GraphRequest, graph_view
from planner.render.graph import _ordering as ordering
from planner.render.graph._columns import make_arrows, make_columns
from planner.render.graph._labels import place_labels, smooth
from planner.render.graph._layout import Box, Layout, lay_out
from planner.render.graph._legend import tints_of
from planner.render.graph.json import PAYLOAD
from planner.render.registry import formats_of, renderer
from tests.builders import a_system, storefront
from tests.render.many_services import cyclic, hashes, many_services

Golden = Callable[[str, str], None]
PIPE = Style()
SYSTEMS = {"storefront": storefront(), "cyclic": cyclic(), "forty": many_services(40)}


def text_of(view: GraphView, format_name: str, style: Style = PIPE) -> str:
    output = renderer("graph", format_name)(view, style)
    assert isinstance(output, str)
    return output


def measure(text: str, size: float) -> float:
    return 0.009 * size * len(text)


def test_there_is_a_renderer_for_each_format() -> None:
    assert formats_of("graph") == ("text", "dot", "json", "mermaid", "png", "svg")


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("format_name", ["text", "dot", "json", "mermaid"])
def test_the_whole_system(golden: Golden, name: str, format_name: str) -> None:
    golden(f"graph/{name}.{format_name}", text_of(graph_view(SYSTEMS[name]), format_name))


@pytest.mark.parametrize("format_name", ["text", "dot", "json", "mermaid"])
def test_a_reduced_focus_by_team(golden: Golden, format_name: str) -> None:
    request = GraphRequest(services=("c",), reduced=True, by_team=True)
    golden(f"graph/focus.{format_name}", text_of(graph_view(cyclic(), request), format_name))


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("narrow", Style(width=50)),
        ("ascii", Style(unicode=False)),
        ("color-verbose", Style(width=100, color=True, verbose=True)),
    ],
)
def test_text_fits_its_terminal(golden: Golden, name: str, style: Style) -> None:
    text = text_of(graph_view(cyclic()), "text", style)

    golden(f"graph/{name}.text", text)
    assert style.unicode or text.isascii()
    if style.width and not style.color:
        assert max(map(len, text.splitlines())) <= style.width


def test_json_keeps_to_its_published_type() -> None:
    payload = json.loads(text_of(graph_view(cyclic()), "json"))

    TypeAdapter(PAYLOAD).validate_python(payload, strict=True)
    assert payload["cycles"] == [["a", "b", "c"]]
    assert [(level["level"], level["services"]) for level in payload["levels"]] == [
        (0, ["d"]),
        (1, ["a", "b", "c"]),
        (2, ["e"]),
        (3, ["f"]),
    ]


@pytest.mark.parametrize("format_name", ["text", "dot", "json", "mermaid", "svg", "png"])
def test_a_system_without_services_is_drawn_too(format_name: str) -> None:
    empty = replace(storefront(), services={}, contracts={}, sync_edges=(), event_edges=())
    assert renderer("graph", format_name)(graph_view(empty), PIPE)


def test_names_cannot_break_out_of_a_diagram() -> None:
    system = a_system({"x": ["y"], "y": []})
    call = replace(system.sync_edges[0], operations=('a"];\n  z -->|"evil"| x \\',))
    view = graph_view(replace(system, sync_edges=(call,)))

    (dot_edge,) = (line for line in text_of(view, "dot").splitlines() if "->" in line)
    assert dot_edge == r'  "x" -> "y" [label="a\"]; z -->|\"evil\"| x \\"];'
    (mermaid_edge,) = (line for line in text_of(view, "mermaid").splitlines() if "x -->" in line)
    assert mermaid_edge.count('"') == 2


def test_a_flowchart_beyond_the_limits_of_mermaid_keeps_its_edges_and_says_so() -> None:
    names = [f"service-{n:03d}" for n in range(110)]
    system = a_system({n: names[max(0, i - 6) : i] for i, n in enumerate(names)})
    text = text_of(graph_view(system), "mermaid")

    assert text.count(" --> ") == len(system.sync_edges) == 639
    assert "%% Needs the Mermaid setting maxEdges: 639." in text
    assert "getService" not in text


def boxes_meet(one: Box, other: Box) -> bool:
    return (
        abs(one.x - other.x) < (one.width + other.width) / 2
        and abs(one.y - other.y) < (one.height + other.height) / 2
    )


def cut_boxes(layout: Layout) -> list[tuple[str, str]]:
    """The boxes that an arrow of two others runs through."""
    found = []
    for route in layout.routes:
        ends = (route.arrow.left, route.arrow.right)
        for (x0, y0), (x1, y1) in pairwise(route.points):
            for step in range(33):
                part = step / 32
                x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * smooth(part)
                found += [
                    (box.node.name, "-".join(ends))
                    for box in layout.boxes
                    if box.node.name not in ends
                    and abs(box.x - x) < box.width / 2
                    and abs(box.y - y) < box.height / 2
                ]
    return found


@pytest.mark.parametrize("count", [5, 11, 27, 40, 120])
def test_no_box_covers_another_and_no_arrow_runs_through_one(count: int) -> None:
    view = graph_view(many_services(count))
    layout = lay_out(view, measure)

    assert len(layout.boxes) == count
    assert not [
        (a.node.name, b.node.name)
        for i, a in enumerate(layout.boxes)
        for b in layout.boxes[i + 1 :]
        if boxes_meet(a, b)
    ]
    assert cut_boxes(layout) == []
    assert all(
        -1e-9 <= b.y - b.height / 2 < b.y + b.height / 2 <= layout.height for b in layout.boxes
    )
    drawn = {edge for route in layout.routes for edge in route.arrow.edges}
    assert drawn == set(view.edges)


def test_levels_go_from_left_to_right() -> None:
    layout = lay_out(graph_view(many_services(40)), measure)

    for band, following in pairwise(layout.bands):
        assert band.right < following.left
    by_level = {band.level: band for band in layout.bands}
    for box in layout.boxes:
        band = by_level[box.node.level]
        assert band.left <= box.x - box.width / 2
        assert box.x + box.width / 2 <= band.right


def test_arrow_heads_point_at_providers_and_subscribers() -> None:
    calls = {"web": ["order"], "order": []}
    view = graph_view(a_system(calls, {"Sold": ("order", ["web"]), "Seen": ("web", ["order"])}))
    arrows = {arrow.line: arrow for arrow in make_arrows(view, make_columns(view))}

    hard, event = arrows["hard"], arrows["event"]
    assert (hard.left, hard.right, hard.to_left, hard.to_right) == ("order", "web", True, False)
    assert (event.to_left, event.to_right) == (True, True)


def test_the_storefront_is_drawn_without_a_crossing_and_with_all_labels() -> None:
    layout = lay_out(graph_view(storefront()), measure, room=1.9)
    labels = place_labels(layout, measure)

    assert crossing_arrows(layout) == 0
    assert len(labels) == len(layout.routes)
    assert {label.text for label in labels} == {
        "getCatalog",
        "getInventory",
        "getUser",
        "StockReleased, StockReserved",
        "OrderCancelled, OrderPlaced",
        "\u2190 OrderCancelled, OrderPlaced\nStockReleased, StockReserved \u2192",
    }


def crossing_arrows(layout: Layout) -> int:
    """Pairs of arrows that change places between two columns."""
    stretches = [
        (route.points[i], route.points[i + 1])
        for route in layout.routes
        for i in range(0, len(route.points), 2)
    ]
    return sum(
        a[0][0] == b[0][0] and (a[0][1] - b[0][1]) * (a[1][1] - b[1][1]) < 0
        for i, a in enumerate(stretches)
        for b in stretches[i + 1 :]
    )


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=6, max_size=6))
def test_ordering_never_adds_crossings(neighbours: list[list[int]]) -> None:
    layers = ordering.Layers([[], []])
    left = [layers.add(0, 0.5, is_bend=False) for _ in range(6)]
    right = [layers.add(1, 0.5, is_bend=False) for _ in range(6)]
    for vertex, others in zip(left, neighbours, strict=True):
        for other in sorted(set(others)):
            layers.join(vertex, right[other])
    before = ordering.crossings(layers)
    assert before == sum(
        (a < b) and (y > z)
        for a in range(6)
        for b in range(6)
        for y in set(neighbours[a])
        for z in set(neighbours[b])
    )

    ordering.order(layers)

    assert ordering.crossings(layers) <= before
    assert [sorted(column) for column in layers.columns] == [left, right]


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.2, 8)), min_size=1, max_size=8))
def test_boxes_of_a_column_keep_their_distance(wishes: list[tuple[float, float]]) -> None:
    goals, weights = [goal for goal, _ in wishes], [weight for _, weight in wishes]
    places = ordering.spread(goals, weights, [0.7 * place for place in range(len(goals))])

    assert all(lower - upper >= 0.7 - 1e-9 for upper, lower in pairwise(places))
    pull = sum(w * (goal - p) for goal, w, p in zip(goals, weights, places, strict=True))
    assert abs(pull) < 1e-6  # in balance: moving the whole column brings it no nearer


def test_boxes_that_have_room_stand_where_they_wish() -> None:
    assert ordering.spread([1.0, 2.0, 5.0], [1.0, 1.0, 8.0], [0.0, 0.7, 1.4]) == pytest.approx(
        [1.0, 2.0, 5.0]
    )


@pytest.mark.parametrize(
    ("teams", "tiers", "legend"),
    [
        (["x", "y", "x"], [None, None, None], ["x", "y"]),
        (["x", "y", "x"], [1, 0, None], ["no tier", "tier 0", "tier 1"]),
        (["x", "y", "x"], [1, None, None], ["x", "y"]),
        (
            ["big", "big", *"abcdefgh"],
            [None] * 10,
            ["a", "b", "big", "c", "d", "e", "f", "other teams"],
        ),
    ],
)
def test_fills_tell_tiers_or_teams_apart(
    teams: list[str], tiers: list[int | None], legend: list[str]
) -> None:
    manifests = {
        f"s{n}": {"team": team, "tier": tier}
        for n, (team, tier) in enumerate(zip(teams, tiers, strict=True))
    }
    nodes = graph_view(a_system({name: [] for name in manifests}, manifests=manifests)).nodes
    tints = tints_of(nodes)

    assert sorted(set(tints.groups.values())) == legend
    assert len({tints.of(node) for node in nodes}) == len(legend)


@pytest.mark.parametrize("name", SYSTEMS)
def test_svg_shows_every_service(name: str) -> None:
    system = SYSTEMS[name]
    svg = text_of(graph_view(system), "svg")
    shown = [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  our own

    for service in system.services:
        assert shown.count(service) == 1
    assert ("calls in a circle" in shown) == (name != "storefront")
    assert "sends events to" in shown


def test_png_is_an_image_of_readable_size() -> None:
    png = renderer("graph", "png")(graph_view(storefront()), PIPE)

    assert isinstance(png, bytes)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
    assert 600 < width < 2000
    assert 300 < height < 1000


def test_what_nobody_could_read_is_not_drawn() -> None:
    system = a_system({f"s{n}": [] for n in range(301)})
    with pytest.raises(InputError, match="301 services") as raised:
        renderer("graph", "svg")(graph_view(system), PIPE)
    assert "--service" in raised.value.problems[0].hint


PRINT_HASHES = """
from tests.render.many_services import hashes

print(hashes())
"""


def test_bytes_do_not_depend_on_the_process() -> None:
    other = subprocess.run(
        [sys.executable, "-c", PRINT_HASHES],
        env={"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert other == f"{hashes()}\n"
    assert len(other.splitlines()) == 6


def one_line(system: System) -> str:
    return text_of(graph_view(system), "text").splitlines()[0]


def test_counts_are_in_the_first_line() -> None:
    assert one_line(storefront()) == "sample: 5 services, 5 calls, 4 event flows, 3 levels"
