"""Rules about the types of unions."""

from collections.abc import Iterator

from planner.compatibility.avro.examples import field
from planner.compatibility.avro.matching import Side, branch_key
from planner.compatibility.avro.pairs import Draft, UnionPair
from planner.compatibility.avro.wording import type_text
from planner.compatibility.rules.rule import Example, Rule
from planner.model.avro import AvroReference, AvroType, AvroUnion
from planner.model.finding import Effect, Polarity, Severity

_SOURCE = "Apache Avro 1.12.0, Schema Resolution (unions)"
_FORWARD = Polarity.PROVIDER_SENDS
_PART = "it may be only a part of other types of the list, and never stand alone"

RULES = (
    Rule(
        id="avro-union-branch-added",
        title="a union has one type more",
        effect=Effect.WIDENED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} may also be `{after}`",
        why="Readers without that type can't read it.",
        source=_SOURCE,
        hint="let readers know the type first, and write it when all of them do",
        example=Example(field("[int]"), field("[int, string]"), "avro-union-branch-removed"),
    ),
    Rule(
        id="avro-union-branch-removed",
        title="a union has one type less",
        effect=Effect.NARROWED,
        polarity=_FORWARD,
        is_by_mode=True,
        message="{subject} is no longer `{before}`",
        why="What was written as that type can't be read any more.",
        source=_SOURCE,
        hint="stop writing the type first, and remove it when no such data are left",
        example=Example(field("[int, string]"), field("[int]"), "avro-union-branch-added"),
    ),
    Rule(
        id="avro-union-branch-ambiguous",
        title="several types of a union take the same datum",
        effect=Effect.MEANING,
        polarity=_FORWARD,
        is_by_mode=True,
        message="in {subject} both {after} take what was written as `{before}`",
        why="The specification takes the first type that matches; several implementations look for "
        "the same type first.",
        source=_SOURCE,
        hint="put the type that is the same first",
        example=Example(field("[int]"), field("[double, int]"), "avro-union-branch-ambiguous"),
    ),
    Rule(
        id="avro-union-reordered",
        title="the types of a union stand in another order",
        effect=Effect.SAME,
        polarity=_FORWARD,
        is_by_mode=True,
        message="the types of {subject} stand in another order",
        why="What is written says by number which type it is, and is read with the writer's order.",
        source=_SOURCE,
        example=Example(field("[int, string]"), field("[string, int]"), "avro-union-reordered"),
    ),
)


def check_union(union: UnionPair) -> Iterator[Draft]:
    """Yield types that came or went, and what is no longer clear."""
    with_partner = {id(branch) for both in union.partners for branch in both}
    for branch in union.old.all:
        if id(branch) not in with_partner:
            yield _lone(union, branch, is_new=False)
    for branch in union.new.all:
        if id(branch) not in with_partner:
            yield _lone(union, branch, is_new=True)
    olds, news = (
        [branch_key(side.schema, branch) for branch in side.all] for side in (union.old, union.new)
    )
    if olds != news:
        yield from _ambiguous(union)
        if sorted(olds) == sorted(news):
            yield Draft("avro-union-reordered", union.pair.called)


def _lone(union: UnionPair, branch: AvroType, *, is_new: bool) -> Draft:
    pair = union.pair
    schema = pair.schemas[1 if is_new else 0]
    text = type_text(schema, branch)
    severity, reason = None, ""
    is_written = is_new is not pair.is_backward
    if is_written and union.reader.takers(Side(schema, branch)):
        severity, reason = Severity.SAFE, "another type of the reader takes it"
    elif is_written and isinstance(branch, AvroReference) and branch.name in pair.parts:
        severity, reason = Severity.RISKY, _PART
    return Draft(
        f"avro-union-branch-{'added' if is_new else 'removed'}",
        pair.called,
        before="" if is_new else text,
        after=text if is_new else "",
        old=None if is_new else branch.place,
        new=branch.place if is_new else None,
        severity=severity,
        reason=reason,
        told_apart=branch_key(schema, branch),
        branch=branch if is_written and isinstance(pair.writer, AvroUnion) else None,
    )


def _ambiguous(union: UnionPair) -> Iterator[Draft]:
    writer, reader = union.writer, union.reader
    for branch in writer.all:
        written = Side(writer.schema, branch)
        found = reader.takers(written)
        if found and reader.best(written, found) is not found[0]:
            yield Draft(
                "avro-union-branch-ambiguous",
                union.pair.called,
                before=type_text(writer.schema, branch),
                after=" and ".join(f"`{type_text(reader.schema, one)}`" for one in found),
                reason="which of the types is read is not the same everywhere",
                told_apart=branch_key(writer.schema, branch),
            )
