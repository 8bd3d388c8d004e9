"""`plan stubs serve` for people and shells: a line a stub, as files of environment variables have.

No more is imported than stands here: a stub has to be there at once.
"""

from planner.model.served_view import ServedStub, ServedView
from planner.model.style import Style


def render(view: ServedView, style: Style) -> str:  # noqa: ARG001  the same for all
    """Return the addresses, then a comment that says that calls are answered."""
    lines = [line for stub in view.stubs for line in _lines(stub)]
    operations = sum(stub.operations for stub in view.stubs)
    contracts = "1 contract" if len(view.stubs) == 1 else f"{len(view.stubs)} contracts"
    word = "operation" if operations == 1 else "operations"
    lines.append(f"# ready: {contracts}, {operations} {word}; Ctrl-C stops")
    return "".join(f"{line}\n" for line in lines)


def _lines(stub: ServedStub) -> list[str]:
    """Return what is told of a stub; a comment behind a value would be a part of it."""
    draft = [f"# {stub.variable}: draft, not ratified"] if stub.is_draft else []
    return [*draft, f"{stub.variable}={stub.url}"]
