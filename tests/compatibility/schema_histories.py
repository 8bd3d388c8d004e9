"""Published JSON Schemas of others, version after version; see tests/data/pairs/json-schema."""

import json
import tarfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from planner.formats.document import decode, parse_single
from planner.formats.lowering.json_schema import lower_json_schema
from planner.model.events import EventContract

DATA = Path(__file__).parent.parent / "data" / "pairs" / "json-schema"
SOURCES = ("iglu", "wikimedia", "cdevents")
_NOT_IN_THE_SAMPLE = "links/embeddedlinksarray"


class SchemaHistoryPair(NamedTuple):
    """Two versions of a schema that follow each other.

    Args:
        label: what their authors say: `breaking` or `non-breaking`; empty if they say nothing.
        step: which part of the version went up.
    """

    source: str
    name: str
    old: str
    new: str
    label: str
    step: str


def history_pairs(source: str) -> Iterator[SchemaHistoryPair]:
    """Yield the pairs of a source."""
    for item in json.loads((DATA / source / "pairs.json").read_text(encoding="utf-8")):
        yield SchemaHistoryPair(
            source, item["name"], item["old"], item["new"], item["label"] or "", item["step"]
        )


def lowered(source: str, name: str) -> EventContract:
    """Return a schema in the form that is compared.

    Schemas of CDEvents refer to one that is not in the sample; `true` stands in for it, on both
    sides.

    Raises:
        InputError: it can't be read.
    """
    document = parse_single(decode(_texts(source)[name], name), name)
    parts: dict[str, Any] = {_NOT_IN_THE_SAMPLE: {}} if source == "cdevents" else {}
    return lower_json_schema({name: document, **parts}, name)


@lru_cache
def _texts(source: str) -> dict[str, bytes]:
    with tarfile.open(DATA / source / "documents.tar.xz") as archive:
        members = ((member.name, archive.extractfile(member)) for member in archive)
        return {name: content.read() for name, content in members if content is not None}
