"""Which contract versions a change touches, and what each was before."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from semantic_version import Version

from planner.app.check.parts_elsewhere import parts_elsewhere
from planner.app.check.revision import Revision
from planner.model.check_view import ChangeKind
from planner.model.contract import Contract


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One contract version that is not what it was.

    Args:
        old: what it is compared with: itself at the base, or the version before it; None: nothing.
        old_revision: where `old` stands.
        new: None if it is gone.
    """

    kind: ChangeKind
    key: str
    old: Contract | None = None
    old_revision: Revision | None = None
    new: Contract | None = None


def find_changes(
    base: Revision, head: Revision, tip: Revision | None = None
) -> tuple[ContractChange, ...]:
    """Return what has changed, by key.

    Only files that differ are parsed. A version that has moved under another id or provider
    without a change of meaning is renamed, neither removed nor added.

    Args:
        base: before.
        head: after.
        tip: into which the change goes, if that is not `base`; what has come in there meanwhile is
            not new, however long ago the change has started.
    """
    old, new = base.contracts, head.contracts
    earlier = [(revision, revision.versions()) for revision in (head, base)]
    found = {change.key: change for change in _edited(base, head, old, new)}
    come = {k: c for k, c in tip.contracts.items() if k not in old} if tip else {}
    if tip and come:
        found |= {change.key: change for change in _edited(tip, head, come, new)}
    added = [key for key in new if key not in old and key not in come]
    removed = [key for key in old if key not in new]
    renamed = _renamed(base, head, removed, added)
    for key in added:
        if key in renamed:
            before = old[renamed[key]]
            found[key] = ContractChange(ChangeKind.RENAMED, key, before, base, new[key])
        else:
            found[key] = _added(earlier, new[key])
    for key in removed:
        if key not in renamed.values():
            found[key] = ContractChange(ChangeKind.REMOVED, key, old[key], base)
    return tuple(found[key] for key in sorted(found))


def _edited(
    base: Revision, head: Revision, old: Mapping[str, Contract], new: Mapping[str, Contract]
) -> Iterator[ContractChange]:
    for key in old.keys() & new.keys():
        before, after = old[key], new[key]
        if before.provider == after.provider and _same_files(base, head, before, after):
            continue
        digest = head.digest(after)
        is_same = digest and digest == base.digest(before)
        kind = ChangeKind.REWRITTEN if is_same else ChangeKind.EDITED
        yield ContractChange(kind, key, before, base, after)


def _same_files(base: Revision, head: Revision, before: Contract, after: Contract) -> bool:
    """Return whether a contract says the same, also where it refers to files of others."""
    # a content is handed on only where the bytes are the same: see `KnownContracts`
    is_known = before.content is not None and before.content is after.content
    if not is_known and base.texts(before) != head.texts(after):
        return False
    elsewhere = parts_elsewhere(base.files, before)
    return not elsewhere or elsewhere == parts_elsewhere(head.files, after)


def _renamed(
    base: Revision, head: Revision, removed: list[str], added: list[str]
) -> Mapping[str, str]:
    """Return new key -> old key of what has moved under another id; versions stay the same."""
    by_digest: dict[tuple[str, str], str] = {}
    for key in removed:
        contract = base.contracts[key]
        digest = base.digest(contract)
        if digest:
            by_digest.setdefault((digest, contract.version), key)
    found: dict[str, str] = {}
    for key in added if by_digest else ():
        contract = head.contracts[key]
        before = by_digest.pop((head.digest(contract), contract.version), "")
        if before:
            found[key] = before
    return found


def _added(
    earlier: Sequence[tuple[Revision, Mapping[str, Sequence[Contract]]]], new: Contract
) -> ContractChange:
    """Return an added version with the highest one below it, as it is now or as it was."""
    for revision, versions in earlier:
        before = version_before(versions, new)
        if before:
            return ContractChange(ChangeKind.ADDED, new.key, before, revision, new)
    return ContractChange(ChangeKind.ADDED, new.key, None, None, new)


def version_before(versions: Mapping[str, Sequence[Contract]], new: Contract) -> Contract | None:
    """Return the highest version of a contract below one of them; None if there is none.

    Versions that differ by their build metadata alone are equally high (Semantic Versioning 2.0.0,
    item 10): each is compared with the other, so that none comes in unseen.

    Args:
        versions: as `Revision.versions` returns them.
        new: the one that is looked below.
    """
    limit = _rank(new)
    below = [
        item
        for item in versions.get(new.id, ())
        if item.version != new.version and _rank(item) <= limit
    ]
    return below[-1] if below else None


def _rank(contract: Contract) -> Version:
    return Version(contract.version.partition("+")[0])
