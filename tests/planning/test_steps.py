"""How changes of steps apply: the rules that planning and checking share."""

from collections.abc import Mapping

import pytest

from planner.model.workspace_file import StepChange
from planner.planning.steps import all_steps, merge_changes, steps_of_wave, wave_order

Raw = Mapping[str, Mapping[str, object]]


def changes(raw: Raw) -> dict[str, StepChange]:
    return {step: StepChange.model_validate(change) for step, change in raw.items()}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({}, {"B-1": [], "B-2": ["B-1"], "B-3": ["B-2"]}, id="as they stand"),
        pytest.param({"B-2": {"drop": True}}, {"B-1": [], "B-3": ["B-1"]}, id="one is dropped"),
        pytest.param(
            {"B-10": {}, "B-4": {}},
            {"B-1": [], "B-2": ["B-1"], "B-3": ["B-2"], "B-4": ["B-3"], "B-10": ["B-4"]},
            id="added ones go by number",
        ),
        pytest.param(
            {"B-3": {"after": []}}, {"B-1": [], "B-2": ["B-1"], "B-3": []}, id="after nothing"
        ),
        pytest.param(
            {"B-1": {"after": ["B-3"]}, "B-2": {"after": []}},
            {"B-1": ["B-3"], "B-2": [], "B-3": ["B-2"]},
            id="moved",
        ),
    ],
)
def test_what_each_step_of_a_wave_follows(raw: Raw, expected: dict[str, list[str]]) -> None:
    steps = steps_of_wave("B", changes(raw))
    order = wave_order(steps, changes(raw))
    assert {step: list(before) for step, before in order.items()} == expected


def test_a_manifest_changes_what_it_names_and_no_more() -> None:
    workspace = changes({"C-1": {"title": "Screens", "drop": True}, "C-2": {"drop": True}})
    manifest = changes({"C-1": {"drop": False}, "A-9": {"title": "Move data"}})

    merged = merge_changes(workspace, manifest)

    assert (merged["C-1"].title, merged["C-1"].drop) == ("Screens", False)
    assert merged["C-2"].drop
    assert steps_of_wave("C", merged) == ["C-1", "C-3", "C-4"]
    assert {"A-9", "C-2", "A-1"} <= all_steps(merged)
