"""Bodies as bytes: JSON values in the media type of an answer, and samples of what is no JSON."""

import json
import struct
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import orjson

from planner.stubs.server.bodies import LINES
from planner.wire.media import is_json, is_xml

BOUNDARY = "planner-stub-boundary"
_DEEPEST = 40
_BINARY_KINDS = ("image/", "audio/", "video/", "font/")
_BINARY = frozenset(
    [
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "application/gzip",
        "application/x-gzip",
        "application/x-tar",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
)

_IN_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""What may not stand in XML as it is; xml.sax would load a whole HTTP client for it."""


def is_binary(essence: str) -> bool:
    """Return whether a media type is no text."""
    return essence in _BINARY or (essence.startswith(_BINARY_KINDS) and not is_xml(essence))


def json_bytes(value: Any) -> bytes:  # noqa: ANN401  JSON value
    """Return JSON text; also of integers and texts that the fast writer refuses."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def canonical_bytes(value: Any) -> bytes:  # noqa: ANN401  JSON value
    """Return JSON text that is the same for equal objects, whatever the order of their members."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def encoded(value: Any, essence: str, root: str = "response") -> bytes:  # noqa: ANN401  JSON value
    """Return a value in a media type.

    Args:
        value: JSON value.
        essence: the media type, without parameters.
        root: name of the outer element where it is XML.
    """
    if is_json(essence):
        return json_bytes(value)
    if is_xml(essence):
        return _xml(value, root)
    return sample(essence) if is_binary(essence) else _lined(value, essence)


def _lined(value: Any, essence: str) -> bytes:  # noqa: ANN401  JSON value
    if essence == "application/x-www-form-urlencoded":
        return "&".join(_form(value)).encode()
    if essence.startswith("multipart/"):
        return _multipart(value)
    if essence == "text/event-stream":
        return b"data: " + _text(value).replace(b"\n", b"\ndata: ") + b"\n\n"
    if essence in LINES and isinstance(value, list):
        return b"".join(json_bytes(item) + b"\n" for item in value)
    if essence in {"text/csv", "application/csv"} and not isinstance(value, str):
        return _csv(value)
    return _text(value) + (b"\n" if essence in LINES else b"")


def _text(value: Any) -> bytes:  # noqa: ANN401  JSON value
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    return json_bytes(value)


def _plain(value: Any) -> str:  # noqa: ANN401  JSON value
    return _text(value).decode("utf-8", "replace")


def _form(value: Any) -> Iterator[str]:  # noqa: ANN401  JSON value
    if not isinstance(value, dict):
        yield quote_plus(_plain(value))
        return
    for name, member in value.items():
        for one in member if isinstance(member, list) else [member]:
            yield f"{quote_plus(name)}={quote_plus(_plain(one))}"


def _multipart(value: Any) -> bytes:  # noqa: ANN401  JSON value
    members = value if isinstance(value, dict) else {"value": value}
    lines = []
    for name, member in members.items():
        kind = "text/plain" if isinstance(member, str) else "application/json"
        lines.append(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{quote_plus(name)}"\r\n'
            f"Content-Type: {kind}\r\n\r\n{_plain(member)}\r\n"
        )
    return "".join([*lines, f"--{BOUNDARY}--\r\n"]).encode("utf-8", "replace")


def _csv(value: Any) -> bytes:  # noqa: ANN401  JSON value
    rows = value if isinstance(value, list) else [value]
    if not rows or not isinstance(rows[0], dict):
        return "".join(f"{_cell(row)}\r\n" for row in rows).encode("utf-8", "replace")
    header = list(rows[0])
    table = [header, *([row.get(name, "") for name in header] for row in rows)]
    text = "".join(",".join(map(_cell, row)) + "\r\n" for row in table)
    return text.encode("utf-8", "replace")


def _cell(value: Any) -> str:  # noqa: ANN401  JSON value
    text = _plain(value)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def _xml(value: Any, root: str) -> bytes:  # noqa: ANN401  JSON value
    text = value if isinstance(value, str) and value.lstrip().startswith("<") else None
    written = text or "".join(_elements(root, value, 0))
    declaration = "" if written.startswith("<?xml") else '<?xml version="1.0" encoding="UTF-8"?>'
    return (declaration + written).encode("utf-8", "replace")


def _elements(name: str, value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401  JSON value
    tag = _xml_name(name)
    if isinstance(value, list):
        for item in value:
            yield from _elements(name, item, depth + 1)
        return
    if not isinstance(value, dict) or depth > _DEEPEST:
        yield f"<{tag}>{_xml_text(value)}</{tag}>"
        return
    attributes = "".join(
        f" {_xml_name(key[1:])}={_quoted(_xml_text(member))}"
        for key, member in value.items()
        if key.startswith("@")
    )
    yield f"<{tag}{attributes}>"
    for key, member in value.items():
        if not key.startswith("@"):
            yield from _elements(key, member, depth + 1)
    yield f"</{tag}>"


def _xml_text(value: Any) -> str:  # noqa: ANN401  JSON value
    text = "" if value is None else _plain(value)
    kept = "".join(c for c in text if c >= " " or c in "\t\n\r")
    return kept.translate(_IN_XML)


def _quoted(escaped: str) -> str:
    return '"' + escaped.replace('"', "&quot;").replace("\n", "&#10;") + '"'


def _xml_name(name: str) -> str:
    cleaned = "".join(c if c.isalnum() or c in "_-." else "_" for c in name) or "_"
    return cleaned if cleaned[0].isalpha() or cleaned[0] == "_" else f"_{cleaned}"


def sample(essence: str) -> bytes:
    """Return the smallest sensible content of a media type; valid where it has a known form."""
    maker = _SAMPLES.get(essence)
    if maker is not None:
        return maker
    if is_json(essence):
        return b"{}"
    if is_xml(essence):
        return b'<?xml version="1.0" encoding="UTF-8"?><response/>'
    return b"sample" if not is_binary(essence) else b"\x00sample"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png() -> bytes:
    """Return one transparent pixel (PNG specification, third edition, section 5)."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 6, 0, 0, 0)
    data = zlib.compress(b"\0\0\0\0\0")
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def _pdf() -> bytes:
    """Return one empty page (ISO 32000-1, annex H.2), its cross-reference table counted out."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(places)
    return body + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)


def _gzip() -> bytes:
    """Return a gzip member that holds nothing (RFC 1952), without a time."""
    deflate = zlib.compressobj(wbits=-15)
    data = deflate.compress(b"") + deflate.flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + data + struct.pack("<II", zlib.crc32(b""), 0)


_ZIP = b"PK\x05\x06" + bytes(18)
_GIF = (
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,"
    b"\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
)
_WAV = b"".join(
    [
        b"RIFF",
        struct.pack("<I", 36),
        b"WAVEfmt ",
        struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8),
        b"data\0\0\0\0",
    ]
)
_SAMPLES = {
    "application/pdf": _pdf(),
    "application/zip": _ZIP,
    "application/gzip": _gzip(),
    "application/x-gzip": _gzip(),
    "application/x-tar": bytes(1024),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _ZIP,
    "image/png": _png(),
    "image/gif": _GIF,
    "image/svg+xml": b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>',
    "audio/wav": _WAV,
    "audio/x-wav": _WAV,
    "text/csv": b"id,name\r\n1,sample\r\n",
    "text/html": b"<!doctype html><title>sample</title><p>sample</p>\n",
    "text/event-stream": b"data: sample\n\n",
    "application/x-www-form-urlencoded": b"name=sample",
    "application/yaml": b"name: sample\n",
    "text/yaml": b"name: sample\n",
}
