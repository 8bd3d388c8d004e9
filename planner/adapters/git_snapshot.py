"""The files of one commit, read from git in as few processes as can be."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.adapters.files import MAX_BYTES
from planner.adapters.git_links import with_links
from planner.model.errors import InputError
from planner.model.globs import matching
from planner.model.nearest import did_you_mean
from planner.model.source import Place, Position

_TOP = Position(1, 1)
_REGULAR = frozenset({"100644", "100755"})
_LINK = "120000"
_SUBMODULE = "160000"
_DATA = (".yaml", ".yml", ".json")
_MOST_AT_ONCE = 256 * 1024 * 1024
_LONGEST_PATH = 4096

Run = Callable[..., bytes]
"""Runs git with some arguments, and what it is fed as `feed`."""


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    object_id: str
    size: int


class GitSnapshot:
    """The files of one commit; made by `GitHistory.at`.

    Args:
        run: runs git and returns what it prints.
        ref: how the commit is named to people.
        commit: its whole id.
    """

    def __init__(self, run: Run, ref: str, commit: str) -> None:
        self._run = run
        self._ref = ref
        self.commit = commit
        self._entries: Mapping[str, _Entry] | None = None
        self._contents: dict[str, bytes] = {}
        self._wanted: set[str] = set()

    def read(self, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            InputError: missing, a folder or link, or too large.
        """
        entry = self._tree().get(path)
        place = Place(path, position=_TOP)
        if entry is None:
            raise InputError.single(
                "missing-file",
                f"there is no file `{path}` at `{self._ref}`",
                place=place,
                hint=did_you_mean(path, self._tree()) or "paths begin at the repository's top",
            )
        if entry.mode not in _REGULAR:
            what = "a symbolic link to nowhere" if entry.mode == _LINK else "a submodule"
            raise InputError.single(
                "not-a-file",
                f"`{path}` is {what} at `{self._ref}`, not a file",
                place=place,
                hint="name the file itself",
            )
        if entry.size > MAX_BYTES:
            raise InputError.single(
                "file-too-large",
                f"the file has {entry.size} bytes; at most {MAX_BYTES} are read",
                place=place,
                hint="split it, or leave out what no reader needs",
            )
        return self._content(path, entry)

    def list_files(self, folder: str) -> Sequence[str]:
        """Return all files below a folder, sorted; nothing if there is no such folder."""
        prefix = f"{folder}/" if folder not in {"", "."} else ""
        found = [
            path
            for path in self._tree()
            if path.startswith(prefix) and not _is_hidden(path[len(prefix) :])
        ]
        self._wanted.update(path for path in found if path.endswith(_DATA))
        return sorted(found)

    def match(self, folder: str, pattern: str) -> Sequence[str]:
        """Return the files below a folder that a glob pattern names, sorted.

        Args:
            folder: where the pattern begins; empty for the top.
            pattern: see `planner.model.globs`.

        Raises:
            InputError: the pattern leads out of the folder.
        """
        prefix = f"{folder}/" if folder else ""
        below = (path[len(prefix) :] for path in self._tree() if path.startswith(prefix))
        found = [prefix + path for path in matching(below, pattern)]
        self._wanted.update(path for path in found if path.endswith(_DATA))
        return found

    def exists(self, path: str) -> bool:
        """Return whether there is a file or folder."""
        tree = self._tree()
        return path in {"", "."} or path in tree or any(p.startswith(f"{path}/") for p in tree)

    def submodules(self) -> Sequence[str]:
        """Return the folders of which only the commit of another repository is known, sorted."""
        return sorted(path for path, entry in self._tree().items() if entry.mode == _SUBMODULE)

    def _tree(self) -> Mapping[str, _Entry]:
        if self._entries is None:
            listed = self._run("ls-tree", "-r", "-l", "-z", "--full-tree", self.commit)
            lines = listed.decode("utf-8", "surrogateescape").split("\0")
            entries = dict(_entry(line) for line in lines if line)
            links = [path for path, entry in entries.items() if entry.mode == _LINK]
            self._entries = with_links(entries, self._targets(entries, links)) if links else entries
        return self._entries

    def _targets(self, entries: Mapping[str, _Entry], links: Sequence[str]) -> Mapping[str, str]:
        """Return where each link leads."""
        short = [path for path in links if entries[path].size <= _LONGEST_PATH]
        read = self._read_at_once(entries, short)
        return {path: to.decode("utf-8", "surrogateescape") for path, to in read.items()}

    def _content(self, path: str, entry: _Entry) -> bytes:
        """Return a content; what a listing named is read at once, one process for all."""
        if path not in self._contents and path in self._wanted:
            self._read_wanted()
        if path in self._contents:
            return self._contents[path]
        return self._run("cat-file", "blob", entry.object_id)

    def _read_wanted(self) -> None:
        tree = self._tree()
        chosen: list[str] = []
        room = _MOST_AT_ONCE
        for path in sorted(self._wanted):
            entry = tree[path]
            if entry.mode in _REGULAR and entry.size <= min(room, MAX_BYTES):
                chosen.append(path)
                room -= entry.size
        self._wanted.clear()
        self._contents.update(self._read_at_once(tree, chosen))

    def _read_at_once(
        self, entries: Mapping[str, _Entry], paths: Sequence[str]
    ) -> Mapping[str, bytes]:
        """Return the contents of files: one process for all."""
        feed = "".join(f"{entries[path].object_id}\n" for path in paths).encode("ascii")
        return _split_batch(self._run("cat-file", "--batch", feed=feed), paths)


def _split_batch(output: bytes, paths: Iterable[str]) -> Mapping[str, bytes]:
    """Return the contents in the output of `git cat-file --batch`."""
    contents = {}
    start = 0
    for path in paths:
        end = output.index(b"\n", start)
        size = int(output[start:end].rsplit(b" ", 1)[1])
        contents[path] = output[end + 1 : end + 1 + size]
        start = end + 2 + size
    return contents


def _entry(line: str) -> tuple[str, _Entry]:
    """Return path and entry of a line of `git ls-tree`: mode, type, object, size, path."""
    about, _, path = line.partition("\t")
    mode, _, object_id, size = about.split()
    return path, _Entry(mode, object_id, int(size) if size.isdigit() else 0)


def _is_hidden(path: str) -> bool:
    return any(step.startswith(".") for step in path.split("/"))
