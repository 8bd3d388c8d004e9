"""Files as they stood at a commit, read with the program `git`. Nothing is written or fetched."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.adapters.git_snapshot import GitSnapshot
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean

_READ_ONLY = {
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone must not ask the network for what it lacks
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_OPTIONS = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never", "--no-replace-objects")
_TOLD = ("GIT_DIR", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE")
_DEFAULT_BRANCHES = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
_DEEPER = "get all of it: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow"
_LONGEST_NAMES = 200


class GitHistory:
    """The history of the repository around a folder.

    Args:
        folder: any folder of the work tree.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here: str | None = None

    def here(self) -> str:
        """Return the folder's path below the top of the repository; empty at the top.

        Raises:
            InputError: the folder lies in no repository, or there is no `git`.
        """
        if self._here is None:
            done = self._git("rev-parse", "--show-prefix")
            if done.returncode:
                raise _problem(
                    "no-repository",
                    f"this folder is not in a git repository ({_reason(done)})",
                    "go to the repository, or name files that are on disk",
                )
            prefix = done.stdout.decode("utf-8", "surrogateescape")
            self._here = prefix.rstrip("\n").rstrip("/")
        return self._here

    def at(self, ref: str) -> GitSnapshot:
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
        return GitSnapshot(self.run, ref, done.stdout.decode("ascii").strip())

    def fork(self, base: str, head: str = "") -> "GitFork":
        """Return the last commit that two have in common.

        Args:
            base: a branch, tag or commit; empty: the default branch; if `head` is in it already,
                the commit before, or `HEAD` itself while something is not committed.
            head: likewise; empty: `HEAD` with what is not committed.

        Raises:
            InputError: there is no repository, no such commit, nothing in common, or the history
                is cut off before what they have in common.
        """
        name = base or self._default_branch()
        other, here = self.at(name), self.at(head or "HEAD")
        done = self._git("merge-base", other.commit, here.commit)
        if done.returncode:
            raise self._no_fork(name, head or "HEAD")
        commit = done.stdout.decode("ascii").split()[0]
        if base or commit != here.commit:
            left = other if commit == other.commit else GitSnapshot(self.run, name, commit)
            return GitFork(name, commit, left, other, here)
        before = self._before(head or "HEAD", here)
        if head or self._is_clean():
            return before
        tip = here if here.commit == other.commit else other
        earlier = before if before.commit != here.commit else None
        return GitFork("HEAD", here.commit, here, tip, here, earlier)

    def _before(self, head: str, here: GitSnapshot) -> "GitFork":
        """Return the commit before another one; of the first commit itself.

        Raises:
            InputError: it is not there because the history is cut off.
        """
        name = f"{head}^1"
        done = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{here.commit}^1")
        if not done.returncode:
            parent = GitSnapshot(self.run, name, done.stdout.decode("ascii").strip())
            return GitFork(name, parent.commit, parent, parent, here)
        if self._is_shallow():
            raise _problem("shallow-history", f"the history is cut off at `{head}`", _DEEPER)
        return GitFork(head, here.commit, here, here, here)

    def _is_clean(self) -> bool:
        return not self.run("status", "--porcelain", "--untracked-files=all", "-z")

    def _is_shallow(self) -> bool:
        return self.run("rev-parse", "--is-shallow-repository").strip() == b"true"

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
        if self._is_shallow():
            return _problem(
                "shallow-history",
                f"the history is cut off before what `{head}` and `{name}` have in common",
                _DEEPER,
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
                env={**os.environ, **_places(), **_READ_ONLY},
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
    snapshot: GitSnapshot
    tip: GitSnapshot
    work: GitSnapshot
    earlier: "GitFork | None" = None


def _places() -> Mapping[str, str]:
    """Return where the repository is, if the environment says so: git is run in another folder.

    Git tells it to hooks that way, by paths from the folder in which they start.
    """
    told = {name: os.environ.get(name) for name in _TOLD}
    return {name: os.path.abspath(path) for name, path in told.items() if path}  # noqa: PTH100  links stay


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else f"exit code {done.returncode}"


def _problem(code: str, message: str, hint: str) -> InputError:
    return InputError.single(code, message, hint=hint)
