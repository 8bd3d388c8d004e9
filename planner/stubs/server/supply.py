"""Bodies of one declared response in one media type: examples that are valid, generated ones.

Every body is judged once, when it is made; what is sent afterwards are the same bytes. Generated
bodies come from a small pool, which one is a function of the request, so that neither time nor
memory grow with the number of requests.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from planner.model.bundle import Media, Response
from planner.stubs.server.echo import Echo
from planner.stubs.server.encoding import BOUNDARY, encoded, is_binary, json_bytes, sample
from planner.stubs.server.kit import Kit, header_bytes
from planner.stubs.server.response_headers import made_headers
from planner.stubs.server.types import NO_VALUE, Answer, RawHeaders
from planner.wire.media import content_type, is_json

TYPICAL = "typical"
BODILESS = frozenset([204, 205, 304])
"""Statuses of answers that have no content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5)."""
_MOST_KEPT = 256
_SMALL, _LARGE = 4_096, 65_536
_MANY, _FEW = 8, 2


class Place(NamedTuple):
    """Which response: operation, declared key, status that is sent.

    Args:
        headers: of every answer of the operation.
    """

    operation: str
    key: str
    status: int
    headers: RawHeaders


class NoBodyError(Exception):
    """No valid body can be made; the message says why."""


class PreferenceError(Exception):
    """What the caller prefers doesn't exist; the message says what does."""


