"""`plan impact`: who and what a change touches."""

from planner.app.ports import Files
from planner.app.workspace import load_system
from planner.model.plan import Strength
from planner.model.problem import Problem
from planner.model.views import ImpactView
from planner.planning.impact import find_impact
from planner.planning.subject import SubjectKind, find_subject


def show_impact(
    files: Files,
    subject: str,
    *,
    kind: SubjectKind | None = None,
    at_least: Strength = Strength.EVENT,
    depth: int | None = None,
) -> tuple[ImpactView, tuple[Problem, ...]]:
    """Return what a change of a subject touches, and the workspace's warnings.

    Args:
        files: the workspace.
        subject: as `find_subject` reads it.
        kind: what kind of thing the subject is; None: the first that fits.
        at_least: leave out chains weaker than this.
        depth: longest chain, in links; None for any.

    Raises:
        InputError: the workspace can't be read, or the subject is unknown or ambiguous.
    """
    loaded = load_system(files)
    found = find_subject(loaded.system, subject, kind)
    impact = find_impact(loaded.system, found, at_least, depth)
    return ImpactView(loaded.system, impact), loaded.warnings
