"""The parts of a multipart body.

Source: RFC 2046, section 5.1 (delimiters); RFC 7578 (form-data). Time is linear in the body, and
the number of parts and the size of their headers are bounded.
"""

from typing import NamedTuple

from planner.stubs.server.fields import UnreadableError
from planner.wire.media import content_type

MOST_PARTS = 1_000
_LONGEST_HEAD = 8_000
_LONGEST_BOUNDARY = 200


class Part(NamedTuple):
    """One part.

    Args:
        name: of the field; empty outside of form-data.
        filename: None: it is no file.
        media_type: as sent; empty: none.
        data: its bytes.
    """

    name: str
    filename: str | None
    media_type: str
    data: bytes


def parts_of(raw: bytes, boundary: str) -> list[Part]:
    """Return the parts of a body.

    Raises:
        UnreadableError: the body isn't cut by that boundary as it should be.
    """
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        raise UnreadableError("has no boundary in its Content-Type")
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + raw).split(b"\r\n" + delimiter, MOST_PARTS + 2)
    if len(pieces) > MOST_PARTS + 1:
        raise UnreadableError(f"has more than {MOST_PARTS} parts")
    if len(pieces) == 1:
        raise UnreadableError("doesn't contain its boundary")
    if not pieces[-1].startswith(b"--"):
        raise UnreadableError("doesn't end with its boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, separator, data = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not separator:
        raise UnreadableError("has a part without an empty line after its headers")
    if len(head) > _LONGEST_HEAD:
        raise UnreadableError("has a part with too long headers")
    headers = {}
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = content_type(headers.get("content-disposition", "")).parameters
    return Part(
        disposition.get("name", ""),
        disposition.get("filename"),
        headers.get("content-type", ""),
        data,
    )
