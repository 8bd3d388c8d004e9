"""JSON as files hold it, and what files are known by."""

import json
from hashlib import sha256
from typing import Any


def json_bytes(value: Any, *, indent: int | None = 2) -> bytes:  # noqa: ANN401  JSON
    """Return a value as a JSON file: members in their own order, one line end at the end."""
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "backslashreplace")


def fingerprint(content: bytes) -> str:
    """Return what a file is known by, `sha256:` first."""
    return "sha256:" + sha256(content).hexdigest()
