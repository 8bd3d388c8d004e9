"""Files and folders that a user names, wherever they lie; each is read within its repository."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.adapters.files import LocalFiles
from planner.adapters.git import GitHistory

if TYPE_CHECKING:
    from planner.adapters.network import HttpNetwork

_MARKERS = (".git", "plan.yaml")


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A file or folder on disk; see `planner.app.ports.NamedPath`."""

    files: LocalFiles
    path: str
    is_folder: bool
    top: Path
    here: Path
    is_absolute: bool

    def shown(self, path: str) -> str:
        """Return how a path of `files` is written, in the way in which the user wrote this one."""
        full = self.top / path
        return (full if self.is_absolute else Path(os.path.relpath(full, self.here))).as_posix()


class Surroundings:
    """What a command line may name.

    Args:
        here: the current folder.
        workspace: the files of the workspace; None outside of any.
        network: where documents are fetched from; None: nothing is.
    """

    def __init__(
        self,
        here: Path,
        workspace: LocalFiles | None = None,
        network: "HttpNetwork | None" = None,
    ) -> None:
        self._here = here
        self.workspace = workspace
        self.network = network
        self.history = GitHistory(here)

    @property
    def workspace_history(self) -> GitHistory:
        """The repository around the workspace; around the current folder where there is none."""
        return (
            GitHistory(self._here / self.workspace.shown_root) if self.workspace else self.history
        )

    def find(self, path: str) -> FoundPath | None:
        """Return a file or folder on disk; None where there is nothing of that name."""
        if not path or "\0" in path:
            return None
        named = self._here / path
        if not named.exists():
            return None
        is_folder = named.is_dir()
        # only the folder is resolved: a link is read under its own name, and only if it stays
        place = Path(os.path.abspath(named))  # noqa: PTH100  Path.resolve would follow the link
        top = _top_of(place if is_folder else place.parent)
        inside = place.relative_to(top).as_posix()
        return FoundPath(
            LocalFiles(top),
            "" if inside == "." else inside,
            is_folder,
            top,
            Path(os.path.abspath(self._here)),  # noqa: PTH100  as above
            Path(path).is_absolute(),
        )

    def workspace_shown(self) -> str:
        """Return what stands before the paths of the workspace when they are shown."""
        return (self.workspace.shown_root or ".") if self.workspace else ""

    def workspace_inside(self) -> str:
        """Return the workspace's path below the top of its repository; empty at the top."""
        found = self.find(self.workspace_shown())
        return found.path if found else ""


def _top_of(folder: Path) -> Path:
    """Return the folder beyond which nothing is read: the repository's, else the folder itself."""
    for marker in _MARKERS:
        for above in (folder, *folder.parents):
            if (above / marker).exists():
                return above
    return folder
