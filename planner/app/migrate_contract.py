"""The contract in between: made of the old and the new one, and checked before anybody sees it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.app.diff_modes import Promises
from planner.app.diff_run import Job, run_job
from planner.app.diff_sources import Bundle
from planner.app.migrate_merging import Made, Sides, put_together
from planner.compatibility.options import CompareOptions
from planner.formats.merging import CannotMerge
from planner.model.finding import Finding, Severity
from planner.model.migration_view import Intermediate

_ROUNDS = 4
_QUOTED = re.compile(r"`([^`]+)`")
_NO_PROMISES = Promises()
_NOTES = frozenset({"protobuf-message-reserved-removed", "protobuf-enum-reserved-removed"})
"""What the new contract keeps free because the old one has it: no consumer of the new one minds."""


@dataclass(frozen=True, slots=True)
class Between:
    """What was made: the contract, and for which findings it does not serve both sides."""

    intermediate: Intermediate
    obstacles: dict[str, str] = field(default_factory=dict)


def contract_between(
    old: Bundle,
    new: Bundle,
    breaking: Sequence[Finding],
    sunset: date,
    *,
    kind: str = "openapi",
    promises: Promises = _NO_PROMISES,
) -> Between:
    """Return the contract that serves the consumers of both, as far as there is one.

    It is compared with both before it is handed out. From the old contract to it nothing may
    break; from it to the new one only what the change breaks anyway. Where consumers of the new
    contract would be hurt by it, nothing serves both sides: that is told for each finding.

    Args:
        old: the contract that is in use.
        new: the one that takes its place.
        breaking: what breaks from one to the other.
        sunset: until when what is to go stays.
        kind: the format of both.
        promises: by which the two were compared.
    """
    # judged on the day of the removal: before it, any removal would be too early
    options = promises.within(CompareOptions(today=sunset + timedelta(days=1)))
    sides = Sides(old, new, sunset, options.mode)
    try:
        return _Maker(sides, breaking, kind, options).made()
    except CannotMerge as error:
        return _none(str(error))


def _none(reason: str) -> Between:
    return Between(Intermediate(reason=reason))


class _Maker:
    def __init__(
        self, sides: Sides, breaking: Sequence[Finding], kind: str, options: CompareOptions
    ) -> None:
        self._old, self._new, self._sides = sides.old, sides.new, sides
        self._breaking = breaking
        self._kind, self._options = kind, options

    def made(self) -> Between:
        sides = self._sides
        for _ in range(_ROUNDS):
            made = put_together(self._kind, sides)
            broken = self._breaks(self._old, made.bundle)
            if not broken:
                return self._checked(made)
            wider = sides.kept | {o.operation for f in broken for o in f.occurrences}
            if wider == sides.kept:
                break
            sides = replace(sides, kept=wider)
        return _none(f"what can be made breaks consumers of the old contract: {broken[0].message}")

    def _checked(self, made: Made) -> Between:
        later = self._breaks(made.bundle, self._new)
        left = [f for f in self._breaks(self._new, made.bundle) if f.rule not in _NOTES]
        strange = [finding for finding in later if not self._is_known(finding)]
        if strange:
            return _none(
                "going from what can be made to the new contract breaks something else: "
                f"{strange[0].message}"
            )
        unknown = [finding for finding in left if not self._is_known(finding)]
        if unknown:
            return _none(
                f"what can be made breaks consumers of the new contract: {unknown[0].message}"
            )
        obstacles = self._obstacles(left)
        if not self._adds(made.bundle):
            nothing = "the old contract allows the new shape already: there is nothing to add"
            reason = "nothing serves both sides" if obstacles else nothing
            return replace(_none(reason), obstacles=obstacles)
        intermediate = Intermediate(made.content, made.ending, made.version, "", len(later))
        return Between(intermediate, obstacles)

    def _is_known(self, finding: Finding) -> bool:
        return any(is_near(finding, known) for known in self._breaking)

    def _adds(self, bundle: Bundle) -> bool:
        """Return whether anything is new in it but its version, and notes on what is to go."""
        found = run_job(Job(self._old, bundle, self._options)).findings
        if self._kind == "openapi":
            return any(item.occurrences and item.occurrences[0].operation for item in found)
        return any(not (item.new and item.new.path[:1] == ("info",)) for item in found)

    def _obstacles(self, left: Iterable[Finding]) -> dict[str, str]:
        found: dict[str, str] = {}
        for finding in left:
            for known in self._breaking:
                if is_near(finding, known):
                    reason = _reason(known, finding)
                    found.setdefault(known.fingerprint, reason)
        return found

    def _breaks(self, old: Bundle, new: Bundle) -> list[Finding]:
        outcome = run_job(Job(old, new, self._options))
        problems = (*outcome.old_problems, *outcome.new_problems)
        if problems:
            raise CannotMerge(f"what can be made is no valid contract: {problems[0].message}")
        return [finding for finding in outcome.findings if finding.severity is Severity.BREAKING]


def _reason(known: Finding, left: Finding) -> str:
    shape = f" ({known.before} and {known.after})" if known.before and known.after else ""
    return (
        f"no value suits consumers of both contracts{shape}; for those of the new one: "
        f"{left.message}"
    )


def is_near(first: Finding, second: Finding) -> bool:
    """Return whether two findings are about the same part of a contract.

    Where neither says where in a payload it is, and in Protobuf, where a field that is renamed is
    the same field, they are if they name the same things.
    """
    operations = [{o.operation for o in finding.occurrences} for finding in (first, second)]
    if all(all(names) for names in operations) and not operations[0] & operations[1]:
        return False
    is_bare = not any(map(any, operations)) and not (first.path and second.path)
    if is_bare or first.rule.startswith("protobuf-"):
        named = [
            {name.rpartition(".")[2] for name in _QUOTED.findall(finding.message)}
            for finding in (first, second)
        ]
        return bool(named[0] & named[1])
    shared = min(len(first.path), len(second.path))
    return first.path[:shared] == second.path[:shared]
