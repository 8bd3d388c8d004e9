"""How often planner and `buf breaking` say the same, in each category.

    python benchmarks/proto_verdicts.py --buf /path/to/buf

They are asked about the version histories in `tests/data/pairs/proto` and about the small edits of
`tests/compatibility/corpus/proto_edits.py`. With `--save` what buf says about the edits is written
to `tests/data/pairs/proto/buf-edits.json`, which a test compares with what planner says.
"""

import argparse
import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from planner.compatibility.options import Category, CompareOptions
from planner.compatibility.protobuf import compare_protobuf
from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.finding import Finding
from tests.compatibility.corpus.proto_edits import Edit, as_modules, edits
from tests.compatibility.proto_histories import FOLDER, HistoryPair, history_pairs

Broken = dict[Category, set[str]]
"""Categories that are broken, each with the rules that say so."""


class Disagreement(NamedTuple):
    """A case that both judge differently in a category."""

    name: str
    category: Category
    ours: Sequence[str]
    theirs: Sequence[str]


class Buf:
    """The peer, as a program."""

    def __init__(self, program: Path) -> None:
        """Ask which rule is in which category."""
        self._program = program
        self._categories = self._asked()
        self.seconds = 0.0

    def _asked(self) -> dict[str, set[Category]]:
        told = self._run(
            Path.cwd(), "config", "ls-breaking-rules", "--version", "v2", "--format", "json"
        )
        found: dict[str, set[Category]] = {}
        for line in told.splitlines():
            rule = json.loads(line)
            found[rule["id"]] = {c for c in Category if c in rule["categories"]}
        return found

    def _run(self, folder: Path, *words: str) -> str:
        started = time.perf_counter()
        done = subprocess.run(
            [str(self._program), *words], cwd=folder, capture_output=True, text=True, check=False
        )
        self.seconds = time.perf_counter() - started
        if done.returncode not in {0, 100}:
            raise SystemExit(done.stderr or done.stdout)
        return done.stdout

    def broken(self, old: Path, new: Path) -> dict[str, Broken]:
        """Return for each file the categories that are broken, with the rules that say so."""
        use = json.dumps({"version": "v2", "breaking": {"use": list(Category)}})
        told = self._run(
            new, "breaking", "--against", str(old), "--against-config", '{"version": "v2"}',
            "--config", use, "--error-format", "json",
        )  # fmt: skip
        found: dict[str, Broken] = {}
        for line in told.splitlines():
            said = json.loads(line)
            by_category = found.setdefault(said.get("path") or _file_of(said["message"]), {})
            for category in self._categories.get(said["type"], ()):
                by_category.setdefault(category, set()).add(said["type"])
        return found


def _file_of(message: str) -> str:
    """Return the file of an edit that a message without a place is about."""
    package = re.search(r"\bshop\.(e\d+)\b", message)
    return f"{package[1]}.proto" if package else ""


def ours(old: Mapping[str, str], new: Mapping[str, str], main: str) -> Broken:
    """Return the categories that planner calls broken, with its rules."""
    sides = [lower_protobuf(texts, main) for texts in (old, new)]
    found: Broken = {}
    for category in Category:
        findings = compare_protobuf(sides[0], sides[1], CompareOptions(category=category))
        rules = {finding.rule for finding in findings if _is_breaking(finding)}
        if rules:
            found[category] = rules
    return found


def ours_by_file(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, Broken]:
    """Return the same for each file of a folder."""
    sides = [lower_protobuf(texts, "") for texts in (old, new)]
    found: dict[str, Broken] = {}
    for category in Category:
        for finding in compare_protobuf(sides[0], sides[1], CompareOptions(category=category)):
            place = finding.old or finding.new
            if place and _is_breaking(finding):
                found.setdefault(place.file, {}).setdefault(category, set()).add(finding.rule)
    return found


def _is_breaking(finding: Finding) -> bool:
    return finding.severity == "breaking"


def _write(folder: Path, texts: Mapping[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def judge_histories(buf: Buf, pairs: Iterable[HistoryPair]) -> dict[str, tuple[Broken, Broken]]:
    """Return what both say about each step of the histories."""
    told = {}
    for pair in pairs:
        with tempfile.TemporaryDirectory() as top:
            # buf takes an import that is no longer needed for a deleted file
            old = _write(Path(top, "old"), {**pair.new, **pair.old})
            new = _write(Path(top, "new"), {**pair.old, **pair.new})
            theirs = buf.broken(old, new)
        merged: Broken = {}
        for by_category in theirs.values():
            for category, rules in by_category.items():
                merged.setdefault(category, set()).update(rules)
        told[pair.name] = (ours(pair.old, pair.new, pair.path), merged)
    return told


def judge_edits(buf: Buf, cases: Sequence[Edit]) -> dict[str, tuple[Broken, Broken]]:
    """Return what both say about each edit; they are asked about all of them at once."""
    old, new = as_modules(cases)
    with tempfile.TemporaryDirectory() as top:
        theirs = buf.broken(_write(Path(top, "old"), old), _write(Path(top, "new"), new))
    mine = ours_by_file(old, new)
    files = [f"e{index}.proto" for index in range(len(cases))]
    return {
        edit.name: (mine.get(file, {}), theirs.get(file, {}))
        for edit, file in zip(cases, files, strict=True)
    }


def report(
    title: str,
    told: Mapping[str, tuple[Broken, Broken]],
) -> list[Disagreement]:
    """Print a table of agreement and return where there is none."""
    print(f"\n{title}: {len(told)} cases\n")
    print("| category | both breaking | both not | only planner | only buf | agreement |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    found = []
    for category in Category:
        counts: Counter[tuple[bool, bool]] = Counter()
        for name, (mine, theirs) in told.items():
            counts[category in mine, category in theirs] += 1
            if (category in mine) != (category in theirs):
                rules = sorted(mine.get(category, ())), sorted(theirs.get(category, ()))
                found.append(Disagreement(name, category, *rules))
        same = counts[True, True] + counts[False, False]
        cells = [counts[True, True], counts[False, False], counts[True, False], counts[False, True]]
        print(f"| {category} | {' | '.join(map(str, cells))} | {same / len(told):.3f} |")
    return found


def main() -> None:
    """Ask both, and print tables and disagreements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buf", type=Path, required=True)
    parser.add_argument("--save", action="store_true", help="keep what buf says about the edits")
    parser.add_argument("--quick", action="store_true", help="leave the histories out")
    arguments = parser.parse_args()
    buf = Buf(arguments.buf.resolve())
    edited = judge_edits(buf, edits())
    print(f"buf took {buf.seconds:.1f} s for all edits at once")
    disagreements = report("Edits", edited)
    if arguments.save:
        kept = {
            name: {str(category): sorted(rules) for category, rules in sorted(theirs.items())}
            for name, (_, theirs) in edited.items()
        }
        target = FOLDER / "buf-edits.json"
        target.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    if not arguments.quick:
        disagreements += report("Histories", judge_histories(buf, history_pairs()))
    print("\nDisagreements\n")
    for item in disagreements:
        print(
            f"- {item.category} {item.name}: planner {item.ours or '-'}, buf {item.theirs or '-'}"
        )


if __name__ == "__main__":
    main()
