"""Files outside of a contract's folder that it refers to: they change it from afar.

Such a contract has no digest and can't be ratified, nor come in; but it may be there from before.
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from planner.app.ports import Files
from planner.model.contract import Contract
from planner.model.errors import InputError

_REFERENCE = re.compile(rb"\$ref[\"']?\s*:\s*[\"']?([^\"'#\s,{}\[\]][^\"'#\s,}\]]*)")
_MOST_FILES = 1000


def parts_elsewhere(files: Files, contract: Contract) -> Mapping[str, bytes]:
    """Return the content of each file that a contract refers to and that is none of its own.

    What is not there has no content. Files are searched as text: parsing all that has not changed
    would take too long.

    Args:
        files: the workspace.
        contract: one that is written.
    """
    found: dict[str, bytes] = {}
    left = list(contract.files)
    while left and len(found) < _MOST_FILES:
        path = left.pop()
        text = found.get(path) if path in found else files.read(path)
        for target in _targets(path, text or b""):
            if target not in found and target not in contract.files:
                found[target] = _content(files, target)
                left.append(target)
    return found


def _targets(path: str, text: bytes) -> Iterator[str]:
    """Yield the files to which a text refers, as paths in the workspace."""
    if b"$ref" not in text:
        return
    for written in set(_REFERENCE.findall(text)):
        target = unquote(written.decode("utf-8", "replace"))
        place = normpath(join(dirname(path), target))
        if "://" not in target and not place.startswith(("..", "/")):
            yield place


def _content(files: Files, path: str) -> bytes:
    try:
        return files.read_if_there(path) or b""
    except InputError:
        return b""
