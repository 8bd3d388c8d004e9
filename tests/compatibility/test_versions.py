"""The version of a contract and what its changes ask for; only where the policy wants to know."""

import pytest

from planner import api
from planner.compatibility.options import CompareOptions
from planner.compatibility.version_demand import (
    Demand,
    demand_of,
    lowest_version,
    moved,
    satisfies,
    version_of,
)
from planner.model.finding import Effect, Finding, Proof, Severity
from tests.compatibility.http_documents import compare, found

_POLICY = CompareOptions(version_bump=True)
_GET = "get: {summary: %s, responses: {'200': {description: ok}}}"
_PARAM = "get: {parameters: [%s], responses: {'200': {description: ok}}}"


def _document(version: str, *paths: str) -> str:
    return f"{{info: {{title: t, version: '{version}'}}, paths: {{{', '.join(paths)}}}}}"


_ONE = f"/a: {{{_GET % 'a'}}}"
_TWO = f"/b: {{{_GET % 'b'}}}"
_OLD_ONE = "/a: {get: {deprecated: true, responses: {'200': {description: ok}}}}"

MAJOR, ANY = "document-major-not-bumped breaking", "document-version-not-bumped risky"
LESS = "document-version-decreased risky"
_SAME, _BREAK, _ADDED, _NOTED = (
    ((_ONE,), (_ONE,)),
    ((_ONE, _TWO), (_ONE,)),
    ((_ONE,), (_ONE, _TWO)),
    ((_ONE,), (_OLD_ONE,)),
)


@pytest.mark.parametrize(
    ("change", "old", "new", "expected"),
    [
        (_SAME, "1.0.0", "1.0.0", ""),
        (_SAME, "1.0.0", "1.0.1", ""),
        (_SAME, "1.0.1", "1.0.0", LESS),
        (_BREAK, "1.4.2", "2.0.0", ""),
        (_BREAK, "1.4.2", "2.0.0-rc.1", ""),
        (_BREAK, "1.4.2", "3.1.0", ""),
        (_BREAK, "1.4.2", "1.5.0", MAJOR),
        (_BREAK, "1.4.2", "1.4.2", MAJOR),
        (_BREAK, "1.4.2", "1.4.2+build.7", MAJOR),
        (_BREAK, "2.0.0", "1.0.0", LESS),
        (_BREAK, "0.4.2", "0.5.0", ""),
        (_BREAK, "0.4.2", "0.4.3", MAJOR),
        (_BREAK, "2.0.0-rc.1", "2.0.0-rc.2", ""),
        (_BREAK, "2.0.0-rc.1", "2.0.0-rc.1", MAJOR),
        (_BREAK, "1", "2", ""),
        (_BREAK, "v1", "v1.1", MAJOR),
        (_BREAK, "2026-01-31", "2026-02-28", ""),
        (_BREAK, "2026-01-31", "2026-01-31", MAJOR),
        (_ADDED, "1.4.2", "1.5.0", ""),
        (_ADDED, "1.4.2", "2.0.0", ""),
        (_ADDED, "1.4.2", "1.4.3", ANY),
        (_ADDED, "1.4.2", "1.4.2", ANY),
        (_ADDED, "0.4.2", "0.4.3", ""),
        (_ADDED, "spring", "spring", ANY),
        (_NOTED, "1.4.2", "1.4.3", ""),
        (_NOTED, "1.4.2", "1.4.2", ANY),
    ],
)
def test_what_a_version_hides(
    change: tuple[tuple[str, ...], tuple[str, ...]], old: str, new: str, expected: str
) -> None:
    before, after = change
    findings = compare(_document(old, *before), _document(new, *after), _POLICY)
    met = {f"{rule} {severity}" for rule, severity in found(findings)}
    assert {one for one in met if one.startswith("document-")} == (
        {expected} if expected else set()
    )


def test_nothing_is_said_without_a_policy() -> None:
    findings = compare(_document("1.4.2", _ONE, _TWO), _document("1.0.0", _ONE))
    assert found(findings) == {("operation-removed", "breaking")}


