"""How long `plan diff --history` takes over many versions of a JSON Schema, as a whole process.

python benchmarks/history_speed.py [--versions 200] [--runs 5]

The versions are made up, the same each time: an order event of about sixty members, nested three
levels deep, in which each version changes one or two things as people do: a new optional member,
one that goes or comes back with another type, a value of an enum, a longer text, a member that
becomes required. About one version in ten breaks with the one before.
"""

import argparse
import copy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

_TYPES: tuple[dict[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "maxLength": 40},
    {"type": "integer", "minimum": 0},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "string", "enum": ["new", "paid", "sent"]},
    {"type": "array", "items": {"type": "string"}, "maxItems": 20},
    {"type": ["string", "null"]},
)
_MODES = ("backward", "backward-transitive", "forward-transitive", "full-transitive")


def first_version(random: Random) -> dict[str, Any]:
    """Return the schema of an order."""
    address = an_object(random, "address", 6)
    line = an_object(random, "line", 8)
    customer = an_object(random, "customer", 8)
    customer["properties"]["address"] = {"$ref": "#/definitions/Address"}
    order = an_object(random, "order", 14)
    order["properties"] |= {
        "customer": customer,
        "lines": {"type": "array", "items": line, "minItems": 1},
        "shipTo": {"$ref": "#/definitions/Address"},
        "billTo": {"$ref": "#/definitions/Address"},
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "OrderPlaced",
        **order,
        "definitions": {"Address": address},
    }


def an_object(random: Random, name: str, count: int) -> dict[str, Any]:
    """Return an object with some members, two of them required."""
    members = {f"{name}{i}": copy.deepcopy(random.choice(_TYPES)) for i in range(count)}
    return {"type": "object", "required": sorted(members)[:2], "properties": members}


def next_version(random: Random, schema: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a schema with one or two changes."""
    changed = copy.deepcopy(schema)
    for _ in range(random.choice((1, 1, 2))):
        _change(random, random.choice(_objects(changed)), number)
    return changed


def _objects(node: dict[str, Any]) -> list[dict[str, Any]]:
    found = [node] if isinstance(node.get("properties"), dict) else []
    for value in node.values():
        found += _objects(value) if isinstance(value, dict) else []
    return found


def _change(random: Random, owner: dict[str, Any], number: int) -> None:
    members = owner["properties"]
    name = random.choice(sorted(members))
    roll = random.random()
    if roll < 0.45:
        members[f"added{number}"] = copy.deepcopy(random.choice(_TYPES))
    elif roll < 0.55 and name not in owner["required"]:
        del members[name]
    elif roll < 0.65:
        members[f"back{random.randrange(6)}"] = copy.deepcopy(random.choice(_TYPES))
    elif roll < 0.75 and "maxLength" in members[name]:
        members[name]["maxLength"] += 10
    elif roll < 0.85 and "enum" in members[name]:
        members[name]["enum"].append(f"v{number}")
    elif roll < 0.88:
        members[name] = copy.deepcopy(random.choice(_TYPES))
    elif roll < 0.90:
        owner["required"] = sorted({*owner["required"], name})
    else:
        members[name]["description"] = f"as of version {number}"


def write_versions(folder: Path, count: int, seed: int = 1) -> None:
    """Write a history as files `1.0.0.json`, `1.1.0.json`, ..."""
    random = Random(seed)  # the same each time
    schema = first_version(random)
    for number in range(count):
        text = json.dumps(schema, indent=2)
        (folder / f"1.{number}.0.json").write_text(text, encoding="utf-8")
        schema = next_version(random, schema, number)


def seconds_of(folder: Path, mode: str) -> tuple[float, float, dict[str, Any]]:
    """Return how long one run takes, how much of that a processor was at work, and what it says."""
    command = [sys.executable, "-m", "planner", "diff", "--history", str(folder)]
    worked = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "--mode", mode, "--format", "json"], capture_output=True, check=True
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - worked.ru_utime - worked.ru_stime
    return seconds, busy, json.loads(done.stdout)


def main() -> None:
    """Measure all modes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_versions(folder, wanted.versions)
        print("| mode | median s | best s | processor s | pairs that break |")
        print("| --- | --: | --: | --: | --: |")
        for mode in _MODES:
            runs = [seconds_of(folder, mode) for _ in range(wanted.runs)]
            times = [seconds for seconds, _, _ in runs]
            busy = min(worked for _, worked, _ in runs)
            broken = [part for line in runs[0][2]["versions"] for part in line["breaks"]]
            pairs = sum(len(part["versions"]) for part in broken)
            figures = f"{statistics.median(times):.2f} | {min(times):.2f} | {busy:.2f} | {pairs}"
            print(f"| {mode} | {figures} |")


if __name__ == "__main__":
    main()
