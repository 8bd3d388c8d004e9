"""Each rule says what it is; its example is met forwards, backwards and in a webhook."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ryaml

from planner.compatibility.options import CompareOptions, Mode
from planner.compatibility.rules import Rule, all_rules, rule_of
from planner.compatibility.rules.docs import rules_page
from planner.compatibility.rules.facet import SITES, Facet, Verb, is_event_site
from planner.compatibility.rules.registry import facets, operation_rules, subject_rules
from planner.compatibility.rules.rule import Role, severity_by_law
from planner.model.finding import Finding, Polarity, Severity
from tests.compatibility.http_documents import compare, document, of_operation
from tests.compatibility.messages import a_message, compare_messages

# ---------------------------------------------------------------------- rules about schemas

by_verb = pytest.mark.parametrize(
    ("facet", "verb"),
    [
        pytest.param(facet, verb, id=f"{facet.name}-{verb.name}")
        for facet in facets().values()
        for verb in facet.verbs
    ],
)

_HTTP_SITES = [site for site in SITES if not is_event_site(site)]
_EVENT_SITES = [site for site in SITES if is_event_site(site)]


def _inside(site: str, schema: Any, facet: Facet) -> Any:
    """Return the whole payload at a site."""
    is_member = site.endswith("-property") or site == "event-header"
    if is_member and not facet.inside:
        return {"type": "object", "properties": {"p": schema}}
    return schema


def _media(facet: Facet) -> str:
    return "application/xml" if facet.name == "xml" else "application/json"


def _at_site(site: str, schema: Any, facet: Facet) -> dict[str, Any]:
    """Return an operation that has a schema at a site."""
    schema = _inside(site, schema, facet)
    media = _media(facet)
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


@by_verb
def test_the_example_of_a_facet_is_met_at_each_site(facet: Facet, verb: Verb) -> None:
    for site in filter(facet.stands_at, _HTTP_SITES):
        rule = facet.rule(site, verb)
        finding = _between(site, facet, (verb.old, verb.new)).get(rule.id)
        assert finding is not None, site
        assert finding.severity is _stated(rule, site), site


@by_verb
def test_the_mirror_image_is_met_backwards(facet: Facet, verb: Verb) -> None:
    for site in filter(facet.stands_at, _HTTP_SITES):
        back = facet.rule(site, verb).example.back
        findings = _between(site, facet, (verb.new, verb.old))
        assert f"{site}-{back}" in findings, site
        if back != facet.said(verb.name):
            assert facet.rule(site, verb).id not in findings, site


@by_verb
def test_a_webhook_turns_the_severity_round(facet: Facet, verb: Verb) -> None:
    for direction in ("request", "response"):
        site = f"{direction}-{'body' if facet.whole else 'property'}"
        rule = facet.rule(site, verb, Role.WEBHOOK)
        finding = _between(site, facet, (verb.old, verb.new), is_webhook=True).get(rule.id)
        assert finding is not None, site
        assert finding.severity is rule.severity, site
        if verb.by_practice is None:
            assert rule.severity is severity_by_law(verb.effect, rule.polarity), site
            assert rule.polarity is not SITES[site], site


# ---------------------------------------------------------------------- the same about messages


def _in_message(site: str, facet: Facet, texts: tuple[str, str], mode: Mode) -> dict[str, Finding]:
    kinds = {"event-header": "headers", "event-key": "message_key"}
    part = next((p for start, p in kinds.items() if site.startswith(start)), "payload")
    old, new = (
        a_message(part, _inside(site, ryaml.loads(text), facet), _media(facet)) for text in texts
    )
    findings = compare_messages(old, new, CompareOptions(mode=mode))
    return {finding.rule: finding for finding in findings}


_MODES = {Polarity.CONSUMER_SENDS: Mode.BACKWARD, Polarity.PROVIDER_SENDS: Mode.FORWARD}


@by_verb
@pytest.mark.parametrize("polarity", Polarity)
def test_the_example_of_a_facet_is_met_in_messages(
    facet: Facet, verb: Verb, polarity: Polarity
) -> None:
    for site in filter(facet.stands_at, _EVENT_SITES):
        rule, mode = facet.rule(site, verb), _MODES[polarity]
        finding = _in_message(site, facet, (verb.old, verb.new), mode).get(rule.id)
        assert finding is not None, site
        assert finding.severity is rule.severity_for(polarity), site
        assert finding.breaks == ((mode,) if finding.severity is Severity.BREAKING else ()), site
        back = rule.example.back
        findings = _in_message(site, facet, (verb.new, verb.old), mode)
        assert f"{site}-{back}" in findings, site
        if back != facet.said(verb.name):
            assert rule.id not in findings, site


def test_every_facet_stands_somewhere() -> None:
    for sites in (_HTTP_SITES, _EVENT_SITES):
        assert all(any(map(facet.stands_at, sites)) for facet in facets().values())


@by_verb
def test_a_full_comparison_says_once_what_both_directions_say(facet: Facet, verb: Verb) -> None:
    site = "event-payload" if facet.whole or not facet.inside else "event-property"
    texts = (verb.old, verb.new)
    one, other, both = (_in_message(site, facet, texts, mode) for mode in Mode)
    assert both.keys() == one.keys() | other.keys()
    for rule, finding in both.items():
        met = [found[rule] for found in (one, other) if rule in found]
        assert finding.severity is min((f.severity for f in met), key=lambda s: s.rank)
        assert finding.breaks == tuple(mode for f in met for mode in f.breaks)
        assert {f.fingerprint for f in met} == {finding.fingerprint}


# ---------------------------------------------------------------------- rules about operations

_RULES = subject_rules("http")
_POLICY = CompareOptions(today=date(2026, 1, 1), deprecation_days=0)
_STRICT = CompareOptions(today=date(2026, 1, 1), deprecation_days=30, version_bump=True)
_BY_POLICY = {
    "document-major-not-bumped",
    "document-version-decreased",
    "document-version-not-bumped",
    "operation-deprecated-without-sunset",
    "operation-sunset-too-soon",
}


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
