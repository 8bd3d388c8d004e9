"""Files whose every reading is noted: what was asked, and a digest of what came out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from planner.app.ports import Files, History, NamedPath, Network, Snapshot, World
from planner.model.errors import InputError

WORKSPACE = ""
Look = list[Any]
"""One look at the files: what was asked (the name of a method), of which files (the workspace's, or
those around a path that the user named), for what, and what came out."""


def digest_of_bytes(content: bytes | None) -> str:
    """Return the digest of what a file holds; empty if there is none."""
    return "" if content is None else sha256(content).hexdigest()


class Notes:
    """What was looked at.

    Args:
        looks: each distinct look, in order.
    """

    def __init__(self) -> None:
        """Start with nothing looked at."""
        self.looks: list[Look] = []
        self.are_complete = True
        self._seen: set[tuple[str, str, str]] = set()

    def note(self, how: str, where: str, what: str, result: object) -> None:
        """Keep one look, if it is a new one."""
        if (how, where, what) not in self._seen:
            self._seen.add((how, where, what))
            self.looks.append([how, where, what, result])

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look at something; what can't be looked at can't be compared the next time either."""
        try:
            yield
        except InputError:
            self.are_complete = False
            raise


def _listing(paths: Iterable[str]) -> str:
    return sha256("\n".join(paths).encode(errors="surrogateescape")).hexdigest()


class NotedSnapshot:
    """Files whose every reading is noted.

    Args:
        inner: the files.
        notes: where it is noted.
        where: the name of the files in the notes.
    """

    def __init__(self, inner: Snapshot, notes: Notes, where: str) -> None:
        """Keep what is needed."""
        self._inner = inner
        self._notes = notes
        self._where = where

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process, which can't note anything here."""
        self._notes.are_complete = False
        return NotedSnapshot, (self._inner, Notes(), self._where)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever else the files offer
        """Return what only some files have, such as how their folder is shown."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._inner, name)

    def read(self, path: str) -> bytes:
        """Return the content of a file; see `Files`."""
        with self._notes.looking():
            content = self._inner.read(path)
        self._notes.note("read", self._where, path, digest_of_bytes(content))
        return content

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder; see `Files`."""
        with self._notes.looking():
            paths = self._inner.list_files(folder)
        self._notes.note("list_files", self._where, folder, _listing(paths))
        return paths

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder; see `Files`."""
        with self._notes.looking():
            is_there = self._inner.exists(path)
        self._notes.note("exists", self._where, path, is_there)
        return is_there


class NotedFiles(NotedSnapshot):
    """The files of the workspace, every reading noted."""

    _inner: Files

    def __init__(self, inner: Files, notes: Notes, where: str = WORKSPACE) -> None:
        """Keep what is needed."""
        super().__init__(inner, notes, where)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process, which can't note anything here."""
        self._notes.are_complete = False
        return NotedFiles, (self._inner, Notes(), self._where)

    def read_if_there(self, path: str) -> bytes | None:
        """Return the content of a file, or None; see `Files`."""
        with self._notes.looking():
            content = self._inner.read_if_there(path)
        self._notes.note("read_if_there", self._where, path, digest_of_bytes(content))
        return content

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a pattern names; see `Files`."""
        with self._notes.looking():
            paths = self._inner.match(pattern)
        self._notes.note("match", self._where, pattern, _listing(paths))
        return paths

    def write(self, path: str, content: bytes) -> None:
        """Write a file; see `Files`."""
        self._inner.write(path, content)


class NotedPath:
    """A file or folder that the user named, every reading noted."""

    def __init__(self, inner: NamedPath, notes: Notes, name: str) -> None:
        """Keep what is needed."""
        self._inner = inner
        self.files = NotedSnapshot(inner.files, notes, name)
        self.path = inner.path
        self.is_folder = inner.is_folder

    def shown(self, path: str) -> str:
        """Return how a path is written from the current folder."""
        return self._inner.shown(path)


class NotedWorld:
    """Where names lead, every look at a path noted."""

    def __init__(self, inner: World, notes: Notes) -> None:
        """Keep what is needed."""
        self._inner = inner
        self._notes = notes

    @property
    def network(self) -> Network | None:
        """The network."""
        return self._inner.network

    @property
    def history(self) -> History:
        """The repository around the current folder."""
        return self._inner.history

    @property
    def workspace(self) -> Files | None:
        """The files of the workspace."""
        return self._inner.workspace

    @property
    def workspace_history(self) -> History:
        """The repository around the workspace."""
        return self._inner.workspace_history

    def workspace_shown(self) -> str:
        """Return what stands before the paths of the workspace when they are shown."""
        return self._inner.workspace_shown()

    def workspace_inside(self) -> str:
        """Return the workspace's path below the top of its repository."""
        return self._inner.workspace_inside()

    def find(self, path: str) -> NamedPath | None:
        """Return a file or folder on disk."""
        found = self._inner.find(path)
        self._notes.note("find", path, "", _place_of(found))
        return NotedPath(found, self._notes, path) if found else None


def _place_of(found: NamedPath | None) -> list[Any] | None:
    return [found.path, found.is_folder] if found else None
