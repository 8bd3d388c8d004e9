"""Media types: what a body is, what the caller takes, what is sent.

Source: RFC 9110, sections 8.3 (Content-Type) and 12.5.1 (Accept).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

_LONGEST = 2_000
_CHARSETS = frozenset(
    ["utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "utf-16"]
)
"""Those in use on the web, all of them fast; Python knows others that are no text at all."""
_CONCRETE = {
    "*": "application/json",
    "application": "application/json",
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/wav",
    "video": "video/mp4",
    "font": "font/woff2",
    "multipart": "multipart/form-data",
}


class ContentType(NamedTuple):
    """A media type with its parameters.

    Args:
        essence: `type/subtype` in lower case.
        parameters: name in lower case -> value.
    """

    essence: str
    parameters: dict[str, str]

    @property
    def charset(self) -> str:
        """How its text is encoded, in lower case; UTF-8 unless it says something else."""
        return self.parameters.get("charset", "utf-8").lower()


@lru_cache(maxsize=512)
def content_type(text: str) -> ContentType:
    """Return what a Content-Type header says."""
    essence, *rest = text[:_LONGEST].split(";")
    parameters = {}
    for part in rest:
        name, _, value = part.partition("=")
        parameters[name.strip().lower()] = value.strip().strip('"')
    return ContentType(essence.strip().lower(), parameters)


def essence(text: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return content_type(text).essence


def is_known_charset(charset: str) -> bool:
    """Return whether text in this encoding can be read."""
    return charset in _CHARSETS


def is_json(essence: str) -> bool:
    """Return whether a media type is JSON or has its syntax (RFC 6839, `+json`)."""
    return essence.endswith(("/json", "+json", "/x-json"))


def is_xml(essence: str) -> bool:
    """Return whether a media type is XML or has its syntax (RFC 7303)."""
    return essence.endswith(("/xml", "+xml"))


def declared_for(sent: str, declared: Iterable[str]) -> str | None:
    """Return the declared media type that covers what is sent: as it is, bare, or a range."""
    given, best, rank = content_type(sent), None, 0
    for key in declared:
        worth = _worth(given, content_type(key))
        if worth > rank:
            best, rank = key, worth
    return best


def _worth(given: ContentType, wanted: ContentType) -> int:
    if wanted.essence == given.essence:
        if not wanted.parameters:
            return 4
        agree = all(given.parameters.get(k) == v for k, v in wanted.parameters.items())
        return 5 if agree else 3
    kind = given.essence.partition("/")[0]
    if wanted.essence == f"{kind}/*":
        return 2
    return 1 if wanted.essence in {"*/*", "*", ""} else 0


class _Range(NamedTuple):
    kind: str
    subtype: str
    quality: float


@lru_cache(maxsize=512)
def _ranges(accept: str) -> tuple[_Range, ...]:
    found = []
    for part in accept[:_LONGEST].split(","):
        entry = content_type(part.strip())
        kind, _, subtype = entry.essence.partition("/")
        if kind:
            found.append(_Range(kind, subtype or "*", _quality(entry.parameters.get("q", "1"))))
    return tuple(found)


def _quality(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= 1 else 0.0


def acceptable(accept: str, offered: Sequence[str]) -> str | None:
    """Return the offered media type that the caller likes best, as it is declared.

    Among equals JSON comes first, then the order of declaration. Without the header everything
    is welcome. None: the caller takes none of them.
    """
    first = next((key for key in offered if is_json(content_type(key).essence)), None)
    order = [first, *(key for key in offered if key != first)] if first else list(offered)
    ranges = _ranges(accept)
    if not ranges:
        return order[0] if order else None
    best, quality = None, 0.0
    for key in order:
        liked = _liked(content_type(key).essence, ranges)
        if liked > quality:
            best, quality = key, liked
    return best


def _liked(offered: str, ranges: Iterable[_Range]) -> float:
    """Return the quality that the most specific fitting range gives."""
    kind, _, subtype = offered.partition("/")
    rank, quality = 0, 0.0
    for wanted in ranges:
        specificity = _specificity(kind or "*", subtype or "*", wanted)
        if specificity > rank:
            rank, quality = specificity, wanted.quality
    return quality


def _specificity(kind: str, subtype: str, wanted: _Range) -> int:
    if wanted.kind == "*":
        return 1
    if "*" not in {wanted.kind, kind} and wanted.kind != kind:
        return 0
    if wanted.subtype == "*":
        return 2
    return 3 if subtype in {wanted.subtype, "*"} else 0


def concrete(declared: str, accept: str) -> str:
    """Return what to send where a range is declared: what the caller names, else what is usual."""
    entry = content_type(declared)
    if "*" not in entry.essence and entry.essence:
        return declared
    kind = entry.essence.partition("/")[0] or "*"
    for wanted in _ranges(accept):
        if "*" not in wanted.kind + wanted.subtype and kind in {"*", wanted.kind}:
            return f"{wanted.kind}/{wanted.subtype}"
    return _CONCRETE.get(kind, "application/octet-stream")
