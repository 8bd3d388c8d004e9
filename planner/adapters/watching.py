"""Notices when files that were read have changed: by looking again, on any system, with no service.

A change of content without a change of size or of any time stamp goes unnoticed.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from planner.adapters.files import LocalFiles
from planner.adapters.surroundings import FoundPath, Surroundings

Stamp = tuple[int, int, int, int] | None


class Watch:
    """Everything that was looked at since the last `forget`."""

    def __init__(self) -> None:
        self._files: dict[str, Stamp] = {}
        self._lists: dict[tuple[LocalFiles, str, str], Sequence[str]] = {}

    def forget(self) -> None:
        """Begin anew: what is read from now on is what counts."""
        self._files = {}
        self._lists = {}

    def file(self, path: str) -> None:
        """Remember how a file looks, before it is read."""
        self._files.setdefault(path, _stamp(path))

    def listing(self, files: LocalFiles, how: str, what: str, found: Sequence[str]) -> None:
        """Remember which files there are.

        Args:
            files: those that were asked.
            how: `match` or `list_files`.
            what: the pattern or folder.
            found: the answer.
        """
        self._lists[files, how, what] = tuple(found)

    def has_changed(self) -> bool:
        """Return whether anything looks different now."""
        if any(_stamp(path) != stamp for path, stamp in list(self._files.items())):
            return True
        return any(
            tuple(getattr(LocalFiles, how)(files, what)) != found
            for (files, how, what), found in list(self._lists.items())
        )


def _stamp(path: str) -> Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116  many files, many times: strings are faster
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


class WatchedFiles(LocalFiles):
    """Files below one folder, each look at them noted.

    Args:
        root: see `LocalFiles`.
        watch: where it is noted.
    """

    def __init__(self, root: Path, watch: Watch) -> None:
        super().__init__(root)
        self._watch = watch

    def read(self, path: str) -> bytes:
        """Return the content of a file; see `LocalFiles`."""
        self._watch.file(f"{self._root}/{path}")
        return super().read(path)

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder; see `LocalFiles`."""
        is_there = super().exists(path)
        if not is_there:
            self._watch.file(f"{self._root}/{path}")
        return is_there

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a pattern names; see `LocalFiles`."""
        found = super().match(pattern)
        self._watch.listing(self, "match", pattern, found)
        return found

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder; see `LocalFiles`."""
        found = super().list_files(folder)
        self._watch.listing(self, "list_files", folder, found)
        return found


class WatchedSurroundings(Surroundings):
    """What a command line may name, each look at it noted.

    Args:
        here: the current folder.
        workspace: the files of the workspace; None outside of any.
        watch: where it is noted.
    """

    def __init__(self, here: Path, workspace: LocalFiles | None, watch: Watch) -> None:
        super().__init__(here, workspace)
        self._watch = watch

    def find(self, path: str) -> FoundPath | None:
        """Return a file or folder on disk; see `Surroundings`."""
        self._watch.file(str(self._here / path))
        found = super().find(path)
        return replace(found, files=WatchedFiles(found.top, self._watch)) if found else None
