"""The standing of contract versions: which entries of the ledger count, and who is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from planner.governance.entries import Case, Rules, check_entry, check_signer
from planner.governance.statement import statement_of
from planner.model.ledger_file import RatificationFile, time_of
from planner.model.ratification import (
    Approval,
    Flaw,
    LedgerEntry,
    LedgerState,
    Rejection,
    Standing,
)
from planner.model.workspace_file import TeamFile, WorkspaceFile

_MOST_GUESSES = 200
"""How many other texts are tried to find out what a signature is really about."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature, the text that it should be about, and the key that should have made it."""

    text: bytes
    signature: str
    public_key: str


Verify = Callable[[Sequence[Claim]], Sequence[bool]]
"""Says of each claim whether it is true."""


def judge(
    cases: Sequence[Case],
    settings: WorkspaceFile,
    ledger: Iterable[LedgerEntry],
    verify: Verify,
) -> Mapping[str, Standing]:
    """Return the standing of contract versions, by key.

    Args:
        cases: the versions.
        settings: teams with approvers and keys, and the policy. A gate gives those of the revision
            that it compares with.
        ledger: all entries that there are, to tell where a signature came from.
        verify: checks signatures; not called if there are none.
    """
    teams = {team.name: team for team in settings.teams}
    return _Judgement(cases, teams, settings, tuple(ledger), verify).run()


class _Judgement:
    def __init__(
        self,
        cases: Sequence[Case],
        teams: Mapping[str, TeamFile],
        settings: WorkspaceFile,
        ledger: tuple[LedgerEntry, ...],
        verify: Verify,
    ) -> None:
        self._cases = cases
        self._teams = teams
        self._settings = settings
        self._ledger = ledger
        self._verify = verify
        self._rejections: dict[int, list[Rejection]] = {i: [] for i in range(len(cases))}
        self._approvals: dict[int, list[Approval]] = {i: [] for i in range(len(cases))}
        self._claimed: list[tuple[int, LedgerEntry, Claim]] = []

    def run(self) -> Mapping[str, Standing]:
        for number, case in enumerate(self._cases):
            needs = self._settings.policy.requires_signature(case.contract.id)
            for entry in case.entries:
                self._look_at(number, entry, case, Rules(self._teams, needs))
        self._check_claims()
        return {
            case.contract.key: self._standing(number, case)
            for number, case in enumerate(self._cases)
        }

    def _look_at(self, number: int, entry: LedgerEntry, case: Case, rules: Rules) -> None:
        flaw = check_entry(entry, case, rules)
        signature = entry.value.signature
        if flaw is None and signature is not None:
            signer = check_signer(entry, rules)
            if not isinstance(signer, Rejection):
                claim = Claim(statement_of(entry.value), signature, signer.key)
                self._claimed.append((number, entry, claim))
                return
            flaw = signer
        if flaw:
            self._rejections[number].append(flaw)
        else:
            self._approvals[number].append(Approval(entry, is_signed=False))

    def _check_claims(self) -> None:
        if not self._claimed:
            return
        answers = self._verify([claim for _, _, claim in self._claimed])
        for (number, entry, claim), is_true in zip(self._claimed, answers, strict=True):
            if is_true:
                self._approvals[number].append(Approval(entry, is_signed=True))
            else:
                self._rejections[number].append(self._explain(entry, claim))

    # ------------------------------------------------------------------ forged entries

    def _explain(self, entry: LedgerEntry, claim: Claim) -> Rejection:
        """Return what is wrong with an entry whose signature is not about it."""
        copied = next((other for other in self._ledger if _same_signature(other, entry)), None)
        if copied:
            message = f"the signature was copied from `{copied.place.file}`"
            return _forged(entry, Flaw.REPLAYED, message)
        guesses = list(islice(self._guesses(entry.value), _MOST_GUESSES))
        answers = self._verify([replace(claim, text=statement_of(value)) for value in guesses])
        for value, is_true in zip(guesses, answers, strict=True):
            if is_true:
                return _signed_other(entry, value)
        return _forged(
            entry,
            Flaw.EDITED,
            "the signature does not fit: the entry was changed after it was signed",
        )

    def _guesses(self, value: RatificationFile) -> Iterator[RatificationFile]:
        """Yield what may have been signed instead, the likeliest first."""
        known = {
            (other.value.contract, other.value.version, other.value.digest)
            for other in self._ledger
        }
        known |= {(c.contract.id, c.contract.version, c.digest) for c in self._cases if c.digest}
        same = sorted(item for item in known if item[0] == value.contract)
        for group in (same, sorted(known.difference(same))):
            digests = dict.fromkeys(digest for _, _, digest in group if digest != value.digest)
            yield from (value.model_copy(update={"digest": digest}) for digest in digests)
            for contract, version, digest in group:
                changes = {"contract": contract, "version": version, "digest": digest}
                yield value.model_copy(update=changes)

    # ------------------------------------------------------------------ standing

    def _standing(self, number: int, case: Case) -> Standing:
        by_team: dict[str, list[Approval]] = {}
        for approval in self._approvals[number]:
            by_team.setdefault(approval.entry.value.team, []).append(approval)
        approvals = {
            team: tuple(sorted(found, key=lambda item: (item.entry.value.time, item.entry.file)))
            for team, found in sorted(by_team.items())
        }
        rejections = sorted(self._rejections[number], key=lambda item: item.entry.place.file)
        standing = Standing(
            case.contract.id,
            case.contract.version,
            case.digest,
            LedgerState.OPEN,
            case.parties,
            approvals,
            tuple(rejections),
            self._settings.policy.requires_signature(case.contract.id),
        )
        state = _state(standing, case)
        last = max((time_of(found[0].entry.value) for found in approvals.values()), default=None)
        is_ratified = state is LedgerState.RATIFIED
        return replace(
            standing, state=state, last_ratified=last.date() if last and is_ratified else None
        )


def _state(standing: Standing, case: Case) -> LedgerState:
    if not case.digest:
        return LedgerState.BROKEN if case.contract.files else LedgerState.PLANNED
    if standing.parties and not standing.missing:
        return LedgerState.RATIFIED
    others = {item.entry.team for item in standing.rejections if item.flaw is Flaw.OTHER_DIGEST}
    if others.intersection(standing.missing):
        return LedgerState.CHANGED
    return LedgerState.PARTIAL if standing.approvals else LedgerState.OPEN


def _same_signature(other: LedgerEntry, entry: LedgerEntry) -> bool:
    is_other = other.place.file != entry.place.file
    return is_other and other.value.signature == entry.value.signature


def _signed_other(entry: LedgerEntry, value: RatificationFile) -> Rejection:
    if value.contract != entry.value.contract:
        message = f"the signature is about `{value.contract}@{value.version}`"
        return _forged(entry, Flaw.REPLAYED, message)
    if value.version != entry.value.version:
        message = f"the signature is about version `{value.version}`, not `{entry.value.version}`"
        return _forged(entry, Flaw.SIGNED_OTHER_VERSION, message)
    message = f"the signature is about another content, `{value.digest}`"
    return _forged(entry, Flaw.SIGNED_OTHER_DIGEST, message)


def _forged(entry: LedgerEntry, flaw: Flaw, message: str) -> Rejection:
    hint = f"ratify again: `plan ratify {entry.key} --as {entry.value.team} --key FILE`"
    return Rejection(entry, flaw, message, hint)
