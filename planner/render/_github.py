"""Workflow commands that annotate lines on GitHub.

Source of the syntax, its escapes and the limit of ten annotations of a kind in a step: GitHub
Docs, "Workflow commands for GitHub Actions" and "Usage limits for annotations".
"""

from collections.abc import Iterable

from planner.model.finding import Severity
from planner.render._text import clean

COMMANDS = {
    Severity.BREAKING: "error",
    Severity.RISKY: "warning",
    Severity.SAFE: "notice",
}
MOST_SHOWN = {Severity.BREAKING: 10, Severity.RISKY: 10, Severity.SAFE: 9}
"""GitHub keeps ten of a kind in a step; one notice is left for a summary."""


def annotation(command: str, properties: Iterable[tuple[str, str]], message: str) -> str:
    """Return one workflow command, without a line end.

    Args:
        command: `error`, `warning` or `notice`.
        properties: `file`, `line`, `col`, `title` and their values.
        message: may have several lines.
    """
    said = ",".join(f"{key}={_property(value)}" for key, value in properties)
    return f"::{command} {said}::{_data(message)}"


def _data(text: str) -> str:
    """Return text that can't end the command: the runner reads these three escapes."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a property; `:` and `,` would end it."""
    return _data(clean(text)).replace(":", "%3A").replace(",", "%2C")
