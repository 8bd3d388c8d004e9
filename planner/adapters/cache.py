"""Files in the user's cache folder that spare work; safe to delete at any time.

Source of the folder: XDG Base Directory Specification 0.8, `$XDG_CACHE_HOME`.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

FOLDER = "contract-planner"
_DIGEST_BYTES = 32
_MOST_BYTES = 512 * 1024 * 1024
"""Of all entries together; beyond that the ones that were written first go."""
_PROGRAM = Path(__file__).parent.parent
_MAKERS = ("app/workspace", "compatibility", "formats", "governance", "model")
"""Folders of what makes that which is kept."""
_FILES = (
    "app/contract_*.py",
    "app/diff_*.py",
    "app/ports.py",
    "app/stubs/compiling.py",
    "app/stubs/finding.py",
    "app/stubs/kept.py",
    "app/stubs/noting.py",
    "app/stubs/remembering.py",
    "app/stubs/sources.py",
    "app/stubs/uses.py",
)
"""Single files of the same sort."""


class LocalCache:
    """Entries in a folder, one file each.

    An entry begins with the digest of its content: one that was cut off or altered is as good as
    none. Nothing that goes wrong here is ever told: the work is done again.

    Args:
        folder: made when something is kept.
        stamp: names the state of the program; what another state has kept is not found.
        most_bytes: of all entries together.
    """

    def __init__(self, folder: Path, stamp: str = "", most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._stamp = stamp
        self._most_bytes = most_bytes

    def get(self, key: str) -> bytes | None:
        """Return what was put under a key, whole; None if it is not there."""
        try:
            content = (self._folder / self._name(key)).read_bytes()
        except OSError:
            return None
        body = content[_DIGEST_BYTES:]
        return body if sha256(body).digest() == content[:_DIGEST_BYTES] else None

    def put(self, key: str, content: bytes) -> None:
        """Keep something; where that can't be done, nothing happens."""
        if len(content) > self._most_bytes:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(self._folder / self._name(key), content)
            self._make_room()

    def _name(self, key: str) -> str:
        return sha256(f"{self._stamp}\0{key}".encode()).hexdigest()

    def _write(self, path: Path, content: bytes) -> None:
        """Write beside the entry and move over it: whoever reads finds the old or the new one."""
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=self._folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sha256(content).digest())
                file.write(content)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Remove the oldest entries while there is too much."""
        with os.scandir(self._folder) as entries:
            found = [(e.stat().st_mtime_ns, e.name, e.stat().st_size) for e in entries]
        total = sum(size for *_, size in found)
        for _, name, size in sorted(found):
            if total <= self._most_bytes:
                return
            (self._folder / name).unlink(missing_ok=True)
            total -= size


def user_cache() -> LocalCache | None:
    """Return the cache of the user; None where there is no place for it."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        base = Path(named) if named.startswith("/") else Path.home() / ".cache"
    except RuntimeError:  # nobody knows where home is
        return None
    return LocalCache(base / FOLDER, program_stamp())


def program_stamp() -> str:
    """Return what changes whenever a file of the program does that may change what is kept."""
    return sha256(repr(sorted(program_files())).encode()).hexdigest()


def program_files() -> Iterator[tuple[str, int, int]]:
    """Yield those files: path, time of the last change in nanoseconds, size in bytes."""
    for name in _MAKERS:
        yield from _stats(str(_PROGRAM / name))
    for pattern in _FILES:
        yield from (_stat(str(path)) for path in _PROGRAM.glob(pattern))


def _stats(folder: str) -> Iterator[tuple[str, int, int]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _stats(entry.path)
            elif entry.name.endswith(".py"):
                yield _stat(entry.path)


def _stat(path: str) -> tuple[str, int, int]:
    status = os.stat(path)  # noqa: PTH116  hundreds of files before the first answer
    return path, status.st_mtime_ns, status.st_size
