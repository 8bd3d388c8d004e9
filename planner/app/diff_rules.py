"""Rule globs: which rules a user means."""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from planner.compatibility.rules import all_rules
from planner.model.nearest import did_you_mean
from planner.model.problem import Problem
from planner.model.source import Place

_GLOB = frozenset("*?[")


def rule_ids() -> tuple[str, ...]:
    """Return the ids of all rules, sorted."""
    return tuple(sorted(rule.id for rule in all_rules()))


def fits(rule: str, globs: Iterable[str]) -> bool:
    """Return whether one of some globs fits a rule id."""
    return any(fnmatchcase(rule, glob) for glob in globs)


def check_globs(globs: Sequence[tuple[str, Place | None]]) -> list[Problem]:
    """Return a problem for each glob that fits no rule.

    Args:
        globs: with the places where they are written, if that is in a file.
    """
    return [_unknown(glob, place) for glob, place in globs if not _is_known(glob)]


def _is_known(glob: str) -> bool:
    if not _GLOB & set(glob):
        return glob in rule_ids()
    return any(fnmatchcase(rule, glob) for rule in rule_ids())


def _unknown(glob: str, place: Place | None) -> Problem:
    is_glob = bool(_GLOB & set(glob))
    message = f"no rule fits `{glob}`" if is_glob else f"there is no rule `{glob}`"
    near = "" if is_glob else did_you_mean(glob, rule_ids())
    return Problem("unknown-rule", message, place, near or "`plan explain` lists the rules")
