"""The ratification of a contract version in words, and as JSON; several commands show it."""

from typing import Literal

from pydantic import with_config
from typing_extensions import TypedDict

from planner.model.ratification import (
    Approval,
    Flaw,
    LedgerState,
    PartyTeam,
    Rejection,
    Standing,
)
from planner.render._plan_payload import DOCUMENTED
from planner.render._text import Look

DIGEST_SHOWN = len("sha256:") + 12
LOOKS: dict[LedgerState, Look] = {
    LedgerState.RATIFIED: "good",
    LedgerState.PARTIAL: "warn",
    LedgerState.CHANGED: "critical",
    LedgerState.BROKEN: "critical",
}
ROLES = {
    "owns": "provides it",
    "calls": "calls it",
    "receives": "receives from it",
    "sends": "sends into it",
}

StateName = Literal["open", "in ratification", "ratified", "changed", "planned", "unreadable"]
FlawName = Literal[
    "replayed",
    "other-team",
    "wrong-file",
    "not-a-party",
    "unknown-team",
    "not-an-approver",
    "other-digest",
    "unsigned",
    "bad-signature",
    "wrong-namespace",
    "revoked-key",
    "key-of-other-team",
    "key-of-other-person",
    "unknown-key",
    "signed-other-digest",
    "signed-other-version",
    "edited",
]


@with_config(DOCUMENTED)
class AcceptedJson(TypedDict):
    """A change that a team can live with."""

    fingerprint: str
    reason: str


@with_config(DOCUMENTED)
class ApprovalJson(TypedDict):
    """An agreement that counts."""

    person: str
    time: str
    """UTC, ISO 8601."""
    signed: bool
    """Its signature was checked."""
    base: str | None
    """The version with which the contract was compared."""
    accepted: list[AcceptedJson]
    file: str


@with_config(DOCUMENTED)
class ReasonJson(TypedDict):
    """A service for which a team must agree."""

    service: str
    role: Literal["owns", "calls", "receives", "sends"]
    via: list[str]
    """Operations or messages."""


@with_config(DOCUMENTED)
class PartyJson(TypedDict):
    """A team that must agree; one approval is enough."""

    team: str
    agreed: bool
    reasons: list[ReasonJson]
    approvals: list[ApprovalJson]


@with_config(DOCUMENTED)
class RejectionJson(TypedDict):
    """An entry of the ledger that does not count."""

    flaw: FlawName
    team: str
    person: str
    message: str
    hint: str
    file: str


@with_config(DOCUMENTED)
class StandingJson(TypedDict):
    """How far the ratification of a contract version is."""

    contract: str
    version: str
    digest: str
    """Of its files as they are; empty if they can't be read or are not there."""
    state: StateName
    ratified: str | None
    """The day on which the last party agreed."""
    needs_signature: bool
    missing: list[str]
    """Teams that have not agreed."""
    parties: list[PartyJson]
    rejections: list[RejectionJson]


def standing_json(standing: Standing) -> StandingJson:
    """Return a standing as it stands in JSON."""
    state: StateName = standing.state.value
    return {
        "contract": standing.contract,
        "version": standing.version,
        "digest": standing.digest,
        "state": state,
        "ratified": standing.last_ratified.isoformat() if standing.last_ratified else None,
        "needs_signature": standing.needs_signature,
        "missing": list(standing.missing),
        "parties": [_party_json(party, standing) for party in standing.parties],
        "rejections": [_rejection_json(item) for item in standing.rejections],
    }


def _party_json(party: PartyTeam, standing: Standing) -> PartyJson:
    approvals = standing.approvals.get(party.team, ())
    return {
        "team": party.team,
        "agreed": bool(approvals),
        "reasons": [
            {"service": item.service, "role": item.role.value, "via": list(item.via)}
            for item in party.reasons
        ],
        "approvals": [_approval_json(item) for item in approvals],
    }


def _approval_json(approval: Approval) -> ApprovalJson:
    value = approval.entry.value
    return {
        "person": value.person,
        "time": value.time,
        "signed": approval.is_signed,
        "base": value.base,
        "accepted": [
            {"fingerprint": item.fingerprint, "reason": item.reason} for item in value.accepted
        ],
        "file": approval.entry.place.file,
    }


def _rejection_json(rejection: Rejection) -> RejectionJson:
    flaw: FlawName = rejection.flaw.value
    return {
        "flaw": flaw,
        "team": rejection.entry.value.team,
        "person": rejection.entry.value.person,
        "message": rejection.message,
        "hint": rejection.hint,
        "file": rejection.entry.place.file,
    }


def short_digest(digest: str) -> str:
    """Return the beginning of a digest."""
    return digest[:DIGEST_SHOWN]


def agreed_text(standing: Standing) -> str:
    """Return the teams that have agreed: `order-team, user-team`."""
    parties = {party.team for party in standing.parties}
    return ", ".join(team for team in standing.approvals if team in parties)


def missing_text(standing: Standing) -> str:
    """Return the teams that have not agreed."""
    return ", ".join(standing.missing)


def signed_text(standing: Standing) -> str:
    """Return how many of the teams that agreed have signed: `2 of 3`, `all`, `none`."""
    found = [standing.approvals[p.team] for p in standing.parties if p.team in standing.approvals]
    signed = sum(any(item.is_signed for item in approvals) for approvals in found)
    need = " (required)" if standing.needs_signature else ""
    if not found:
        return f"-{need}"
    words = {0: "none", len(found): "all"}.get(signed, f"{signed} of {len(found)}")
    return f"{words}{need}"


def reasons_text(party: PartyTeam) -> str:
    """Return why a team must agree: `order calls it, notification receives from it`."""
    return ", ".join(f"{item.service} {ROLES[item.role.value]}" for item in party.reasons)


def is_worth_a_word(rejection: Rejection) -> bool:
    """Return whether somebody should do something about an entry that does not count."""
    return rejection.flaw is not Flaw.NOT_A_PARTY
