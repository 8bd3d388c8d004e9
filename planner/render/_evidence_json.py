"""What shows that consumers use something, as JSON; several commands show it."""

from collections.abc import Iterable

from pydantic import with_config
from typing_extensions import TypedDict

from planner.render._plan_payload import DOCUMENTED


@with_config(DOCUMENTED)
class EvidenceJson(TypedDict):
    """What shows that a consumer uses something, besides its manifest."""

    consumer: str
    evidence: str
    """`recorded: FILE`, `pact: FILE`; or that only its manifest says so, `declared: FILE, ...`."""


def evidence_json(evidence: Iterable[tuple[str, str]]) -> list[EvidenceJson]:
    """Return evidence as it stands in JSON."""
    return [{"consumer": name, "evidence": label} for name, label in evidence]
