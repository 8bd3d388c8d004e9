"""What the rules find, after the policy of the workspace."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from planner.governance.architecture.registry import architecture_checks, architecture_rules
from planner.governance.architecture.rule import Hit, Subject
from planner.model.finding import Severity
from planner.model.lint_policy import LintAcceptance
from planner.model.lint_view import LintFinding
from planner.model.problem import Level, Problem
from planner.model.source import Place

_SETTINGS = "plan.yaml"


def judge_architecture(
    subject: Subject,
) -> tuple[tuple[LintFinding, ...], tuple[Problem, ...]]:
    """Return the findings, worst first, then by rule and subject; and warnings about the policy.

    A finding that the policy accepts is returned with its reason; one whose acceptance has expired
    counts again.

    Args:
        subject: the workspace.
    """
    hits = [hit for check in architecture_checks() for hit in check(subject)]
    found = [finding for hit in dict.fromkeys(hits) for finding in _judged(hit, subject)]
    found.sort(key=lambda item: (item.severity.rank, item.rule, item.subject, item.message))
    return tuple(found), tuple(_warnings(subject, hits))


def _judged(hit: Hit, subject: Subject) -> Iterator[LintFinding]:
    rule = architecture_rules()[hit.rule]
    said = [s for glob, s in subject.policy.severities.items() if fnmatchcase(rule.id, glob)]
    severity = said[-1] if said else rule.severity.value
    if severity == "off":
        return
    accepted = next((a for a in subject.policy.accept if _accepts(a, hit, subject)), None)
    yield LintFinding(
        rule.id,
        Severity(severity),
        hit.subject,
        hit.message,
        hit.place,
        hit.hint or rule.hint,
        accepted.reason if accepted else "",
    )


def _accepts(acceptance: LintAcceptance, hit: Hit, subject: Subject) -> bool:
    return acceptance.expires >= subject.today and _means(acceptance, hit)


def _means(acceptance: LintAcceptance, hit: Hit) -> bool:
    return fnmatchcase(hit.rule, acceptance.rule) and fnmatchcase(hit.subject, acceptance.subject)


def _warnings(subject: Subject, hits: list[Hit]) -> Iterator[Problem]:
    """Yield what is wrong with the policy: rules that don't exist, acceptances without a use."""
    place = Place(_SETTINGS).at("lint")
    known = architecture_rules()
    globs = [
        (glob, place.at("severities", glob, on_key=True)) for glob in subject.policy.severities
    ]
    globs += [(a.rule, place.at("accept", n, "rule")) for n, a in enumerate(subject.policy.accept)]
    for glob, where in globs:
        if not any(fnmatchcase(rule, glob) for rule in known):
            yield _warning("unknown-rule", f"no architecture rule fits `{glob}`", where)
    for number, acceptance in enumerate(subject.policy.accept):
        where = place.at("accept", number)
        if acceptance.expires < subject.today:
            message = f"the acceptance of `{acceptance.rule}` expired on {acceptance.expires}"
            yield _warning("acceptance-expired", message, where)
        elif not any(_means(acceptance, hit) for hit in hits):
            message = f"nothing is accepted by `{acceptance.rule}` for `{acceptance.subject}`"
            yield _warning("acceptance-unused", message, where)


_HINTS = {
    "unknown-rule": "`plan explain architecture` lists the rules",
    "acceptance-expired": "mend it, or renew the acceptance with a reason",
    "acceptance-unused": "remove it",
}


def _warning(code: str, message: str, place: Place) -> Problem:
    return Problem(code, message, place, _HINTS[code], Level.WARNING)
