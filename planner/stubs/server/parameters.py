"""Parameters in all their styles: from the text of a request to values.

Source: OpenAPI 3.1.1, "Style Values" and "Style Examples". `tabDelimited` is the `tsv` of
Swagger 2.0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from planner.model.bundle import Parameter
from planner.stubs.server.decoding import Decoder, json_value
from planner.stubs.server.fields import (
    Fields,
    UnreadableError,
    bracket_tree,
    decoded,
    fields_of,
    has_brackets,
    split_list,
)
from planner.stubs.server.styles import SPLITTERS, pairs_of, split_simple
from planner.stubs.server.types import NO_VALUE
from planner.wire.media import content_type, is_json

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


@dataclass(slots=True)
class Sources:
    """The parts of a request that parameters are read from.

    Args:
        path: parameter -> its text, percent-decoded.
        query: as sent.
        fields: those of the query.
        headers: lower-case name -> value, repeated ones joined.
        cookies: name -> value.
    """

    path: Mapping[str, str]
    query: str
    fields: Fields
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


Reader = Callable[[Sources], Any]
"""Returns the value of a parameter, `NO_VALUE` where there is none.

Raises:
    UnreadableError: its text isn't in the style of the parameter.
"""


def reader_of(parameter: Parameter, decoder: Decoder, claimed: frozenset[str]) -> Reader:
    """Return what reads a parameter.

    Args:
        parameter: which.
        decoder: of its schema.
        claimed: names of the other parameters of the query: not members of an exploded object.
    """
    if parameter["location"] == "querystring":
        return _whole_query(parameter, decoder)
    if parameter["location"] == "query":
        return query_reader(parameter, decoder, claimed)
    text_of = _text_reader(parameter)
    if parameter["media_type"]:
        return _content_reader(text_of, parameter["media_type"], decoder)
    split = SPLITTERS.get(parameter["style"], split_simple)
    name, explode = parameter["name"], parameter["explode"]

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        text = text_of(sources)
        if text is None:
            return NO_VALUE
        if decoder.is_plain_text and split is split_simple:
            return text
        return decoder.compound(*split(text, name, explode))

    return read


def _text_reader(parameter: Parameter) -> Callable[[Sources], str | None]:
    name = parameter["name"]
    match parameter["location"]:
        case "path":
            return lambda sources: sources.path.get(name)
        case "header":
            lowered = name.lower()
            return lambda sources: sources.headers.get(lowered)
        case "cookie":
            return lambda sources: sources.cookies.get(name)
        case _:
            return lambda sources: _single(sources.fields, name)


def _single(fields: Fields, name: str) -> str | None:
    values = fields.get(name)
    return decoded(values[-1]) if values else None


def _content_reader(
    text_of: Callable[[Sources], str | None], media_type: str, decoder: Decoder
) -> Reader:
    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        text = text_of(sources)
        return NO_VALUE if text is None else content_value(text, media_type, decoder)

    return read


def content_value(text: str, media_type: str, decoder: Decoder) -> Any:  # noqa: ANN401  JSON value
    """Return the value of a text that is written in a media type.

    Raises:
        UnreadableError: it should be JSON and isn't.
    """
    if not is_json(content_type(media_type).essence):
        return decoder.scalar(text)
    return json_value(text)


def _whole_query(parameter: Parameter, decoder: Decoder) -> Reader:
    essence = content_type(parameter["media_type"]).essence

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        if not sources.query:
            return NO_VALUE
        if is_json(essence):
            return content_value(unquote(sources.query), essence, decoder)
        if essence == "application/x-www-form-urlencoded":
            return {
                name: _member(decoder, name, raw) for name, raw in fields_of(sources.query).items()
            }
        return decoder.scalar(decoded(sources.query))

    return read


def _member(decoder: Decoder, name: str, raw: Sequence[str]) -> Any:  # noqa: ANN401  JSON value
    values = [decoder.member(name, decoded(value)) for value in raw]
    return values if len(values) > 1 else values[0]


def query_reader(parameter: Parameter, decoder: Decoder, claimed: frozenset[str]) -> Reader:
    """Return what reads a parameter of the query, or a field of a form."""
    name = parameter["name"]
    if parameter["media_type"]:
        return _content_reader(_text_reader(parameter), parameter["media_type"], decoder)
    if parameter["style"] == "deepObject":
        return _deep_reader(name, decoder)
    separator = _SEPARATORS.get(parameter["style"], ",")
    if not parameter["explode"]:
        return _delimited_reader(name, separator, decoder)
    if decoder.shape.says("object"):
        return _exploded_object(name, decoder, claimed)
    return _exploded_reader(name, decoder)


def _deep_reader(name: str, decoder: Decoder) -> Reader:
    plain = _exploded_reader(name, decoder)

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        if has_brackets(sources.fields, name):
            return decoder.tree(bracket_tree(sources.fields, name))
        return plain(sources)

    return read


def _delimited_reader(name: str, separator: str, decoder: Decoder) -> Reader:
    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        values = sources.fields.get(name)
        if values is None:
            return NO_VALUE
        _refuse_repeated(values)
        if decoder.is_scalar:
            return decoder.scalar(decoded(values[0]))
        parts = split_list(values[0], separator)
        return decoder.compound(decoded(values[0]), parts, pairs_of(parts))

    return read


def _refuse_repeated(values: Sequence[str]) -> None:
    if len(values) > 1:
        raise UnreadableError(f"is given {len(values)} times, but takes one value")


def _exploded_reader(name: str, decoder: Decoder) -> Reader:
    takes_many = not decoder.is_scalar

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        values = sources.fields.get(name)
        if values is None:
            if takes_many and has_brackets(sources.fields, name):
                return decoder.tree(bracket_tree(sources.fields, name))
            return NO_VALUE
        if not takes_many and (len(values) == 1 or decoder.shape.types is not None):
            _refuse_repeated(values)
            return decoder.scalar(decoded(values[0]))
        parts = [decoded(value) for value in values]
        if len(parts) > 1:
            return [decoder.item(part) for part in parts]
        return decoder.compound(parts[0], parts, None)

    return read


def _exploded_object(name: str, decoder: Decoder, claimed: frozenset[str]) -> Reader:
    """Read an object whose members are fields of their own (`style: form`, exploded)."""
    known, is_open = decoder.shape.properties, decoder.shape.additional is not False
    exploded = _deep_reader(name, decoder)

    def read(sources: Sources) -> Any:  # noqa: ANN401  JSON value
        members = {
            key: _member(decoder, key, raw)
            for key, raw in sources.fields.items()
            if key in known or (is_open and key not in claimed)
        }
        if has_brackets(sources.fields, name):
            return exploded(sources)
        return members or NO_VALUE

    return read
