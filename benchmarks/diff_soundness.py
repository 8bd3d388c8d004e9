"""A million random values against the judge: none that breaks may go unreported.

    python benchmarks/diff_soundness.py [--values 1000000] [--first-seed 0] [--processes 2]

Prints what happened; exits with 1 if an answer was wrong. A trial's seed makes it again.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice

from tests.compatibility.corpus.soundness import run_trials
from tests.compatibility.corpus.tally import Tally

_VALUES_OF_A_QUESTION = 25
_SEEDS_AT_ONCE = 200


def _trials(first_seed: int) -> Tally:
    return run_trials(range(first_seed, first_seed + _SEEDS_AT_ONCE), _VALUES_OF_A_QUESTION)


def _tallies(first_seed: int, processes: int) -> Iterator[Tally]:
    """Yield tallies without end, always in the same order."""
    firsts = count(first_seed, _SEEDS_AT_ONCE)
    with ProcessPoolExecutor(processes) as pool:
        while True:
            yield from pool.map(_trials, list(islice(firsts, 4 * processes)))


def main() -> None:
    """Run trials until enough values were tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    start, total = time.perf_counter(), Tally()
    for tally in _tallies(arguments.first_seed, arguments.processes):
        total.add(tally)
        if total.counts["values"] >= arguments.values:
            break
    print(total.report(time.perf_counter() - start))
    sys.exit(1 if total.wrong else 0)


if __name__ == "__main__":
    main()
