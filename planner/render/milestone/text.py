"""`plan milestone` for people: criterion by criterion, each with what shows it."""

from collections.abc import Iterator

from planner.model.milestone_view import Criterion, MilestoneView
from planner.model.style import Style
from planner.render._text import clean, paint
from planner.render.milestone._words import (
    LOOKS,
    by_criterion,
    place_text,
    said_text,
    title_text,
    verdict_text,
)


def render(view: MilestoneView, style: Style) -> str:
    """Return the whole gate; the verdict is the last line."""
    lines = [clean(title_text(view))]
    for first, items in by_criterion(view):
        lines += ["", f"{paint(first.id, 'head', style)}: {clean(first.title)}"]
        hinted = next((item for item in items if item.state.is_closed), None)
        for item in items:
            lines += _item(item, style, has_hint=style.verbose or item is hinted)
    if view.disagreements:
        lines += ["", paint("Progress and evidence disagree", "head", style)]
        for told in view.disagreements:
            place = clean(place_text(told.place, view))
            before = f"{place}: " if place else ""
            lines.append(f"  {before}{clean(told.subject)}: {clean(told.message)}")
    verdict = paint(clean(verdict_text(view)), "good" if view.is_passed else "critical", style)
    return "".join(f"{line}\n" for line in [*lines, "", verdict])


def _item(item: Criterion, style: Style, *, has_hint: bool) -> Iterator[str]:
    state = paint(f"{item.state:8}", LOOKS[item.state], style)
    subject = f"{clean(item.subject)}: " if item.subject else ""
    yield f"  {state}  {subject}{clean(said_text(item))}"
    if item.hint and item.state.is_closed and has_hint:
        yield f"            {paint('hint', 'head', style)}: {clean(item.hint)}"
