"""Files as they stood at a commit, read with the program `git`. Nothing is written or fetched."""

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.adapters.files import MAX_BYTES
from planner.model.errors import InputError
from planner.model.globs import matching
from planner.model.nearest import did_you_mean
from planner.model.source import Place, Position

_TOP = Position(1, 1)
_READ_ONLY = {
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not ask the network for what it lacks
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "--no-replace-objects")
_DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_REGULAR = frozenset({"100644", "100755"})
_LINK = "120000"
_SUBMODULE = "160000"
_DATA = (".yaml", ".yml", ".json")
_MOST_AT_ONCE = 256 * 1024 * 1024
_LONGEST_NAMES = 200


class GitHistory:
    """The history of the repository around a folder.

    Args:
        folder: any folder of the work tree.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def here(self) -> str:
        """Return the folder's path below the top of the repository; empty at the top.

        Raises:
            InputError: the folder lies in no repository, or there is no `git`.
        """
        done = self._git("rev-parse", "--show-prefix")
        if done.returncode:
            raise _problem(
                "no-repository",
                f"this folder is not in a git repository ({_reason(done)})",
                "go to the repository, or name files that are on disk",
            )
        return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").rstrip("/")

    def at(self, ref: str) -> "GitSnapshot":
        """Return the files of the repository at a branch, tag or commit.

        Raises:
            InputError: there is no repository, or no such commit.
        """
        self.here()
        done = self._git(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        )
        if not ref or ref.startswith("-") or done.returncode:
            known = did_you_mean(ref, self._names())
            hint = known or "name a branch, a tag or a commit; `git fetch` gets those that lack"
            raise _problem("unknown-commit", f"git knows no commit `{ref}`", hint)
        return GitSnapshot(self, ref, done.stdout.decode("ascii").strip())

    def fork(self, base: str, head: str = "") -> "GitFork":
        """Return the last commit that two have in common.

        Args:
            base: a branch, tag or commit; empty: the default branch; if `head` is in it already,
                the commit before, or `HEAD` itself while something is not committed.
            head: likewise; empty: `HEAD` with what is not committed.

        Raises:
            InputError: there is no repository, no such commit, or nothing in common.
        """
        name = base or self._default_branch()
        other, here = self.at(name).commit, self.at(head or "HEAD").commit
        done = self._git("merge-base", other, here)
        if done.returncode:
            raise self._no_fork(name, head or "HEAD")
        commit = done.stdout.decode("ascii").split()[0]
        if base or commit != here:
            return GitFork(name, commit, GitSnapshot(self, name, commit))
        before = f"{head or 'HEAD'}^1"
        parent = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", before)
        if parent.returncode or not (head or self._is_clean()):
            return GitFork(head or "HEAD", here, GitSnapshot(self, head or "HEAD", here))
        commit = parent.stdout.decode("ascii").strip()
        return GitFork(before, commit, GitSnapshot(self, before, commit))

    def _is_clean(self) -> bool:
        return not self.run("status", "--porcelain", "--untracked-files=all", "-z")

    def _default_branch(self) -> str:
        """Return the branch that work starts from.

        Raises:
            InputError: none of the usual names is known.
        """
        self.here()
        for name in _DEFAULT_BRANCHES:
            ref = f"{name}^{{commit}}"
            if not self._git("rev-parse", "--verify", "--quiet", ref).returncode:
                return name
        raise _problem(
            "no-base",
            "git knows none of the branches " + ", ".join(f"`{n}`" for n in _DEFAULT_BRANCHES),
            "name what to compare with: `--base REF`",
        )

    def _no_fork(self, name: str, head: str) -> InputError:
        if self.run("rev-parse", "--is-shallow-repository").strip() == b"true":
            return _problem(
                "shallow-history",
                f"the history is cut off before what `{head}` and `{name}` have in common",
                "get all of it: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow",
            )
        hint = "name a branch, tag or commit that the current work has come from"
        return _problem("no-common-commit", f"`{head}` and `{name}` have no commit in common", hint)

    def run(self, *arguments: str, feed: bytes = b"") -> bytes:
        """Return what `git` prints.

        Raises:
            InputError: it fails.
        """
        done = self._git(*arguments, feed=feed)
        if done.returncode:
            raise _problem("git-failed", f"git failed: {_reason(done)}", "see `git fsck`")
        return done.stdout

    def _names(self) -> Sequence[str]:
        done = self._git(
            "for-each-ref", f"--count={_LONGEST_NAMES}", "--format=%(refname:short)", "refs/"
        )
        return ["HEAD", *done.stdout.decode("utf-8", "replace").split()]

    def _git(self, *arguments: str, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603  fixed program, no shell, refs behind --end-of-options
                ["git", *_OPTIONS, *arguments],  # noqa: S607  the git that the user has
                cwd=self._folder,
                env={**os.environ, **_READ_ONLY},
                input=feed,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise _problem(
                "no-git", "the program `git` was not found", "install git, or name files on disk"
            ) from None


@dataclass(frozen=True, slots=True)
class GitFork:
    """Where work has started; see `planner.app.ports.Fork`."""

    name: str
    commit: str
    snapshot: "GitSnapshot"


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    object_id: str
    size: int


class GitSnapshot:
    """The files of one commit; made by `GitHistory.at`."""

    def __init__(self, history: GitHistory, ref: str, commit: str) -> None:
        self._history = history
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
            what = "a symbolic link" if entry.mode == _LINK else "a submodule"
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
            listed = self._history.run("ls-tree", "-r", "-l", "-z", "--full-tree", self.commit)
            lines = listed.decode("utf-8", "surrogateescape").split("\0")
            self._entries = dict(_entry(line) for line in lines if line)
        return self._entries

    def _content(self, path: str, entry: _Entry) -> bytes:
        """Return a content; what a listing named is read at once, one process for all."""
        if path not in self._contents and path in self._wanted:
            self._read_wanted()
        if path in self._contents:
            return self._contents[path]
        return self._history.run("cat-file", "blob", entry.object_id)

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
        feed = "".join(f"{tree[path].object_id}\n" for path in chosen).encode("ascii")
        output = self._history.run("cat-file", "--batch", feed=feed)
        self._contents.update(_split_batch(output, chosen))


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


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else f"exit code {done.returncode}"


def _problem(code: str, message: str, hint: str) -> InputError:
    return InputError.single(code, message, hint=hint)
