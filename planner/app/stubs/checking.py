"""`plan stubs check`: are packages what the ratified contracts say?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.app.ports import Cache, Files, World
from planner.app.stubs.finding import changed_since_ratified
from planner.app.stubs.generating import Folders, remedy, shown, workspace_of
from planner.app.stubs.package_plans import GenerateWish, Plan, plans_of, sources_of
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.model.ratification import LedgerState
from planner.model.stubs_view import StubFinding, StubPackage, StubsView
from planner.stubs.package.stub_file import NAME, altered_files, inputs_of, read_stub_file

Contents = Mapping[str, bytes]
_GONE = frozenset({"unknown-contract", "unknown-service", "nothing-consumed", "planned-contract"})


@dataclass(frozen=True, slots=True)
class CheckWish:
    """What to check.

    Args:
        told: a service or a contract whose stubs must be there; empty: those that the stubs which
            are there were made for.
        allow_draft: stubs of contracts that are not ratified are fine.
    """

    told: str = ""
    allow_draft: bool = False


def check_stubs(
    files: Files | None,
    folders: Folders,
    wish: CheckWish,
    *,
    world: World | None = None,
    cache: Cache | None = None,
) -> tuple[StubsView, tuple[Problem, ...]]:
    """Return what is wrong with the packages of a folder, and warnings.

    Args:
        files: the workspace; None outside of any.
        folders: where the packages are.
        wish: what to check.
        world: where paths lead.
        cache: of compiled contracts.

    Raises:
        InputError: there is nothing to check, or the workspace can't be read.
    """
    return _Check(files, folders, wish, world, cache).run()


class _Check:
    def __init__(
        self,
        files: Files | None,
        folders: Folders,
        wish: CheckWish,
        world: World | None,
        cache: Cache | None,
    ) -> None:
        self._files, self._folders, self._wish = files, folders, wish
        self._world, self._cache = world, cache
        self._there: dict[str, Contents] = {}
        self._told: dict[str, dict[str, Any]] = {}
        self._warnings: dict[Problem, None] = {}
        self._findings: list[StubFinding] = []
        self._packages: dict[str, StubPackage] = {}

    def run(self) -> tuple[StubsView, tuple[Problem, ...]]:
        self._read()
        for told in self._subjects():
            self._check_subject(told)
        workspace = workspace_of(self._files)
        packages = tuple(self._packages[name] for name in sorted(self._packages))
        findings = tuple(sorted(self._findings, key=lambda one: (one.path, one.code)))
        view = StubsView("stubs check", workspace, self._folders.shown, packages, findings)
        return view, tuple(self._warnings)

    # ------------------------------------------------------------------ what is there

    def _read(self) -> None:
        for name in self._folders.names():
            contents = self._folders.read(name)
            if contents is None or not (NAME in contents or "bundle.json" in contents):
                continue
            self._there[name] = contents
            told = read_stub_file(contents.get(NAME, b""))
            if told is not None:
                self._told[name] = told
            self._findings += self._altered(name, contents, told)

    def _altered(
        self, name: str, contents: Contents, told: Mapping[str, Any] | None
    ) -> Iterator[StubFinding]:
        words = {"altered": "was altered by hand", "missing": "is missing", "added": "was added"}
        whose = (told["consumer"] or told["contract"]) if told else self._wish.told
        for path, what in altered_files(contents).items():
            place = f"{self._folders.shown}/{name}/{path}"
            hint = f"{remedy(whose, self._folders)} makes it again"
            yield StubFinding(f"file-{what}", place, f"the generated file {words[what]}", hint)

    def _subjects(self) -> list[str]:
        """Return the services and contracts whose stubs are to be there."""
        if self._wish.told:
            return [self._wish.told]
        if not self._there:
            raise InputError.single(
                "no-stubs",
                f"there are no stubs in `{self._folders.shown}`",
                hint="`plan stubs generate SERVICE --out DIR` makes them; `--out` names the folder",
            )
        return sorted({_subject(told) for told in self._told.values() if told["state"] != "file"})

    # ------------------------------------------------------------------ what should be

    def _check_subject(self, told: str) -> None:
        wish = GenerateWish(told, allow_draft=True)
        try:
            sources, consumer, warnings = sources_of(self._files, wish, self._world, self._cache)
        except InputError as error:
            gone = list(self._gone(told, error))
            if not all(one.code in _GONE for one in error.problems) or not gone:
                raise  # no stub was made for that name either: a misspelt one must not pass
            self._findings += gone
            return
        self._warnings |= dict.fromkeys(warnings)
        for plan in plans_of(sources, wish, consumer):
            self._check_plan(plan, told)

    def _gone(self, told: str, error: InputError) -> Iterator[StubFinding]:
        for name, stub in self._told.items():
            if told in {_subject(stub), stub["contract"]}:
                path, first = f"{self._folders.shown}/{name}", error.problems[0]
                hint = "delete the stub, or name the contract again in the manifest"
                yield StubFinding("contract-gone", path, first.message, hint)

    def _check_plan(self, plan: Plan, told: str) -> None:
        path = f"{self._folders.shown}/{plan.name}"
        hint = remedy(told, self._folders)
        contract = f"{plan.bundle['contract']}@{plan.bundle['version']}"
        if plan.name not in self._there:
            message = f"there is no stub of `{contract}`"
            message += f", which `{plan.settings.consumer}` consumes" * bool(plan.settings.consumer)
            self._findings.append(StubFinding("stub-missing", path, message, hint))
            return
        stub = self._told.get(plan.name)
        if stub is not None:
            self._packages[plan.name] = shown(_as_made(plan, stub), self._folders, "unchanged")
            self._findings += _drift(plan, stub, path, hint, self._wish)


def _subject(stub: Mapping[str, Any]) -> str:
    return str(stub["consumer"] or f"{stub['contract']}@{stub['version']}")


def _as_made(plan: Plan, stub: Mapping[str, Any]) -> Plan:
    """Return the plan with as many operations and messages as the stub has."""
    bundle = plan.source.bundle.copy()
    bundle["operations"] = [one for one in bundle["operations"] if one["id"] in stub["operations"]]
    bundle["messages"] = [one for one in bundle["messages"] if one["name"] in stub["messages"]]
    return Plan(plan.name, plan.source, bundle, plan.settings)


def _drift(
    plan: Plan, stub: Mapping[str, Any], path: str, hint: str, wish: CheckWish
) -> Iterator[StubFinding]:
    """Yield how a stub differs from what the ratified contract and the manifest say."""
    contract = f"{plan.bundle['contract']}@{plan.bundle['version']}"
    source = plan.source
    if stub["version"] != plan.bundle["version"]:
        message = f"it is a stub of version {stub['version']}; `{contract}` is consumed"
        yield StubFinding("stub-of-other-version", path, message, hint)
    elif source.state == LedgerState.CHANGED:
        message, remedy_ = changed_since_ratified(contract)
        yield StubFinding("contract-changed", path, message, remedy_)
    elif stub["digest"] != plan.bundle["digest"]:
        word = "ratified contract" if source.is_ratified else "contract as it is"
        message = f"its digest is not that of the {word}, `{contract}`"
        yield StubFinding("stub-outdated", path, message, hint)
    if source.is_draft and source.state != LedgerState.CHANGED and not wish.allow_draft:
        message = f"`{contract}` is not ratified"
        ask = f"`plan ratify {contract} --as TEAM`; until then `--allow-draft` lets it pass"
        yield StubFinding("contract-not-ratified", path, message, ask)
    elif stub["is_draft"] and source.is_ratified and stub["digest"] == plan.bundle["digest"]:
        yield StubFinding("stub-of-draft", path, f"`{contract}` is ratified by now", hint)
    elif plan.settings.consumer not in {"", stub["consumer"]}:
        whose = f"`{stub['consumer']}`" if stub["consumer"] else "no service in particular"
        message = f"it was made for {whose}, not for `{plan.settings.consumer}`"
        yield StubFinding("stub-of-other-consumer", path, message, hint)
    elif stub["digest"] == plan.bundle["digest"] and not _asked_alike(plan, stub):
        message = f"the manifest of `{plan.settings.consumer}` says something else by now"
        yield StubFinding("manifest-changed", path, message, hint)


def _asked_alike(plan: Plan, stub: Mapping[str, Any]) -> bool:
    """Return whether the manifest says what it said when the stub was made."""
    if not plan.settings.consumer or stub["is_draft"] != plan.settings.is_draft:
        return True
    if not stub["is_pruned"]:  # it was made with all operations: settings alone can differ
        told = plan.settings
        return (stub["timeout"], stub["attempts"], stub["backoff"], tuple(stub["statuses"])) == (
            (told.timeout, told.attempts, told.backoff, told.statuses)
        )
    return bool(stub["inputs"] == inputs_of(plan.bundle, plan.settings, stub["tools"]))
