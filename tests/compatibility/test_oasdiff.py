"""The checks of oasdiff and the rules that report the same; what has no counterpart has a reason.

The list of its checks is a fact about oasdiff 1.35.0; see `tests/data/oasdiff/SOURCE.md`.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from planner.compatibility.rules.registry import all_rules

_CHECKS = Path(__file__).parents[1] / "data" / "oasdiff" / "checks.txt"

_ERASED = (
    "a member that is `readOnly` or `writeOnly` is not there on one side: it is compared as one "
    "that comes or goes, or not at all"
)
_MERGED = "parts of `allOf` hold together: what a part says is reported as what the whole says"
_SUNSET = "OpenAPI has no sunset of parameters and members; `deprecated` is reported"
WITHOUT_RULE: Mapping[str, str] = {
    "*-all-of-*": _MERGED,
    "*-wrapped-in-one-of*": "unions are compared as sets of values: `one-of-added` and the like",
    "*-read-only*": _ERASED,
    "*-write-only*": _ERASED,
    "api-*-sunset-parse": "a date that is none counts as no date",
    "api-deprecated-sunset-parse": "a date that is none counts as no date",
    "api-invalid-stability-level": "a level that is not known is no level",
    "api-path-sunset-parse": "a date that is none counts as no date",
    "api-schema-removed": "a schema that nothing refers to hurts nobody",
    "api-security-component-added": "a scheme counts where it is asked for",
    "api-security-component-removed": "a scheme counts where it is asked for",
    "api-security-component-oauth-scope-changed": "the description of a scope is for people",
    "new-*-request-default-parameter-to-existing-path": "a parameter of the path is one of each "
    "operation: `request-parameter-required-added`, `-optional-added`",
    "new-request-path-parameter": "the path is another one then: `operation-removed`",
    "new-required-request-header-property": "members of headers are those of parameters: "
    "`request-parameter-property-required-added`",
    "new-required-request-property-with-default": "a default does not fill in what is required; "
    "`request-property-required-added`",
    "request-header-property-became-*": "members of headers are those of parameters: "
    "`request-parameter-property-became-required`",
    "request-property-became-required-with-default": "a default does not fill in what is "
    "required: `request-property-became-required`",
    "*-media-type-*schema-*": "a media type without a schema allows everything: its schema is "
    "`type-added`, `type-removed` and so on",
    "response-media-type-name-changed": "one media type goes and one comes",
    "response-media-type-parameter-*": "a media type with other parameters is another one; those "
    "without a meaning are left out",
    "request-parameter-*sunset*": _SUNSET,
    "request-parameter-removed-*": _SUNSET,
    "*-property-*sunset*": _SUNSET,
    "*-property-removed-*": _SUNSET,
    "*-property-stability-*": "levels of stability are those of operations",
}
"""Checks of oasdiff that no rule names, and why."""


def _checks() -> list[str]:
    return _CHECKS.read_text("utf-8").split()


def test_every_check_has_a_rule_or_a_reason() -> None:
    named = {check for rule in all_rules() for check in rule.oasdiff}
    missing = [check for check in _checks() if check not in named]
    assert [c for c in missing if not any(fnmatchcase(c, glob) for glob in WITHOUT_RULE)] == []
    assert [g for g in WITHOUT_RULE if not any(fnmatchcase(c, g) for c in missing)] == []


def test_most_checks_have_a_rule() -> None:
    named = {check for rule in all_rules() for check in rule.oasdiff}
    assert len(named.intersection(_checks())) >= 450
