"""Random schemas: what is made is valid by two validators that share no code."""

import json
import os
import subprocess
import sys
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.instances.judge import Judge
from planner.instances.maker import PLAIN_VARIANTS, Maker, NoInstance
from tests.depth import trials
from tests.instances.random_schemas import SCHEMAS, SYSTEMS

CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER
UNHURRIED = settings(
    max_examples=trials(40),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@UNHURRIED
@given(SYSTEMS, SCHEMAS, st.integers(0, 3))
def test_two_validators_accept_what_is_made(
    named: dict[str, Any], schema: dict[str, Any], seed: int
) -> None:
    judge = Judge(named)
    maker = Maker(named, judge)
    second = jsonschema.Draft202012Validator({**schema, "$defs": named}, format_checker=CHECKER)
    for variant in PLAIN_VARIANTS:
        try:
            value = maker.make(schema, seed, variant)
        except NoInstance:
            continue
        assert judge.validator(schema).is_valid(value)
        try:
            assert second.is_valid(value)
        except RecursionError:
            return  # a schema that refers to nothing but itself: the second one can't judge


_PROGRAM = """
import json, sys
from planner.instances.judge import Judge
from planner.instances.maker import Maker, NoInstance
for named, schema in json.load(sys.stdin):
    maker = Maker(named, Judge(named))
    for variant in maker.variants(schema):
        try:
            print(variant, json.dumps(maker.make(schema, 3, variant)))
        except NoInstance as none:
            print(variant, none)
"""


def test_hash_seeds_change_nothing() -> None:
    asked: list[Any] = []

    @settings(max_examples=30, derandomize=True, database=None, deadline=None,
              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
    @given(SYSTEMS, SCHEMAS)
    def collect(named: dict[str, Any], schema: dict[str, Any]) -> None:
        asked.append([named, schema])

    collect()
    told = [
        subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            input=json.dumps(asked).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert told[0].count(b"\n") >= 100
