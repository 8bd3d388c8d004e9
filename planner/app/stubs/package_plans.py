"""Which packages are to be made of which contracts, and what goes into each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.app.ports import Cache, Files, World
from planner.app.stubs.sources import StubSource, Use, find_sources
from planner.model.bundle import Bundle
from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.stubs.package.naming import snake_case
from planner.stubs.package.settings import Settings
from planner.stubs.pruning import pruned

_GUESS = "did you mean "


@dataclass(frozen=True, slots=True)
class GenerateWish:
    """What to generate.

    Args:
        told: a service, `CONTRACT`, `CONTRACT@VERSION` or the path of a contract file; empty: all
            contracts of the workspace.
        is_whole: all operations, also where a manifest says which are consumed.
        is_only_used: of a contract, just what the manifests of the workspace say is consumed.
        is_check: write nothing, and tell what would change.
    """

    told: str = ""
    is_whole: bool = False
    is_only_used: bool = False
    allow_draft: bool = False
    is_check: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A package that is to be.

    Args:
        name: of the package.
        source: what it is made from.
        bundle: of that, what goes into it.
        settings: what else goes into it.
    """

    name: str
    source: StubSource
    bundle: Bundle
    settings: Settings


def sources_of(
    files: Files | None, wish: GenerateWish, world: World | None, cache: Cache | None
) -> tuple[list[StubSource], str, tuple[Problem, ...]]:
    """Return what to make packages of, for which service, and warnings.

    A name is that of a service if there is one, else that of a contract.

    Raises:
        InputError: see `find_sources`.
    """
    draft, hint = wish.allow_draft, ""
    if files is not None and wish.told and _may_be_service(wish.told):
        try:
            found, warnings = find_sources(
                files, (), service=wish.told, allow_draft=draft, world=world, cache=cache
            )
        except InputError as error:
            if not any(one.code == "unknown-service" for one in error.problems):
                raise
            hint = error.problems[0].hint
        else:
            return found, wish.told, warnings
    told = [wish.told] if wish.told else []
    try:
        found, warnings = find_sources(files, told, allow_draft=draft, world=world, cache=cache)
    except InputError as error:
        raise _with_services(error, hint) if _may_be_service(wish.told) else error from None
    return found, "", warnings


def _may_be_service(told: str) -> bool:
    return not set(told) & set("@/\\.")


def _with_services(error: InputError, hint: str) -> InputError:
    """Say that a name could also have been a service's.

    Args:
        error: that there is no such contract.
        hint: of the error that there is no such service.
    """
    return InputError(
        Problem(
            one.code,
            one.message.replace("there is no contract ", "there is no service and no contract ", 1),
            one.place,
            _either(hint, one.hint),
            one.level,
        )
        if one.code == "unknown-contract"
        else one
        for one in error.problems
    )


def _either(first: str, second: str) -> str:
    """Return what two hints suggest; the second where the first suggests nothing."""
    if not first.startswith(_GUESS):
        return second
    if not second.startswith(_GUESS):
        return first
    return f"{first.removesuffix('?')} or {second.removeprefix(_GUESS)}"


def plans_of(sources: Sequence[StubSource], wish: GenerateWish, consumer: str) -> list[Plan]:
    """Return the packages that are to be, by name."""
    versions = Counter(source.bundle["contract"] for source in sources)
    plans = [_plan(source, wish, consumer, versions) for source in sources]
    return sorted(plans, key=lambda plan: plan.name)


def _plan(
    source: StubSource, wish: GenerateWish, consumer: str, versions: Mapping[str, int]
) -> Plan:
    bundle = source.bundle
    name = bundle["contract"]
    if versions[name] > 1:
        name = f"{name}-{bundle['version']}"
    uses = [use for use in source.uses if not consumer or use.consumer == consumer]
    is_pruned = bool(uses) and not wish.is_whole and (bool(consumer) or wish.is_only_used)
    use = uses[0] if consumer and uses else None
    settings = settings_of(use, source, is_pruned=is_pruned)
    return Plan(package_name(name), source, _cut(bundle, uses) if is_pruned else bundle, settings)


def package_name(contract: str) -> str:
    """Return the name of a contract's package: `catalog-api` is `catalog_api`."""
    return snake_case(contract, "contract")


def _cut(bundle: Bundle, uses: Sequence[Use]) -> Bundle:
    operations = _union([use.operations for use in uses])
    messages = _union([use.messages for use in uses])
    return pruned(bundle, operations, messages)


def _union(named: Sequence[tuple[str, ...] | None]) -> frozenset[str] | None:
    kept = [names for names in named if names is not None]
    return frozenset(name for names in kept for name in names) if len(kept) == len(named) else None


def settings_of(use: Use | None, source: StubSource, *, is_pruned: bool) -> Settings:
    """Return what of a manifest and of the ledger goes into a package."""
    retry = use.retry if use else None
    return Settings(
        consumer=use.consumer if use else "",
        state="draft" if source.is_draft else source.state,
        is_draft=source.is_draft,
        is_pruned=is_pruned,
        timeout=use.timeout if use else None,
        attempts=retry.attempts if retry else 1,
        backoff=retry.backoff if retry else "exponential",
        statuses=retry.statuses if retry else (),
        idempotency_key=use.idempotency_key if use else "",
    )
