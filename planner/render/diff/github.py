"""`plan diff` for GitHub Actions: workflow commands that annotate the changed lines.

Source of the syntax, its escapes and the limit of ten annotations of a kind in a step: GitHub
Docs, "Workflow commands for GitHub Actions" and "Usage limits for annotations".
"""

from collections.abc import Sequence

from planner.model.diff_view import ContractDiff, DiffView, Item
from planner.model.finding import Severity
from planner.model.views import Style
from planner.render._text import clean
from planner.render.diff._words import (
    all_items,
    hurt_text,
    summary_text,
    where_of,
    witness_of,
)

_COMMANDS = {
    Severity.BREAKING: "error",
    Severity.RISKY: "warning",
    Severity.SAFE: "notice",
}
_MOST = {Severity.BREAKING: 10, Severity.RISKY: 10, Severity.SAFE: 9}
"""GitHub keeps ten of a kind in a step; one notice is the summary."""
_LONGEST = 2000


def render(view: DiffView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one command a finding, the worst first, and a notice that sums up."""
    pairs = list(all_items(view))
    lines = []
    for severity, most in _MOST.items():
        found = [pair for pair in pairs if pair[1].finding.severity is severity]
        lines += [_annotation(contract, item, view) for contract, item in found[:most]]
    left = len(pairs) - len(lines)
    return "".join(f"{line}\n" for line in [*lines, _summary(view, left)])


def _annotation(contract: ContractDiff, item: Item, view: DiffView) -> str:
    finding = item.finding
    place = _place(contract, item)
    title = f"{finding.severity}: {finding.rule}"
    properties = ",".join(f"{key}={_property(value)}" for key, value in [*place, ("title", title)])
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(_message(item, view))}"


def _place(contract: ContractDiff, item: Item) -> Sequence[tuple[str, str]]:
    """Return file, line and column on the new side; what is gone has a file only."""
    if item.new:
        spot = item.new
        return (("file", spot.path), ("line", str(spot.line)), ("col", str(spot.column)))
    return (("file", contract.new_path),)


def _message(item: Item, view: DiffView) -> str:
    finding = item.finding
    lines = [f"{clean(finding.message)} ({clean(where_of(finding))})"]
    witness = witness_of(finding)
    if witness:
        lines.append(f"{witness.label}: {_shortened(clean(witness.text))}")
    hurt = hurt_text(finding, knows_consumers=view.knows_consumers)
    lines += [f"hurts: {clean(hurt)}"] if hurt else []
    lines += [f"hint: {clean(finding.hint)}"] if finding.hint else []
    return "\n".join(lines)


def _summary(view: DiffView, left: int) -> str:
    more = f"; {left} not annotated" if left > 0 else ""
    return f"::notice title=plan diff::{_data(clean(summary_text(view)) + more)}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _data(text: str) -> str:
    """Return text that can't end the command: the runner reads these three escapes."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a property; `:` and `,` would end it."""
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
