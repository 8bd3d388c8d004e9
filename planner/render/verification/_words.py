"""What all outputs of `plan verify` say."""

from planner.model.finding import Severity
from planner.model.source import Place
from planner.model.verification_view import Outcome, VerificationPart, VerificationView
from planner.render._text import Look, plural

TITLES = {
    "health": "health endpoint",
    "errors": "error envelope",
    "conformance": "conformance",
    "pacts": "pacts of consumers",
}
LOOKS: dict[Outcome, Look] = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "critical",
    Outcome.SKIPPED: "dim",
}
SEVERITIES: dict[Severity, Look] = {Severity.BREAKING: "critical", Severity.RISKY: "warn"}


def title_of(part: VerificationPart) -> str:
    """Return what a part is about."""
    about = f" of {part.contract}" if part.contract else ""
    return f"{TITLES.get(part.name, part.name)}{about}"


def summary_of(part: VerificationPart) -> str:
    """Return how many cases turned out how, or why nothing was tried."""
    if part.reason:
        return part.reason
    counts = [f"{part.count(outcome)} {outcome}" for outcome in Outcome if part.count(outcome)]
    return "; ".join(
        [", ".join(counts) or "nothing was tried", *([part.note] if part.note else [])]
    )


def subject_text(view: VerificationView) -> str:
    """Return what was held against what."""
    contracts = ", ".join(f"{item.key} ({item.state})" for item in view.contracts)
    revision = f" (revision {view.revision})" if view.revision else ""
    return f"{view.service} at {view.url}{revision}: {contracts or 'no contract'}"


def verdict_text(view: VerificationView) -> str:
    """Return whether the provider is what its contract says."""
    findings = list(view.findings())
    wrong = sum(finding.severity is Severity.BREAKING for finding in findings)
    doubtful = len(findings) - wrong
    more = f", {doubtful} risky" if doubtful else ""
    if view.is_passed:
        return f"passed: {view.service} is what its contract says{more}"
    if not wrong:
        return "failed: nothing was tried"
    return f"failed: {plural(wrong, 'finding')}{more}"


def place_text(place: Place | None, view: VerificationView) -> str:
    """Return `file:line:column`; empty if no file is concerned."""
    if place is None:
        return ""
    file = f"{view.folder}/{place.file}" if view.folder else place.file
    position = view.positions.get(place)
    return f"{file}:{position[0]}:{position[1]}" if position else file
