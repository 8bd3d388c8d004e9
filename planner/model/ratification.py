"""Who has agreed to a version of a contract, who has not, and which agreements don't count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from planner.model.ledger_file import RatificationFile
from planner.model.plan import Party
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """An entry of the ledger and where it stands.

    Args:
        provider, contract, version, team, file: the steps of its path.
    """

    value: RatificationFile
    place: Place
    provider: str
    contract: str
    version: str
    team: str
    file: str

    @property
    def key(self) -> str:
        """`id@version` of the contract in whose folder it stands."""
        return f"{self.contract}@{self.version}"


@dataclass(frozen=True, slots=True)
class PartyTeam:
    """A team that must agree, and the services and uses for which it must.

    Args:
        reasons: each service of the team with what it is to the contract.
    """

    team: str
    reasons: tuple[Party, ...]


class Flaw(StrEnum):
    """Why an entry does not count."""

    REPLAYED = "replayed"
    OTHER_TEAM = "other-team"
    WRONG_FILE = "wrong-file"
    NOT_A_PARTY = "not-a-party"
    UNKNOWN_TEAM = "unknown-team"
    NOT_AN_APPROVER = "not-an-approver"
    OTHER_DIGEST = "other-digest"
    UNSIGNED = "unsigned"
    BAD_SIGNATURE = "bad-signature"
    WRONG_NAMESPACE = "wrong-namespace"
    REVOKED_KEY = "revoked-key"
    KEY_OF_OTHER_TEAM = "key-of-other-team"
    KEY_OF_OTHER_PERSON = "key-of-other-person"
    UNKNOWN_KEY = "unknown-key"
    SIGNED_OTHER_DIGEST = "signed-other-digest"
    SIGNED_OTHER_VERSION = "signed-other-version"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Rejection:
    """An entry that does not count, why, and what to do about it."""

    entry: LedgerEntry
    flaw: Flaw
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An entry that counts.

    Args:
        is_signed: its signature was checked.
    """

    entry: LedgerEntry
    is_signed: bool


class LedgerState(StrEnum):
    """How far the ratification of a version is."""

    OPEN = "open"
    """Nobody has agreed."""
    PARTIAL = "in ratification"
    RATIFIED = "ratified"
    CHANGED = "changed"
    """Its files say something else than what was agreed to."""
    PLANNED = "planned"
    """There is nothing to agree to yet."""
    BROKEN = "unreadable"
    """Its files can't be read, so nobody knows what is agreed to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The ratification of one version.

    Args:
        digest: of its files as they are; empty while they can't be read.
        parties: who must agree, sorted by team.
        approvals: entries that count, by team, sorted; of a team one is enough.
        rejections: entries that don't.
        needs_signature: only signed entries count.
        last_ratified: the day on which the last party agreed; None until it is ratified.
    """

    contract: str
    version: str
    digest: str
    state: LedgerState
    parties: tuple[PartyTeam, ...] = ()
    approvals: Mapping[str, tuple[Approval, ...]] = field(default_factory=dict)
    rejections: tuple[Rejection, ...] = ()
    needs_signature: bool = False
    last_ratified: date | None = None

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.contract}@{self.version}"

    @property
    def missing(self) -> tuple[str, ...]:
        """The teams that have not agreed."""
        return tuple(party.team for party in self.parties if party.team not in self.approvals)
