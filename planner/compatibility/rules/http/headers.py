"""Rules about the headers of responses."""

from collections.abc import Iterator

from planner.compatibility.rules.pairs import Draft, ResponsePair
from planner.compatibility.rules.rule import Example, Rule
from planner.model.finding import Effect, Polarity
from planner.model.http import Header, Response

_SOURCE = "OpenAPI 3.1, section 4.8.21 (Header Object)"
_RECEIVED = Polarity.PROVIDER_SENDS


def _answer(header: str) -> str:
    return f"responses: {{'200': {{description: ok{header}}}}}"


_OPTIONAL = _answer(", headers: {X-Rate: {schema: {type: integer}}}")
_REQUIRED = _answer(", headers: {X-Rate: {required: true, schema: {type: integer}}}")
_DEPRECATED = _answer(", headers: {X-Rate: {deprecated: true, schema: {type: integer}}}")
_MEMBERS = _answer(", headers: {X-Rate: {schema: {type: object}}}")
_EXPLODED = _answer(", headers: {X-Rate: {explode: true, schema: {type: object}}}")

IN_CALLS = True
RULES = (
    Rule(
        id="response-header-added",
        title="a response has another header",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the header `{subject}` of the {slot} is new",
        why="Consumers pass over headers that they don't know.",
        source=f"{_SOURCE}; RFC 9110, section 5.1",
        example=Example(_answer(""), _OPTIONAL, "response-header-optional-removed"),
        oasdiff=("response-header-added",),
    ),
    Rule(
        id="response-header-required-removed",
        title="a promised header is gone",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the required header `{subject}` of the {slot} is gone",
        why="Consumers that read it find it missing.",
        source=_SOURCE,
        hint="go on sending it",
        example=Example(_REQUIRED, _answer(""), "response-header-added"),
        oasdiff=("required-response-header-removed",),
    ),
    Rule(
        id="response-header-optional-removed",
        title="an optional header is gone",
        effect=Effect.MEANING,
        polarity=_RECEIVED,
        message="the optional header `{subject}` of the {slot} is gone",
        why="Consumers that read it where it is there no longer find it.",
        source=_SOURCE,
        hint="go on sending it",
        example=Example(_OPTIONAL, _answer(""), "response-header-added"),
        oasdiff=("optional-response-header-removed",),
    ),
    Rule(
        id="response-header-became-optional",
        title="a header may be missing",
        effect=Effect.WIDENED,
        polarity=_RECEIVED,
        message="the header `{subject}` of the {slot} is now optional",
        why="Consumers that count on it find it missing.",
        source=_SOURCE,
        hint="go on sending it always",
        example=Example(_REQUIRED, _OPTIONAL, "response-header-became-required"),
        oasdiff=("response-header-became-optional",),
    ),
    Rule(
        id="response-header-became-required",
        title="a header is always there",
        effect=Effect.NARROWED,
        polarity=_RECEIVED,
        message="the header `{subject}` of the {slot} is now required",
        why="Consumers can count on it.",
        source=_SOURCE,
        example=Example(_OPTIONAL, _REQUIRED, "response-header-became-optional"),
    ),
    Rule(
        id="response-header-explode-changed",
        title="the members of a header are written in another way",
        effect=Effect.CROSSED,
        polarity=_RECEIVED,
        message="`explode` of the header `{subject}` of the {slot} is now `{after}`, it was "
        "`{before}`",
        why="Consumers read an object as `R,100,G,200` or as `R=100,G=200`, not as both.",
        source=f"{_SOURCE}; section 4.8.12.4 (Style Values)",
        hint="keep the way of writing, or send a header with another name",
        example=Example(_MEMBERS, _EXPLODED, "response-header-explode-changed"),
    ),
    Rule(
        id="response-header-deprecated",
        title="a header is deprecated",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the header `{subject}` of the {slot} is now deprecated",
        why="It is still sent. Consumers should stop reading it.",
        source=_SOURCE,
        example=Example(_OPTIONAL, _DEPRECATED, "response-header-undeprecated"),
    ),
    Rule(
        id="response-header-undeprecated",
        title="a header is no longer deprecated",
        effect=Effect.ANNOTATION,
        polarity=_RECEIVED,
        message="the header `{subject}` of the {slot} is no longer deprecated",
        why="Consumers may go on reading it.",
        source=_SOURCE,
        example=Example(_DEPRECATED, _OPTIONAL, "response-header-deprecated"),
    ),
)


def check_response(pair: ResponsePair) -> Iterator[Draft]:
    """Yield headers that came, went, or changed whether they are promised or how they are sent."""
    for name in dict.fromkeys([*pair.old.headers, *pair.new.headers]):
        old, new = pair.old.headers.get(name), pair.new.headers.get(name)
        for rule in _rules(old, new):
            is_explode = rule == "explode-changed"
            yield Draft(
                f"response-header-{rule}",
                name,
                str(old.explode).lower() if old and is_explode else "",
                str(new.explode).lower() if new and is_explode else "",
                slot_of(pair.new),
                old.place if old else None,
                new.place if new else None,
                twin=(name,),
            )


def slot_of(response: Response) -> str:
    """Return how people call what the headers belong to."""
    return f"response {response.status}"


def _rules(old: Header | None, new: Header | None) -> Iterator[str]:
    if old is None:
        yield "added"
    elif new is None:
        yield "required-removed" if old.is_required else "optional-removed"
    else:
        if old.is_required is not new.is_required:
            yield "became-required" if new.is_required else "became-optional"
        if old.explode is not new.explode:
            yield "explode-changed"
        if old.deprecated is not new.deprecated:
            yield "deprecated" if new.deprecated else "undeprecated"
