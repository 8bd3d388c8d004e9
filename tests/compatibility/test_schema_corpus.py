"""The corpus of schema pairs: its truth is checked by two validators, then the judge by it."""

from random import Random
from typing import Any

import jsonschema
import pytest

from planner.compatibility.verdict import Verdict
from planner.model.finding import Polarity, Severity
from tests.compatibility.corpus.cases import Case, Question, answer, cases, questions
from tests.compatibility.corpus.checking import Side, excused, with_ranges
from tests.compatibility.corpus.random_schemas import Values

_UNDECIDED: frozenset[str] = frozenset()
"""Names of pairs that may be answered by `undecided`."""


def test_corpus_is_large_and_has_no_name_twice() -> None:
    names = [case.name for case in cases()]
    assert len(names) >= 150
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_truth_of_a_pair_is_shown_by_values(case: Case) -> None:
    for one in (case, case.mirrored):
        for value in one.only_old:
            assert _accept(one.old, one.old_definitions, value) == (True, True)
            assert _accept(one.new, one.new_definitions, value) == (False, False)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_inclusion_is_not_refuted_by_many_values(case: Case) -> None:
    for one in (case, case.mirrored):
        if one.only_old:
            continue
        old, new = Side(one.old, one.old_definitions), Side(one.new, one.new_definitions)
        refuted = [v for v in _values(one) if old.accepts(v) and not new.accepts(v)]
        assert [v for v in refuted if not (one.reserved and excused(old, new, v))] == []


def _accept(node: Any, definitions: Any, value: Any) -> tuple[bool, bool]:
    whole = with_ranges({"$defs": dict(definitions), "allOf": [node]})
    second = jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    return Side(node, definitions).accepts(value), second.is_valid(value)


def _values(case: Case) -> list[Any]:
    """Return values made along both schemas, along the listed ones, and at random."""
    random = Random(case.name)  # noqa: S311  the same values each time
    makers = [
        (case.old, Values(random, dict(case.old_definitions))),
        (case.new, Values(random, dict(case.new_definitions))),
    ]
    values = []
    for _ in range(60):
        for node, maker in makers:
            value = maker.like(node)
            values += [value, maker.changed(value), maker.any()]
        values += [makers[0][1].changed(value) for value in (*case.only_old, *case.only_new)]
    return values


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_verdict_and_its_witness(case: Case) -> None:
    for question in questions(case):
        verdicts = question.verdicts()
        said = answer(verdicts)
        if said == "undecided":
            assert case.name in _UNDECIDED, [v.reason for v in verdicts]
            continue
        assert said == ("breaking" if question.is_breaking else "safe"), question
        _assert_every_break_has_a_witness_that_is_one(question, verdicts)


def _assert_every_break_has_a_witness_that_is_one(
    question: Question, verdicts: list[Verdict]
) -> None:
    case, is_sent = question.case, question.polarity is Polarity.CONSUMER_SENDS
    old, new = Side(case.old, case.old_definitions), Side(case.new, case.new_definitions)
    sender, receiver = (old, new) if is_sent else (new, old)
    for verdict in verdicts:
        if verdict.severity is Severity.BREAKING:
            assert verdict.has_witness
            assert sender.accepts(verdict.value)
            assert not receiver.accepts(verdict.value)
