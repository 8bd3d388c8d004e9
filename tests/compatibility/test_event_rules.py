"""Each rule about AsyncAPI says what it is; its example is met forwards and backwards."""

import pytest

from planner.compatibility.rules import Rule
from planner.compatibility.rules.registry import subject_rules
from planner.formats.asyncapi import FORMAT
from planner.model.finding import Polarity, Severity
from tests.compatibility.event_documents import compare, document, found

_RULES = subject_rules("asyncapi")


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_example_of_a_rule_is_met_and_differs_in_one_thing_alone(rule: Rule) -> None:
    old, new, _, _ = rule.example
    findings = {finding.rule: finding for finding in compare(old, new)}
    assert findings.keys() == {rule.id}
    assert findings[rule.id].severity is rule.severity


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_mirror_image_of_a_rule_is_met_backwards(rule: Rule) -> None:
    old, new, back, _ = rule.example
    findings = {finding.rule for finding in compare(new, old)}
    assert back in findings
    if back != rule.id:
        assert rule.id not in findings


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why(rule: Rule) -> None:
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.source.startswith("AsyncAPI")
    assert not rule.message.endswith(".")
    assert rule.severity is not Severity.BREAKING or rule.hint


_NOT_BY_THE_SCHEMA = {"message-schema-text-changed"}


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_examples_are_asyncapi_documents(rule: Rule) -> None:
    if rule.id in _NOT_BY_THE_SCHEMA:
        return
    for text in rule.example[:2]:
        problems = FORMAT.validate({"asyncapi.yaml": document(text)}, "")
        assert [problem.message for problem in problems] == [], text


@pytest.mark.parametrize("what", ["added", "removed"])
def test_who_sends_decides_about_kinds_of_messages(what: str) -> None:
    rule = next(rule for rule in _RULES if rule.id == f"message-{what}")
    severities = {polarity: rule.severity_for(polarity) for polarity in Polarity}
    assert (
        severities
        == {
            "added": {
                Polarity.CONSUMER_SENDS: Severity.SAFE,
                Polarity.PROVIDER_SENDS: Severity.BREAKING,
            },
            "removed": {
                Polarity.CONSUMER_SENDS: Severity.BREAKING,
                Polarity.PROVIDER_SENDS: Severity.RISKY,
            },
        }[what]
    )


def test_nothing_is_found_between_a_document_and_itself() -> None:
    for rule in _RULES:
        for text in rule.example[:2]:
            assert found(compare(text, text)) == set()
