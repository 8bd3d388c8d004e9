"""Finds the files of JSON Schemas that refer to each other by their own addresses.

Nothing is fetched: an address is looked for in the `$id` of the files beside and below a schema.
"""

import re
from collections.abc import Iterable, Mapping
from posixpath import dirname
from typing import Any
from urllib.parse import urldefrag, urljoin

from planner.app.diff_inputs import Side
from planner.model.errors import InputError

_ENDINGS = (".json", ".yaml", ".yml")
_ID = re.compile(rb"""["']?\$?id["']?\s*:\s*["']?([^\s"',}]+)""")
_MOST_FILES = 500
"""Files that are looked into; a folder of more is no folder of schemas."""


def files_by_id(
    side: Side, path: str, document: Mapping[str, Any], addresses: Iterable[str]
) -> set[str]:
    """Return the files whose own address is what a schema refers to.

    Args:
        side: where to look.
        path: of the schema.
        document: the schema, which has an address itself, or refers to whole addresses.
        addresses: what its references say.
    """
    own = document.get("$id", document.get("id"))
    base = own if isinstance(own, str) else ""
    wanted = {urldefrag(urljoin(base, address))[0] for address in addresses} - {urldefrag(base)[0]}
    wanted = {address for address in wanted if ":" in address}
    if not wanted:
        return set()
    found: set[str] = set()
    others = [p for p in side.files.list_files(dirname(path)) if p.endswith(_ENDINGS) and p != path]
    for other in others[:_MOST_FILES]:
        if wanted.intersection(_ids(side, other)):
            found.add(other)
    return found


def _ids(side: Side, path: str) -> set[str]:
    try:
        content = side.files.read(path)
    except InputError:
        return set()  # told when it is asked for
    found = (match[1].decode("utf-8", "replace") for match in _ID.finditer(content))
    return {urldefrag(address)[0] for address in found}
