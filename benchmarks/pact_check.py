"""How well `plan pact check` tells good pacts from bad ones, and how long it takes.

    python benchmarks/pact_check.py [CONTRACT ...] [--seeds 1] [--operations 12] [--mutants 8]
                                    [--github FILE] [--peers NODE_MODULES] [--verbose]

For each contract: good pacts, and mutants of them with one mistake each (`pact_mutants.py`, labels
by construction). Recall is the share of mutants that are told, as an error where the contract
refuses what is expected, as a warning at least where only an example is wrong. A false alarm is an
error about a good pact. With `--github`, a description that large: whole processes that check two
interactions, with and without a compiled contract in the cache. Without contracts, those of the
examples and of `tests/data/pairs/openapi`. With `--peers`, a folder of npm packages, the tools of
`pact_peers.py` judge the same pacts in the same run; what is not installed is skipped, and said.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pact_mutants import Case, Pacts
from benchmarks.pact_peers import TOOLS, judged_by, version_of
from planner.formats.document import parse_bytes
from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import Bundle
from planner.model.problem import Level
from planner.pacts.checking import check_pact
from planner.pacts.reading import read_pact
from planner.pacts.telling import ContractSide

ROOT = Path(__file__).parent.parent
_EXAMPLES = (
    "examples/storefront/contracts/catalog/catalog-api/1.0.0",
    "examples/storefront/contracts/inventory/inventory-api/1.0.0",
    "examples/storefront/contracts/order/order-api/1.0.0",
    "examples/storefront/contracts/user/user-api/1.0.0",
    "examples/eventcatalog-shop/contracts/cart-api/cart-http/1.0.0",
    "examples/eventcatalog-shop/contracts/review-api/review-http/1.0.0",
    "examples/eventcatalog-shop/contracts/product-api/product-http/1.0.0",
)
_PAIRS = "tests/data/pairs/openapi"
_EACH = 2
"""Documents of each collection of `tests/data/pairs`: the largest and the smallest."""


class Miss(NamedTuple):
    """A pact that was judged otherwise than its label says."""

    contract: str
    case: Case
    told: tuple[str, ...]


class Read(NamedTuple):
    """A contract, compiled, and its parsed files."""

    bundle: Bundle
    documents: dict[str, Any]


def contracts(named: Sequence[str]) -> Iterator[Read]:
    """Yield the contracts that are compared with."""
    for path in map(Path, named):
        yield _read(path.name, _files(path))
    if named:
        return
    for text in _EXAMPLES:
        yield _read(Path(text).parent.name, _files(ROOT / text))
    for archive in sorted((ROOT / _PAIRS).glob("*/documents.tar.xz")):
        yield from _from_archive(archive)


def _files(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


def _read(name: str, files: dict[str, bytes]) -> Read:
    documents = {f: parse_bytes(text, f) for f, text in files.items()}
    return Read(bundle_of(documents, "", contract=name), documents)


def _from_archive(archive: Path) -> Iterator[Read]:
    with tarfile.open(archive) as opened:
        members = sorted(
            (m for m in opened.getmembers() if m.isfile() and m.name.endswith((".yaml", ".json"))),
            key=lambda m: (m.size, m.name),
        )
        for member in dict.fromkeys([*members[:1], *members[-(_EACH - 1) :]]):
            file = opened.extractfile(member)
            if file:
                name = f"{archive.parent.name}/{Path(member.name).stem}"
                yield _read(name, {Path(member.name).name: file.read()})


def judge(side: ContractSide, case: Case) -> tuple[bool, tuple[str, ...], float]:
    """Return whether a pact was judged as its label says, what was told, and the seconds."""
    start = time.perf_counter()
    found = check_pact(read_pact(case.pact, "pact.json"), [side]).mismatches
    seconds = time.perf_counter() - start
    levels = {item.level for item in found}
    told = tuple(f"{item.level} {item.code} {item.pointer}: {item.message}" for item in found)
    if case.expects == "error":
        return Level.ERROR in levels, told, seconds
    if case.expects == "warning":
        return bool(levels), told, seconds
    return Level.ERROR not in levels, told, seconds


def measure(
    bundle: Bundle, seeds: int, operations: int, mutants: int
) -> tuple[Counter[str], list[Miss], list[Case]]:
    """Return counts, what was judged wrongly, and all pacts."""
    side = ContractSide(bundle)
    counts: Counter[str] = Counter()
    misses: list[Miss] = []
    cases: list[Case] = []
    for seed in range(1, seeds + 1):
        pacts = Pacts(bundle, seed)
        for good in pacts.good(operations):
            for case in (good, *pacts.mutants(good, mutants)):
                cases.append(case)
                is_right, told, seconds = judge(side, case)
                kind = "good" if case.label == "good" else "mutants"
                counts[kind] += 1
                counts["microseconds"] += round(seconds * 1_000_000)
                counts[f"{kind} wrong"] += not is_right
                counts["noted"] += kind == "good" and bool(told) and is_right
                if not is_right:
                    misses.append(Miss(bundle["contract"], case, told))
    return counts, misses, cases


def measure_large(contract: Path, runs: int = 5) -> None:
    """Print how long a whole process takes to check two interactions of a large contract."""
    bundle = _read(contract.stem, _files(contract)).bundle
    good = list(Pacts(bundle, 1).good(2))
    document = {**good[0].pact, "interactions": [case.pact["interactions"][0] for case in good[:2]]}
    with tempfile.TemporaryDirectory() as folder:
        pact = Path(folder, "pact.json")
        pact.write_text(json.dumps(document), encoding="utf-8")
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        arguments = ["pact", "check", str(pact), "--contract", str(contract), "-q"]
        seconds, processor = [], []
        for _ in range(runs + 1):
            start, before = time.perf_counter(), _processor()
            done = subprocess.run(
                [sys.executable, "-m", "planner", *arguments],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                check=False,
            )
            seconds.append(time.perf_counter() - start)
            processor.append(_processor() - before)
            if done.returncode not in {0, 1}:
                sys.exit(done.stderr.decode())
        size = contract.stat().st_size / 1e6
        again = statistics.median(seconds[1:])
        print(f"{contract.name} ({size:.1f} MB), 2 interactions, whole process:")
        print(f"  first run {seconds[0]:.2f} s, with the compiled contract kept {again:.2f} s")
        again = statistics.median(processor[1:])
        print(f"  processor time: first run {processor[0]:.2f} s, then {again:.2f} s")


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Peers:
    """The tools that are compared with.

    Args:
        modules: folder of npm packages; None: nothing is compared with.
    """

    def __init__(self, modules: Path | None) -> None:
        self._modules = modules or Path()
        self._found = {t: version_of(self._modules, t) for t in TOOLS} if modules else {}
        self._total = {tool: Counter[str]() for tool in TOOLS}
        self._ours = {tool: Counter[str]() for tool in TOOLS}
        self._refused: dict[str, list[str]] = {tool: [] for tool in TOOLS}
        self.wrong: list[tuple[str, str, str, str]] = []

    def judge(self, read: Read, cases: Sequence[Case], ours: Counter[str]) -> None:
        """Let every tool judge the pacts of a contract."""
        name = read.bundle["contract"]
        for tool in (tool for tool, version in self._found.items() if version):
            if len(read.documents) != 1:
                self._refused[tool].append(name)
                continue
            found = judged_by(tool, self._modules, next(iter(read.documents.values())), cases)
            if found.refusal:
                self._refused[tool].append(name)
                self.wrong.append((tool, name, "not read", found.refusal))
                continue
            self._total[tool] += found.counts
            self._ours[tool] += ours
            self.wrong += [(tool, name, *one) for one in found.wrong]

    def show(self) -> None:
        """Print what came of it, beside our own figures for the same pacts."""
        for tool, version in self._found.items():
            if not version:
                print(f"{TOOLS[tool]}: not installed in {self._modules}, skipped")
                continue
            print(f"{TOOLS[tool]} {version}, not read: {', '.join(self._refused[tool]) or 'none'}")
            unjudged = self._total[tool]["not judged"]
            print(_row(f"  {tool}", self._total[tool]), f"not judged: {unjudged}")
            print(_row("  plan pact check, same pacts", self._ours[tool]))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit code 1 if recall or false alarms miss their aims."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("contracts", nargs="*")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--operations", type=int, default=12)
    parser.add_argument("--mutants", type=int, default=8)
    parser.add_argument("--github", type=Path)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--verbose", action="store_true")
    told = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    misses: list[Miss] = []
    labels: Counter[str] = Counter()
    print(f"{'contract':44} {'good':>6} {'alarms':>7} {'mutants':>8} {'missed':>7} {'ms each':>8}")
    peers = Peers(told.peers)
    for read in contracts(told.contracts):
        bundle = read.bundle
        counts, wrong, cases = measure(bundle, told.seeds, told.operations, told.mutants)
        peers.judge(read, cases, counts)
        total += counts
        misses += wrong
        labels += Counter(miss.case.label for miss in wrong)
        print(_row(bundle["contract"], counts))
    print(_row("all", total))
    recall = 1 - total["mutants wrong"] / max(1, total["mutants"])
    alarms = total["good wrong"] / max(1, total["good"])
    print(f"recall {recall:.2%} (aim 99 %), false alarms {alarms:.2%} (aim at most 1 %)")
    for miss in misses if told.verbose else misses[:10]:
        told_text = "; ".join(miss.told) or "nothing"
        print(f"WRONG {miss.contract} {miss.case.operation}: {miss.case.label}: told {told_text}")
    peers.show()
    for item in peers.wrong if told.verbose else ():
        print("PEER", *item)
    if told.github:
        measure_large(told.github)
    return int(recall < 0.99 or alarms > 0.01)


def _row(name: str, counts: Counter[str]) -> str:
    judged = counts["good"] + counts["mutants"]
    each = counts["microseconds"] / 1000 / max(1, judged)
    return (
        f"{name[:44]:44} {counts['good']:6} {counts['good wrong']:7} {counts['mutants']:8} "
        f"{counts['mutants wrong']:7} {each:8.2f}"
    )


if __name__ == "__main__":
    sys.exit(main())