class Supply:
    """Gives answers of one response in one media type.

    Args:
        kit: of the contract.
        place: of the response.
        response: as declared.
        media_type: as declared; empty: the response has no body.
        sent: the media type to send where a range is declared.
        echo: puts values of the request into generated bodies.
    """

    def __init__(  # noqa: PLR0917  made in one place
        self, kit: Kit, place: Place, response: Response, media_type: str, sent: str, echo: Echo
    ) -> None:
        self._kit, self.place, self._response, self._echo = kit, place, response, echo
        self.media: Media = response["media"].get(media_type) or _NOTHING
        self.sent = sent
        self.essence = content_type(sent).essence
        self.has_body = bool(media_type) and place.status not in BODILESS
        self.is_json = is_json(self.essence)
        self._kept: dict[tuple[str, int], Answer] = {}
        self._template: bytes | None = None

    @cached_property
    def validator(self) -> Any:  # noqa: ANN401  Validator
        """What judges the bodies."""
        return self._kit.judge.validator(self.media["schema"])

    @cached_property
    def headers(self) -> RawHeaders:
        """Headers of every answer, all but variant and length."""
        place = self.place
        declared = made_headers(
            self._response["headers"], self._kit, place.operation, place.key, "header"
        )
        kind = [(b"content-type", _kind(self.sent, self.essence))] if self.has_body else []
        return [*place.headers, *declared, *kind]

    def answer(self, body: bytes, variant: str) -> Answer:
        """Return an answer with a judged body."""
        headers = [*self.headers, (b"x-plan-variant", header_bytes(variant))]
        if self.place.status not in BODILESS:
            headers.append((b"content-length", b"%d" % len(body)))
        return Answer(self.place.status, headers, body, variant)

    @cached_property
    def empty(self) -> Answer:
        """The answer where no body is declared."""
        return self.answer(b"", "empty")

    @cached_property
    def examples(self) -> Mapping[str, Answer]:
        """Answers with the declared examples that are valid, in their order."""
        return {
            name: self.answer(self.encoded(value), f"example:{name}" if name else "example")
            for name, value in self.example_values.items()
        }

    @cached_property
    def example_values(self) -> Mapping[str, Any]:
        """The declared examples that are valid; the first of a name."""
        values: dict[str, Any] = {}
        for example in self.media["examples"]:
            if example["name"] not in values and self._is_servable(example["value"]):
                values[example["name"]] = example["value"]
        return values

    def _is_servable(self, value: Any) -> bool:  # noqa: ANN401  JSON value
        if isinstance(value, str) and not self.is_json and not is_binary(self.essence):
            return True  # in the syntax of its media type, which no schema judges
        return bool(self._kit.judge.sendable(self.media["schema"]).is_valid(value))

    @cached_property
    def members(self) -> Sequence[str]:
        """Names of the members that the schema declares."""
        return list(self._kit.shapes.of(self.media["schema"]).properties)

    def is_valid(self, value: Any) -> bool:  # noqa: ANN401  JSON value
        """Return whether a value may be sent."""
        return self.media["schema"] is None or bool(self.validator.is_valid(value))

    def generated(self, variant: str, pick: Callable[[], int]) -> Answer:
        """Return a generated answer.

        Args:
            variant: of the maker.
            pick: gives the number that chooses among the bodies of the pool.

        Raises:
            NoBodyError: none can be made.
        """
        first = self._pooled(variant, 0)
        size = _pool_size(len(first.body)) if variant == TYPICAL else 1
        return first if size == 1 else self._pooled(variant, pick() % size)

    def seeded(self, variant: str, seed: int) -> Answer:
        """Return an answer generated by a seed of the caller's; it isn't kept.

        Raises:
            NoBodyError: none can be made.
        """
        value = self._value(variant, self._kit.seed(*self._names, variant, f"own:{seed}"))
        return self.answer(self.encoded(value), variant)

    def echoed(
        self,
        answer: Answer,
        path: Mapping[str, Any],
        body: Any,  # noqa: ANN401  JSON value
    ) -> Answer:
        """Return a generated answer with the values of the request that it may repeat."""
        if not self.is_json or self.media["schema"] is None:
            return answer
        value = self._echo.into(answer.body, path, body, self.validator.is_valid)
        return answer if value is NO_VALUE else self.answer(json_bytes(value), answer.variant)

    def value(self, key: str) -> Any:  # noqa: ANN401  JSON value
        """Return a valid value for the same key always the same.

        Raises:
            NoBodyError: none can be made.
        """
        return self._value(TYPICAL, self._kit.seed(*self._names, f"key:{key}"))

    def template(self) -> Any:  # noqa: ANN401  JSON value
        """Return the value that errors are written into: the first example, else a generated one.

        Raises:
            NoBodyError: none can be made.
        """
        if self._template is None:
            made = next(iter(self.example_values.values()), NO_VALUE)
            if made is NO_VALUE:
                made = self._value(TYPICAL, self._kit.seed(*self._names, TYPICAL, "0"))
            if made is NO_VALUE:
                return made
            self._template = json_bytes(made)
        return orjson.loads(self._template)

    @property
    def _names(self) -> Sequence[str]:
        return (self.place.operation, str(self.place.status), self.sent)

    def _pooled(self, variant: str, index: int) -> Answer:
        kept = self._kept.get((variant, index))
        if kept is None:
            value = self._value(variant, self._kit.seed(*self._names, variant, str(index)))
            kept = self.answer(self.encoded(value), variant)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[variant, index] = kept
        return kept

    def _value(self, variant: str, seed: int) -> Any:  # noqa: ANN401  JSON value
        schema = self.media["schema"]
        if schema is None or (is_binary(self.essence) and not self.is_json):
            return {} if self.is_json else NO_VALUE
        if variant != TYPICAL and variant not in self._kit.maker.variants(schema):
            known = ", ".join(f"`{name}`" for name in self._kit.maker.variants(schema)[:20])
            raise PreferenceError(f"There is no variant `{variant[:80]}`; there are {known}")
        from planner.instances.maker import NoInstance  # noqa: PLC0415  as in `Kit`

        try:
            return self._kit.maker.make(schema, seed, variant)
        except NoInstance as error:
            raise NoBodyError(f"No valid body can be made: {error}") from error

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401  JSON value
        """Return a value as it is sent; of `NO_VALUE`, a sample of the media type."""
        if value is NO_VALUE:
            return sample(self.essence)
        if isinstance(value, str) and self.essence == "text/csv" and not value.strip():
            return sample(self.essence)
        return encoded(value, self.essence, _root(self.media["schema"]))


_NOTHING = Media(schema=None, examples=[])


def _pool_size(length: int) -> int:
    return _MANY if length <= _SMALL else _FEW if length <= _LARGE else 1


def _kind(sent: str, essence: str) -> bytes:
    extra = ""
    if essence.startswith("multipart/") and "boundary=" not in sent:
        extra = f"; boundary={BOUNDARY}"
    elif essence.startswith("text/") and "charset" not in sent:
        extra = "; charset=utf-8"
    return header_bytes(sent + extra)


def _root(schema: Any) -> str:  # noqa: ANN401  JSON Schema
    if not isinstance(schema, dict):
        return "response"
    named = schema.get("xml", {}).get("name") if isinstance(schema.get("xml"), dict) else None
    return str(named or schema.get("$ref", "response").rpartition("/")[2])
