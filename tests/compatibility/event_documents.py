"""Two AsyncAPI texts -> findings, for tests that read as examples."""

from typing import Any

import ryaml

from planner.compatibility.events.comparison import compare_events
from planner.compatibility.options import CompareOptions
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.events import EventContract
from planner.model.finding import Finding

Found = set[tuple[str, str]]
"""Rule id and severity."""


def document(text: str | dict[str, Any]) -> dict[str, Any]:
    """Return a whole document: what it says, and the rest that every document must say."""
    said = ryaml.loads(text) if isinstance(text, str) else text
    return {"asyncapi": "3.0.0", "info": {"title": "t", "version": "1"}, **(said or {})}


def lowered(text: str | dict[str, Any]) -> EventContract:
    """Return the contract of a document."""
    return lower_asyncapi({"events/asyncapi.yaml": document(text)}, "events")


def compare(
    old: str | dict[str, Any],
    new: str | dict[str, Any],
    options: CompareOptions = CompareOptions(),  # noqa: B008  it is frozen
) -> tuple[Finding, ...]:
    """Return the findings between two documents."""
    return compare_events(lowered(old), lowered(new), options)


def found(findings: tuple[Finding, ...]) -> Found:
    """Return what was found, as rule ids and severities."""
    return {(finding.rule, finding.severity.value) for finding in findings}
