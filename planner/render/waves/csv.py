"""`plan waves` for spreadsheets: one row a task."""

from collections.abc import Iterable
from typing import Any

from planner.model.duration import to_days
from planner.model.views import PlanView, Style
from planner.render._csv import csv_text
from planner.render._plan_payload import task_columns
from planner.render._plan_rows import selected_tasks


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  CSV has one style
    """Return the selected tasks with the columns that the JSON format has too."""
    columns = task_columns(view.plan, selected_tasks(view))
    ids = [task.id for task in view.plan.network.tasks]
    cells = [_cells(key, values, ids) for key, values in columns.items()]
    return csv_text(list(columns), zip(*cells, strict=True))


def _cells(key: str, values: list[Any], ids: list[str]) -> Iterable[object]:
    if key.endswith("_days"):
        return map(to_days, values)
    if key == "predecessors":
        return (" ".join([ids[before] for before in found]) for found in values)
    return values
