"""Pacts that a contract bears out, and ones that it does not: each with its label by construction.

A good pact is a valid request, and a part of a valid response: some members are left out, on some
values stand matching rules. A mutant is a good pact with one mistake; that it is one is decided
here by the schema of the very place, by the library `jsonschema`, which the checker does not use.
Only places that no alternative (`oneOf`, `anyOf`) leads to are altered, so that the mistake is a
mistake whichever alternative is meant.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any
from urllib.parse import unquote_plus

import jsonschema

from benchmarks.stub_requests import Request, Requests
from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.model.bundle import Bundle, Operation, Response, Schema

Json = Any
Path = tuple[str | int, ...]
_MOST_PLACES = 20
_WRONG: tuple[Json, ...] = (
    True, 7, 1.5, "~wrong~", None, -(10**9), 10**15, "", "x" * 300, [], {},
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A pact and what is known of it.

    Args:
        label: `good`, or what is wrong.
        expects: `error`: the contract refuses it; `warning`: only an example is refused.
    """

    operation: str
    label: str
    expects: str
    pact: dict[str, Json]


@dataclass(frozen=True)
class Place:
    """A value in a body, and the schema that holds there whatever else holds."""

    path: Path
    value: Json
    schema: dict[str, Json]


class Pacts:
    """Makes pacts of one contract.

    Args:
        bundle: the contract.
        seed: the same seed makes the same pacts.
    """

    def __init__(self, bundle: Bundle, seed: int) -> None:
        self._bundle = bundle
        self._schemas = bundle["schemas"]
        self._maker = Maker(self._schemas, Judge(self._schemas))
        self._requests = Requests(bundle, self._maker, lambda _value, _schema: True)
        self._seed = seed
        self._dice = Random(f"{seed} {bundle['contract']}")

    def good(self, most: int) -> Iterator[Case]:
        """Yield good pacts of a sample of the operations."""
        operations = list(self._bundle["operations"])
        self._dice.shuffle(operations)
        found = 0
        for operation in operations:
            try:
                pact = self._pact(operation)
            except NoInstance:
                continue
            if pact is None:
                continue
            case = Case(operation["id"], "good", "", pact)
            yield case
            yield from _refused_on_purpose(case)
            found += 1
            if found == most:
                return

    def _pact(self, operation: Operation) -> dict[str, Json] | None:
        request = self._requests.valid(operation, self._seed)
        if any(kind in request.headers.get("content-type", "") for kind in ("multipart", "xml")):
            return None
        statuses = [s for s in operation["responses"] if s.isdigit() and not s.startswith("1")]
        if not statuses:
            return None
        status = self._dice.choice(statuses)
        sent: dict[str, Json] = {
            "method": request.method,
            "path": request.path,
            "query": _query_of(request.query),
            "headers": dict(request.all_headers),
        }
        if request.body:
            if not _holds_required(self._plain_body(operation, request), request.body):
                return None
            is_json = "json" in request.headers["content-type"]
            sent["body"] = json.loads(request.body) if is_json else request.body.decode()
        answer = self._answer(int(status), operation["responses"][status])
        return _document(sent, answer)

    def _plain_body(self, operation: Operation, request: Request) -> list[str]:
        """Return what a form must have; an empty object leaves nothing in it."""
        body = operation["body"]
        kind = request.headers.get("content-type", "")
        if body is None or "urlencoded" not in kind or kind not in body["media"]:
            return []
        schema = self._plain(body["media"][kind]["schema"])
        return list(schema.get("required", ())) if schema else []

    def _answer(self, status: int, response: Response) -> dict[str, Json]:
        answer: dict[str, Json] = {"status": status, "headers": {}}
        name = next((n for n in response["media"] if "json" in n), None)
        if name is None:
            return answer
        answer["headers"]["Content-Type"] = name
        schema = response["media"][name]["schema"]
        variant = self._dice.choice(["typical", "saturated", "minimal"])
        value = self._maker.make(schema, self._dice.getrandbits(30), variant)
        answer["body"] = self._part(value)
        if value is not None and self._dice.random() < 0.5:
            answer["matchingRules"] = {"body": dict(self._rules(answer["body"], "$"))}
        return answer

    def _part(self, value: Json) -> Json:
        """Return a value without some of its members: what a consumer does not read."""
        if isinstance(value, dict):
            return {k: self._part(v) for k, v in value.items() if self._dice.random() < 0.8}
        if isinstance(value, list):
            return [self._part(item) for item in value]
        return value

    def _rules(self, value: Json, path: str) -> Iterator[tuple[str, Json]]:
        """Yield type rules for some values, as a consumer's test library writes them."""
        if isinstance(value, dict):
            for name, member in value.items():
                if name.isidentifier():
                    yield from self._rules(member, f"{path}.{name}")
        elif isinstance(value, list):
            if value and self._dice.random() < 0.5:
                yield path, {"matchers": [{"match": "type", "min": 1}]}
        elif self._dice.random() < 0.4:
            yield path, {"matchers": [{"match": "type"}]}

    # ------------------------------------------------------------------ mutants

    def mutants(self, good: Case, most: int) -> Iterator[Case]:
        """Yield a good pact with one mistake each, at most so many, of different sorts."""
        operation = next(o for o in self._bundle["operations"] if o["id"] == good.operation)
        found = [change for make in _MUTATIONS for change in make(self, good, operation)]
        self._dice.shuffle(found)
        by_label: dict[str, Change] = {}
        for change in found:
            by_label.setdefault(change.label, change)
        for change in list(by_label.values())[:most]:
            yield change.made()

    def places(self, value: Json, schema: Schema | None) -> Iterator[Place]:
        """Yield the values of a body whose schemas hold unconditionally."""
        found = list(self._places(value, schema, ()))
        self._dice.shuffle(found)
        yield from found[:_MOST_PLACES]

    def _places(self, value: Json, schema: Schema | None, path: Path) -> Iterator[Place]:
        plain = self._plain(schema)
        if plain is None:
            return
        yield Place(path, value, plain)
        if isinstance(value, dict):
            for name, member in value.items():
                if name in plain.get("properties", {}):
                    yield from self._places(member, plain["properties"][name], (*path, name))
        elif isinstance(value, list) and "items" in plain and "prefixItems" not in plain:
            for number, item in enumerate(value[:2]):
                yield from self._places(item, plain["items"], (*path, number))

    def _plain(self, schema: Schema | None, depth: int = 0) -> dict[str, Json] | None:
        """Return a schema without references; None where alternatives decide."""
        if not isinstance(schema, dict) or depth > 20:
            return None
        if "$ref" in schema:
            if len(schema) > 1 and not schema.keys() <= {"$ref", "description", "title"}:
                return None
            return self._plain(self._schemas[schema["$ref"].removeprefix("#/$defs/")], depth + 1)
        if {"anyOf", "oneOf", "allOf", "if", "not", "patternProperties"} & schema.keys():
            return None
        return schema

    def refuses(self, schema: dict[str, Json], value: Json) -> bool:
        """Return whether a schema refuses a value, by another judge than the checker's."""
        whole = {**schema, "$defs": self._schemas}
        try:
            return not jsonschema.Draft202012Validator(whole).is_valid(value)
        except Exception:  # noqa: BLE001  a pattern or reference that this library can't read
            return False


