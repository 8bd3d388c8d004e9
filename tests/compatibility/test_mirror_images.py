"""Every rule has its mirror images: the other direction, and the way back; or a reason why not.

Facets of schemas exist at every site by construction. What is looked at here are the rules about
operations and documents, which are written one by one.
"""

from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatchcase

import pytest

from planner.compatibility.rules.facet import SITES, Facet
from planner.compatibility.rules.registry import all_rules, facets, subject_rules
from planner.compatibility.rules.rule import Role
from planner.model.finding import Polarity

_OTHER_SIDE = {"request-": "response-", "response-": "request-"}
_WAYS_BACK = {
    "added": "removed",
    "became-required": "became-optional",
    "decreased": "increased",
    "deprecated": "undeprecated",
    "downgraded": "upgraded",
    "introduced": "dropped",
    "made-mandatory": "made-optional",
    "moved-earlier": "moved-later",
    "narrowed": "widened",
}
_BACK = _WAYS_BACK | {there: here for here, there in _WAYS_BACK.items()}

WITHOUT_OTHER_SIDE: Mapping[str, str] = {
    "request-body-*": "a response has a body or none by its media types alone: nothing says that "
    "one is required, so `response-media-type-*` and `response-body-added` say it all",
    "response-body-added": "of a request it is `request-body-added-required` or `-optional`",
    "response-header-*": "headers of requests are parameters: `request-parameter-*`",
    "request-parameter-*": "responses have headers instead: `response-header-*`; names of paths, "
    "queries and cookies are parts of a request alone",
    "response-status-*": "requests have no status",
    "response-default-*": "requests have no status",
}
"""Rules about one direction whose counterpart can't exist, and why."""

WITHOUT_WAY_BACK: Mapping[str, str] = {
    "request-body-removed": "the way back is `request-body-added-required` or `-optional`",
    "response-body-added": "the way back is that all media types go: `response-media-type-removed`",
    "response-header-added": "the way back is `-required-removed` or `-optional-removed`",
    "response-header-*-removed": "the way back is `response-header-added`, required or not: a new "
    "header hurts nobody",
    "request-parameter-*-added": "the way back is `request-parameter-removed`: whoever sends it "
    "still does, required or not",
    "request-parameter-removed": "the way back is `-required-added` or `-optional-added`",
    "path-ambiguity-introduced": "an ambiguity goes with one of its paths: `operation-removed`",
    "server-scheme-downgraded": "from `http` to `https` the old address is gone all the same: "
    "`server-url-changed`",
    "document-version-decreased": "a version that grows is what everybody expects",
}
"""Rules whose way back has no rule of its own, and why."""


def _other_side(rule_id: str) -> str:
    start = next((start for start in _OTHER_SIDE if rule_id.startswith(start)), "")
    return _OTHER_SIDE[start] + rule_id.removeprefix(start) if start else ""


def _way_back(rule_id: str) -> str:
    for end in sorted(_BACK, key=len, reverse=True):
        if rule_id.endswith(f"-{end}"):
            return rule_id.removesuffix(end) + _BACK[end]
    return ""


_IDS = [rule.id for rule in subject_rules("http")]


def _missing(mirror_of: Callable[[str], str]) -> Iterator[str]:
    known = {rule.id for rule in all_rules()}
    yield from (rule for rule in _IDS if mirror_of(rule) and mirror_of(rule) not in known)


def _audit(missing: list[str], reasons: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return rules without a mirror image and without a reason, and reasons that nothing needs."""
    unexplained = [rule for rule in missing if not any(fnmatchcase(rule, g) for g in reasons)]
    idle = [glob for glob in reasons if not any(fnmatchcase(rule, glob) for rule in missing)]
    return unexplained, idle


def test_every_rule_of_one_direction_has_its_counterpart_or_a_reason() -> None:
    assert _audit(list(_missing(_other_side)), WITHOUT_OTHER_SIDE) == ([], [])


def test_every_rule_has_its_way_back_or_a_reason() -> None:
    assert _audit(list(_missing(_way_back)), WITHOUT_WAY_BACK) == ([], [])


def test_reasons_are_sentences() -> None:
    for reason in (*WITHOUT_OTHER_SIDE.values(), *WITHOUT_WAY_BACK.values()):
        assert len(reason.split()) > 3


@pytest.mark.parametrize("facet", facets().values(), ids=lambda facet: facet.name)
def test_a_facet_stands_on_both_sides(facet: Facet) -> None:
    """Each facet has rules for what is sent and for what is received, alike in their verbs."""
    rules = list(facet.rules())
    verbs: dict[Polarity, set[str]] = {polarity: set() for polarity in Polarity}
    for rule in rules:
        site = max((s for s in SITES if rule.id.startswith(f"{s}-")), key=len)
        if not rule.is_by_mode:
            verbs[SITES[site]].add(rule.id.removeprefix(f"{site}-"))
    assert verbs[Polarity.CONSUMER_SENDS] == verbs[Polarity.PROVIDER_SENDS]


@pytest.mark.parametrize("facet", facets().values(), ids=lambda facet: facet.name)
def test_a_way_back_leads_back(facet: Facet) -> None:
    """What is met on the way back of a verb is a verb of the facet, and mostly leads here again."""
    for verb in facet.verbs:
        back = next((v for v in facet.verbs if v.name == verb.back), None)
        assert back is None or back.back
        assert verb.back


_ABOUT_CALLS_THEMSELVES = frozenset(
    {"callback-added", "callback-removed", "callback-url-expression-changed"}
    | {"webhook-added", "webhook-removed"}
)
WITHOUT_ROLES: Mapping[str, str] = {
    "document-*": "about the document, not about who calls",
    "operation-added": "a new call of the provider is `webhook-added` or `callback-added`",
    "operation-removed*": "a call that is gone is `webhook-removed` or `callback-removed`",
    "operation-method-moved": "a webhook is told apart by name and method: one goes, one comes",
    "operation-trailing-slash-changed": "where a webhook is sent is not in the contract",
    "operation-shadowed-by-new-path": "only requests to the provider are matched with paths",
    "path-*": "only requests to the provider are matched with paths",
    "security-*": "credentials are those that consumers show to the provider; a scheme is one "
    "thing for the whole document",
    "server-*": "where the provider calls is not among its servers",
}
"""Rules that are not met in callbacks and webhooks, and why."""


def test_every_rule_is_met_in_calls_of_the_provider_or_has_a_reason() -> None:
    known = {rule.id for rule in all_rules()}
    missing = [
        rule
        for rule in _IDS
        if rule not in _ABOUT_CALLS_THEMSELVES
        and not all(f"{role}{rule}" in known for role in Role)
    ]
    assert _audit(missing, WITHOUT_ROLES) == ([], [])
