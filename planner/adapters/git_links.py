"""Symbolic links in a commit, followed as the file system follows them.

A folder that is reached by a link on disk must be found in a commit too: else everything in it
would look new, whatever it was before.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import dirname
from typing import Generic, TypeVar

from planner.model.errors import InputError

_Entry = TypeVar("_Entry")
_MOST_STEPS = 40
"""Links on one way, as Linux allows (path_resolution(7))."""
_MOST_PATHS = 200_000


def with_links(entries: Mapping[str, _Entry], targets: Mapping[str, str]) -> Mapping[str, _Entry]:
    """Return the files of a commit by every path that leads to them.

    A link that leads out of the repository, nowhere, or in a circle, stays what it is.

    Args:
        entries: files, links and submodules by path.
        targets: where each link leads, as it says.

    Raises:
        InputError: links multiply files beyond all measure.
    """
    links = _Links(entries, targets, sorted(entries))
    found = {path: entry for path, entry in entries.items() if path not in targets}
    for link in targets:
        found[link] = entries[link]
        for path, real in links.behind(link, link, frozenset()):
            found.pop(link, None)
            found[path] = entries[real]
            if len(found) > len(entries) + _MOST_PATHS:
                raise InputError.single(
                    "too-many-links",
                    f"symbolic links such as `{link}` lead to more than {_MOST_PATHS} files",
                    hint="put files where the links are",
                )
    return found


@dataclass(frozen=True, slots=True)
class _Links(Generic[_Entry]):
    entries: Mapping[str, _Entry]
    targets: Mapping[str, str]
    paths: Sequence[str]
    """All paths, sorted."""

    def behind(self, path: str, link: str, above: frozenset[str]) -> Iterator[tuple[str, str]]:
        """Yield each path below a link, with what it leads to.

        Args:
            path: by which the link was reached.
            link: where it stands.
            above: folders that lead here; a link back to one of them is a circle.
        """
        real = self._real(link)
        if real in self.entries:
            yield path, real
        elif real and real not in above and not link.startswith(f"{real}/"):
            for below in self._below(real):
                onward = path + below[len(real) :]
                if below in self.targets:
                    yield from self.behind(onward, below, above | {real})
                else:
                    yield onward, below

    def _below(self, folder: str) -> Sequence[str]:
        # `0` is what comes after `/`
        start, end = (bisect_left(self.paths, f"{folder}{after}") for after in "/0")
        return self.paths[start:end]

    def _real(self, link: str) -> str:
        """Return the path that a link leads to in the end; empty if outside or in a circle."""
        done: list[str] = []
        left = link.split("/")[::-1]
        for _ in range(_MOST_STEPS):
            while left and "/".join(done) not in self.targets:
                step = left.pop()
                if step == ".." and not done:
                    return ""
                if step == "..":
                    done.pop()
                elif step not in {"", "."}:
                    done.append(step)
            here = "/".join(done)
            if here not in self.targets:
                return here
            target = self.targets[here]
            if target.startswith("/"):
                return ""
            done = [step for step in dirname(here).split("/") if step]
            left += target.split("/")[::-1]
        return ""
