"""Small edits: planner and buf say the same, but for causes that are listed here and in docs/."""

import json
from functools import cache

import pytest

from planner.compatibility.options import Category, CompareOptions
from planner.compatibility.protobuf import compare_protobuf
from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.finding import Finding, Severity
from planner.model.protobuf import ProtoModule
from tests.compatibility.corpus.proto_edits import as_modules, edits
from tests.compatibility.proto_histories import FOLDER

OURS_ONLY = {
    "protobuf-field-type-narrowed": "an integer type that can't hold all values of the old one",
    "protobuf-field-number-changed": "two fields changed their numbers",
    "protobuf-enum-value-number-changed": "two values changed their numbers",
    "protobuf-rpc-removed": "calls fail, whatever the encoding",
    "protobuf-service-removed": "calls fail, whatever the encoding",
    "protobuf-extension-changed": "buf looks at extensions by number only",
    "protobuf-extension-removed": "buf is silent about the only extension of a package",
    "protobuf-enum-removed": "buf is silent about the only enum of a package",
}
"""Rules that break a category for us and not for buf."""
THEIRS_ONLY = {
    "FIELD_WIRE_COMPATIBLE_TYPE": "messages of the same shape; integers and open enums",
    "FIELD_WIRE_JSON_COMPATIBLE_TYPE": "messages of the same shape",
    "FIELD_SAME_ONEOF": "alone in a oneof, or the oneof is renamed",
    "RPC_SAME_REQUEST_TYPE": "messages of the same shape",
    "RPC_SAME_RESPONSE_TYPE": "messages of the same shape",
}
"""Rules of buf that break `WIRE_JSON` or `WIRE` for it and not for us."""


@cache
def modules() -> tuple[ProtoModule, ProtoModule]:
    """Return all edits as one module for each side: two runs of the compiler."""
    old, new = as_modules(edits())
    return lower_protobuf(old, ""), lower_protobuf(new, "")


@cache
def findings(category: Category) -> dict[str, list[Finding]]:
    """Return the findings of each edit by its file."""
    found: dict[str, list[Finding]] = {}
    for finding in compare_protobuf(*modules(), CompareOptions(category=category)):
        place = finding.old or finding.new
        assert place is not None
        found.setdefault(place.file, []).append(finding)
    return found


def broken_by(index: int, category: Category) -> set[str]:
    """Return the rules that break a category for an edit."""
    told = findings(category).get(f"e{index}.proto", ())
    return {item.rule for item in told if item.severity is Severity.BREAKING}


def test_there_are_enough_edits_over_all_rules() -> None:
    assert len(edits()) >= 600
    assert len({edit.name for edit in edits()}) == len(edits())
    met = {item.rule for found in findings(Category.FILE).values() for item in found}
    assert len(met) >= 80


@pytest.mark.parametrize("category", Category)
def test_buf_agrees_but_for_the_causes_that_are_listed(category: Category) -> None:
    told = json.loads((FOLDER / "buf-edits.json").read_text("utf-8"))
    assert set(told) == {edit.name for edit in edits()}
    differing = []
    for index, edit in enumerate(edits()):
        ours, theirs = broken_by(index, category), set(told[edit.name].get(category, ()))
        if bool(ours) == bool(theirs):
            continue
        is_explained = ours <= OURS_ONLY.keys() if ours else theirs <= THEIRS_ONLY.keys()
        if not is_explained or (theirs and category in {Category.FILE, Category.PACKAGE}):
            differing.append((edit.name, ours, theirs))
    assert differing == []


@pytest.mark.parametrize(
    ("category", "least"),
    [
        (Category.FILE, 0.99),
        (Category.PACKAGE, 0.99),
        (Category.WIRE_JSON, 0.94),
        (Category.WIRE, 0.9),
    ],
)
def test_how_often_buf_agrees(category: Category, least: float) -> None:
    told = json.loads((FOLDER / "buf-edits.json").read_text("utf-8"))
    same = [
        bool(broken_by(index, category)) == (category in told[edit.name])
        for index, edit in enumerate(edits())
    ]
    assert sum(same) / len(same) >= least


def test_a_broken_encoding_is_shown_by_a_message() -> None:
    by_type = [
        finding
        for found in findings(Category.WIRE).values()
        for finding in found
        if finding.rule.startswith("protobuf-field-type") and finding.severity is Severity.BREAKING
    ]
    shown = [finding for finding in by_type if finding.witness]
    assert len(shown) / len(by_type) > 0.95
    assert all(bytes.fromhex(f.witness.wire) for f in shown if f.witness)
