"""Reports of verification and of milestones: whatever a provider answers, text stays text."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from planner.model.finding import Severity
from planner.model.milestone_view import (
    Criterion,
    CriterionState,
    Disagreement,
    MilestoneView,
)
from planner.model.ratification import LedgerState
from planner.model.source import Place
from planner.model.style import Style
from planner.model.verification_view import (
    Outcome,
    VerificationFinding,
    VerificationPart,
    VerificationView,
    VerifiedCase,
    VerifiedContract,
)
from planner.render.registry import formats_of, renderer

DAY = date(2026, 3, 2)
HOSTILE = "\x1b[31mred\x1b[0m\r\nnext <b>|</b> `code` ]]> \x00 \u202e"
PLACE = Place("a.yaml", ("b",))


def a_report(text: str, severity: Severity = Severity.BREAKING) -> VerificationView:
    finding = VerificationFinding("check", severity, text, text, text, text, PLACE, text)
    case = VerifiedCase(text, (finding,), text)
    skipped = VerificationPart("pacts", "", reason=text)
    parts = (VerificationPart("health", "", (case,), note=text), skipped)
    contracts = (VerifiedContract("a@1.0.0", "sha256:0", LedgerState.RATIFIED),)
    spots = {PLACE: (3, 4)}
    return VerificationView("w", text, "http://x", DAY, 0, contracts, parts, "in", spots)


def a_gate(text: str) -> MilestoneView:
    criteria = tuple(
        Criterion("one", text, text, state, False, text, text, text, DAY, PLACE)  # noqa: FBT003
        for state in CriterionState
    )
    told = (Disagreement(text, text, PLACE),)
    return MilestoneView("w", "M1", "Title", DAY, criteria, told, "in", {PLACE: (3, 4)})


CASES = [
    (subject, name)
    for subject in ("verification", "milestone")
    for name in formats_of(subject)
    if name != "json"
]


@pytest.mark.parametrize(("subject", "name"), CASES)
def test_no_control_character_of_a_provider_reaches_a_reader(subject: str, name: str) -> None:
    view = a_report(HOSTILE) if subject == "verification" else a_gate(HOSTILE)
    said = renderer(subject, name)(view, Style(verbose=True))
    assert isinstance(said, str)
    assert not set(said) & {"\x1b", "\r", "\x00", "\u202e"}
    assert "red" in said


@pytest.mark.parametrize("subject", ["verification", "milestone"])
def test_junit_is_xml_whatever_is_in_it(subject: str) -> None:
    view = a_report(HOSTILE) if subject == "verification" else a_gate(HOSTILE)
    said = renderer(subject, "junit")(view, Style())
    assert isinstance(said, str)
    root = ET.fromstring(said)  # noqa: S314  our own
    assert root.get("errors") == "0"
    assert int(root.get("tests", "0")) == len(list(root.iter("testcase")))
    assert int(root.get("failures", "0")) == len(list(root.iter("failure")))


def test_a_risky_finding_does_not_fail() -> None:
    view = a_report("odd", Severity.RISKY)
    assert (view.is_passed, view.parts[0].outcome) == (True, Outcome.PASSED)
    said = renderer("verification", "text")(view, Style())
    assert isinstance(said, str)
    assert "in/a.yaml:3:4: risky check: odd" in said
    assert said.endswith("passed: odd is what its contract says, 1 risky\n")


def test_every_state_of_a_criterion_is_told() -> None:
    said = renderer("milestone", "text")(a_gate("it"), Style(verbose=True))
    assert isinstance(said, str)
    assert "  waived    it: it; waived by it until 2026-03-02\n" in said
    assert "  attested  it: it; attested by it on 2026-03-02\n" in said
    assert said.count("hint: it") == 2
    assert "  in/a.yaml:3:4: it: it\n" in said
    assert said.endswith("closed: 1 failed, 1 open, 1 waived, 1 attested, 1 passed of 5 criteria\n")
