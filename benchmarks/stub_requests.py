"""Requests that a contract allows, and ones that it doesn't: what a stub server is tried with.

Written without the server's own reading of parameters, so that a misreading can't hide.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from planner.instances.maker import Maker, NoInstance
from planner.instances.seeds import seed_of
from planner.model.bundle import Bundle, Media, Operation, Parameter, Schema

BOUNDARY = "x-benchmark-boundary"
IsValid = Callable[[Any, Schema], bool]
_SEPARATORS = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}


@dataclass
class Request:
    """A request, taken apart."""

    method: str
    path: str
    query: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""

    @property
    def target(self) -> str:
        """Path and query."""
        return f"{self.path}?{'&'.join(self.query)}" if self.query else self.path

    @property
    def all_headers(self) -> dict[str, str]:
        """Headers, cookies among them."""
        cookies = {"cookie": "; ".join(self.cookies)} if self.cookies else {}
        return {**self.headers, **cookies}


class Requests:
    """Makes requests of one contract.

    Args:
        bundle: the contract.
        maker: of its schemas.
        is_valid: tells whether a value fits a schema; not the server's validator.
    """

    def __init__(self, bundle: Bundle, maker: Maker, is_valid: IsValid) -> None:
        self._bundle, self._maker, self._is_valid = bundle, maker, is_valid

    def valid(self, operation: Operation, seed: int = 0) -> Request:
        """Return a request with everything that is required, and what has credentials.

        Raises:
            NoInstance: a value that is required can't be made.
        """
        request = Request(operation["method"], operation["path"])
        for parameter in operation["parameters"]:
            if parameter["required"] or parameter["location"] == "path":
                value = self._value(parameter, operation["id"], seed)
                write(request, parameter, value)
        self._add_body(request, operation, seed)
        self._add_credentials(request, operation)
        return request

    def _value(self, parameter: Parameter, operation: str, seed: int) -> Any:  # noqa: ANN401
        if parameter["schema"] is None:
            return "sample"
        for attempt in range(20):
            number = seed_of(operation, parameter["name"], str(seed), str(attempt))
            value = self._maker.make(parameter["schema"], number)
            text = simple(value)
            # An empty segment is another path, dots are taken away by clients, and a header is
            # one line of ASCII.
            if parameter["location"] == "header" and not re.fullmatch(r"[!-~]([ -~]*[!-~])?", text):
                continue
            if parameter["location"] != "path" or text.strip("."):
                return value
        raise NoInstance("no value that can be sent")

    def _add_body(self, request: Request, operation: Operation, seed: int) -> None:
        body = operation["body"]
        if body is None or not body["media"]:
            return
        key, media = next(iter(body["media"].items()))
        for name, one in body["media"].items():
            if "json" in name:
                key, media = name, one
                break
        value = self._body_value(operation, media, seed, is_form="form" in key)
        if not body["required"] and value == {}:
            return
        set_body(request, key, media, value)

    def _body_value(self, operation: Operation, media: Media, seed: int, *, is_form: bool) -> Any:  # noqa: ANN401
        if media["schema"] is None:
            return {}
        value = None
        for attempt in range(20):
            number = seed_of(operation["id"], "body", str(seed), str(attempt))
            variant = "saturated" if attempt > 9 else "typical"
            value = self._maker.make(media["schema"], number, variant)
            if not is_form or _is_expressible(value):
                return value
        return value

    def _add_credentials(self, request: Request, operation: Operation) -> None:
        alternatives = operation["security"]
        if not alternatives or {} in alternatives:
            return
        for name in alternatives[0]:
            scheme = self._bundle["schemes"].get(name)
            if scheme is None or scheme["type"] == "mutualTLS":
                continue
            if scheme["type"] != "apiKey":
                is_basic = scheme["type"] == "http" and scheme["scheme"] == "basic"
                word = scheme["scheme"] if scheme["type"] == "http" else "bearer"
                token = base64.b64encode(b"user:word").decode() if is_basic else "token"
                request.headers["authorization"] = f"{word} {token}"
            elif scheme["location"] == "query":
                request.query.append(f"{quote(scheme['parameter'])}=key")
            elif scheme["location"] == "cookie":
                request.cookies.append(f"{scheme['parameter']}=key")
            else:
                request.headers[scheme["parameter"].lower()] = "key"

    def invalid(self, operation: Operation) -> Iterator[tuple[str, Request]]:
        """Yield what is wrong and a request with it, one for the body and one for each parameter.

        Only what the contract really forbids; nothing for a body or parameter that may be anything.
        """
        good = self.valid(operation)
        if good.body and (wrong := self._wrong_body(operation, good)) is not None:
            yield "body", wrong
        elif operation["body"] and operation["body"]["required"] and operation["body"]["media"]:
            bare = {name: value for name, value in good.headers.items() if name != "content-type"}
            yield "body left out", replace(good, body=b"", headers=bare)
        for parameter in operation["parameters"]:
            if parameter["media_type"] or parameter["name"].lower() in {"accept", "content-type"}:
                continue
            text = self._wrong_text(parameter)
            if text is not None:
                wrong = self.valid(operation)
                wrong.query = [q for q in wrong.query if not _is_named(q, parameter["name"])]
                if parameter["location"] == "path":
                    wrong = self._without(operation, parameter)
                write(wrong, parameter, text)
                yield f"{parameter['location']} {parameter['name']}", wrong

    def _without(self, operation: Operation, parameter: Parameter) -> Request:
        others = [p for p in operation["parameters"] if p is not parameter]
        return self.valid({**operation, "parameters": others})

    def _wrong_body(self, operation: Operation, good: Request) -> Request | None:
        media_of = operation["body"]["media"] if operation["body"] else {}
        for key, media in media_of.items():
            schema = media["schema"]
            if "json" not in key or schema is None:
                continue
            value = json.loads(good.body) if "json" in good.headers["content-type"] else {}
            for candidate in _mutants(value):
                if not self._is_valid(candidate, schema):
                    wrong = replace(good, headers=dict(good.headers))
                    wrong.headers["content-type"] = key
                    wrong.body = json.dumps(candidate).encode()
                    return wrong
        return None

    def _wrong_text(self, parameter: Parameter) -> str | None:
        """Return a text that no reading of it makes valid."""
        schema = parameter["schema"]
        if schema is None or parameter["style"] == "deepObject" or parameter["allow_empty_value"]:
            return None
        for text in ("x-y_z", "Zz9", "not-one-of-them", "ü" * 9000, "0"):
            if parameter["location"] in {"header", "cookie"} and not text.isascii():
                continue
            readings: list[Any] = [text, [text]]
            if text == "0":
                readings += [0, [0]]
            if not any(self._is_valid(reading, schema) for reading in readings) and not any(
                self._is_valid(v, schema) for v in ({text: ""}, {}, {"a": text})
            ):
                return text
        return None


def _is_expressible(value: Any) -> bool:  # noqa: ANN401
    """Return whether a form can hold a value: it has no way to write an empty list or object."""
    if isinstance(value, dict):
        return bool(value) and all(map(_is_expressible, value.values()))
    if isinstance(value, list):
        return bool(value) and all(map(_is_expressible, value))
    return True


def _is_named(field_text: str, name: str) -> bool:
    return field_text.partition("=")[0] == quote(name, safe="")


def _mutants(value: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield values near a valid one, most of them wrong."""
    if isinstance(value, dict):
        for name, member in value.items():
            others = {k: v for k, v in value.items() if k != name}
            wrongs: list[Any] = [[], {}, "~", -1.5, True, None]
            for wrong in wrongs:
                if type(wrong) is not type(member):
                    yield {**others, name: wrong}
            yield others
        yield {**value, "unknown~member": 1}
    yield from (None, [], "~", -1.5, True, {}, [None], {"unknown~member": 1})


