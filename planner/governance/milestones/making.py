"""Criteria that several milestones judge in the same way."""

from planner.governance.milestones.evidence import Evidence, TestEvidence
from planner.model.milestone_view import Criterion, CriterionState

_MOST_NAMED = 3


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Return the first names in backticks, and how many more there are."""
    shown = ", ".join(f"`{name}`" for name in names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown


def passed_or(failure: str) -> CriterionState:
    """Return whether a criterion is met: it is if nothing is wrong."""
    return CriterionState.FAILED if failure else CriterionState.PASSED


def report_of(evidence: Evidence, criterion: str, subject: str = "") -> TestEvidence | None:
    """Return the test report about a criterion, or about its subject alone."""
    exact = evidence.tests.get(f"{criterion}:{subject}") if subject else None
    return exact or evidence.tests.get(criterion)


def by_report(criterion: Criterion, report: TestEvidence | None) -> Criterion:
    """Return a criterion that a test report decides, if there is one."""
    if report is None:
        return criterion
    if not report.cases or report.cases == report.skipped:
        detail = f"`{report.file}` has no test that ran"
        return _decided(criterion, CriterionState.FAILED, detail)
    if report.failed:
        detail = f"{len(report.failed)} of {report.cases} tests fail in `{report.file}`: "
        return _decided(criterion, CriterionState.FAILED, detail + listed(report.failed))
    ran = report.cases - report.skipped
    skipped = f", {report.skipped} skipped" if report.skipped else ""
    passing = "1 test passes" if ran == 1 else f"{ran} tests pass"
    detail = f"{passing} in `{report.file}`{skipped}"
    return _decided(criterion, CriterionState.PASSED, detail)


def _decided(criterion: Criterion, state: CriterionState, detail: str) -> Criterion:
    return Criterion(
        criterion.id,
        criterion.title,
        criterion.subject,
        state,
        criterion.is_automatic,
        detail,
        "" if state is CriterionState.PASSED else "mend what fails, and run the tests again",
        place=criterion.place,
    )


def attested(
    evidence: Evidence, name: str, title: str, subject: str, *, milestone: str, detail: str
) -> Criterion:
    """Return a criterion that a test report decides, else somebody who attests it."""
    about = f" with `subject: {subject}`" if subject else ""
    criterion = Criterion(
        name,
        title,
        subject,
        CriterionState.OPEN,
        is_automatic=False,
        detail=detail,
        hint=f"attest it in `attestations/{milestone}.yaml`{about}, or give a report with "
        f"`--junit {name}{':' + subject if subject else ''}=FILE`",
    )
    return by_report(criterion, report_of(evidence, name, subject))