def _holds_required(required: Sequence[str], body: bytes) -> bool:
    return all(f"{name}=".encode() in body or f"{name}[".encode() in body for name in required)


def _query_of(pairs: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        found.setdefault(unquote_plus(name), []).append(unquote_plus(value))
    return found


def _document(request: dict[str, Json], response: dict[str, Json]) -> dict[str, Json]:
    return {
        "consumer": {"name": "consumer"},
        "provider": {"name": "provider"},
        "interactions": [{"description": "a call", "request": request, "response": response}],
        "metadata": {"pactSpecification": {"version": "3.0.0"}},
    }


def _setting(*path: str | int, to: Json) -> Callable[[dict[str, Json]], object]:
    """Return what puts a value somewhere in an interaction."""
    return lambda interaction: _put(interaction, path, to)


def _dropping(*path: str | int) -> Callable[[dict[str, Json]], object]:
    """Return what takes a value out of an interaction."""
    return lambda interaction: _drop(interaction, path)


@dataclass(frozen=True)
class Change:
    """One mistake, not made yet: most are never needed."""

    case: Case
    label: str
    change: Callable[[dict[str, Json]], object]
    expects: str = "error"

    def made(self) -> Case:
        """Return the pact with the mistake."""
        pact = deepcopy(self.case.pact)
        self.change(pact["interactions"][0])
        return Case(self.case.operation, self.label, self.expects, pact)


_altered = Change


def _put(value: Json, path: Path, new: Json) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new


def _of_request(_: Pacts, case: Case, operation: Operation) -> Iterator[Change]:
    yield _altered(
        case, "unknown path", lambda i: i["request"].update(path="/zz-unknown/zz/zz/zz/zz/zz/zz/zz")
    )
    yield _altered(case, "unknown method", lambda i: i["request"].update(method="TRACE"))
    if _expects_refusal(case):
        return
    parameters = operation["parameters"]
    has_free = any(
        p["location"] == "querystring"
        or (p["location"] == "query" and "object" in str(p["schema"]))
        for p in parameters
    )
    if not has_free:
        yield _altered(
            case, "unknown query", lambda i: i["request"]["query"].update(zzUnknown=["1"])
        )
    if operation["security"] and {} not in operation["security"]:
        yield from _without_credentials(case)
    for parameter in parameters:
        if parameter["required"] and not parameter["media_type"]:
            yield from _without_parameter(case, parameter["location"], parameter["name"])


def _expects_refusal(case: Case) -> bool:
    """Return whether the consumer wants to be refused: then a wrong request is what it means."""
    return int(case.pact["interactions"][0]["response"]["status"]) >= 400


def _without_credentials(case: Case) -> Iterator[Change]:
    headers = case.pact["interactions"][0]["request"]["headers"]
    if "authorization" in headers:
        yield _altered(
            case, "no credentials", lambda i: i["request"]["headers"].pop("authorization")
        )


def _refused_on_purpose(case: Case) -> Iterator[Case]:
    """Yield a good pact whose request is wrong because the consumer expects just that."""
    status = case.pact["interactions"][0]["response"]["status"]
    if status == 401:
        yield Change(
            case, "good", lambda i: i["request"]["headers"].pop("authorization", None), ""
        ).made()
    if status in {400, 422} and "body" in case.pact["interactions"][0]["request"]:
        yield Change(case, "good", lambda i: i["request"].update(body={"zz": [1]}), "").made()


def _without_parameter(case: Case, location: str, name: str) -> Iterator[Change]:
    request = case.pact["interactions"][0]["request"]
    if location == "query" and name in request["query"]:
        yield _altered(case, "query missing", lambda i: i["request"]["query"].pop(name))
    plain = name.lower() not in {"accept", "content-type", "authorization"}
    is_own = plain and name.lower() not in {"if-match", "prefer", "x-request-id"}
    if location == "header" and name.lower() in request["headers"] and is_own:
        yield _altered(case, "header missing", lambda i: i["request"]["headers"].pop(name.lower()))


def _of_parameter_values(pacts: Pacts, case: Case, operation: Operation) -> Iterator[Change]:
    request = case.pact["interactions"][0]["request"]
    for parameter in operation["parameters"] if not _expects_refusal(case) else ():
        schema = pacts._plain(parameter["schema"])  # noqa: SLF001  made for each other
        if schema is None or parameter["media_type"] or parameter["allow_empty_value"]:
            continue
        name = parameter["name"]
        wrong = "~zz wrong zz~"
        is_scalar = schema.get("type") in {"integer", "number", "boolean"}
        is_listed = "enum" in schema and wrong not in schema["enum"]
        if not (is_scalar or is_listed):
            continue
        if parameter["location"] == "query":
            yield _altered(case, "query value", _setting("request", "query", name, to=[wrong]))
        if parameter["location"] == "header" and name.lower() in request["headers"]:
            yield _altered(
                case,
                "header value",
                _setting("request", "headers", name.lower(), to=wrong),
            )


def _of_body(pacts: Pacts, case: Case, operation: Operation) -> Iterator[Change]:
    body, request = operation["body"], case.pact["interactions"][0]["request"]
    if body is None or _expects_refusal(case):
        return
    if body["required"]:
        yield _altered(case, "body missing", lambda i: i["request"].pop("body", None))
    told = request["headers"].get("content-type", "")
    if "body" in request and not any("*" in name for name in body["media"]):
        yield _altered(
            case,
            "request media type",
            lambda i: i["request"]["headers"].update({"content-type": "application/zz"}),
        )
    media = body["media"].get(told)
    if "body" not in request or media is None or "json" not in told:
        return
    for place in pacts.places(request["body"], media["schema"]):
        for name in place.schema.get("required", ()):
            if isinstance(place.value, dict) and name in place.value:
                yield _altered(
                    case,
                    "body without a required member",
                    _dropping("request", "body", *place.path, name),
                )
        if place.path:
            for wrong, how in _wrong_values(pacts, place):
                yield _altered(
                    case,
                    f"request {how}",
                    _setting("request", "body", *place.path, to=wrong),
                )


def _drop(value: Json, path: Path) -> None:
    for step in path[:-1]:
        value = value[step]
    del value[path[-1]]


def _wrong_values(pacts: Pacts, place: Place) -> Iterator[tuple[Json, str]]:
    """Yield values that the schema of a place refuses, and in what way."""
    for wrong in _WRONG:
        if pacts.refuses(place.schema, wrong) and wrong != place.value:
            yield wrong, _how(place, wrong)


def _how(place: Place, wrong: Json) -> str:
    told = place.schema.get("type")
    kinds = [told] if isinstance(told, str) else list(told or ())
    if not kinds:
        return "value"
    fits = jsonschema.Draft202012Validator({"type": kinds}).is_valid(wrong)
    if fits:
        return "value of its type"
    return "null" if wrong is None else "type"


def _of_response(pacts: Pacts, case: Case, operation: Operation) -> Iterator[Change]:
    answer = case.pact["interactions"][0]["response"]
    declared = operation["responses"]
    if "default" not in declared and "418" not in declared and "4XX" not in declared:
        yield _altered(case, "unknown status", lambda i: i["response"].update(status=418))
    response = declared[str(answer["status"])]
    if "zz-unknown" not in response["headers"]:
        yield _altered(
            case,
            "unknown response header",
            lambda i: i["response"]["headers"].update({"Zz-Unknown": "1"}),
        )
    if not response["media"]:
        yield _altered(
            case, "body of an empty response", lambda i: i["response"].update(body={"zz": 1})
        )
        return
    if not any("*" in name for name in response["media"]):
        yield _altered(
            case,
            "response media type",
            lambda i: i["response"]["headers"].update({"Content-Type": "application/zz"}),
        )
    if "body" not in answer:
        return
    schema = response["media"][answer["headers"]["Content-Type"]]["schema"]
    rules = answer.get("matchingRules", {}).get("body", {})
    for place in pacts.places(answer["body"], schema):
        yield from _of_place(pacts, case, place, rules)


def _of_place(
    pacts: Pacts, case: Case, place: Place, rules: Mapping[str, Json]
) -> Iterator[Change]:
    is_closed = bool(place.schema.get("properties")) and not place.schema.get(
        "additionalProperties"
    )
    if isinstance(place.value, dict) and is_closed:
        yield _altered(
            case,
            "unknown field",
            _setting("response", "body", *place.path, "zzUnknown", to=1),
        )
    if not place.path or isinstance(place.value, (dict, list)):
        return
    is_ruled = any(_reaches(rule, place.path) for rule in rules)
    for wrong, how in _wrong_values(pacts, place):
        if isinstance(wrong, (dict, list)) or not is_ruled:
            yield _altered(
                case,
                f"response {how}",
                _setting("response", "body", *place.path, to=wrong),
            )
        elif how in {"type", "null"}:
            yield _altered(
                case,
                f"response {how} under a rule",
                _setting("response", "body", *place.path, to=wrong),
                "error" if _is_other_kind(wrong, place) else "warning",
            )
        elif how == "value of its type":
            yield _altered(
                case,
                "response example",
                _setting("response", "body", *place.path, to=wrong),
                "warning",
            )
    if not is_ruled:
        yield from _with_matcher(case, place)


def _is_other_kind(wrong: Json, place: Place) -> bool:
    """Return whether a type rule on the value admits nothing that the schema allows."""
    told = place.schema.get("type")
    kinds = {told} if isinstance(told, str) else set(told or ())
    is_number = isinstance(wrong, (int, float)) and not isinstance(wrong, bool)
    return not (is_number and kinds & {"integer", "number"})


def _with_matcher(case: Case, place: Place) -> Iterator[Change]:
    """Yield matching rules that admit nothing which the schema allows."""
    told = place.schema.get("type")
    kinds = {told} if isinstance(told, str) else set(told or ())
    if not all(isinstance(s, int) or str(s).isidentifier() for s in place.path) or not kinds:
        return
    path = "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in place.path)
    wanted: list[tuple[dict[str, Json], set[str]]] = [
        ({"match": "integer"}, {"integer", "number"}),
        ({"match": "decimal"}, {"number"}),
        ({"match": "boolean"}, {"boolean"}),
        ({"match": "null"}, {"null"}),
        ({"match": "date", "date": "yyyy-MM-dd"}, {"string"}),
    ]
    if "enum" in place.schema and isinstance(place.value, str):
        wanted.append(({"match": "regex", "regex": "^zz-[0-9]+-zz$"}, set()))
    for matcher, admitted in wanted:
        if not admitted & kinds:
            yield _altered(
                case,
                f"rule {matcher['match']}",
                partial(_add_rule, path, matcher, place),
            )


def _add_rule(
    path: str, matcher: dict[str, Json], place: Place, interaction: dict[str, Json]
) -> None:
    response = interaction["response"]
    if matcher["match"] == "regex":
        _put(response["body"], place.path, "zz-1-zz")
    body = response.setdefault("matchingRules", {}).setdefault("body", {})
    body[path] = {"matchers": [matcher]}


def _reaches(rule: str, path: Path) -> bool:
    steps = rule.removeprefix("$.").removeprefix("$").replace("[", ".[").split(".")
    plain = [s for s in steps if s]
    own = [f"[{s}]" if isinstance(s, int) else s for s in path]
    return own[: len(plain)] == plain


_MUTATIONS: tuple[Callable[[Pacts, Case, Operation], Iterator[Change]], ...] = (
    _of_request,
    _of_parameter_values,
    _of_body,
    _of_response,
)
