"""The gate: what has become of a contract version -> may it go in, and if not, what would help.

Nothing here trusts what the change itself says about who may agree: standings come from the teams,
approvers and keys of the base (see `trusted_settings`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from planner.compatibility.version_demand import demand_of, lowest_version, satisfies, version_of
from planner.governance.sshsig import key_part
from planner.model.check_view import Block, ChangeKind
from planner.model.finding import Finding, Severity
from planner.model.problem import Problem
from planner.model.ratification import LedgerState, Standing
from planner.model.source import Place
from planner.model.workspace_file import TeamFile, WorkspaceFile

BEFORE_SUNSET = "operation-removed-before-sunset"


class GateRule(NamedTuple):
    """Why a change does not go in."""

    id: str
    title: str
    why: str


GATE_RULES = (
    GateRule(
        "ratified-version-changed",
        "a ratified version says something else than what was agreed to",
        "Consumers build on exactly what they agreed to. After the last party has agreed, a "
        "version is frozen: whatever changes, however small, is a new version.",
    ),
    GateRule(
        "ratification-removed",
        "agreements that a version lives on are gone, and its files are still there",
        "Who takes entries out of the ledger makes a frozen version look like a draft, and a break "
        "that was agreed to look like one that nobody was asked about.",
    ),
    GateRule(
        "breaking-change-unratified",
        "a breaking change that the provider and those whom it hurts have not agreed to",
        "A consumer learns about a break here, not in production; it goes in when each of them "
        "has agreed to exactly these files.",
    ),
    GateRule(
        "version-too-small",
        "a version number that promises more than the change keeps",
        "Consumers choose versions by range: `^1.2` takes every 1.x for harmless (Semantic "
        "Versioning 2.0.0, items 6 to 8).",
    ),
    GateRule(
        "removed-before-sunset",
        "something is removed before the end of its deprecation",
        "A date was published until which it would stay (RFC 8594, The Sunset HTTP Header Field).",
    ),
    GateRule(
        "missing-in-contract",
        "a manifest uses a contract, version, operation or message that is not there",
        "The consumer would call something that nobody promises; this is also how the removal of "
        "a version that somebody still uses is found.",
    ),
    GateRule(
        "removed-while-used",
        "a version goes, or nobody offers it any more, and somebody used it until this change",
        "A change that takes a version away together with the lines of a manifest that say who "
        "uses it looks as if nobody did. A consumer leaves in a change of its own, before.",
    ),
    GateRule(
        "contract-unreadable",
        "a contract can't be compared with what it was, or can't be read as a whole",
        "What can't be read can't be shown to be harmless; a reference out of the contract's "
        "folder leads to what may change without the contract.",
    ),
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about one contract version that has changed.

    Args:
        key: `id@version`.
        version: of it.
        before_version: of what it was compared with; empty if with nothing.
        hurt: consumers that a breaking change hurts.
        must_agree: the provider's team and those of the hurt, sorted.
        was: its ratification at the base; None if it was not there.
        now: its ratification with its new files; None if it is gone.
        folder: where it stands, for what is to be done.
        place: of its main file.
    """

    key: str
    version: str
    change: ChangeKind
    before_version: str = ""
    findings: tuple[Finding, ...] = ()
    hurt: tuple[str, ...] = ()
    must_agree: tuple[str, ...] = ()
    was: Standing | None = None
    now: Standing | None = None
    folder: str = ""
    place: Place | None = None

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """The breaking findings."""
        return tuple(f for f in self.findings if f.severity is Severity.BREAKING)

    @property
    def missing(self) -> tuple[str, ...]:
        """The teams that must agree and have not."""
        agreed = self.now.approvals if self.now else {}
        return tuple(team for team in self.must_agree if team not in agreed)


