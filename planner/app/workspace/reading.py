"""Reads the files that describe a workspace; a broken file does not stop the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from planner.app.ports import Files
from planner.app.workspace.wording import problems_of
from planner.formats.document import decode, parse_documents, parse_single
from planner.model.errors import InputError
from planner.model.ledger_file import RatificationFile
from planner.model.manifest import Manifest
from planner.model.problem import Problem
from planner.model.progress_file import ProgressFile
from planner.model.source import Place, Position
from planner.model.usage_file import UsageFile
from planner.model.workspace_file import WorkspaceFile

SETTINGS = "plan.yaml"
_DATA = (".yaml", ".yml", ".json")
_COUNTED = {
    "progress": "progress files",
    "ratifications": "ratifications",
    "usage": "usage files",
}
_ALWAYS_COUNTED = ("progress",)
ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Read(Generic[ModelT]):
    """One document that is right by itself, and where it stands."""

    value: ModelT
    place: Place


KnownDocuments = dict[
    tuple[type[BaseModel], str, bytes], tuple[tuple[Read[Any], ...], tuple[Problem, ...]]
]
"""Model, path and content of a file -> its documents, and the problems in it."""


@dataclass(slots=True)
class WorkspaceFiles:
    """Everything that was read.

    Args:
        settings: None when `plan.yaml` is not right.
        contracts_folder: where the contract registry is, even if `plan.yaml` is not right.
        ledger_folder: where the ledger is, likewise.
        has_all: no manifest was left out because something is wrong with it, and it is known
            where manifests are.
        file_counts: how many files of each sort there are.
    """

    settings: WorkspaceFile | None
    contracts_folder: str
    ledger_folder: str
    manifests: list[Read[Manifest]] = field(default_factory=list)
    progress: list[Read[ProgressFile]] = field(default_factory=list)
    ledger: list[Read[RatificationFile]] = field(default_factory=list)
    usage: list[Read[UsageFile]] = field(default_factory=list)
    has_all: bool = True
    problems: list[Problem] = field(default_factory=list)
    file_counts: dict[str, int] = field(default_factory=dict)


def read_workspace_files(files: Files, known: KnownDocuments | None = None) -> WorkspaceFiles:
    """Return plan.yaml and all files beside the contracts, with whatever is wrong in them.

    Args:
        files: the workspace.
        known: documents that need not be parsed again; those that are parsed are added.
    """
    problems: list[Problem] = []
    raw: Any = None
    settings: WorkspaceFile | None = None
    with_problems = _Collector(problems)
    text = with_problems.run(lambda: decode(files.read(SETTINGS), SETTINGS))
    if text is not None:
        raw = with_problems.run(lambda: parse_single(text, SETTINGS))
    if text is not None and not problems:
        settings = _validated(WorkspaceFile, raw, Place(SETTINGS), problems)
    contracts = _setting(settings, raw, "contracts", str)
    ledger = _setting(settings, raw, "ratifications", str)
    found = WorkspaceFiles(settings, contracts, ledger, problems=problems)
    found.has_all = isinstance(raw, dict)
    reader = _Reader(files, found, {} if known is None else known)
    reader.read_manifests(_setting(settings, raw, "manifests", list))
    progress = _setting(settings, raw, "progress", str)
    found.progress += reader.read_folder(progress, "progress", ProgressFile)
    found.ledger += reader.read_folder(ledger, "ratifications", RatificationFile)
    usage = _setting(settings, raw, "usage", str)
    found.usage += reader.read_folder(usage, "usage", UsageFile)
    return found


@dataclass(frozen=True, slots=True)
class _Collector:
    """Runs something and keeps what is wrong instead of stopping."""

    problems: list[Problem]

    def run(self, action: Callable[[], Any]) -> Any:  # noqa: ANN401  whatever the action returns
        try:
            return action()
        except InputError as error:
            self.problems.extend(error.problems)
            return None


def _setting(settings: WorkspaceFile | None, raw: Any, key: str, kind: type) -> Any:  # noqa: ANN401
    """Return a setting; from a broken plan.yaml what it says, if that makes sense at all."""
    if settings is not None:
        return getattr(settings, key)
    value = raw.get(key) if isinstance(raw, dict) else None
    is_usable = isinstance(value, kind) and (
        kind is not list or all(isinstance(item, str) for item in raw[key])
    )
    return value if is_usable else WorkspaceFile.model_fields[key].default


@dataclass(frozen=True, slots=True)
class _Reader:
    files: Files
    found: WorkspaceFiles
    known: KnownDocuments

    def read_manifests(self, patterns: Sequence[str]) -> None:
        found = self.found
        paths: dict[str, None] = {}
        for number, pattern in enumerate(patterns):
            try:
                paths |= dict.fromkeys(self.files.match(pattern))
            except InputError as error:
                self._tell(error, Place(SETTINGS, ("manifests", number)))
                found.has_all = False
        before = len(found.problems)
        for path in sorted(paths):
            found.manifests += self._documents(path, Manifest)
        found.has_all = found.has_all and len(found.problems) == before
        found.file_counts["manifest files"] = len(paths)
        if not paths and found.has_all and found.settings is not None:
            found.problems.append(_no_manifests(found.settings))

    def read_folder(self, folder: str, key: str, model: type[ModelT]) -> Iterable[Read[ModelT]]:
        """Yield the documents of all files below the folder that a setting names."""
        try:
            paths = [path for path in self.files.list_files(folder) if path.endswith(_DATA)]
        except InputError as error:
            self._tell(error, Place(SETTINGS, (key,)))
            return
        for path in paths:
            yield from self._documents(path, model)
        if paths or key in _ALWAYS_COUNTED:
            self.found.file_counts[_COUNTED[key]] = len(paths)

    def _tell(self, error: InputError, place: Place) -> None:
        told = (Problem(p.code, p.message, place, p.hint) for p in error.problems)
        self.found.problems.extend(told)

    def _documents(self, path: str, model: type[ModelT]) -> Sequence[Read[ModelT]]:
        try:
            content = self.files.read(path)
        except InputError as error:
            self.found.problems.extend(error.problems)
            return ()
        key = model, path, content
        if key not in self.known:
            problems: list[Problem] = []
            self.known[key] = tuple(_documents(path, content, model, problems)), tuple(problems)
        documents, told = self.known[key]
        self.found.problems.extend(told)
        return documents


def _no_manifests(settings: WorkspaceFile) -> Problem:
    patterns = ", ".join(f"`{pattern}`" for pattern in settings.manifests)
    return Problem(
        "no-manifests",
        f"no file matches {patterns}",
        Place(SETTINGS, ("manifests",)),
        "write a manifest there, or name the right files in `manifests`",
    )


def _documents(
    path: str, content: bytes, model: type[ModelT], problems: list[Problem]
) -> Iterable[Read[ModelT]]:
    try:
        documents = parse_documents(decode(content, path), path)
    except InputError as error:
        problems.extend(error.problems)
        return
    if all(document is None for document in documents):
        place = Place(path, position=Position(1, 1))
        problems.append(Problem("empty-file", "the file is empty", place, "write it or remove it"))
    for number, raw in enumerate(documents):
        if raw is None:
            continue  # what a trailing `---` leaves
        place = Place(path, document=number)
        value = _validated(model, raw, place, problems)
        if value is not None:
            yield Read(value, place)


def _validated(
    model: type[ModelT], raw: object, place: Place, problems: list[Problem]
) -> ModelT | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems.extend(problems_of(error, model, raw, place))
        return None
