"""A pact against the contracts of its provider, without running anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from planner.model.bundle import Message
from planner.model.pact import Content, Interaction, Pact, PactMessage, Part, Presence
from planner.model.pact_codes import BY_ID
from planner.model.pact_view import CheckedInteraction, CheckedPact, Mismatch
from planner.model.problem import Level
from planner.pacts.faults import FaultKind
from planner.pacts.media_types import CONTENT_TYPE, told_type
from planner.pacts.naming import Candidate, meant
from planner.pacts.requests import check_request
from planner.pacts.responses import check_response
from planner.pacts.rules import named_rule
from planner.pacts.telling import ContractSide, Telling, place_in_contract
from planner.wire.media import declared_for, essence, is_json

_CODES = {
    FaultKind.UNKNOWN: "message-field-unknown",
    FaultKind.VALUE: "message-value",
    FaultKind.MATCHER: "message-matcher",
    FaultKind.EXAMPLE: "message-example",
    FaultKind.MISSING: "message-value",
}
_SENT = {
    FaultKind.UNKNOWN: "request-field-unknown",
    FaultKind.VALUE: "message-sent-value",
    FaultKind.MATCHER: "message-sent-value",
    FaultKind.EXAMPLE: "message-sent-value",
    FaultKind.MISSING: "message-sent-value",
}
_ANY_VALUE = (
    "request-path",
    "request-query",
    "request-header",
    "request-cookie",
    "request-body",
    "request-field",
)
_REFUSALS: Mapping[int, tuple[str, ...]] = {
    400: (*_ANY_VALUE, "request-content-type", "request-accept"),
    401: ("request-credentials",),
    403: ("request-credentials",),
    404: ("request-path",),
    406: ("request-accept",),
    409: ("request-header",),
    412: ("request-header",),
    413: ("request-body",),
    415: ("request-content-type",),
    422: _ANY_VALUE,
    428: ("request-header",),
}
"""Status -> what may be wrong with a request that is answered so; RFC 9110, section 15.5."""
_NOT_ALLOWED = 405


def check_pact(pact: Pact, sides: Sequence[ContractSide]) -> CheckedPact:
    """Return what in a pact its provider's contracts do not bear out.

    Args:
        pact: the Pact file.
        sides: all contracts of the provider; each interaction is compared with the one it means.
    """
    checked = tuple(_checked(interaction, sides) for interaction in pact.interactions)
    keys = tuple(side.key for side in sides)
    return CheckedPact(pact.file, pact.consumer, pact.provider, pact.specification, keys, checked)


def _checked(interaction: Interaction, sides: Sequence[ContractSide]) -> CheckedInteraction:
    judge = _messages if interaction.request is None else _http
    found = judge(interaction, sides)
    return _forgiven(found) if interaction.is_pending else found


def _forgiven(found: CheckedInteraction) -> CheckedInteraction:
    """Return what was found of a pending interaction, as warnings: it fails no verification."""
    told = (
        replace(item, level=Level.WARNING, message=f"{item.message} (the interaction is pending)")
        for item in found.mismatches
    )
    return replace(found, mismatches=tuple(told))


# ---------------------------------------------------------------------- HTTP


def _http(interaction: Interaction, sides: Sequence[ContractSide]) -> CheckedInteraction:
    request = interaction.request
    assert request is not None  # noqa: S101  the caller looked
    best: tuple[Telling, str] | None = None
    methods: list[str] = []
    for side in sides:
        for route in side.router.routes(request.path):
            if route.operation["method"] != request.method:
                methods.append(route.operation["method"])
                continue
            place = place_in_contract(route.operation["place"])
            telling = Telling(interaction.description, side, place)
            check_request(request, route, telling)
            _drop_meant(interaction, telling)
            if interaction.response is not None:
                check_response(interaction.response, route.operation, telling)
            if best is None or telling.errors < best[0].errors:
                best = telling, route.operation["id"]
        if best and not best[0].errors:
            break
    if best:
        return _result(interaction, *best)
    return _no_operation(interaction, sides, methods)


def _drop_meant(interaction: Interaction, telling: Telling) -> None:
    """Leave out what is wrong with a request on purpose: the consumer expects to be refused."""
    status = interaction.response.status if interaction.response else 0
    wrong = _REFUSALS.get(status, ())
    telling.found[:] = [found for found in telling.found if not found.code.startswith(wrong)]


def _result(interaction: Interaction, telling: Telling, operation: str) -> CheckedInteraction:
    return CheckedInteraction(
        interaction.description,
        operation,
        telling.side.key,
        interaction.place,
        tuple(telling.found),
    )


def _no_operation(
    interaction: Interaction, sides: Sequence[ContractSide], methods: Sequence[str]
) -> CheckedInteraction:
    request = interaction.request
    assert request is not None  # noqa: S101  the caller looked
    contracts = ", ".join(f"`{side.key}`" for side in sides)
    refused = interaction.response.status if interaction.response else 0
    if methods and refused == _NOT_ALLOWED:
        key = sides[0].key if sides else ""
        return CheckedInteraction(interaction.description, "", key, interaction.place)
    if methods:
        known = ", ".join(f"`{method}`" for method in dict.fromkeys(methods))
        message = f"`{request.path}` takes {known}, not `{request.method}`"
        return _without(interaction, "unknown-method", message, "method")
    message = f"there is no path `{request.path}` in {contracts or 'any contract'}"
    return _without(interaction, "unknown-path", message, "path")


def _without(interaction: Interaction, code: str, message: str, step: str) -> CheckedInteraction:
    top = interaction.request.place.at(step) if interaction.request else interaction.place.at(step)
    found = Mismatch(code, BY_ID[code].level, interaction.description, message, top)
    return CheckedInteraction(interaction.description, "", "", interaction.place, (found,))


# ---------------------------------------------------------------------- messages


def _messages(interaction: Interaction, sides: Sequence[ContractSide]) -> CheckedInteraction:
    parts = [(part, False) for part in interaction.received]
    if interaction.sent:
        parts.insert(0, (interaction.sent, True))
    names: list[str] = []
    found: list[Mismatch] = []
    contract = ""
    for part, is_sent in parts:
        best = _best(interaction, part, sides, is_sent=is_sent)
        if best is None:
            found.append(_unknown_message(interaction, part, sides))
            continue
        telling, name = best
        names.append(name)
        contract = telling.side.key
        found += telling.found
    operation = ", ".join(dict.fromkeys(names))
    return CheckedInteraction(
        interaction.description, operation, contract, interaction.place, tuple(found)
    )


def _best(
    interaction: Interaction, part: PactMessage, sides: Sequence[ContractSide], *, is_sent: bool
) -> tuple[Telling, str] | None:
    """Return what is wrong with a message by the one that it means, or else that fits best."""
    best: tuple[Telling, str] | None = None
    for side, message in _meant(interaction, part, sides):
        telling = Telling(interaction.description, side, place_in_contract(message["place"]))
        _check_message(part, message, telling, is_sent=is_sent)
        if best is None or telling.badness < best[0].badness:
            best = telling, message["name"]
        if not telling.errors:
            break
    return best


def _meant(
    interaction: Interaction, part: PactMessage, sides: Sequence[ContractSide]
) -> list[tuple[ContractSide, Message]]:
    """Return the messages that one of a pact may mean; where nothing tells, all of them."""
    every = [(side, message) for side in sides for message in side.bundle["messages"]]
    candidates = [Candidate(m["name"], m["channel"], m["address"]) for _, m in every]
    found = meant(interaction.description, part.metadata, candidates)
    return every if found is None else [every[number] for number in found]


def _unknown_message(
    interaction: Interaction, part: PactMessage, sides: Sequence[ContractSide]
) -> Mismatch:
    contracts = ", ".join(f"`{side.key}`" for side in sides)
    message = f"there are no messages in {contracts or 'any contract'}"
    level = BY_ID["unknown-message"].level
    return Mismatch("unknown-message", level, interaction.description, message, part.place)


def _check_message(part: PactMessage, message: Message, telling: Telling, *, is_sent: bool) -> None:
    content, told = part.content, part.content.media_type or told_type(part.metadata)
    declared = message["content_type"]
    if told and declared and not _same_type(told, declared):
        text = f"the message is of the media type `{declared}`, not `{told}`"
        telling.tell("message-content-type", text, content.place)
        return
    _check_headers(part, message, telling)
    if content.presence in {Presence.MISSING, Presence.EMPTY} or message["payload"] is None:
        return
    if not _is_comparable(content, told or declared, message):
        what = declared or told or "another format"
        text = f"payloads of `{what}` that are not written as JSON are not compared"
        telling.tell("not-compared", text, content.place)
        return
    if is_sent:
        telling.compare_whole(content, message["payload"], part.rules, _SENT)
    else:
        telling.compare_part(content, message["payload"], part.rules, _CODES, ["payload"])


def _is_comparable(content: Content, media_type: str, message: Message) -> bool:
    if content.presence is Presence.VALUE:
        return True
    is_text = content.presence is Presence.TEXT
    return is_text and message["wire"] is None and not is_json(essence(media_type))


def _same_type(told: str, declared: str) -> bool:
    """Return whether two media types mean the same; one JSON type stands for another."""
    if declared_for(told, [declared]) is not None:
        return True
    return is_json(essence(told)) and is_json(essence(declared))


def _check_headers(part: PactMessage, message: Message, telling: Telling) -> None:
    """Compare those metadata that the contract knows as headers; transports add others."""
    schema = message["headers"]
    if schema is None:
        return
    names, _ = telling.side.schemas.names(schema)
    for name, value in _told_headers(part, names):
        below = telling.side.schemas.members(schema, name)
        validator = telling.side.judge.validator(below)
        rule = named_rule(part.rules.of(Part.METADATA), name)
        is_made = part.rules.makes(Part.METADATA, (name,))
        if is_made or telling.side.is_only_an_example(value, below, rule):
            continue
        if not validator.problem and not validator.is_valid(value):
            faults = validator.faults(value, 1)
            text = f"header `{name}`: {faults[0].message if faults else 'it is refused'}"
            place = part.place.at("metadata", name)
            telling.tell("message-metadata-value", text, place, steps=["headers"])


def _told_headers(part: PactMessage, names: frozenset[str]) -> Iterator[tuple[str, object]]:
    known = {name.lower(): name for name in names}
    for name, value in part.metadata.items():
        if name.lower() in known and name.lower() not in CONTENT_TYPE:
            yield known[name.lower()], value
