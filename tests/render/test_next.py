"""What can be done today, in every format."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from pydantic import TypeAdapter

from planner.model.views import ProgressView, Style
from planner.planning.forecast import make_forecast
from planner.planning.plan import make_plan
from planner.render.next import json as next_json
from planner.render.registry import formats_of, renderer
from tests.builders import a_system
from tests.render.progress_samples import storefront_under_way

PLAIN = Style()


def render(view: ProgressView, format_name: str, style: Style = PLAIN) -> str:
    text = renderer("next", format_name)(view, style)
    assert isinstance(text, str)
    return text


def test_formats() -> None:
    assert formats_of("next") == ("text", "csv", "json", "markdown")


@pytest.mark.parametrize("format_name", formats_of("next"))
def test_golden(format_name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"next/{format_name}.txt", render(storefront_under_way(), format_name))


def test_golden_of_one_team(golden: Callable[[str, str], None]) -> None:
    view = storefront_under_way(teams=frozenset({"user-team"}))
    golden("next/user-team.txt", render(view, "text", Style(width=72)))


def test_json_is_what_its_schema_says() -> None:
    text = render(storefront_under_way(), "json")
    payload = TypeAdapter(next_json.PAYLOAD).validate_json(text, strict=True)
    assert payload["today"] == "2026-01-26"


def test_csv_and_json_tell_the_same() -> None:
    view = storefront_under_way()
    states = Counter(row["state"] for row in csv.DictReader(StringIO(render(view, "csv"))))
    payload = json.loads(render(view, "json"))
    assert states == {
        "ready": sum(len(team["ready"]) for team in payload["teams"]),
        "in-progress": len(payload["in_progress"]),
        "blocked": len(payload["blocked"]),
        "waiting": len(payload["waiting"]),
    }
    assert min(states.values()) > 0


@pytest.mark.parametrize("format_name", ["text", "markdown"])
def test_a_block_names_what_it_holds_up(format_name: str) -> None:
    text = render(storefront_under_way(), format_name)
    assert "inventory B-2, notification D, order D" in text


def test_what_a_user_wrote_cannot_break_a_markdown_table() -> None:
    assert "waits for the \\| privacy review" in render(storefront_under_way(), "markdown")


def test_many_tasks_that_wait_for_the_same_are_counted_on_a_terminal_only() -> None:
    foundation = [{"id": "ci", "title": "CI", "estimate": 2, "team": "a-team"}]
    system = a_system({name: [] for name in "abcdef"}, foundation=foundation)
    plan = make_plan(system)
    view = ProgressView(system, plan, make_forecast(system, plan, date(2026, 1, 5)))
    terminal = render(view, "text", Style(width=80))
    assert "and 3 more" in terminal
    assert [name for name in "abcdef" if f"{name}/A-1" in terminal] == ["a", "b", "c"]
    for style in (PLAIN, Style(width=80, verbose=True)):
        text = render(view, "text", style)
        assert "3 more" not in text
        assert all(f"{name}/A-1" in text for name in "abcdef")
