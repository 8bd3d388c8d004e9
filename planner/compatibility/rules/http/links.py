"""Rules about the links of responses."""

from collections.abc import Iterator

from planner.compatibility.rules.pairs import Draft, ResponsePair
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.values import json_key
from planner.model.finding import Effect, Polarity

_SOURCE = "OpenAPI 3.1, section 4.8.20 (Link Object)"
_RECEIVED = Polarity.PROVIDER_SENDS


def _answer(link: str) -> str:
    return f"responses: {{'200': {{description: ok{link}}}}}"


_LINK = _answer(", links: {owner: {operationId: find, parameters: {id: $response.body#/owner}}}")

IN_CALLS = True
RULES = (
    Rule(
        id="link-added",
        title="a response has another link",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the link `{subject}` is new",
        why="Nobody follows it yet.",
        source=_SOURCE,
        example=Example(_answer(""), _LINK, "link-removed"),
    ),
    Rule(
        id="link-removed",
        title="a link is gone",
        effect=Effect.MEANING,
        polarity=_RECEIVED,
        message="the link `{subject}` is gone",
        why="Consumers that follow it must find the way themselves.",
        source=_SOURCE,
        hint="keep the link",
        example=Example(_LINK, _answer(""), "link-added"),
    ),
    Rule(
        id="link-operation-changed",
        title="a link leads to another operation",
        effect=Effect.MEANING,
        polarity=_RECEIVED,
        message="the link `{subject}` now leads to `{after}`, it led to `{before}`",
        why="Consumers that follow it call something else.",
        source=_SOURCE,
        hint="add a link with another name",
        example=Example(
            _LINK, _LINK.replace("operationId: find", "operationId: get"), "link-operation-changed"
        ),
    ),
    Rule(
        id="link-parameters-changed",
        title="a link passes other parameters on",
        effect=Effect.MEANING,
        polarity=_RECEIVED,
        message="the link `{subject}` now passes on {after}, it was {before}",
        why="Consumers that follow it send something else.",
        source=_SOURCE,
        hint="add a link with another name",
        example=Example(
            _LINK, _LINK.replace("body#/owner", "body#/keeper"), "link-parameters-changed"
        ),
    ),
)


def check_response(pair: ResponsePair) -> Iterator[Draft]:
    """Yield links that came, went, or lead elsewhere."""
    for name in dict.fromkeys([*pair.old.links, *pair.new.links]):
        old, new = pair.old.links.get(name), pair.new.links.get(name)
        slot = f"response {pair.new.status}"
        if old is None or new is None:
            verb = "added" if old is None else "removed"
            yield Draft(
                f"link-{verb}",
                name,
                slot=slot,
                old=old.place if old else None,
                new=new.place if new else None,
            )
            continue
        places = (slot, old.place, new.place)
        if old.operation != new.operation:
            yield Draft("link-operation-changed", name, old.operation, new.operation, *places)
        if json_key(dict(old.parameters)) != json_key(dict(new.parameters)):
            before, after = _listed(old.parameters), _listed(new.parameters)
            yield Draft("link-parameters-changed", name, before, after, *places)


def _listed(parameters: object) -> str:
    items = sorted(dict(parameters).items()) if isinstance(parameters, dict) else []
    return ", ".join(f"`{name}: {value}`" for name, value in items) or "nothing"
