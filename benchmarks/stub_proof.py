"""What the proof says of every contract: how much is proven, what can't exist, what is disputed.

    python benchmarks/stub_proof.py [FILE or FOLDER ...] [--only WORD] [--reasons]

For every OpenAPI document: operations, declared bodies, their variants, how many of these two
independent validators accept, how many can't exist (proved), how many the second validator refuses
or nobody could make, published examples that violate their own schema, and seconds. Exits with 1
if a variant was neither made nor proved impossible. Says what it skips.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from planner.app.stubs.proving import proof_of
from planner.formats._tree import with_text_keys
from planner.formats.document import parse_bytes
from planner.formats.stub_bundle import bundle_of
from planner.model.errors import InputError
from planner.stubs.proof_form import Proof

_DEFAULT = Path(__file__).parent.parent / "tests/data"
_COLUMNS = (
    "operations",
    "bodies",
    "declared",
    "proven",
    "impossible",
    "disputed",
    "unproven",
    "examples",
    "invalid_examples",
)
_MOST_REASONS = 8


def _documents(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            print(f"skipped {path}: it is not there")
        elif path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in {".yaml", ".yml", ".json"})
        else:
            yield path


def _proof(path: Path) -> Proof | None:
    """Return the proof of a document; None if it is no OpenAPI document or can't be read alone."""
    content = path.read_bytes()
    if b"openapi" not in content and b"swagger" not in content:
        return None
    try:
        document = with_text_keys(parse_bytes(content, path.name))
        if not isinstance(document, dict) or not {"openapi", "swagger"} & document.keys():
            return None
        bundle = bundle_of({path.name: document}, "")
    except InputError as error:
        print(f"skipped {path.name}: {error.problems[0].message}")
        return None
    return proof_of(bundle, documents={path.name: document})


def _row(name: str, counts: Counter[str], seconds: float) -> None:
    cells = "".join(f"{counts[column]:>11}" for column in _COLUMNS)
    print(f"{name[:44]:44}{cells}{seconds:>8.1f}", flush=True)


def main() -> int:
    """Prove the documents; exit code 1 if something stays open."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[_DEFAULT])
    parser.add_argument("--only", default="")
    parser.add_argument("--reasons", action="store_true")
    told = parser.parse_args()
    total, reasons, number, started = Counter[str](), Counter[str](), 0, time.perf_counter()
    print(f"{'document':44}" + "".join(f"{c[:10]:>11}" for c in _COLUMNS) + f"{'seconds':>8}")
    for path in _documents(told.paths):
        begun = time.perf_counter()
        proof = _proof(path) if told.only in path.name else None
        if proof is None:
            continue
        number += 1
        counts = Counter({column: int(proof["counts"][column]) for column in _COLUMNS})  # type: ignore[literal-required]
        _row(path.name, counts, time.perf_counter() - begun)
        total += counts
        reasons.update(proof["reasons"])
    _row(f"all {number} documents", total, time.perf_counter() - started)
    for reason, count in reasons.most_common(None if told.reasons else _MOST_REASONS):
        print(f"{count:>6} {reason[:200]}")
    return 1 if total["unproven"] else 0


if __name__ == "__main__":
    sys.exit(main())
