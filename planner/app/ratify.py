"""`plan ratify`: somebody agrees to a version of a contract, for a team; and who still has to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from planner.app.contract_changes import Comparer, comparer_of
from planner.app.contract_choice import chosen, chosen_one, version_before
from planner.app.contract_files import digest_of_contract, parsed_files
from planner.app.ledger_text import ledger_text
from planner.app.ports import Clock, Files, World
from planner.app.workspace import LoadedSystem, load_system
from planner.app.workspace.ledger import standings_of
from planner.formats.contract_format import format_of
from planner.governance.parties import parties_of
from planner.governance.statement import statement_of
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.finding import Finding, Severity
from planner.model.governance_views import RatificationView
from planner.model.ledger_file import (
    AcceptedFinding,
    RatificationFile,
    file_name_of,
    time_text,
)
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.ratification import LedgerEntry, Rejection
from planner.model.source import Place
from planner.model.system import System
from planner.model.workspace_file import TeamFile
from planner.planning.parties import named_contracts

_SHORTEST = 8
"""Characters of a fingerprint that are enough."""


class Signer(Protocol):
    """A key of the person who agrees."""

    def sign(self, text: bytes) -> str:
        """Return the armoured SSH signature of a text.

        Raises:
            InputError: the key can't be used.
        """


@dataclass(frozen=True, slots=True)
class Agreement:
    """What somebody wants to put into the ledger.

    Args:
        contract: `CONTRACT` or `CONTRACT@VERSION`; without a version the highest is meant.
        person: one of the team's approvers; empty: whoever of them `identities` names.
        identities: what the machine knows about the person at the keyboard.
        accepted: beginnings of fingerprints, each with a reason.
        signer: None: the entry is not signed.
    """

    contract: str
    team: str
    person: str = ""
    identities: tuple[str, ...] = ()
    accepted: tuple[tuple[str, str], ...] = ()
    signer: Signer | None = None


def show_ratification(
    files: Files, contract: str = ""
) -> tuple[RatificationView, tuple[Problem, ...]]:
    """Return who has agreed to the contracts of a workspace, and who still has to.

    Args:
        files: the workspace.
        contract: `CONTRACT` or `CONTRACT@VERSION`; empty for all that manifests name, or that
            the ledger knows.

    Raises:
        InputError: the workspace can't be read, there is no such contract, or something is signed
            and `ssh-keygen` is missing.
    """
    loaded = load_system(files)
    system = loaded.system
    if contract:
        keys = {item.key for item in chosen(system, contract)}
    else:
        keys = (named_contracts(system) | system.standings.keys()) & system.contracts.keys()
    unreadable: list[Problem] = []
    standings = standings_of(
        files, system, loaded.ledger, keys, lambda found: _digest(files, found, unreadable)
    )
    ordered = sorted(standings.values(), key=lambda item: _order(system, item.key))
    return RatificationView(system.name, tuple(ordered)), (*loaded.warnings, *unreadable)


def _digest(files: Files, contract: Contract, problems: list[Problem]) -> str:
    """Return a digest; empty for a contract that can't be read, with what is wrong as warnings."""
    try:
        return digest_of_contract(files, contract) if contract.files else ""
    except InputError as error:
        problems += [replace(problem, level=Level.WARNING) for problem in error.problems]
        return ""


def _order(system: System, key: str) -> tuple[str, int]:
    contract = system.contracts[key]
    return contract.id, [item.key for item in chosen(system, contract.id)].index(key)


