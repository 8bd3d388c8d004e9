"""Rules about the names that tools know an operation by."""

from collections.abc import Iterator
from dataclasses import replace

from planner.compatibility.rules.pairs import Draft, OperationPair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect

_SOURCE = "OpenAPI 3.1, section 4.8.10 (Operation Object)"
_WHY = "Nothing changes on the wire. Generated clients have another method name."

IN_CALLS = True
RULES = (
    Rule(
        id="operation-id-changed",
        title="an operation has another id",
        effect=Effect.MEANING,
        message="the operation id is now `{after}`, it was `{before}`",
        why=_WHY,
        source=_SOURCE,
        hint="keep the operation id",
        example=Example("operationId: find", "operationId: search", "operation-id-changed"),
        oasdiff=("api-operation-id-removed",),
    ),
    Rule(
        id="operation-id-removed",
        title="an operation has no id any more",
        effect=Effect.MEANING,
        message="the operation id `{before}` is gone",
        why=_WHY,
        source=_SOURCE,
        hint="keep the operation id",
        example=Example("operationId: find", "{}", "operation-id-added"),
        oasdiff=("api-operation-id-removed",),
    ),
    Rule(
        id="operation-id-added",
        title="an operation has an id",
        effect=Effect.ANNOTATION,
        message="the operation id `{after}` is new",
        why="Nothing changes on the wire.",
        source=_SOURCE,
        example=Example("{}", "operationId: find", "operation-id-removed"),
        oasdiff=("api-operation-id-added",),
    ),
    Rule(
        id="operation-tags-changed",
        title="an operation has other tags",
        effect=Effect.ANNOTATION,
        message="the tags are now `{after}`, they were `{before}`",
        why="Nothing changes on the wire. Documentation and generated clients may be grouped in "
        "another way.",
        source=_SOURCE,
        example=Example("tags: [pets]", "tags: [animals]", "operation-tags-changed"),
        oasdiff=("api-tag-added", "api-tag-removed"),
    ),
)


def check_operation(pair: OperationPair) -> Iterator[Draft]:
    """Yield another operation id and other tags."""
    before, after = pair.old.id, pair.new.id
    if before != after:
        verb = "changed" if before and after else "added" if after else "removed"
        yield _draft(pair, f"operation-id-{verb}", before, after)
    if set(pair.old.tags) != set(pair.new.tags):
        tags = _listed(pair.old.tags), _listed(pair.new.tags)
        yield replace(_draft(pair, "operation-tags-changed", *tags), twin=tags)


def _listed(tags: tuple[str, ...]) -> str:
    return ", ".join(sorted(tags)) or "none"


def _draft(pair: OperationPair, rule: str, before: str, after: str) -> Draft:
    return Draft(rule, pair.label, before, after, old=pair.old.place, new=pair.new.place)
