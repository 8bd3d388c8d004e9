"""The files of a workspace on a local disk. Nothing outside the workspace is read or written."""

import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from planner.model.errors import InputError
from planner.model.globs import START, States, advance, outside, parts_of
from planner.model.source import Place, Position

MAX_BYTES = 32 * 1024 * 1024
_TOP = Position(1, 1)
_EVERYTHING = ("**",)
_ALL_STATES = frozenset({0, 1})


class LocalFiles:
    """Files below one folder.

    Args:
        root: the workspace, as the user wrote it; messages show paths below it in that form.
        max_bytes: larger files are refused.
    """

    def __init__(self, root: Path, max_bytes: int = MAX_BYTES) -> None:
        self.shown_root = "" if str(root) == "." else root.as_posix()
        self._root = os.path.realpath(root)
        self._max_bytes = max_bytes
        self._listed: set[str] = set()
        """Files that a walk met without passing a link: known to lie inside."""

    def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            InputError: missing, a folder or a device, too large, unreadable, or outside.
        """
        full = f"{self._root}/{path}" if path in self._listed else self._inside(path)
        try:
            # without O_NONBLOCK, opening a pipe would wait for a writer
            descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except OSError as error:
            raise _refused(path, error) from None
        try:
            return self._read_open(descriptor, path)
        except OSError as error:
            raise _refused(path, error) from None
        finally:
            os.close(descriptor)

    def _read_open(self, descriptor: int, path: str) -> bytes:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device, pipe or socket"
            raise _problem("not-a-file", f"`{path}` is {what}, not a file", path, "use a file")
        if status.st_size > self._max_bytes:
            raise _problem(
                "file-too-large",
                f"the file has {status.st_size} bytes; at most {self._max_bytes} are read",
                path,
                "split it, or leave out what no reader needs",
            )
        content = bytearray()
        while chunk := os.read(descriptor, max(1, status.st_size - len(content) + 1)):
            content += chunk
        return bytes(content)

    def read_if_there(self, path: str) -> bytes | None:
        """Return the content of a file, or None where there is none.

        Raises:
            InputError: as `read`, except for a missing file.
        """
        return self.read(path) if self.exists(path) else None

    def match(self, pattern: str) -> Sequence[str]:
        """Return the files that a glob pattern (see `planner.model.globs`) names, sorted.

        Raises:
            InputError: the pattern leads out of the workspace.
        """
        start = _Way(frozenset({self._root}))
        return sorted(set(self._walk("", parts_of(pattern), START, start)))

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; nothing if there is no such folder.

        Raises:
            InputError: the folder lies outside the workspace.
        """
        real = self._inside(folder)
        if not os.path.isdir(real):  # noqa: PTH112  as everywhere here: strings are faster
            return ()
        clean = str(PurePosixPath(folder))
        prefix = "" if clean == "." else f"{clean}/"
        start = _Way(frozenset({self._root, real}), is_linked=real != f"{self._root}/{clean}")
        return sorted(self._walk_all(prefix, start))

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole or not at all; folders are made as needed.

        Raises:
            InputError: it lies outside the workspace or can't be written.
        """
        write_whole(Path(self._inside(path)), content, shown=path)

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder (a dangling link counts as one)."""
        return path in self._listed or os.path.lexists(self._inside(path))

    def _inside(self, path: str) -> str:
        """Return the real path of a path that stays in the workspace."""
        if path.startswith("/") or "\\" in path or "\0" in path or ".." in path.split("/"):
            raise outside(path)
        real = os.path.realpath(f"{self._root}/{path}")
        if real != self._root and not real.startswith(f"{self._root.rstrip('/')}/"):
            raise outside(path)
        return real

    def _walk(
        self, prefix: str, parts: tuple[str, ...], states: States, way: "_Way"
    ) -> Iterator[str]:
        """Yield the files below a folder that match.

        Args:
            prefix: path of the folder with a slash at the end, empty for the workspace.
            parts: the pattern's parts.
            states: which parts may match the next name.
            way: how the walk came here.
        """
        for entry in _entries(f"{self._root}/{prefix}"):
            following = advance(parts, states, entry.name)
            if not following:
                continue
            path = prefix + entry.name
            if entry.is_symlink():
                yield from self._follow(path, parts, following, way)
            elif entry.is_dir():
                yield from self._walk(f"{path}/", parts, following, way)
            elif len(parts) in following:
                if not way.is_linked:
                    self._listed.add(path)
                yield path

    def _walk_all(self, prefix: str, way: "_Way") -> Iterator[str]:
        """Yield all files below a folder: what `_walk` does for `**`, in half the time."""
        folders = [prefix]
        while folders:
            prefix = folders.pop()
            for entry in _entries(f"{self._root}/{prefix}"):
                path = prefix + entry.name
                if entry.name.startswith("."):
                    continue
                if entry.is_symlink():
                    yield from self._follow(path, _EVERYTHING, _ALL_STATES, way)
                elif entry.is_dir():
                    folders.append(f"{path}/")
                else:
                    if not way.is_linked:
                        self._listed.add(path)
                    yield path

    def _follow(
        self, path: str, parts: tuple[str, ...], states: States, way: "_Way"
    ) -> Iterator[str]:
        """Yield what a link leads to; one that leads outside counts as a file, refused on read."""
        full = f"{self._root}/{path}"
        real = os.path.realpath(full)
        is_inside = real.startswith(f"{self._root.rstrip('/')}/")
        if is_inside and os.path.isdir(real):  # noqa: PTH112
            if real not in way.above and not f"{full}/".startswith(f"{real}/"):
                onward = _Way(way.above | {real}, is_linked=True)
                yield from self._walk(f"{path}/", parts, states, onward)
        elif real != self._root and len(parts) in states:
            yield path


@dataclass(frozen=True, slots=True)
class _Way:
    """How a walk came to a folder.

    Args:
        above: real folders that it started from or was linked to; a link back is a circle.
        is_linked: a link was followed, so that a path does not prove where its file lies.
    """

    above: frozenset[str]
    is_linked: bool = False


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def nearest_workspace(here: Path) -> Path | None:
    """Return a folder or the nearest above that has a `plan.yaml`; None outside of any."""
    return next((each for each in (here, *here.parents) if (each / "plan.yaml").exists()), None)


def write_whole(path: Path, content: bytes, *, shown: str = "") -> None:
    """Write a file whole or not at all: beside it first, then moved over it.

    Args:
        path: the file; folders above it are made.
        content: its new content.
        shown: how messages name it, if not by its path.

    Raises:
        InputError: it can't be written there.
    """
    name = shown or str(path)
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, "is a folder")
        if path.exists() and not path.is_file():  # a device such as /dev/null is written through
            path.write_bytes(content)
            return
        target = Path(os.path.realpath(path))
        descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(
            "cannot-write",
            f"can't write `{name}`: {reason}",
            hint="choose a place where you may write",
        ) from None


def _mode(target: Path) -> int:
    """Return the permissions of a file that is replaced, else those of any new file."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _problem(code: str, message: str, path: str, hint: str) -> InputError:
    return InputError.single(code, message, place=Place(path, position=_TOP), hint=hint)


def _refused(path: str, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return _problem("missing-file", f"there is no file `{path}`", path, "write it")
    reason = (error.strerror or str(error)).lower()
    return _problem(
        "unreadable-file", f"can't read `{path}`: {reason}", path, "check its permissions"
    )
