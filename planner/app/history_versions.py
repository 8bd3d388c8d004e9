"""The versions in a folder: files or folders that are called like versions, in their order.

Sources of the orders: Semantic Versioning 2.0.0, section 11; SchemaVer 1-0-0 (Snowplow), "model,
revision, addition".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from posixpath import basename, dirname, join, splitext

from planner.app.compared import compared_kinds
from planner.app.diff_inputs import Side
from planner.app.diff_sources import RAW, Bundle, Entry, find_entries, kind_of, parsed, read_bundle
from planner.app.ports import Snapshot
from planner.formats._references import References
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_ENDINGS = (".json", ".yaml", ".yml", ".avsc", ".proto")
"""Of files that may be a version; of two with one name the first of these counts."""
_VERSION = re.compile(
    r"^(?P<name>.*?)(?:^|(?<=[^0-9A-Za-z]))[vV]?(?P<numbers>\d+(?:[.-]\d+)*)"
    r"(?:-(?P<early>[A-Za-z][0-9A-Za-z.-]*))?(?:\+[0-9A-Za-z.-]+)?$"
)
_WORKING_COPIES = frozenset({"current", "latest"})
"""Names of the newest version under which it is found a second time."""
_PIECES = re.compile(r"(\d+)")
_IMPORT = re.compile(r"""^\s*import\s+(?:public\s+|weak\s+)?"([^"]+)"\s*;""", re.MULTILINE)
_FEWEST = 2
_NAMED = 5

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a contract.

    Args:
        name: of its file or folder, without an ending.
        path: its main file.
        side: where the file is read.
        bundle: the file, and those that it refers to.
        kind: its format.
    """

    name: str
    path: str
    side: Side
    bundle: Bundle
    kind: str


@dataclass(frozen=True, slots=True)
class _WithEndings:
    """Files of which some are read under a name with an ending: `1-0-0` as `1-0-0.json`."""

    files: Snapshot
    renamed: Mapping[str, str]

    def read(self, path: str) -> bytes:
        return self.files.read(self.renamed.get(path, path))

    def list_files(self, folder: str) -> Sequence[str]:
        return self.files.list_files(folder)

    def exists(self, path: str) -> bool:
        return path in self.renamed or self.files.exists(path)


def readable_side(side: Side) -> Side:
    """Return a folder in which files without an ending, such as `1-0-0`, are read as JSON.

    Raises:
        InputError: it is a file.
    """
    if not side.is_folder:
        raise InputError.single(
            "no-history",
            f"`{side.name}` is a file; a history is a folder with a version in each file or folder",
            hint="name the folder around it",
        )
    renamed = {
        f"{path}.json": path
        for path in side.files.list_files(side.path)
        if dirname(path) == side.path and _VERSION.match(basename(path)) and path == _stem(path)
    }
    return replace(
        side,
        files=_WithEndings(side.files, renamed),
        shown=lambda path: side.shown(renamed.get(path, path)),
    )


def find_versions(side: Side) -> tuple[Version, ...]:
    """Return the versions in a folder, the oldest first.

    A version is a folder with one contract (`1.0.0/order.json`), or a file (`1.0.0.json`,
    `order.v2.yaml`, `1-0-0`). Files that versions refer to may lie anywhere below.

    Args:
        side: see `readable_side`.

    Raises:
        InputError: fewer than two versions, several contracts, files that can't be read.
    """
    prefix = f"{side.path}/" if side.path else ""
    inside = [path[len(prefix) :] for path in side.files.list_files(side.path)]
    found = _files(side, prefix, inside) or _folders(side, prefix, inside)
    if len(found) < _FEWEST:
        raise _too_short(side, found)
    return tuple(found)


def _too_short(side: Side, found: Sequence[Version]) -> InputError:
    count = f"1 version, `{found[0].name}`" if found else "no version"
    return InputError.single(
        "history-too-short",
        f"`{side.name}` holds {count} of a contract; a history has at least {_FEWEST}",
        place=Place(found[0].path) if found else None,
        hint="call files or folders like versions: `1.0.0.json`, or `1.0.0/` with a contract in it",
    )


# ---------------------------------------------------------------------- files


def _files(side: Side, prefix: str, inside: Sequence[str]) -> list[Version]:
    """Return the versions of a folder with a file for each; none if they are in folders."""
    by_stem: dict[str, str] = {}
    for path in sorted(inside, key=_by_ending):
        stem = _stem(path)
        if "/" not in path and _may_be_version(path, stem):
            by_stem.setdefault(stem, path)
    found: dict[str, Entry] = {}
    problems: list[Problem] = []
    for stem, path in by_stem.items():
        full = f"{prefix}{path}.json" if path == stem else f"{prefix}{path}"
        try:
            kind = kind_of(replace(side, path=full, is_folder=False), full)
        except InputError as error:
            problems += error.problems
            continue
        if kind in compared_kinds():
            found[stem] = Entry(full, stem, kind)
    if problems:
        raise InputError(problems)
    _refuse_several_names(side, found)
    return [
        Version(stem, found[stem].path, side, read_bundle(side, found[stem].path), found[stem].kind)
        for stem in _in_order(list(found))
    ]


def _by_ending(path: str) -> tuple[int, str]:
    ending = splitext(path)[1]
    return (_ENDINGS.index(ending) if ending in _ENDINGS else len(_ENDINGS), path)


def _stem(path: str) -> str:
    stem, ending = splitext(path)
    return stem.removesuffix(".schema") if ending in _ENDINGS else path


def _may_be_version(path: str, stem: str) -> bool:
    if stem == path and not _VERSION.match(stem):
        return False  # a README, say
    return stem not in _WORKING_COPIES and any(char.isdigit() for char in stem)


def _refuse_several_names(side: Side, found: Mapping[str, Entry]) -> None:
    """Files of one contract are called alike but for the version."""
    names: dict[str, Entry] = {}
    for stem, entry in found.items():
        match = _VERSION.match(stem)
        if match:
            names.setdefault(match["name"].rstrip(".-_@"), entry)
    if len(names) > 1:
        raise _several(side, list(names.values()))


def _several(side: Side, entries: Sequence[Entry]) -> InputError:
    listed = ", ".join(f"`{basename(entry.path)}`" for entry in entries[:_NAMED])
    return InputError(
        [
            Problem(
                "several-contracts",
                f"a history is of one contract, and `{side.name}` holds several: {listed}",
                Place(entries[1].path),
                "give each contract a folder of its own",
            )
        ]
    )


# ---------------------------------------------------------------------- folders


def _folders(side: Side, prefix: str, inside: Sequence[str]) -> list[Version]:
    names = dict.fromkeys(path.partition("/")[0] for path in inside if "/" in path)
    found: dict[str, Version] = {}
    for name in names:
        if any(char.isdigit() for char in name):
            below = replace(side, path=f"{prefix}{name}")
            entries = [e for e in find_entries(below) if e.kind in compared_kinds()]
            if entries:
                found[name] = _of_folder(below, name, entries)
    return [found[name] for name in _in_order(list(found))]


def _of_folder(side: Side, name: str, entries: Sequence[Entry]) -> Version:
    roots = entries if len(entries) == 1 else _roots(side, entries)
    if len(roots) != 1:
        raise _several(replace(side, name=name), roots or entries)
    (entry,) = roots
    return Version(name, entry.path, side, read_bundle(side, entry.path, entry.kind), entry.kind)


def _roots(side: Side, entries: Sequence[Entry]) -> list[Entry]:
    """Return the files that no other one refers to."""
    documents = {e.path: parsed(side.files.read(e.path), e.path) for e in entries}
    texts = {path: text for path, text in documents.items() if path.endswith(RAW)}
    references = References({p: d for p, d in documents.items() if p not in texts}, side.path)
    used: set[str] = set()
    for path in references.documents:
        for target in references.references_of(path):
            found = references.follow(target.place, target.node["$ref"])
            used |= set() if isinstance(found, Problem) or found.file == path else {found.file}
    for path, text in texts.items():
        named = _IMPORT.findall(text)
        folders = (side.path, dirname(path))
        used |= {join(folder, name) for name in named for folder in folders} - {path}
    return [entry for entry in entries if entry.path not in used]


# ---------------------------------------------------------------------- order


def _in_order(names: list[str]) -> list[str]:
    """Return names by their versions; by text, numbers as numbers, if one of them has none."""
    matches = {name: _VERSION.match(name) for name in names}
    if all(matches.values()):
        return sorted(names, key=lambda name: (_version_key(matches[name]), name))
    return sorted(names, key=_natural_key)


def _version_key(match: re.Match[str] | None) -> _Key:
    assert match is not None  # noqa: S101  the caller has looked
    numbers = [int(number) for number in re.split(r"[.-]", match["numbers"])]
    while numbers and not numbers[-1]:
        numbers.pop()  # 1.0 is 1.0.0
    early = match["early"]
    return (numbers, early is None, _early_key(early or ""))


def _early_key(early: str) -> _Key:
    """Return the precedence of a pre-release: numbers first, as numbers."""
    return tuple(
        (False, int(part), "") if part.isdigit() else (True, 0, part) for part in early.split(".")
    )


def _natural_key(name: str) -> _Key:
    pieces = _PIECES.split(name)
    return tuple(
        (False, int(piece), "") if piece.isdigit() else (True, 0, piece) for piece in pieces
    )
