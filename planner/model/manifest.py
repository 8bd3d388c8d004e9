"""A service manifest: one service, its team, what it offers and what it needs."""

from typing import Literal, Self

from pydantic import Field, model_validator

from planner.model.duration import EstimateField
from planner.model.names import Day, FileModel, Name, StepId, Text, Version, Whole, YesNo
from planner.model.workspace_file import StepChange

Range = Text
"""A SemVer range as npm writes it: `^1.2`, `~1.2.3`, `>=1 <3`, `1.x`."""

Audience = Literal["internal", "public"]
"""public: consumers outside the workspace use the contract, so none inside need name it."""


class Owns(FileModel):
    """What a service is the only owner of."""

    domains: tuple[Text, ...] = ()
    entities: tuple[Text, ...] = ()


class Provides(FileModel):
    """A contract whose operations this service answers."""

    contract: Name
    version: Version
    planned: YesNo = False
    """The contract is not written yet; its operations can't be checked."""
    audience: Audience = "internal"


class Publishes(FileModel):
    """An event contract whose messages this service sends."""

    contract: Name
    version: Version
    messages: tuple[Text, ...] | None = None
    """Left out: all messages of the contract."""
    planned: YesNo = False
    audience: Audience = "internal"


class Retry(FileModel):
    """How often and how a failed call is tried again."""

    attempts: Whole
    backoff: Literal["none", "fixed", "exponential"] = "exponential"
    statuses: tuple[Text, ...] = ()
    """HTTP statuses that are tried again, 503 for example."""


class Consumes(FileModel):
    """A contract whose operations this service calls."""

    contract: Name
    version: Range = "*"
    operations: tuple[Text, ...] | None = None
    """Operation ids, `METHOD /path`, or `Service/Method`; left out: all of them."""
    fields: tuple[Text, ...] = ()
    """Response fields that are read."""
    criticality: Literal["hard", "soft"] = "hard"
    """soft: the service works without it (a flag, a fallback); it does not order releases."""
    timeout: Text | None = Field(None, pattern=r"^\d+(ms|s)$")
    retry: Retry | None = None
    idempotency_key: Text | None = None
    circuit_breaker: YesNo = False
    fallback: Text | None = None


class Subscribes(FileModel):
    """An event contract whose messages this service receives."""

    contract: Name
    version: Range = "*"
    messages: tuple[Text, ...] | None = None
    """Left out: all messages of the contract."""
    fields: tuple[Text, ...] = ()
    """Payload fields that are read."""


class Slo(FileModel):
    """What the service promises to its callers."""

    availability: float | None = Field(None, gt=0, le=100)
    """Per cent."""
    latency_p99: Text | None = Field(None, pattern=r"^\d+(ms|s)$")


class Flag(FileModel):
    """A feature flag and its end."""

    name: Name
    owner: Text
    created: Day
    expires: Day
    removal_ticket: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.expires < self.created:
            raise ValueError(f"`expires` ({self.expires}) lies before `created` ({self.created})")
        return self


class Manifest(FileModel):
    """One service. A file may hold several, as YAML documents."""

    name: Name
    team: Name
    description: Text = ""
    tier: int | None = Field(None, strict=True, ge=0, le=9)
    owns: Owns = Owns()
    provides: tuple[Provides, ...] = ()
    publishes: tuple[Publishes, ...] = ()
    consumes: tuple[Consumes, ...] = ()
    subscribes: tuple[Subscribes, ...] = ()
    database: Text | None = None
    health: Text | None = None
    """Health endpoint, `GET /health` for example."""
    slo: Slo | None = None
    deploy: Text | None = None
    estimates: dict[str, EstimateField] = Field(default_factory=dict)
    """Estimate of a step of this service, instead of the workspace's."""
    steps: dict[StepId, StepChange] = Field(default_factory=dict)
    """Steps changed, added or dropped for this service."""
    flags: tuple[Flag, ...] = ()
    runbooks: tuple[Text, ...] = ()
