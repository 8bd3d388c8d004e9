"""Request bodies: which media type they are in, what they hold, what is wrong with that.

Malformed text is refused at once (400), a media type that isn't declared too (415); what is well
formed and not valid is listed whole, together with what is wrong with the parameters.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.instances.judge import Judge, Validator
from planner.model.bundle import Body, Media, Operation
from planner.stubs.server.decoding import loaded
from planner.stubs.server.fields import UnreadableError
from planner.stubs.server.forms import FormReader
from planner.stubs.server.refusals import Refusal
from planner.stubs.server.shapes import Shapes
from planner.stubs.server.types import NO_VALUE, RequestFault
from planner.wire.media import (
    ContentType,
    content_type,
    declared_for,
    is_json,
    is_known_charset,
    is_xml,
)

_URL_ENCODED = "application/x-www-form-urlencoded"
_MOST_REMEMBERED = 64
_MOST_FAULTS = 20
_LARGE = 32_000
"""Bytes from which on only the first fault is told: finding all of them would take seconds."""
LINES = frozenset(
    ["application/jsonl", "application/x-ndjson", "application/ndjson", "application/x-jsonlines"]
)
Content = tuple[Any, list[RequestFault]]
_Read = Callable[[bytes, ContentType], Content]
_REQUIRED = RequestFault("body", "", "A body is required")


def with_told_types(body: Body, operation: Operation) -> Body:
    """Return a body with the media types that a header parameter `Content-Type` lists too.

    OpenAPI 3 ignores such a parameter; with Swagger 2.0 it is where some contracts say what they
    take, beside `consumes`.
    """
    told = [
        kind
        for parameter in operation["parameters"]
        if parameter["location"] == "header" and parameter["name"].lower() == "content-type"
        if isinstance(parameter["schema"], dict)
        for kind in parameter["schema"].get("enum", [])
        if isinstance(kind, str)
    ]
    first = next(iter(body["media"].values()))
    media = {kind.lower(): first for kind in told}
    return {"required": body["required"], "media": {**media, **body["media"]}} if told else body


class _Way(NamedTuple):
    read: _Read
    validator: Validator | None
    sent: ContentType


class BodyReader:
    """Reads the bodies of one operation.

    Args:
        body: as declared.
        shapes, judge: of the bundle.
    """

    def __init__(self, body: Body, shapes: Shapes, judge: Judge) -> None:
        self._body, self._shapes, self._judge = body, shapes, judge
        self._ways: dict[str, _Way] = {}

    def read(self, raw: bytes, media_type: str, coding: str) -> Content:
        """Return the value of a body and all that is wrong with it.

        Args:
            raw: as sent.
            media_type: the Content-Type; empty: not said, the first declared one.
            coding: the Content-Encoding; only `identity` is understood.

        Raises:
            Refusal: its media type isn't declared, or it isn't written in it.
        """
        if not raw and not self._may_be_empty(media_type):
            return NO_VALUE, [_REQUIRED] if self._body["required"] else []
        way = self._ways.get(media_type) or self._find(media_type)
        if coding and coding.lower() != "identity":
            raise Refusal(
                "media",
                f"The Content-Encoding `{coding[:40]}` is not understood",
                headers=[(b"accept-encoding", b"identity")],  # RFC 9110, 15.5.16
            )
        value, faults = way.read(raw, way.sent)
        validator = way.validator
        if validator is None or validator.is_valid(value) or validator.problem:
            return value, faults
        found = (
            RequestFault("body", fault.pointer, fault.message)
            for fault in validator.faults(value, _MOST_FAULTS if len(raw) < _LARGE else 1)
        )
        return value, [*faults, *found]

    def check_media(self, raw: bytes, media_type: str) -> None:
        """Let a media type pass.

        Raises:
            Refusal: it isn't declared.
        """
        if media_type not in self._ways and (raw or self._may_be_empty(media_type)):
            self._find(media_type)

    def _may_be_empty(self, media_type: str) -> bool:
        """Return whether nothing at all is a body in this media type.

        A form without fields is one, and where a body has to be there also an empty text or file.
        """
        if media_type.lower().startswith(_URL_ENCODED):
            return True
        if not (media_type and self._body["required"]):
            return False
        is_declared = declared_for(media_type, self._body["media"]) is not None
        return is_declared and self._find(media_type).read in {_read_text, _read_nothing}

    def _find(self, media_type: str) -> _Way:
        declared = self._body["media"]
        key = declared_for(media_type, declared) if media_type else next(iter(declared), None)
        if key is None:
            raise Refusal("media", _undeclared(media_type, list(declared)))
        sent = content_type(media_type or key)
        if not is_known_charset(sent.charset):
            raise Refusal("media", f"The charset `{sent.charset[:40]}` is not understood")
        way = self._way(sent, declared[key])
        if len(self._ways) >= _MOST_REMEMBERED:
            self._ways.clear()
        self._ways[media_type] = way
        return way

    def _way(self, sent: ContentType, media: Media) -> _Way:
        essence, schema = sent.essence, media["schema"]
        validator = None if schema is None else self._judge.validator(schema)
        if is_json(essence):
            if sent.charset not in {"utf-8", "utf8", "us-ascii", "ascii"}:
                raise Refusal("media", "JSON is sent in UTF-8 (RFC 8259, section 8.1)")
            return _Way(_read_json, validator, sent)
        if essence == _URL_ENCODED:
            return _Way(self._urlencoded(media), validator, sent)
        if essence == "multipart/form-data":
            return _Way(self._multipart(media), validator, sent)
        if is_xml(essence):
            return _Way(_read_xml, None, sent)
        if essence in LINES:
            return _Way(_read_lines, None, sent)
        return self._other(sent, media, validator)

    def _other(self, sent: ContentType, media: Media, validator: Validator | None) -> _Way:
        shape = self._shapes.of(media["schema"])
        if shape.types is not None and not shape.allows("string"):
            return _Way(_read_json, validator, sent)
        if sent.essence.startswith("text/"):
            return _Way(_read_text, validator, sent)
        return _Way(_read_nothing, None, sent)

    def _urlencoded(self, media: Media) -> _Read:
        reader = FormReader(media, self._shapes, self._judge)

        def read(raw: bytes, sent: ContentType) -> Content:
            try:
                return reader.urlencoded(_text(raw, sent))
            except UnreadableError as error:
                raise _malformed(f"The form {error}") from error

        return read

    def _multipart(self, media: Media) -> _Read:
        reader = FormReader(media, self._shapes, self._judge)

        def read(raw: bytes, sent: ContentType) -> Content:
            try:
                return reader.multipart(raw, sent.parameters.get("boundary", ""))
            except UnreadableError as error:
                raise _malformed(f"The multipart body {error}") from error

        return read


def _undeclared(media_type: str, declared: list[str]) -> str:
    wanted = ", ".join(f"`{key}`" for key in declared[:10]) or "none"
    return f"The Content-Type `{media_type[:80]}` is not declared; declared: {wanted}"


def _malformed(message: str) -> Refusal:
    return Refusal("syntax", message, [RequestFault("body", "", message)])


def _text(raw: bytes, sent: ContentType) -> str:
    try:
        return raw.decode(sent.charset)
    except UnicodeDecodeError as error:
        raise _malformed(f"The body is no {sent.charset.upper()} text: {error.reason}") from error


def _read_json(raw: bytes, sent: ContentType) -> Content:  # noqa: ARG001  one form for all readers
    try:
        return loaded(raw), []
    except ValueError as error:
        raise _malformed(f"The body is no JSON: {error}") from error


def _read_lines(raw: bytes, sent: ContentType) -> Content:
    lines = [line for line in raw.splitlines() if line.strip()]
    return [_read_json(line, sent)[0] for line in lines], []


def _read_text(raw: bytes, sent: ContentType) -> Content:
    return _text(raw, sent), []


def _read_nothing(raw: bytes, sent: ContentType) -> Content:  # noqa: ARG001  one form for all readers
    return NO_VALUE, []


def _read_xml(raw: bytes, sent: ContentType) -> Content:
    """Return well-formed XML as text; what its elements hold isn't judged.

    A document type declaration is refused: entities could make a small body huge.
    """
    from xml.parsers import expat  # noqa: PLC0415  few contracts speak XML

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(raw, True)  # noqa: FBT003  positional only
    except expat.ExpatError as error:
        raise _malformed(f"The body is no XML: {error}") from error
    return _text(raw, sent), []


def _refuse_doctype(*_: object) -> None:
    raise _malformed("The body has a document type declaration, which is not accepted")
