"""How long whole `plan` processes take as systems grow, and how much memory they need.

    python benchmarks/scale.py [--sizes 100,1000,10000] [--runs 3]

Makes the systems with `generate.py` in a temporary folder. Prints the best of some runs: wall time,
processor time (user and system, child processes included) and the greatest resident memory.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
COMMANDS = (
    ("waves", "--format", "json"),
    ("critical-path", "--format", "json"),
    ("release",),
)


class Measured(NamedTuple):
    """One run of a whole process."""

    wall: float
    processor: float
    megabytes: float


def measure(command: list[str]) -> Measured:
    """Run a command with its output thrown away."""
    start = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"failed: {' '.join(command)}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(command: list[str], runs: int) -> Measured:
    """Return the least of each figure over some runs, the first one not counted."""
    measure(command)
    found = [measure(command) for _ in range(runs)]
    return Measured(*(min(column) for column in zip(*found, strict=True)))


def main() -> None:
    """Measure every size and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("| services | command | wall s | processor s | MB |\n| ---: | --- | ---: | ---: | ---: |")
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            generate = [sys.executable, str(HERE / "generate.py"), "--services", str(size)]
            subprocess.run([*generate, "--out", folder], check=True, stdout=subprocess.DEVNULL)
            for command in COMMANDS:
                full = [sys.executable, "-m", "planner", *command, "-q", "-w", folder]
                wall, processor, megabytes = best(full, options.runs)
                name = " ".join(("plan", *command))
                print(f"| {size} | `{name}` | {wall:.2f} | {processor:.2f} | {megabytes:.0f} |")


if __name__ == "__main__":
    main()
