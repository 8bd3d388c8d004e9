"""A change between two schemas, and what it is asked about."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Schema
from planner.model.finding import Effect, Polarity, Severity

Path = tuple[str, ...]
"""Member names from the top of a payload; `*` for any item, `{*}` for any other member, a number
for one item."""


class Mark(str):
    """A step that no member name is the same as, even if it is spelt alike."""

    __slots__ = ()


ITEM, OTHER_MEMBER = Mark("*"), Mark("{*}")


@dataclass(frozen=True, slots=True)
class Pair:
    """The two flattened schemas of one place."""

    old: Flat
    new: Flat
    polarity: Polarity

    @property
    def sender(self) -> Flat:
        """The side whose values are sent."""
        return self.old if self.polarity is Polarity.CONSUMER_SENDS else self.new

    @property
    def receiver(self) -> Flat:
        """The side that must take them."""
        return self.new if self.polarity is Polarity.CONSUMER_SENDS else self.old


@dataclass(frozen=True, slots=True)
class Change:
    """One difference at one place.

    Args:
        facet: what differs, in kebab case: `max-length`, `property`, `any-of`.
        verb: how, from old to new: `added`, `decreased`, `became-required`.
        demands: what the old and the new side say about it, each as a schema alone; None: it
            says nothing. A change breaks if the receiver's demand forbids what is sent; it is no
            change at all if neither demand forbids anything that the other side allows.
        if_harmless: the severity where the demand forbids nothing that is sent.
        old, new: where it stands on both sides; None where it is missing.
        reason: why `if_harmless` is not safe.
        path: from the node to the place, for changes about one member.
        narrows: whether by its own law fewer values are valid than before; None: no law.
        effect: what it does to the valid values, where no demand says so; None: what `if_harmless`
            would do by the law.
        at_most: the worst that it can be, whatever values show, and `reason` why; None: no limit.
        inside: the old and the new schema of what a text holds: they are compared themselves.
        is_met_inside: of a union: each branch that differs has its counterpart on the other side,
            so that the walk meets all differences inside the branches.
    """

    facet: str
    verb: str
    demands: tuple[Schema | None, Schema | None]
    before: Any = None
    after: Any = None
    old: Schema | None = None
    new: Schema | None = None
    path: Path = ()
    if_harmless: Severity = Severity.SAFE
    reason: str = ""
    narrows: bool | None = None
    effect: Effect | None = None
    at_most: Severity | None = None
    inside: tuple[Schema, Schema] | None = None
    is_met_inside: bool = False

    def demand_of_receiver(self, polarity: Polarity) -> Schema | None:
        """Return what the side demands that must take the values."""
        return self.demands[1 if polarity is Polarity.CONSUMER_SENDS else 0]

    def demand_of_sender(self, polarity: Polarity) -> Schema | None:
        """Return what the side demands that sends the values."""
        return self.demands[0 if polarity is Polarity.CONSUMER_SENDS else 1]

    @property
    def cause(self) -> tuple[object, ...]:
        """What makes two changes one and the same, wherever they are met."""
        places = tuple(schema.key if schema else None for schema in (self.old, self.new))
        return (self.facet, self.verb, self.path, places)


NO_DEMANDS = (None, None)


PairKey = tuple[tuple[int, int], tuple[int, int]]


class Step(NamedTuple):
    """A pair of schemas one step deeper.

    Args:
        union: the owners of the old and the new union whose branches they are.
        is_exclusive: whether a value may fit one branch of the union alone.
    """

    path: Path
    old: Schema
    new: Schema
    union: PairKey | None = None
    is_exclusive: bool = False
