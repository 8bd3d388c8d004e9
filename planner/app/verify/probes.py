"""Ways to provoke an error: requests that any provider must refuse, made from its contract.

Pure: the same contract gives the same requests.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from planner.app.verify.contract import CheckedContract
from planner.app.verify.wording import listed
from planner.model.bundle import Operation, Parameter
from planner.model.provider_call import Request
from planner.wire.media import essence, is_json

UNKNOWN_PATH = "/plan-verify/there-is-no-such-path"
_STRANGE_TYPE = "application/x-plan-verify"
_METHODS = ("PUT", "PATCH", "DELETE", "POST", "GET")
_QUIET = ("GET", "HEAD")
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that must be refused.

    Args:
        name: what is wrong with it.
        statuses: those with which it may be refused.
        operation: whose declared errors apply; None where the contract has none.
        reason: why it can't be tried with this contract; empty if it can.
        needs: headers that the answer must have (RFC 9110).
        is_shut: only a caller with credentials gets so far, and none were given.
    """

    name: str
    statuses: tuple[int, ...]
    request: Request | None = None
    operation: Operation | None = None
    reason: str = ""
    needs: tuple[str, ...] = ()
    is_shut: bool = False


def probes_of(checked: CheckedContract, headers: Mapping[str, str]) -> Iterator[Probe]:
    """Yield the ways in which a provider of a contract is provoked.

    Args:
        checked: the contract.
        headers: those of a caller that may call; left out where credentials are to be missing.
    """
    make = _Requests(checked, headers)
    yield Probe("unknown path", (404,), Request("GET", UNKNOWN_PATH, dict(headers)))
    yield _wrong_method(checked, headers)
    yield make.malformed()
    yield make.violation()
    yield make.without_credentials()
    yield make.wrong_type()


def _wrong_method(checked: CheckedContract, headers: Mapping[str, str]) -> Probe:
    """Return a method that a path does not have; paths without parameters are preferred."""
    methods: dict[str, set[str]] = {}
    for operation in checked.bundle["operations"]:
        methods.setdefault(operation["path"], set()).add(operation["method"])
    for path in sorted(methods, key=lambda path: path.count("{")):
        example = next(op for op in checked.bundle["operations"] if op["path"] == path)
        filled = fill_path(example)
        known = methods[path] | checked.methods_at(filled)
        unknown = [method for method in _METHODS if method not in known]
        if unknown and filled:
            request = Request(unknown[0], filled, dict(headers))
            return Probe("method that the path does not have", (405,), request, needs=("allow",))
    return Probe("method that the path does not have", (405,), reason="every path has every method")


@dataclass(frozen=True, slots=True)
class _Requests:
    """Makes requests that are right but for one thing."""

    checked: CheckedContract
    headers: Mapping[str, str]

    def malformed(self) -> Probe:
        probe = Probe("malformed JSON", (400, 422))
        operation = self._with_json_body()
        if operation is None:
            return replace(probe, reason="no operation takes JSON that can be filled in")
        return self._with(probe, operation, b'{"plan-verify": ')

    def violation(self) -> Probe:
        probe = Probe("body that violates the schema", (400, 422))
        operation = self._with_json_body()
        if operation is None:
            return self._bad_parameter()
        schema = _json_media(operation)[1]
        validator = self.checked.judge.validator(schema)
        for value in _candidates(schema, self.checked.bundle["schemas"]):
            if not validator.problem and not validator.is_valid(value):
                return self._with(probe, operation, json.dumps(value).encode())
        return replace(probe, reason="the schema of no body refuses anything")

    def _bad_parameter(self) -> Probe:
        """Return a request whose query violates the contract, for contracts without bodies."""
        probe = Probe("parameter that violates the schema", (400, 404, 422))
        for operation in self.checked.bundle["operations"]:
            filled = fill_path(operation)
            for parameter in operation["parameters"]:
                is_tried = parameter["location"] == "query" and not parameter["media_type"]
                validator = self.checked.judge.validator(parameter["schema"])
                if is_tried and filled and not validator.problem:
                    bad = "plan verify"
                    if not any(map(validator.is_valid, (bad, [bad], {bad: bad}))):
                        path = f"{filled}?{quote(parameter['name'])}={quote(bad)}"
                        request = Request(operation["method"], path, self._all(operation))
                        return replace(probe, request=request, operation=operation)
        return replace(probe, reason="the contract has neither JSON bodies nor query parameters")

    def without_credentials(self) -> Probe:
        """Return a call of an operation that needs credentials, a reading one if there is one."""
        probe = Probe("missing credentials", (401, 403), needs=())
        closed = [op for op in self.checked.bundle["operations"] if _is_closed(op)]
        for operation in sorted(closed, key=lambda op: op["method"] not in _QUIET):
            filled = fill_path(operation)
            if filled:
                request = Request(operation["method"], filled, _own_headers(operation))
                return replace(probe, request=request, operation=operation)
        return replace(probe, reason="no operation needs credentials")

    def wrong_type(self) -> Probe:
        probe = Probe("media type that is not understood", (400, 415, 422))
        operation = self._with_json_body()
        if operation is None:
            return replace(probe, reason="no operation takes JSON that can be filled in")
        return self._with(probe, operation, b"plan verify", _STRANGE_TYPE)

    def _with_json_body(self) -> Operation | None:
        """Return an operation with a JSON body; one that the given credentials open comes first."""
        found = [
            operation
            for operation in self.checked.bundle["operations"]
            if _json_media(operation)[0] and fill_path(operation)
        ]
        has_credentials = bool(self.headers)
        found.sort(key=lambda op: (_is_closed(op) and not has_credentials, op["method"] != "POST"))
        return found[0] if found else None

    def _with(self, probe: Probe, operation: Operation, body: bytes, media_type: str = "") -> Probe:
        headers = self._all(operation)
        headers["Content-Type"] = media_type or _json_media(operation)[0]
        request = Request(operation["method"], fill_path(operation), headers, body)
        if _is_closed(operation) and not self.headers:
            probe = replace(probe, is_shut=True)
        return replace(probe, request=request, operation=operation)

    def _all(self, operation: Operation) -> dict[str, str]:
        return {**_own_headers(operation), **self.headers}


