"""Whether an entry of the ledger counts, before anybody looks at cryptography."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.governance.sshsig import SshSignature, key_part, read_signature
from planner.governance.statement import NAMESPACE
from planner.model.contract import Contract
from planner.model.ledger_file import file_name_of
from planner.model.nearest import did_you_mean
from planner.model.ratification import Flaw, LedgerEntry, PartyTeam, Rejection
from planner.model.workspace_file import TeamFile, TeamKey

_SHOWN = len("sha256:") + 12


@dataclass(frozen=True, slots=True)
class Case:
    """One version of a contract that is judged.

    Args:
        digest: of its files; empty if they can't be read or are not there.
        entries: what the ledger has about it.
    """

    contract: Contract
    digest: str
    parties: tuple[PartyTeam, ...]
    entries: tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """By what entries are judged.

    Args:
        teams: with approvers and keys. For a gate, those of the revision that is compared with: a
            change can't bring its own approver.
        needs_signature: an unsigned entry does not count.
    """

    teams: Mapping[str, TeamFile]
    needs_signature: bool


def short(digest: str) -> str:
    """Return the beginning of a digest, for people."""
    return digest[:_SHOWN]


def check_entry(entry: LedgerEntry, case: Case, rules: Rules) -> Rejection | None:
    """Return why an entry does not count, whoever signed it; None if nothing speaks against it."""
    return (
        _misplaced(entry)
        or _of_no_party(entry, case, rules)
        or _of_no_approver(entry, rules)
        or _other_content(entry, case)
        or _unsigned(entry, rules)
    )


def _misplaced(entry: LedgerEntry) -> Rejection | None:
    value = entry.value
    told = f"{value.contract}@{value.version}"
    if told != entry.key:
        return Rejection(
            entry,
            Flaw.REPLAYED,
            f"the entry agrees to `{told}`, but stands in the folder of `{entry.key}`",
            f"remove it; `plan ratify {entry.key} --as {value.team}` makes a new one",
        )
    if value.team != entry.team:
        return Rejection(
            entry,
            Flaw.OTHER_TEAM,
            f"the entry is of team `{value.team}`, but stands in the folder of `{entry.team}`",
            "move it back, or remove it",
        )
    if file_name_of(value.person) != entry.file:
        return Rejection(
            entry,
            Flaw.WRONG_FILE,
            f"the entry of `{value.person}` stands in `{entry.file}`",
            f"rename the file to `{file_name_of(value.person)}`, or remove it",
        )
    return None


def _of_no_party(entry: LedgerEntry, case: Case, rules: Rules) -> Rejection | None:
    team = entry.value.team
    if team not in rules.teams:
        return Rejection(
            entry,
            Flaw.UNKNOWN_TEAM,
            f"there is no team `{team}`",
            did_you_mean(team, rules.teams) or "add it to `teams` in plan.yaml, or remove the file",
        )
    if all(party.team != team for party in case.parties):
        parties = ", ".join(f"`{party.team}`" for party in case.parties)
        return Rejection(
            entry,
            Flaw.NOT_A_PARTY,
            f"team `{team}` neither provides nor consumes `{entry.key}`",
            f"nothing to do; its parties are {parties}" if parties else "remove the file",
        )
    return None


def _of_no_approver(entry: LedgerEntry, rules: Rules) -> Rejection | None:
    person, team = entry.value.person, rules.teams[entry.value.team]
    if person in team.approvers:
        return None
    known = ", ".join(f"`{name}`" for name in team.approvers)
    return Rejection(
        entry,
        Flaw.NOT_AN_APPROVER,
        f"`{person}` is not an approver of team `{team.name}`",
        f"one of {known} must agree" if known else f"name the `approvers` of `{team.name}`",
    )


def _other_content(entry: LedgerEntry, case: Case) -> Rejection | None:
    if entry.value.digest == case.digest:
        return None
    now = f"`{short(case.digest)}` now" if case.digest else "unreadable"
    return Rejection(
        entry,
        Flaw.OTHER_DIGEST,
        f"`{entry.value.person}` agreed to another content of `{entry.key}` "
        f"(`{short(entry.value.digest)}`); it is {now}",
        "undo the change, or make a new version; a draft may be ratified again",
    )


def _unsigned(entry: LedgerEntry, rules: Rules) -> Rejection | None:
    if entry.value.signature is not None or not rules.needs_signature:
        return None
    return Rejection(
        entry,
        Flaw.UNSIGNED,
        f"the entry of `{entry.value.person}` is not signed, and `{entry.contract}` needs "
        "signatures",
        f"sign it: `plan ratify {entry.key} --as {entry.value.team} --key FILE`",
    )


# ---------------------------------------------------------------------- signatures


def check_signer(entry: LedgerEntry, rules: Rules) -> TeamKey | Rejection:
    """Return the key of the team by which an entry claims to be signed, or why none is."""
    try:
        signature = read_signature(entry.value.signature or "")
    except ValueError as error:
        return Rejection(
            entry, Flaw.BAD_SIGNATURE, f"this is no SSH signature: {error}", _again(entry)
        )
    if signature.namespace != NAMESPACE:
        return Rejection(
            entry,
            Flaw.WRONG_NAMESPACE,
            f"the signature was made for `{signature.namespace}`, not for `{NAMESPACE}`",
            _again(entry),
        )
    return _key_of(entry, signature, rules)


def _key_of(entry: LedgerEntry, signature: SshSignature, rules: Rules) -> TeamKey | Rejection:
    person, team = entry.value.person, rules.teams[entry.value.team]
    own = [key for key in team.keys if _is_key(key, signature)]
    revoked = next((key.revoked for key in own if key.revoked), None)
    if revoked:
        return Rejection(
            entry,
            Flaw.REVOKED_KEY,
            f"the key of the signature was revoked on {revoked.date}: {revoked.reason}",
            "ratify again with a key that is trusted",
        )
    usable = next((key for key in own if key.person in {None, person}), None)
    if usable:
        return usable
    if own:
        return Rejection(
            entry,
            Flaw.KEY_OF_OTHER_PERSON,
            f"`{person}` did not sign: the key belongs to `{own[0].person}`",
            _again(entry),
        )
    return _foreign(entry, signature, rules)


def _foreign(entry: LedgerEntry, signature: SshSignature, rules: Rules) -> Rejection:
    team = entry.value.team
    owners = [
        name
        for name, other in sorted(rules.teams.items())
        if any(_is_key(key, signature) for key in other.keys)
    ]
    if owners:
        return Rejection(
            entry,
            Flaw.KEY_OF_OTHER_TEAM,
            f"the signature was made with a key of team `{owners[0]}`, not of `{team}`",
            f"somebody of `{team}` must sign",
        )
    return Rejection(
        entry,
        Flaw.UNKNOWN_KEY,
        f"the signature was made with a key that `{team}` does not have",
        f"add the public key to `keys` of `{team}` in plan.yaml, or sign with one of them",
    )


def _is_key(key: TeamKey, signature: SshSignature) -> bool:
    return key_part(key.key) == signature.key.rstrip("=")


def _again(entry: LedgerEntry) -> str:
    return f"ratify again: `plan ratify {entry.key} --as {entry.value.team} --key FILE`"
