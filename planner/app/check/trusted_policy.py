"""The policy of the comparisons that counts: not that of the change itself."""

from collections.abc import Iterator

from planner.app.check.revision import Revision
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_policy import policy_at
from planner.model.problem import Level, Problem
from planner.model.source import Place
from planner.model.workspace_file import WorkspaceFile


def trusted_policy(tip: Revision) -> LoadedPolicy:
    """Return the policy of the workspace into which a change goes: it can't accept itself.

    Raises:
        InputError: the policy can't be read.
    """
    path = tip.system.settings.diff_policy if tip.system else None
    return policy_at(tip.files, path if path and tip.files.exists(path) else None)


def policies_to_come(wanted: WorkspaceFile, tip: Revision) -> Iterator[Problem]:
    """Yield that policies which a change brings do not count yet, as warnings."""
    if tip.system is None:
        return
    before = tip.system.settings
    path = before.diff_policy
    known = path if path is not None and tip.files.exists(path) else None
    if wanted.diff_policy not in {None, known}:
        yield _not_yet(f"`{wanted.diff_policy}` is not the policy", "diff_policy")
    if wanted.lint != before.lint:
        yield _not_yet("`lint` is another", "lint")


def _not_yet(what: str, key: str) -> Problem:
    message = f"{what} at the base, and what is there counts until this is merged"
    hint = "merge the policy in a change of its own"
    return Problem("no-policy-yet", message, Place("plan.yaml", (key,)), hint, Level.WARNING)
