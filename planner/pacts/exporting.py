"""Recorded calls of a consumer -> Pact files: each sort of call once, with what matters of it.

Source: Pact specification versions 3 and 4, https://github.com/pact-foundation/pact-specification.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any, Literal
from urllib.parse import parse_qsl

from planner.model.bundle import Operation, Response, Scheme
from planner.model.evidence import SeenOperation
from planner.pacts.examples import Example, Left, MatcherJson, named_rules, only_fields, paths_of
from planner.pacts.journal import RecordedCall
from planner.pacts.telling import ContractSide
from planner.wire.media import declared_for, essence, is_json

Specification = Literal[3, 4]
_MASK = "***"
_KEY = "key"
"""Stands for a credential that a journal has masked."""
_OWN = frozenset({"accept", "content-type"})
_ANY = "*/*"


@dataclass(frozen=True, slots=True)
class Draft:
    """An interaction to be written.

    Args:
        alike: what calls of the same sort have in common.
        query: name -> values.
    """

    alike: tuple[object, ...]
    operation: str
    method: str
    path: str
    query: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    body: Any
    rules: Mapping[str, Mapping[str, list[MatcherJson]]]
    status: int
    answer_type: str
    answer: Any
    answer_rules: Mapping[str, list[MatcherJson]]

    @property
    def text(self) -> str:
        """All of it, in one order."""
        told = (self.path, self.query, self.headers, self.body, self.answer_type, self.answer)
        return dumps(told, sort_keys=True, ensure_ascii=False)

    @property
    def order(self) -> tuple[object, ...]:
        """Of several calls of one sort, that whose answer shows most stands for all."""
        return -len(self.answer_rules), self.text


def drafts_of(
    calls: Iterable[RecordedCall],
    side: ContractSide,
    seen: Mapping[str, SeenOperation],
) -> list[Draft]:
    """Return an interaction for each sort of call: operation, what is sent, status.

    Args:
        calls: valid ones, of this contract.
        side: the contract.
        seen: operation -> the fields that were read; nothing about an operation: all of them.
    """
    operations = {operation["id"]: operation for operation in side.bundle["operations"]}
    found: dict[tuple[object, ...], Draft] = {}
    for call in calls:
        operation = operations.get(call.operation)
        if operation is None:
            continue
        draft = _Drafting(call, operation, side, seen.get(call.operation)).draft()
        known = found.get(draft.alike)
        if known is None or draft.order < known.order:
            found[draft.alike] = draft
    return sorted(found.values(), key=lambda draft: (draft.operation, draft.status, draft.text))


class _Drafting:
    """One call."""

    def __init__(
        self,
        call: RecordedCall,
        operation: Operation,
        side: ContractSide,
        seen: SeenOperation | None,
    ) -> None:
        self._call = call
        self._operation = operation
        self._side = side
        self._seen = seen
        self._rules: dict[str, dict[str, list[MatcherJson]]] = {}

    def draft(self) -> Draft:
        """Return the interaction."""
        call = self._call
        query = self._query()
        headers = self._headers()
        answer, rules = self._answer()
        body_fields = sorted(set(paths_of(call.body))) if call.body is not None else []
        answer_type = essence(call.answer_headers.get("content-type", ""))
        names = (tuple(sorted(query)), tuple(sorted(headers)), tuple(body_fields))
        return Draft(
            (call.operation, *names, call.status, answer_type),
            call.operation,
            call.method,
            call.path,
            query,
            headers,
            call.body,
            self._rules,
            call.status,
            answer_type,
            answer,
            rules,
        )

    # ------------------------------------------------------------------ request

    def _schemes(self) -> Iterator[Scheme]:
        known = self._side.bundle["schemes"]
        for alternative in self._operation["security"]:
            yield from (known[name] for name in alternative if name in known)

    def _query(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name, value in parse_qsl(self._call.query, keep_blank_values=True):
            if value == _MASK:
                self._rules.setdefault("query", {})[name] = [{"match": "type"}]
            found.setdefault(name, []).append(_KEY if value == _MASK else value)
        return {name: tuple(values) for name, values in sorted(found.items())}

    def _headers(self) -> Mapping[str, str]:
        """Return the headers that the contract knows; credentials become examples."""
        sent = self._call.headers
        declared = {
            p["name"].lower() for p in self._operation["parameters"] if p["location"] == "header"
        }
        found = {}
        for name in sorted(sent):
            if name == "content-type":
                found["Content-Type"] = essence(sent[name])
            elif name in _OWN:
                if _ANY not in sent[name]:
                    found["Accept"] = sent[name]
            elif name in declared:
                found[_written(name)] = sent[name]
        return dict(sorted({**found, **self._credentials()}.items()))

    def _credentials(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        rules = self._rules.setdefault("header", {})
        sent = self._call.headers
        for scheme in self._schemes():
            location, name = scheme["location"], scheme["parameter"]
            if scheme["type"] != "apiKey" and "authorization" in sent:
                kind = sent["authorization"].partition(" ")[0]
                word = kind if kind != _MASK else "Bearer"
                found["Authorization"] = f"{word} {_KEY}"
                rules["Authorization"] = [{"match": "regex", "regex": f"^{word} .+$"}]
            elif location == "header" and name.lower() in sent:
                found[_written(name.lower())] = _KEY
                rules[_written(name.lower())] = [{"match": "type"}]
            elif location == "cookie" and "cookie" in sent:
                found["Cookie"] = f"{name}={_KEY}"
                rules["Cookie"] = [{"match": "regex", "regex": f"{name}=.+"}]
        if not rules:
            del self._rules["header"]
        return found

    # ------------------------------------------------------------------ response

    def _answer(self) -> tuple[Any, Mapping[str, list[MatcherJson]]]:
        """Return what is expected of the body, and the rules; None: nothing."""
        call = self._call
        media_type = essence(call.answer_headers.get("content-type", ""))
        if call.answer is None or not is_json(media_type):
            return None, {}
        read = self._seen.statuses.get(str(call.status)) if self._seen else None
        example = Example(self._side.schemas)
        try:
            value = call.answer if read is None else only_fields(call.answer, read)
            return example.of(value, self._schema(media_type)), example.rules
        except Left:
            return None, {}

    def _schema(self, media_type: str) -> Any:  # noqa: ANN401  a schema or None
        response = self._response()
        name = declared_for(media_type, response["media"]) if response else None
        return response["media"][name]["schema"] if response and name else None

    def _response(self) -> Response | None:
        status, known = str(self._call.status), self._operation["responses"]
        names = (status, f"{status[0]}XX", f"{status[0]}xx", "default")
        return next((known[name] for name in names if name in known), None)


def _written(name: str) -> str:
    """Return a header name as people write it."""
    return "-".join(part[:1].upper() + part[1:] for part in name.split("-"))


# ---------------------------------------------------------------------- documents


def pact_document(
    consumer: str,
    provider: str,
    drafts: Sequence[Draft],
    specification: Specification,
    states: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return a Pact file as JSON data.

    Args:
        consumer: its name.
        provider: its name.
        drafts: the interactions, in order.
        specification: version of the Pact specification.
        states: operation -> what must be so at the provider; the empty name: for all of them.
    """
    write = _newest if specification == 4 else _version_3  # noqa: PLR2004  as the type says
    interactions = [
        write(draft, description, [*states.get("", ()), *states.get(draft.operation, ())])
        for draft, description in zip(drafts, _descriptions(drafts), strict=True)
    ]
    version = "4.0" if specification == 4 else "3.0.0"  # noqa: PLR2004  as the type says
    return {
        "consumer": {"name": consumer},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": version}},
        "provider": {"name": provider},
    }


