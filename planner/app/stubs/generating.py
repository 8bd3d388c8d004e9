"""`plan stubs generate`: contracts -> packages on disk."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from planner.app.ports import Cache, Files, World
from planner.app.stubs.originals import Originals
from planner.app.stubs.package_plans import GenerateWish, Plan, plans_of, sources_of
from planner.model.errors import InputError
from planner.model.problem import Level, Problem
from planner.model.stubs_view import PackageState, StubFinding, StubPackage, StubsView
from planner.stubs.package.stub_file import (
    NAME,
    altered_files,
    inputs_of,
    read_stub_file,
    tool_versions,
)

Files_ = Mapping[str, bytes]
_MOST_EXAMPLES = 5


class Folders(Protocol):
    """The folder that holds packages."""

    @property
    def shown(self) -> str:
        """Return its path as the user would write it."""

    def names(self) -> Sequence[str]:
        """Return the names of the packages, sorted."""

    def read(self, name: str) -> Mapping[str, bytes] | None:
        """Return path -> content of a package; None if there is none."""

    def replace(self, name: str, files: Mapping[str, bytes]) -> None:
        """Put a package in the place of what is there, whole or not at all."""


def generate_stubs(
    files: Files | None,
    folders: Folders,
    wish: GenerateWish,
    *,
    world: World | None = None,
    cache: Cache | None = None,
) -> tuple[StubsView, tuple[Problem, ...]]:
    """Write a package for each contract, and return what was written, and warnings.

    A package that is there and would come out the same is not touched, nor made again.

    Args:
        files: the workspace; None outside of any.
        folders: where packages go.
        wish: what to generate.
        world: where paths lead.
        cache: of compiled contracts.

    Raises:
        InputError: see `find_sources`; or a folder is in the way that holds something else.
    """
    sources, consumer, warnings = sources_of(files, wish, world, cache)
    plans = plans_of(sources, wish, consumer)
    _refuse_strangers(folders, plans)
    originals = Originals(files, world)
    done = [_carried_out(plan, folders, wish, originals) for plan in plans]
    packages = tuple(sorted((one.package for one in done), key=lambda one: one.path))
    findings = tuple(finding for one in done for finding in one.findings)
    view = StubsView("stubs generate", workspace_of(files), folders.shown, packages, findings)
    return view, (*warnings, *(warning for one in done for warning in one.warnings))


# ---------------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class _Done:
    package: StubPackage
    findings: tuple[StubFinding, ...] = ()
    warnings: tuple[Problem, ...] = ()


def _carried_out(plan: Plan, folders: Folders, wish: GenerateWish, originals: Originals) -> _Done:
    there = folders.read(plan.name)
    if there is not None and is_current(plan, there):
        return _Done(shown(plan, folders, "unchanged"))
    made = made_files(plan, originals)
    warnings = tuple(_invalid_examples(plan, made["proof.json"], originals))
    if there == made:
        return _Done(shown(plan, folders, "unchanged"), warnings=warnings)
    if wish.is_check:
        difference = _difference(plan, folders, wish, there, made)
        return _Done(shown(plan, folders, "different"), (difference,), warnings)
    folders.replace(plan.name, made)
    return _Done(shown(plan, folders, "written"), warnings=warnings)


def _invalid_examples(plan: Plan, proof: bytes, originals: Originals) -> Iterator[Problem]:
    """Yield a warning for each published example that its own schema refuses, up to some."""
    examples = json.loads(proof)["invalid_examples"]
    contract = f"{plan.bundle['contract']}@{plan.bundle['version']}"
    for example in examples[:_MOST_EXAMPLES]:
        yield Problem(
            "invalid-example",
            f"an example of `{contract}` is not valid and not used: "
            f"{example.get('reason', 'its schema refuses it')}",
            place=originals.place(plan.source, example["place"]),
            hint="correct the example, or the schema",
            level=Level.WARNING,
        )
    if len(examples) > _MOST_EXAMPLES:
        yield Problem(
            "invalid-example",
            f"`{contract}` has {len(examples) - _MOST_EXAMPLES} more examples that are not valid",
            hint="`proof.json` lists them",
            level=Level.WARNING,
        )


def is_current(plan: Plan, there: Mapping[str, bytes]) -> bool:
    """Return whether a package is whole and was made from the same, by the same tools."""
    told = read_stub_file(there.get(NAME, b""))
    if told is None or altered_files(there):
        return False
    return bool(told["inputs"] == inputs_of(plan.bundle, plan.settings, tool_versions()))


def made_files(plan: Plan, originals: Originals) -> dict[str, bytes]:
    """Return the files of a package."""
    from planner.app.stubs.proving import proof_json  # noqa: PLC0415  heavy
    from planner.stubs.package.fixtures import fixtures_of  # noqa: PLC0415  heavy
    from planner.stubs.package.package import package_of  # noqa: PLC0415  heavy

    fixtures = fixtures_of(plan.bundle)
    proof = proof_json(plan.bundle, documents=originals.of(plan.source))
    return package_of(plan.bundle, plan.settings, fixtures=fixtures, proof=proof, name=plan.name)


def shown(plan: Plan, folders: Folders, state: PackageState) -> StubPackage:
    """Return what is told of a package."""
    whole, bundle = plan.source.bundle, plan.bundle
    return StubPackage(
        path=f"{folders.shown}/{plan.name}",
        contract=bundle["contract"],
        version=bundle["version"],
        digest=bundle["digest"],
        consumer=plan.settings.consumer,
        operations=len(bundle["operations"]),
        messages=len(bundle["messages"]),
        all_operations=len(whole["operations"]),
        all_messages=len(whole["messages"]),
        state=state,
        is_draft=plan.settings.is_draft,
    )


def _difference(
    plan: Plan, folders: Folders, wish: GenerateWish, there: Files_ | None, made: Files_
) -> StubFinding:
    path = f"{folders.shown}/{plan.name}"
    hint = remedy(wish.told or plan.bundle["contract"], folders)
    if there is None:
        return StubFinding("stub-missing", path, "there is no stub here yet", hint)
    files = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""  # noqa: PLR2004  enough to see
    names = ", ".join(f"`{name}`" for name in files[:3])
    return StubFinding(
        "stub-different", path, f"other files would be generated: {names}{more}", hint
    )


def remedy(told: str, folders: Folders) -> str:
    """Return how a stub is made again."""
    return f"`plan stubs generate {told} --out {folders.shown}`".replace("  ", " ")


def _refuse_strangers(folders: Folders, plans: Sequence[Plan]) -> None:
    """Refuse to replace what `plan` has not made.

    Raises:
        InputError: with all folders that are in the way.
    """
    problems = []
    for plan in plans:
        there = folders.read(plan.name)
        if there and NAME not in there:
            path = PurePosixPath(folders.shown, plan.name)
            problems.append(
                Problem(
                    "folder-in-the-way",
                    f"`{path}` holds something else than a stub",
                    None,
                    "choose another folder with `--out DIR`",
                )
            )
    if problems:
        raise InputError(problems)


def workspace_of(files: Files | None) -> str:
    """Return the workspace's folder as the user would write it; empty outside of any."""
    return str(getattr(files, "shown_root", "") or ".") if files is not None else ""
