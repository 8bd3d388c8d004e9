"""Published histories of JSON Schemas: our verdict beside what their authors say.

`docs/labels-json-schema.md` looks at every disagreement.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest

from planner.compatibility.events.standalone import compare_schemas
from planner.compatibility.options import CompareOptions, Mode
from planner.compatibility.witness import bundled
from planner.model.errors import InputError
from planner.model.events import EventContract
from planner.model.finding import Finding, Severity
from tests.compatibility.schema_histories import (
    SOURCES,
    SchemaHistoryPair,
    history_pairs,
    lowered,
)

Golden = Callable[[str, str], None]
LABELS = Path(__file__).parents[2] / "docs/labels-json-schema.md"
LABELLED = [pair for source in SOURCES for pair in history_pairs(source) if pair.label]


@cache
def found(pair: SchemaHistoryPair, mode: Mode) -> tuple[Finding, ...] | str:
    """Return the findings of a pair, or why it can't be read."""
    try:
        old, new = (lowered(pair.source, name) for name in (pair.old, pair.new))
        return compare_schemas(old, new, CompareOptions(mode=mode))
    except InputError as error:
        return error.problems[0].code


def verdict(pair: SchemaHistoryPair, mode: Mode) -> str:
    findings = found(pair, mode)
    if isinstance(findings, str):
        return findings
    return findings[0].severity.value if findings else "silent"


def row(pair: SchemaHistoryPair) -> str:
    verdicts = [verdict(pair, mode) for mode in Mode]
    shown = " ".join(f"{text:9}" for text in verdicts)
    says = pair.label or "-"
    is_known = verdicts[0] in {*Severity, "silent"}
    ours = "breaking" if verdicts[0] == "breaking" else "non-breaking"
    mark = " differs" if pair.label and is_known and says != ours else ""
    return f"{pair.name} {pair.step} {says}: {shown.rstrip()}{mark}\n"


@pytest.mark.parametrize("source", SOURCES)
def test_the_table_of_verdicts(source: str, golden: Golden) -> None:
    head = "pair, step of the version, what the authors say: BACKWARD FORWARD FULL\n"
    golden(f"labels/{source}.txt", head + "".join(map(row, history_pairs(source))))


def test_every_disagreement_is_explained() -> None:
    told = set(re.findall(r"(?m)^### `([^`]+)`", LABELS.read_text(encoding="utf-8")))
    differing = {f"{p.source}/{p.name}" for p in LABELLED if row(p).endswith(" differs\n")}
    assert told == differing


def test_the_documentation_counts_right() -> None:
    readable = [p for p in LABELLED if not isinstance(found(p, Mode.BACKWARD), str)]
    same = [p for p in readable if not row(p).endswith(" differs\n")]
    text = LABELS.read_text(encoding="utf-8")
    assert f"{len(same)} of {len(readable)} labelled pairs" in text


@pytest.mark.parametrize("source", SOURCES)
def test_each_payload_shows_its_break(source: str) -> None:
    shown = 0
    for pair in history_pairs(source):
        findings = found(pair, Mode.FULL)
        if isinstance(findings, str):
            continue
        sides = {"old": lowered(pair.source, pair.old), "new": lowered(pair.source, pair.new)}
        for finding in findings:
            if finding.severity is Severity.BREAKING and finding.witness:
                sender = finding.witness.valid_for
                receiver = "new" if sender == "old" else "old"
                assert is_valid(sides[sender], finding.witness.value), (pair.name, finding.rule)
                assert not is_valid(sides[receiver], finding.witness.value), pair.name
                shown += 1
    assert shown > 20


def is_valid(contract: EventContract, value: object) -> bool:
    payload = next(iter(contract.messages.values())).payload
    assert payload is not None
    assert payload.schema is not None
    schema = contract.space.schema(payload.schema).followed()
    validator = jsonschema_rs.Draft202012Validator(bundled(schema), validate_formats=True)
    return validator.is_valid(value)
