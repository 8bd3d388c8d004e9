"""Parts of a workspace that stand in another repository."""

from collections.abc import Iterator
from posixpath import normpath

from planner.app.check.revision import Revision
from planner.app.ports import Commit
from planner.model.errors import InputError
from planner.model.problem import Problem


def refuse_submodules(snapshot: Commit, inside: str, base: Revision, head: Revision) -> None:
    """Refuse to judge a workspace whose contracts, manifests or ledger are in a submodule.

    A commit holds of a submodule only which commit of the other repository it means: not what the
    contracts were. All of them would look new, and nothing that breaks would be noticed.

    Args:
        snapshot: all files of the repository at a commit.
        inside: the workspace's path below the top of the repository; empty at the top.
        base: the workspace before the change.
        head: the workspace after it.

    Raises:
        InputError: there is one; carries all of them.
    """
    parts = {normpath(f"{inside}/{part}").strip("/") for part in _parts(base, head)}
    problems = [
        Problem(
            "in-a-submodule",
            f"`{module}` is a submodule, and the workspace has `{part}` there; "
            "what a contract in it was can't be told from this repository",
            hint=f"run `plan check` in the repository of `{module}`, "
            "with plan.yaml beside the contracts",
        )
        for module in snapshot.submodules()
        for part in sorted(parts)
        if _overlap(module, part)
    ]
    if problems:
        raise InputError(problems)


def _parts(*revisions: Revision) -> Iterator[str]:
    """Yield the folders that the gate looks into."""
    yield "plan.yaml"
    for revision in revisions:
        if revision.system is None:
            continue
        settings = revision.system.settings
        yield settings.contracts
        yield settings.ratifications
        for pattern in settings.manifests:
            yield _before_wildcards(pattern)


def _before_wildcards(pattern: str) -> str:
    """Return the folder, or file, below which everything that fits a pattern stands."""
    steps = pattern.split("/")
    fixed = next((n for n, step in enumerate(steps) if set(step) & set("*?[")), len(steps))
    return "/".join(steps[:fixed]) or "plan.yaml"


def _overlap(module: str, part: str) -> bool:
    return f"{part}/".startswith(f"{module}/") or f"{module}/".startswith(f"{part}/")
