"""A workspace as it stood at a commit."""

from collections.abc import Sequence

from planner.app.ports import Commit
from planner.model.errors import InputError


class SnapshotFiles:
    """The files of a workspace in a snapshot of its repository; nothing can be written.

    Args:
        snapshot: all files of the repository.
        folder: the workspace's path below the top of the repository; empty at the top.
    """

    def __init__(self, snapshot: Commit, folder: str) -> None:
        self._snapshot = snapshot
        self._prefix = f"{folder}/" if folder else ""

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        return self._snapshot.read(self._full(path))

    def read_if_there(self, path: str) -> bytes | None:
        """Return the content of a file, or None where there is none."""
        return self.read(path) if self.exists(path) else None

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a glob pattern names, sorted."""
        found = self._snapshot.match(self._prefix.rstrip("/"), pattern)
        return [path.removeprefix(self._prefix) for path in found]

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; nothing if there is no such folder."""
        inside = self._full(folder.rstrip("/")).rstrip("/") if folder not in {"", "."} else ""
        listed = self._snapshot.list_files(inside or self._prefix.rstrip("/"))
        return [path.removeprefix(self._prefix) for path in listed]

    def write(self, path: str, content: bytes) -> None:
        """Refuse: what was committed stays as it is."""
        del content
        raise InputError.single("read-only", f"`{path}` can't be written into a commit")

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""
        return self._snapshot.exists(self._full(path))

    def _full(self, path: str) -> str:
        return f"{self._prefix}{path.removeprefix('./')}"
