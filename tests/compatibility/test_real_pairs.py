"""Published contracts: what is found between two versions, and what their authors said of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import pytest

from planner.compatibility.http import compare_http
from planner.formats.lowering.openapi import lower_openapi
from planner.model.finding import Finding, Proof, Severity
from planner.model.http import HttpContract
from tests.compatibility.real_pairs import (
    QUICK,
    SLOW,
    RealPair,
    real_document,
    real_pairs,
)

Golden = Callable[[str, str], None]

ALL_SOURCES = [*QUICK, *(pytest.param(source, marks=pytest.mark.slow) for source in SLOW)]


@lru_cache(maxsize=2)
def lowered(source: str, name: str) -> HttpContract:
    """Return a document that was read; most are the new side of one pair and the old of another."""
    return lower_openapi({name: real_document(source, name)}, "")


@cache
def found(pair: RealPair) -> tuple[Finding, ...]:
    return compare_http(lowered(pair.source, pair.old), lowered(pair.source, pair.new))


def row(pair: RealPair, findings: tuple[Finding, ...]) -> str:
    counts = Counter(finding.severity for finding in findings)
    worst = next((severity for severity in Severity if counts[severity]), "silent")
    numbers = " ".join(f"{counts[severity]:4d}" for severity in Severity)
    return f"{pair.name:42} {pair.label or '-':13} {numbers}  {worst}\n"


HEAD = f"{'pair':42} {'authors say':13} brkg rsky safe  worst\n"


@pytest.mark.parametrize("source", ALL_SOURCES)
def test_counts_of_findings(source: str, golden: Golden) -> None:
    rows = [row(pair, found(pair)) for pair in real_pairs(source)]
    assert rows
    golden(f"real_pairs/{source}.txt", HEAD + "".join(rows))


@pytest.mark.parametrize("source", ALL_SOURCES)
def test_every_break_has_a_payload_or_a_law(source: str) -> None:
    for pair in real_pairs(source):
        for finding in found(pair):
            if finding.severity is Severity.BREAKING:
                has_payload = finding.witness is not None and finding.witness.value is not None
                assert (finding.proof is Proof.WITNESS) <= (finding.witness is not None), finding
                assert has_payload or finding.proof is Proof.LAW, finding


@pytest.mark.parametrize("source", ["museum", "moby", "adyen"])
def test_one_change_is_one_finding(source: str) -> None:
    """No two findings say the same of parts that have no name of their own."""
    for pair in real_pairs(source):
        said = Counter(
            (finding.rule, finding.message, finding.severity)
            for finding in found(pair)
            if finding.path and not _is_named(finding)
        )
        assert [text for text, count in said.items() if count > 1] == [], pair.name


def _is_named(finding: Finding) -> bool:
    places = [place for place in (finding.old, finding.new) if place]
    return any(place.path[0] in {"components", "definitions"} for place in places)


# ---------------------------------------------------------------------- what authors say

DISAGREED = {
    # the authors call it breaking, and nothing in the document breaks
    "twilio_messaging_v1.1.21.0__1.22.0": "safe",
    "twilio_supersim_v1.1.28.2__1.29.0": "safe",
    # the authors call it breaking; whether it breaks depends on what consumers do
    "twilio_sync_v1.1.6.0__1.7.0": "risky",
    "twilio_sync_v1.1.8.0__1.9.0": "risky",
    "twilio_events_v1.1.13.0__1.14.0": "risky",
    "twilio_messaging_v1.1.14.0__1.15.0": "risky",
    "twilio_messaging_v1.1.39.2__1.40.0": "risky",
    "twilio_messaging_v1.1.41.0__1.42.0": "risky",
    "twilio_events_v1.2.3.5__2.4.0": "risky",
    # the authors don't call it breaking
    "twilio_messaging_v1.1.55.4__1.55.5": "breaking",
    "twilio_proxy_v1.1.56.1__2.0.0": "breaking",
    "twilio_bulkexports_v1.2.3.3__2.3.4": "breaking",
    "twilio_proxy_v1.1.37.0__1.37.1": "risky",
    "twilio_messaging_v1.2.2.0__2.2.1": "risky",
}
"""Pair -> the worst that is found; docs/labels-openapi.md says why, one by one."""


def disagreements() -> Iterator[tuple[str, str]]:
    for pair in real_pairs("twilio"):
        worst = min((f.severity for f in found(pair)), key=lambda s: s.rank, default=Severity.SAFE)
        fits = {"breaking": (Severity.BREAKING,), "non-breaking": (Severity.SAFE,)}
        if worst not in fits[pair.label]:
            yield pair.name, worst.value


def test_each_disagreement_with_authors_is_known() -> None:
    assert dict(disagreements()) == DISAGREED


def test_each_disagreement_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "labels-openapi.md").read_text(encoding="utf-8")
    assert [name for name in DISAGREED if f"`{name}`" not in page] == []
