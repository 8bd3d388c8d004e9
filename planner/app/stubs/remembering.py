"""The quick way to sources: what was found the last time, as long as nothing has changed since.

While sources are found, everything that is read is noted, with a digest of what came out. The next
time, it is enough to read the same again: if it says the same, the same sources would be found.
"""

from hashlib import sha256
from typing import Any

from planner.app.ports import Cache, Files, NamedPath, World
from planner.app.stubs.kept import kept, packed, unpacked
from planner.app.stubs.noting import (
    WORKSPACE,
    Look,
    NotedFiles,
    NotedWorld,
    Notes,
    digest_of_bytes,
)
from planner.app.stubs.sources import Retry, StubSource, Use, Wanted
from planner.model.bundle import FORM
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.source import Place, Position

_FORM = "contract-planner:sources:3"
_SETTINGS = "plan.yaml"
Found = tuple[list[StubSource], tuple[Problem, ...]]


def remembered_sources(
    wanted: Wanted, files: Files | None, world: World | None, cache: Cache
) -> Found:
    """Return the sources that are wanted; see `find_sources`.

    Raises:
        InputError: see `find_sources`; what is wrong is found anew each time.
    """
    key = _key(wanted, files)
    remembered = _remembered(unpacked(cache.get(key)), files, world, cache)
    if remembered is not None:
        return remembered
    from planner.app.stubs.finding import found_sources  # noqa: PLC0415  the long way: heavy

    notes = Notes()
    found = found_sources(
        wanted,
        NotedFiles(files, notes) if files else None,
        NotedWorld(world, notes) if world else None,
        cache,
    )
    if notes.are_complete:
        cache.put(key, packed(_record(notes, found)))
    return found


def _key(wanted: Wanted, files: Files | None) -> str:
    """Return a key that differs between workspaces, as far as their settings do."""
    settings = files.read_if_there(_SETTINGS) if files else None
    told = repr((_FORM, FORM, wanted))
    return f"sources-{sha256(told.encode()).hexdigest()}-{digest_of_bytes(settings)}"


# ---------------------------------------------------------------------- remembering


def _remembered(
    record: Any,  # noqa: ANN401  JSON
    files: Files | None,
    world: World | None,
    cache: Cache,
) -> Found | None:
    if not isinstance(record, dict) or record.get("form") != _FORM:
        return None
    try:
        if not _still_holds(record["looks"], files, world):
            return None
    except InputError:  # a file is gone, or can't be read any more: the long way says so
        return None
    sources = [_source_of(item, cache) for item in record["sources"]]
    if any(source is None for source in sources):
        return None
    return [item for item in sources if item], tuple(map(_problem_of, record["warnings"]))


def _still_holds(looks: list[Look], files: Files | None, world: World | None) -> bool:
    again = Notes()
    noted = NotedFiles(files, again) if files else None
    named: dict[str, NamedPath | None] = {}
    for how, where, what, _ in looks:
        if how == "find":
            named[where] = NotedWorld(world, again).find(where) if world else None
        elif where == WORKSPACE and noted is not None:
            _look(noted, how, what)
        else:
            place = named.get(where)
            if place is None:
                return False
            _look(place.files, how, what)
        if again.looks[-1:] != [looks[len(again.looks) - 1]]:
            return False
    return True


def _look(files: Any, how: str, what: str) -> None:  # noqa: ANN401  NotedFiles or NotedSnapshot
    getattr(files, how)(what)


def _record(notes: Notes, found: Found) -> dict[str, Any]:
    sources, warnings = found
    return {
        "form": _FORM,
        "looks": notes.looks,
        "sources": [
            {
                "key": source.key,
                "is_ratified": source.is_ratified,
                "state": source.state,
                "named": source.named,
                "uses": [_use_record(use) for use in source.uses],
            }
            for source in sources
        ],
        "warnings": [_problem_record(problem) for problem in warnings],
    }


def _source_of(record: dict[str, Any], cache: Cache) -> StubSource | None:
    bundle = kept(cache, record["key"])
    if bundle is None:
        return None
    uses = tuple(_use_of(use) for use in record["uses"])
    return StubSource(
        bundle, record["is_ratified"], record["state"], uses, record["key"], record["named"]
    )


def _use_record(use: Use) -> dict[str, Any]:
    retry = use.retry
    return {
        "consumer": use.consumer,
        "operations": use.operations,
        "messages": use.messages,
        "fields": use.fields,
        "timeout": use.timeout,
        "retry": [retry.attempts, retry.backoff, retry.statuses] if retry else None,
        "idempotency_key": use.idempotency_key,
    }


def _use_of(record: dict[str, Any]) -> Use:
    attempts, backoff, statuses = record["retry"] or (0, "", ())
    return Use(
        record["consumer"],
        _tuple(record["operations"]),
        _tuple(record["messages"]),
        tuple(record["fields"]),
        record["timeout"],
        Retry(attempts, backoff, tuple(statuses)) if record["retry"] else None,
        record["idempotency_key"],
    )


def _tuple(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)


def _problem_record(problem: Problem) -> list[Any]:
    place = problem.place
    told = place and [place.file, place.path, place.document, place.on_key, place.position]
    return [problem.code, problem.message, told, problem.hint, str(problem.level)]


def _problem_of(record: list[Any]) -> Problem:
    code, message, told, hint, level = record
    place = None
    if told:
        file, path, document, on_key, position = told
        where = Position(*position) if position else None
        place = Place(file, tuple(path), document, on_key, where)
    return Problem(code, message, place, hint, Level(level))
