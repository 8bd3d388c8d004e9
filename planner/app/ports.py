"""What the use cases need from the world."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol


class Files(Protocol):
    """The files of one workspace. Paths are relative to it, with forward slashes.

    No method leaves the workspace: a path or a symbolic link that does raises InputError.
    """

    def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            InputError: it is missing, too large, or lies outside the workspace.
        """

    def read_if_there(self, path: str) -> bytes | None:
        """Return the content of a file, or None where there is none."""

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a glob pattern names, sorted."""

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; nothing if there is no such folder."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole or not at all; folders are made as needed."""

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""


class Clock(Protocol):
    """The day and the time it is."""

    def today(self) -> date:
        """Return the current date."""

    def now(self) -> datetime:
        """Return the current time, in UTC."""


class Snapshot(Protocol):
    """Files that can only be read. Paths are relative to one top folder, with forward slashes."""

    def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            InputError: it is missing, too large, or lies outside the top folder.
        """

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; nothing if there is no such folder."""

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""


class Commit(Snapshot, Protocol):
    """The files of a repository at one commit."""

    @property
    def commit(self) -> str:
        """Its whole id."""

    def match(self, folder: str, pattern: str) -> Sequence[str]:
        """Return the files below a folder that a glob pattern names, sorted.

        Raises:
            InputError: the pattern leads out of the folder.
        """

    def submodules(self) -> Sequence[str]:
        """Return the folders of which only the commit of another repository is known, sorted."""


class Fork(Protocol):
    """The commit from which the current work has started."""

    @property
    def name(self) -> str:
        """What it was found by, for people: `main`, `origin/main`, a commit."""

    @property
    def commit(self) -> str:
        """Its whole id."""

    @property
    def snapshot(self) -> Commit:
        """The files of the repository there."""

    @property
    def tip(self) -> Commit:
        """Those of what the work goes into; the same object where it has not moved since."""

    @property
    def work(self) -> Commit:
        """Those of the work, as far as it is committed."""

    @property
    def earlier(self) -> "Fork | None":
        """Where the last commit started, should nothing of what is not committed count."""


class History(Protocol):
    """What the files of a repository were at a commit. Nothing is ever written."""

    def here(self) -> str:
        """Return the current folder's path below the top of the repository; empty at the top.

        Raises:
            InputError: the current folder lies in no repository.
        """

    def at(self, ref: str) -> Commit:
        """Return the files of the repository at a branch, tag or commit.

        Raises:
            InputError: there is no repository, or no such commit.
        """

    def fork(self, base: str, head: str = "") -> Fork:
        """Return the last commit that two have in common.

        Args:
            base: a branch, tag or commit; empty: the default branch, or, on it, the commit before;
                that is the current one while something is not committed.
            head: likewise; empty: the current one.

        Raises:
            InputError: there is no repository, no such commit, nothing in common, or the history
                is cut off before what they have in common.
        """


class NamedPath(Protocol):
    """A file or folder on disk that a user named."""

    @property
    def files(self) -> Snapshot:
        """Everything around it that may be read: its repository, else its folder."""

    @property
    def path(self) -> str:
        """Its path in `files`; empty for the top."""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""

    def shown(self, path: str) -> str:
        """Return how a path of `files` is written from the current folder."""


class Network(Protocol):
    """Documents that are read from the network. Nothing is ever sent but the request for one."""

    def fetch(self, address: str) -> bytes:
        """Return a document, the same one each time in one run.

        Raises:
            InputError: it can't be had, is too large, or may not be asked for; without a place.
        """


class World(Protocol):
    """Where names on a command line lead."""

    @property
    def network(self) -> Network | None:
        """The network; None if the user did not allow it."""

    @property
    def history(self) -> History:
        """The repository around the current folder."""

    @property
    def workspace(self) -> Files | None:
        """The files of the workspace; None outside of any."""

    @property
    def workspace_history(self) -> History:
        """The repository around the workspace, which need not be the one around this folder."""

    def workspace_shown(self) -> str:
        """Return what stands before the paths of the workspace when they are shown."""

    def workspace_inside(self) -> str:
        """Return the workspace's path below the top of its repository; empty at the top."""

    def find(self, path: str) -> NamedPath | None:
        """Return a file or folder on disk; None where there is nothing of that name."""


class Cache(Protocol):
    """What was made once and can be made again. Any of it may be gone at any time."""

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, whole; None if it is not there."""

    def put(self, key: str, content: bytes) -> None:
        """Keep something; where that can't be done, nothing happens."""
