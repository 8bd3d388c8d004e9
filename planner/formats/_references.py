"""`$ref`s of a contract, followed inside the contract's folder and nowhere else.

Nothing is opened and no network is asked: a target is one of the files that were read already.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import unquote, urljoin

from planner.formats._addresses import file_of, is_remote
from planner.formats._tree import Target, child_of, shortened, walk, with_text_keys
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place

__all__ = ["References", "Target", "shortened", "walk", "with_text_keys"]

_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*:|//)")
_META_SCHEMA = re.compile(
    r"^https?://(json-schema\.org/(draft-0[3-8]|draft/20\d\d-\d\d)/"
    r"|spec\.openapis\.org/|asyncapi\.com/)"
)
REMOTE = "remote-reference"
"""Code of the problem that a reference leads to a document that is not among the files."""
_MOST_STEPS = 30


class References:
    """The files of one contract, seen as one web of documents.

    Args:
        files: path -> document.
        folder: the contract's folder; nothing outside is ever a target.
    """

    def __init__(self, files: Mapping[str, Any], folder: str) -> None:
        self.documents = {path: with_text_keys(files[path]) for path in sorted(files)}
        self._folder = folder.strip("/")
        self._prefix = f"{self._folder}/" if self._folder not in {"", "."} else ""

    def follow(self, place: Place, reference: str) -> Target | Problem:
        """Return what a reference at a place leads to, or why it leads nowhere."""
        address, _, fragment = reference.partition("#")
        found = self._document(place, reference, address)
        if isinstance(found, Problem) or not fragment:
            return found
        return self._inside(place, reference, found, unquote(fragment))

    def settle(self, target: Target) -> Target | Problem:
        """Return a target after the references that it may itself consist of."""
        if type(target.node) is dict and "$ref" not in target.node:
            return target  # nearly always
        seen: set[tuple[str, DocumentPath]] = set()
        while isinstance(reference := _reference_in(target.node), str):
            place = target.place.at("$ref")
            if (target.file, target.path) in seen:
                return _circle(place, reference)
            if len(seen) == _MOST_STEPS:
                return _long_way(place, reference)
            seen.add((target.file, target.path))
            found = self.follow(place, reference)
            if isinstance(found, Problem):
                return found
            target = found
        return target

    def top(self, file: str) -> Target:
        """Return the whole document of a file."""
        return Target(file, (), self.documents[file])

    def step(self, target: Target, step: str | int) -> Target | None:
        """Return a child of a node, references followed; None if it leads nowhere."""
        settled = self.settle(target)
        if isinstance(settled, Problem):
            return None
        child = child_of(settled.node, step)
        return None if child is None else Target(settled.file, (*settled.path, child[0]), child[1])

    def place_of(self, file: str, path: Sequence[str | int]) -> Place:
        """Return where a node stands, given the way to it through references."""
        return self.find(file, path).place

    def find(self, file: str, path: Sequence[str | int]) -> Target:
        """Return a node, given the way to it through references; else its nearest ancestor."""
        target = self.top(file)
        for step in path:
            found = self.step(target, step)
            if found is None:
                break
            target = found
        return target

    def problems(self, file: str) -> Iterator[Problem]:
        """Yield each reference of a file that leads nowhere, out of the folder, or in a circle."""
        for target in self.references_of(file):
            settled = self.settle(target)
            if isinstance(settled, Problem):
                is_own = settled.place == target.place.at("$ref")
                if is_own or settled.code in ("reference-circle", "reference-chain"):
                    yield settled

    def references_of(self, file: str) -> Iterator[Target]:
        """Yield each node of a file that refers elsewhere, in document order."""
        return (target for target in walk(self.top(file)) if _reference_in(target.node))

    # ------------------------------------------------------------------ the document

    def _document(self, place: Place, reference: str, address: str) -> Target | Problem:
        if not address:
            return self.top(place.file)
        known = self._by_id(place, address)
        if known:
            return known
        if is_remote(address) or is_remote(place.file):
            return self._fetched(place, reference, address)
        if _SCHEME.match(address):
            return self._remote(place, reference, address)
        path = file_of(place.file, address)
        if address.startswith("/") or not path.startswith(self._prefix) or path.startswith("../"):
            return self._outside(place, reference)
        return self.top(path) if path in self.documents else self._missing(place, reference, path)

    def _fetched(self, place: Place, reference: str, address: str) -> Target | Problem:
        """Return a document of the network, if it is among the files."""
        path = file_of(place.file, address)
        if path in self.documents and not _META_SCHEMA.match(address):
            return self.top(path)
        return self._remote(place, reference, address)

    def _by_id(self, place: Place, address: str) -> Target | None:
        if not self._ids:
            return None
        base = ""
        node = self.documents[place.file]
        for step in (None, *place.path):
            if step is not None:
                child = child_of(node, step)
                node = child[1] if child else None
            base = urljoin(base, _id_of(node))
        return self._ids.get(urljoin(base, address))

    @cached_property
    def _ids(self) -> dict[str, Target]:
        """Documents and parts of documents by the address they give themselves."""
        found: dict[str, Target] = {}
        for file in self.documents:
            bases: dict[DocumentPath, str] = {}
            for target in walk(self.top(file)):
                own = _id_of(target.node)
                if own:
                    ends = range(len(target.path), -1, -1)
                    base = next(
                        (bases[target.path[:end]] for end in ends if target.path[:end] in bases), ""
                    )
                    bases[target.path] = urljoin(base, own)
                    found.setdefault(bases[target.path], target)
        return found

    # ------------------------------------------------------------------ the node in it

    def _inside(
        self, place: Place, reference: str, found: Target, fragment: str
    ) -> Target | Problem:
        if not fragment.startswith("/"):
            anchor = self._anchors.get((found.file, fragment))
            return anchor or _nowhere(place, reference, fragment, self._anchor_names(found.file))
        for start in chain((found,), self._enclosing(place, found)):
            target = _point(start, fragment)
            if isinstance(target, Target):
                return target
        last, siblings = self._last_known(found, fragment)
        return _nowhere(place, reference, last, siblings)

    def _enclosing(self, place: Place, found: Target) -> Iterator[Target]:
        """Yield parts with an address of their own around a reference: `#` may mean them."""
        if place.file != found.file:
            return
        target = self.top(place.file)
        for step in place.path:
            child = child_of(target.node, step)
            if child is None:
                return
            target = Target(target.file, (*target.path, child[0]), child[1])
            if _id_of(target.node):
                yield target

    def _last_known(self, found: Target, fragment: str) -> tuple[str, Sequence[str]]:
        node = found.node
        for step in _steps(fragment):
            child = child_of(node, step)
            if child is None:
                return step, tuple(node) if isinstance(node, dict) else ()
            node = child[1]
        return "", ()

    def _anchor_names(self, file: str) -> list[str]:
        return [name for owner, name in self._anchors if owner == file]

    @cached_property
    def _anchors(self) -> dict[tuple[str, str], Target]:
        found: dict[tuple[str, str], Target] = {}
        for file in self.documents:
            for target in walk(self.top(file)):
                for name in _anchors_of(target.node):
                    found.setdefault((file, name), target)
        return found

    # ------------------------------------------------------------------ what is wrong

    @property
    def _home(self) -> str:
        return f"`{self._folder}`" if self._folder else "the contract's folder"

    def _remote(self, place: Place, reference: str, address: str) -> Target | Problem:
        if _META_SCHEMA.match(address):
            return Target(place.file, (), True)  # noqa: FBT003  the schema that accepts everything
        return Problem(
            REMOTE,
            f"`$ref` leads out of the repository: `{shortened(reference)}`",
            place,
            f"copy the file into {self._home} and refer to the copy",
        )

    def _outside(self, place: Place, reference: str) -> Problem:
        return Problem(
            "reference-outside-folder",
            f"`$ref` leads out of the contract's folder: `{shortened(reference)}`",
            place,
            f"copy the file into {self._home} and refer to the copy",
        )

    def _missing(self, place: Place, reference: str, path: str) -> Problem:
        inside = path.removeprefix(self._prefix)
        known = [file.removeprefix(self._prefix) for file in self.documents]
        return Problem(
            "reference-file-missing",
            f"`$ref` names a file that is not there: `{shortened(reference)}`",
            place,
            did_you_mean(inside, known) or f"add `{shortened(path)}`",
        )


def _circle(place: Place, reference: str) -> Problem:
    return Problem(
        "reference-circle",
        f"`$ref` leads back to itself: `{shortened(reference)}`",
        place,
        "let one of the references in the circle name the content itself",
    )


def _long_way(place: Place, reference: str) -> Problem:
    return Problem(
        "reference-chain",
        f"`$ref` is one of more than {_MOST_STEPS} in a row: `{shortened(reference)}`",
        place,
        "refer to the content itself",
    )


def _nowhere(place: Place, reference: str, step: str, known: Sequence[str]) -> Problem:
    return Problem(
        "reference-target-missing",
        f"`$ref` leads nowhere: `{shortened(reference)}`",
        place,
        did_you_mean(step, known) or f"there is no `{shortened(step)}`",
    )


def _point(start: Target, pointer: str) -> Target | None:
    target = start
    for step in _steps(pointer):
        child = child_of(target.node, step)
        if child is None:
            return None
        target = Target(target.file, (*target.path, child[0]), child[1])
    return target


def _steps(pointer: str) -> list[str]:
    """Return the steps of a JSON Pointer (RFC 6901)."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _reference_in(node: Any) -> str | None:  # noqa: ANN401  raw
    reference = node.get("$ref") if isinstance(node, dict) else None
    return reference if isinstance(reference, str) else None


def _id_of(node: Any) -> str:  # noqa: ANN401  raw
    if not isinstance(node, dict):
        return ""
    own = node.get("$id", node.get("id"))
    is_address = isinstance(own, str) and ("$id" in node or "://" in own)
    return own.rstrip("#") if is_address and isinstance(own, str) else ""


def _anchors_of(node: Any) -> Iterator[str]:  # noqa: ANN401  raw
    if not isinstance(node, dict):
        return
    own = node.get("$id", node.get("id"))
    if isinstance(own, str) and own.startswith("#"):
        yield own[1:]
    for key in ("$anchor", "$dynamicAnchor"):
        if isinstance(node.get(key), str):
            yield node[key]
