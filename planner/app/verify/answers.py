"""One answer, held against what the contract declares for its status."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner.app.verify.contract import (
    CheckedContract,
    declared_response,
    declared_status,
    media_of,
)
from planner.app.verify.wording import listed
from planner.model.bundle import Operation
from planner.model.provider_call import Reply
from planner.model.source import Place
from planner.wire.media import is_json

_MOST_FAULTS = 5
_DEEPEST = 200


class NotJsonError(ValueError):
    """A body is not JSON, or is nested too deep to be looked at."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with an answer.

    Args:
        check: name of what was looked at.
        kind: the same for the same mistake in another answer, whatever the values.
    """

    check: str
    message: str
    place: Place
    kind: str


def wrongs_of(checked: CheckedContract, operation: Operation, reply: Reply) -> Iterator[Wrong]:
    """Yield what in an answer is not as the contract declares it.

    An answer whose status is not declared at all is one thing that is wrong, and the last.
    """
    response = declared_response(operation, reply.status)
    place = checked.response_place(operation, reply.status)
    if response is None:
        known = listed(operation["responses"])
        message = f"status {reply.status} is not declared; {known} are"
        yield Wrong("status-code-conformance", message, place, str(reply.status))
        return
    for name, header in sorted(response["headers"].items()):
        if header["required"] and name not in reply.headers:
            where = place.at("headers")
            yield Wrong(
                "response-headers-conformance", f"the header `{name}` is missing", where, name
            )
    if response["media"]:
        yield from _body_wrongs(checked, operation, reply, place)


def _body_wrongs(
    checked: CheckedContract, operation: Operation, reply: Reply, place: Place
) -> Iterator[Wrong]:
    response = declared_response(operation, reply.status)
    found = media_of(response, reply.media_type) if response else None
    if response and found is None:
        known = listed(response["media"])
        said = f"`{reply.media_type}`" if reply.media_type else "nothing"
        message = f"the body's media type is {said}; {known} is declared"
        yield Wrong("content-type-conformance", message, place, reply.media_type)
        return
    if found is None or not is_json(reply.media_type):
        return
    key, media = found
    try:
        value = json_of(reply.body)
    except NotJsonError as error:
        yield Wrong("response-schema-conformance", f"the body is {error}", place, "json")
        return
    for fault in checked.judge.validator(media["schema"]).faults(value, _MOST_FAULTS):
        where = checked.body_place(operation, reply.status, key, fault, value)
        at = f" at `{fault.pointer}`" if fault.pointer else ""
        message = f"the body{at} is not as declared: {fault.message}"
        kind = "/".join("*" if step.isdigit() else step for step in fault.pointer.split("/"))
        status = declared_status(operation, reply.status)
        yield Wrong(
            "response-schema-conformance",
            message,
            where,
            f"{status} {kind} {fault.keyword} {where}",
        )


def json_of(body: bytes) -> Any:  # noqa: ANN401  a JSON value
    """Return the value of a JSON text.

    Raises:
        NotJsonError: it is none; the message goes after "the body is".
    """
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise NotJsonError("nested too deep") from None
    except ValueError:
        raise NotJsonError("not JSON") from None
    if _is_deep(value):
        raise NotJsonError("nested too deep")
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _is_deep(value: Any) -> bool:  # noqa: ANN401  a JSON value
    """Return whether a value is nested deeper than anything that is meant to be read."""
    level = [value]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                below += node.values()
            elif isinstance(node, list):
                below += node
        level = [node for node in below if isinstance(node, dict | list)]
        if not level:
            return False
    return True
