"""Files that are only in memory."""

from collections.abc import Mapping, Sequence

from planner.model.errors import InputError


class MemoryFiles:
    """Files of one side: path -> text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def read(self, path: str) -> bytes:
        if path not in self._texts:
            raise InputError.single("missing-file", f"there is no file `{path}`")
        return self._texts[path].encode()

    def list_files(self, folder: str) -> Sequence[str]:
        prefix = f"{folder}/" if folder else ""
        return sorted(path for path in self._texts if path.startswith(prefix))

    def exists(self, path: str) -> bool:
        return path in self._texts or bool(self.list_files(path))
