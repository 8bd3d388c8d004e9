"""The release order as JSON."""

from typing import Literal

from typing_extensions import TypedDict

from planner.model.plan import ReleaseUnit
from planner.model.views import ReleaseView, Style
from planner.render._json import json_text
from planner.render.release._rows import Cut, cuts_of


class CutJson(TypedDict):
    """One call to break."""

    consumer: str
    provider: str
    what: str
    """Contracts and operations of the call, in words."""
    read_only: bool
    """All operations called only read, so a copy kept by events can replace them."""


class CircleJson(TypedDict):
    """Why services are released together: they call each other in a circle."""

    loop: list[str]
    """One shortest circle, the first service repeated at the end."""
    cuts: list[CutJson]
    """A smallest known set of calls that, once broken, leaves no circle."""
    cut_bound: int
    """No set with fewer calls than this can do."""
    proven: bool
    """The cuts are proven to be the fewest possible."""


class MemberJson(TypedDict):
    """One service."""

    name: str
    team: str
    needs: list[str]
    """Its direct hard providers."""


class UnitJson(TypedDict):
    """Services that are released together; nearly always one."""

    services: list[MemberJson]
    circle: CircleJson | None


class BatchJson(TypedDict):
    """What may be released on one day, all batches before being live."""

    number: int
    day: str
    """ISO date."""
    units: list[UnitJson]


class SoftCallJson(TypedDict):
    """A call that does not order anything."""

    consumer: str
    provider: str


class PAYLOAD(TypedDict):
    """Output of `plan release`."""

    schema: Literal["urn:contract-planner:release-output:1.0.0"]
    format_version: Literal["1.0"]
    command: Literal["release"]
    workspace: str
    batches: list[BatchJson]
    soft_calls: list[SoftCallJson]
    not_released: list[str]
    """Services without a release step, an external system for example: nobody waits for them."""


def render(view: ReleaseView, style: Style) -> str:
    """Return the order as JSON."""
    del style  # for programs
    cuts = cuts_of(view)
    payload: PAYLOAD = {
        "schema": "urn:contract-planner:release-output:1.0.0",
        "format_version": "1.0",
        "command": "release",
        "workspace": view.system.name,
        "batches": [
            {
                "number": batch.number,
                "day": batch.day.isoformat(),
                "units": [_unit(view, unit, cuts) for unit in batch.units],
            }
            for batch in view.order.batches
        ],
        "soft_calls": [
            {"consumer": consumer, "provider": provider} for consumer, provider in view.order.soft
        ],
        "not_released": list(view.order.left_out),
    }
    return json_text(payload)


def _unit(view: ReleaseView, unit: ReleaseUnit, cuts: dict[tuple[str, str], Cut]) -> UnitJson:
    return {
        "services": [
            {
                "name": name,
                "team": view.system.services[name].team,
                "needs": list(view.order.needs[name]),
            }
            for name in unit.services
        ],
        "circle": _circle(unit, cuts) if len(unit.services) > 1 else None,
    }


def _circle(unit: ReleaseUnit, cuts: dict[tuple[str, str], Cut]) -> CircleJson:
    return {
        "loop": list(unit.loop),
        "cuts": [_cut(cuts[pair]) for pair in unit.cuts],
        "cut_bound": unit.cut_bound,
        "proven": unit.cut_bound == len(unit.cuts),
    }


def _cut(cut: Cut) -> CutJson:
    return {
        "consumer": cut.consumer,
        "provider": cut.provider,
        "what": cut.what,
        "read_only": cut.is_read,
    }
