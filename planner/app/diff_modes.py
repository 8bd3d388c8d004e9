"""Which versions of a contract must go together, and what it promises: by option or by policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from posixpath import splitext
from typing import TYPE_CHECKING

from planner.app.diff_inputs import Side, contracts_folder
from planner.app.diff_pairs import Pair
from planner.app.ports import World
from planner.compatibility.options import Agreement, Category, CompareOptions

if TYPE_CHECKING:
    from planner.model.diff_policy import DiffPolicy

_STEPS_TO_ID = 2
"""Folders of a registry above a version: provider and contract."""


def agreement_named(word: str) -> Agreement:
    """Return the mode of a word such as `full-transitive`."""
    return Agreement(word.upper().replace("-", "_"))


def category_named(word: str) -> Category:
    """Return the category of a word such as `wire-json`."""
    return Category(word.upper().replace("-", "_"))


def word_of(named: Agreement | Category) -> str:
    """Return the word of a mode or category."""
    return named.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Promises:
    """What one contract promises.

    Args:
        mode: None: what the contract itself says.
        category: None: that of the options.
    """

    mode: Agreement | None = None
    category: Category | None = None

    def within(self, options: CompareOptions) -> CompareOptions:
        """Return options with these promises."""
        return replace(
            options,
            mode=self.mode.mode if self.mode else None,
            promises_nothing=self.mode is Agreement.NONE,
            category=self.category or options.category,
        )


def promises_of(asked: Promises, policy: "DiffPolicy | None", names: Iterable[str]) -> Promises:
    """Return what a contract promises; what was asked for goes before what the policy says.

    Args:
        asked: by an option; holds for all contracts.
        policy: the last of its patterns that fits counts.
        names: of the contract: its id, its paths.
    """
    if policy is None:
        return asked
    known = tuple(names)
    mode, category = _last(policy.modes, known), _last(policy.categories, known)
    return Promises(
        asked.mode or (agreement_named(mode) if mode else None),
        asked.category or (category_named(category) if category else None),
    )


def _last(by_glob: Mapping[str, str], names: tuple[str, ...]) -> str:
    found = [v for glob, v in by_glob.items() if any(fnmatchcase(name, glob) for name in names)]
    return found[-1] if found else ""


def names_of(pair: Pair, old: Side, new: Side, world: World | None) -> tuple[str, ...]:
    """Return what a contract may be called in a policy: its id, and its paths on both sides.

    Args:
        pair: its files.
        old: where they are.
        new: likewise.
        world: its workspace may tell the id; None: the sides do.
    """
    names: dict[str, None] = {}
    for side, entry in ((new, pair.new), (old, pair.old)):
        if entry is None:
            continue
        registered = _id_in_registry(entry.path, world) if world else ""
        found = (side.contract, registered, entry.name, entry.path)
        names.update(dict.fromkeys((*found, side.shown(entry.path), splitext(entry.path)[0])))
    return tuple(name for name in names if name)


def _id_in_registry(path: str, world: World) -> str:
    """Return the contract of a registry that a file belongs to; empty if it is in none."""
    if world.workspace is None:
        return ""
    above = world.workspace_inside()
    root = contracts_folder(world.workspace)
    prefix = "/".join(part for part in (above, root) if part and part != ".")
    inside = path.removeprefix(f"{prefix}/") if prefix else path
    steps = inside.split("/")
    is_inside = not prefix or inside != path
    return steps[1] if is_inside and len(steps) > _STEPS_TO_ID else ""
