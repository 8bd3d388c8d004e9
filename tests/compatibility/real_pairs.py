"""Other people's published contracts, version after version; see tests/data/pairs."""

import json
import tarfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from planner.formats._tree import with_text_keys
from planner.formats.document import decode, parse_single

DATA = Path(__file__).parent.parent / "data" / "pairs" / "openapi"
QUICK = ("adyen", "moby", "museum", "twilio")
SLOW = ("stripe",)


class RealPair(NamedTuple):
    """Two versions of a contract.

    Args:
        label: what its authors say: `breaking` or `non-breaking`; empty if they say nothing.
        remarks: what their list of changes says.
    """

    source: str
    name: str
    old: str
    new: str
    label: str
    remarks: tuple[str, ...]


def real_pairs(*sources: str) -> Iterator[RealPair]:
    """Yield the pairs of some sources."""
    for source in sources:
        for item in json.loads((DATA / source / "pairs.json").read_text(encoding="utf-8")):
            remarks = item.get("changelog", [])
            said = tuple([remarks] if isinstance(remarks, str) else remarks)
            label = item["label"] or ""
            yield RealPair(source, item["name"], item["old"], item["new"], label, said)


def names_of(source: str) -> list[str]:
    """Return the names of all documents of a source."""
    return sorted(_texts(source))


@lru_cache(maxsize=64)
def real_document(source: str, name: str) -> dict[str, Any]:
    """Return one document; it is shared, so nobody may change it."""
    text = decode(_texts(source)[name], name)
    document: dict[str, Any] = with_text_keys(parse_single(text, name))
    return document


@lru_cache
def _texts(source: str) -> dict[str, bytes]:
    with tarfile.open(DATA / source / "documents.tar.xz") as archive:
        members = ((member.name, archive.extractfile(member)) for member in archive)
        return {name: file.read() for name, file in members if file}
