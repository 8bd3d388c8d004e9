"""The policy of `plan diff`: what a file may say, and what it accepts."""

from datetime import date
from typing import Any

import pytest

from planner.app.diff_accepted import LoadedPolicy, policy_warnings, split_accepted
from planner.app.diff_policy import parse_policy, read_policy
from planner.model.errors import InputError
from planner.model.finding import Finding, Occurrence
from tests.render.diff_views import a_finding

TODAY = date(2026, 6, 1)
SHARED = tuple(Occurrence(f"GET /{name}", "response 200 body") for name in ("a", "b", "c"))


def an_entry(**changes: Any) -> dict[str, Any]:
    return {
        "rule": "request-property-became-required",
        "operation": "*",
        "reason": "agreed",
        "expires": "2026-12-31",
        **changes,
    }


def split(
    findings: list[Finding], *entries: dict[str, Any], today: date = TODAY
) -> tuple[list[list[str]], list[list[str]]]:
    """Return the operations of what is left and of what is accepted, one list a finding."""
    policy = read_policy({"accept": list(entries)}, "policy.yaml")
    left, accepted = split_accepted(findings, policy, today)
    return (
        [[o.operation for o in finding.occurrences] for finding in left],
        [[o.operation for o in item.finding.occurrences] for item in accepted],
    )


@pytest.mark.parametrize(
    ("entry", "is_accepted"),
    [
        (an_entry(), True),
        (an_entry(rule="request-property-*"), True),
        (an_entry(rule="response-property-*"), False),
        (an_entry(operation="POST /pets"), True),
        (an_entry(operation="POST *"), True),
        (an_entry(operation="GET *"), False),
        (an_entry(rule=None, operation=None, fingerprint="01234567"), True),
        (an_entry(rule=None, operation=None, fingerprint="0123456789abcdef"), True),
        (an_entry(rule=None, operation=None, fingerprint="89abcdef"), False),
        (an_entry(expires="2026-06-01"), True),
        (an_entry(expires="2026-05-31"), False),
    ],
)
def test_what_an_entry_accepts(entry: dict[str, Any], is_accepted: bool) -> None:  # noqa: FBT001  a table
    left, accepted = split([a_finding()], {k: v for k, v in entry.items() if v is not None})
    assert (left, accepted) == (([], [["POST /pets"]]) if is_accepted else ([["POST /pets"]], []))


def test_a_finding_of_several_operations_is_split() -> None:
    finding = a_finding(occurrences=SHARED)
    assert split([finding], an_entry(operation="GET /b")) == (
        [["GET /a", "GET /c"]],
        [["GET /b"]],
    )
    assert split([finding], an_entry(operation="GET /b"), an_entry(operation="GET /[ac]")) == (
        [],
        [["GET /b"], ["GET /a", "GET /c"]],
    )


def test_a_finding_about_no_operation_is_accepted_for_all_operations_only() -> None:
    finding = a_finding(occurrences=())
    assert split([finding], an_entry(operation="*")) == ([], [[]])
    assert split([finding], an_entry(operation="GET *")) == ([[]], [])


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (an_entry(), None),
        (an_entry(expires="2026-05-31"), "expired-acceptance"),
        (an_entry(rule="operation-removed"), "unused-acceptance"),
        (an_entry(rule="operation-removed", expires="2026-05-31"), "unused-acceptance"),
    ],
)
def test_doubtful_entries_are_told(entry: dict[str, Any], code: str | None) -> None:
    loaded = read_policy({"accept": [entry]}, "policy.yaml")
    warnings = policy_warnings(loaded, [a_finding()], TODAY)
    assert [warning.code for warning in warnings] == ([code] if code else [])
    assert all(w.place and w.place.path == ("accept", 0) for w in warnings)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("sevrities: {}", "unknown-key", "`severities`"),
        ("severities: {operation-removed: fatal}", "bad-value", "`breaking`"),
        ("severities: {operation-remove: safe}", "unknown-rule", "`operation-removed`"),
        ("severities: {'operation-x*': safe}", "unknown-rule", "plan explain"),
        ("accept: [{fingerprint: 012, reason: r, expires: 2026-01-01}]", "bad-value", "quotes"),
        ("accept: [{fingerprint: '012', reason: r, expires: 2026-01-01}]", "bad-value", "eight"),
        ("accept: [{fingerprint: '01234567', expires: 2026-01-01}]", "missing-key", "reason"),
        ("accept: [{fingerprint: '01234567', reason: r}]", "missing-key", "expires"),
        (
            "accept: [{fingerprint: '01234567', reason: '', expires: 2026-01-01}]",
            "bad-value",
            "character",
        ),
        ("accept: [{reason: r, expires: 2026-01-01}]", "bad-value", "fingerprint"),
        (
            "accept: [{rule: operation-removed, reason: r, expires: 2026-01-01}]",
            "bad-value",
            "operation",
        ),
        (
            "accept: [{rule: operation-remved, operation: '*', reason: r, expires: 2026-01-01}]",
            "unknown-rule",
            "`operation-removed`",
        ),
        ("accept: {}", "bad-value", "a list"),
        ("- a", "bad-value", "a mapping"),
        ("strict_open_content: sometimes", "bad-value", "true or false"),
        ("deprecation_days: -1", "bad-value", "from 0 on"),
        ("accept: [", "syntax", ""),
    ],
)
def test_a_wrong_policy_is_refused_with_a_place(text: str, code: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        parse_policy(text, "policy.yaml")
    found = error.value.problems[0]
    assert found.code == code
    assert said in f"{found.message} {found.hint}"
    assert found.place
    assert found.place.file == "policy.yaml"


def test_all_unknown_rules_are_told_at_once() -> None:
    text = "severities: {a-b: safe, c-d: safe}\n"
    with pytest.raises(InputError) as error:
        parse_policy(text, "policy.yaml")
    assert [p.message for p in error.value.problems] == [
        "there is no rule `a-b`",
        "there is no rule `c-d`",
    ]


def test_an_empty_policy_changes_nothing() -> None:
    for policy in (read_policy(None, "policy.yaml"), LoadedPolicy()):
        assert split_accepted([a_finding()], policy, TODAY) == ([a_finding()], [])
        assert policy_warnings(policy, [a_finding()], TODAY) == ()
