"""The release order for Graphviz, first batch at the left."""

from collections.abc import Iterator

from planner.model.views import ReleaseView, Style
from planner.render._figure import CRITICAL_COLOR
from planner.render._text import clean
from planner.render.release._arrows import Arrow, arrows
from planner.render.release._rows import circles, headline


def render(view: ReleaseView, style: Style) -> str:
    """Return a digraph with one cluster a batch; calls to break are marked."""
    del style  # a diagram looks the same everywhere
    lines = [
        f"digraph {_quoted(view.system.name)} {{",
        f"  graph [rankdir=RL, newrank=true, fontname=Helvetica, label={_quoted(headline(view))}];",
        '  node [shape=box, style="rounded,filled", fillcolor=white, fontname=Helvetica];',
        "  edge [fontname=Helvetica, fontsize=9];",
        *_batches(view),
        *(f"  {_arrow(arrow)}" for arrow in arrows(view)),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _batches(view: ReleaseView) -> Iterator[str]:
    cyclic = {name for circle in circles(view) for name in circle.unit.services}
    for batch in view.order.batches:
        yield f"  subgraph cluster_{batch.number} {{"
        yield f"    label={_quoted(f'Batch {batch.number}: {batch.day.isoformat()}')};"
        for name in batch.services:
            mark = f', color="{CRITICAL_COLOR}", penwidth=2' if name in cyclic else ""
            label = _quoted(name, view.system.services[name].team)
            yield f"    {_quoted(name)} [label={label}{mark}];"
        yield "  }"


def _arrow(arrow: Arrow) -> str:
    ends = f"{_quoted(arrow.consumer)} -> {_quoted(arrow.provider)}"
    if arrow.is_soft:
        return f'{ends} [style=dotted, constraint=false, label="soft"];'
    if arrow.is_cut:
        return f'{ends} [color="{CRITICAL_COLOR}", penwidth=2, label="break"];'
    return f"{ends};"


def _quoted(*lines: str) -> str:
    r"""Return a quoted string of Graphviz; lines are joined with its `\n`."""
    escaped = (clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
