import csv
import json
import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import jsonschema
import pytest
from pydantic import TypeAdapter

from planner.model.duration import to_days
from planner.model.views import PlanView, Selection, Style
from planner.render._text import text_width
from planner.render.registry import formats_of, renderer
from planner.render.waves import json as waves_json
from tests.render.plan_views import (
    ASCII,
    HOSTILE,
    NARROW,
    PIPED,
    WIDE,
    chain_view,
    hostile_view,
    storefront_view,
)

Golden = Callable[[str, str], None]
ONLY_ORDER = Selection(services=frozenset({"order"}), waves=frozenset("CDK"))


def render(view: PlanView, format_name: str, style: Style = PIPED) -> str:
    text = renderer("waves", format_name)(view, style)
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
        ("wide-color.txt", "text", WIDE),
        ("forty-columns.txt", "text", Style(width=40)),
        ("plan.json", "json", PIPED),
        ("plan.md", "markdown", PIPED),
        ("plan.csv", "csv", PIPED),
        ("plan.mmd", "mermaid", PIPED),
    ],
)
def test_storefront(golden: Golden, name: str, format_name: str, style: Style) -> None:
    golden(f"waves/{name}", render(storefront_view(), format_name, style))


@pytest.mark.parametrize(
    ("name", "format_name"),
    [
        ("selection.txt", "text"),
        ("selection.md", "markdown"),
        ("selection.csv", "csv"),
        ("selection.mmd", "mermaid"),
    ],
)
def test_storefront_filtered(golden: Golden, name: str, format_name: str) -> None:
    golden(f"waves/{name}", render(storefront_view(ONLY_ORDER), format_name))


def test_the_formats_that_are_promised() -> None:
    assert formats_of("waves") == ("text", "csv", "json", "markdown", "mermaid", "png", "svg")


@pytest.mark.parametrize("view", [storefront_view(), storefront_view(ONLY_ORDER), hostile_view()])
def test_json_is_valid_against_its_schema(view: PlanView) -> None:
    payload = load(view)
    schema = TypeAdapter(waves_json.PAYLOAD).json_schema()
    jsonschema.Draft202012Validator(schema).validate(payload)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(payload) == list(waves_json.PAYLOAD.__annotations__)
    for task in payload["tasks"]:
        assert set(task) == set(schema["$defs"]["TaskPayload"]["required"])


def test_json_numbers_are_the_plans() -> None:
    view = storefront_view()
    payload, plan = load(view), view.plan
    assert len(payload["tasks"]) == len(plan.network.tasks)
    for index, task in enumerate(plan.network.tasks):
        row = payload["tasks"][index]
        assert row["id"] == task.id
        assert row["slack_days"] == to_days(plan.timing.slack(index))
        assert row["critical"] == plan.timing.is_critical(index)
        assert row["early_finish_days"] == to_days(plan.timing.early_finish[index])
        assert date.fromisoformat(row["start"]) <= date.fromisoformat(row["finish"])
        before = [plan.network.tasks[i].id for i in plan.network.predecessors[index]]
        assert row["predecessors"] == before


def test_tasks_start_the_working_day_after_what_they_wait_for() -> None:
    payload = load(storefront_view())
    rows = {row["id"]: row for row in payload["tasks"]}
    for row in rows.values():
        for before in row["predecessors"]:
            assert rows[before]["finish"] <= row["start"] or row["duration_days"] < 1


def test_csv_has_the_rows_and_columns_of_json() -> None:
    view = storefront_view()
    rows = list(csv.DictReader(StringIO(render(view, "csv"))))
    tasks = load(view)["tasks"]
    assert len(rows) == len(tasks)
    for row, task in zip(rows, tasks, strict=True):
        assert list(row) == list(task)
        assert row["predecessors"].split() == task["predecessors"]
        assert float(row["slack_days"]) == task["slack_days"]
        assert row["critical"] == str(task["critical"]).lower()


def test_all_formats_give_the_same_dates() -> None:
    view = storefront_view()
    service = {row["name"]: row for row in load(view)["services"]}["inventory"]
    wave = service["waves"]["B"]
    assert f"{wave['start']}..{wave['finish'][5:]}" in render(view, "text")
    assert re.search(
        rf"B Core operations :.*{wave['start']}, {wave['finish']}\n", render(view, "mermaid")
    )
    first, last = (date.fromisoformat(wave[key]) for key in ("start", "finish"))
    assert f"{first:%d %b}\u2013{last:%d %b}" in render(view, "markdown")


