"""Milestone 3, production readiness: load, failure, and people who know what to do."""

from collections.abc import Iterator

from planner.governance.milestones.evidence import Evidence
from planner.governance.milestones.making import attested, listed, passed_or
from planner.model.milestone_view import Criterion
from planner.model.system import Service

_NOBODY = "nobody says so"


def readiness(evidence: Evidence) -> Iterator[Criterion]:
    """Yield the criteria of milestone 3."""
    services = list(evidence.system.services.values())
    callers = {edge.consumer for edge in evidence.system.sync_edges}
    for service in services:
        title = "Twice the expected peak traffic is served without errors"
        yield attested(evidence, "load-test", title, service.name, milestone="M3", detail=_NOBODY)
    for service in services:
        if service.name in callers:
            title = "Circuit breakers open under load and close again"
            yield attested(
                evidence, "circuit-breakers", title, service.name, milestone="M3", detail=_NOBODY
            )
    for service in services:
        if service.name in callers:
            title = "The service goes on in part while what it calls is down"
            yield attested(
                evidence,
                "graceful-degradation",
                title,
                service.name,
                milestone="M3",
                detail=_NOBODY,
            )
    for service in services:
        yield _runbooks(evidence, service)
    for service in services:
        title = "Somebody is called when the service breaks its promise"
        yield attested(evidence, "alerts", title, service.name, milestone="M3", detail=_NOBODY)
    title = "Secrets come from the approved store"
    yield attested(evidence, "secrets", title, "", milestone="M3", detail=_NOBODY)
    yield _flags(evidence)
    yield _architecture(evidence)


def _runbooks(evidence: Evidence, service: Service) -> Criterion:
    named = service.manifest.runbooks
    missing = [path for path in named if not evidence.runbooks.get(path)]
    failure = "" if named else "the manifest names none"
    failure = f"missing or empty: {listed(missing)}" if missing else failure
    return Criterion(
        "runbooks",
        "Runbooks are written",
        service.name,
        passed_or(failure),
        is_automatic=True,
        detail=failure or f"there: {listed(named)}",
        hint="write them, and name them in `runbooks` of the manifest" if failure else "",
        place=service.place.at("runbooks") if named else service.place,
    )


def _flags(evidence: Evidence) -> Criterion:
    expired = evidence.expired
    failure = f"past their last day: {listed(expired)}" if expired else ""
    return Criterion(
        "flags",
        "No feature flag has outlived its last day",
        "",
        passed_or(failure),
        is_automatic=True,
        detail=failure or "none has",
        hint="see `plan flags --expired`" if failure else "",
    )


def _architecture(evidence: Evidence) -> Criterion:
    rules = sorted({finding.rule for finding in evidence.lint})
    failure = f"{len(evidence.lint)} breaking findings: {listed(rules)}" if rules else ""
    return Criterion(
        "architecture",
        "The architecture rules are kept",
        "",
        passed_or(failure),
        is_automatic=True,
        detail=failure or "no breaking finding",
        hint="see `plan lint`" if failure else "",
    )
