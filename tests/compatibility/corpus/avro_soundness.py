"""One trial: a random Avro schema and a changed form, what is said, and random data.

fastavro decides what can be read. What is said is wrong if a datum can't be read and nothing of
what is said warns of it, or if a witness can be read.
"""

from collections.abc import Iterable
from io import BytesIO
from random import Random
from typing import Any

import fastavro

from planner.compatibility.avro import compare_avro
from planner.compatibility.options import CompareOptions, Mode
from planner.formats.lowering.avro import lower_avro
from planner.model.finding import Finding, Proof, Severity
from tests.compatibility.corpus.random_avro import AvroData, AvroSchemas, Sketch, is_finite
from tests.compatibility.corpus.tally import Tally

_FILE = "schema.avsc"
_FAULTS = ("TypeError: unhashable", "KeyError: 'symbols'", "KeyError: 'fields'")
"""How fastavro fails where it takes a definition for a name, or in a union a type of the same name
for another: it does not look whether that is a record or an enum."""


def run_trials(seeds: Iterable[int], data: int) -> Tally:
    """Run one trial for each seed, in both directions, with a number of data each."""
    tally = Tally()
    for seed in seeds:
        random = Random(seed)  # noqa: S311  the same trial each time
        try_pair(random_pair(random), random, data, tally, f"seed {seed}")
    return tally


def random_pair(random: Random) -> tuple[Sketch, Sketch]:
    """Return a schema and a changed form of it; every type of both has a datum that ends."""
    schemas = AvroSchemas(random)
    while True:
        old = schemas.sketch()
        new = schemas.changed(old, random.choice((1, 1, 2, 3)))
        if is_finite(old) and is_finite(new):
            return old, new


def try_pair(
    pair: tuple[Sketch, Sketch], random: Random, data: int, tally: Tally, name: str = ""
) -> None:
    """Try one pair of schemas in both directions."""
    old, new = pair
    tally.counts["pairs"] += 1
    for mode, writer, reader in ((Mode.BACKWARD, old, new), (Mode.FORWARD, new, old)):
        found = said(old, new, mode)
        worst = min((f.severity for f in found), key=lambda s: s.rank, default=Severity.SAFE)
        failures = _failures(writer, reader, random, data, tally)
        _judge(found, worst, failures, tally, f"{name} {mode}")


def said(old: Sketch, new: Sketch, mode: Mode) -> tuple[Finding, ...]:
    """Return what is said about two schemas."""
    before, after = (lower_avro({_FILE: sketch.raw()}, _FILE) for sketch in (old, new))
    return compare_avro(before, after, CompareOptions(mode=mode))


def _judge(
    found: tuple[Finding, ...], worst: Severity, failures: list[str], tally: Tally, name: str
) -> None:
    counts = tally.counts
    counts[f"verdicts {worst}"] += 1
    if failures and worst is Severity.SAFE:
        tally.wrong.append(f"{name}: nothing is said, yet {failures[0]}")
    if failures and worst is Severity.RISKY:
        counts["risky, and a datum fails"] += 1
    breaks = [finding for finding in found if finding.severity is Severity.BREAKING]
    shown = [finding for finding in breaks if finding.proof is Proof.WITNESS]
    counts["breaking findings"] += len(breaks)
    counts["breaking findings with a witness"] += len(shown)
    if breaks and not failures:
        counts["breaking, no random datum fails"] += 1
        if not shown:
            counts["breaking, neither a random datum nor a witness fails"] += 1


def _failures(writer: Sketch, reader: Sketch, random: Random, data: int, tally: Tally) -> list[str]:
    """Return why data of a writer can't be read."""
    names: dict[str, Any] = {}
    own = _parsed(writer, names)
    other, again = _parsed(reader, {}), _again(writer)
    failures = []
    for _ in range(data):
        try:
            datum = AvroData(random, names).datum(own)
        except RecursionError:
            tally.counts["data that do not end"] += 1
            continue
        stream = BytesIO()
        fastavro.schemaless_writer(stream, own, datum)
        content = stream.getvalue()
        if _failure(content, own, again):
            tally.counts["data that their own schema does not read"] += 1
            continue
        tally.counts["data"] += 1
        failure = _failure(content, own, other)
        if failure.startswith(_FAULTS):
            tally.counts["data that fastavro fails to read by its own fault"] += 1
        elif failure:
            tally.counts["data that can't be read"] += 1
            failures.append(f"{datum!r} can't be read: {failure}")
    return failures


def _parsed(sketch: Sketch, names: dict[str, Any]) -> Any:
    return fastavro.parse_schema(sketch.raw(with_logical=False), names)


def _again(sketch: Sketch) -> Any:
    """Return the same schema so that fastavro does not notice: it would not resolve anything."""
    raw = sketch.raw(with_logical=False)
    branches = raw if isinstance(raw, list) else [raw]
    marked = [{**b, "doc": "again"} if isinstance(b, dict) else b for b in branches]
    return fastavro.parse_schema(marked if isinstance(raw, list) else marked[0], {})


def _failure(content: bytes, writer: Any, reader: Any) -> str:
    try:
        fastavro.schemaless_reader(BytesIO(content), writer, reader)
    except Exception as error:  # noqa: BLE001  whatever it raises, nothing was read
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""
