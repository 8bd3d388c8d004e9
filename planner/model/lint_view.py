"""What `plan lint` and `plan flags` show."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planner.model.finding import Severity
from planner.model.source import Place, Position


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One thing that is wrong with the architecture.

    Args:
        subject: what it is about: a service, `consumer -> provider`, a contract key, an entity.
        accepted: why the policy accepts it; empty if it does not.
    """

    rule: str
    severity: Severity
    subject: str
    message: str
    place: Place | None
    hint: str
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class LintItem:
    """A finding and where it stands.

    Args:
        line: text of the source line; empty if it is not known.
    """

    finding: LintFinding
    position: Position | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class LintView:
    """`plan lint`.

    Args:
        rules: how many rules were looked at.
        services: how many services there are.
        folder: how the user names the workspace's folder; empty for the current one.
    """

    workspace: str
    items: tuple[LintItem, ...]
    rules: int
    services: int
    folder: str = ""

    @property
    def open_items(self) -> tuple[LintItem, ...]:
        """What no policy accepts."""
        return tuple(item for item in self.items if not item.finding.accepted)

    def count(self, severity: Severity) -> int:
        """Return how many findings of a severity are not accepted."""
        return sum(item.finding.severity is severity for item in self.open_items)


class FlagState(StrEnum):
    """How near the end of a flag is."""

    EXPIRED = "expired"
    DUE = "due"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One feature flag.

    Args:
        days_left: calendar days until its last day; negative once it has expired.
    """

    name: str
    service: str
    owner: str
    created: date
    expires: date
    days_left: int
    state: FlagState
    removal_ticket: str = ""


@dataclass(frozen=True, slots=True)
class FlagsView:
    """`plan flags`: the next to end first.

    Args:
        states: of all flags, those included that are not shown.
    """

    workspace: str
    today: date
    rows: tuple[FlagRow, ...]
    states: tuple[FlagState, ...]

    @property
    def hidden(self) -> int:
        """How many flags the chosen states leave out."""
        return len(self.states) - len(self.rows)
