"""The changes that can be told apart between two HTTP contracts, and the rules that report them.

Each line is a change: a facet of schemas with one way to change, or something about operations
and documents. What no rule reports by itself has a written reason.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

from planner.compatibility.rules.registry import all_rules, facets, subject_rules

_BOUND = "added removed increased decreased"
_KEYWORD = "added removed changed"
FACETS: Mapping[str, str] = {
    **dict.fromkeys(
        ["max", "min", "exclusive-max", "exclusive-min", "max-length", "min-length"], _BOUND
    ),
    **dict.fromkeys(["max-items", "min-items", "max-properties", "min-properties"], _BOUND),
    "additional-properties": "closed opened constrained unconstrained",
    "any-of": "branch-added branch-removed",
    "const": _KEYWORD,
    "contains": _KEYWORD,
    "content-encoding": _KEYWORD,
    "content-media-type": _KEYWORD,
    "content-schema": _KEYWORD,
    "default": _KEYWORD,
    "dependent-required": _KEYWORD,
    "dependent-schema": _KEYWORD,
    "deprecated": "added removed",
    "discriminator": "added removed property-renamed mapping-added mapping-removed "
    "mapping-retargeted default-mapping-changed",
    "enum": "added removed value-added value-removed",
    "extensible-enum": "added removed value-added value-removed",
    "format": _KEYWORD,
    "if": _KEYWORD,
    "items": "constrained unconstrained",
    "multiple-of": _KEYWORD,
    "not": _KEYWORD,
    "null": "allowed forbidden",
    "one-of": "branch-added branch-removed",
    "pattern": _KEYWORD,
    "pattern-property": "added removed",
    "prefix-items": _KEYWORD,
    "property": "required-added optional-added required-removed optional-removed became-required "
    "became-optional",
    "property-names": _KEYWORD,
    "schema": "narrowed widened",
    "type": "added removed widened narrowed changed",
    "unevaluated-items": _KEYWORD,
    "unevaluated-properties": _KEYWORD,
    "unique-items": "added removed",
    "value": "forbidden allowed",
    "xml": _KEYWORD,
}
"""Facet -> its changes."""

UNDER_ANOTHER_NAME: Mapping[str, str] = {
    "all-of branch added, removed": "the parts of `allOf` hold together: what a part says is "
    "reported as what the whole says",
    "const as an enum of one value": "`const` and `enum` are one list: `enum-value-added`",
    "format widened, narrowed": "a format that is a range or a pattern is searched: "
    "`format-changed` is safe where the new one takes all that was sent",
    "items closed, narrowed, forbidden": "items are walked into, `items: false` is "
    "`value-forbidden` of the items",
    "max-contains, min-contains": "they belong to `contains`: `contains-changed`",
    "multiple-of loosened, tightened": "`multiple-of-changed` is safe where the search proves that "
    "all that was sent is taken",
    "pattern generalized, specialized": "`pattern-changed` is safe where automata prove inclusion",
    "read-only and write-only flips": "the member is compared as one that is not there on one "
    "side: `property-*-added`, `property-*-removed`",
    "restructured, equivalent": "nothing has changed, so nothing is said",
    "restructured, narrower or wider": "`schema-narrowed`, `schema-widened`",
    "schema introduced, dropped (a media type with and without one)": "no schema allows "
    "everything: the facets of the one schema are `added` or `removed`",
    "then and else added, removed": "they belong to `if`: `if-changed`",
}
"""Changes of schemas that other tools name, and what they are here."""

OPERATIONS: Mapping[str, str] = {
    "operation": "added removed removed-with-deprecation removed-before-sunset deprecated "
    "deprecated-without-sunset sunset-added sunset-moved-earlier sunset-moved-later sunset-removed "
    "sunset-too-soon undeprecated id-added id-changed id-removed tags-changed stability-decreased "
    "stability-increased shadowed-by-new-path method-moved trailing-slash-changed",
    "path": "ambiguity-introduced template-renamed",
    "request-body": "added-required added-optional removed became-required became-optional",
    "response-body": "added",
    "request-media-type": "added removed range-widened range-narrowed",
    "response-media-type": "added removed range-widened range-narrowed",
    "response-status": "success-added success-removed redirect-added redirect-removed error-added "
    "error-removed range-widened range-narrowed moved",
    "response-default": "added removed",
    "response-header": "added required-removed optional-removed became-required became-optional "
    "explode-changed deprecated undeprecated",
    "request-parameter": "required-added optional-added removed became-required became-optional "
    "moved renamed style-changed explode-changed allow-reserved-removed allow-reserved-added "
    "allow-empty-value-removed allow-empty-value-added content-vs-schema-changed "
    "media-type-changed deprecated undeprecated",
    "request-part": "content-type-changed content-type-narrowed content-type-widened "
    "header-required-added header-required-removed style-changed explode-changed",
    "response-part": "content-type-changed content-type-narrowed content-type-widened "
    "header-required-added header-required-removed style-changed explode-changed",
    "security": "requirement-introduced requirement-dropped alternative-added alternative-removed "
    "conjunct-added conjunct-removed scope-added scope-removed made-optional made-mandatory",
    "security-scheme": "type-changed api-key-name-changed api-key-location-changed "
    "http-scheme-changed openid-url-changed token-url-changed authorization-url-changed "
    "refresh-url-changed oauth-flow-added oauth-flow-removed scope-added scope-removed "
    "bearer-format-changed",
    "server": "added removed url-changed base-path-changed scheme-downgraded "
    "variable-enum-value-added variable-enum-value-removed variable-default-changed",
    "callback": "added removed url-expression-changed",
    "webhook": "added removed",
    "link": "added removed operation-changed parameters-changed",
    "document": "version-not-bumped major-not-bumped version-decreased openapi-version-upgraded "
    "openapi-version-downgraded dialect-changed base-uri-changed",
}
"""What rules about operations and documents are about -> what can happen to it."""

WITHOUT_RULE: Mapping[str, str] = {
    "path added, removed, removed with deprecation, removed before sunset": "a path is its "
    "operations: one finding for each, since each has its own consumers",
    "collection format changed (2.0)": "it is read as style and explode: "
    "`request-parameter-style-changed`",
    "security inherited instead of written out": "the same credentials, so nothing is said",
    "security scheme component added, removed": "a scheme matters by who asks for it: "
    "`security-alternative-*`, `security-conjunct-*`",
    "server variable added without a default": "the address is another one: `server-url-changed`; "
    "a default that goes is `server-variable-default-changed`",
    "unresolved reference introduced": "a contract that can't be read is an error, not a finding",
    "extension changed": "what an extension means is not known; those that are (`x-sunset`, "
    "`x-stability-level`, `x-extensible-enum`) have rules",
    "webhook url changed": "where a webhook is sent is not in the contract",
    "schemas of the headers of parts": "their presence is compared; values of such headers are "
    "rarely described, and no validator looks at them",
    "sunset of a parameter or of a member": "`deprecated` is reported; a date of its own is not "
    "part of OpenAPI",
}
"""Changes that no rule reports, and why."""


@pytest.mark.parametrize(("facet", "verbs"), FACETS.items())
def test_every_change_of_a_facet_has_a_rule(facet: str, verbs: str) -> None:
    known = {verb.name for verb in facets()[facet].verbs}
    assert set(verbs.split()) <= known


def test_no_facet_is_missing_in_the_list() -> None:
    assert set(facets()) == set(FACETS)


def test_every_change_of_operations_and_documents_has_a_rule_and_no_rule_is_missing() -> None:
    listed = {f"{start}-{end}" for start, ends in OPERATIONS.items() for end in ends.split()}
    assert listed == {rule.id for rule in subject_rules("http")}


@pytest.mark.parametrize("reasons", [UNDER_ANOTHER_NAME, WITHOUT_RULE])
def test_reasons_name_rules_that_exist(reasons: Mapping[str, str]) -> None:
    ids = {rule.id for rule in all_rules()}
    words = {word for rule in ids for word in _ends(rule)}
    for reason in reasons.values():
        for name in reason.split("`")[1::2]:
            is_id = "-" in name and not name.startswith("x-")
            assert not is_id or any(fnmatchcase(word, name) for word in words | ids), name


def _ends(rule_id: str) -> list[str]:
    steps = rule_id.split("-")
    return ["-".join(steps[index:]) for index in range(len(steps))]