@pytest.mark.parametrize("style", [NARROW, ASCII, Style(width=40), Style(width=120), WIDE])
@pytest.mark.parametrize("view", [storefront_view(), hostile_view(), chain_view(60)])
def test_text_fits_the_terminal(view: PlanView, style: Style) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", render(view, "text", style))
    assert max(map(text_width, text.splitlines())) <= (style.width or 0)
    assert style.unicode or "日本語" in text or text.isascii()


def test_long_lists_say_what_they_leave_out_on_a_terminal_only() -> None:
    view = chain_view(60)
    assert "20 more services with at least" in render(view, "text", NARROW)
    for style in (PIPED, Style(width=80, verbose=True)):
        text = render(view, "text", style)
        assert "more services" not in text
        assert all(name in text for name in view.system.services)


def test_services_with_the_least_slack_are_shown() -> None:
    view = chain_view(60)
    text = render(view, "text", NARROW)
    assert view.plan.critical_services
    assert all(f"{name} *" in text for name in view.plan.critical_services)


def test_critical_is_told_without_colour() -> None:
    text = render(storefront_view(), "text", NARROW)
    assert "order *" in text
    assert "user *" not in text
    assert "█ critical" in text


@pytest.mark.parametrize("format_name", ["text", "csv", "markdown", "mermaid"])
def test_a_filter_is_told_and_obeyed(format_name: str) -> None:
    everything = render(storefront_view(), format_name)
    text = render(storefront_view(ONLY_ORDER), format_name)
    assert "notification/" not in text
    assert len(text) < len(everything)
    if format_name in {"text", "markdown"}:
        assert "Shown: only service order and wave C, D, K" in text


def test_a_filter_leaves_the_slack_of_the_whole_service() -> None:
    whole = {row["name"]: row for row in load(storefront_view())["services"]}
    part = load(storefront_view(Selection(waves=frozenset("R"))))["services"]
    assert [row["name"] for row in part] == [
        row["name"] for row in part if list(row["waves"]) == ["R"]
    ]
    assert {row["name"]: row["slack_days"] for row in part} == {
        name: row["slack_days"] for name, row in whole.items()
    }


@pytest.mark.parametrize("format_name", ["text", "json", "csv", "markdown", "mermaid"])
def test_a_filter_that_finds_nothing_gives_a_plain_answer(format_name: str) -> None:
    view = storefront_view(Selection(services=frozenset({"order"}), teams=frozenset({"user-team"})))
    assert render(view, format_name)
    assert render(view, format_name, NARROW)


@pytest.mark.parametrize("style", [PIPED, NARROW])
def test_hostile_text_does_not_steer_the_terminal(style: Style) -> None:
    text = render(hostile_view(), "text", style)
    assert "\\x1b[31m" in text.replace("\n", "")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_hostile_text_stays_text_in_every_format() -> None:
    view = hostile_view()
    page = render(view, "markdown")
    assert "<script>" not in page
    row = next(line for line in page.splitlines() if line.startswith("| `x`"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 9
    assert load(view)["tasks"][0]["title"] == HOSTILE
    assert "\n=1+1" not in render(view, "csv")
    assert '"#;' not in render(view, "mermaid")


GANTT_LINE = re.compile(
    r"gantt|    (title \S.*|dateFormat YYYY-MM-DD|axisFormat %d %b|inclusiveEndDates|%% .*"
    r"|section [^:;]+|[^:;%]([^:;]|#\d+;)* :(crit, )?t_\w+, \d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d"
    r"|[^:;]+ :milestone(, crit)?, t_M\d, \d{4}-\d\d-\d\d, 0d)"
)


@pytest.mark.parametrize(
    "view", [storefront_view(), storefront_view(ONLY_ORDER), hostile_view(), chain_view(100)]
)
def test_mermaid_is_a_gantt_chart(view: PlanView) -> None:
    lines = render(view, "mermaid").splitlines()
    assert [line for line in lines if not GANTT_LINE.fullmatch(line)] == []
    ids = re.findall(r"(t_\w+),", "\n".join(lines))
    assert len(ids) == len(set(ids))
    assert len("\n".join(lines)) < 50_000


def test_mermaid_says_what_it_leaves_out() -> None:
    text = render(chain_view(1000), "mermaid")
    assert len(text) <= 50_000
    drawn = len(re.findall(r":(?:crit, )?t_service", text))
    assert f"%% {drawn} of 1000 services, those with the least slack" in text
