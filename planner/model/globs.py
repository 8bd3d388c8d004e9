"""Glob patterns for the files of a workspace: one rule wherever the files are.

`*`, `?` and `[...]` match within one name, `**` any number of folders. Names that start with a dot
are matched only by a part that does so too.
"""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from planner.model.errors import InputError
from planner.model.source import Place, Position

_SPECIAL = frozenset("*?[")
States = frozenset[int]
"""Which parts of a pattern may match the next name; its number of parts: it has matched."""
START: States = frozenset({0})


def parts_of(pattern: str) -> tuple[str, ...]:
    """Return the parts of a pattern.

    Raises:
        InputError: it leads out of the workspace.
    """
    parts = tuple(part for part in pattern.split("/") if part not in {"", "."})
    if pattern.startswith("/") or ".." in parts:
        raise outside(pattern)
    return parts


def outside(path: str) -> InputError:
    """Return that a path leads out of the workspace."""
    return InputError.single(
        "outside-workspace",
        f"`{path}` leads out of the workspace",
        place=Place(path, position=Position(1, 1)),
        hint="use a path that stays below the folder of plan.yaml",
    )


def advance(parts: tuple[str, ...], states: States, name: str) -> States:
    """Return which parts may match next after a name was matched; empty if it can't be."""
    reached: set[int] = set()
    for state in _with_skipped_folders(parts, states):
        if state == len(parts):
            continue
        part = parts[state]
        if name.startswith(".") and not part.startswith("."):
            continue
        if part == "**":
            reached.add(state)
        elif fnmatchcase(name, part):
            reached.add(state + 1)
    return _with_skipped_folders(parts, reached)


def _with_skipped_folders(parts: tuple[str, ...], states: Iterable[int]) -> States:
    """Add the states that are reached when a `**` matches no folder at all."""
    reached = set(states)
    for state in sorted(reached):
        following = state
        while following < len(parts) and parts[following] == "**":
            following += 1
            reached.add(following)
    return frozenset(reached)


def matching(paths: Iterable[str], pattern: str) -> list[str]:
    """Return the paths of files that a pattern names, sorted.

    Raises:
        InputError: as `parts_of`.
    """
    parts = parts_of(pattern)
    folder = _plain_start(parts)
    return sorted(path for path in paths if path.startswith(folder) and _fits(path, parts))


def _plain_start(parts: tuple[str, ...]) -> str:
    """Return the folder that all matches lie in, with a slash at the end; empty for the top."""
    for index, part in enumerate(parts[:-1]):
        if _SPECIAL.intersection(part):
            return "".join(f"{plain}/" for plain in parts[:index])
    return "".join(f"{plain}/" for plain in parts[:-1])


def _fits(path: str, parts: tuple[str, ...]) -> bool:
    states = START
    for name in path.split("/"):
        states = advance(parts, states, name)
        if not states:
            return False
    return len(parts) in states
