"""The example of each rule is met forwards and backwards, and counts in its categories only."""

import pytest

from planner.compatibility.options import Category
from planner.compatibility.rules import Rule
from planner.compatibility.rules.registry import subject_rules
from planner.model.finding import Severity
from tests.compatibility.protobuf_modules import compare

RULES = subject_rules("protobuf")
by_id = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@by_id
def test_the_example_is_met(rule: Rule) -> None:
    finding = compare(rule.example.old, rule.example.new).get(rule.id)
    assert finding is not None
    assert finding.severity is rule.severity
    assert finding.old or finding.new
    assert set(finding.breaks) >= set(rule.categories)


@by_id
def test_the_mirror_image_is_met_backwards(rule: Rule) -> None:
    findings = compare(rule.example.new, rule.example.old)
    assert rule.example.back in findings
    if rule.example.back != rule.id:
        assert rule.id not in findings


@by_id
def test_it_breaks_its_categories_and_no_others(rule: Rule) -> None:
    for category in Category:
        finding = compare(rule.example.old, rule.example.new, category)[rule.id]
        is_breaking = finding.severity is Severity.BREAKING
        assert is_breaking is (category in rule.categories), category


@by_id
def test_a_rule_says_why(rule: Rule) -> None:
    assert rule.id.startswith("protobuf-")
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.source
    assert not rule.message.endswith(".")
    assert not rule.categories or rule.severity is Severity.BREAKING
    assert rule.severity is not Severity.BREAKING or (rule.hint and rule.categories)


def test_each_category_is_stricter_than_the_next() -> None:
    for rule in RULES:
        kept = [category in rule.categories for category in Category]
        assert kept == sorted(kept, reverse=True), rule.id