def test_a_filter_does_not_change_what_a_version_must_say() -> None:
    options = CompareOptions(version_bump=True, only=("document-*",))
    findings = compare(_document("1.4.2", _ONE, _TWO), _document("1.5.0", _ONE), options)
    assert [finding.rule for finding in findings] == ["document-major-not-bumped"]
    assert findings[0].message == "the version `1.5.0` hides a break: after `1.4.2` comes `2.0.0`"


def test_severities_of_the_policy_count() -> None:
    options = CompareOptions(version_bump=True, severities={"operation-removed": Severity.SAFE})
    findings = compare(_document("1.4.2", _ONE, _TWO), _document("1.5.0", _ONE), options)
    assert found(findings) == {("operation-removed", "safe")}


def test_a_contract_that_is_gone_has_no_version_to_raise() -> None:
    findings = compare(_document("1.4.2", _ONE), _document("1.4.2"), _POLICY)
    assert found(findings) == {("operation-removed", "breaking")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("v1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("1.0.0-rc.1", "1.0.0-rc.1"),
        ("1.0.0-rc.01", None),
        ("2026-01-31", None),
        ("", None),
        ("1.2.3.4", None),
        ("1" * 30, None),
    ],
)
def test_reading_a_version(text: str, expected: str | None) -> None:
    found_version = version_of(text)
    assert (str(found_version) if found_version else None) == expected


@pytest.mark.parametrize("old", ["0.0.1", "0.3.1", "1.0.0", "1.2.3", "2.0.0-rc.1"])
@pytest.mark.parametrize("demand", Demand)
def test_the_lowest_version_satisfies_and_no_lower_one_does(old: str, demand: Demand) -> None:
    before = version_of(old)
    assert before is not None
    lowest = lowest_version(before, demand)
    assert satisfies(before, lowest, demand)
    if demand is not Demand.NOTHING:
        assert not satisfies(before, before, demand)


def _in_lines(text: str) -> str:
    return text[1:-1].replace(", paths", "\npaths")


def test_a_policy_file_turns_it_on() -> None:
    old, new = _document("1.4.2", _ONE, _TWO), _document("1.5.0", _ONE)
    texts = [f"openapi: 3.1.0\n{_in_lines(text)}\n" for text in (old, new)]
    rules = {f.rule for f in api.compare(*texts, policy={"version_bump": True}).findings}
    assert rules == {"operation-removed", "document-major-not-bumped"}
    view = api.diff(*texts, policy={"version_bump": True}, only=["document-*"])
    spot = view.contracts[0].items[0].new
    assert spot is not None
    assert (spot.line, spot.near[1].text) == (2, "info: {title: t, version: '1.5.0'}")
    assert {f.rule for f in api.compare(*texts).findings} == {"operation-removed"}


@pytest.mark.parametrize(
    ("found_", "demand"),
    [
        ([], Demand.NOTHING),
        ([(Severity.SAFE, Effect.ANNOTATION)], Demand.PATCH),
        ([(Severity.SAFE, Effect.SAME)], Demand.PATCH),
        ([(Severity.SAFE, Effect.WIDENED)], Demand.MINOR),
        ([(Severity.RISKY, Effect.UNDECIDED)], Demand.MINOR),
        ([(Severity.SAFE, Effect.WIDENED), (Severity.BREAKING, Effect.NARROWED)], Demand.MAJOR),
    ],
)
def test_what_findings_demand(found_: list[tuple[Severity, Effect]], demand: Demand) -> None:
    findings = [Finding("rule", one, effect, Proof.LAW, "message", ()) for one, effect in found_]
    assert demand_of(findings) is demand


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("1.2.3", "2.0.0", "major"),
        ("1.2.3", "1.3.0", "minor"),
        ("1.2.3", "1.2.4", "patch"),
        ("1.2.3", "1.2.3+build", "none"),
        ("0.9.9", "1.0.0", "major"),
    ],
)
def test_how_far_a_number_moved(old: str, new: str, word: str) -> None:
    before, after = version_of(old), version_of(new)
    assert before
    assert after
    assert moved(before, after).word == word
