import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from planner.model.plan import TaskKind
from planner.model.views import PlanView, Selection, Style
from planner.planning.plan import make_plan
from planner.render._text import text_width
from planner.render.critical_path import json as critical_json
from planner.render.critical_path._forks import fork_lines
from planner.render.critical_path._steps import path_rows, route, slack_buckets, tasks_of
from planner.render.registry import formats_of, renderer
from tests.builders import a_system
from tests.render.plan_views import (
    ASCII,
    NARROW,
    PIPED,
    WIDE,
    chain_view,
    hostile_view,
    storefront_view,
)

Golden = Callable[[str, str], None]
ONLY_ORDER = Selection(services=frozenset({"order"}))


def render(view: PlanView, format_name: str, style: Style = PIPED) -> str:
    text = renderer("critical_path", format_name)(view, style)
    assert isinstance(text, str)
    return text


def load(view: PlanView) -> Any:
    return json.loads(render(view, "json"))


@pytest.mark.parametrize(
    ("name", "format_name", "style"),
    [
        ("piped.txt", "text", PIPED),
        ("narrow.txt", "text", NARROW),
        ("medium.txt", "text", Style(width=100)),
        ("ascii.txt", "text", ASCII),
        ("path.json", "json", PIPED),
        ("path.md", "markdown", PIPED),
        ("path.csv", "csv", PIPED),
        ("path.mmd", "mermaid", PIPED),
    ],
)
def test_storefront(golden: Golden, name: str, format_name: str, style: Style) -> None:
    golden(f"critical_path/{name}", render(storefront_view(), format_name, style))


def test_the_formats_that_are_promised() -> None:
    assert formats_of("critical_path") == ("text", "csv", "json", "markdown", "mermaid")


@pytest.mark.parametrize("view", [storefront_view(), storefront_view(ONLY_ORDER), hostile_view()])
def test_json_is_valid_against_its_schema(view: PlanView) -> None:
    payload = load(view)
    schema = TypeAdapter(critical_json.PAYLOAD).json_schema()
    jsonschema.Draft202012Validator(schema).validate(payload)
    assert list(payload) == list(critical_json.PAYLOAD.__annotations__)


def test_each_path_fills_the_plan_from_start_to_end_without_a_gap() -> None:
    view = storefront_view()
    payload = load(view)
    assert payload["count"] >= len(payload["paths"]) == payload["listed"]
    for path in payload["paths"]:
        assert sum(step["duration_days"] for step in path) == payload["summary"]["working_days"]
        assert path[0]["after"] is None
        assert path[-1]["finish"] == payload["summary"]["finish"]
        for before, step in pairwise(path):
            assert step["after"] == before["id"]
            assert before["id"] in step["reason"] or before["id"].split("/")[0] in step["reason"]


def test_reasons_name_what_was_waited_for() -> None:
    reasons = {step["id"]: step["reason"] for step in load(storefront_view())["paths"][0]}
    assert reasons["0/scaffold"] == "starts with the plan"
    assert reasons["catalog/A-2"] == "after catalog/A-1"
    assert reasons["catalog/A-1"] == "waits for milestone M0"
    assert reasons["M1"] == "opens when catalog/C-4 ends"
    assert reasons["inventory/E-1"] == "waits for catalog: catalog/E-1"


def test_a_late_contract_is_on_the_path() -> None:
    view = storefront_view(policy={"contract_gate": "strict"})
    ids = [[step["id"] for step in path] for path in load(view)["paths"]]
    assert any("catalog-api@1.0.0/ratify" in path for path in ids)
    first = next(path for path in load(view)["paths"] if "catalog-api@1.0.0/ratify" in str(path))
    assert "waits until catalog-api@1.0.0 is ratified" in [step["reason"] for step in first]


def test_csv_has_the_steps_of_json() -> None:
    view = storefront_view()
    rows = list(csv.DictReader(StringIO(render(view, "csv"))))
    steps = [step for path in load(view)["paths"] for step in path]
    assert [row["id"] for row in rows] == [step["id"] for step in steps]
    assert [row["start"] for row in rows] == [step["start"] for step in steps]