def _is_closed(operation: Operation) -> bool:
    return bool(operation["security"]) and all(operation["security"])


def _json_media(operation: Operation) -> tuple[str, Any]:
    """Return the JSON media type of a request body and its schema; empty if it has none."""
    body = operation["body"]
    for media_type, media in sorted((body["media"] if body else {}).items()):
        if is_json(essence(media_type)):
            return media_type, media["schema"]
    return "", None


def fill_path(operation: Operation) -> str:
    """Return a path with example values; empty if a parameter can't be filled in."""
    path = operation["path"]
    for parameter in operation["parameters"]:
        if parameter["location"] == "path":
            value = example_of(parameter)
            if value is None:
                return ""
            path = path.replace(f"{{{parameter['name']}}}", quote(value, safe=""))
    return "" if "{" in path else path


def _own_headers(operation: Operation) -> dict[str, str]:
    """Return the headers that an operation demands, filled in."""
    found = {}
    for parameter in operation["parameters"]:
        value = example_of(parameter)
        if parameter["location"] == "header" and parameter["required"] and value is not None:
            found[parameter["name"]] = value
    return found


_BY_FORMAT = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2026-01-05",
    "date-time": "2026-01-05T09:00:00Z",
    "email": "plan.verify@example.com",
}


def example_of(parameter: Parameter) -> str | None:
    """Return a value of a parameter that is a text or number: an example, else by its schema."""
    values = [example["value"] for example in parameter["examples"]]
    schema = parameter["schema"]
    if isinstance(schema, dict):
        values += [schema[key] for key in ("const", "default", "example") if key in schema]
        values += list(schema.get("enum", ())) + list(schema.get("examples", ()))
        values += [_BY_FORMAT[schema["format"]]] if schema.get("format") in _BY_FORMAT else []
        is_number = schema.get("type") in ("integer", "number")
        values += [schema.get("minimum", 1)] if is_number else ["plan-verify"]
    else:
        values.append("plan-verify")
    return next((str(v) for v in values if isinstance(v, str | int | float)), None)


def _candidates(schema: Any, schemas: Mapping[str, Any]) -> Iterator[Any]:  # noqa: ANN401  a schema
    """Yield values that a schema may refuse, likely mistakes first."""
    node = _followed(schema, schemas)
    members = node.get("properties", {}) if isinstance(node, dict) else {}
    names: Sequence[str] = [*(node.get("required", ()) if isinstance(node, dict) else ()), *members]
    for name in dict.fromkeys(names):
        yield {name: {"plan": ["verify"]}}
    yield from ({}, "plan verify", [], 0, None, {"plan-verify": True})


def _followed(schema: Any, schemas: Mapping[str, Any]) -> Any:  # noqa: ANN401  a schema
    seen: set[str] = set()
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        name = schema["$ref"].removeprefix("#/$defs/")
        if name in seen:
            return {}
        seen.add(name)
        schema = schemas.get(name.replace("~1", "/").replace("~0", "~"), {})
    return schema


def statuses_text(statuses: Sequence[int]) -> str:
    """Return statuses for people."""
    return listed(map(str, statuses))
