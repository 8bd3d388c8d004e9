"""Contracts and parts of contracts that `plan diff` reads from the network, if it may."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from planner.app.ports import Network, Snapshot
from planner.formats._addresses import file_of, is_remote
from planner.formats._references import REMOTE, References
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import Place

_REFERS_TO_NETWORK = re.compile(rb"""\$ref["']?\s*:\s*["']?https?://""", re.IGNORECASE)
_IN_NETWORK = re.compile(r"`https?://", re.IGNORECASE)

Parse = Callable[[bytes, str], Any]


@dataclass(frozen=True, slots=True)
class NetworkedFiles:
    """Files of one side, and documents of the network under their addresses."""

    files: Snapshot
    network: Network

    def read(self, path: str) -> bytes:
        """Return the content of a file or a document."""
        return self.network.fetch(path) if is_remote(path) else self.files.read(path)

    def list_files(self, folder: str) -> Sequence[str]:
        """Return the files below a folder; the network has none."""
        return self.files.list_files(folder)

    def exists(self, path: str) -> bool:
        """Return whether there is a file; a document is there if it can be fetched."""
        return is_remote(path) or self.files.exists(path)


class NoFiles:
    """The files around a document of the network: none."""

    def read(self, path: str) -> bytes:
        """Refuse to read."""
        raise InputError.single("missing-file", f"there is no file `{path}`")

    def list_files(self, folder: str) -> Sequence[str]:
        """Return nothing."""
        del folder
        return ()

    def exists(self, path: str) -> bool:
        """Return that there is no such file."""
        del path
        return False


def with_network(files: Snapshot, contents: Mapping[str, bytes], parse: Parse) -> dict[str, bytes]:
    """Return the files of a contract and the documents of the network that they refer to.

    Args:
        files: what may be read; without a network nothing is added.
        contents: path -> what the file holds; YAML or JSON.
        parse: content and path -> document.

    Raises:
        InputError: documents can't be had or can't be parsed; all of them, with their references.
    """
    found = dict(contents)
    if not isinstance(files, NetworkedFiles) or not any(map(_may_refer, found, found.values())):
        return found
    documents = {path: parse(content, path) for path, content in found.items()}
    missing = _missing(documents, documents)
    while missing:
        problems: list[Problem] = []
        for address, place in missing.items():
            try:
                found[address] = files.network.fetch(address)
                documents[address] = parse(found[address], address)
            except InputError as error:
                problems += (_placed(problem, place) for problem in error.problems)
        if problems:
            raise InputError(problems)
        missing = _missing(documents, missing)
    return found


def _may_refer(path: str, content: bytes) -> bool:
    return is_remote(path) or _REFERS_TO_NETWORK.search(content) is not None


def _missing(documents: Mapping[str, Any], among: Iterable[str]) -> dict[str, Place]:
    """Return the addresses that some documents refer to and that are not there, with a place."""
    references = References(documents, "")
    found: dict[str, Place] = {}
    for file in sorted(among):
        for target in references.references_of(file):
            reference = target.node["$ref"]
            place = target.place.at("$ref")
            led = references.follow(place, reference)
            address = reference.partition("#")[0]
            if isinstance(led, Problem) and led.code == REMOTE:
                address = file_of(file, address)
                if is_remote(address):
                    found.setdefault(address, place)
    return found


def _placed(problem: Problem, place: Place) -> Problem:
    """Return a problem with the reference that led to it, unless it has a place of its own."""
    return problem if problem.place else replace(problem, place=place)


@contextmanager
def offering_network(*, is_allowed: bool) -> Iterator[None]:
    """Let errors about references to the network name the flag that allows it."""
    try:
        yield
    except InputError as error:
        if is_allowed:
            raise
        raise InputError(map(_with_flag, error.problems)) from None


def _with_flag(problem: Problem) -> Problem:
    if problem.code != REMOTE or not _IN_NETWORK.search(problem.message):
        return problem
    return replace(problem, hint=f"allow it with `--allow-network`, or {problem.hint}")