def test_slack_buckets_count_every_task_once() -> None:
    view = storefront_view()
    buckets = slack_buckets(view)
    work = [t for t in view.plan.network.tasks if t.kind is not TaskKind.MILESTONE]
    assert sum(bucket.tasks for bucket in buckets) == len(work)
    critical = sum(view.plan.timing.is_critical(view.plan.network.index[task.id]) for task in work)
    assert buckets[0].tasks == critical


def test_forks_say_where_paths_part() -> None:
    view = storefront_view(policy={"contract_gate": "strict", "contract_start": "with-provider"})
    assert fork_lines(view, ">") == [
        "M0 to M1, 2 ways: order D instead of order C",
        "M2 to M3, 5 ways: inventory H, notification H, order H or user H instead of catalog H",
    ]
    assert view.plan.critical.count == 10


def test_forks_name_tasks_where_waves_tell_nothing_apart() -> None:
    items: list[dict[str, Any]] = [
        {"id": name, "title": "x", "estimate": 2, "team": "a-team", "depends_on": []}
        for name in ("x", "y", "z")
    ]
    plan = make_plan(a_system({"a": []}, foundation=items, estimates={"D-3": 1}))
    view = PlanView(a_system({"a": []}), plan)
    assert fork_lines(view, ">") == ["Start to M0, 3 ways: 0/y or 0/z instead of 0/x"]


def test_forks_count_what_they_do_not_name() -> None:
    view = chain_view(60)
    (line,) = [line for line in fork_lines(view, ">", limit=3) if line.startswith("M2 to M3")]
    assert line.startswith(
        "M2 to M3, 60 ways: service-0001 H, service-0002 H, service-0003 H and 56"
    )
    assert line.endswith(" more instead of service-0000 H")
    named = [line.count(",") for line in fork_lines(view, ">") if line.startswith("M2 to M3")]
    assert named == [58]


def test_forks_are_shown_by_text_and_markdown() -> None:
    for line in fork_lines(storefront_view(), "\u2192"):
        assert line in render(storefront_view(), "text")
        assert line in render(storefront_view(), "markdown")


def test_route_shortens_the_middle() -> None:
    view = storefront_view()
    path = tasks_of(path_rows(view)[0])
    assert route(view.plan, path, ">").startswith("Wave 0 > M0 > catalog A-B-C > M1 > catalog E")
    words = route(view.plan, path, ">", limit=4).split(" > ")
    assert len(words) == 5
    assert re.fullmatch(r"\(\d+ more\)", words[2])


@pytest.mark.parametrize("style", [NARROW, ASCII, Style(width=40), Style(width=120), WIDE])
@pytest.mark.parametrize("view", [storefront_view(), hostile_view(), chain_view(60)])
def test_text_fits_the_terminal(view: PlanView, style: Style) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", render(view, "text", style))
    assert max(map(text_width, text.splitlines())) <= (style.width or 0)
    assert style.unicode or text.isascii()


@pytest.mark.parametrize("format_name", ["text", "json", "csv", "markdown", "mermaid"])
def test_a_filter_is_obeyed(format_name: str) -> None:
    text = render(storefront_view(ONLY_ORDER), format_name)
    assert "order/E-1" in text or "order_E" in text
    assert "catalog/H-1" not in text


def test_a_filter_that_leaves_no_path_is_told() -> None:
    view = storefront_view(Selection(services=frozenset({"user"}), waves=frozenset("A")))
    assert "None of the tasks shown is on a listed critical path" in render(view, "text")
    assert load(view)["paths"] == []


def test_hostile_text_does_not_steer_the_terminal() -> None:
    for style in (PIPED, NARROW, Style(width=160)):
        text = render(hostile_view(), "text", style)
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<script>" not in render(hostile_view(), "markdown")


FLOW_LINE = re.compile(
    r'flowchart LR|    (%% .*|\w+ --> \w+|left_out\("[^"]+"\)|\w+\["[^"]+"\]|\w+\{\{"[^"]+"\}\})'
)


@pytest.mark.parametrize("view", [storefront_view(), hostile_view(), chain_view(60)])
def test_mermaid_is_a_flowchart_of_known_boxes(view: PlanView) -> None:
    lines = render(view, "mermaid").splitlines()
    assert [line for line in lines if not FLOW_LINE.fullmatch(line)] == []
    boxes = {found[1] for line in lines if (found := re.match(r"    (\w+)[\[{]", line))}
    ends = {name for line in lines if " --> " in line for name in line.split()[::2]}
    assert ends <= boxes
