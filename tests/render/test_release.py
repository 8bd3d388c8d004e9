"""The release order in every format."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from pydantic import TypeAdapter

from planner.model.plan import ReleaseOrder
from planner.model.views import ReleaseView, Style
from planner.planning.release import release_order
from planner.render.registry import formats_of, renderer
from planner.render.release import json as release_json
from tests.builders import a_system
from tests.render.progress_samples import storefront_release, tangled_release

PLAIN = Style()
VIEWS = {"storefront": storefront_release, "tangled": tangled_release}


def render(view: ReleaseView, format_name: str, style: Style = PLAIN) -> str:
    text = renderer("release", format_name)(view, style)
    assert isinstance(text, str)
    return text


def test_formats() -> None:
    assert formats_of("release") == ("text", "csv", "dot", "json", "markdown", "mermaid")


@pytest.mark.parametrize("format_name", formats_of("release"))
@pytest.mark.parametrize("name", VIEWS)
def test_golden(name: str, format_name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"release/{name}-{format_name}.txt", render(VIEWS[name](), format_name))


def test_on_a_narrow_terminal_nothing_is_wider_than_it(golden: Callable[[str, str], None]) -> None:
    text = render(tangled_release(), "text", Style(width=60, unicode=False))
    assert max(map(len, text.splitlines())) <= 60
    golden("release/tangled-narrow.txt", text)


@pytest.mark.parametrize("name", VIEWS)
def test_json_is_what_its_schema_says(name: str) -> None:
    view = VIEWS[name]()
    payload = TypeAdapter(release_json.PAYLOAD).validate_json(render(view, "json"), strict=True)
    assert payload["workspace"] == view.system.name
    assert len(payload["batches"]) == len(view.order.batches)


def test_csv_and_json_tell_the_same() -> None:
    view = tangled_release()
    rows = list(csv.DictReader(StringIO(render(view, "csv"))))
    payload = json.loads(render(view, "json"))
    listed = [
        (str(batch["number"]), batch["day"], member["name"])
        for batch in payload["batches"]
        for unit in batch["units"]
        for member in unit["services"]
    ]
    assert sorted(listed) == sorted((r["batch"], r["day"], r["service"]) for r in rows)


def with_bound(view: ReleaseView, bound: int) -> ReleaseView:
    """The same order, its circle's cuts proven only down to a bound."""
    batches = tuple(
        replace(b, units=tuple(replace(u, cut_bound=bound) if u.cuts else u for u in b.units))
        for b in view.order.batches
    )
    order = ReleaseOrder(batches, view.order.needs, view.order.soft)
    return ReleaseView(view.system, order)


def test_the_text_says_whether_the_cuts_are_proven_the_fewest() -> None:
    view = tangled_release()
    assert "2 calls to break; no smaller set can do:" in render(view, "text")
    text = render(with_bound(view, 1), "text")
    assert "2 calls to break; at least 1 call must be, a smaller set may exist:" in text
    payload = json.loads(render(with_bound(view, 1), "json"))
    (circle,) = [u["circle"] for b in payload["batches"] for u in b["units"] if u["circle"]]
    assert (circle["cut_bound"], circle["proven"]) == (1, False)


def test_who_is_not_released_is_said() -> None:
    dropped = {"steps": {"R-1": {"drop": True}}}
    system = a_system({"order": ["bank"], "bank": []}, manifests={"bank": dropped})
    view = ReleaseView(system, release_order(system))

    said = "1 service has no release step, so that nobody waits: bank"
    assert render(view, "text").endswith(f"\n{said}\n")
    assert render(view, "markdown").endswith(f"\n{said}.\n")
    assert json.loads(render(view, "json"))["not_released"] == ["bank"]
    assert "sample: 1 service in 1 batch" in render(view, "text")


def test_a_call_that_only_reads_can_become_a_copy() -> None:
    system = a_system(
        {"order": ["user"], "user": ["order"]},
        manifests={
            "order": {"consumes": [{"contract": "user-api", "operations": ["GET /users/{id}"]}]},
            "user": {"consumes": [{"contract": "order-api", "operations": ["GET /orders"]}]},
        },
    )
    text = render(ReleaseView(system, release_order(system)), "text")
    assert "event: order publishes what user reads, and user keeps a copy" in text


def test_many_calls_name_the_setting_that_mermaid_needs() -> None:
    names = [f"s{number:02}" for number in range(40)]
    system = a_system({name: names[:place] for place, name in enumerate(names)})
    text = render(ReleaseView(system, release_order(system)), "mermaid")
    assert "  %% Needs the Mermaid setting maxEdges: 780." in text
    assert text.count(" --> ") == 780
