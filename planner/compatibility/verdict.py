"""What is said of a change: how bad it is, and why."""

from typing import Any, NamedTuple

from planner.compatibility.schema_changes.change import Change, Path
from planner.compatibility.schemas import Schema
from planner.model.finding import Effect, Polarity, Proof, Severity


class Verdict(NamedTuple):
    """A judged change.

    Args:
        value: the whole payload of the slot that shows the break, if one was found.
        part: the value at the change's place that shows it.
        at: the old and the new schema of the place.
    """

    path: Path
    change: Change
    severity: Severity
    effect: Effect
    proof: Proof
    reason: str = ""
    value: Any = None
    part: Any = None
    has_witness: bool = False
    at: tuple[Schema, Schema] | None = None


def whole_change(old: Schema, new: Schema, *, narrows: bool) -> Change:
    """Return the change that the schemas of a slot are as a whole."""
    verb = "narrowed" if narrows else "widened"
    return Change("schema", verb, (old, new), old=old, new=new, narrows=narrows)


def settled(verdict: Verdict) -> Verdict:
    """Return what a verdict becomes once it is proved that the slot takes all that is sent."""
    if verdict.proof is not Proof.UNDECIDED:
        return verdict
    change = verdict.change
    return verdict._replace(
        severity=change.if_harmless,
        effect=Effect.SAME,
        proof=Proof.PROVED,
        reason=change.reason or "no valid payload is refused because of it",
    )


def undecided(old: Schema, new: Schema, polarity: Polarity, reason: str) -> Verdict:
    """Return that it can't be told whether the schemas of a slot break somebody."""
    change = whole_change(old, new, narrows=polarity is Polarity.CONSUMER_SENDS)
    return Verdict((), change, Severity.RISKY, Effect.UNDECIDED, Proof.UNDECIDED, reason)


def is_excused(verdict: Verdict) -> bool:
    """Return whether a verdict is as bad as its change can be, whatever values show."""
    return verdict.change.at_most is not None and verdict.severity is verdict.change.at_most


def limited(verdict: Verdict) -> Verdict:
    """Return a verdict that is no worse than its change can be."""
    limit = verdict.change.at_most
    if limit is None or verdict.severity.rank >= limit.rank:
        return verdict
    return verdict._replace(
        severity=limit,
        proof=Proof.LAW,
        reason=verdict.change.reason,
        value=None,
        part=None,
        has_witness=False,
    )


def harmless_effect(change: Change, *, is_sent: bool) -> Effect:
    """Return what a change does to the valid values that no value shows."""
    if change.effect is not None:
        return change.effect
    if change.facet in {"default", "discriminator", "xml"}:
        return Effect.MEANING
    if change.facet == "deprecated":
        return Effect.ANNOTATION
    return Effect.WIDENED if is_sent else Effect.NARROWED
