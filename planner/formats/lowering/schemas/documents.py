"""The files of a contract as one web of raw nodes, each with a name for what refers to it."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from planner.formats._addresses import file_of, is_remote
from planner.formats._positions import is_json
from planner.formats._references import References
from planner.formats._tree import Target, with_text_keys
from planner.formats.lowering.schemas.dialects import Dialect
from planner.formats.lowering.schemas.units import Units, units_of
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.source import DocumentPath, Place


class DocumentKind(Protocol):
    """One kind of document with schemas, such as OpenAPI."""

    @property
    def title(self) -> str:
        """What people call it, with its article."""

    @property
    def mark(self) -> str:
        """What stands at the top of such a document, for a hint."""

    def recognises(self, path: str, document: object) -> bool:
        """Return whether a file is such a document."""

    def dialect(self, document: Mapping[str, Any]) -> Dialect | None:
        """Return how its schemas are written; None if its version is not known."""

    def validate(self, files: Mapping[str, Any], folder: str) -> Sequence[Problem]:
        """Return what is wrong with documents; asked for those of an unknown version."""


class Documents:
    """The files of one contract.

    Args:
        files: path -> document.
        folder: the contract's folder; what stands outside is never read.
        kind: which of the files are the contract; the others are what they refer to.
        main: the file that alone is the contract; empty: all documents of the kind but those of
            the network.

    Raises:
        InputError: no document of the kind and of a known version.
    """

    def __init__(
        self, files: Mapping[str, Any], folder: str, kind: DocumentKind, main: str = ""
    ) -> None:
        """Find the documents of the kind among the files."""
        self._kind = kind
        inside = folder.strip("/")
        prefix = f"{inside}/" if inside not in {"", "."} else ""
        self._references = References({}, folder)
        self.files = self._references.documents
        for path in sorted(files):
            if path.startswith(prefix):
                # the keys of JSON are text already, and copying a large document takes its time
                self.files[path] = files[path] if is_json(path) else with_text_keys(files[path])
        known = [path for path in self.files if kind.recognises(path, self.files[path])]
        mains = [path for path in known if path == main or not (main or is_remote(path))]
        self.mains = mains or known
        self._own_dialects = {path for path in known if kind.dialect(self.files[path])}
        self._refuse_unknown(folder)
        self._found: dict[tuple[str, str], Target | Problem] = {}
        self._named: dict[str, Target] = {}
        self._units: dict[str, Units] = {}
        self._prefix = prefix

    def _refuse_unknown(self, folder: str) -> None:
        if not self.mains:
            place = Place(min(self.files)) if self.files else None
            raise InputError.single(
                "contract-version",
                f"no file in `{folder}` is {self._kind.title} document",
                place=place,
                hint=f"write {self._kind.mark} at the top",
            )
        unknown = {
            f: self.files[f] for f in self.mains if self._kind.dialect(self.files[f]) is None
        }
        if unknown:
            raise InputError(self._kind.validate(unknown, folder))

    # ------------------------------------------------------------------ references

    def check_references(self) -> None:
        """Look at every reference once.

        Raises:
            InputError: references lead nowhere, out of the folder, or in a circle; all of them.
        """
        problems: list[Problem] = []
        for file in self.reachable:
            if not all(self._leads_somewhere(file, reference) for reference in self._all(file)):
                problems += self._references.problems(file)
        if problems:
            raise InputError(dict.fromkeys(problems))

    @cached_property
    def reachable(self) -> tuple[str, ...]:
        """The documents of the contract and the files that they refer to, however far."""
        found = dict.fromkeys(self.mains)
        todo = list(self.mains)
        while todo:
            file = todo.pop()
            targets = (self._look_up(Place(file), reference) for reference in self._all(file))
            new = {t.file for t in targets if isinstance(t, Target)} - found.keys()
            found |= dict.fromkeys(sorted(new))
            todo += sorted(new)
        return tuple(found)

    def units(self, file: str) -> Units:
        """Return the units of a file."""
        if file not in self._units:
            self._units[file] = units_of(self.files[file])
        return self._units[file]

    def has_mark(self, mark: str) -> bool:
        """Return whether `readOnly` or `writeOnly` occurs anywhere."""
        return any(mark in unit.marks for f in self.reachable for unit in self.units(f).values())

    def _all(self, file: str) -> set[str]:
        return set().union(*(unit.references for unit in self.units(file).values()))

    def _leads_somewhere(self, file: str, reference: str) -> bool:
        found = self._look_up(Place(file), reference)
        return isinstance(found, Target) and isinstance(self._references.settle(found), Target)

    def find(self, place: Place, reference: str) -> Target | None:
        """Return what a reference at a place leads to; None if it leads nowhere."""
        found = self._look_up(place, reference)
        return found if isinstance(found, Target) else None

    def follow(self, place: Place, reference: str) -> Target:
        """Return what a reference at a place leads to.

        Raises:
            InputError: it leads nowhere, or out of the folder.
        """
        found = self._look_up(place, reference)
        if isinstance(found, Problem):
            raise InputError([found])
        return found

    def settle(self, target: Target) -> Target:
        """Return a node after the references that it may consist of.

        Raises:
            InputError: one of them leads nowhere, out of the folder, or in a circle.
        """
        seen: set[tuple[str, DocumentPath]] = set()
        while isinstance(target.node, dict) and isinstance(target.node.get("$ref"), str):
            if (target.file, target.path) in seen:
                return self._settled(target)
            seen.add((target.file, target.path))
            target = self.follow(target.place.at("$ref"), target.node["$ref"])
        return target

    def _settled(self, target: Target) -> Target:
        found = self._references.settle(target)
        if isinstance(found, Problem):
            raise InputError([found])
        return found

    def find_from_top(self, file: str, reference: str) -> Target | None:
        """Return what a reference leads to wherever it stands in a file; None if that varies."""
        found = self._from_top(file, reference)
        return found if isinstance(found, Target) else None

    def _look_up(self, place: Place, reference: str) -> Target | Problem:
        found = self._from_top(place.file, reference)
        # what leads nowhere from the top may lead somewhere from a part with its own address
        return found if isinstance(found, Target) else self._references.follow(place, reference)

    def _from_top(self, file: str, reference: str) -> Target | Problem | None:
        address, _, fragment = reference.partition("#")
        if address:
            file = file_of(file, address)
            if file not in self.files or (address.startswith("/") and not is_remote(file)):
                return None
        key = (file, fragment)
        if key not in self._found:
            self._found[key] = self._references.follow(Place(file), f"#{fragment}")
        return self._found[key]

    # ------------------------------------------------------------------ names

    def name(self, target: Target) -> str:
        """Return the reference that schema nodes use for a raw node.

        It is the same for the same place in two versions of a contract: it names no folder, and
        no file if there is but one such document and the node stands in it.
        """
        if isinstance(target.node, bool) and not target.path:  # a meta-schema stands for `true`
            self._named["#true"] = target
            return "#true"
        steps = "".join(f"/{_escaped(step)}" for step in target.path)
        name = f"{self.short_name(target.file)}#{steps}"
        self._named.setdefault(name, target)
        return name

    def short_name(self, file: str) -> str:
        """Return what a file is called in names: nothing if it is the only document of its kind."""
        is_main = len(self.mains) == 1 and file == self.mains[0]
        return "" if is_main else file.removeprefix(self._prefix)

    def named(self, name: str) -> Target | None:
        """Return the raw node that a reference of a schema node means; None if there is none."""
        if name not in self._named:
            found = self._look_up(Place(self.mains[0]), name)
            if isinstance(found, Problem):
                return None
            self._named[name] = found
        return self._named[name]

    def dialect(self, target: Target) -> Dialect:
        """Return how a schema that stands at a place is written."""
        main = target.file if target.file in self._own_dialects else self.mains[0]
        dialect = self._kind.dialect(self.files[main])
        assert dialect is not None  # noqa: S101  documents of unknown versions were refused
        node = self.files[target.file]
        for step in target.path:
            dialect = dialect.within(node)
            node = node[step] if isinstance(node, dict | list) else None  # type: ignore[index]
        return dialect


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
