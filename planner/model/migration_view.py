"""What `plan migrate` shows: how a breaking change reaches everybody without breaking anybody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Phase(StrEnum):
    """The four steps of an expand-contract migration."""

    ADD = "1a"
    """The provider offers the new shape beside the old one."""
    ADOPT = "1b"
    """Each consumer goes over to the new shape."""
    EVIDENCE = "2a"
    """It is shown that nobody uses the old shape."""
    REMOVE = "2b"
    """The provider removes the old shape."""


@dataclass(frozen=True, slots=True)
class BreakStep:
    """What one breaking finding asks for.

    Args:
        rule, message, fingerprint: of the finding.
        operation: where it is met first; empty for the whole document.
        more: how many other places it is met at.
        adds: step 1a; empty if the provider has nothing to add.
        adopts, evidence, removes: steps 1b, 2a, 2b.
        needs_provider_first: whether consumers have to wait for step 1a.
        hurt: consumers that use the place, where they are known.
        obstacle: why no intermediate contract serves both sides here; empty if one does.
        instead: what to do in that case.
    """

    rule: str
    message: str
    fingerprint: str
    operation: str
    more: int
    adds: str
    adopts: str
    evidence: str
    removes: str
    needs_provider_first: bool
    hurt: tuple[str, ...] = ()
    obstacle: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A service and its team; both empty where they are not known."""

    service: str
    team: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan.

    Args:
        who: who does it; several may do it side by side.
        tasks: what is done.
        begins, ends: first and last day.
    """

    phase: Phase
    who: tuple[Party, ...]
    tasks: tuple[str, ...]
    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is deployed after all that has a lower number.

    Args:
        number: 1-based; those with the same number may be deployed in any order.
        service: empty where it is not known.
        what: what the deployment brings.
    """

    number: int
    service: str
    what: str


@dataclass(frozen=True, slots=True)
class SwitchFlag:
    """A feature flag for a manifest; its removal ticket is the user's to fill in."""

    service: str
    name: str
    owner: str
    created: date
    expires: date

    @property
    def yaml(self) -> str:
        """The entry as it stands in a manifest."""
        return (
            "flags:\n"
            f"  - name: {self.name}\n"
            f"    owner: {self.owner or '# fill in: the team that owns the flag'}\n"
            f"    created: {self.created}\n"
            f"    expires: {self.expires}\n"
            "    removal_ticket: # fill in: the ticket that removes the flag\n"
        )


@dataclass(frozen=True, slots=True)
class Intermediate:
    """The contract between the old and the new one.

    Args:
        content: of the file; None if there is none to write.
        ending: of the file's name.
        version: of the contract.
        reason: why there is none; empty if there is.
        removed_later: breaking changes from it to the new contract: what step 2b does.
    """

    content: bytes | None = None
    ending: str = ""
    version: str = ""
    reason: str = ""
    removed_later: int = 0


@dataclass(frozen=True, slots=True)
class MigrationPlan:
    """How one contract gets from its old version to the new one.

    Args:
        name: of the contract: its id, else its path.
        provider: who answers; unknown outside of a workspace.
        is_public: whether consumers outside of the workspace use it.
        breaks: what each breaking finding asks for; empty: there is nothing to migrate.
        risky: how many risky findings there are besides.
        headers: what HTTP answers of deprecated operations say, ready to paste.
        written: the file that the intermediate contract was written to; empty if it was not.
    """

    name: str
    provider: Party
    is_public: bool
    breaks: tuple[BreakStep, ...]
    risky: int
    steps: tuple[Step, ...]
    deployments: tuple[Deployment, ...]
    flags: tuple[SwitchFlag, ...]
    headers: tuple[str, ...]
    intermediate: Intermediate
    written: str = ""


@dataclass(frozen=True, slots=True)
class MigrationView:
    """`plan migrate`.

    Args:
        start: the day on which step 1a begins.
        window: calendar days from then to the sunset.
        sunset: the last day on which the old shape is served.
        workspace: whose consumers were looked up; empty: none were.
    """

    old_name: str
    new_name: str
    start: date
    window: int
    sunset: date
    plans: tuple[MigrationPlan, ...]
    workspace: str = ""
