"""A milestone is passed when no criterion is open; evidence goes before words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from planner.governance.milestones import (
    Evidence,
    PactEvidence,
    SpokenFor,
    StubEvidence,
    TestEvidence,
    evaluate,
    find_disagreements,
)
from planner.model.attestation_file import Attestation, AttestationFile, Waiver
from planner.model.finding import Severity
from planner.model.lint_view import LintFinding
from planner.model.milestone_view import Criterion, CriterionState, MilestoneName
from planner.model.ratification import LedgerState, Standing
from planner.model.source import Place
from planner.model.system import System
from planner.model.verification_view import (
    PartName,
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
    VerifiedContract,
)
from tests.builders import a_system

TODAY = date(2026, 3, 2)
API = "catalog-api@1.0.0"
HEALTH = {name: {"health": "GET /health"} for name in ("order", "catalog")}


def a_shop(**changes: Any) -> System:
    """Return a system in which order calls catalog; Ada and Otto may speak for it."""
    teams = [
        {"name": "order-team", "approvers": ["otto"]},
        {"name": "catalog-team", "approvers": ["ada"]},
    ]
    return a_system(
        {"order": ["catalog"], "catalog": []},
        **{"manifests": HEALTH, "teams": teams, **changes},
    )


def a_standing(state: LedgerState = LedgerState.RATIFIED, digest: str = "one") -> Standing:
    done = date(2026, 2, 2) if state is LedgerState.RATIFIED else None
    return Standing("catalog-api", "1.0.0", digest, state, last_ratified=done)


def a_case(name: str = "it", message: str = "", check: str = "some-check") -> VerifiedCase:
    finding = VerificationFinding(check, Severity.BREAKING, "", message)
    return VerifiedCase(name, (finding,) if message else ())


def a_part(name: PartName, *cases: VerifiedCase, contract: str = "") -> VerificationPart:
    return VerificationPart(name, contract, cases or (a_case(),))


GOOD_PARTS = (
    a_part("health"),
    a_part("errors", contract=API),
    a_part("conformance", contract=API),
    a_part("pacts", a_case("order: a mug")),
)


def a_result(
    service: str = "catalog", parts: tuple[VerificationPart, ...] = GOOD_PARTS, digest: str = "one"
) -> VerificationView:
    contracts = (VerifiedContract(API, digest, LedgerState.RATIFIED),)
    known = contracts if service == "catalog" else ()
    return VerificationView("sample", service, "http://x", TODAY, 0, known, parts)


def a_report(*failed: str, cases: int = 5, skipped: int = 0) -> TestEvidence:
    return TestEvidence("tests.xml", cases, skipped, failed)


ALL_GOOD: Mapping[str, Any] = {
    "standings": {API: a_standing()},
    "results": {"catalog": a_result(), "order": a_result("order", (a_part("health"),))},
    "pacts": {("order", "catalog"): PactEvidence(("p.json",), 1, (), frozenset({"getCatalog"}))},
    "tests": {"catalog": a_report(), "order": a_report()},
    "stubs": (StubEvidence("stubs/catalog_api", contract=API),),
}


def known(system: System | None = None, **changes: Any) -> Evidence:
    """Return evidence with which milestone 1 is passed, but for what is changed."""
    return Evidence(system or a_shop(), TODAY, **{**ALL_GOOD, **changes})


def judged(milestone: MilestoneName, evidence: Evidence) -> dict[tuple[str, str], Criterion]:
    criteria, _ = evaluate(milestone, evidence)
    return {(item.id, item.subject): item for item in criteria}


def closed(milestone: MilestoneName, evidence: Evidence) -> dict[tuple[str, str], str]:
    found = judged(milestone, evidence)
    return {key: item.detail for key, item in found.items() if item.state.is_closed}


def test_milestone_1_is_passed_by_evidence_alone() -> None:
    found = judged("M1", known())
    assert {(*key, str(item.state)) for key, item in found.items()} == {
        ("contract-ratified", API, "passed"),
        ("stubs-current", API, "passed"),
        ("health-endpoint", "catalog", "passed"),
        ("health-endpoint", "order", "passed"),
        ("error-envelope", "catalog", "passed"),
        ("provider-conformance", API, "passed"),
        ("consumer-contracts", "order -> catalog", "passed"),
        ("integration-tests", "catalog", "passed"),
        ("integration-tests", "order", "passed"),
    }
    assert all(item.is_automatic for item in found.values())


def catalog_with(part: VerificationPart) -> Mapping[str, VerificationView]:
    parts = tuple(part if part.name == other.name else other for other in GOOD_PARTS)
    return {**ALL_GOOD["results"], "catalog": a_result(parts=parts)}


OTHER = a_case("order: a mug", "status: expected 200 but was 404")
BROKEN: list[tuple[Mapping[str, Any], tuple[str, str], str, str]] = [
    (
        {"standings": {API: a_standing(LedgerState.PARTIAL)}},
        ("contract-ratified", API),
        "open",
        "in ratification",
    ),
    (
        {"standings": {API: a_standing(LedgerState.CHANGED)}},
        ("contract-ratified", API),
        "failed",
        "changed",
    ),
    (
        {"stubs": (StubEvidence("stubs/catalog_api", "was altered", API),)},
        ("stubs-current", API),
        "failed",
        "`stubs/catalog_api` was altered",
    ),
    (
        {"stubs": ()},
        ("stubs-current", API),
        "open",
        "no stub of it is generated here",
    ),
    (
        {"stubs": (*ALL_GOOD["stubs"], StubEvidence("stubs/x", "can't be read"))},
        ("stubs-current", ""),
        "failed",
        "`stubs/x`",
    ),
    ({"results": {}}, ("health-endpoint", "catalog"), "open", "`catalog` has not been verified"),
    (
        {"results": catalog_with(a_part("health", a_case("h", "503")))},
        ("health-endpoint", "catalog"),
        "failed",
        "503",
    ),
    (
        {"results": catalog_with(VerificationPart("errors", API, reason="left out"))},
        ("error-envelope", "catalog"),
        "open",
        "left out",
    ),
    (
        {"results": catalog_with(a_part("conformance", a_case("c", "no `id`"), contract=API))},
        ("provider-conformance", API),
        "failed",
        "no `id`",
    ),
    (
        {"results": {**ALL_GOOD["results"], "catalog": a_result(digest="old")}},
        ("provider-conformance", API),
        "open",
        "has changed since `catalog` was verified",
    ),
    ({"pacts": {}}, ("consumer-contracts", "order -> catalog"), "open", "there is no pact"),
    (
        {"pacts": {("order", "catalog"): PactEvidence(("p.json",), 1, ("no such field",))}},
        ("consumer-contracts", "order -> catalog"),
        "failed",
        "no such field",
    ),
    (
        {"results": catalog_with(a_part("pacts", OTHER))},
        ("consumer-contracts", "order -> catalog"),
        "failed",
        "404",
    ),
    (
        {"results": catalog_with(a_part("pacts", a_case("other: a mug")))},
        ("consumer-contracts", "order -> catalog"),
        "open",
        "no interaction of `order` was replayed",
    ),
    (
        {"tests": {"catalog": a_report()}},
        ("integration-tests", "order"),
        "open",
        "there is no test report",
    ),
    (
        {"tests": {**ALL_GOOD["tests"], "order": a_report("a.b")}},
        ("integration-tests", "order"),
        "failed",
        "`a.b`",
    ),
    (
        {"tests": {**ALL_GOOD["tests"], "order": a_report(cases=0)}},
        ("integration-tests", "order"),
        "failed",
        "no test",
    ),
    (
        {"tests": {**ALL_GOOD["tests"], "order": a_report(cases=3, skipped=3)}},
        ("integration-tests", "order"),
        "failed",
        "no test that ran",
    ),
]


@pytest.mark.parametrize(("changes", "key", "state", "detail"), BROKEN)
def test_each_criterion_of_milestone_1_can_be_open(
    changes: Mapping[str, Any], key: tuple[str, str], state: str, detail: str
) -> None:
    item = judged("M1", known(**changes))[key]
    assert item.state == state
    assert detail in item.detail
    assert item.hint


def test_errors_that_were_not_reached_are_not_proved() -> None:
    risky = VerificationFinding("error-not-reached", Severity.RISKY, "", "no credentials")
    shut = VerifiedCase("malformed JSON", (risky,), is_skipped=True)
    part = VerificationPart("errors", API, (a_case("unknown path"), shut))
    item = judged("M1", known(results=catalog_with(part)))["error-envelope", "catalog"]
    assert (str(item.state), item.detail) == (
        "open",
        "not provoked for want of credentials: `malformed JSON`",
    )


def test_operations_without_a_pact_are_named() -> None:
    pacts = {("order", "catalog"): PactEvidence(("p.json",), 1)}
    item = judged("M1", known(pacts=pacts))["consumer-contracts", "order -> catalog"]
    assert item.detail == "verified on 2026-03-02: 1 passed; no pact is about `getCatalog`"


def test_a_service_without_health_endpoint_fails_at_its_manifest() -> None:
    item = judged("M1", known(a_shop(manifests={})))["health-endpoint", "order"]
    assert (str(item.state), item.place) == ("failed", Place("services/order.yaml"))


def test_messages_between_services_need_a_pact_but_no_replay() -> None:
    topics = {"OrderPlaced": ("order", ["mail"])}
    system = a_system({"order": [], "mail": []}, topics)
    pacts = {("mail", "order"): PactEvidence(("p.json",), 2)}
    evidence = Evidence(system, TODAY, {}, pacts=pacts)
    item = judged("M1", evidence)["consumer-contracts", "mail -> order"]
    assert (str(item.state), item.detail) == ("passed", "2 messages are what the contract says")


# ---------------------------------------------------------------------- words


def attested(
    criterion: str, subject: str = "", *, milestone: MilestoneName = "M2", **more: Any
) -> SpokenFor:
    said = {"by": "ada", "date": TODAY, "evidence": "run 7", **more}
    value = Attestation(criterion=criterion, subject=subject, **said)
    return SpokenFor(milestone, value, Place("attestations/a.yaml"))


def waived(
    criterion: str, subject: str = "", *, milestone: MilestoneName = "M1", **more: Any
) -> SpokenFor:
    said = {"by": "otto", "date": TODAY, "reason": "no time", "expires": date(2026, 3, 9), **more}
    return SpokenFor(
        milestone, Waiver(criterion=criterion, subject=subject, **said), Place("w.yaml")
    )


M2_WORDS = (
    attested("deployed"),
    attested("end-to-end"),
    attested("no-unhandled-errors"),
    attested("traces"),
)


def test_milestone_2_is_passed_by_what_people_say() -> None:
    assert set(closed("M2", known())) == {
        ("deployed", "catalog"),
        ("deployed", "order"),
        ("end-to-end", ""),
        ("no-unhandled-errors", ""),
        ("traces", ""),
    }
    assert closed("M2", known(spoken=M2_WORDS)) == {}
    item = judged("M2", known(spoken=M2_WORDS))["end-to-end", ""]
    assert (str(item.state), item.by, item.day, item.detail) == ("attested", "ada", TODAY, "run 7")


def test_a_milestone_needs_the_one_before_it() -> None:
    found = closed("M2", known(spoken=M2_WORDS, tests={}))
    assert found == {("earlier-milestone", ""): "2 of 9 criteria are open"}


def test_progress_says_that_a_service_is_deployed() -> None:
    progress = {"order": {"steps": {"E-1": {"state": "done", "finished": "2026-02-27"}}}}
    found = judged("M2", known(a_shop(progress=progress)))
    assert (str(found["deployed", "order"].state), found["deployed", "order"].by) == (
        "attested",
        "order-team",
    )
    assert found["deployed", "catalog"].state is CriterionState.OPEN


def test_a_test_report_goes_before_words() -> None:
    failing = {**ALL_GOOD["tests"], "end-to-end": a_report("buys a mug")}
    item = judged("M2", known(spoken=M2_WORDS, tests=failing))["end-to-end", ""]
    assert item.state is CriterionState.FAILED
    passing = {**ALL_GOOD["tests"], "end-to-end": a_report()}
    item = judged("M2", known(tests=passing))["end-to-end", ""]
    assert (str(item.state), item.detail) == ("passed", "5 tests pass in `tests.xml`")


def test_a_report_about_one_service_counts_for_it_alone() -> None:
    tests = {**ALL_GOOD["tests"], "load-test:order": a_report()}
    found = judged("M3", known(tests=tests))
    assert found["load-test", "order"].state is CriterionState.PASSED
    assert found["load-test", "catalog"].state is CriterionState.OPEN


def test_an_attestation_about_one_subject_counts_for_it_alone() -> None:
    found = judged("M2", known(spoken=(attested("deployed", "order"),)))
    assert found["deployed", "order"].state is CriterionState.ATTESTED
    assert found["deployed", "catalog"].state is CriterionState.OPEN


@pytest.mark.parametrize(
    ("spoken", "problem"),
    [
        (attested("end-to-end", by="eve"), "`eve` is not an approver of any team"),
        (attested("end-to-end", date=date(2026, 3, 3)), "its day, 2026-03-03, has not come yet"),
        (attested("end-to-end", expires=date(2026, 3, 1)), "it expired on 2026-03-01"),
        (attested("end-to-edn"), "M2 has no criterion `end-to-edn`"),
        (attested("deployed", "nobody"), "`deployed` is not about `nobody`"),
        (attested("earlier-milestone"), "nobody can attest it"),
        (
            waived("end-to-end", milestone="M2", date=date(2026, 2, 1), expires=date(2026, 3, 1)),
            "it expired",
        ),
        (
            waived("end-to-end", milestone="M2", by="eve"),
            "the waiver of `end-to-end` does not count",
        ),
    ],
)
def test_words_that_do_not_count_are_told(spoken: SpokenFor, problem: str) -> None:
    criteria, problems = evaluate("M2", known(spoken=(spoken,)))
    assert [problem in item.message for item in problems] == [True]
    assert {item.state for item in criteria} <= {CriterionState.OPEN, CriterionState.PASSED}


def test_where_no_team_names_approvers_anybody_may_speak() -> None:
    teams = [{"name": "order-team"}, {"name": "catalog-team"}]
    spoken = (attested("end-to-end", by="eve"),)
    item = judged("M2", known(a_shop(teams=teams), spoken=spoken))["end-to-end", ""]
    assert item.state is CriterionState.ATTESTED


def test_words_about_another_milestone_count_for_nothing_here() -> None:
    spoken = (attested("end-to-end", milestone="M3"),)
    assert judged("M2", known(spoken=spoken))["end-to-end", ""].state is CriterionState.OPEN


def test_a_waiver_opens_what_evidence_closes_until_its_last_day() -> None:
    changes: dict[str, Any] = {"tests": {"catalog": a_report(), "order": a_report("a.b")}}
    spoken = (waived("integration-tests", "order"),)
    item = judged("M1", known(**changes, spoken=spoken))["integration-tests", "order"]
    assert (str(item.state), item.by, item.day) == ("waived", "otto", date(2026, 3, 9))
    assert item.detail == "no time (not met: 1 of 5 tests fail in `tests.xml`: `a.b`)"
    later = Evidence(a_shop(), date(2026, 3, 10), **{**ALL_GOOD, **changes, "spoken": spoken})
    assert closed("M1", later).keys() == {("integration-tests", "order")}


def test_nobody_attests_what_evidence_shows() -> None:
    spoken = (attested("integration-tests", "order", milestone="M1"),)
    criteria, problems = evaluate("M1", known(tests={}, spoken=spoken))
    assert sum(item.state.is_closed for item in criteria) == 2
    assert "is judged by evidence" in problems[0].message


# ---------------------------------------------------------------------- milestone 3


def test_milestone_3_judges_runbooks_flags_and_architecture() -> None:
    manifests = {
        "order": {"health": "GET /health", "runbooks": ["a.md", "b.md"]},
        "catalog": HEALTH["catalog"],
    }
    finding = LintFinding("sync-cycle", Severity.BREAKING, "order", "a circle", None, "")
    found = judged(
        "M3",
        known(
            a_shop(manifests=manifests),
            runbooks={"a.md": True, "b.md": False},
            lint=(finding,),
            expired=("order: new-basket",),
        ),
    )
    said = {key: item.detail for key, item in found.items() if item.state is CriterionState.FAILED}
    assert said == {
        ("runbooks", "catalog"): "the manifest names none",
        ("runbooks", "order"): "missing or empty: `b.md`",
        ("flags", ""): "past their last day: `order: new-basket`",
        ("architecture", ""): "1 breaking findings: `sync-cycle`",
    }


def test_only_services_that_call_others_need_breakers() -> None:
    found = judged("M3", known())
    assert [key[1] for key in found if key[0] == "circuit-breakers"] == ["order"]
    assert [key[1] for key in found if key[0] == "load-test"] == ["catalog", "order"]


# ---------------------------------------------------------------------- progress


def disagreements(system: System, **changes: Any) -> list[tuple[str, str]]:
    evidence = known(system, **changes)
    criteria, _ = evaluate("M1", evidence)
    return [(item.subject, item.message) for item in find_disagreements(evidence, "M1", criteria)]


def test_progress_and_evidence_that_agree_are_silent() -> None:
    done = {"steps": {"C-1": "done", "C-3": "done", "C-4": "done", "D-3": "done"}}
    progress = {name: {"service": name, **done} for name in ("order", "catalog")}
    assert disagreements(a_shop(progress=progress)) == []


def test_progress_that_is_ahead_of_evidence_is_told() -> None:
    progress = {
        "order": {"service": "order", "steps": {"C-1": "done", "C-4": "done", "D-3": "done"}},
        "catalog": {
            "service": "catalog",
            "steps": {"C-1": "done", "C-3": "done", "C-4": "done"},
            "contracts": {"catalog-api": {"ratify": "done"}},
        },
        "": {"milestones": {"M1": {"passed": "2026-03-01"}}},
    }
    found = disagreements(
        a_shop(progress=progress),
        tests={**ALL_GOOD["tests"], "order": a_report("a.b")},
        standings={API: a_standing(LedgerState.PARTIAL)},
    )
    failing = "1 of 5 tests fail in `tests.xml`: `a.b`"
    assert found == [
        ("M1", "progress says that it was passed on 2026-03-01, but 2 criteria are open"),
        (API, "progress says that `ratify` is done, but the ledger says in ratification"),
        ("order", f"C-4 is done, but `integration-tests` (order) fails: {failing}"),
    ]


def test_progress_that_is_behind_evidence_is_told() -> None:
    progress = {
        "order": {"service": "order", "steps": {"C-1": "done", "D-3": "in-progress", "C-4": "done"}}
    }
    behind = "`consumer-contracts` (order -> catalog)"
    assert disagreements(a_shop(progress=progress)) == [
        ("order", f"{behind} passes, but progress says in-progress for D-3")
    ]


# ---------------------------------------------------------------------- the file


@pytest.mark.parametrize(
    "document",
    [
        {"milestone": "M4"},
        {"milestone": "M2", "attestations": [{"criterion": "traces"}]},
        {
            "milestone": "M2",
            "attestations": [{"criterion": "traces", "by": "", "date": TODAY, "evidence": "x"}],
        },
        {
            "milestone": "M2",
            "attestations": [{"criterion": "traces", "by": "a", "date": TODAY, "evidence": ""}],
        },
        {
            "milestone": "M1",
            "waivers": [{"criterion": "a", "by": "b", "date": TODAY, "reason": "c"}],
        },
        {
            "milestone": "M1",
            "waivers": [
                {"criterion": "a", "by": "b", "date": TODAY, "reason": "", "expires": TODAY}
            ],
        },
        {
            "milestone": "M1",
            "waivers": [
                {
                    "criterion": "a",
                    "by": "b",
                    "date": TODAY,
                    "reason": "c",
                    "expires": date(2026, 1, 1),
                }
            ],
        },
    ],
)
def test_words_without_who_when_why_and_how_long_are_refused(document: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        AttestationFile.model_validate(document)
