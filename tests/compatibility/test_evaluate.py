"""The evaluator against an independent validator, and what the two read differently."""

from random import Random

import pytest

from planner.compatibility.evaluate import UnsureError, accepts
from planner.compatibility.formats import format_accepts
from planner.compatibility.schemas import Space
from tests.compatibility.corpus.checking import Side
from tests.compatibility.corpus.random_schemas import Values
from tests.compatibility.corpus.soundness import random_pair

_ROUGH = ("'date-time'", "'email'")
"""Formats of which the evaluator accepts a little more than there is."""


@pytest.mark.parametrize("seed", range(120))
def test_evaluator_agrees_with_an_independent_validator(seed: int) -> None:
    random = Random(seed)  # noqa: S311  the same schemas each time
    pair = random_pair(random)
    if pair is None or any(name in str(pair) for name in _ROUGH):
        return
    side = Side(pair.old, pair.old_definitions)
    schema = Space.of(pair.old_definitions).schema(pair.old)
    values = Values(random, dict(pair.old_definitions))
    for _ in range(40):
        value = values.changed(values.like(pair.old))
        assert accepts(schema, value) is side.accepts(value), (pair.old, value)


@pytest.mark.parametrize(
    ("name", "value", "is_valid"),
    [
        ("date", "2024-02-29", True),
        ("date", "2026-02-29", False),
        ("date", "2000-02-29", True),
        ("date", "1900-02-29", False),
        ("date", "2026-04-31", False),
        ("date", "2026-12-31", True),
        ("date", "2026-13-01", False),
        ("uuid", "00000000-0000-4000-8000-00000000000g", False),
        ("ipv4", "192.0.2.256", False),
        ("ipv4", "192.0.2.255", True),
        ("byte", "YQ==", True),
        ("byte", "YQ=", False),
        ("int32", 2**31 - 1, True),
        ("int32", 2**31, False),
        ("int32", 1.5, False),
        ("int64", -(2**63), True),
        ("nobody-knows-it", "a", None),
    ],
)
def test_formats(name: str, value: object, *, is_valid: bool | None) -> None:
    assert format_accepts(name, value) is is_valid


def test_endless_reference_is_not_answered() -> None:
    space = Space.of({"A": {"allOf": [{"$ref": "#/$defs/A"}]}})
    with pytest.raises(UnsureError):
        accepts(space.schema({"$ref": "#/$defs/A"}), 1)
