"""Version histories of real Protobuf contracts, with what their authors said about each step."""

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.formats._protoc import bundled_names
from planner.formats.lowering.protobuf.imports import imports_of

FOLDER = Path(__file__).parents[1] / "data" / "pairs" / "proto"


@dataclass(frozen=True)
class HistoryPair:
    """One step of a history.

    Args:
        name: source and commit.
        path: of the file that changed.
        label: `breaking`, `non-breaking`, or empty.
        old, new: path -> text, with imports.
    """

    name: str
    path: str
    label: str
    old: Mapping[str, str]
    new: Mapping[str, str]


@cache
def history_pairs() -> tuple[HistoryPair, ...]:
    """Return all pairs, in the order of the index."""
    texts: dict[str, str] = {}
    for archive in sorted(FOLDER.glob("*.tar.xz")):
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                found = tar.extractfile(member)
                assert found is not None
                texts[member.name] = found.read().decode()
    by_pair: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        source, _, rest = name.partition("/")
        pair, _, inside = rest.partition("/")
        by_pair.setdefault(source if source == "common" else f"{source}/{pair}", {})[
            rest if source == "common" else inside
        ] = text
    index = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return tuple(_pair(entry, by_pair[entry["name"]], by_pair["common"]) for entry in index)


def _pair(
    entry: Mapping[str, str], files: Mapping[str, str], common: Mapping[str, str]
) -> HistoryPair:
    path = entry["path"]
    shared = {n.removeprefix("imports/"): t for n, t in files.items() if n.startswith("imports/")}
    sides = [
        _closed({path: files[f"{side}/{path}"]}, {**common, **shared}) for side in ("old", "new")
    ]
    return HistoryPair(entry["name"], path, entry["label"] or "", *sides)


def _closed(texts: dict[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """Return texts with all that they import."""
    waiting = list(texts)
    while waiting:
        for name in imports_of(texts[waiting.pop()]):
            if name not in texts and name not in bundled_names():
                texts[name] = others[name]
                waiting.append(name)
    return texts
