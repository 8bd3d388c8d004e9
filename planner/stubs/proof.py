"""The proof: of all that a contract declares, is there a valid body, and who says so.

For each declared body (operation, status, media type) and each variant of it a value is made and
judged twice, by validators that share no code. Where none can exist, the reason stands instead.
Examples that their authors published are judged likewise: those that violate their own schema are
listed, and never served.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any, Literal, NamedTuple, Protocol

import orjson

from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.instances.seeds import seed_of
from planner.model.bundle import Bundle, Media, Schema
from planner.stubs.proof_form import (
    FORM,
    BodyProof,
    Counts,
    ExampleProof,
    OwnerProof,
    Proof,
    Side,
    VariantProof,
)
from planner.stubs.searching import Outcome, option_searched, searched
from planner.stubs.server.encoding import canonical_bytes, json_bytes

FIRST_JUDGE = "jsonschema-rs over the compiled contract"
_MOST_SEARCHES = 200
"""Searches are slow: of more than so many, the reason is that none was found."""


class Spot(NamedTuple):
    """Where a body is declared.

    Args:
        place: of the operation or message.
        side: what kind of body.
        status: of a response.
    """

    place: str
    side: Side
    status: str
    media_type: str


_OPEN: tuple[Literal["impossible", "disputed", "unproven"], ...] = (
    "impossible",
    "disputed",
    "unproven",
)


class SecondJudge(Protocol):
    """A judge that shares no code with the first."""

    name: str

    def schema_at(self, spot: Spot, schema: Schema) -> str:
        """Return what it judges by at a spot, as a key: the same key, the same verdicts."""

    def fault(self, spot: Spot, schema: Schema, value: Any) -> str | None:  # noqa: ANN401
        """Return why a value is not valid; empty if it is, None if it can't judge."""


class _Declared(NamedTuple):
    owner: str
    spot: Spot
    media: Media


def prove(bundle: Bundle, second_judge: SecondJudge) -> Proof:
    """Return the proof of a contract.

    The same contract gives the same proof on every machine.

    Args:
        bundle: the compiled contract.
        second_judge: judges what the first one has found valid.
    """
    return _Prover(bundle, second_judge).run()


def valid_examples(
    media: Media, judge: Judge, media_type: str = "application/json"
) -> list[tuple[str, Any]]:
    """Return the names and values of the published examples that may be served.

    Args:
        media: of a response or request.
        judge: over the schemas of the bundle.
        media_type: texts in the syntax of one that is not JSON are judged by no schema.
    """
    validator = judge.sendable(media["schema"])
    return [
        (example["name"], example["value"])
        for example in media["examples"]
        if is_own_syntax(example["value"], media_type) or validator.is_valid(example["value"])
    ]


def is_own_syntax(value: Any, media_type: str) -> bool:  # noqa: ANN401  JSON
    """Return whether an example is a text in the syntax of a media type that is not JSON."""
    return isinstance(value, str) and "json" not in media_type.lower()


