"""Judges the criteria of a milestone, then counts in who speaks for what."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from planner.governance.milestones.compliance import OWN_TESTS, compliance
from planner.governance.milestones.evidence import Evidence, SpokenFor
from planner.governance.milestones.integration import integration
from planner.governance.milestones.readiness import readiness
from planner.model.attestation_file import Attestation, Waiver
from planner.model.milestone_view import MILESTONES, Criterion, CriterionState, MilestoneName
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem

_CRITERIA: Mapping[MilestoneName, Callable[[Evidence], Iterator[Criterion]]] = {
    "M1": compliance,
    "M2": integration,
    "M3": readiness,
}


def evaluate(
    milestone: MilestoneName, evidence: Evidence
) -> tuple[tuple[Criterion, ...], tuple[Problem, ...]]:
    """Return the criteria of a milestone, judged, and warnings about what counts for nothing.

    A milestone presupposes the one before it, which is judged by the same evidence.
    """
    judged = list(_CRITERIA[milestone](evidence))
    spoken = [item for item in evidence.spoken if item.milestone == milestone]
    void = {id(item): reason for item in spoken if (reason := _void(item, evidence))}
    counting = [item for item in spoken if id(item) not in void]
    before = MILESTONES.index(milestone) - 1
    if before >= 0:
        judged.insert(0, _earlier(MILESTONES[before], evidence))
    criteria = tuple(_spoken_for(item, counting) for item in judged)
    problems = [_void_problem(item, void[id(item)]) for item in spoken if id(item) in void]
    problems += _without_criterion(spoken, criteria)
    problems += _idle_reports(evidence)
    return criteria, tuple(problems)


def _idle_reports(evidence: Evidence) -> Iterator[Problem]:
    """Yield the test reports that are about nothing which any milestone asks for."""
    judged = [criterion for judge in _CRITERIA.values() for criterion in judge(evidence)]
    asked = [criterion for criterion in judged if criterion.id != OWN_TESTS]
    known = {*evidence.system.services, *(criterion.id for criterion in asked)}
    known |= {f"{criterion.id}:{criterion.subject}" for criterion in asked if criterion.subject}
    for name in sorted(evidence.tests.keys() - known):
        yield Problem(
            "report-without-criterion",
            f"there is no service or criterion `{name}`, so `{evidence.tests[name].file}` counts "
            "for nothing",
            hint=did_you_mean(name, known) or "name a service, a criterion or `CRITERION:SUBJECT`",
            level=Level.WARNING,
        )


def _earlier(milestone: MilestoneName, evidence: Evidence) -> Criterion:
    criteria, _ = evaluate(milestone, evidence)
    closed = sum(item.state.is_closed for item in criteria)
    number = milestone.removeprefix("M")
    return Criterion(
        "earlier-milestone",
        f"Milestone {number} is passed",
        "",
        CriterionState.OPEN if closed else CriterionState.PASSED,
        is_automatic=True,
        detail=f"{closed} of {len(criteria)} criteria are open"
        if closed
        else "no criterion is open",
        hint=f"see `plan milestone {number}`" if closed else "",
    )


# ---------------------------------------------------------------------- who speaks for what


def _void(item: SpokenFor, evidence: Evidence) -> str:
    """Return why an attestation or waiver does not count; empty if it does."""
    said = item.said
    approvers = {person for team in evidence.system.settings.teams for person in team.approvers}
    if approvers and said.by not in approvers:
        return f"`{said.by}` is not an approver of any team"
    if said.date > evidence.today:
        return f"its day, {said.date}, has not come yet"
    if said.expires and said.expires < evidence.today:
        return f"it expired on {said.expires}"
    return ""


def _void_problem(item: SpokenFor, reason: str) -> Problem:
    kind = _kind(item)
    return Problem(
        f"{kind}-void",
        f"the {kind} of `{item.said.criterion}` does not count: {reason}",
        item.place,
        "name an approver of plan.yaml" if "approver" in reason else "renew it, or remove it",
        Level.WARNING,
    )


def _kind(item: SpokenFor) -> str:
    return "waiver" if isinstance(item.said, Waiver) else "attestation"


def _fits(item: SpokenFor, criterion: Criterion) -> bool:
    return item.said.criterion == criterion.id and item.said.subject in {"", criterion.subject}


def _spoken_for(criterion: Criterion, spoken: list[SpokenFor]) -> Criterion:
    """Return a criterion with what people say about it.

    Evidence goes before words: nobody can attest what is evaluated automatically, nor what a test
    report shows to fail. A waiver is for that.
    """
    if not criterion.state.is_closed:
        return criterion
    fitting = [item for item in spoken if _fits(item, criterion)]
    for item in fitting:
        said = item.said
        is_free = not criterion.is_automatic and criterion.state is CriterionState.OPEN
        if isinstance(said, Attestation) and is_free:
            return _with(criterion, CriterionState.ATTESTED, item, said.evidence)
    for item in fitting:
        if isinstance(item.said, Waiver):
            waived = f"{item.said.reason} (not met: {criterion.detail})"
            return _with(criterion, CriterionState.WAIVED, item, waived)
    return criterion


def _with(criterion: Criterion, state: CriterionState, item: SpokenFor, detail: str) -> Criterion:
    said = item.said
    day = said.expires if isinstance(said, Waiver) else said.date
    return replace(
        criterion, state=state, detail=detail, hint="", by=said.by, day=day, place=item.place
    )


def _without_criterion(
    spoken: list[SpokenFor], criteria: tuple[Criterion, ...]
) -> Iterator[Problem]:
    for item in spoken:
        said = item.said
        kind = _kind(item)
        fitting = [criterion for criterion in criteria if criterion.id == said.criterion]
        if not fitting:
            message = f"{item.milestone} has no criterion `{said.criterion}`"
            hint = did_you_mean(said.criterion, {criterion.id for criterion in criteria})
        elif not any(_fits(item, criterion) for criterion in fitting):
            message = f"`{said.criterion}` is not about `{said.subject}`"
            hint = did_you_mean(said.subject, [criterion.subject for criterion in fitting])
        elif kind == "attestation" and all(criterion.is_automatic for criterion in fitting):
            message = f"`{said.criterion}` is judged by evidence, so nobody can attest it"
            hint = "use `waivers` if you want to go on without it"
        else:
            continue
        yield Problem(f"{kind}-without-criterion", message, item.place, hint, Level.WARNING)
