"""Which operations of a contract the paths of some requests may lead to."""

from collections.abc import Iterable


class RequestPaths:
    """Paths of requests, as they are sent; what a server puts before its paths may stand first.

    Args:
        paths: without queries.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._steps = [path.split("/") for path in dict.fromkeys(paths)]
        self._ends: dict[int, set[tuple[str, ...]]] = {}

    def may_lead_to(self, template: str) -> bool:
        """Return whether one of the paths may be meant for a template; True where in doubt."""
        wanted = template.split("/")
        if len(wanted) not in self._ends:
            self._ends[len(wanted)] = self._last(len(wanted) - 1)
        return any(_fits(wanted[1:], end) for end in self._ends[len(wanted)])

    def _last(self, count: int) -> set[tuple[str, ...]]:
        """Return the last steps of each path, as many as a template has."""
        return {tuple(steps[len(steps) - count :]) for steps in self._steps if count < len(steps)}


def _fits(template: Iterable[str], steps: Iterable[str]) -> bool:
    """Return whether steps are those of a template; a parameter never holds a slash."""
    return all(
        wanted == step or "{" in wanted for wanted, step in zip(template, steps, strict=True)
    )
