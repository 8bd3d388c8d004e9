"""The calls that the diagrams of the release order draw."""

from collections.abc import Iterator
from typing import NamedTuple

from planner.model.views import ReleaseView
from planner.render.release._rows import circles


class Arrow(NamedTuple):
    """A call from consumer to provider.

    Args:
        is_cut: it is among the calls to break.
        is_soft: it does not order anything.
    """

    consumer: str
    provider: str
    is_cut: bool = False
    is_soft: bool = False


def arrows(view: ReleaseView) -> Iterator[Arrow]:
    """Yield the hard calls by consumer, then the soft ones."""
    cuts = {pair for circle in circles(view) for pair in circle.unit.cuts}
    for consumer, providers in view.order.needs.items():
        for provider in providers:
            yield Arrow(consumer, provider, is_cut=(consumer, provider) in cuts)
    for consumer, provider in view.order.soft:
        yield Arrow(consumer, provider, is_soft=True)
