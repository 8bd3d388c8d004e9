"""`plan lint` and `plan flags`: architecture rules and feature flags of a workspace."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from planner.app.compared import compared_format
from planner.app.contract_files import parsed_files
from planner.app.locating import locate_problems
from planner.app.ports import Files
from planner.app.workspace import LoadedSystem, load_system
from planner.governance.architecture import Subject, architecture_rules, judge_architecture
from planner.model.avro import AvroContract
from planner.model.errors import InputError
from planner.model.events import EventContract
from planner.model.http import HttpContract
from planner.model.lint_view import FlagRow, FlagState, FlagsView, LintFinding, LintItem, LintView
from planner.model.problem import Level, Problem
from planner.model.protobuf import ProtoModule
from planner.model.system import System

_WITH_SCHEMAS = ("openapi", "asyncapi", "json-schema")
_WHERE_ASKED = ("protobuf", "avro")
"""Formats that only rules about what consumers read or repeat look into."""


def lint_workspace(
    files: Files, today: date, folder: str = ""
) -> tuple[LintView, tuple[Problem, ...]]:
    """Return what is wrong with the architecture of a workspace, worst first, and warnings.

    Args:
        files: the workspace.
        today: the day that flags and acceptances are judged on.
        folder: how the user names its folder; put before the paths in text output.

    Raises:
        InputError: the workspace can't be read.
    """
    loaded = load_system(files)
    findings, warnings = architecture_of(files, loaded.system, today)
    placed = locate_problems(files, [Problem(f.rule, f.message, f.place, f.hint) for f in findings])
    items = tuple(
        LintItem(finding, where.position, where.line)
        for finding, where in zip(findings, placed, strict=True)
    )
    system = loaded.system
    view = LintView(system.name, items, len(architecture_rules()), len(system.services), folder)
    return view, (*loaded.warnings, *warnings)


def architecture_of(
    files: Files, system: System, today: date, contracts: Collection[str] | None = None
) -> tuple[tuple[LintFinding, ...], tuple[Problem, ...]]:
    """Return what is wrong with the architecture of a system, worst first, and warnings.

    Args:
        files: of the workspace.
        system: what they describe.
        today: the day that flags and acceptances are judged on.
        contracts: keys of those that rules about the text of contracts look into; None: all.
    """
    wanted = system.contracts if contracts is None else contracts
    lowered, unread = _lowered(files, system, wanted)
    subject = Subject(
        system,
        system.settings.lint,
        today,
        {key: value for key, value in lowered.items() if isinstance(value, HttpContract)},
        {key: value for key, value in lowered.items() if isinstance(value, EventContract)},
        {key: value for key, value in lowered.items() if isinstance(value, ProtoModule)},
        {key: value for key, value in lowered.items() if isinstance(value, AvroContract)},
    )
    findings, warnings = judge_architecture(subject)
    return findings, (*warnings, *unread)


def _lowered(
    files: Files, system: System, wanted: Collection[str]
) -> tuple[Mapping[str, Any], list[Problem]]:
    """Return the written contracts in the form that rules read; what can't be read is told."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    asked = _asked(system)
    for key, contract in sorted(system.contracts.items()):
        kind = contract.content.kind if contract.content else ""
        is_asked = kind in _WITH_SCHEMAS or (kind in _WHERE_ASKED and key in asked)
        how = compared_format(kind) if is_asked and key in wanted else None
        if how is None:
            continue
        # a module of Protobuf is all files of its folder
        main = contract.folder if kind == "protobuf" else contract.files[0]
        try:
            found[key] = how.lower(parsed_files(files, contract.files), main)
            _touch(found[key])
        except InputError as error:
            found.pop(key, None)
            problems += [_unread(key, problem) for problem in error.problems]
    return found, problems


def _asked(system: System) -> set[str]:
    """Return the contracts of which a manifest says what it reads, or that it repeats a call."""
    found = {
        f"{edge.contract}@{edge.version}"
        for edge in system.sync_edges
        if edge.call.fields or edge.call.retry
    }
    readers = {
        (name, entry.contract)
        for name, service in system.services.items()
        for entry in service.manifest.subscribes
        if entry.fields
    }
    return found | {
        f"{edge.contract}@{edge.version}"
        for edge in system.event_edges
        if (edge.subscriber, edge.contract) in readers
    }


def _touch(lowered: object) -> None:
    """Read what is read lazily, so that errors come here."""
    if isinstance(lowered, HttpContract):
        for operation in lowered.operations:
            for response in operation.responses.values():
                list(response.media.values())


def _unread(key: str, problem: Problem) -> Problem:
    message = f"`{key}` can't be looked into: {problem.message}"
    return Problem(problem.code, message, problem.place, problem.hint, Level.WARNING)


def show_flags(
    files: Files, today: date, *, states: tuple[FlagState, ...] = (), due_days: int | None = None
) -> tuple[FlagsView, tuple[Problem, ...]]:
    """Return the feature flags of a workspace, the next to end first, and its warnings.

    Args:
        files: the workspace.
        today: the day to look from.
        states: only flags in these states; empty for all.
        due_days: calendar days before its end from which on a flag is due; None: as plan.yaml says.

    Raises:
        InputError: the workspace can't be read.
    """
    loaded = load_system(files)
    rows = _rows(loaded, today, due_days)
    shown = tuple(row for row in rows if not states or row.state in states)
    states = tuple(row.state for row in rows)
    return FlagsView(loaded.system.name, today, shown, states), loaded.warnings


def _rows(loaded: LoadedSystem, today: date, due_days: int | None) -> list[FlagRow]:
    limit = loaded.system.settings.lint.flag_due_days if due_days is None else due_days
    found = []
    for name, service in loaded.system.services.items():
        for flag in service.manifest.flags:
            left = (flag.expires - today).days
            state = _state(left, limit)
            found.append(
                FlagRow(
                    flag.name,
                    name,
                    flag.owner,
                    flag.created,
                    flag.expires,
                    left,
                    state,
                    flag.removal_ticket or "",
                )
            )
    return sorted(found, key=lambda row: (row.expires, row.name, row.service))


def _state(left: int, limit: int) -> FlagState:
    if left < 0:
        return FlagState.EXPIRED
    return FlagState.DUE if left <= limit else FlagState.ACTIVE
