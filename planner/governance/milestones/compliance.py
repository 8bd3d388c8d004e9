"""Milestone 1, contract compliance: contracts agreed on, providers and consumers that keep them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.governance.milestones.evidence import Evidence, PactEvidence, StubEvidence
from planner.governance.milestones.making import attested, by_report, listed
from planner.model.milestone_view import Criterion, CriterionState
from planner.model.ratification import LedgerState, Standing
from planner.model.system import Service
from planner.model.verification_view import Outcome, VerificationPart

_OPEN, _FAILED, _PASSED = CriterionState.OPEN, CriterionState.FAILED, CriterionState.PASSED
NOT_REACHED = "error-not-reached"
"""Check of a provoked error that the provider did not let us get to."""

STUBS = "stubs-current"
_STUBS_TITLE = "Consumers have stubs that come from the contract as it is"
OWN_TESTS = "integration-tests"
"""The criterion that a report about a service, `SERVICE=FILE`, decides."""


def compliance(evidence: Evidence) -> Iterator[Criterion]:
    """Yield the criteria of milestone 1."""
    for key in sorted(evidence.standings):
        yield _ratified(evidence.standings[key])
    yield from _stubs(evidence)
    services = list(evidence.system.services.values())
    for service in services:
        yield _health(evidence, service)
    for service in services:
        yield from _errors(evidence, service)
    for service in services:
        for key in service.provides:
            yield _conformance(evidence, service, key)
    for consumer, provider in pairs(evidence):
        yield _consumer_contracts(evidence, consumer, provider)
    for service in services:
        yield _own_tests(evidence, service)


def pairs(evidence: Evidence) -> list[tuple[str, str]]:
    """Return who uses whom: calls, and messages from publisher to subscriber."""
    system = evidence.system
    found = {(edge.consumer, edge.provider) for edge in system.sync_edges}
    found |= {(edge.subscriber, edge.publisher) for edge in system.event_edges}
    return sorted((one, other) for one, other in found if one != other)


# ---------------------------------------------------------------------- contracts


def _ratified(standing: Standing) -> Criterion:
    state, detail = _OPEN, f"{standing.state}"
    if standing.state is LedgerState.RATIFIED:
        state, detail = _PASSED, f"ratified on {standing.last_ratified}"
    elif standing.state in {LedgerState.CHANGED, LedgerState.BROKEN}:
        state, detail = _FAILED, f"{standing.state}: not what was agreed to"
    elif standing.missing:
        detail += f"; missing: {listed(standing.missing)}"
    return Criterion(
        "contract-ratified",
        "The contract is ratified as it is",
        standing.key,
        state,
        is_automatic=True,
        detail=detail,
        hint="" if state is _PASSED else f"see `plan ratify --status {standing.key}`",
    )


def _stubs(evidence: Evidence) -> Iterator[Criterion]:
    """Yield whether each contract that is consumed has a stub that comes from it as it is.

    Consumers are built against stubs (Wave D). Whether they have one that planner did not generate
    (a served one, or one in another language), no program can see: that is attested.
    """
    consumed = sorted({key for item in evidence.system.services.values() for key in item.needs})
    for key in consumed:
        own = [stub for stub in evidence.stubs if stub.contract == key]
        yield _stub_of(key, own) if own else _no_stub(evidence, key)
    others = [stub for stub in evidence.stubs if stub.contract not in consumed and stub.flaw]
    if others:
        yield _stub_of("", others)


def _stub_of(key: str, stubs: Sequence[StubEvidence]) -> Criterion:
    flaws = [f"`{stub.path}` {stub.flaw}" for stub in stubs if stub.flaw]
    more = f" and {len(flaws) - 1} more" if len(flaws) > 1 else ""
    named = listed([stub.path for stub in stubs])
    return Criterion(
        STUBS,
        _STUBS_TITLE,
        key,
        _FAILED if flaws else _PASSED,
        is_automatic=True,
        detail=f"{flaws[0]}{more}" if flaws else named,
        hint="see `plan stubs check`" if flaws else "",
    )


def _no_stub(evidence: Evidence, key: str) -> Criterion:
    criterion = attested(
        evidence, STUBS, _STUBS_TITLE, key, milestone="M1", detail="no stub of it is generated here"
    )
    if not criterion.state.is_closed or criterion.state is _FAILED:
        return criterion
    hint = (
        f"`plan stubs generate {key.partition('@')[0]}`; where consumers use other stubs of it, "
        f"attest that in `attestations/M1.yaml` with `subject: {key}`"
    )
    return replace(criterion, hint=hint)


# ---------------------------------------------------------------------- providers


def _judged(
    evidence: Evidence, criterion: Criterion, part: VerificationPart | None, service: str
) -> Criterion:
    """Return a criterion by what a verification says; open as long as there is none."""
    hint = (
        f"run `plan verify {service} --url URL --output results/{service}.json`, "
        f"or add `--url {service}=URL`"
    )
    if service not in evidence.results:
        return _as(criterion, _OPEN, f"`{service}` has not been verified", hint)
    stale = evidence.stale(service)
    if stale:
        return _as(criterion, _OPEN, stale, hint)
    result = evidence.results[service]
    day = f"{result.day}{f' (revision {result.revision})' if result.revision else ''}"
    if part is None or part.outcome is Outcome.SKIPPED:
        reason = f": {part.reason}" if part and part.reason else ""
        return _as(criterion, _OPEN, f"it was not looked at on {day}{reason}", hint)
    messages = [f.message for case in part.cases for f in case.findings]
    if part.outcome is Outcome.FAILED:
        detail = f"verified on {day}: {messages[0] if messages else 'failed'}"
        return _as(criterion, _FAILED, detail, f"see `plan verify {service} --url URL`")
    return _as(criterion, _PASSED, f"verified on {day}: {part.count(Outcome.PASSED)} passed", "")


def _as(criterion: Criterion, state: CriterionState, detail: str, hint: str) -> Criterion:
    return Criterion(
        criterion.id,
        criterion.title,
        criterion.subject,
        state,
        criterion.is_automatic,
        detail,
        hint,
        place=criterion.place,
    )


def _health(evidence: Evidence, service: Service) -> Criterion:
    criterion = Criterion(
        "health-endpoint",
        "The health endpoint answers 200 with a status",
        service.name,
        _OPEN,
        is_automatic=True,
        detail="",
        place=service.place,
    )
    if not service.manifest.health:
        detail = "the manifest names no health endpoint"
        return _as(criterion, _FAILED, detail, "add `health: GET /health` to the manifest")
    return _judged(evidence, criterion, evidence.part(service.name, "health"), service.name)


def _errors(evidence: Evidence, service: Service) -> Iterator[Criterion]:
    for key in _http(evidence, service):
        criterion = Criterion(
            "error-envelope",
            "Errors come in the standard envelope",
            service.name if len(_http(evidence, service)) == 1 else f"{service.name}: {key}",
            _OPEN,
            is_automatic=True,
            detail="",
            place=service.place,
        )
        part = evidence.part(service.name, "errors", key)
        judged = _judged(evidence, criterion, part, service.name)
        shut = [
            case.name
            for case in (part.cases if part else ())
            if any(finding.check == NOT_REACHED for finding in case.findings)
        ]
        if judged.state is _PASSED and shut:
            detail = f"not provoked for want of credentials: {listed(shut)}"
            judged = _as(criterion, _OPEN, detail, "verify it again with `--header`")
        yield judged


def _http(evidence: Evidence, service: Service) -> list[str]:
    return [key for key in service.provides if _kind(evidence, key) == "openapi"]


def _kind(evidence: Evidence, key: str) -> str:
    content = evidence.system.contracts[key].content
    return content.kind if content else ""


def _conformance(evidence: Evidence, service: Service, key: str) -> Criterion:
    name, title = "provider-conformance", "The provider is what its contract says"
    kind = _kind(evidence, key)
    if kind != "openapi":
        about = f"a provider of {kind or 'planned'} contracts is not called over HTTP"
        return attested(evidence, name, title, key, milestone="M1", detail=about)
    criterion = Criterion(
        name, title, key, _OPEN, is_automatic=True, detail="", place=service.place
    )
    part = evidence.part(service.name, "conformance", key)
    return _judged(evidence, criterion, part, service.name)


# ---------------------------------------------------------------------- consumers


def _consumer_contracts(evidence: Evidence, consumer: str, provider: str) -> Criterion:
    criterion = Criterion(
        "consumer-contracts",
        "What the consumer was tested with is what the provider does",
        f"{consumer} -> {provider}",
        _OPEN,
        is_automatic=True,
        detail="",
        place=evidence.system.services[consumer].place,
    )
    found = evidence.pacts.get((consumer, provider))
    if found is None or not found.interactions:
        hint = "let the consumer's tests write a pact, or use `plan pact export`"
        return _as(criterion, _OPEN, "there is no pact between them", hint)
    if found.errors:
        detail = f"not what the contract says: {found.errors[0]}"
        return _as(criterion, _FAILED, detail, "see `plan pact check`")
    if not any(
        (e.consumer, e.provider) == (consumer, provider) for e in evidence.system.sync_edges
    ):
        detail = f"{found.interactions} messages are what the contract says"
        return _as(criterion, _PASSED, detail, "")
    part = _own_part(evidence.part(provider, "pacts"), consumer)
    judged = _judged(evidence, criterion, part, provider)
    untried = _untried(evidence, found, consumer, provider)
    return _as(judged, judged.state, judged.detail + untried, judged.hint)


def _untried(evidence: Evidence, found: PactEvidence, consumer: str, provider: str) -> str:
    """Return which operations the consumer uses without a pact about them."""
    used = {
        operation
        for edge in evidence.system.sync_edges
        if (edge.consumer, edge.provider) == (consumer, provider)
        for operation in edge.operations
    }
    untried = sorted(used - found.operations)
    return f"; no pact is about {listed(untried)}" if untried else ""


def _own_part(part: VerificationPart | None, consumer: str) -> VerificationPart | None:
    """Return what a replay says about the pacts of one consumer."""
    if part is None:
        return None
    cases = tuple(case for case in part.cases if case.name.startswith(f"{consumer}: "))
    reason = part.reason or "" if cases else f"no interaction of `{consumer}` was replayed"
    return VerificationPart(part.name, part.contract, cases, reason)


def _own_tests(evidence: Evidence, service: Service) -> Criterion:
    criterion = Criterion(
        OWN_TESTS,
        "The service's own tests against stubs pass",
        service.name,
        _OPEN,
        is_automatic=True,
        detail="there is no test report",
        hint=f"give it with `--junit {service.name}=FILE`, or name it as evidence of M1 in the "
        "progress file",
        place=service.place,
    )
    return by_report(criterion, evidence.tests.get(service.name))