def ratify(
    files: Files, world: World, clock: Clock, agreement: Agreement
) -> tuple[RatificationView, tuple[Problem, ...]]:
    """Put an agreement into the ledger, whole or not at all, and return where that leads.

    An entry that would not count is not written.

    Args:
        files: the workspace.
        world: for the comparison with the version before.
        clock: gives the time of the entry.
        agreement: what is agreed to, and by whom.

    Raises:
        InputError: there is no such contract, team or person, the contract is not right, a
            finding does not exist, or the entry would not count.
    """
    loaded = load_system(files)
    contract = chosen_one(loaded.system, agreement.contract)
    team = _party(loaded.system, contract, agreement.team)
    person = _approver(team, agreement)
    digest = _sound_digest(files, contract)
    base = version_before(loaded.system, contract)
    comparer = comparer_of(files, loaded.system, world, clock.today())
    findings = _findings(comparer, (base, contract), agreement)
    accepted = _accepted(findings, agreement.accepted)
    entry = RatificationFile(
        contract=contract.id,
        version=contract.version,
        digest=digest,
        base=base.version if base else None,
        accepted=accepted,
        team=team.name,
        person=person,
        time=time_text(clock.now()),
    )
    told = {item.fingerprint for item in accepted}
    breaks = tuple(
        finding
        for finding in findings or ()
        if finding.severity is Severity.BREAKING and finding.fingerprint not in told
    )
    view = _written(files, loaded, contract, entry, agreement.signer)
    return replace(view, base=base.version if base else "", breaks=breaks), loaded.warnings


# ---------------------------------------------------------------------- who


def _party(system: System, contract: Contract, name: str) -> TeamFile:
    """Return the team that agrees, which must be one that has to.

    Raises:
        InputError: there is no such team, or it has nothing to do with the contract.
    """
    team = system.teams.get(name)
    if team is None:
        known = did_you_mean(name, system.teams) or f"known: {_listed(system.teams)}"
        raise InputError.single(
            "unknown-team", f"there is no team `{name}` in plan.yaml", hint=known
        )
    parties = [party.team for party in parties_of(system, [contract.key])[contract.key]]
    if name not in parties:
        raise InputError.single(
            "not-a-party",
            f"team `{name}` neither provides nor consumes `{contract.key}`",
            hint=f"those who must agree: {_listed(parties)}",
        )
    return team


def _approver(team: TeamFile, agreement: Agreement) -> str:
    """Return the person who agrees.

    Raises:
        InputError: the person is not an approver of the team, or nobody knows who it is.
    """
    if not team.approvers:
        raise InputError.single(
            "no-approvers",
            f"team `{team.name}` has no approvers, so nobody can agree for it",
            place=Place("plan.yaml", ("teams",)),
            hint="name them in plan.yaml: `approvers: [NAME]`",
        )
    if not agreement.person:
        found = [name for name in agreement.identities if name in team.approvers]
        if found:
            return found[0]
        told = f" (git knows {_listed(agreement.identities)})" if agreement.identities else ""
        raise InputError.single(
            "unknown-person",
            f"it is not known which approver of `{team.name}` you are{told}",
            hint=f"add `--person NAME`, one of {_listed(team.approvers)}",
        )
    if agreement.person not in team.approvers:
        raise InputError.single(
            "not-an-approver",
            f"`{agreement.person}` is not an approver of team `{team.name}`",
            hint=did_you_mean(agreement.person, team.approvers)
            or f"its approvers: {_listed(team.approvers)}",
        )
    return agreement.person


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


# ---------------------------------------------------------------------- what


def _sound_digest(files: Files, contract: Contract) -> str:
    """Return the digest of a contract that is right by the specification of its format.

    Raises:
        InputError: there are no files yet, or something is wrong with them.
    """
    if not contract.files:
        raise InputError.single(
            "planned-contract",
            f"`{contract.key}` is only planned: there is nothing to agree to",
            hint=f"write it in `{contract.folder}/`",
        )
    parsed = parsed_files(files, contract.files)
    problems = format_of(parsed, contract.folder).validate(parsed, contract.folder)
    errors = [problem for problem in problems if problem.level is Level.ERROR]
    if errors:
        raise InputError(errors)
    return digest_of_contract(files, contract)


