"""`plan stubs serve` for people and shells: a line a stub, as files of environment variables have.

No more is imported than stands here: a stub has to be there at once.
"""

from planner.model.served_view import ServedStub, ServedView
from planner.model.style import Style


def render(view: ServedView, style: Style) -> str:  # noqa: ARG001  the same for all
    """Return the addresses, then a comment that says that calls are answered."""
    lines = [_line(stub) for stub in view.stubs]
    operations = sum(stub.operations for stub in view.stubs)
    contracts = "1 contract" if len(lines) == 1 else f"{len(lines)} contracts"
    word = "operation" if operations == 1 else "operations"
    lines.append(f"# ready: {contracts}, {operations} {word}; Ctrl-C stops")
    return "".join(f"{line}\n" for line in lines)


def _line(stub: ServedStub) -> str:
    draft = "  # draft, not ratified" if stub.is_draft else ""
    return f"{stub.variable}={stub.url}{draft}"
