"""How far everything is, in every format."""

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest
from pydantic import TypeAdapter

from planner.model.views import ProgressView, Style
from planner.render.registry import formats_of, renderer
from planner.render.status import json as status_json
from tests.render.progress_samples import storefront_under_way

PLAIN = Style()


def render(view: ProgressView, format_name: str, style: Style = PLAIN) -> str:
    text = renderer("status", format_name)(view, style)
    assert isinstance(text, str)
    return text


def test_formats() -> None:
    assert formats_of("status") == ("text", "csv", "json", "markdown")


@pytest.mark.parametrize("format_name", formats_of("status"))
def test_golden(format_name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"status/{format_name}.txt", render(storefront_under_way(), format_name))


def test_golden_of_one_service_on_a_plain_terminal(golden: Callable[[str, str], None]) -> None:
    view = storefront_under_way(services=frozenset({"user"}))
    golden("status/user.txt", render(view, "text", Style(width=100, unicode=False)))


def test_json_is_what_its_schema_says() -> None:
    text = render(storefront_under_way(), "json")
    payload = TypeAdapter(status_json.PAYLOAD).validate_json(text, strict=True)
    assert [item["id"] for item in payload["milestones"]] == ["M0", "M1", "M2", "M3"]


def test_csv_and_json_tell_the_same() -> None:
    view = storefront_under_way()
    rows = list(csv.DictReader(StringIO(render(view, "csv"))))
    payload = json.loads(render(view, "json"))
    states = {row["task"]: row["state"] for row in rows}
    assert len(rows) == payload["share"]["tasks"] + len(payload["milestones"])
    done = sum(state == "done" for task, state in states.items() if task not in {"M0", "M1"})
    assert done == payload["share"]["done"]
    for service in payload["services"]:
        for step in service["steps"]:
            assert states[step["id"]] == step["state"]


def test_the_text_names_the_reason_of_each_delay() -> None:
    text = render(storefront_under_way(), "text")
    assert "user/A-2 is blocked: waits for the | privacy review" in text
    assert "order/A-1 starts 10d later than planned" in text
    assert "catalog/A-3 takes 5d longer than estimated" in text


def test_a_block_is_told_where_it_holds_up_a_service() -> None:
    view = storefront_under_way()
    notes = {
        row["name"]: (row["held_up_by"], row["delay"]["cause"])
        for row in json.loads(render(view, "json"))["services"]
    }
    assert notes["inventory"] == (["inventory-events@1.0.0/ratify"], None)
    assert notes["catalog"][0] == []
    assert notes["user"] == (["user/A-2"], "user/A-2")
    text = render(view, "text")
    assert "3d ahead: B-2 waits for inventory-events@1.0.0/ratify, which is blocked" in text
    assert "5d ahead: Wave D waits for inventory-events@1.0.0/ratify" in text
    assert "A-3 waits for user/A-2" not in text  # the cause of the delay says it already


def test_percentages_say_what_they_count() -> None:
    for format_name in ("text", "markdown"):
        text = render(storefront_under_way(), format_name)
        assert "19 % of the work is done, 20 of 117 tasks" in text
        assert "Done: share of the estimated work." in text


@pytest.mark.parametrize("format_name", ["text", "csv", "json", "markdown"])
def test_every_format_names_what_is_blocked_and_why(format_name: str) -> None:
    assert "two teams disagree" in render(storefront_under_way(), format_name)


def test_a_markdown_table_a_wave_as_teams_track_it() -> None:
    text = render(storefront_under_way(), "markdown")
    assert "## Wave B status (Core operations): 20 %" in text
    assert "| inventory | in progress | to do | to do | no |" in text
    assert "| notification | done | done | done | yes |" in text
