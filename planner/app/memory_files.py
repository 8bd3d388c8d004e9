"""Files that are not on a disk: texts given to the API, versions sent to another process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.model.errors import InputError


@dataclass(frozen=True, slots=True)
class MemoryFiles:
    """A few files in memory, which can only be read.

    Args:
        contents: path -> content.
    """

    contents: Mapping[str, bytes]

    def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            InputError: it is missing.
        """
        if path not in self.contents:
            raise InputError.single("missing-file", f"there is no file `{path}`")
        return self.contents[path]

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; of a file, itself."""
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self.contents if path.startswith(prefix) or path == folder)

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""
        return bool(self.list_files(path))
