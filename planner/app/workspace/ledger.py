"""The ledger of a workspace: its entries by contract version, and what they amount to."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from posixpath import normpath

from planner.app.contract_files import digest_of_contract
from planner.app.ports import Files
from planner.app.workspace.reading import Read
from planner.governance.entries import Case
from planner.governance.parties import parties_of
from planner.governance.ratification import Claim, judge
from planner.governance.statement import NAMESPACE
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.ledger_file import RatificationFile
from planner.model.nearest import did_you_mean
from planner.model.problem import Level, Problem
from planner.model.ratification import Flaw, LedgerEntry, Standing
from planner.model.source import Place
from planner.model.system import System

_STEPS = 5
"""Steps of an entry's path: provider, contract, version, team, file."""

Digest = Callable[[Contract], str]


def ledger_entries(
    read: Iterable[Read[RatificationFile]], folder: str, problems: list[Problem]
) -> list[LedgerEntry]:
    """Return the entries of the ledger, in order of their paths.

    Args:
        read: its files.
        folder: the ledger's folder.
        problems: collects files that stand where no entry should.
    """
    prefix = "" if normpath(folder) == "." else f"{normpath(folder)}/"
    found = []
    for item in read:
        steps = item.place.file.removeprefix(prefix).split("/")
        if len(steps) != _STEPS or item.place.document:
            problems.append(_misplaced(item, prefix))
            continue
        provider, contract, version, team, file = steps
        found.append(LedgerEntry(item.value, item.place, provider, contract, version, team, file))
    return found


def _misplaced(item: Read[RatificationFile], prefix: str) -> Problem:
    value = item.value
    return Problem(
        "misplaced-ratification",
        f"`{item.place.file}` is not where an entry of the ledger stands",
        item.place,
        f"let `plan ratify {value.contract}@{value.version} --as {value.team}` write it: "
        f"`{prefix}PROVIDER/CONTRACT/VERSION/TEAM/PERSON.yaml`, one entry a file",
    )


def check_ledger(
    entries: Iterable[LedgerEntry], contracts: Mapping[str, Contract]
) -> Iterable[Problem]:
    """Yield entries about versions that the workspace doesn't have, once a folder."""
    told: set[tuple[str, str]] = set()
    for entry in entries:
        contract = contracts.get(entry.key)
        if (entry.provider, entry.key) in told:
            continue
        if contract is None or contract.provider != entry.provider:
            told.add((entry.provider, entry.key))
            owner = f"belongs to `{contract.provider}`" if contract else "is not in the registry"
            yield Problem(
                "ratification-without-contract",
                f"`{entry.place.file}` is about `{entry.key}` of `{entry.provider}`, which {owner}",
                Place(entry.place.file),
                did_you_mean(entry.key, contracts) or "restore the contract, or remove the entry",
                Level.WARNING,
            )


def standings_of(
    files: Files,
    system: System,
    entries: Sequence[LedgerEntry],
    keys: Collection[str],
    digest: Digest | None = None,
) -> Mapping[str, Standing]:
    """Return the ratification of contract versions, by key in sorted order.

    Args:
        files: the workspace.
        system: what its manifests say.
        entries: the whole ledger.
        keys: contract versions of the system.
        digest: of a contract; left out, that of its files, empty if they can't be read.

    Raises:
        InputError: something is signed, and `ssh-keygen` is missing.
    """
    make_digest = digest or (lambda contract: digest_or_nothing(files, contract))
    parties = parties_of(system, keys)
    by_key: dict[tuple[str, str], list[LedgerEntry]] = {}
    for entry in entries:
        by_key.setdefault((entry.provider, entry.key), []).append(entry)
    cases = [
        Case(
            contract,
            make_digest(contract),
            parties[key],
            tuple(by_key.get((contract.provider, key), ())),
        )
        for key in sorted(keys)
        for contract in [system.contracts[key]]
    ]
    return judge(cases, system.settings, entries, verify_signatures)


def digest_or_nothing(files: Files, contract: Contract) -> str:
    """Return the digest of a contract's files; empty if they are not there or can't be read."""
    try:
        return digest_of_contract(files, contract) if contract.files else ""
    except InputError:
        return ""


def verify_signatures(claims: Sequence[Claim]) -> Sequence[bool]:
    """Return which signatures are genuine."""
    from planner.adapters.ssh_signatures import SshSignatures  # noqa: PLC0415  few are signed

    return SshSignatures(NAMESPACE).verify(claims) if claims else ()


def rejection_problems(standings: Iterable[Standing]) -> Iterable[Problem]:
    """Yield entries that don't count as warnings; those of teams that are no party are harmless."""
    for standing in standings:
        for rejection in standing.rejections:
            if rejection.flaw is not Flaw.NOT_A_PARTY:
                yield Problem(
                    f"ratification-{rejection.flaw}",
                    f"a ratification of `{standing.key}` does not count: {rejection.message}",
                    rejection.entry.place,
                    rejection.hint,
                    Level.WARNING,
                )


def withdrawn_problems(
    was: Mapping[str, Standing], now: Mapping[str, Standing], ledger: Iterable[LedgerEntry]
) -> Iterable[Problem]:
    """Yield agreements that counted before a change and that it takes out of the ledger.

    Args:
        was: ratifications before it, by key.
        now: after it.
        ledger: all entries after it.
    """
    left = {(entry.provider, entry.key, entry.team, entry.file) for entry in ledger}
    for key in sorted(was.keys() & now.keys()):
        for approval in (item for found in was[key].approvals.values() for item in found):
            entry = approval.entry
            if (entry.provider, entry.key, entry.team, entry.file) not in left:
                yield Problem(
                    "ratification-withdrawn",
                    f"the agreement of `{entry.value.person}` to `{key}` for `{entry.team}` is "
                    "taken out of the ledger",
                    hint=f"restore `{entry.place.file}`, unless it is meant to go",
                    level=Level.WARNING,
                )
