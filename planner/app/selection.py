"""What the user asked to see: services, teams and waves, checked against the system."""

from collections.abc import Collection, Iterator, Sequence

from planner.model.errors import InputError
from planner.model.nearest import near_or_known
from planner.model.problem import Problem
from planner.model.system import System
from planner.model.views import Selection
from planner.planning.seed import WAVES

WAVE_NAMES = ("0", "K", *(letter for letter, _ in WAVES), "M")
"""`0` is the foundation, `K` contract work, `M` the milestones."""


def make_selection(
    system: System,
    *,
    services: Sequence[str] = (),
    teams: Sequence[str] = (),
    waves: Sequence[str] = (),
) -> Selection:
    """Return the selection.

    Raises:
        InputError: the system has no such service or team; all unknown names at once.
    """
    problems = [
        *_unknown("service", services, system.services),
        *_unknown("team", teams, system.teams),
        *_unknown("wave", waves, WAVE_NAMES),
    ]
    if problems:
        raise InputError(problems)
    return Selection(frozenset(services), frozenset(teams), frozenset(waves))


def _unknown(kind: str, names: Sequence[str], known: Collection[str]) -> Iterator[Problem]:
    for name in sorted(set(names) - set(known)):
        hint = near_or_known(name, known)
        yield Problem(f"unknown-{kind}", f"there is no {kind} `{name}`", hint=hint)
