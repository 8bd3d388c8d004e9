"""The request of an interaction against an operation: would a provider take it?"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

from planner.model.bundle import Media, Operation, Parameter
from planner.model.pact import Content, PactRequest, Part, Presence
from planner.pacts.credentials import Credentials, cookies_of
from planner.pacts.faults import FaultKind
from planner.pacts.media_types import default_media
from planner.pacts.parameters import (
    Unreadable,
    header_value,
    members_value,
    path_value,
    query_value,
)
from planner.pacts.routing import Route
from planner.pacts.telling import Telling
from planner.pacts.values import shown
from planner.wire.media import acceptable, declared_for, essence, is_json

_CODES = {
    FaultKind.UNKNOWN: "request-field-unknown",
    FaultKind.VALUE: "request-body-value",
    FaultKind.MATCHER: "request-body-value",
    FaultKind.EXAMPLE: "request-body-value",
    FaultKind.MISSING: "request-body-value",
}
_FORM = "application/x-www-form-urlencoded"
_OF_EVERY_CALL = frozenset(
    {
        "accept", "accept-charset", "accept-encoding", "accept-language", "authorization",
        "baggage", "cache-control", "connection", "content-encoding", "content-length",
        "content-type", "cookie", "date", "expect", "forwarded", "host", "if-match",
        "if-modified-since", "if-none-match", "if-unmodified-since", "keep-alive", "origin",
        "pragma", "prefer", "range", "referer", "te", "traceparent", "tracestate",
        "transfer-encoding", "upgrade", "user-agent", "via", "x-amzn-trace-id", "x-b3-sampled",
        "x-b3-spanid", "x-b3-traceid", "x-correlation-id", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-proto", "x-request-id", "x-requested-with",
    }
)  # fmt: skip
"""Headers that HTTP itself, proxies and tracing add; a contract need not name them."""
_IGNORED = frozenset({"accept", "content-type", "authorization"})
"""OpenAPI 3.1.1, "Parameter Object": header parameters of these names say nothing."""


def check_request(request: PactRequest, route: Route, telling: Telling) -> None:
    """Tell what is wrong with a request.

    Args:
        request: what the consumer sends.
        route: the operation that it means.
        telling: receives the mismatches.
    """
    check = _Request(request, route, telling)
    check.path()
    check.query()
    check.headers()
    check.cookies()
    check.credentials()
    check.accepted()
    check.body()


class _Request:
    def __init__(self, request: PactRequest, route: Route, telling: Telling) -> None:
        self._request = request
        self._operation: Operation = route.operation
        self._texts = route.texts
        self._telling = telling
        self._schemas = telling.side.schemas
        self._headers = {name.lower(): (name, v) for name, v in request.headers.items()}
        schemes = telling.side.bundle["schemes"]
        self._credentials = Credentials(request, route.operation["security"], schemes)

    def _parameters(self, location: str) -> list[Parameter]:
        return [p for p in self._operation["parameters"] if p["location"] == location]

    def _tell(self, code: str, message: str, *steps: str | int) -> None:
        self._telling.tell(code, message, self._request.place.at(*steps))

    # ------------------------------------------------------------------ path

    def path(self) -> None:
        """Compare the parameters of the path."""
        for parameter in self._parameters("path"):
            name = parameter["name"]
            if name not in self._texts or self._request.rules.makes(Part.PATH, ()):
                continue
            try:
                value = path_value(parameter, self._texts[name], self._schemas)
            except Unreadable as error:
                self._tell("request-path-value", f"path parameter `{name}`: {error}", "path")
                continue
            fault = self._fault(value, parameter)
            if fault:
                self._tell("request-path-value", f"path parameter `{name}`: {fault}", "path")

    def _fault(self, value: Any, parameter: Parameter) -> str:  # noqa: ANN401  a JSON value
        """Return why a value is refused; empty if it is not."""
        validator = self._telling.side.judge.validator(parameter["schema"])
        if validator.problem or validator.is_valid(value):
            return ""
        faults = validator.faults(value, 1)
        return faults[0].message if faults else f"the contract refuses {shown(value)}"

    # ------------------------------------------------------------------ query

    def query(self) -> None:
        """Compare the query."""
        told = dict(self._request.query)
        for parameter in self._parameters("query"):
            found = self._query_value(parameter, told)
            name = parameter["name"]
            if found is None:
                if parameter["required"]:
                    self._tell("request-query-missing", f"query parameter `{name}` is missing")
                continue
            place, value = found
            if self._request.rules.makes(Part.QUERY, (place,)):
                continue
            fault = str(value) if isinstance(value, Unreadable) else self._fault(value, parameter)
            is_empty = self._request.query.get(place) == ("",) and parameter["allow_empty_value"]
            if fault and not is_empty:
                message = f"query parameter `{name}`: {fault}"
                self._tell("request-query-value", message, "query", place)
        if self._parameters("querystring"):
            return
        known = {s["parameter"] for s in self._credentials.keys("query")}
        for name in told:
            if name not in known:
                self._unknown_query(name)

    def _unknown_query(self, name: str) -> None:
        from planner.model.nearest import did_you_mean  # noqa: PLC0415  only for faults

        near = did_you_mean(name, [p["name"] for p in self._parameters("query")])
        message = f"the operation has no query parameter `{name}`" + (f"; {near}" if near else "")
        self._tell("request-query-unknown", message, "query", name)

    def _query_value(
        self, parameter: Parameter, told: dict[str, tuple[str, ...]]
    ) -> tuple[str, Any] | None:
        """Return where a parameter stands and its value; what is used is taken out of `told`."""
        name, schema = parameter["name"], parameter["schema"]
        if name in told:
            texts = told.pop(name)
            try:
                return name, query_value(parameter, texts or ("",), self._schemas)
            except Unreadable as error:
                return name, error
        if "object" not in self._schemas.kinds(schema):
            return None
        members = {}
        if parameter["style"] == "deepObject":
            members = {key: _inner(key, name) for key in told if _is_member(key, name)}
        elif parameter["explode"] and self._schemas.kinds(schema) - {"null"} == {"object"}:
            named, is_open = self._schemas.names(schema)
            members = {key: key for key in told if key in named or (is_open and not named)}
        if not members or schema is None:
            return None
        found = [(inner, told.pop(key)) for key, inner in members.items()]
        return next(iter(members)), members_value(found, schema, self._schemas)

    # ------------------------------------------------------------------ headers

    def headers(self) -> None:
        """Compare the headers."""
        known = {s["parameter"].lower() for s in self._credentials.keys("header")}
        for parameter in self._parameters("header"):
            name = parameter["name"]
            if name.lower() in _IGNORED:
                continue
            known.add(name.lower())
            if name.lower() not in self._headers:
                if parameter["required"] and name.lower() not in _OF_EVERY_CALL:
                    self._tell("request-header-missing", f"header `{name}` is missing")
                continue
            written, texts = self._headers[name.lower()]
            if not self._request.rules.makes(Part.HEADER, (written,)):
                self._header("request-header-value", "header", parameter, texts, written)
        for name, (written, _) in self._headers.items():
            if name not in known and name not in _OF_EVERY_CALL:
                message = f"the operation has no header `{written}`"
                self._tell("request-header-unknown", message, "headers", written)

    def _header(
        self, code: str, what: str, parameter: Parameter, texts: Sequence[str], written: str
    ) -> None:
        try:
            fault = self._fault(header_value(parameter, texts, self._schemas), parameter)
        except Unreadable as error:
            fault = str(error)
        if fault:
            self._tell(code, f"{what} `{parameter['name']}`: {fault}", "headers", written)

    def cookies(self) -> None:
        """Compare the cookies."""
        written, texts = self._headers.get("cookie", ("Cookie", ()))
        cookies = cookies_of(texts)
        for parameter in self._parameters("cookie"):
            name = parameter["name"]
            if name in cookies:
                self._header("request-cookie-value", "cookie", parameter, [cookies[name]], written)
            elif parameter["required"]:
                self._tell("request-cookie-missing", f"cookie `{name}` is missing")

    def credentials(self) -> None:
        """Tell if nothing says who is calling although the operation asks."""
        wanted = self._credentials.missing()
        if wanted:
            self._tell("request-credentials-missing", f"the operation asks for {wanted}")

    # ------------------------------------------------------------------ body

    def accepted(self) -> None:
        """Tell if the consumer takes none of the media types of the responses."""
        written, texts = self._headers.get("accept", ("", ()))
        offered = [m for r in self._operation["responses"].values() for m in r["media"]]
        header = ",".join(texts)
        if header.strip() and offered and acceptable(header, offered) is None:
            some = ", ".join(f"`{media}`" for media in dict.fromkeys(offered))
            message = f"`{header}` takes none of what the operation answers: {some}"
            self._tell("request-accept", message, "headers", written)

    def body(self) -> None:
        """Compare the body."""
        content, body = self._request.body, self._operation["body"]
        has_body = content.presence not in {Presence.MISSING, Presence.EMPTY}
        if body is None:
            if has_body and content.value not in ({}, []):
                self._telling.tell(
                    "request-body-unexpected", "the operation takes no body", content.place
                )
            return
        if not has_body:
            if body["required"]:
                self._tell("request-body-missing", "the operation demands a body")
            return
        told = self._media_type(content)
        if not body["media"]:
            return
        name = declared_for(told, body["media"]) if told else default_media(content, body["media"])
        if name is None:
            known = ", ".join(f"`{media}`" for media in body["media"])
            message = f"the operation does not take `{told or 'such a body'}`, only {known}"
            steps = (
                ("headers", self._headers["content-type"][0])
                if "content-type" in self._headers
                else ()
            )
            self._tell("request-content-type", message, *steps)
            return
        self._compare(content, body["media"][name], essence(told or name))

    def _media_type(self, content: Content) -> str:
        _, texts = self._headers.get("content-type", ("", ()))
        return texts[0] if texts else content.media_type

    def _compare(self, content: Content, media: Media, media_type: str) -> None:
        schema = media["schema"]
        if schema is None or schema is True:
            return
        if content.presence is Presence.OPAQUE:
            self._not_compared(media_type, content)
        elif is_json(media_type) or content.presence is Presence.VALUE:
            self._telling.compare_whole(content, schema, self._request.rules, _CODES)
        elif media_type == _FORM:
            fields: dict[str, list[str]] = {}
            for name, text in parse_qsl(str(content.value), keep_blank_values=True):
                fields.setdefault(name, []).append(text)
            value = members_value(list(fields.items()), schema, self._schemas)
            whole = Content(Presence.VALUE, value, media_type, content.place)
            self._telling.compare_whole(whole, schema, self._request.rules, _CODES)
        elif media_type.startswith("text/plain"):
            self._telling.compare_whole(content, schema, self._request.rules, _CODES)
        else:
            self._not_compared(media_type, content)

    def _not_compared(self, media_type: str, content: Content) -> None:
        message = f"bodies of the media type `{media_type}` are not compared"
        self._telling.tell("not-compared", message, content.place)


def _is_member(key: str, name: str) -> bool:
    return key.startswith(f"{name}[") and key.endswith("]")


def _inner(key: str, name: str) -> str:
    """Return `b[c]` of `a[b][c]`."""
    first, _, rest = key[len(name) + 1 :].partition("]")
    return first + rest