def decide(situation: Situation) -> tuple[Block, ...]:
    """Return why a change of a contract version may not go in; nothing if it may."""
    was = situation.was
    was_ratified = was is not None and was.last_ratified is not None
    if situation.change is ChangeKind.EDITED and was and was_ratified:
        # what went in by another change since this one started is no edit
        is_same = situation.now is not None and situation.now.digest == was.digest
        return () if is_same else (_frozen(situation),)
    if situation.change in {ChangeKind.LEDGER, ChangeKind.REWRITTEN, ChangeKind.RENAMED}:
        return tuple(_forgotten(situation, was_ratified=was_ratified))
    found = [*too_small(situation), *_too_early(situation)]
    if situation.breaks and situation.missing and situation.change is not ChangeKind.REMOVED:
        found.append(_unratified(situation))
    return tuple(found)


def teams_gone(was: Standing | None, now: Standing | None) -> tuple[str, ...]:
    """Return the teams whose agreement counted, and does not any more; nothing of what is gone."""
    if was is None or now is None:
        return ()
    return tuple(sorted(set(was.approvals) - set(now.approvals)))


def demanded_version(situation: Situation) -> str:
    """Return the lowest version that the findings allow; empty if they are in no new version."""
    if situation.change is not ChangeKind.ADDED or not situation.before_version:
        return ""
    old = version_of(situation.before_version)
    return str(lowest_version(old, demand_of(situation.findings))) if old else ""


def _frozen(situation: Situation) -> Block:
    old = version_of(situation.version)
    demand = demand_of(situation.findings)
    number = str(lowest_version(old, demand)) if old else "a new version"
    if old and number == situation.version:
        number = str(old.next_patch())
    above = situation.folder.rpartition("/")[0]
    return Block(
        "ratified-version-changed",
        f"`{situation.key}` was ratified on {_day(situation.was)}, and its content is another now",
        (f"restore `{situation.folder}/`, and publish the change in `{above}/{number}/`",),
        situation.place,
    )


def changed_since_ratified(key: str, folder: str, place: Place) -> Block:
    """Return the block of a version whose files are not what its parties have agreed to."""
    return Block(
        "ratified-version-changed",
        f"`{key}` says something else than what its parties agreed to",
        (f"restore `{folder}/`, and publish the change as a new version",),
        place,
    )


def unreadable(key: str, problem: Problem) -> Block:
    """Return the block of a version that can't be compared with what it was."""
    hint = (problem.hint,) if problem.hint else ()
    message = f"`{key}` can't be compared: {problem.message}"
    return Block("contract-unreadable", message, hint, problem.place)


def handed_over(situation: Situation, before: str, after: str, team: str) -> tuple[Block, ...]:
    """Return the block of a version that changes its provider and breaks in one change.

    The team that has provided it is no party after the change, and would not be asked.

    Args:
        situation: the version.
        before: its provider before the change.
        after: its provider after it.
        team: which builds the provider before, and not the one after.
    """
    if not situation.breaks or (situation.now and team in situation.now.approvals):
        return ()
    return (
        Block(
            "breaking-change-unratified",
            f"`{situation.key}` breaks and goes from `{before}` to `{after}` in one change, so "
            f"that `{team}` can't be asked",
            ("move it in a change of its own, without a break",),
            situation.place,
        ),
    )


def _day(standing: Standing | None) -> str:
    return standing.last_ratified.isoformat() if standing and standing.last_ratified else "a day"


def _forgotten(situation: Situation, *, was_ratified: bool) -> Iterator[Block]:
    """Yield the block of a version that lives on agreements which are gone.

    It does if it was ratified, and is not now; or if it breaks something that a team has agreed to
    which had to.
    """
    now, gone = situation.now, teams_gone(situation.was, situation.now)
    if now is None or now.state is LedgerState.RATIFIED:
        return
    if not was_ratified:
        gone = tuple(team for team in gone if team in situation.must_agree and situation.breaks)
    if gone:
        before = "was ratified" if was_ratified else "came in with what it breaks agreed to"
        if situation.was and situation.was.key != situation.key:
            before += f" as `{situation.was.key}`"
            steps = tuple(f"plan ratify {situation.key} --as {team}" for team in gone)
        else:
            steps = ("restore the entries of the ledger", *_why_void(now))
        yield Block(
            "ratification-removed",
            f"`{situation.key}` {before}, and the agreement of {_listed(gone)} does not count now",
            steps,
            situation.place,
        )


