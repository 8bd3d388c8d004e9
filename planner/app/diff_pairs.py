"""Which contract of one side is compared with which of the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, splitext

from planner.app.compared import compared_kinds
from planner.app.diff_inputs import Side
from planner.app.diff_protos import ENDING, KIND, twin_of
from planner.app.diff_sources import Entry
from planner.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Pair:
    """A contract on both sides, or on one.

    Args:
        name: its path below the folders; empty when two files are compared.
    """

    name: str
    old: Entry | None
    new: Entry | None

    @property
    def kind(self) -> str:
        """Its format; where both sides differ, that of the old side."""
        entry = self.old or self.new
        return entry.kind if entry else ""


def pair_entries(
    old: Side, new: Side, old_entries: Sequence[Entry], new_entries: Sequence[Entry]
) -> tuple[Pair, ...]:
    """Return which contracts belong together.

    Two files are a pair whatever their names. A file against a folder is compared with the one of
    the same name there, or with the only one. Two folders are compared by path; endings such as
    `.yaml` and `.json` don't matter, and the only contracts of both are a pair anyway.

    Raises:
        InputError: a folder has no contract, or it is not clear which one is meant.
    """
    if not (old.is_folder and new.is_folder):
        return (
            Pair(
                "",
                _the_one(old, old_entries, new.path),
                _the_one(new, new_entries, old.path),
            ),
        )
    _refuse_empty(old, new, old_entries, new_entries)
    return tuple(sorted(_by_name(old_entries, new_entries), key=lambda pair: pair.name))


def _the_one(side: Side, entries: Sequence[Entry], other: str) -> Entry:
    if side.is_folder and other.endswith(ENDING):
        twin = twin_of(side, other)
        if twin:
            return Entry(twin, "", KIND)
    comparable = [entry for entry in entries if entry.kind in compared_kinds()] or list(entries)
    if len(comparable) == 1:
        return comparable[0]
    same_name = [entry for entry in comparable if basename(entry.path) == basename(other)]
    if len(same_name) == 1:
        return same_name[0]
    if not comparable:
        raise _no_contract(side)
    listed = ", ".join(f"`{entry.name}`" for entry in comparable[:5])
    raise InputError.single(
        "several-contracts",
        f"`{side.name}` holds {len(comparable)} contracts: {listed}",
        hint="name one of them, or name a folder on both sides",
    )


def _refuse_empty(old: Side, new: Side, olds: Sequence[Entry], news: Sequence[Entry]) -> None:
    for side, entries in ((old, olds), (new, news)):
        if not entries and not (olds or news):
            raise _no_contract(side)
    if all(entry.kind not in compared_kinds() for entry in (*olds, *news)):
        kinds = sorted({entry.kind for entry in (*olds, *news)})
        raise InputError.single(
            "not-comparable",
            f"`{new.name}` holds contracts of other formats only: {', '.join(kinds)}",
            hint=f"formats that can be compared: {', '.join(compared_kinds())}",
        )


def _no_contract(side: Side) -> InputError:
    return InputError.single(
        "no-contract",
        f"there is no contract in `{side.name}`",
        hint="expected an OpenAPI document (`openapi:` or `swagger:` at its top)",
    )


def _by_name(olds: Sequence[Entry], news: Sequence[Entry]) -> list[Pair]:
    old_left = {entry.name: entry for entry in olds}
    new_left = {entry.name: entry for entry in news}
    pairs = [
        Pair(name, old_left.pop(name), new_left.pop(name))
        for name in [name for name in old_left if name in new_left]
    ]
    if not pairs and len(old_left) == len(new_left) == 1:
        entry = old_left.popitem()[1]
        return [Pair(entry.name, entry, new_left.popitem()[1])]
    by_stem = _by_stem(new_left)
    for name, entry in list(old_left.items()):
        other = by_stem.get((splitext(name)[0], entry.kind))
        if other:
            pairs.append(Pair(other.name, old_left.pop(name), new_left.pop(other.name)))
    pairs += [Pair(name, entry, None) for name, entry in old_left.items()]
    pairs += [Pair(name, None, entry) for name, entry in new_left.items()]
    return pairs


def _by_stem(entries: Mapping[str, Entry]) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for name, entry in entries.items():
        found.setdefault((splitext(name)[0], entry.kind), entry)
    return found
