"""The corpus of AsyncAPI pairs: each has the verdict that its author has worked out by hand."""

import json
from typing import Any

import pytest

from planner.formats.asyncapi import FORMAT
from planner.model.finding import Proof, Severity
from tests.compatibility.corpus.documents import DocumentCase
from tests.compatibility.corpus.events import event_cases
from tests.compatibility.event_documents import compare

_CASES = [pytest.param(case, id=case.name) for case in event_cases()]


@pytest.mark.parametrize("case", _CASES)
def test_a_change_breaks_or_does_not(case: DocumentCase) -> None:
    findings = compare(case.old, case.new)
    broken = [finding.rule for finding in findings if finding.severity is Severity.BREAKING]
    assert bool(broken) is case.is_breaking, broken
    assert [finding.rule for finding in findings if finding.proof is Proof.UNDECIDED] == []


@pytest.mark.parametrize("case", _CASES)
def test_a_document_does_not_differ_from_itself_written_otherwise(case: DocumentCase) -> None:
    assert compare(case.old, json.loads(json.dumps(case.old))) == ()
    assert compare(case.old, _reordered(case.old)) == ()


_REFUSED_BY_THE_SCHEMA = {"binding becomes a reference (back)"}
"""The published JSON Schema takes `$ref` for a binding, too, and so finds two forms for one."""


@pytest.mark.parametrize("case", _CASES)
def test_the_documents_are_valid(case: DocumentCase) -> None:
    if case.name in _REFUSED_BY_THE_SCHEMA:
        return
    problems = FORMAT.validate({"asyncapi.yaml": case.old}, "")
    assert [problem.message for problem in problems] == []


def test_the_corpus_is_large_and_two_sided() -> None:
    cases = event_cases()
    assert len(cases) >= 120
    assert 40 < sum(case.is_breaking for case in cases) < len(cases) - 40


def _reordered(node: Any) -> Any:
    """Return a document whose keys stand in the opposite order."""
    if isinstance(node, dict):
        return {key: _reordered(node[key]) for key in reversed(node)}
    return [_reordered(item) for item in node] if isinstance(node, list) else node
