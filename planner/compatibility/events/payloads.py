"""Payload, headers and key of two messages -> what is met there, in the directions of a mode.

In `FULL` a change is looked at from both sides; what is met in both is one change, as bad as the
worse of both, and says which promises it breaks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from planner.compatibility.findings import Met, Verified
from planner.compatibility.options import CompareOptions, promise_of
from planner.compatibility.schemas import Space
from planner.compatibility.slots import Slot, Slots
from planner.model.events import Message, Payload
from planner.model.finding import Effect, Occurrence, Polarity, Severity
from planner.model.http import SchemaNode

_BOTH = tuple(Polarity)
_ANYWHERE = Occurrence("", "")
_HINTS = {
    Polarity.CONSUMER_SENDS: "go on reading what was valid, or publish a new major version",
    Polarity.PROVIDER_SENDS: "go on sending only what was promised, or publish a new major version",
}


_HEADERS: SchemaNode = {"type": "object"}
"""AsyncAPI 3.0 and 2.6, Message Object: headers are an object."""


class _Part(NamedTuple):
    """A part of a message that has a schema.

    Args:
        field: of `Message`.
        site, inner_site: as rule ids name them; see `SITES`.
        name: for people.
        undescribed: what may be there if nothing is said.
    """

    field: str
    site: str
    inner_site: str
    name: str
    undescribed: SchemaNode = True


_PARTS = (
    _Part("payload", "event-payload", "event-property", "payload"),
    _Part("headers", "event-headers", "event-header", "headers", _HEADERS),
    _Part("message_key", "event-key", "event-key-property", "key"),
)


@dataclass(frozen=True, slots=True)
class MessagePair:
    """A message on both sides.

    Args:
        spaces: of the old and of the new side.
        at: where the message is met: the operation, and what slots begin with: `message
            OrderPlaced`. Empty slot: there is but one message.
        rank: of what it belongs to in the documents.
        called: the message for people, `the message `OrderPlaced``; empty: there is but one.
    """

    old: Message
    new: Message
    spaces: tuple[Space, Space]
    at: Occurrence = _ANYWHERE
    rank: int = 0
    called: str = ""


class Payloads:
    """Compares the schemas of messages; the same two schemas are judged once.

    Args:
        options: the mode, where one is given, holds for all messages.
    """

    def __init__(self, options: CompareOptions) -> None:
        """Start without knowledge."""
        self._options = options
        self._slots = Slots(strict_open_content=options.strict_open_content, are_messages=True)

    def compare(self, pair: MessagePair, polarities: Sequence[Polarity] = ()) -> Iterator[Met]:
        """Yield what differs between payloads, headers and keys that JSON Schema describes.

        A part that one side does not describe may be anything there. Parts in other languages
        (Avro) are left out.

        Args:
            pair: the message on both sides.
            polarities: the directions where no mode is given; none: both.
        """
        for part in _PARTS:
            old: Payload | None = getattr(pair.old, part.field)
            new: Payload | None = getattr(pair.new, part.field)
            if (old or new) and not _is_foreign(old) and not _is_foreign(new):
                yield from self._part(pair, part, self._directions(polarities))

    def _directions(self, polarities: Sequence[Polarity]) -> tuple[Polarity, ...]:
        mode, only = self._options.mode, self._options.direction
        found = mode.polarities if mode else tuple(polarities) or _BOTH
        return tuple(p for p in _BOTH if p in found and only in {None, p})

    def _part(
        self, pair: MessagePair, part: _Part, directions: tuple[Polarity, ...]
    ) -> Iterator[Met]:
        found: dict[tuple[object, ...], Met] = {}
        for polarity in directions:
            for met in self._slots.compare(_slot(pair, part, polarity), pair.rank):
                own = _of_message(met, polarity, directions)
                key = (own.cause, own.path, own.before, own.after)
                found[key] = _merged(found[key], own) if key in found else own
        yield from found.values()


def _is_foreign(payload: Payload | None) -> bool:
    return payload is not None and (payload.avro is not None or payload.text is not None)


def _slot(pair: MessagePair, part: _Part, polarity: Polarity) -> Slot:
    sides = [
        (space, message, getattr(message, part.field))
        for space, message in zip(pair.spaces, (pair.old, pair.new), strict=True)
    ]
    old, new = (
        space.schema(part.undescribed if said is None or said.schema is None else said.schema)
        for space, _, said in sides
    )
    places = [said.place if said else message.place for _, message, said in sides]
    return Slot(
        site=part.site,
        inner_site=part.inner_site,
        whole=f"the {part.name} of {pair.called}" if pair.called else f"the {part.name}",
        polarity=polarity,
        occurrence=Occurrence(pair.at.operation, f"{pair.at.slot} {part.name}".strip()),
        old=old,
        new=new,
        old_place=places[0],
        new_place=places[1],
        media=pair.new.content_type,
        breaks=(promise_of(polarity),),
    )


def _of_message(met: Met, polarity: Polarity, directions: tuple[Polarity, ...]) -> Met:
    """Return a change as messages have it: the same change in whatever direction it is met.

    The fingerprint must not say the direction; causes are kept apart by the directions that were
    looked at, as the verdicts are others.
    """
    said, _, *where = met.structure
    rest = tuple(part for part in met.cause if not isinstance(part, Polarity))
    is_broken = met.severity is Severity.BREAKING
    return replace(
        met,
        cause=(*rest, "message", directions),
        structure=(said, "message", *where),
        rule=replace(met.rule, hint=_HINTS[polarity] if is_broken else ""),
    )


def _merged(one: Met, other: Met) -> Met:
    """Return one change for what was met in both directions."""
    first, second = sorted((one, other), key=lambda met: met.severity.rank)  # stable
    is_both = first.severity is second.severity
    effect = first.effect
    if is_both and second.effect is not first.effect:
        effect = Effect.CROSSED if first.severity is Severity.BREAKING else effect
    return replace(
        first,
        effect=effect,
        breaks=tuple(dict.fromkeys((*one.breaks, *other.breaks))),
        has_witness=first.has_witness or (is_both and second.has_witness),
        verify=partial(_verify_both, one, other),
    )


def _verify_both(one: Met, other: Met) -> Verified:
    """Return the worse of both answers, and which promises are left broken."""
    answers = [(met, met.verify()) for met in (one, other)]
    worst = min((answer.severity for _, answer in answers), key=lambda severity: severity.rank)
    left = [(met, answer) for met, answer in answers if answer.severity is worst]
    shown = next((answer for _, answer in left if answer.witness), left[0][1])
    breaks = tuple(dict.fromkeys(name for met, _ in left for name in met.breaks))
    reasons = dict.fromkeys(answer.reason for _, answer in left if answer.reason)
    return replace(shown, reason="; ".join(reasons), breaks=breaks)
