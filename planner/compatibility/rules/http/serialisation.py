"""Rules about how the value of a parameter is written."""

from collections.abc import Iterator, Mapping

from planner.compatibility.rules.http.parameters import slot_of
from planner.compatibility.rules.pairs import Draft, ParameterPair, Wish
from planner.compatibility.rules.rule import Example, Rule
from planner.compatibility.schemas import Space
from planner.model.finding import Effect
from planner.model.http import Parameter

_SOURCE = "OpenAPI 3.1, section 4.8.12.4 (Style Values); RFC 6570"
_WHY = "The same value is written in another way, so that what consumers send is read wrongly."
_HINT = "keep the way of writing, or add a parameter with another name"
_LIST = "schema: {type: array, items: {type: string}}"


def _query(more: str) -> str:
    return f"parameters: [{{name: ids, in: query, {_LIST}{more}}}]"


IN_CALLS = True
RULES = (
    Rule(
        id="request-parameter-style-changed",
        title="a parameter is written in another style",
        effect=Effect.CROSSED,
        message="the style of the {slot} is now `{after}`, it was `{before}`",
        why=_WHY,
        source=_SOURCE,
        hint=_HINT,
        example=Example(
            _query(", explode: false"),
            _query(", style: pipeDelimited, explode: false"),
            "request-parameter-style-changed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-explode-changed",
        title="the items of a parameter are separated in another way",
        effect=Effect.CROSSED,
        message="`explode` of the {slot} is now `{after}`, it was `{before}`",
        why="`ids=1,2` and `ids=1&ids=2` are two ways to write the same list; the server now "
        "expects the other one.",
        source=_SOURCE,
        hint=_HINT,
        example=Example(
            _query(""), _query(", explode: false"), "request-parameter-explode-changed"
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-allow-reserved-removed",
        title="reserved characters must now be escaped",
        effect=Effect.NARROWED,
        message="the {slot} no longer allows reserved characters as they are",
        why="Consumers that send `/`, `?` or `&` unescaped are misunderstood.",
        source=_SOURCE,
        hint="keep `allowReserved`",
        example=Example(
            _query(", allowReserved: true"), _query(""), "request-parameter-allow-reserved-added"
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-allow-reserved-added",
        title="reserved characters need no longer be escaped",
        effect=Effect.WIDENED,
        message="the {slot} now allows reserved characters as they are",
        why="Escaped characters are read as before.",
        source=_SOURCE,
        example=Example(
            _query(""), _query(", allowReserved: true"), "request-parameter-allow-reserved-removed"
        ),
    ),
    Rule(
        id="request-parameter-allow-empty-value-removed",
        title="a parameter must now have a value",
        effect=Effect.NARROWED,
        message="the {slot} may no longer be sent without a value",
        why="Consumers that send only the name are refused.",
        source="OpenAPI 3.1, section 4.8.12.2 (`allowEmptyValue`)",
        hint="keep `allowEmptyValue`",
        example=Example(
            _query(", allowEmptyValue: true"),
            _query(""),
            "request-parameter-allow-empty-value-added",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-allow-empty-value-added",
        title="a parameter may now be sent without a value",
        effect=Effect.WIDENED,
        message="the {slot} may now be sent without a value",
        why="Consumers that send a value notice nothing.",
        source="OpenAPI 3.1, section 4.8.12.2 (`allowEmptyValue`)",
        example=Example(
            _query(""),
            _query(", allowEmptyValue: true"),
            "request-parameter-allow-empty-value-removed",
        ),
    ),
    Rule(
        id="request-parameter-content-vs-schema-changed",
        title="a parameter is written as a media type, or no longer is",
        effect=Effect.CROSSED,
        message="the {slot} is now written as {after}, it was written as {before}",
        why=_WHY,
        source="OpenAPI 3.1, section 4.8.12.3 (`content`)",
        hint=_HINT,
        example=Example(
            "parameters: [{name: f, in: query, schema: {type: object}}]",
            "parameters: [{name: f, in: query, content: {application/json: {schema: {type: "
            "object}}}}]",
            "request-parameter-content-vs-schema-changed",
        ),
        shows_request=True,
    ),
    Rule(
        id="request-parameter-media-type-changed",
        title="a parameter is written as another media type",
        effect=Effect.CROSSED,
        message="the {slot} is now written as {after}, it was written as {before}",
        why=_WHY,
        source="OpenAPI 3.1, section 4.8.12.3 (`content`)",
        hint=_HINT,
        example=Example(
            "parameters: [{name: f, in: query, content: {application/json: {}}}]",
            "parameters: [{name: f, in: query, content: {application/xml: {}}}]",
            "request-parameter-media-type-changed",
        ),
        shows_request=True,
    ),
)


def check_parameter(pair: ParameterPair) -> Iterator[Draft]:
    """Yield what differs in how a value is written."""
    old, new = pair.old, pair.new
    if bool(old.media) is not bool(new.media):
        before, after = (_written_as(parameter) for parameter in (old, new))
        yield _draft(pair, "content-vs-schema-changed", before, after)
        return
    if old.media:
        if set(old.media) != set(new.media):
            yield _draft(pair, "media-type-changed", _written_as(old), _written_as(new))
        return
    if old.style != new.style:
        yield _draft(pair, "style-changed", old.style, new.style)
    elif old.explode is not new.explode and _may_be_compound(pair):
        yield _draft(pair, "explode-changed", _word(old.explode), _word(new.explode))
    yield from _allowances(pair)


def _allowances(pair: ParameterPair) -> Iterator[Draft]:
    old, new = pair.old, pair.new
    if old.allow_reserved is not new.allow_reserved:
        yield _draft(pair, f"allow-reserved-{'added' if new.allow_reserved else 'removed'}", "", "")
    if old.allow_empty_value is not new.allow_empty_value:
        verb = "added" if new.allow_empty_value else "removed"
        yield _draft(pair, f"allow-empty-value-{verb}", "", "")


def _draft(pair: ParameterPair, verb: str, before: str, after: str) -> Draft:
    return Draft(
        f"request-parameter-{verb}",
        pair.new.name,
        before,
        after,
        slot_of(pair.new),
        pair.old.place,
        pair.new.place,
        wish=Wish(parameters=((pair.old.location, pair.old.name),)),
    )


def _word(value: object) -> str:
    return str(value).lower()


def _written_as(parameter: Parameter) -> str:
    return " or ".join(f"`{name}`" for name in parameter.media) or f"style `{parameter.style}`"


def _may_be_compound(pair: ParameterPair) -> bool:
    """Return whether a value may be a list or an object; of others `explode` says nothing."""
    polarity = pair.operation.consumer_sends
    sides = zip(pair.operation.spaces(polarity), (pair.old, pair.new), strict=True)
    return any(_is_maybe_compound(space, parameter) for space, parameter in sides)


_PRIMITIVE = frozenset({"boolean", "integer", "null", "number", "string"})


def _is_maybe_compound(space: Space, parameter: Parameter) -> bool:
    node = space.schema(True if parameter.schema is None else parameter.schema).followed().node
    if not isinstance(node, Mapping):
        return True
    types = node.get("type")
    named = {types} if isinstance(types, str) else set(types or ())
    return not named or not named <= _PRIMITIVE
