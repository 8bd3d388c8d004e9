"""Recorded calls of a consumer -> interactions: each sort of call once, with what matters of it.

What is expected of an answer is what the consumer reads, as Pact wants it: by what was recorded of
its reading, else by the fields that its manifest names. Where neither tells, only what the contract
demands of every such answer is expected, so that no provider that keeps it can fail.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any, Literal
from urllib.parse import parse_qsl

from planner.model.bundle import Operation, Response, Scheme
from planner.model.evidence import SeenOperation
from planner.pacts.demanded import Demanded
from planner.pacts.examples import Example, Left, MatcherJson, only_fields, paths_of
from planner.pacts.journal import RecordedCall
from planner.pacts.telling import ContractSide
from planner.wire.media import declared_for, essence, is_json
from planner.wire.statuses import declared_status

Source = Literal["recorded", "declared", "demanded"]
"""Who says which fields of an answer are expected: use that was recorded, the manifest, or the
contract, by what it demands of every answer."""
_MASK = "***"
_KEY = "key"
"""Stands for a credential that a journal has masked."""
_OWN = frozenset({"accept", "content-type"})
_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Written only as examples, even where a contract declares them as plain parameters."""
_ANY = "*/*"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of the fields that a consumer reads.

    Args:
        recorded: operation -> what was seen of it.
        declared: fields that the manifest names, of whatever operation; empty: it names none.
    """

    recorded: Mapping[str, SeenOperation] = field(default_factory=dict)
    declared: tuple[str, ...] = ()

    def of(self, operation: str, status: int) -> tuple[Source, Collection[str]]:
        """Return the fields that are read of an answer, and who says so."""
        seen = self.recorded.get(operation)
        fields = seen.statuses.get(str(status)) if seen else None
        if fields is not None:
            return "recorded", fields
        return ("declared", self.declared) if self.declared else ("demanded", ())


@dataclass(frozen=True, slots=True)
class Draft:
    """An interaction to be written.

    Args:
        alike: what calls of the same sort have in common.
        query: name -> values.
        source: who says what is expected of the answer's body; None: it has none.
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
    source: Source | None = None

    @property
    def text(self) -> str:
        """All of it, in one order."""
        told = (self.path, self.query, self.headers, self.body, self.answer_type, self.answer)
        return dumps(told, sort_keys=True, ensure_ascii=False)

    @property
    def order(self) -> tuple[object, ...]:
        """Of several calls of one sort, that whose answer shows most stands for all."""
        return -len(self.answer_rules), self.text


def drafts_of(calls: Iterable[RecordedCall], side: ContractSide, reading: Reading) -> list[Draft]:
    """Return an interaction for each sort of call: operation, what is sent, status.

    Args:
        calls: valid ones; those of no operation of the contract are left out.
        side: the contract.
        reading: what the consumer reads.
    """
    operations = {operation["id"]: operation for operation in side.bundle["operations"]}
    found: dict[tuple[object, ...], Draft] = {}
    for call in calls:
        operation = operations.get(call.operation)
        if operation is None:
            continue
        draft = _Drafting(call, operation, side, reading).draft()
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
        reading: Reading,
    ) -> None:
        self._call = call
        self._operation = operation
        self._side = side
        self._reading = reading
        self._rules: dict[str, dict[str, list[MatcherJson]]] = {}

    def draft(self) -> Draft:
        """Return the interaction."""
        call = self._call
        query = self._query()
        headers = self._headers()
        answer, rules, source = self._answer()
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
            source,
        )

    # ------------------------------------------------------------------ request

    def _schemes(self) -> Iterator[Scheme]:
        known = self._side.bundle["schemes"]
        for alternative in self._operation["security"]:
            yield from (known[name] for name in alternative if name in known)

    def _query(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        keys = {s["parameter"] for s in self._schemes() if s["location"] == "query"}
        for name, value in parse_qsl(self._call.query, keep_blank_values=True):
            is_secret = value == _MASK or name in keys
            if is_secret:
                self._rules.setdefault("query", {})[name] = [{"match": "type"}]
            found.setdefault(name, []).append(_KEY if is_secret else value)
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
            elif name in declared - _CREDENTIALS:
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

    def _answer(self) -> tuple[Any, Mapping[str, list[MatcherJson]], Source | None]:
        """Return what is expected of the body, the rules, and who says so; None: nothing."""
        call = self._call
        media_type = essence(call.answer_headers.get("content-type", ""))
        if call.answer is None or not is_json(media_type):
            return None, {}, None
        source, fields = self._reading.of(call.operation, call.status)
        schema = self._schema(media_type)
        maker = Demanded(self._side.schemas) if source == "demanded" else None
        example = maker or Example(self._side.schemas)
        try:
            value = call.answer if maker else only_fields(call.answer, fields)
            return example.of(value, schema), example.rules, source
        except Left:
            return None, {}, source

    def _schema(self, media_type: str) -> Any:  # noqa: ANN401  a schema or None
        response = self._response()
        name = declared_for(media_type, response["media"]) if response else None
        return response["media"][name]["schema"] if response and name else None

    def _response(self) -> Response | None:
        known = self._operation["responses"]
        name = declared_status(self._call.status, known)
        return known[name] if name else None


def _written(name: str) -> str:
    """Return a header name as people write it."""
    return "-".join(part[:1].upper() + part[1:] for part in name.split("-"))
