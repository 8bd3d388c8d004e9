"""How long `plan` takes to start, beside a bare interpreter, in the same run.

    python benchmarks/startup.py [--runs 20]

Each line is the median of whole processes, run in turn so that a busy moment hits all alike.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

STOREFRONT = Path(__file__).parents[1] / "examples" / "storefront"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "plan --help": ["-m", "planner", "--help"],
    "plan waves (storefront)": ["-m", "planner", "waves", "-w", str(STOREFRONT)],
    "plan release (storefront)": ["-m", "planner", "release", "-w", str(STOREFRONT)],
}


def seconds(arguments: list[str]) -> float:
    """Run the interpreter once and return how long it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    bare = statistics.median(times["python -c pass"])
    print("| process | median s | beyond a bare interpreter s |\n| --- | ---: | ---: |")
    for name, found in times.items():
        median = statistics.median(found)
        print(f"| `{name}` | {median:.3f} | {median - bare:.3f} |")


if __name__ == "__main__":
    main()
