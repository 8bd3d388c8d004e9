"""Rules about who owns data."""

from collections.abc import Iterator

from planner.governance.architecture.rule import ArchitectureRule, Hit, Sample, Subject
from planner.model.finding import Severity
from planner.model.source import Place

RULES = (
    ArchitectureRule(
        id="entity-owned-twice",
        title="a data entity has two owners",
        severity=Severity.RISKY,
        why="Two services that both write the same data must agree on every change of it; none of "
        "them can be released or migrated alone, and their copies drift apart.",
        source="one owner for each entity: E. Evans, Domain-Driven Design (2003), bounded contexts",
        hint="let one service own it, and let the others ask that service or keep a copy by events",
        sample=Sample(
            broken="{a: {owns: {entities: [Order]}}, b: {owns: {entities: [Order]}}}",
            mended="{a: {owns: {entities: [Order]}}, b: {}}",
        ),
    ),
    ArchitectureRule(
        id="entity-without-owner",
        title="a data entity has no owner",
        severity=Severity.RISKY,
        why="Nobody answers for data that no service owns: it is written from everywhere, and no "
        "contract says what it means.",
        source="one owner for each entity: E. Evans, Domain-Driven Design (2003), bounded contexts",
        hint="name it in `owns.entities` of one manifest",
        sample=Sample(
            broken="{a: {}}",
            mended="{a: {owns: {entities: [Order]}}}",
            settings="{lint: {entities: [Order]}}",
        ),
    ),
)


def check(subject: Subject) -> Iterator[Hit]:
    """Yield entities with two owners or none."""
    owners: dict[str, list[tuple[str, Place]]] = {}
    for name, service in subject.system.services.items():
        for number, entity in enumerate(service.manifest.owns.entities):
            place = service.place.at("owns", "entities", number)
            owners.setdefault(entity, []).append((name, place))
    for entity, found in sorted(owners.items()):
        names = [name for name, _ in found]
        if len(set(names)) > 1:
            listed = ", ".join(f"`{name}`" for name in names)
            yield Hit("entity-owned-twice", entity, f"`{entity}` is owned by {listed}", found[1][1])
    for number, entity in enumerate(subject.policy.entities):
        if entity not in owners:
            place = Place("plan.yaml").at("lint", "entities", number)
            yield Hit("entity-without-owner", entity, f"no service owns `{entity}`", place)
