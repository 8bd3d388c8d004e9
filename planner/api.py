"""Comparing contracts from Python, with all that `plan diff` can do.

from planner.api import compare

report = compare("v1/openapi.yaml", "v2/openapi.yaml")
for finding in report.findings:
    print(finding.severity, finding.rule, finding.message)
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from planner.adapters.clock import SystemClock
from planner.adapters.executors import process_pool
from planner.adapters.files import LocalFiles
from planner.adapters.network import HttpNetwork
from planner.adapters.surroundings import Surroundings
from planner.app.diff import DiffOptions, compare_found
from planner.app.diff_accepted import LoadedPolicy
from planner.app.diff_inputs import Side, find_side, with_network
from planner.app.diff_modes import Promises, agreement_named, category_named
from planner.app.diff_policy import parse_policy, read_policy
from planner.app.diff_sources import ShownFiles
from planner.app.memory_files import MemoryFiles
from planner.formats.document import decode
from planner.model.diff_policy import Category, DiffPolicy, Mode
from planner.model.diff_view import DiffView
from planner.model.errors import InputError
from planner.model.finding import (
    Effect,
    Finding,
    Occurrence,
    Polarity,
    Proof,
    Report,
    Severity,
    Witness,
)
from planner.model.problem import Problem
from planner.model.views import Style
from planner.render.registry import formats_of, renderer

__all__ = [
    "DiffPolicy",
    "DiffView",
    "Effect",
    "Finding",
    "InputError",
    "Occurrence",
    "Proof",
    "Report",
    "Severity",
    "Witness",
    "compare",
    "diff",
    "render",
]

ContractSource = str | PathLike[str] | Mapping[str, Any]
"""A file, a folder, `GITREF:path`, `contract@version`, an address; the text of a contract (more
than one line, or JSON); or a parsed contract."""

PolicySource = str | PathLike[str] | Mapping[str, Any] | DiffPolicy
"""A policy file, a parsed one, or a policy."""

Warn = Callable[[Problem], object]
Direction = Literal["request", "response", "both"]

_DIRECTIONS: Mapping[str, Polarity | None] = {
    "request": Polarity.CONSUMER_SENDS,
    "response": Polarity.PROVIDER_SENDS,
    "both": None,
}


def compare(
    old: ContractSource,
    new: ContractSource,
    *,
    policy: PolicySource | None = None,
    direction: Direction = "both",
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    today: date | None = None,
    workspace: str | PathLike[str] | None = None,
    consumers: bool = False,
    mode: Mode | None = None,
    category: Category | None = None,
    allow_network: bool = False,
    on_warning: Warn | None = None,
) -> Report:
    """Return everything that changed from one contract to another, safe changes included.

    Findings name places structurally (`finding.new.path`); `diff` looks up lines and columns.
    Folders may be given too: the findings of all their contracts are put together.

    Args:
        old: the contract that consumers rely on.
        new: the one that takes its place.
        policy: severities and acceptances.
        direction: only what consumers send (`request`), or only what they receive (`response`).
        only: rule ids, or globs such as `request-*`; empty for all rules.
        skip: rules to leave out, likewise.
        today: the day on which dates are judged; None: the day it is.
        workspace: folder with a plan.yaml, for `contract@version` and for `consumers`; None: the
            current folder or the nearest above.
        consumers: look up which services of the workspace are hurt.
        mode: which versions of a message must read what others have written; None: by the policy,
            else AsyncAPI goes by who sends, and JSON Schema and Avro are compared in full.
        category: what Protobuf contracts promise; None: by the policy, else `file`.
        allow_network: fetch contracts, and documents that they refer to, over HTTP and HTTPS.
        on_warning: gets what is doubtful, an acceptance that has expired for example.

    Raises:
        InputError: a contract or the policy can't be read; `problems` has all that is wrong.
    """
    view = _view(
        old,
        new,
        _Wishes(
            policy,
            direction,
            only,
            skip,
            today,
            workspace,
            consumers,
            mode,
            category,
            allow_network,
        ),
        on_warning,
        is_located=False,
    )
    items = [(contract, item) for contract in view.contracts for item in contract.items]
    findings = sorted((item.finding for _, item in items), key=lambda f: f.severity.rank)
    accepted = tuple(
        (entry.item.finding, entry.reason)
        for contract in view.contracts
        for entry in contract.accepted
    )
    counts = {severity.value: count for severity, count in view.counts.items()}
    return Report(view.old_name, view.new_name, tuple(findings), accepted, counts)


def diff(
    old: ContractSource,
    new: ContractSource,
    *,
    policy: PolicySource | None = None,
    direction: Direction = "both",
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    today: date | None = None,
    workspace: str | PathLike[str] | None = None,
    consumers: bool = False,
    mode: Mode | None = None,
    category: Category | None = None,
    allow_network: bool = False,
    changelog: bool = True,
    on_warning: Warn | None = None,
) -> DiffView:
    """Return what `plan diff` shows: findings by contract, with lines of both sides.

    Args:
        old: as in `compare`.
        new: as in `compare`.
        policy: as in `compare`.
        direction: as in `compare`.
        only: as in `compare`.
        skip: as in `compare`.
        today: as in `compare`.
        workspace: as in `compare`.
        consumers: as in `compare`.
        mode: as in `compare`.
        category: as in `compare`.
        allow_network: as in `compare`.
        changelog: list safe changes too.
        on_warning: as in `compare`.

    Raises:
        InputError: as in `compare`.
    """
    wishes = _Wishes(
        policy, direction, only, skip, today, workspace, consumers, mode, category, allow_network
    )
    return _view(old, new, wishes, on_warning, is_changelog=changelog)


def render(view: DiffView, format_name: str = "text", *, width: int | None = None) -> str:
    """Return a comparison in one of the formats of `plan diff`.

    Args:
        view: what `diff` returned.
        format_name: text, json, markdown, github, sarif, junit or html.
        width: columns of a terminal; None: lines are as long as they are.

    Raises:
        ValueError: there is no such format.
    """
    if format_name not in formats_of("diff"):
        raise ValueError(f"no format `{format_name}`; known: {', '.join(formats_of('diff'))}")
    output = renderer("diff", format_name)(view, Style(width=width))
    return output if isinstance(output, str) else output.decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Wishes:
    policy: PolicySource | None
    direction: Direction
    only: Iterable[str]
    skip: Iterable[str]
    today: date | None
    workspace: str | PathLike[str] | None
    consumers: bool
    mode: Mode | None
    category: Category | None
    allow_network: bool


def _promises(mode: str | None, category: str | None) -> Promises:
    return Promises(
        agreement_named(mode) if mode else None, category_named(category) if category else None
    )


def _view(
    old: ContractSource,
    new: ContractSource,
    wishes: _Wishes,
    on_warning: Warn | None,
    *,
    is_changelog: bool = True,
    is_located: bool = True,
) -> DiffView:
    network = HttpNetwork(map(str, (old, new))) if wishes.allow_network else None
    world = Surroundings(Path(), _workspace_files(wishes.workspace), network)
    options = DiffOptions(
        wishes.today or SystemClock().today(),
        _DIRECTIONS[wishes.direction],
        tuple(wishes.only),
        tuple(wishes.skip),
        _policy(wishes.policy),
        is_changelog=is_changelog,
        asks_consumers=wishes.consumers,
        is_located=is_located,
        promises=_promises(wishes.mode, wishes.category),
    )
    view, warnings = compare_found(
        world,
        _side(world, old, "old"),
        _side(world, new, "new"),
        options,
        shown=ShownFiles(),
        make_executor=process_pool,
    )
    if on_warning:
        for warning in warnings:
            on_warning(warning)
    return view


def _workspace_files(folder: str | PathLike[str] | None) -> LocalFiles | None:
    here = Path.cwd()
    candidates = [Path(folder)] if folder is not None else [here, *here.parents]
    found = next((path for path in candidates if (path / "plan.yaml").exists()), None)
    return LocalFiles(found) if found else None


def _policy(source: PolicySource | None) -> LoadedPolicy:
    if source is None:
        return LoadedPolicy()
    if isinstance(source, DiffPolicy):
        return LoadedPolicy(source)
    if isinstance(source, Mapping):
        return read_policy(dict(source), "policy")
    path = Path(source)
    name = path.as_posix()
    return parse_policy(decode(LocalFiles(path.parent).read(path.name), name), name)


def _side(world: Surroundings, source: ContractSource, name: str) -> Side:
    if isinstance(source, Mapping):
        text = json.dumps(source, ensure_ascii=False, default=str)
        return with_network(_memory_side(f"{name}.json", text), world.network)
    if isinstance(source, str) and _is_text(source):
        # in YAML, too, `{` may begin a contract; only JSON goes on with a quoted key
        ending = "json" if source.lstrip()[1:].lstrip().startswith('"') else "yaml"
        return with_network(_memory_side(f"{name}.{ending}", source), world.network)
    return find_side(world, str(source))


def _is_text(source: str) -> bool:
    return "\n" in source or source.lstrip().startswith("{")


def _memory_side(name: str, text: str) -> Side:
    return Side(name, MemoryFiles({name: text.encode("utf-8")}), name, is_folder=False)
