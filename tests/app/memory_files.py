"""Files that are only in memory."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatch

from planner.model.errors import InputError


class MemoryFiles:
    """Files of one side, or of a workspace: path -> text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def read(self, path: str) -> bytes:
        if path not in self._texts:
            raise InputError.single("missing-file", f"there is no file `{path}`")
        return self._texts[path].encode()

    def read_if_there(self, path: str) -> bytes | None:
        return self._texts[path].encode() if path in self._texts else None

    def match(self, pattern: str) -> Sequence[str]:
        return sorted(path for path in self._texts if fnmatch(path, pattern))

    def list_files(self, folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self._texts if path.startswith(prefix))

    def write(self, path: str, content: bytes) -> None:
        self._texts[path] = content.decode()

    def exists(self, path: str) -> bool:
        return path in self._texts or bool(self.list_files(path))
