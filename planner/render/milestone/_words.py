"""What all outputs of `plan milestone` say."""

from collections.abc import Iterator

from planner.model.milestone_view import Criterion, CriterionState, MilestoneView
from planner.model.source import Place
from planner.render._text import Look, plural

LOOKS: dict[CriterionState, Look] = {
    CriterionState.FAILED: "critical",
    CriterionState.OPEN: "warn",
    CriterionState.WAIVED: "warn",
    CriterionState.ATTESTED: "good",
    CriterionState.PASSED: "good",
}


def title_text(view: MilestoneView) -> str:
    """Return which milestone of what is judged."""
    number = view.milestone.removeprefix("M")
    return f"{view.workspace}: milestone {number}, {view.title.lower()}, on {view.day}"


def verdict_text(view: MilestoneView) -> str:
    """Return whether the milestone may be passed, and how many criteria are how."""
    counts = [f"{view.count(state)} {state}" for state in CriterionState if view.count(state)]
    word = "open" if view.is_passed else "closed"
    every = plural(len(view.criteria), "criterion", "criteria")
    return f"{word}: {', '.join(counts)} of {every}" if counts else f"{word}: no criteria"


def said_text(item: Criterion) -> str:
    """Return what shows that a criterion is met or not, and who says so."""
    if item.state is CriterionState.WAIVED:
        return f"{item.detail}; waived by {item.by} until {item.day}"
    if item.state is CriterionState.ATTESTED:
        when = f" on {item.day}" if item.day else ""
        return f"{item.detail}; attested by {item.by}{when}"
    return item.detail


def by_criterion(view: MilestoneView) -> Iterator[tuple[Criterion, list[Criterion]]]:
    """Yield the criteria, each with all things that it is about; the first one stands for it."""
    groups: dict[str, list[Criterion]] = {}
    for item in view.criteria:
        groups.setdefault(item.id, []).append(item)
    for items in groups.values():
        yield items[0], items


def place_text(place: Place | None, view: MilestoneView) -> str:
    """Return `file:line:column`; empty if no file is concerned."""
    if place is None:
        return ""
    file = f"{view.folder}/{place.file}" if view.folder else place.file
    position = view.positions.get(place)
    return f"{file}:{position[0]}:{position[1]}" if position else file
