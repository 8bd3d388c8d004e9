"""The contract in between: made of the old and the new one, and checked before anybody sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from planner.app.diff_run import Job, run_job
from planner.app.diff_sources import Bundle
from planner.compatibility.options import CompareOptions
from planner.compatibility.version_demand import Demand, lowest_version, version_of
from planner.formats.merging import CannotMerge, MergeOptions, merge_openapi
from planner.formats.merging.bundling import bundled
from planner.formats.merging.written import written
from planner.model.finding import Finding, Severity
from planner.model.migration_view import Intermediate

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Between:
    """What was made: the contract, and for which findings it does not serve both sides."""

    intermediate: Intermediate
    obstacles: dict[str, str] = field(default_factory=dict)


def contract_between(
    old: Bundle, new: Bundle, breaking: Sequence[Finding], sunset: date
) -> Between:
    """Return the contract that serves the consumers of both, as far as there is one.

    It is compared with both before it is handed out. From the old contract to it nothing may
    break; from it to the new one only what the change breaks anyway. Where consumers of the new
    contract would be hurt by it, nothing serves both sides: that is told for each finding.
    """
    try:
        return _Maker(old, new, breaking, sunset).made()
    except CannotMerge as error:
        return _none(str(error))


def _none(reason: str) -> Between:
    return Between(Intermediate(reason=reason))


class _Maker:
    def __init__(self, old: Bundle, new: Bundle, breaking: Sequence[Finding], sunset: date) -> None:
        self._old, self._new = old, new
        self._breaking = breaking
        self._sunset = sunset
        # judged on the day of the removal: before it, any removal would be too early
        self._options = CompareOptions(today=sunset + timedelta(days=1))

    def made(self) -> Between:
        documents = [self._document(side) for side in (self._old, self._new)]
        version = _next_version(documents[0])
        kept: frozenset[str] = frozenset()
        for _ in range(_ROUNDS):
            merged = merge_openapi(
                documents[0], documents[1], MergeOptions(self._sunset, version, kept)
            )
            content, ending = written(merged, as_json=self._old.main.endswith(".json"))
            bundle = Bundle(f"intermediate{ending}", {f"intermediate{ending}": content})
            broken = self._breaks(self._old, bundle)
            if not broken:
                return self._checked(bundle, Intermediate(content, ending, version))
            wider = kept | {o.operation for f in broken for o in f.occurrences}
            if wider == kept:
                break
            kept = wider
        return _none(f"what can be made breaks consumers of the old contract: {broken[0].message}")

    @staticmethod
    def _document(bundle: Bundle) -> object:
        if bundle.main not in bundle.contents:
            raise CannotMerge("only OpenAPI 3 is put together")
        return bundled(bundle.parsed(), bundle.main)

    def _checked(self, bundle: Bundle, intermediate: Intermediate) -> Between:
        later = self._breaks(bundle, self._new)
        strange = [finding for finding in later if not self._is_known(finding)]
        if strange:
            return _none(
                "going from what can be made to the new contract breaks something else: "
                f"{strange[0].message}"
            )
        obstacles = self._obstacles(self._breaks(self._new, bundle))
        if not self._adds(bundle):
            nothing = "the old contract allows the new shape already: there is nothing to add"
            reason = "nothing serves both sides" if obstacles else nothing
            return replace(_none(reason), obstacles=obstacles)
        return Between(replace(intermediate, removed_later=len(later)), obstacles)

    def _is_known(self, finding: Finding) -> bool:
        return any(_is_near(finding, known) for known in self._breaking)

    def _adds(self, bundle: Bundle) -> bool:
        """Return whether anything is new in it but its version."""
        found = run_job(Job(self._old, bundle, self._options)).findings
        return any(finding.occurrences and finding.occurrences[0].operation for finding in found)

    def _obstacles(self, left: Iterable[Finding]) -> dict[str, str]:
        found: dict[str, str] = {}
        for finding in left:
            for known in self._breaking:
                if _is_near(finding, known):
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


def _is_near(first: Finding, second: Finding) -> bool:
    """Return whether two findings are about the same part of a contract."""
    operations = [{o.operation for o in finding.occurrences} for finding in (first, second)]
    if all(all(names) for names in operations) and not operations[0] & operations[1]:
        return False
    shared = min(len(first.path), len(second.path))
    return first.path[:shared] == second.path[:shared]


def _next_version(document: object) -> str:
    info = document.get("info") if isinstance(document, dict) else None
    text = str(info.get("version", "")) if isinstance(info, dict) else ""
    version = version_of(text)
    return str(lowest_version(version, Demand.MINOR)) if version else f"{text}-intermediate"
