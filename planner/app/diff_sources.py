"""Reads the contracts of one side, each with the files that it refers to, and nothing else."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote

from planner.app import diff_protos
from planner.app.diff_avro import ENDING, defining_files
from planner.app.diff_inputs import Side
from planner.app.diff_network import with_network
from planner.app.diff_schema_ids import files_by_id
from planner.app.ports import Snapshot
from planner.formats._references import Target, walk, with_text_keys
from planner.formats.contract_format import contract_formats
from planner.formats.document import decode, parse_bytes
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_DOCUMENTS = (".yaml", ".yml", ".json")
RAW = (diff_protos.ENDING,)
"""Files that are neither YAML nor JSON."""
_OTHERS = (".avsc",)
_PARTS = (*_DOCUMENTS, *_OTHERS)
"""What `$ref`s lead to: an AsyncAPI message may have an Avro schema in a file of its own."""
_REFERS_TO_FILE = (
    re.compile(rb"""\$ref["']?\s*:\s*["']?[^\s#"'{]"""),
    re.compile(rb"""operationRef["']?\s*:\s*["']?[^\s#"'{]"""),
    re.compile(rb"""mapping["']?\s*:\s*\{?[^{}]{0,1000}?\.(?:ya?ml|json)\b"""),
)
"""What a document must hold to refer to another one; it may hold it and refer to none.

One pattern for each beginning: a pattern that begins with a fixed text is looked for much faster.
"""
_SAYS_WHAT_IT_IS = re.compile(rb"openapi|swagger|asyncapi|\$schema")
_IS_OPENAPI = re.compile(rb"""^["']?(?:openapi|swagger)["']?:\s*["']?\d""", re.MULTILINE)
"""A key of the top level of a YAML document: nothing else begins at the first column."""
_REMOTE = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+:|//)")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A contract's main file and the files that it refers to.

    Args:
        main: path of the main file; of the folder, where all files of a folder are one contract.
        contents: path -> what the file holds.
        documents: path -> what the file says, for those that were parsed already. They stay here
            when a bundle goes to another process, where parsing is the faster way to have them.
        kind: its format, where that is known before anything is parsed.
    """

    main: str
    contents: Mapping[str, bytes]
    documents: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    kind: str = ""

    @property
    def size(self) -> int:
        """How many bytes there are to read."""
        return sum(map(len, self.contents.values()))

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave out the documents."""
        return Bundle, (self.main, self.contents, {}, self.kind)

    def relative_contents(self) -> list[tuple[str, bytes]]:
        """Return what the files hold, the main one first; equal if two bundles say the same.

        Files are told apart by that, and not by their paths; but where a folder is the contract,
        it counts where in it they lie.
        """
        if self.main not in self.contents:
            names = (path.removeprefix(self.main) for path in self.contents)
            return list(zip(names, self.contents.values(), strict=True))
        others = [("", content) for path, content in self.contents.items() if path != self.main]
        return [("", self.contents[self.main]), *others]

    def parsed(self) -> dict[str, Any]:
        """Return all documents; the text itself for what is neither YAML nor JSON.

        Raises:
            InputError: a file is not YAML or JSON.
        """
        return {
            path: self.documents[path] if path in self.documents else parsed(content, path)
            for path, content in self.contents.items()
        }


def read_bundle(side: Side, main: str, kind: str = "") -> Bundle:
    """Return a contract with all files that it refers to, directly or not.

    References that lead nowhere are left to whoever resolves them.

    Args:
        side: where to read.
        main: as in `Entry.path`.
        kind: as in `Entry.kind`; empty if it is not known.

    Raises:
        InputError: a file can't be read or parsed.
    """
    if main.endswith(RAW):
        return Bundle(main, diff_protos.file_contents(side, main), kind=diff_protos.KIND)
    if kind == diff_protos.KIND:
        return Bundle(main, diff_protos.module_contents(side, main), kind=kind)
    contents: dict[str, bytes] = {}
    waiting = [main]
    while waiting:
        path = waiting.pop()
        contents[path] = side.files.read(path)
        waiting += sorted(
            other
            for other in _referenced(side, path, contents[path])
            if other not in contents and other not in waiting and _can_read(side, other)
        )
    contents = with_network(side.files, contents, partial(_document_at, side))
    return Bundle(main, dict(sorted(contents.items())), side.documents)


def _document_at(side: Side, content: bytes, path: str) -> Any:  # noqa: ANN401  raw document
    return _document(side, path, content)


def _can_read(side: Side, path: str) -> bool:
    try:
        return side.files.exists(path)
    except InputError:
        return False  # out of the repository, behind a link: told as a reference that leads out


def _referenced(side: Side, path: str, content: bytes) -> set[str]:
    """Return the files that a document refers to; parsed only if it seems to refer to any."""
    if path.endswith(ENDING):
        return defining_files(side, path, content)
    if not any(pattern.search(content) for pattern in _REFERS_TO_FILE):
        return set()
    document = with_text_keys(_document(side, path, content))
    found: set[str] = set()
    named: set[str] = set()
    for target in walk(Target(path, (), document)):
        for address in _addresses(target.node):
            named.add(address.partition("#")[0])
            file = unquote(address.partition("#")[0])
            if file and not file.startswith("/") and not _REMOTE.match(file):
                found.add(normpath(join(dirname(path), file)))
    inside = {other for other in found if not other.startswith("../") and other.endswith(_PARTS)}
    if isinstance(document, dict) and isinstance(document.get("$schema"), str):
        inside |= files_by_id(side, path, document, named - {""})
    return inside


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
    """A file of a folder that is a contract by its own content; or a folder of `.proto` files.

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
    modules: dict[str, Entry] = {}
    for path in side.files.list_files(side.path):
        if path.endswith(RAW):
            folder = diff_protos.module_folder(side, path)
            name = diff_protos.module_name(side, folder)
            modules[folder] = Entry(folder, name, diff_protos.KIND)
            continue
        kind = _kind_in_folder(side, path)
        if kind:
            found.append(Entry(path, path[len(prefix) :], kind))
    return (*found, *modules.values())


def parsed(content: bytes, path: str) -> Any:  # noqa: ANN401  raw document
    """Return a document; the text itself for what is neither YAML nor JSON.

    Raises:
        InputError: it is not YAML or JSON.
    """
    return decode(content, path) if path.endswith(RAW) else parse_bytes(content, path)


def _document(side: Side, path: str, content: bytes) -> Any:  # noqa: ANN401  raw document
    """Return a document; that of a side which is one contract is kept, and not parsed again."""
    if side.is_folder:
        return parsed(content, path)
    if path not in side.documents:
        side.documents[path] = parsed(content, path)
    return side.documents[path]


def kind_of(side: Side, path: str) -> str:
    """Return the format of a file, or nothing if it does not say."""
    document = _document(side, path, side.files.read(path))
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

    Args:
        others: the workspace, of which something may be told beside the sides.
    """

    shown_root = ""

    def __init__(self, others: Snapshot | None = None) -> None:
        self._sources: dict[str, tuple[Side, str]] = {}
        self._others = others

    def read(self, path: str) -> bytes:
        """Return the content of a file, by its shown path."""
        if path not in self._sources:
            if self._others is not None:
                return self._others.read(path)
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
