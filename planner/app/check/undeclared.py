"""Consumers that were seen to use a contract, and what their manifests do not say."""

from collections.abc import Iterable, Iterator, Sequence

from planner.governance.parties import parties_of
from planner.model.check_view import Block
from planner.model.finding import Finding
from planner.model.system import System


def shown_evidence(findings: Iterable[Finding]) -> tuple[tuple[str, str], ...]:
    """Return consumer and evidence of several findings.

    That something was not seen is told only where no finding shows the opposite.
    """
    every = dict.fromkeys(pair for finding in findings for pair in finding.evidence)
    seen = {name for name, label in every if not label.startswith("declared")}
    return tuple(
        sorted(
            (name, label)
            for name, label in every
            if name not in seen or not label.startswith("declared")
        )
    )


def undeclared_users(
    system: System, key: str, hurt: Sequence[str], evidence: Sequence[tuple[str, str]]
) -> Iterator[Block]:
    """Yield a block for each hurt service that is no party, so that it can't be asked.

    Args:
        system: after the change.
        key: of the contract version that breaks something.
        hurt: services that it hurts.
        evidence: consumer and what shows that it is hurt.
    """
    if not evidence or key not in system.contracts:
        return
    teams = {party.team for party in parties_of(system, [key])[key]}
    for name in hurt:
        service = system.services.get(name)
        labels = sorted(label for consumer, label in evidence if consumer == name)
        if service is None or service.team in teams or not labels:
            continue
        yield Block(
            "breaking-change-unratified",
            f"`{name}` is hurt ({', '.join(labels)}), but its manifest does not name "
            f"`{key}`, so its team can't agree",
            (f"name it under `consumes` in `{service.place.file}`",),
            service.place,
        )
