"""Thousands of random pairs of Avro schemas: no datum that can't be read may go unreported.

    python benchmarks/avro_soundness.py [--pairs 5000] [--data 12] [--first-seed 0] [--processes 2]

Each pair is judged in both directions; random data are written with one schema and read with the
other by fastavro. Prints what happened; exits with 1 if an answer was wrong. A pair's seed makes
it again.
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.compatibility.corpus.avro_soundness import run_trials
from tests.compatibility.corpus.tally import Tally

_SEEDS_AT_ONCE = 100


def _trials(data: int, seeds: range) -> Tally:
    return run_trials(seeds, data)


def _parts(first: int, pairs: int) -> list[range]:
    last = first + pairs
    starts = range(first, last, _SEEDS_AT_ONCE)
    return [range(start, min(start + _SEEDS_AT_ONCE, last)) for start in starts]


def main() -> None:
    """Run the trials and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5_000)
    parser.add_argument("--data", type=int, default=12)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    start, total = time.perf_counter(), Tally()
    with ProcessPoolExecutor(arguments.processes) as pool:
        parts = _parts(arguments.first_seed, arguments.pairs)
        for tally in pool.map(partial(_trials, arguments.data), parts):
            total.add(tally)
    print(total.report(time.perf_counter() - start))
    sys.exit(1 if total.wrong else 0)


if __name__ == "__main__":
    main()
