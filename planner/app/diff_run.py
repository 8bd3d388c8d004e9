"""Compares bundles of two sides, in this process or in several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from planner.app.diff_sources import Bundle
from planner.compatibility.http import compare_http
from planner.compatibility.options import CompareOptions
from planner.formats._references import References
from planner.formats.contract_format import format_of
from planner.formats.document import parse_single
from planner.formats.lowering import lower_openapi
from planner.model.errors import InputError
from planner.model.finding import Finding
from planner.model.http import HttpContract
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
    old, old_problems = _lowered(job.old)
    new, new_problems = _lowered(job.new)
    if old_problems or new_problems:
        return Outcome((), old_problems, new_problems)
    present = old or new
    if present is None:
        return Outcome()
    try:
        findings = compare_http(old or _empty(present), new or _empty(present), job.options)
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
    return job.new is None or (file not in job.new.texts and job.old is not None)


def _broken_references(bundle: Bundle | None) -> frozenset[Problem]:
    if bundle is None:
        return frozenset()
    references = References(_parsed(bundle), "")
    return frozenset(problem for file in bundle.texts for problem in references.problems(file))


def _empty(contract: HttpContract) -> HttpContract:
    """Return what is left of a contract that is gone: nothing can be called any more."""
    return replace(contract, operations=(), webhooks={})


def _lowered(bundle: Bundle | None) -> tuple[HttpContract | None, tuple[Problem, ...]]:
    if bundle is None:
        return None, ()
    try:
        return lower(bundle), ()
    except InputError as error:
        return None, error.problems


def lower(bundle: Bundle) -> HttpContract:
    """Return the neutral form of a bundle.

    Raises:
        InputError: a file is not right, or the contract is not OpenAPI.
    """
    return lower_documents(_parsed(bundle), bundle.main)


def _parsed(bundle: Bundle) -> dict[str, Any]:
    return {path: parse_single(text, path) for path, text in bundle.texts.items()}


def lower_documents(documents: dict[str, Any], main: str) -> HttpContract:
    """Return the neutral form of parsed documents.

    Args:
        documents: path -> document.
        main: the one that is the contract; the others are what it refers to.

    Raises:
        InputError: the contract is not OpenAPI, or something in it can't be read.
    """
    kind = format_of({main: documents[main]}, main).kind
    if kind != "openapi":
        raise InputError.single(
            "not-comparable",
            f"`{main}` is an {kind} contract; only OpenAPI contracts can be compared",
            place=Place(main),
            hint="name an OpenAPI document (`openapi:` or `swagger:` at its top)",
        )
    return lower_openapi(documents, "")
