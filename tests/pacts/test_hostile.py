"""Pact files that anything stands in: an answer or a refusal with places, never anything else."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from planner.model.errors import InputError
from planner.model.problem import Problem
from planner.pacts.checking import check_pact
from planner.pacts.observing import fields_of
from planner.pacts.reading import read_pact
from tests.pacts.contracts import ASKED, JSON, a_document, a_side
from tests.pacts.test_messages import EVENTS

PARTS = {
    "request": {
        **ASKED,
        "query": {"currency": ["EUR"], "filter[max]": ["3"]},
        "body": {"a": [1]},
        "matchingRules": {
            "body": {"$.a": {"matchers": [{"match": "type", "min": 1}], "combine": "AND"}},
            "path": {"matchers": [{"match": "regex", "regex": "a"}]},
        },
        "generators": {"body": {"$.a": {"type": "Uuid"}}, "path": {"type": "Uuid"}},
    },
    "response": {
        "status": 200,
        "headers": {**JSON, "X-Left": "1"},
        "body": {"id": 1, "parts": [{"n": 1}], "extra": {"a": 1}},
        "matchingRules": {
            "body": {
                "$.parts": {
                    "matchers": [
                        {
                            "match": "arrayContains",
                            "variants": [
                                {"index": 0, "rules": {"$.n": {"matchers": [{"match": "type"}]}}}
                            ],
                        }
                    ]
                },
                "$.extra": {"matchers": [{"match": "eachValue", "rules": [{"match": "type"}]}]},
                "$.id": {"matchers": [{"match": "integer"}]},
            },
            "status": {"$": {"matchers": [{"match": "statusCode", "status": "success"}]}},
        },
    },
}
FORM = {
    "request": {
        "method": "PUT",
        "path": "/labels",
        "headers": {"Content-Type": ["application/x-www-form-urlencoded"]},
        "body": {"content": "count=3&names[0]=a&names[b][c]=d", "encoded": False},
    },
    "response": {"status": 200, "body": {"content": "eyJhIjoxfQ==", "encoded": "base64"}},
}
MESSAGE = {
    "type": "Asynchronous/Messages",
    "contents": {"content": {"orderId": "1"}, "contentType": "application/json"},
    "metadata": {"trace": "abcd", "messageType": "StockReserved"},
    "matchingRules": {"body": {"$.orderId": {"matchers": [{"match": "include", "value": "1"}]}}},
}
SYNC = {
    "type": "Synchronous/Messages",
    "request": {"contents": {"content": {"q": 1}}},
    "response": [{"contents": {"content": {"orderId": "1"}}}],
}
PACT = a_document(PARTS, FORM, MESSAGE, SYNC, version="4.0")
JUNK: list[Any] = [
    None, True, 0, -1, 1.5, 1e300, "", "x", "$", "[", "{", "🙂", [], {}, [None], {"a": None},
    {"": 1}, "9" * 400, ["a"], {"match": "type"}, {"matchers": [{"match": "regex", "regex": "("}]},
    {"matchers": [{"match": "regex"}]}, {"match": "arrayContains", "variants": [1, {"index": []}]},
    {"min": "a"}, "$.a[", "clientError", [400],
]  # fmt: skip


def paths(value: Any, before: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    pairs: Any = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for step, member in pairs:
        yield (*before, step)
        yield from paths(member, (*before, step))


def altered(dice: Random) -> dict[str, Any]:
    document = copy.deepcopy(PACT)
    for _ in range(dice.choice([1, 1, 2, 3])):
        path = dice.choice(PLACES)
        node: Any = document
        try:
            for step in path[:-1]:
                node = node[step]
            if dice.random() < 0.15:
                del node[path[-1]]
            else:
                node[path[-1]] = copy.deepcopy(dice.choice(JUNK))
        except (KeyError, IndexError, TypeError):
            continue  # what stood there is gone already
    return document


PLACES = list(paths(PACT))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_stands_in_a_pact(seed: int) -> None:
    dice = Random(seed)  # noqa: S311  the same each time
    sides = [a_side(), a_side(EVENTS)]
    read = 0
    unplaced: list[Problem] = []
    for _ in range(400):
        try:
            pact = read_pact(altered(dice), "pact.json")
        except InputError as error:
            unplaced += [problem for problem in error.problems if problem.place is None]
            continue
        read += 1
        check_pact(pact, sides)
        check_pact(pact, [])
        for interaction in pact.interactions:
            assert all(fields_of(part.content) is not None for part in interaction.received)
    assert 50 < read < 400
    assert unplaced == []
