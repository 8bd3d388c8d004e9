"""Milestone 2, real integration: everything runs in one environment, and works together."""

from collections.abc import Iterator

from planner.governance.milestones.evidence import Evidence
from planner.governance.milestones.making import attested
from planner.model.milestone_view import Criterion, CriterionState
from planner.model.system import Service

_DEPLOY = "E-1"
_OVERALL = (
    (
        "end-to-end",
        "The happy paths work from end to end with real services",
        "nobody says that they do",
    ),
    (
        "event-flows",
        "Flows of events complete within their time",
        "nobody says that they do",
    ),
    (
        "no-unhandled-errors",
        "No service logs errors that nobody handles",
        "nobody says that the logs were looked at",
    ),
    (
        "traces",
        "Traces show who called whom, across all services",
        "nobody says that they were looked at",
    ),
)


def integration(evidence: Evidence) -> Iterator[Criterion]:
    """Yield the criteria of milestone 2."""
    for service in evidence.system.services.values():
        yield _deployed(evidence, service)
    for name, title, detail in _OVERALL:
        if name != "event-flows" or evidence.system.event_edges:
            yield attested(evidence, name, title, "", milestone="M2", detail=detail)


def _deployed(evidence: Evidence, service: Service) -> Criterion:
    """Return whether a service is deployed; its progress file is an attestation of its team."""
    name, title = "deployed", "The service runs in the shared test environment"
    progress = evidence.system.progress.get(service.name)
    step = progress.steps.get(_DEPLOY) if progress else None
    if step is None or step.state != "done":
        said = f"progress says {step.state}" if step else "progress says nothing about it"
        return attested(
            evidence, name, title, service.name, milestone="M2", detail=f"{_DEPLOY}: {said}"
        )
    place = evidence.system.progress_places.get(service.name)
    return Criterion(
        name,
        title,
        service.name,
        CriterionState.ATTESTED,
        is_automatic=False,
        detail=f"{_DEPLOY} is done",
        by=service.team,
        day=step.finished,
        place=place.at("steps", _DEPLOY) if place else None,
    )