def proof_bytes(proof: Proof) -> bytes:
    """Return a proof as the bytes of `proof.json`."""
    try:
        return orjson.dumps(proof, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # half of a surrogate pair stands in a name or reason
        return f"{json.dumps(proof, indent=2)}\n".encode()


class _Prover:
    def __init__(self, bundle: Bundle, second: SecondJudge) -> None:
        self._bundle = bundle
        self._second = second
        self._judge = Judge(bundle["schemas"])
        self._maker = Maker(bundle["schemas"], self._judge)
        self._schemas: dict[str, list[VariantProof]] = {}
        self._keys: dict[bytes, str] = {}
        self._same: dict[bytes, Schema] = {}
        self._searches = 0
        self._searched: dict[tuple[int, str, int], tuple[object, Outcome]] = {}

    def run(self) -> Proof:
        operations = [
            self._owner(op["id"], op["place"], list(_bodies_of(op)))
            for op in self._bundle["operations"]
        ]
        messages = [
            self._owner(message["name"], message["place"], list(_payloads_of(message)))
            for message in self._bundle["messages"]
        ]
        owners = [*operations, *messages]
        return {
            "form": FORM,
            "contract": self._bundle["contract"],
            "version": self._bundle["version"],
            "digest": self._bundle["digest"],
            "judges": [FIRST_JUDGE, self._second.name],
            "counts": self._counts(operations, messages),
            "reasons": self._reasons(owners),
            "operations": operations,
            "messages": messages,
            "schemas": self._schemas,
            "invalid_examples": [
                example
                for owner in owners
                for body in owner["bodies"]
                for example in body["examples"]
                if not example["valid"]
            ],
        }

    def _owner(self, name: str, place: str, declared: Sequence[_Declared]) -> OwnerProof:
        return {"id": name, "place": place, "bodies": [self._body(item) for item in declared]}

    def _body(self, declared: _Declared) -> BodyProof:
        spot, media = declared.spot, declared.media
        return {
            "side": spot.side,
            "status": spot.status,
            "media_type": spot.media_type,
            "schema": "" if media["schema"] is None else self._schema(spot, media["schema"]),
            "examples": [self._example(spot, media, example) for example in media["examples"]],
        }

    def _example(self, spot: Spot, media: Media, example: Mapping[str, Any]) -> ExampleProof:
        told: ExampleProof = {"name": example["name"], "place": example["place"], "valid": True}
        schema, value = media["schema"], example["value"]
        if schema is None or is_own_syntax(value, spot.media_type):
            return told
        schema = self._one(schema)
        faults = self._judge.sendable(schema).faults(value, 1)
        fault = f"{faults[0].message} (at `{faults[0].pointer or '/'}`)" if faults else ""
        fault = fault or self._second.fault(spot, schema, value) or ""
        if fault:
            told["valid"] = False
            told["reason"] = fault
        return told

    # ------------------------------------------------------------------ schemas

    def _one(self, schema: Schema) -> Schema:
        """Return the one object that stands for all schemas that say the same."""
        return self._same.setdefault(canonical_bytes(schema), schema)

    def _schema(self, spot: Spot, schema: Schema) -> str:
        said = canonical_bytes(schema)
        whole = said + b"\0" + self._second.schema_at(spot, schema).encode()
        if whole not in self._keys:
            key = sha256(whole).hexdigest()[:16]
            self._keys[whole] = key
            self._schemas[key] = self._variants(spot, self._one(schema), said)
        return self._keys[whole]

    def _variants(self, spot: Spot, schema: Schema, said: bytes) -> list[VariantProof]:
        seed_part = sha256(said).digest()
        return [
            self._variant(spot, schema, variant, seed_of("proof", seed_part, variant))
            for variant in self._maker.variants(schema)
        ]

    def _variant(self, spot: Spot, schema: Schema, variant: str, seed: int) -> VariantProof:
        try:
            value = self._maker.make(schema, seed, variant)
        except NoInstance as error:
            outcome = Outcome() if error.is_too_large else self._without(schema, variant)
            if not outcome.values:
                if outcome.is_proven:
                    return {"variant": variant, "impossible": outcome.reason}
                return {"variant": variant, "unproven": str(error)}
            value = outcome.values[0]
        return self._judged(spot, schema, variant, value)

    def _judged(
        self,
        spot: Spot,
        schema: Schema,
        variant: str,
        value: Any,  # noqa: ANN401  JSON
    ) -> VariantProof:
        told: VariantProof = {"variant": variant, "sha256": sha256(json_bytes(value)).hexdigest()}
        first = self._judge.validator(schema).is_valid(value)
        fault = self._second.fault(spot, schema, value)
        told["judges"] = [first, None if fault is None else not fault]
        if not first:
            told["unproven"] = "the first judge refuses what the search has found"
        elif fault is None:
            told["unproven"] = "the second judge can't judge it"
        elif fault:
            told["disputed"] = fault
        return told

    # ------------------------------------------------------------------ what can't be made

    def _without(self, schema: Schema, variant: str) -> Outcome:
        """Search for what was not made; a branch is impossible if a choice on its way is."""
        if not variant.startswith("branch:"):
            return self._search((id(schema), "", 0), schema, partial(searched, schema, self._named))
        for taken in self._maker.options(schema, variant):
            key = (id(taken.node), taken.keyword, taken.option)
            outcome = self._search(key, taken.node, partial(option_searched, taken, self._named))
            if outcome.is_proven:
                return outcome
        return Outcome()

    @property
    def _named(self) -> Mapping[str, Schema]:
        return self._bundle["schemas"]

    def _search(
        self, key: tuple[int, str, int], kept: object, search: Callable[[], Outcome]
    ) -> Outcome:
        if key not in self._searched:
            self._searches += 1
            outcome = search() if self._searches <= _MOST_SEARCHES else Outcome()
            self._searched[key] = (kept, outcome)
        return self._searched[key][1]

    # ------------------------------------------------------------------ counting

    def _counts(self, operations: Sequence[OwnerProof], messages: Sequence[OwnerProof]) -> Counts:
        bodies = [body for owner in (*operations, *messages) for body in owner["bodies"]]
        variants = [v for body in bodies for v in self._schemas.get(body["schema"], ())]
        impossible = sum("impossible" in variant for variant in variants)
        disputed = sum("disputed" in variant for variant in variants)
        unproven = sum("unproven" in variant for variant in variants)
        examples = [example for body in bodies for example in body["examples"]]
        return {
            "operations": len(operations),
            "messages": len(messages),
            "bodies": len(bodies),
            "declared": len(variants),
            "proven": len(variants) - impossible - disputed - unproven,
            "impossible": impossible,
            "disputed": disputed,
            "unproven": unproven,
            "examples": len(examples),
            "invalid_examples": sum(not example["valid"] for example in examples),
        }

    def _reasons(self, owners: Sequence[OwnerProof]) -> dict[str, int]:
        found: Counter[str] = Counter()
        for owner in owners:
            for body in owner["bodies"]:
                for variant in self._schemas.get(body["schema"], ()):
                    found.update(variant[kind] for kind in _OPEN if kind in variant)
        return dict(sorted(found.items()))


def _bodies_of(op: Any) -> Iterator[_Declared]:  # noqa: ANN401  Operation
    for media_type, media in (op["body"] or {"media": {}})["media"].items():
        yield _Declared(op["id"], Spot(op["place"], "request", "", media_type), media)
    for status, response in op["responses"].items():
        for media_type, media in response["media"].items():
            yield _Declared(op["id"], Spot(op["place"], "response", status, media_type), media)


def _payloads_of(message: Any) -> Iterator[_Declared]:  # noqa: ANN401  Message
    kind = "application/json" if message["wire"] else message["content_type"] or "application/json"
    sides: tuple[Side, Side] = ("payload", "headers")
    for side in sides:
        examples = [
            {"name": item["name"], "value": item[side], "place": item["place"]}
            for item in message["examples"]
            if item[side] is not None
        ]
        if message[side] is not None or examples:
            media: Any = {"schema": message[side], "examples": examples}
            yield _Declared(message["name"], Spot(message["place"], side, "", kind), media)
