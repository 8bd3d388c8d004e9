"""A consumer that a change gives something else than it had: may that be."""

from dataclasses import dataclass

from planner.model.check_view import Block
from planner.model.source import Place


@dataclass(frozen=True, slots=True)
class LostUse:
    """A consumer that does not get what it got.

    Args:
        consumer: the service.
        before: key of the contract version that it got.
        after: of the one that it gets now; empty if none.
        is_offered: False: what it gets now is not offered by any service, and was before.
    """

    consumer: str
    before: str
    after: str = ""
    is_offered: bool = True


def taken_away(use: LostUse, place: Place | None) -> Block:
    """Return the block of a version that goes, or is not offered any more, while it is used."""
    if use.after:
        message = f"`{use.consumer}` uses `{use.after}`, which no service offers any more"
        way = f"keep it under `provides` or `publishes` until `{use.consumer}` has left"
    else:
        message = f"`{use.consumer}` used `{use.before}` until this change, which takes it away"
        way = f"let `{use.consumer}` stop using it in a change of its own, before"
    return Block("removed-while-used", message, (way, f"or keep `{use.before}`"), place)


def replaced(use: LostUse, team: str, place: Place | None) -> Block:
    """Return the block of a version that takes another one's place and breaks a consumer."""
    return Block(
        "breaking-change-unratified",
        f"`{use.consumer}` gets `{use.after}` in place of `{use.before}`, which breaks it, and "
        f"`{team}` has not agreed to that",
        (f"plan ratify {use.after} --as {team}", f"or keep `{use.before}`"),
        place,
    )
