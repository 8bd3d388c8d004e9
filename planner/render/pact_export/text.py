"""`plan pact export` for people: the files that were written, and what is in them."""

from collections.abc import Iterator

from planner.model.pact_export_view import ExportedPact, PactExportView
from planner.model.style import Style
from planner.render._text import clean, plural


def render(view: PactExportView, style: Style) -> str:
    """Return each file with its interactions, then what was left out."""
    lines = [line for pact in view.pacts for line in _pact(pact, style)]
    if view.skipped:
        lines.append(f"{plural(view.skipped, 'call')} left out: invalid, or of no operation")
    return "".join(f"{clean(line)}\n" for line in lines)


def _pact(pact: ExportedPact, style: Style) -> Iterator[str]:
    what = f"{plural(len(pact.interactions), 'interaction')} from {plural(pact.calls, 'call')}"
    fields = "only fields that were seen to be read" if pact.usage else "all fields of the answers"
    yield f"{pact.file}: {what} ({', '.join(pact.contracts)}; {fields})"
    if style.verbose:
        yield from (f"  {title}" for title in pact.interactions)