def _findings(
    comparer: Comparer, pair: tuple[Contract | None, Contract], agreement: Agreement
) -> tuple[Finding, ...] | None:
    """Return what changed since the version before; None if that is not known.

    Raises:
        InputError: findings are accepted, and there is nothing to find them by.
    """
    old, new = pair
    if old is None:
        if agreement.accepted:
            raise InputError.single(
                "nothing-to-accept",
                f"`{new.key}` is the first version: there are no changes to accept",
                hint="leave `--accept` out",
            )
        return None
    try:
        return comparer.changes(old, new)
    except InputError:
        if agreement.accepted:
            raise
        return None


def _accepted(
    findings: Sequence[Finding] | None, told: Sequence[tuple[str, str]]
) -> tuple[AcceptedFinding, ...]:
    """Return accepted findings by their whole fingerprints, sorted.

    Raises:
        InputError: a fingerprint fits no finding, or several.
    """
    known = sorted({finding.fingerprint for finding in findings or ()})
    accepted: dict[str, AcceptedFinding] = {}
    problems = []
    for start, reason in told:
        fitting = [fingerprint for fingerprint in known if fingerprint.startswith(start)]
        if len(start) < _SHORTEST or len(fitting) != 1:
            problems.append(_no_finding(start, fitting, known))
            continue
        accepted[fitting[0]] = AcceptedFinding(fingerprint=fitting[0], reason=reason)
    if problems:
        raise InputError(problems)
    return tuple(accepted[fingerprint] for fingerprint in sorted(accepted))


def _no_finding(start: str, fitting: Sequence[str], known: Sequence[str]) -> Problem:
    if len(fitting) > 1 or len(start) < _SHORTEST:
        message = f"`{start}` is too short to tell which finding is meant"
        return Problem("unknown-finding", message, hint="write more characters of its fingerprint")
    return Problem(
        "unknown-finding",
        f"there is no finding `{start}` since the version before",
        hint=did_you_mean(start, [item[: len(start)] for item in known])
        or "`plan diff OLD NEW --format json` shows the fingerprints",
    )


# ---------------------------------------------------------------------- writing


def _written(
    files: Files,
    loaded: LoadedSystem,
    contract: Contract,
    unsigned: RatificationFile,
    signer: Signer | None,
) -> RatificationView:
    path = "/".join(
        (
            loaded.system.settings.ratifications.rstrip("/"),
            contract.provider,
            contract.id,
            contract.version,
            unsigned.team,
            file_name_of(unsigned.person),
        )
    )
    before = next((entry for entry in loaded.ledger if entry.place.file == path), None)
    standing = loaded.system.standings.get(contract.key)
    if before and standing and _says_the_same(before.value, unsigned, is_signed=signer is not None):
        counted = [item.entry for found in standing.approvals.values() for item in found]
        if before in counted:
            return RatificationView(loaded.system.name, (standing,), path, is_known=True)
    entry = unsigned
    if signer:
        signature = signer.sign(statement_of(unsigned))
        entry = unsigned.model_copy(update={"signature": signature})
    text = ledger_text(entry)
    made = LedgerEntry(
        entry,
        Place(path),
        contract.provider,
        contract.id,
        contract.version,
        entry.team,
        file_name_of(entry.person),
    )
    others = [item for item in loaded.ledger if item.place.file != path]
    standings = standings_of(
        files, loaded.system, [*others, made], [contract.key], lambda _: entry.digest
    )
    _refuse_if_void(made, standings[contract.key].rejections)
    files.write(path, text.encode("utf-8"))
    return RatificationView(loaded.system.name, (standings[contract.key],), path)


def _says_the_same(old: RatificationFile, new: RatificationFile, *, is_signed: bool) -> bool:
    if is_signed != (old.signature is not None):
        return False
    return old.model_copy(update={"time": new.time, "signature": None}) == new


def _refuse_if_void(made: LedgerEntry, rejections: Sequence[Rejection]) -> None:
    for rejection in rejections:
        if rejection.entry is made:
            raise InputError.single(
                f"ratification-{rejection.flaw}",
                f"the agreement would not count: {rejection.message}",
                hint=rejection.hint,
            )
