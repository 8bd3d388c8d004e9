"""Which slots an HTTP operation has: its schemas as `Slot`s."""

from functools import partial
from typing import Any

from planner.compatibility.http.requests import Requests
from planner.compatibility.rules.pairs import SchemaPair, Wish
from planner.compatibility.rules.rule import Role
from planner.compatibility.slots import Slot
from planner.model.finding import Occurrence

_CALLS = {Role.OPERATION: "", Role.CALLBACK: " of the callback", Role.WEBHOOK: " of the webhook"}


def slot_of(pair: SchemaPair, requests: Requests) -> Slot:
    """Return the slot of two schemas.

    Args:
        pair: the schemas and where they stand.
        requests: makes requests that the old contract allows.
    """
    old, new = (
        space.schema(True if node is None else node)
        for space, node in zip(
            pair.operation.spaces(pair.polarity), (pair.old, pair.new), strict=True
        )
    )
    is_named = pair.site in {"request-parameter", "response-header"}
    inner = pair.site if is_named else pair.site.removesuffix("-body")
    return Slot(
        site=pair.site,
        inner_site=f"{inner}-property",
        whole=_whole(pair),
        polarity=pair.polarity,
        occurrence=Occurrence(pair.operation.label, pair.slot),
        old=old,
        new=new,
        old_place=pair.old_place,
        new_place=pair.new_place,
        role=pair.operation.role,
        media=pair.media,
        request=partial(_request, pair, requests),
    )


def _whole(pair: SchemaPair) -> str:
    calls = _CALLS[pair.operation.role]
    if pair.site == "request-parameter":
        return f"the {pair.location} parameter `{pair.name}`{calls}"
    if pair.site == "response-header":
        return f"the response header `{pair.name}`{calls}"
    return f"the {pair.site.replace('-', ' ')}{calls}"


def _request(pair: SchemaPair, requests: Requests, value: Any) -> Any:  # noqa: ANN401  JSON
    """Return the request that carries a payload; None if the provider sends it."""
    if pair.operation.role is not Role.OPERATION:
        return None
    name = (pair.location, pair.name) if pair.name else ("body", "")
    wish = Wish(media=pair.media, has_body=None if pair.name else True, values={name: value})
    return requests.request(pair.operation.old, wish)
