"""Where progress files say something else than evidence does.

Progress is what teams say; evidence is what was seen. Neither is changed by the other: people talk.
"""

from collections.abc import Iterable, Iterator

from planner.governance.milestones.evidence import Evidence
from planner.model.milestone_view import (
    Criterion,
    CriterionState,
    Disagreement,
    MilestoneName,
)
from planner.model.progress_file import StepProgress
from planner.model.source import Place

_STEPS = {
    "health-endpoint": "C-1",
    "error-envelope": "C-3",
    "provider-conformance": "C-1",
    "consumer-contracts": "D-3",
    "integration-tests": "C-4",
    "runbooks": "H-4",
}
"""Criterion -> the step whose end should mean that it is met."""


def find_disagreements(
    evidence: Evidence, milestone: MilestoneName, criteria: Iterable[Criterion]
) -> tuple[Disagreement, ...]:
    """Return where progress and evidence disagree, by subject."""
    criteria = list(criteria)
    found = [
        *_steps(evidence, criteria),
        *_contracts(evidence, criteria),
        *_milestone(evidence, milestone, criteria),
    ]
    return tuple(sorted(found, key=lambda item: (item.subject, item.message)))


def _steps(evidence: Evidence, criteria: list[Criterion]) -> Iterator[Disagreement]:
    for criterion in criteria:
        step = _STEPS.get(criterion.id)
        service = _service(evidence, criterion)
        file = evidence.system.progress.get(service) if step else None
        told = file.steps.get(step) if file and step else None
        place = evidence.system.progress_places.get(service)
        where = place.at("steps", step) if place and told and step else place
        message = _contradiction(criterion, told, step or "")
        if file and message:
            yield Disagreement(service, message, where)


def _contradiction(criterion: Criterion, told: StepProgress | None, step: str) -> str:
    is_done = told is not None and told.state == "done"
    about = "" if criterion.id in {"health-endpoint", "runbooks"} else f" ({criterion.subject})"
    if is_done and criterion.state is CriterionState.FAILED:
        return f"{step} is done, but `{criterion.id}`{about} fails: {criterion.detail}"
    if not is_done and criterion.state is CriterionState.PASSED and criterion.id != "runbooks":
        said = told.state if told else "nothing about it"
        return f"`{criterion.id}`{about} passes, but progress says {said} for {step}"
    return ""


def _service(evidence: Evidence, criterion: Criterion) -> str:
    """Return whose progress a criterion is about."""
    contract = evidence.system.contracts.get(criterion.subject)
    if contract:
        return contract.provider
    return criterion.subject.partition(" -> ")[0].partition(": ")[0]


def _contracts(evidence: Evidence, criteria: list[Criterion]) -> Iterator[Disagreement]:
    for criterion in criteria:
        contract = evidence.system.contracts.get(criterion.subject)
        if criterion.id != "contract-ratified" or contract is None:
            continue
        file = evidence.system.progress.get(contract.provider)
        work = file.contracts.get(contract.id) if file else None
        told = work.ratify if work else None
        if told is None:
            continue
        is_done, is_ratified = told.state == "done", criterion.state is CriterionState.PASSED
        if is_done == is_ratified:
            continue
        place = evidence.system.progress_places.get(contract.provider)
        where = place.at("contracts", contract.id, "ratify") if place else None
        said = f"progress says that `ratify` is {told.state}"
        yield Disagreement(contract.key, f"{said}, but the ledger says {criterion.detail}", where)


def _milestone(
    evidence: Evidence, milestone: MilestoneName, criteria: list[Criterion]
) -> Iterator[Disagreement]:
    shared = evidence.system.progress.get("")
    passed = shared.milestones.get(milestone) if shared else None
    closed = sum(item.state.is_closed for item in criteria)
    if passed and closed:
        place: Place | None = evidence.system.progress_places.get("")
        where = place.at("milestones", milestone) if place else None
        message = (
            f"progress says that it was passed on {passed.passed}, but {closed} criteria are open"
        )
        yield Disagreement(milestone, message, where)