def simple(value: Any, explode: bool = False) -> str:  # noqa: ANN401, FBT001, FBT002
    """Return a value in the style `simple`, not encoded."""
    if isinstance(value, list):
        return ",".join(map(simple, value))
    if isinstance(value, dict):
        sign = "=" if explode else ","
        return ",".join(f"{name}{sign}{simple(member)}" for name, member in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "null" if value is None else str(value)


def write(request: Request, parameter: Parameter, value: Any) -> None:  # noqa: ANN401
    """Write a parameter into a request in its style."""
    name = parameter["name"]
    if parameter["media_type"]:
        value = json.dumps(value) if "json" in parameter["media_type"] else simple(value)
    match parameter["location"]:
        case "path":
            request.path = request.path.replace(f"{{{name}}}", _in_path(parameter, value))
        case "query":
            request.query += _in_query(parameter, value)
        case "header":
            request.headers[name.lower()] = simple(value, parameter["explode"])
        case "cookie":
            request.cookies.append(f"{name}={quote(simple(value), safe='')}")
        case _:
            request.query = [quote(simple(value), safe="=&")]


def _in_path(parameter: Parameter, value: Any) -> str:  # noqa: ANN401
    text = quote(simple(value, parameter["explode"]), safe=",=")
    if parameter["style"] == "label":
        return "." + (text.replace(",", ".") if parameter["explode"] else text)
    if parameter["style"] == "matrix":
        name = parameter["name"]
        if parameter["explode"] and isinstance(value, list):
            return "".join(f";{name}={quote(simple(item), safe='')}" for item in value)
        return f";{name}={text}"
    return text


def _in_query(parameter: Parameter, value: Any) -> list[str]:  # noqa: ANN401
    name = quote(parameter["name"], safe="")
    if parameter["style"] == "deepObject":
        return list(_deep(name, value))
    if isinstance(value, list):
        items = [quote(simple(item), safe="") for item in value]
        if parameter["explode"] and parameter["style"] == "form":
            return [f"{name}={item}" for item in items]
        return [f"{name}={_SEPARATORS.get(parameter['style'], ',').join(items)}"]
    if isinstance(value, dict):
        if parameter["explode"]:
            return [f"{quote(k, safe='')}={quote(simple(v), safe='')}" for k, v in value.items()]
        return [f"{name}={quote(simple(value), safe=',')}"]
    return [f"{name}={quote(simple(value), safe='')}"]


def _deep(name: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _deep(f"{name}[{quote(key, safe='')}]", member)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            is_deep = isinstance(item, (dict, list))
            yield from _deep(f"{name}[{index}]" if is_deep else f"{name}[]", item)
    else:
        yield f"{name}={quote(simple(value), safe='')}"


def set_body(request: Request, key: str, media: Media, value: Any) -> None:  # noqa: ANN401
    """Write a body in a media type."""
    kind = key.partition(";")[0]
    request.headers["content-type"] = key
    if "json" in kind or "*" in kind:
        request.headers["content-type"] = "application/json" if "*" in kind else key
        request.body = json.dumps(value).encode()
    elif kind == "application/x-www-form-urlencoded":
        request.body = "&".join(_form(media, value)).encode()
    elif kind.startswith("multipart/"):
        request.headers["content-type"] = f"{key}; boundary={BOUNDARY}"
        request.body = _multipart(value)
    elif kind.endswith(("/xml", "+xml")):
        request.body = b"<sample/>"
    else:
        request.body = (value if isinstance(value, str) else json.dumps(value)).encode() or b"x"


def _form(media: Media, value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield fields: objects as JSON (OpenAPI 3.1, "Encoding Object") unless a style is declared."""
    for name, member in value.items():
        key = quote(name, safe="")
        if media.get("encoding", {}).get(name, {}).get("style") == "deepObject":
            yield from _deep(key, member)
            continue
        for item in member if isinstance(member, list) else [member]:
            is_json = isinstance(item, (dict, list))
            text = json.dumps(item) if is_json else simple(item)
            yield f"{key}={quote(text, safe='')}"


def _multipart(value: Any) -> bytes:  # noqa: ANN401
    lines = []
    for name, member in value.items():
        for item in member if isinstance(member, list) else [member]:
            is_json = isinstance(item, (dict, list))
            kind = "Content-Type: application/json\r\n" if is_json else ""
            text = json.dumps(item) if is_json else simple(item)
            lines.append(
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n'
                f"{kind}\r\n{text}\r\n"
            )
    return "".join([*lines, f"--{BOUNDARY}--\r\n"]).encode()
