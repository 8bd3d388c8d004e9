"""What is said about Avro schemas against random schemas and data, fastavro as the arbiter."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.compatibility.options import Mode
from tests.compatibility.corpus import avro_soundness
from tests.compatibility.corpus.avro_soundness import random_pair, run_trials, said, try_pair
from tests.compatibility.corpus.tally import Tally
from tests.depth import trials

# Seeds of trials that once had a wrong answer.
_ONCE_WRONG = (2081, 8286, 107_006)


def test_random_pairs_are_judged_soundly() -> None:
    tally = run_trials(range(400), 6)
    counts = tally.counts
    assert tally.wrong == []
    assert counts["data"] > 4_000
    assert counts["data that can't be read"] > 2_000
    assert counts["verdicts safe"] > 200
    assert counts["breaking findings with a witness"] > counts["breaking findings"] * 0.98


def test_an_answer_that_is_left_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avro_soundness, "said", lambda *_: ())
    assert len(run_trials(range(30), 6).wrong) > 10


@settings(
    max_examples=trials(100),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
@given(st.randoms(use_true_random=False))
def test_any_pair_is_judged_soundly(random: Random) -> None:
    tally = Tally()
    try_pair(random_pair(random), random, 6, tally)
    assert tally.wrong == []


@pytest.mark.parametrize("seed", _ONCE_WRONG)
def test_trials_that_once_went_wrong(seed: int) -> None:
    assert run_trials(range(seed, seed + 1), 60).wrong == []


@pytest.mark.parametrize("seed", range(100))
def test_nothing_is_said_about_a_schema_and_itself(seed: int) -> None:
    random = Random(seed)  # noqa: S311  the same schemas each time
    old, _ = random_pair(random)
    assert said(old, old, Mode.FULL) == ()
