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
