"""`plan migrate`: from a breaking change to steps that break nobody."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from posixpath import basename, join, splitext
from typing import TYPE_CHECKING

from planner.app.diff import DiffOptions, compare_found
from planner.app.diff_inputs import Side, find_side
from planner.app.diff_modes import Promises
from planner.app.diff_pairs import Pair, pair_entries
from planner.app.diff_sources import ShownFiles, find_entries, read_bundle
from planner.app.migrate_contract import Between, contract_between
from planner.app.ports import Files, World
from planner.governance.migration import NOBODY, Migration, plan_migration
from planner.model.diff_view import ContractDiff
from planner.model.finding import Finding, Severity
from planner.model.migration_view import (
    Intermediate,
    MigrationPlan,
    MigrationView,
    Party,
)
from planner.model.problem import Problem

if TYPE_CHECKING:
    from planner.model.manifest import Provides, Publishes
    from planner.model.system import System


@dataclass(frozen=True, slots=True)
class MigrateOptions:
    """How a migration is planned.

    Args:
        start: the day on which the provider begins.
        window: calendar days from then to the sunset.
        asks_consumers: look up who is hurt; needs a workspace.
        target: where intermediate contracts are written; None: nowhere.
        target_shown: its name, as the user knows it.
        promises: mode of messages and category of Protobuf that the contracts keep to.
    """

    start: date
    window: int = 90
    asks_consumers: bool = False
    target: Files | None = None
    target_shown: str = ""
    promises: Promises = field(default_factory=Promises)

    @property
    def sunset(self) -> date:
        """The last day on which the old shape is served."""
        return self.start + timedelta(days=self.window)


def plan_migrations(
    world: World,
    old_name: str,
    new_name: str,
    options: MigrateOptions,
    shown: ShownFiles | None = None,
) -> tuple[MigrationView, tuple[Problem, ...]]:
    """Return how contracts get from one side to the other, and warnings.

    Args:
        world: where names lead.
        old_name: as `compare_sides` takes it.
        new_name: likewise.
        options: dates, and what is looked up and written.
        shown: learns the files that problems are about.

    Raises:
        InputError: a side can't be read, or nothing can be compared.
    """
    shown = shown or ShownFiles()
    old, new = find_side(world, old_name), find_side(world, new_name)
    diff_options = DiffOptions(
        options.start,
        is_changelog=True,
        asks_consumers=options.asks_consumers,
        is_located=False,
        promises=options.promises,
    )
    diff, warnings = compare_found(world, old, new, diff_options, shown=shown)
    pairs = {
        pair.name: pair for pair in pair_entries(old, new, find_entries(old), find_entries(new))
    }
    planner = _Planner(world, old, new, options)
    plans = tuple(planner.planned(contract, pairs[contract.name]) for contract in diff.contracts)
    view = MigrationView(
        old_name,
        new_name,
        options.start,
        options.window,
        options.sunset,
        plans,
        diff.workspace if diff.knows_consumers else "",
    )
    return view, warnings


class _Planner:
    def __init__(self, world: World, old: Side, new: Side, options: MigrateOptions) -> None:
        self._world, self._options = world, options
        self._old, self._new = old, new
        self._system = _system(world) if options.asks_consumers else None

    def planned(self, contract: ContractDiff, pair: Pair) -> MigrationPlan:
        """Return the plan of one contract; write the intermediate one, where that is wanted."""
        findings = [item.finding for item in contract.items]
        between = self._between(pair, findings)
        contract_id = self._contract_id(pair)
        provider, is_public = self._provider(contract_id)
        options = self._options
        plan = plan_migration(
            Migration(
                contract_id or contract.name or basename(self._old.path),
                findings,
                options.start,
                options.window,
                provider,
                self._teams(),
                is_public,
                knows_consumers=bool(contract_id and self._system),
                is_http=pair.kind == "openapi",
                intermediate=between.intermediate,
                obstacles=between.obstacles,
            )
        )
        return replace(plan, written=self._written(pair, between.intermediate))

    def _between(self, pair: Pair, findings: list[Finding]) -> Between:
        breaking = [finding for finding in findings if finding.severity is Severity.BREAKING]
        if not breaking:
            return _without("nothing breaks, so nothing has to stand between the two")
        if pair.old is None or pair.new is None:
            return _without("the contract is gone as a whole; offer what replaces it beside it")
        bundles = [
            read_bundle(side, entry.path, entry.kind)
            for side, entry in ((self._old, pair.old), (self._new, pair.new))
        ]
        return contract_between(
            bundles[0],
            bundles[1],
            breaking,
            self._options.sunset,
            kind=pair.kind,
            promises=self._options.promises,
        )

    def _written(self, pair: Pair, intermediate: Intermediate) -> str:
        target = self._options.target
        if target is None or intermediate.content is None or pair.old is None:
            return ""
        stem = splitext(pair.name or basename(pair.old.path))[0]
        path = f"{stem}.intermediate{intermediate.ending}"
        target.write(path, intermediate.content)
        return join(self._options.target_shown, path)

    # ------------------------------------------------------------------ who

    def _contract_id(self, pair: Pair) -> str:
        if self._old.contract:
            return self._old.contract
        if self._system is None:
            return ""
        from planner.app.diff_consumers import contract_at  # noqa: PLC0415  lazy: few runs ask

        inside = self._world.workspace_inside()
        entry = pair.old or pair.new
        path = (entry.path if entry else "").removeprefix(f"{inside}/" if inside else "")
        found = contract_at(self._system, path)
        return found.id if found else ""

    def _provider(self, contract_id: str) -> tuple[Party, bool]:
        services = self._system.services.values() if self._system else ()
        for service in services:
            manifest = service.manifest
            offers: list[Provides | Publishes] = [*manifest.provides, *manifest.publishes]
            for offer in offers:
                if contract_id and offer.contract == contract_id:
                    return Party(manifest.name, manifest.team), offer.audience == "public"
        return NOBODY, False

    def _teams(self) -> dict[str, str]:
        if self._system is None:
            return {}
        return {name: service.manifest.team for name, service in self._system.services.items()}


def _without(reason: str) -> Between:
    return Between(Intermediate(reason=reason))


def _system(world: World) -> "System | None":
    from planner.app.workspace import load_system  # noqa: PLC0415  lazy: few runs ask

    # where there is no workspace, the comparison has said so
    return load_system(world.workspace).system if world.workspace else None
