"""Compares bundles of two sides, in this process or in several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.app.compared import ComparedFormat, a_kind, compared_format, compared_kinds
from planner.app.diff_sources import RAW, Bundle
from planner.compatibility.options import CompareOptions
from planner.formats._references import References
from planner.formats.contract_format import format_of
from planner.model.errors import InputError
from planner.model.finding import Finding
from planner.model.problem import Problem
from planner.model.source import Place

if TYPE_CHECKING:
    from concurrent.futures import Executor

_ENOUGH_TEXT = 2_000_000
"""Characters from which on starting other processes costs less than it saves."""

MakeExecutor = Callable[[int], "Executor"]
"""Makes what runs jobs side by side, given how many jobs there are."""


@dataclass(frozen=True, slots=True)
class Job:
    """One contract to compare.

    Args:
        old, new: None where one side does not have the contract.
    """

    old: Bundle | None
    new: Bundle | None
    options: CompareOptions = field(default_factory=CompareOptions)

    @property
    def size(self) -> int:
        """How many characters there are to read."""
        return sum(bundle.size for bundle in (self.old, self.new) if bundle)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: findings, or what is wrong with a side."""

    findings: tuple[Finding, ...] = ()
    old_problems: tuple[Problem, ...] = ()
    new_problems: tuple[Problem, ...] = ()


def run_jobs(jobs: Sequence[Job], make_executor: MakeExecutor | None = None) -> list[Outcome]:
    """Return the outcome of each job, in their order.

    Args:
        jobs: what to compare.
        make_executor: used when there are several jobs and enough work; None: never.
    """
    total = sum(job.size for job in jobs)
    if make_executor is None or len(jobs) < 2 or total < _ENOUGH_TEXT:  # noqa: PLR2004  several
        return [run_job(job) for job in jobs]
    largest_first = sorted(range(len(jobs)), key=lambda index: (-jobs[index].size, index))
    with make_executor(len(jobs)) as executor:
        done = list(executor.map(run_job, [jobs[index] for index in largest_first]))
    by_index = dict(zip(largest_first, done, strict=True))
    return [by_index[index] for index in range(len(jobs))]


def run_job(job: Job) -> Outcome:
    """Return what a comparison has found; errors are values, so that they travel anywhere."""
    old, old_problems = lowered(job.old)
    new, new_problems = lowered(job.new)
    if old_problems or new_problems:
        return Outcome((), old_problems, new_problems)
    present = old or new
    if present is None:
        return Outcome()
    if old and new and old.kind != new.kind:
        return Outcome((), (), (_other_format(old, new, job),))
    how = present.how
    sides = [side.contract if side else how.emptied(present.contract) for side in (old, new)]
    try:
        findings = how.compare(sides[0], sides[1], job.options)
    except InputError as error:  # contracts are read as far as they are compared
        return _blamed(error.problems, job)
    return Outcome(findings)


def _blamed(problems: Sequence[Problem], job: Job) -> Outcome:
    """Return problems with the side that they are about.

    A side has a problem if its own references are wrong there; what no side's references explain
    is put on the new side, unless only the old one has the file.
    """
    olds = _broken_references(job.old)
    news = _broken_references(job.new)
    return Outcome(
        (),
        tuple(p for p in problems if p in olds or (p not in news and _is_of_old(p, job))),
        tuple(p for p in problems if p in news or (p not in olds and not _is_of_old(p, job))),
    )


def _is_of_old(problem: Problem, job: Job) -> bool:
    file = problem.place.file if problem.place else ""
    return job.new is None or (file not in job.new.contents and job.old is not None)


def _broken_references(bundle: Bundle | None) -> frozenset[Problem]:
    if bundle is None:
        return frozenset()
    documents = {p: document for p, document in bundle.parsed().items() if not p.endswith(RAW)}
    references = References(documents, "")
    return frozenset(problem for file in documents for problem in references.problems(file))


@dataclass(frozen=True, slots=True)
class Lowered:
    """A contract in its neutral form, and how it is compared."""

    kind: str
    how: ComparedFormat
    contract: Any


def lowered(bundle: Bundle | None) -> tuple[Lowered | None, tuple[Problem, ...]]:
    """Return a contract in the form that is compared, or what is wrong with it."""
    if bundle is None:
        return None, ()
    try:
        return _lower(bundle), ()
    except InputError as error:
        return None, error.problems


def _lower(bundle: Bundle) -> Lowered:
    documents = bundle.parsed()
    kind = bundle.kind or format_of({bundle.main: documents[bundle.main]}, bundle.main).kind
    how = compared_format(kind)
    if how is None:
        raise InputError.single(
            "not-comparable",
            f"`{bundle.main}` is {a_kind(kind)} contract; {kind} contracts can't be compared",
            place=Place(bundle.main),
            hint=f"formats that can be compared: {', '.join(compared_kinds())}",
        )
    return Lowered(kind, how, how.lower(documents, bundle.main))


def _other_format(old: Lowered, new: Lowered, job: Job) -> Problem:
    assert job.new is not None  # noqa: S101  both sides were lowered
    return Problem(
        "other-format",
        f"`{job.new.main}` is {a_kind(new.kind)} contract, the old side is {old.kind}",
        Place(job.new.main),
        "compare two contracts of one format",
    )
