"""An entry of the ledger as YAML."""

import json
import re

from planner.formats.document import parse_single
from planner.model.ledger_file import RatificationFile

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*:?[A-Za-z0-9._-]*")
_NOT_PRINTED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def ledger_text(entry: RatificationFile) -> str:
    """Return an entry as YAML: one key a line, in the order of its model."""
    lines = [
        f"contract: {_text(entry.contract)}",
        f"version: {_quoted(entry.version)}",
        f"digest: {entry.digest}",
    ]
    if entry.base is not None:
        lines.append(f"base: {_quoted(entry.base)}")
    if entry.accepted:
        lines.append("accepted:")
        for item in entry.accepted:
            lines.append(f"  - fingerprint: {_quoted(item.fingerprint)}")
            lines.append(f"    reason: {_quoted(item.reason)}")
    lines += [
        f"team: {_text(entry.team)}",
        f"person: {_quoted(entry.person)}",
        f"time: {_quoted(entry.time)}",
    ]
    if entry.signature is not None:
        lines.append("signature: |")
        lines += [f"  {line}" for line in entry.signature.strip().splitlines()]
    text = "\n".join(lines) + "\n"
    # what is written must be what was signed
    assert RatificationFile.model_validate(parse_single(text, "entry.yaml")) == entry  # noqa: S101
    return text


def _text(name: str) -> str:
    is_plain = _PLAIN.fullmatch(name) and name.lower() not in _WORDS
    return name if is_plain and not name.endswith(":") else _quoted(name)


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _NOT_PRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
