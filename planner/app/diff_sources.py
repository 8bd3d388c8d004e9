"""Reads the contracts of one side, each with the files that it refers to, and nothing else."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from planner.app.diff_inputs import Side
from planner.formats._references import Target, walk, with_text_keys
from planner.formats.contract_format import contract_formats
from planner.formats.document import decode, parse_single
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_DOCUMENTS = (".yaml", ".yml", ".json")
_OTHERS = (".avsc", ".proto")
_REFERS_TO_FILE = re.compile(
    r"""(?:\$ref|operationRef)["']?\s*:\s*["']?[^\s#"'{]"""
    r"""|mapping["']?\s*:\s*\{?[^{}]{0,1000}?\.(?:ya?ml|json)\b"""
)
"""What a document must hold to refer to another one; it may hold it and refer to none."""
_SAYS_WHAT_IT_IS = re.compile(rb"openapi|swagger|asyncapi|\$schema")
_IS_OPENAPI = re.compile(rb"""^["']?(?:openapi|swagger)["']?:\s*["']?\d""", re.MULTILINE)
"""A key of the top level of a YAML document: nothing else begins at the first column."""
_REMOTE = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+:|//)")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A contract's main file and the files that it refers to, as text.

    Args:
        main: path of the main file.
        texts: path -> text.
    """

    main: str
    texts: Mapping[str, str]

    @property
    def size(self) -> int:
        """How many characters there are to read."""
        return sum(map(len, self.texts.values()))


def read_bundle(side: Side, main: str) -> Bundle:
    """Return a contract with all files that it refers to, directly or not.

    References that lead nowhere are left to whoever resolves them.

    Raises:
        InputError: a file can't be read or parsed.
    """
    texts: dict[str, str] = {}
    waiting = [main]
    while waiting:
        path = waiting.pop()
        texts[path] = decode(side.files.read(path), path)
        waiting += sorted(
            other
            for other in _referenced(path, texts[path])
            if other not in texts and other not in waiting and _can_read(side, other)
        )
    return Bundle(main, dict(sorted(texts.items())))


def _can_read(side: Side, path: str) -> bool:
    try:
        return side.files.exists(path)
    except InputError:
        return False  # out of the repository, behind a link: told as a reference that leads out


def _referenced(path: str, text: str) -> set[str]:
    """Return the files that a document refers to; parsed only if it seems to refer to any."""
    if not _REFERS_TO_FILE.search(text):
        return set()
    document = with_text_keys(parse_single(text, path))
    found: set[str] = set()
    for target in walk(Target(path, (), document)):
        for address in _addresses(target.node):
            file = unquote(address.partition("#")[0])
            if file and not file.startswith("/") and not _REMOTE.match(file):
                found.add(normpath(join(dirname(path), file)))
    return {other for other in found if not other.startswith("../") and other.endswith(_DOCUMENTS)}


def _addresses(node: Mapping[str, Any]) -> Iterable[str]:
    candidates = [node.get("$ref"), node.get("operationRef")]
    mapping = node.get("mapping")
    if isinstance(mapping, dict):
        candidates += [value for value in mapping.values() if _looks_like_file(value)]
    return [value for value in candidates if isinstance(value, str)]


def _looks_like_file(value: object) -> bool:
    return isinstance(value, str) and value.partition("#")[0].endswith(_DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a folder that is a contract by its own content.

    Args:
        path: its path in the side's files.
        name: its path below the folder.
        kind: its format.
    """

    path: str
    name: str
    kind: str


def find_entries(side: Side) -> tuple[Entry, ...]:
    """Return the contracts of a side; of a file, that file, whatever it is.

    Raises:
        InputError: a file that may be a contract can't be parsed.
    """
    if not side.is_folder:
        return (Entry(side.path, "", kind_of(side, side.path)),)
    prefix = f"{side.path}/" if side.path else ""
    found = []
    for path in side.files.list_files(side.path):
        kind = _kind_in_folder(side, path)
        if kind:
            found.append(Entry(path, path[len(prefix) :], kind))
    return tuple(found)


def kind_of(side: Side, path: str) -> str:
    """Return the format of a file, or nothing if it does not say."""
    text = decode(side.files.read(path), path)
    document = text if path.endswith(_OTHERS[-1:]) else parse_single(text, path)
    kinds = (item.kind for item in contract_formats() if item.recognises(path, document))
    return next(kinds, "")


def _kind_in_folder(side: Side, path: str) -> str:
    """Return the format of a file among others; most are told apart without being parsed."""
    if path.endswith(_OTHERS):
        return kind_of(side, path)
    content = side.files.read(path) if path.endswith(_DOCUMENTS) else b""
    if not _SAYS_WHAT_IT_IS.search(content):
        return ""
    if not path.endswith(".json") and _IS_OPENAPI.search(content):
        return "openapi"
    try:
        return kind_of(side, path)
    except InputError as error:
        if any(problem.code == "one-document" for problem in error.problems):
            return ""  # several documents in one file: manifests of something else
        raise


class ShownFiles:
    """The files of both sides under the paths by which they are shown, so that errors show lines.

    Problems are about files of one side; `renamed` gives them the shown paths.
    """

    shown_root = ""

    def __init__(self) -> None:
        self._sources: dict[str, tuple[Side, str]] = {}

    def read(self, path: str) -> bytes:
        """Return the content of a file, by its shown path."""
        if path not in self._sources:
            raise InputError.single("missing-file", f"there is no file `{path}`")
        side, own = self._sources[path]
        return side.files.read(own)

    def renamed(self, error: InputError, side: Side) -> InputError:
        """Return an error of one side with its places under their shown paths."""
        return InputError(self.renamed_problems(error.problems, side))

    def renamed_problems(self, problems: Iterable[Problem], side: Side) -> tuple[Problem, ...]:
        """Return problems of one side with their places under their shown paths."""
        return tuple(
            replace(problem, place=self._renamed(problem.place, side)) if problem.place else problem
            for problem in problems
        )

    def learn(self, path: str, side: Side) -> str:
        """Return how a file of a side is shown, and know it by that from now on."""
        shown = side.shown(path)
        self._sources[shown] = (side, path)
        return shown

    def _renamed(self, place: Place, side: Side) -> Place:
        return replace(place, file=self.learn(place.file, side))