def _descriptions(drafts: Sequence[Draft]) -> list[str]:
    """Return what each interaction is called; no two are the same, as Pact demands."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for draft in drafts:
        name = f"{draft.operation} answers {draft.status}"
        if draft.query:
            name += f" to a query for {', '.join(draft.query)}"
        counts[name] = counts.get(name, 0) + 1
        found.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return found


def _newest(draft: Draft, description: str, states: Sequence[str]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": draft.method,
        "path": draft.path,
        **_optional("query", {name: list(values) for name, values in draft.query.items()}),
        **_optional("headers", {name: [value] for name, value in draft.headers.items()}),
    }
    if draft.body is not None:
        request["body"] = _wrapped(draft.body, draft.headers.get("Content-Type", ""))
    request.update(_rules(draft.rules))
    response: dict[str, Any] = {"status": draft.status}
    if draft.answer_type:
        response["headers"] = {"Content-Type": [draft.answer_type]}
    if draft.answer is not None:
        response["body"] = _wrapped(draft.answer, draft.answer_type)
    response.update(_rules({"body": draft.answer_rules}))
    marked = dumps([description, list(states), request], sort_keys=True, ensure_ascii=False)
    return {
        "description": description,
        "key": sha256(marked.encode()).hexdigest()[:16],
        "pending": False,
        **_optional("providerStates", [{"name": state} for state in states]),
        "request": request,
        "response": response,
        "type": "Synchronous/HTTP",
    }


def _version_3(draft: Draft, description: str, states: Sequence[str]) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": draft.method,
        "path": draft.path,
        **_optional("query", {name: list(values) for name, values in draft.query.items()}),
        **_optional("headers", dict(draft.headers)),
    }
    if draft.body is not None:
        request["body"] = draft.body
    request.update(_rules(draft.rules))
    response: dict[str, Any] = {"status": draft.status}
    if draft.answer_type:
        response["headers"] = {"Content-Type": draft.answer_type}
    if draft.answer is not None:
        response["body"] = draft.answer
    response.update(_rules({"body": draft.answer_rules}))
    return {
        "description": description,
        **_optional("providerStates", [{"name": state} for state in states]),
        "request": request,
        "response": response,
    }


def _rules(rules: Mapping[str, Mapping[str, list[MatcherJson]]]) -> dict[str, Any]:
    written = {part: named_rules(dict(rules[part])) for part in sorted(rules) if rules[part]}
    return _optional("matchingRules", written)


def _optional(key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  a JSON value
    return {key: value} if value else {}


def _wrapped(value: Any, media_type: str) -> dict[str, Any]:  # noqa: ANN401  a JSON value
    return {
        "content": value,
        "contentType": media_type or "application/json",
        "encoded": False,
    }
