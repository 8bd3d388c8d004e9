"""A Pact file as parsed JSON -> `Pact`; everything that is wrong is told at its place.

Source: Pact specification versions 1 to 4, https://github.com/pact-foundation/pact-specification.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from planner.model.errors import InputError
from planner.model.pact import (
    Content,
    Interaction,
    Pact,
    PactMessage,
    PactRequest,
    PactResponse,
    Presence,
    Rules,
)
from planner.model.problem import Problem
from planner.model.source import Place
from planner.pacts.contents import read_content
from planner.pacts.media_types import told_type
from planner.pacts.rules import read_rules

NEWEST = 4
_HTTP = "Synchronous/HTTP"
_ASYNC = "Asynchronous/Messages"
_SYNC = "Synchronous/Messages"
_HINT = "write it as the Pact specification says"
_OK = 200


def looks_like_pact(document: object) -> bool:
    """Return whether a JSON document is meant as a Pact file."""
    return isinstance(document, dict) and "consumer" in document and "provider" in document


def read_pact(document: object, file: str) -> Pact:
    """Return what a Pact file says.

    Args:
        document: the parsed JSON text.
        file: its path, for places.

    Raises:
        InputError: it does not follow the specification; carries everything that is wrong.
    """
    reader = _Reader(file)
    pact = reader.pact(document)
    if reader.problems or pact is None:
        raise InputError(reader.problems)
    return pact


class _Reader:
    """Reads one file; `problems` receives what is wrong."""

    def __init__(self, file: str) -> None:
        self._top = Place(file)
        self._is_newest = False
        self.problems: list[Problem] = []

    def pact(self, document: object) -> Pact | None:
        if not isinstance(document, dict):
            self._bad(self._top, "a Pact file holds a mapping")
            return None
        consumer = self._party(document, "consumer")
        provider = self._party(document, "provider")
        version = self._version(document)
        self._is_newest = version == NEWEST
        interactions = tuple(self._interactions(document))
        return Pact(self._top.file, consumer, provider, version, interactions)

    def _bad(self, place: Place, message: str, hint: str = _HINT) -> None:
        self.problems.append(Problem("bad-pact", message, place, hint))

    # ------------------------------------------------------------------ head

    def _party(self, document: Mapping[str, Any], key: str) -> str:
        party = document.get(key)
        name = party.get("name") if isinstance(party, dict) else None
        if isinstance(name, str) and name:
            return name
        place = self._top.at(key) if key in document else self._top
        self._bad(place, f"the {key} has no name", f'add `"{key}": {{"name": "..."}}`')
        return ""

    def _version(self, document: Mapping[str, Any]) -> int:
        """Return the version of the specification; a file that names none is told by its form."""
        metadata = document.get("metadata")
        told, place = _told_version(metadata if isinstance(metadata, dict) else {})
        if told is None:
            return 3 if "messages" in document else 2
        major = str(told).partition(".")[0]
        if major.isdigit() and 1 <= int(major) <= NEWEST:
            return int(major)
        message = f"version `{told}` of the Pact specification is not known"
        self._bad(self._top.at("metadata", *place), message, f"versions 1 to {NEWEST} are read")
        return NEWEST

    # ------------------------------------------------------------------ interactions

    def _interactions(self, document: Mapping[str, Any]) -> Iterator[Interaction]:
        listed = 0
        for key in ("interactions", "messages"):
            if key not in document:
                continue
            listed += 1
            items = document[key]
            if not isinstance(items, list):
                self._bad(self._top.at(key), f"`{key}` is not a list")
                continue
            for number, item in enumerate(items):
                found = self._interaction(
                    item, self._top.at(key, number), in_messages=key[0] == "m"
                )
                if found:
                    yield found
        if not listed:
            self._bad(self._top, "there are no `interactions`")

    def _interaction(self, raw: Any, place: Place, *, in_messages: bool) -> Interaction | None:  # noqa: ANN401
        if not isinstance(raw, dict):
            self._bad(place, "an interaction is not a mapping")
            return None
        description = raw.get("description")
        if not isinstance(description, str):
            self._bad(place, "an interaction has no `description`")
            description = ""
        head = (description, place)
        found = self._of_kind(raw, head, in_messages=in_messages)
        is_pending = self._is_newest and raw.get("pending") is True
        return replace(found, is_pending=True) if found and is_pending else found

    def _of_kind(
        self, raw: dict[str, Any], head: tuple[str, Place], *, in_messages: bool
    ) -> Interaction | None:
        place = head[1]
        kind = raw.get("type") or (_ASYNC if in_messages else _HTTP)
        match kind:
            case "Synchronous/HTTP":
                return Interaction(
                    *head, request=self._request(raw, place), response=self._response(raw, place)
                )
            case "Asynchronous/Messages":
                return Interaction(*head, received=(self._message(raw, place),))
            case "Synchronous/Messages":
                return self._sync(raw, head)
        known = f"known: `{_HTTP}`, `{_ASYNC}`, `{_SYNC}`"
        self._bad(place.at("type"), f"there is no kind of interaction `{kind}`", known)
        return None

    def _sync(self, raw: dict[str, Any], head: tuple[str, Place]) -> Interaction:
        place = head[1]
        request = raw.get("request")
        sent = None
        if isinstance(request, dict):
            sent = self._message(request, place.at("request"))
        else:
            self._bad(place, "a synchronous message has no `request`")
        responses = raw.get("response", [])
        many = responses if isinstance(responses, list) else [responses]
        received = []
        for number, item in enumerate(many):
            where = place.at("response", number) if many is responses else place.at("response")
            if isinstance(item, dict):
                received.append(self._message(item, where))
            else:
                self._bad(where, "a response is not a mapping")
        return Interaction(*head, sent=sent, received=tuple(received))

    # ------------------------------------------------------------------ HTTP

    def _request(self, raw: dict[str, Any], place: Place) -> PactRequest | None:
        request, where = raw.get("request"), place.at("request")
        if not isinstance(request, dict):
            self._bad(place, "an interaction has no `request`")
            return None
        for key in ("method", "path"):
            if not isinstance(request.get(key), str) or not request[key]:
                at = where.at(key) if key in request else where
                self._bad(at, f"a request has no `{key}`")
        headers = self._headers(request, where)
        return PactRequest(
            str(request.get("method", "")).upper(),
            str(request.get("path", "")),
            self._query(request.get("query"), where.at("query")),
            headers,
            self._content(request, "body", where, _type_of(headers)),
            self._rules(request, where),
            where,
        )

    def _response(self, raw: dict[str, Any], place: Place) -> PactResponse | None:
        response, where = raw.get("response"), place.at("response")
        if not isinstance(response, dict):
            self._bad(place, "an interaction has no `response`")
            return None
        status = response.get("status", _OK)
        if isinstance(status, str) and status.isdigit():
            status = int(status)
        if not isinstance(status, int) or isinstance(status, bool):
            self._bad(where.at("status"), "the status of a response is not a whole number")
            status = _OK
        headers = self._headers(response, where)
        return PactResponse(
            status,
            headers,
            self._content(response, "body", where, _type_of(headers)),
            self._rules(response, where),
            where,
        )

    def _rules(self, raw: Mapping[str, Any], place: Place) -> Rules:
        rules, generators = raw.get("matchingRules"), raw.get("generators")
        return read_rules(rules, generators, place, self.problems)

    def _query(self, raw: Any, place: Place) -> Mapping[str, tuple[str, ...]]:  # noqa: ANN401
        if raw is None:
            return {}
        if isinstance(raw, str):
            found: dict[str, list[str]] = {}
            for name, value in parse_qsl(raw, keep_blank_values=True):
                found.setdefault(name, []).append(value)
            return {name: tuple(values) for name, values in found.items()}
        if isinstance(raw, dict):
            return {name: self._texts(value, place.at(name)) for name, value in raw.items()}
        self._bad(place, "the query is neither a text nor a mapping")
        return {}

    def _headers(self, raw: Mapping[str, Any], place: Place) -> Mapping[str, tuple[str, ...]]:
        headers = raw.get("headers")
        if headers is None:
            return {}
        if not isinstance(headers, dict):
            self._bad(place.at("headers"), "`headers` is not a mapping")
            return {}
        where = place.at("headers")
        return {name: self._texts(value, where.at(name)) for name, value in headers.items()}

    def _texts(self, raw: Any, place: Place) -> tuple[str, ...]:  # noqa: ANN401  raw document
        items = raw if isinstance(raw, list) else [raw]
        if any(isinstance(item, dict | list) for item in items):
            self._bad(place, "a value is not a text")
        return tuple(_text(item) for item in items)

    def _content(self, raw: Mapping[str, Any], key: str, place: Place, told: str) -> Content:
        found = read_content(raw, key, place, told, is_newest=self._is_newest)
        if isinstance(found, Content):
            return found
        self._bad(found.place, found.message)
        return Content(Presence.OPAQUE, None, told, found.place)

    # ------------------------------------------------------------------ messages

    def _message(self, raw: Mapping[str, Any], place: Place) -> PactMessage:
        metadata = raw.get("metadata") or raw.get("metaData") or {}
        if not isinstance(metadata, dict):
            self._bad(place.at("metadata"), "`metadata` is not a mapping")
            metadata = {}
        key = "contents" if "contents" in raw else "content"
        content = self._content(raw, key, place, told_type(metadata))
        return PactMessage(content, metadata, self._rules(raw, place), place)


def _type_of(headers: Mapping[str, tuple[str, ...]]) -> str:
    names = (name for name, texts in headers.items() if name.lower() == "content-type" and texts)
    return next((headers[name][0] for name in names), "")


def _told_version(metadata: Mapping[str, Any]) -> tuple[object, tuple[str, ...]]:
    for key in ("pactSpecification", "pact-specification", "pactSpecificationVersion"):
        told = metadata.get(key)
        if isinstance(told, dict) and "version" in told:
            return told["version"], (key, "version")
        if isinstance(told, str | int | float):
            return told, (key,)
    return None, ()


def _text(raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw)
