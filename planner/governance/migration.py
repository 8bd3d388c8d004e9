"""Breaking findings -> the steps that bring everybody to the new contract unharmed.

The law of order. At each moment each consumer runs against the provider as it is deployed, so each
deployment must get along with all that runs beside it:

- Where the old contract allows the new shape already (a request was narrowed, a response widened),
  the provider has nothing to add: consumers go first, the provider last.
- Otherwise (something is renamed, required anew, of another type, or gone) no consumer can move
  before the provider serves both shapes: provider, then consumers, then the provider again.
- Consumers don't wait for each other, and removal waits for the last of them.

Source: Danilo Sato, "ParallelChange" (martinfowler.com/bliki, 2014): expand, migrate, contract.
Headers: RFC 8594 (Sunset), RFC 9745 (Deprecation).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from posixpath import basename, splitext

from planner.compatibility.rules.registry import explain
from planner.governance.migration_kinds import kind_of
from planner.model.finding import Effect, Finding, Polarity, Severity
from planner.model.migration_view import (
    BreakStep,
    Deployment,
    Intermediate,
    MigrationPlan,
    Party,
    Phase,
    Step,
    SwitchFlag,
)

_OBSERVED_DAYS = 14
"""How long the old shape is watched before its sunset: what runs once a week runs twice in it."""
NOBODY = Party("", "")
"""A service that is not known."""
NO_INTERMEDIATE = Intermediate()
_ANNOUNCED = frozenset({Effect.WIDENED, Effect.NARROWED, Effect.CROSSED})


@dataclass(frozen=True, slots=True)
class Migration:
    """What is known about a change of one contract.

    Args:
        name: id of the contract, else its path.
        findings: all of them, safe ones too.
        start: the day on which step 1a begins.
        window: calendar days from then to the sunset.
        provider: service and team.
        teams: of services.
        is_public: consumers outside of the workspace use it.
        knows_consumers: whether `hurt` of the findings was looked up.
        is_http: answers can carry headers.
        intermediate: the contract in between.
        obstacles: fingerprint of a finding -> why nothing serves both sides there.
    """

    name: str
    findings: Sequence[Finding]
    start: date
    window: int
    provider: Party = NOBODY
    teams: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False
    knows_consumers: bool = False
    is_http: bool = False
    intermediate: Intermediate = NO_INTERMEDIATE
    obstacles: Mapping[str, str] = field(default_factory=dict)

    @property
    def sunset(self) -> date:
        """The last day on which the old shape is served."""
        return self.start + timedelta(days=self.window)

    @property
    def breaking(self) -> list[Finding]:
        """What has to be migrated."""
        return [finding for finding in self.findings if finding.severity is Severity.BREAKING]

    @property
    def consumers(self) -> tuple[Party, ...]:
        """Who is hurt; one without a name where consumers are not known or are outside."""
        hurt = sorted({service for finding in self.breaking for service in finding.hurt})
        known = [Party(service, self.teams.get(service, "")) for service in hurt]
        if not self.knows_consumers or self.is_public:
            known.append(Party("", ""))
        return tuple(known)


def plan_migration(migration: Migration) -> MigrationPlan:
    """Return the expand-contract plan of one contract."""
    breaks = tuple(_break_step(finding, migration) for finding in migration.breaking)
    risky = sum(finding.severity is Severity.RISKY for finding in migration.findings)
    is_provider_first = _is_provider_first(migration, breaks)
    return MigrationPlan(
        migration.name,
        migration.provider,
        migration.is_public,
        breaks,
        risky,
        tuple(_steps(migration, breaks, is_provider_first=is_provider_first)) if breaks else (),
        tuple(_deployments(migration, is_provider_first=is_provider_first)) if breaks else (),
        tuple(_flags(migration)) if breaks else (),
        _headers(migration) if breaks and migration.is_http else (),
        migration.intermediate,
    )


def polarity_of(finding: Finding) -> Polarity:
    """Return who sends what a finding is about: what it breaks says it of messages."""
    if finding.breaks == ("BACKWARD",):
        return Polarity.CONSUMER_SENDS
    if "FORWARD" in finding.breaks:
        return Polarity.PROVIDER_SENDS
    return explain(finding.rule).polarity


def _break_step(finding: Finding, migration: Migration) -> BreakStep:
    kind = kind_of(finding, polarity_of(finding))
    obstacle = migration.obstacles.get(finding.fingerprint, "")
    return BreakStep(
        finding.rule,
        finding.message,
        finding.fingerprint,
        finding.occurrences[0].operation if finding.occurrences else "",
        max(0, len(finding.occurrences) - 1),
        kind.adds,
        kind.adopts,
        kind.evidence,
        kind.removes,
        bool(kind.adds),
        finding.hurt,
        obstacle,
        kind.instead if obstacle else "",
    )


def _is_provider_first(migration: Migration, breaks: Sequence[BreakStep]) -> bool:
    """Return whether step 1a brings anything that consumers may wait for."""
    is_added = any(
        finding.severity is Severity.SAFE and finding.effect in _ANNOUNCED and finding.occurrences
        for finding in migration.findings
    )
    return is_added or any(step.needs_provider_first for step in breaks)


def _steps(
    migration: Migration, breaks: Sequence[BreakStep], *, is_provider_first: bool
) -> Iterator[Step]:
    watched = migration.sunset - timedelta(days=min(_OBSERVED_DAYS, migration.window // 2))
    provider, sunset = (migration.provider,), migration.sunset
    adds = _tasks(breaks, "adds")
    if not is_provider_first:
        adds = ("announce the change and its sunset; there is nothing to deploy yet",)
    elif not adds:
        adds = ("deploy what the new contract adds; the old shape stays",)
    yield Step(Phase.ADD, provider, adds, migration.start, None)
    for consumer in migration.consumers:
        concerned = [
            step for step in breaks if not consumer.service or consumer.service in step.hurt
        ]
        yield Step(Phase.ADOPT, (consumer,), _tasks(concerned, "adopts"), migration.start, watched)
    yield Step(Phase.EVIDENCE, provider, _tasks(breaks, "evidence"), watched, sunset)
    removal = sunset + timedelta(days=1)
    yield Step(Phase.REMOVE, provider, _tasks(breaks, "removes"), removal, None)


def _tasks(breaks: Sequence[BreakStep], part: str) -> tuple[str, ...]:
    """Return what a step is made of: what is to be done, and where."""
    found = []
    for step in breaks:
        task: str = getattr(step, part)
        if step.obstacle and part == "adds":
            task = step.instead
        if task:
            is_named = not step.operation or step.operation in step.message
            where = "" if is_named else f"{step.operation}: "
            found.append(f"{where}{step.message}: {task}")
    return tuple(dict.fromkeys(found))


def _deployments(migration: Migration, *, is_provider_first: bool) -> Iterator[Deployment]:
    number = 1
    if is_provider_first:
        yield Deployment(number, migration.provider.service, "serves both shapes (1a)")
        number += 1
    for consumer in migration.consumers:
        yield Deployment(number, consumer.service, "uses the new shape (1b)")
    number += bool(migration.consumers)
    yield Deployment(number, migration.provider.service, "serves the new shape only (2b)")


def _flags(migration: Migration) -> Iterator[SwitchFlag]:
    plain = splitext(basename(migration.name))[0]
    name = "-".join(re.findall(r"[A-Za-z0-9]+", plain)).lower() or "contract"
    dates = migration.start, migration.sunset
    for consumer in migration.consumers:
        if consumer.service:
            yield SwitchFlag(consumer.service, f"use-new-{name}", consumer.team, *dates)
    provider = migration.provider
    yield SwitchFlag(provider.service, f"serve-old-{name}", provider.team, *dates)


def _headers(migration: Migration) -> tuple[str, ...]:
    begins = datetime.combine(migration.start, time(), UTC)
    ends = datetime.combine(migration.sunset, time(23, 59, 59), UTC)
    return (
        f"Deprecation: @{int(begins.timestamp())}",
        f"Sunset: {format_datetime(ends, usegmt=True)}",
    )
