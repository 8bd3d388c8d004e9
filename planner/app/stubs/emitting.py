"""`plan stubs emit`: valid events of a message, as they travel."""

from dataclasses import dataclass

from planner.app.ports import Cache, Files, World
from planner.app.stubs.originals import Originals
from planner.app.stubs.sources import StubSource, find_sources
from planner.model.problem import Level, Problem
from planner.stubs.events.making import EventMaker
from planner.stubs.events.writing import JSON, check_format, written


@dataclass(frozen=True, slots=True)
class Wish:
    """Which events are wanted.

    Args:
        message: empty: the only one of the contract.
        channel: key or address, where several carry the message.
        example: the name of one of the author's examples; empty: the first; None: not only one.
        variant: see `EventMaker.events`.
        how: one of `planner.stubs.events.writing.FORMATS`.
        envelope: JSON with headers and channel around the payload.
    """

    message: str = ""
    channel: str = ""
    count: int = 1
    seed: int = 0
    variant: str = ""
    example: str | None = None
    how: str = JSON
    envelope: bool = False


def emit_events(
    files: Files | None,
    contract: str,
    wish: Wish,
    *,
    allow_draft: bool = False,
    world: World | None = None,
    cache: Cache | None = None,
    originals: Originals | None = None,
) -> tuple[bytes, tuple[Problem, ...]]:
    """Return events, and warnings about examples that violate their own schema.

    Args:
        files: the workspace; None outside of any.
        contract: `CONTRACT`, `CONTRACT@VERSION`, or the path of a contract file.
        wish: which events.
        allow_draft: also of contracts to which not all parties have agreed.
        world: where paths lead.
        cache: of compiled contracts.
        originals: for the places of warnings, which have none without it.

    Raises:
        InputError: there is no such contract, message, example or variant, or no event can be
            made, or not in that format.
    """
    sources, warnings = find_sources(
        files, [contract], allow_draft=allow_draft, world=world, cache=cache
    )
    source = sources[0]
    maker = EventMaker(source.bundle, wish.message, wish.channel, wish.seed)
    check_format(maker.message, wish.how, wish.count, envelope=wish.envelope)
    if wish.example is not None:
        events = [maker.example(wish.example)] * wish.count
    else:
        events = maker.events(wish.count, wish.variant)
    content = written(source.bundle, maker.message, events, wish.how, envelope=wish.envelope)
    return content, (*warnings, *_bad_examples(maker, source, originals))


def _bad_examples(
    maker: EventMaker, source: StubSource, originals: Originals | None
) -> tuple[Problem, ...]:
    found = []
    for bad in maker.bad_examples:
        first = bad.faults[0]
        at = f" at `{first.pointer}`" if first.pointer else ""
        found.append(
            Problem(
                "invalid-example",
                f"an example of `{maker.message['name']}` violates its own schema{at}: "
                f"{first.message}",
                originals.place(source, bad.example["place"]) if originals else None,
                "correct the example, or the schema; it is left out here",
                Level.WARNING,
            )
        )
    return tuple(found)
