"""`plan critical-path` as a Mermaid flowchart: services and waves in the order they decide."""

from planner.model.plan import Plan
from planner.model.views import PlanView, Style
from planner.render._mermaid import mermaid_id, mermaid_label
from planner.render._plan_payload import iso_finish, iso_start
from planner.render._plan_text import length_text
from planner.render.critical_path._steps import (
    Stretch,
    path_rows,
    stretch_edges,
    stretches,
    tasks_of,
)

# Mermaid draws at most 500 edges and reads at most 50,000 characters.
_BOXES_DRAWN = 250


def render(view: PlanView, style: Style) -> str:  # noqa: ARG001  Mermaid has one style
    """Return the listed critical paths, joined where they share a stretch of work."""
    plan, paths = view.plan, path_rows(view)
    found: dict[str, Stretch] = {}
    for path in paths:
        for stretch in stretches(plan, tasks_of(path)):
            known = found.get(stretch.key)
            span = known.span.join(stretch.span) if known else stretch.span
            found[stretch.key] = stretch._replace(span=span)
    shown = list(found.values())[:_BOXES_DRAWN]
    ids = {stretch.key: _id(stretch.key) for stretch in shown}
    edges = [pair for pair in stretch_edges(plan, paths) if set(pair) <= set(ids)]
    lines = ["flowchart LR"]
    if len(found) > len(shown):
        lines.append(f"    %% the first {len(shown)} of {len(found)} boxes are drawn")
        lines.append(f'    left_out("{len(found) - len(shown)} more, not drawn")')
    lines += [_box(plan, stretch) for stretch in shown]
    lines += [f"    {ids[before]} --> {ids[after]}" for before, after in edges]
    return "\n".join(lines) + "\n"


def _id(key: str) -> str:
    return mermaid_id(key.replace("/", "-"))


def _box(plan: Plan, stretch: Stretch) -> str:
    first, last = iso_start(plan, stretch.span), iso_finish(plan, stretch.span)
    days = first if first == last else f"{first} to {last}"
    text = f"{mermaid_label(stretch.label)}<br/>{days}"
    if stretch.is_milestone:
        return f'    {_id(stretch.key)}{{{{"{text}"}}}}'
    length = length_text(stretch.span.finish - stretch.span.start)
    return f'    {_id(stretch.key)}["{text}<br/>{length}"]'
