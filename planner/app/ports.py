"""What the use cases need from the world."""

from collections.abc import Sequence
from datetime import date
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
    """The day it is."""

    def today(self) -> date:
        """Return the current date."""


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


class History(Protocol):
    """What the files of a repository were at a commit. Nothing is ever written."""

    def here(self) -> str:
        """Return the current folder's path below the top of the repository; empty at the top.

        Raises:
            InputError: the current folder lies in no repository.
        """

    def at(self, ref: str) -> Snapshot:
        """Return the files of the repository at a branch, tag or commit.

        Raises:
            InputError: there is no repository, or no such commit.
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


class World(Protocol):
    """Where names on a command line lead."""

    @property
    def history(self) -> History:
        """The repository around the current folder."""

    @property
    def workspace(self) -> Files | None:
        """The files of the workspace; None outside of any."""

    def workspace_shown(self) -> str:
        """Return what stands before the paths of the workspace when they are shown."""

    def workspace_inside(self) -> str:
        """Return the workspace's path below the top of its repository; empty at the top."""

    def find(self, path: str) -> NamedPath | None:
        """Return a file or folder on disk; None where there is nothing of that name."""
