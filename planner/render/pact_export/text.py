"""`plan pact export` for people: the files that were written, and what is in them."""

from collections.abc import Iterator

from planner.model.pact_export_view import ExportedPact, PactExportView
from planner.model.style import Style
from planner.render._text import clean, plural

_EXPECTED = {
    "recorded": "only fields that were seen to be read",
    "declared": "only fields that the manifest names",
    "demanded": "only what the contract demands of every answer",
}


def render(view: PactExportView, style: Style) -> str:
    """Return each file with its interactions, then what was left out."""
    lines = [line for pact in view.pacts for line in _pact(pact, style)]
    if view.skipped:
        lines.append(f"{plural(view.skipped, 'call')} left out: invalid, or of no operation")
    return "".join(f"{clean(line)}\n" for line in lines)


def _pact(pact: ExportedPact, style: Style) -> Iterator[str]:
    what = f"{plural(len(pact.interactions), 'interaction')} from {plural(pact.calls, 'call')}"
    fields = " and ".join(_EXPECTED[source] for source in pact.expects)
    about = "; ".join(part for part in (", ".join(pact.contracts), fields) if part)
    yield f"{pact.file}: {what} ({about})"
    if style.verbose:
        yield from (f"  {title}" for title in pact.interactions)
