"""Folders that are written whole: generated packages."""

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from planner.model.errors import InputError

_MOST_BYTES = 1024 * 1024 * 1024
_IGNORED = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})


class LocalFolders:
    """Folders below one folder, each of which is replaced as a whole.

    Args:
        root: need not be there yet.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.shown = root.as_posix()

    def names(self) -> Sequence[str]:
        """Return the names of the folders, sorted; what is hidden is none."""
        if not self._root.is_dir():
            return ()
        found = (entry for entry in self._root.iterdir() if entry.is_dir())
        return sorted(entry.name for entry in found if not entry.name.startswith((".", "_")))

    def read(self, name: str) -> Mapping[str, bytes] | None:
        """Return path -> content of all files of a folder; None if there is no such folder.

        What Python and its tools keep is left out. A link counts as a file that holds where it
        leads: it is not followed.

        Raises:
            InputError: a file can't be read, or there is more than anybody would generate.
        """
        folder = self._root / name
        if not folder.is_dir() or folder.is_symlink():
            return None
        try:
            return _contents(folder)
        except OSError as error:
            raise _refused("read", folder, error) from None

    def replace(self, name: str, files: Mapping[str, bytes]) -> None:
        """Put a folder with just these files in the place of what is there, whole or not at all.

        Raises:
            InputError: it can't be written.
        """
        target = self._root / name
        beside: Path | None = None
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=self._root))
            _fill(beside / "new", files)
            _swap(beside, target)
        except OSError as error:
            raise _refused("write", target, error) from None
        finally:
            if beside is not None:
                shutil.rmtree(beside, ignore_errors=True)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _swap(beside: Path, target: Path) -> None:
    """Put the new folder in place; if that fails, what was there is put back."""
    old = beside / "old"
    if os.path.lexists(target):
        target.rename(old)
    try:
        (beside / "new").rename(target)
    except OSError:
        with suppress(OSError):
            old.rename(target)
        raise


def _contents(folder: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    size = 0
    for above, folders, names in os.walk(folder):
        here = Path(above)
        for name in [*names, *(one for one in folders if (here / one).is_symlink())]:
            path = here / name
            content = str(path.readlink()).encode() if path.is_symlink() else _bytes_of(path)
            size += len(content)
            found[path.relative_to(folder).as_posix()] = content
        folders[:] = [one for one in folders if one not in _IGNORED]
        if size > _MOST_BYTES:
            raise InputError.single(
                "folder-too-large",
                f"`{folder}` holds more than any stub",
                hint="name the folder that holds the stubs",
            )
    return dict(sorted(found.items()))


def _bytes_of(path: Path) -> bytes:
    """Return the content of a file; what is no file is as good as an empty one."""
    return path.read_bytes() if path.is_file() else b""


def _refused(what: str, path: Path, error: OSError) -> InputError:
    reason = (error.strerror or str(error)).lower()
    return InputError.single(
        f"cannot-{what}",
        f"can't {what} `{path}`: {reason}",
        hint=f"choose a folder that you may {what}",
    )