def too_small(situation: Situation) -> Iterator[Block]:
    """Yield the block of a version whose number is lower than its changes demand."""
    needed = demanded_version(situation)
    old, new = version_of(situation.before_version), version_of(situation.version)
    if not needed or old is None or new is None:
        return
    if satisfies(old, new, demand_of(situation.findings)):
        return
    above = situation.folder.rpartition("/")[0]
    yield Block(
        "version-too-small",
        f"`{situation.key}` must be at least {needed}, by what it changes since "
        f"{situation.before_version}",
        (f"move `{situation.folder}/` to `{above}/{needed}/`", "or take the change back"),
        situation.place,
    )


def _too_early(situation: Situation) -> Iterator[Block]:
    early = [finding for finding in situation.breaks if finding.rule == BEFORE_SUNSET]
    for finding in early:
        yield Block(
            "removed-before-sunset",
            f"`{situation.key}`: {finding.message}",
            ("keep it until its sunset date",),
            finding.new or finding.old or situation.place,
        )


def _unratified(situation: Situation) -> Block:
    count = len(situation.breaks)
    what = "1 breaking change" if count == 1 else f"{count} breaking changes"
    hurt = f", hurting {_listed(situation.hurt)}," if situation.hurt else ""
    asked = tuple(f"plan ratify {situation.key} --as {team}" for team in situation.missing)
    void = _why_void(situation.now) if situation.now else ()
    return Block(
        "breaking-change-unratified",
        f"`{situation.key}` has {what}{hurt} that {_listed(situation.missing)} "
        f"{'has' if len(situation.missing) == 1 else 'have'} not agreed to",
        (*asked, *void, "or take the change back (`plan diff` shows what breaks)"),
        situation.place,
    )


def _why_void(standing: Standing) -> tuple[str, ...]:
    """Return what is wrong with entries that were made and don't count."""
    return tuple(f"{item.message}: {item.hint}" for item in standing.rejections)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def trusted_settings(head: WorkspaceFile, base: WorkspaceFile | None) -> WorkspaceFile:
    """Return the settings of a change with approvers, keys and architecture rules of before it.

    A change can't name its own approver and use it at once, nor switch off a rule that it breaks. A
    team that is new has those that the change gives it: it agrees for itself alone. A team that is
    gone still agrees for its services: it could else be replaced by one with other approvers.
    Signatures are asked for where either side does.

    Args:
        head: plan.yaml as the change has it.
        base: as it was; None if there was none.
    """
    if base is None:
        return head
    known = {team.name: team for team in base.teams}
    named = {team.name for team in head.teams}
    teams = (
        *(_trusted_team(team, known.get(team.name)) for team in head.teams),
        *(team for team in base.teams if team.name not in named),
    )
    policy = head.policy.model_copy(update={"require_signatures": _both(head, base)})
    return head.model_copy(update={"teams": teams, "policy": policy, "lint": base.lint})


def _trusted_team(head: TeamFile, base: TeamFile | None) -> TeamFile:
    if base is None:
        return head
    return head.model_copy(update={"approvers": base.approvers, "keys": _keys(head, base)})


def _keys(head: TeamFile, base: TeamFile) -> tuple[object, ...]:
    """Return the keys of the base; what the change revokes is revoked at once."""
    revoked = {key_part(item.key): item.revoked for item in head.keys if item.revoked}
    return tuple(
        item.model_copy(update={"revoked": item.revoked or revoked.get(key_part(item.key))})
        for item in base.keys
    )


def _both(head: WorkspaceFile, base: WorkspaceFile) -> bool | tuple[str, ...]:
    one, other = head.policy.require_signatures, base.policy.require_signatures
    if isinstance(one, tuple) and isinstance(other, tuple):
        return (*other, *one)
    if isinstance(one, tuple):
        return other or one
    return one or other
