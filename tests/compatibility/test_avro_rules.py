"""Each Avro rule says what it is; its example is met forwards and backwards, in each mode."""

import pytest

from planner.compatibility.options import Mode
from planner.compatibility.rules import Rule, rule_of
from planner.compatibility.rules.registry import subject_rules
from planner.model.finding import Polarity, Severity
from tests.compatibility.avro_schemas import compare

_RULES = subject_rules("avro")
_MODES = {Mode.BACKWARD: Polarity.CONSUMER_SENDS, Mode.FORWARD: Polarity.PROVIDER_SENDS}
_BY_CASE = {
    # what is read as text or as bytes matters, not which of them is new
    ("avro-type-text-and-bytes", Mode.FORWARD): Severity.RISKY,
    # only a reader with aliases, or with a union, can be in doubt
    ("avro-field-alias-ambiguous", Mode.FORWARD): None,
    ("avro-union-branch-ambiguous", Mode.FORWARD): None,
}


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_example_is_met_and_its_mirror_image_backwards(rule: Rule) -> None:
    old, new, back, _ = rule.example
    assert rule.id in {finding.rule for finding in compare(old, new)}
    turned = {finding.rule for finding in compare(new, old)}
    assert back in turned
    assert back == rule.id or rule.id not in turned


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_severity_of_each_mode_is_the_one_that_is_stated(rule: Rule, mode: Mode) -> None:
    found = {finding.rule: finding for finding in compare(*rule.example[:2], mode)}
    expected = _BY_CASE.get((rule.id, mode), rule.severity_for(_MODES[mode]))
    finding = found.get(rule.id)
    assert (finding.severity if finding else None) is expected
    if finding:
        assert finding.breaks == ((str(mode),) if expected is Severity.BREAKING else ())


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why(rule: Rule) -> None:
    assert rule_of(rule.id) == rule
    assert rule.is_by_mode
    assert rule.id.startswith("avro-")
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.source.startswith("Apache Avro 1.12.0")
    assert not rule.message.endswith(".")
    severities = {rule.severity_for(polarity) for polarity in Polarity}
    assert severities == {Severity.SAFE} or rule.hint


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_nothing_is_said_about_a_schema_and_its_copy(rule: Rule) -> None:
    assert compare(rule.example.old, rule.example.old) == ()
    assert compare(rule.example.new, rule.example.new) == ()
