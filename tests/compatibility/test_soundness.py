"""The judge against random schemas and values, an independent validator as the arbiter."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.compatibility.judge import Judge
from planner.compatibility.schemas import Space
from planner.model.finding import Polarity
from tests.compatibility.corpus.random_schemas import Schemas, rewritten
from tests.compatibility.corpus.real_schemas import real_schemas
from tests.compatibility.corpus.soundness import (
    SchemaPair,
    random_pair,
    run_trials,
    try_pair,
)
from tests.compatibility.corpus.tally import Tally
from tests.depth import trials

_MANY = settings(
    max_examples=trials(60),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)

# Seeds of trials that once had a wrong answer.
_ONCE_WRONG = (1026, 2154, 4780, 100_543, 142_445, 990_918)


def test_random_pairs_are_judged_soundly() -> None:
    tally = run_trials(range(400), 25)
    assert tally.wrong == []
    assert tally.counts["values"] > 15_000
    assert tally.counts["values that break"] > 1_000
    assert tally.counts["undecided"] < tally.counts["questions"] / 100


@pytest.mark.parametrize("seed", _ONCE_WRONG)
def test_trials_that_once_went_wrong(seed: int) -> None:
    assert run_trials(range(seed, seed + 1), 100).wrong == []


@_MANY
@given(st.randoms(use_true_random=False))
def test_any_pair_is_judged_soundly(random: Random) -> None:
    pair, tally = random_pair(random), Tally()
    if pair is not None:
        try_pair(pair, random, 10, tally)
    assert tally.wrong == []


@pytest.mark.parametrize("name", real_schemas())
def test_changed_schemas_of_real_documents_are_judged_soundly(name: str) -> None:
    definitions = real_schemas()[name]
    random, tally = Random(name), Tally()  # noqa: S311  the same trials each time
    for _ in range(8):
        changed = {**definitions, name: Schemas(random).changed(definitions[name])}
        reference = {"$ref": f"#/$defs/{name}"}
        try_pair(SchemaPair(reference, reference, definitions, changed), random, 25, tally)
    assert tally.wrong == []
    assert tally.counts["values accepted by the sender"] > 50


@_MANY
@given(st.randoms(use_true_random=False), st.sampled_from(Polarity))
def test_nothing_is_said_about_two_copies(random: Random, polarity: Polarity) -> None:
    pair = random_pair(random)
    if pair is not None:
        assert _judged(pair.old, _copy(pair.old), pair.old_definitions, polarity) == []


@pytest.mark.parametrize("seed", range(150))
def test_nothing_is_said_about_other_ways_to_write_the_same(seed: int) -> None:
    random = Random(seed)  # noqa: S311  the same schemas each time
    pair = random_pair(random)
    if pair is None:
        return
    other = rewritten(random, pair.old, dict(pair.old_definitions))
    for polarity in Polarity:
        said = _judged(pair.old, other, pair.old_definitions, polarity)
        assert [text for text in said if "is only known roughly" not in text] == []


def test_nothing_is_said_about_renamed_definitions() -> None:
    for name, definitions in real_schemas().items():
        renamed = _renamed(definitions)
        for polarity in Polarity:
            old = Space.of(definitions).schema({"$ref": f"#/$defs/{name}"})
            new = Space.of(renamed).schema({"$ref": f"#/$defs/{name}2"})
            assert list(Judge().judge(old, new, polarity)) == []


def _renamed(definitions: Mapping[str, Any]) -> dict[str, Any]:
    text = yaml.safe_dump(dict(definitions))
    for name in sorted(definitions, key=len, reverse=True):
        text = text.replace(f"'#/$defs/{name}'", f"'#/$defs/{name}2'")
    return {f"{name}2": node for name, node in yaml.safe_load(text).items()}


def _judged(old: Any, new: Any, definitions: Mapping[str, Any], polarity: Polarity) -> list[str]:
    """Return what is said about two schemas, in words."""
    one, other = Space.of(definitions), Space.of({k: _copy(v) for k, v in definitions.items()})
    verdicts = Judge().judge(one.schema(old), other.schema(new), polarity)
    return [f"{v.change.facet}-{v.change.verb} {v.severity} {v.reason}" for v in verdicts]


def _copy(node: Any) -> Any:
    return yaml.safe_load(yaml.safe_dump(node))
