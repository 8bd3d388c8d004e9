"""`fixtures/` of a package: valid values for tests, and the valid ones of the author's examples."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
from planner.instances.seeds import seed_of
from planner.model.bundle import Bundle, Example, Media, Schema
from planner.stubs.package.operations import method_names
from planner.stubs.package.text import json_bytes
from planner.wire.media import essence, is_json

_VARIANTS = ("typical", "minimal", "saturated", "nulls")
_BRANCHES = 8
_MANY = 100
"""A contract with more operations gets one value for each body."""
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


def fixtures_of(bundle: Bundle) -> dict[str, bytes]:
    """Return path below `fixtures/` -> a JSON value; the same for the same bundle.

    Bodies that no value fits have none; the proof says why.
    """
    bench = _Bench(bundle)
    found: dict[str, bytes] = {}
    for folder, place, media in _bodies(bundle):
        for variant, value in bench.values(media, f"{folder}/{place}"):
            found.setdefault(f"{folder}/{place}.{_file_word(variant)}.json", json_bytes(value))
    return found


class _Bench:
    """Makes values, each distinct one once a body."""

    def __init__(self, bundle: Bundle) -> None:
        self._digest = bundle["digest"] or bundle["contract"]
        self._is_large = len(bundle["operations"]) > _MANY
        self._judge = Judge(bundle["schemas"])
        self._maker = Maker(bundle["schemas"], self._judge)

    def values(self, media: Media, place: str) -> Iterator[tuple[str, Any]]:
        yield from self._examples(media["schema"], media["examples"])
        schema = media["schema"]
        for variant in self._variants(schema):
            try:
                seed = seed_of(self._digest, place, variant)
                yield variant, self._maker.make(schema, seed, variant)
            except (KeyError, NoInstance):
                continue

    def _examples(
        self, schema: Schema | None, told: Sequence[Example]
    ) -> Iterator[tuple[str, Any]]:
        validator = self._judge.sendable(schema)
        for example in told:
            if validator.is_valid(example["value"]):
                yield f"example-{example['name']}".rstrip("-"), example["value"]

    def _variants(self, schema: Schema | None) -> Sequence[str]:
        if self._is_large:
            return _VARIANTS[:1]
        branches = [name for name in self._maker.variants(schema) if name.startswith("branch:")]
        return (*_VARIANTS, *branches[:_BRANCHES])


def _bodies(bundle: Bundle) -> Iterator[tuple[str, str, Media]]:
    """Yield folder, place in it and what is declared, of each JSON body."""
    names = method_names(bundle["operations"])
    for operation in bundle["operations"]:
        folder = folder_name(operation["id"], names)
        if operation["body"]:
            for media in _json_of(operation["body"]["media"]):
                yield folder, "request", media
        for status, response in operation["responses"].items():
            for media in _json_of(response["media"]):
                yield folder, status, media
    for message in bundle["messages"]:
        examples: list[Example] = [
            {"name": one["name"], "value": one["payload"], "place": one["place"]}
            for one in message["examples"]
        ]
        told: Media = {"schema": message["payload"], "examples": examples}
        yield f"events/{_file_word(message['name'])}", "payload", told


def _json_of(media: Mapping[str, Media]) -> list[Media]:
    return [told for kind, told in media.items() if is_json(essence(kind))][:1]


def folder_name(operation: str, names: Mapping[str, str]) -> str:
    """Return the folder of an operation: its id, if that can be the name of one folder only."""
    alike = [name for name in names if name.lower() == operation.lower()]
    is_safe = _SAFE.fullmatch(operation) and len(alike) == 1 and operation != "events"
    return operation if is_safe else names[operation]


def _file_word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:80] or "unnamed"
