"""`plan diff --history` for programs."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.history_view import HistoryView, VersionLine
from planner.model.views import Style
from planner.render._json import json_text
from planner.render._plan_payload import DOCUMENTED
from planner.render.diff.json import (
    ContractPayload,
    CountsPayload,
    contract_payload,
    counts_payload,
)
from planner.render.history._words import by_promises


@with_config(DOCUMENTED)
class BrokenPayload(TypedDict):
    """Earlier versions that a version breaks with."""

    promises: list[str]
    """BACKWARD, FORWARD, WIRE and the like; empty if the contract makes but one promise."""
    versions: list[str]
    """The oldest first."""


@with_config(DOCUMENTED)
class VersionPayload(TypedDict):
    """One version of the history."""

    version: str
    """As its file or folder is called, without an ending."""
    file: str
    """Its main file."""
    same_as: str
    """The earlier version whose files are the same; empty if there is none."""
    counts: CountsPayload
    """Findings against the version before."""
    breaks: list[BrokenPayload]
    """Earlier versions that it breaks with, by the promises that break. Without a transitive mode,
    only the version before is looked at."""
    oldest: str
    """The oldest version that it breaks with; empty if it breaks with none."""
    broken_by: str
    """The first later version that breaks with it; empty if none does."""


@with_config(DOCUMENTED)
class HistoryPayload(TypedDict):
    """What each version of a contract changed, and what it breaks with."""

    schema: Literal["urn:contract-planner:history-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["diff"]
    workspace: str
    """Always empty: a history needs no workspace."""
    history: str
    """The folder, as the user named it."""
    format: str
    """Of the contract: json-schema, asyncapi, openapi, protobuf or avro."""
    mode: str
    """Which versions must read what others have written; empty: what the contract itself says."""
    transitive: bool
    """Whether each version was compared with all earlier ones."""
    worst: Literal["breaking", "risky", "safe"] | None
    changelog: bool
    """Whether safe findings are listed."""
    versions: list[VersionPayload]
    """The oldest first."""
    steps: list[ContractPayload]
    """The comparisons that found something; the name says which: `1.0.0 → 1.1.0`. A version that
    breaks with an older one, and not with the one before, has a comparison with both."""


PAYLOAD = HistoryPayload


def render(view: HistoryView, style: Style) -> str:  # noqa: ARG001  JSON has one style
    """Return the history as JSON of the shape `PAYLOAD`."""
    payload: HistoryPayload = {
        "schema": "urn:contract-planner:history-output:1.0.0",
        "format_version": "1.0",
        "command": "diff",
        "workspace": "",
        "history": view.name,
        "format": view.kind,
        "mode": view.mode,
        "transitive": view.is_transitive,
        "worst": view.worst.value if view.worst else None,
        "changelog": view.is_changelog,
        "versions": [_version(line) for line in view.versions],
        "steps": [contract_payload(step) for step in view.steps],
    }
    return json_text(payload)


def _version(line: VersionLine) -> VersionPayload:
    return {
        "version": line.version,
        "file": line.path,
        "same_as": line.same_as,
        "counts": counts_payload(line.counts, 0),
        "breaks": [
            {"promises": list(promises), "versions": versions}
            for promises, versions in by_promises(line).items()
        ],
        "oldest": line.oldest,
        "broken_by": line.broken_by,
    }
