"""Words that the formats of a history share."""

from collections.abc import Sequence

from planner.model.finding import Severity
from planner.model.history_view import Broken, HistoryView, VersionLine
from planner.render._text import plural
from planner.render.diff._words import counts_text

_FEW = 2


def step_text(line: VersionLine) -> str:
    """Return what a version changed against the one before, in numbers."""
    if line.same_as:
        return f"the same as {line.same_as}"
    return counts_text(line.counts) if line.counts else ""


def breaks_with_text(line: VersionLine, view: HistoryView) -> str:
    """Return the earlier versions that a version breaks with: `1.0.0 to 1.3.0, 1.5.0`.

    Promises are named where they differ.
    """
    names = [version.version for version in view.versions]
    parts = [
        f"{ranges_text(versions, names)}{_promised(promises, line.breaks)}"
        for promises, versions in by_promises(line).items()
    ]
    return "; ".join(parts)


def by_promises(line: VersionLine) -> dict[tuple[str, ...], list[str]]:
    """Return the earlier versions that a version breaks with, by the promises that break."""
    found: dict[tuple[str, ...], list[str]] = {}
    for broken in line.breaks:
        found.setdefault(broken.promises, []).append(broken.version)
    return found


def _promised(promises: tuple[str, ...], every: Sequence[Broken]) -> str:
    is_said = any(broken.promises for broken in every)
    return f" ({', '.join(promises)})" if is_said and promises else ""


def ranges_text(versions: Sequence[str], names: Sequence[str]) -> str:
    """Return versions in few words: neighbours as a range.

    Args:
        versions: some of `names`, in their order.
        names: all versions, the oldest first.
    """
    index = {name: number for number, name in enumerate(names)}
    runs: list[list[str]] = []
    for version in versions:
        if runs and index[version] == index[runs[-1][-1]] + 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    return ", ".join(
        f"{run[0]} to {run[-1]}" if len(run) > _FEW else ", ".join(run) for run in runs
    )


def summary_text(view: HistoryView) -> str:
    """Return one line that sums up a history."""
    count = sum(bool(line.breaks) for line in view.versions)
    what = "every earlier version" if view.is_transitive else "the version before"
    mode = f", mode {view.mode}" if view.mode else ""
    found = f"{plural(count, 'version')} break" if count != 1 else "1 version breaks"
    return f"{plural(len(view.versions), 'version')} against {what}{mode}: {found}"


def hidden_text(view: HistoryView) -> str:
    """Return what is not listed and how to see it; empty if everything is."""
    if view.is_changelog or not view.counts[Severity.SAFE]:
        return ""
    return "safe changes are counted only; `--changelog` lists them"
