"""Each rule says what it is; its example is met forwards, backwards and in a webhook."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ryaml

from planner.compatibility.options import CompareOptions
from planner.compatibility.rules import Rule, all_rules, rule_of
from planner.compatibility.rules.docs import rules_page
from planner.compatibility.rules.facet import SITES, Facet, Verb
from planner.compatibility.rules.registry import facets, operation_rules
from planner.compatibility.rules.rule import Role, severity_by_law
from planner.model.finding import Finding, Polarity, Severity
from tests.compatibility.http_documents import compare, document, of_operation

# ---------------------------------------------------------------------- rules about schemas

_VERBS = [
    pytest.param(facet, verb, id=f"{facet.name}-{verb.name}")
    for facet in facets().values()
    for verb in facet.verbs
]


def _at_site(site: str, schema: Any, facet: Facet) -> dict[str, Any]:
    """Return an operation that has a schema at a site."""
    if site.endswith("-property") and not facet.inside:
        schema = {"type": "object", "properties": {"p": schema}}
    media = "application/xml" if facet.name == "xml" else "application/json"
    content = {media: {"schema": schema}}
    if site.startswith("request-parameter"):
        return {"parameters": [{"name": "q", "in": "query", "content": content}]}
    if site.startswith("response-header"):
        headers = {"X-H": {"content": content}}
        return {"responses": {"200": {"description": "ok", "headers": headers}}}
    if site.startswith("response"):
        return {"responses": {"200": {"description": "ok", "content": content}}}
    return {"requestBody": {"content": content}}


def _between(
    site: str, facet: Facet, texts: tuple[str, str], *, is_webhook: bool = False
) -> dict[str, Finding]:
    old, new = (
        of_operation(_at_site(site, ryaml.loads(text), facet), is_webhook=is_webhook)
        for text in texts
    )
    return {finding.rule: finding for finding in compare(old, new)}


def _stated(rule: Rule, site: str) -> Severity:
    """Return what a rule says; a header is no XML."""
    is_no_xml = rule.family == "xml" and site.startswith("response-header")
    return Severity.SAFE if is_no_xml else rule.severity


@pytest.mark.parametrize(("facet", "verb"), _VERBS)
@pytest.mark.parametrize("site", SITES)
def test_the_example_of_a_facet_is_met_at_each_site(facet: Facet, verb: Verb, site: str) -> None:
    if not facet.stands_at(site):
        return
    rule = facet.rule(site, verb)
    finding = _between(site, facet, (verb.old, verb.new)).get(rule.id)
    assert finding is not None
    assert finding.severity is _stated(rule, site)


@pytest.mark.parametrize(("facet", "verb"), _VERBS)
@pytest.mark.parametrize("site", SITES)
def test_the_mirror_image_is_met_backwards(facet: Facet, verb: Verb, site: str) -> None:
    if not facet.stands_at(site):
        return
    back = facet.rule(site, verb).example.back
    findings = _between(site, facet, (verb.new, verb.old))
    assert f"{site}-{back}" in findings
    if back != facet.said(verb.name):
        assert facet.rule(site, verb).id not in findings


@pytest.mark.parametrize(("facet", "verb"), _VERBS)
@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_webhook_turns_the_severity_round(facet: Facet, verb: Verb, direction: str) -> None:
    site = f"{direction}-{'body' if facet.whole else 'property'}"
    rule = facet.rule(site, verb, Role.WEBHOOK)
    finding = _between(site, facet, (verb.old, verb.new), is_webhook=True).get(rule.id)
    assert finding is not None
    assert finding.severity is rule.severity
    if verb.by_practice is None:
        assert rule.severity is severity_by_law(verb.effect, rule.polarity)
        assert rule.polarity is not SITES[site]


# ---------------------------------------------------------------------- rules about operations

_ABOUT_CALLS = {
    "callback-added",
    "callback-removed",
    "callback-url-expression-changed",
    "webhook-added",
    "webhook-removed",
}
_RULES = [
    rule
    for rule in operation_rules().values()
    if rule.id in _ABOUT_CALLS or not rule.id.startswith(("callback-", "webhook-"))
]
_POLICY = CompareOptions(today=date(2026, 1, 1), deprecation_days=0)
_STRICT = CompareOptions(today=date(2026, 1, 1), deprecation_days=30)
_BY_POLICY = {"operation-deprecated-without-sunset", "operation-sunset-too-soon"}


def _options(rule: Rule) -> CompareOptions:
    return _STRICT if rule.id in _BY_POLICY else _POLICY


def _example(rule: Rule, text: str, *, is_webhook: bool = False) -> dict[str, Any]:
    if rule.example.is_document:
        return document(text)
    return of_operation(text, is_webhook=is_webhook)


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_example_of_a_rule_is_met(rule: Rule) -> None:
    old, new = (_example(rule, text) for text in rule.example[:2])
    findings = {finding.rule: finding for finding in compare(old, new, _options(rule))}
    assert rule.id in findings
    assert findings[rule.id].severity is rule.severity


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_the_mirror_image_of_a_rule_is_met_backwards(rule: Rule) -> None:
    old, new = (_example(rule, text) for text in rule.example[:2])
    findings = {finding.rule: finding for finding in compare(new, old, _options(rule))}
    assert rule.example.back in findings
    if rule.example.back != rule.id:
        assert rule.id not in findings


@pytest.mark.parametrize(
    "rule",
    [rule for rule in _RULES if f"webhook-{rule.id}" in operation_rules()],
    ids=lambda rule: rule.id,
)
def test_a_webhook_turns_a_rule_round(rule: Rule) -> None:
    turned = rule.of(Role.WEBHOOK)
    old, new = (_example(rule, text, is_webhook=True) for text in rule.example[:2])
    findings = {finding.rule: finding for finding in compare(old, new, _options(rule))}
    assert turned.id in findings
    assert findings[turned.id].severity is turned.severity


# ---------------------------------------------------------------------- the registry


def test_ids_are_unique_and_lead_to_their_rule() -> None:
    rules = all_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule_of(rule.id) == rule for rule in rules)


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(KeyError, match="request-body-colour-changed"):
        rule_of("request-body-colour-changed")


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.id)
def test_a_rule_says_why(rule: Rule) -> None:
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.source
    assert not rule.message.endswith(".")
    assert rule.severity is not Severity.BREAKING or rule.hint


def test_the_law_of_the_two_directions() -> None:
    rule, mirror = (
        rule_of("request-property-max-length-added"),
        rule_of("response-property-max-length-added"),
    )
    assert (rule.polarity, rule.severity) == (Polarity.CONSUMER_SENDS, Severity.BREAKING)
    assert (mirror.polarity, mirror.severity) == (Polarity.PROVIDER_SENDS, Severity.SAFE)


def test_the_page_of_rules_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "rules.md"
    assert page.read_text("utf-8") == rules_page(), "run python -m planner.compatibility.rules"
