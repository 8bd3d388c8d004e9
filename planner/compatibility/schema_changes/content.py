"""Facets of what a text holds: its encoding, its media type, the schema of its content.

Sources: JSON Schema Validation 2020-12, section 8; OpenAPI 3.1, section 4.8.24.3. The encoding
`base64` is a format at the same time, which readers of schemas add as `byte`: what does not fit it
is refused by whoever decodes it. OpenAPI 3.0 writes that format alone, and `binary` for what 3.1
calls `application/octet-stream`; both ways to write it are the same.
"""

from collections.abc import Iterator

from planner.compatibility.schema_changes.change import NO_DEMANDS, Change, Pair
from planner.compatibility.schema_changes.flat import Flat
from planner.compatibility.schemas import Node, Schema
from planner.model.finding import Effect, Polarity, Severity

BASE64, BASE64_FORMAT = "base64", "byte"
_BYTES, _BYTES_FORMAT = "application/octet-stream", "binary"
_UNCHECKED = "whether the content is checked is up to the two sides"


def content_changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs in what the texts of a place hold."""
    yield from _named(pair, "contentEncoding", "content-encoding", (BASE64, BASE64_FORMAT))
    yield from _named(pair, "contentMediaType", "content-media-type", (_BYTES, _BYTES_FORMAT))
    if all(_said(flat, "contentMediaType") for flat in (pair.old, pair.new)):
        yield from _schema(pair)


def formats_of(flat: Flat, other: Flat) -> set[str]:
    """Return the formats of one side without those that its or the other's content keywords say.

    Args:
        flat: the side.
        other: what it is compared with.
    """
    found, theirs = _said_texts(flat, "format"), _said_texts(other, "format")
    if BASE64 in _said(flat, "contentEncoding") and BASE64_FORMAT not in theirs:
        found -= {BASE64_FORMAT}
    if _said(other, "contentMediaType") and _BYTES_FORMAT not in theirs:
        found -= {_BYTES_FORMAT}
    return found


def _said_texts(flat: Flat, keyword: str) -> set[str]:
    return {str(value) for value, _ in flat.said.get(keyword, ())}


def _said(flat: Flat, keyword: str) -> set[str]:
    return {text.lower() for text in _said_texts(flat, keyword)}


def _owner(flat: Flat, keyword: str) -> Schema | None:
    said = flat.said.get(keyword)
    return said[-1].owner if said else None


def _named(pair: Pair, keyword: str, facet: str, also: tuple[str, str]) -> Iterator[Change]:
    before, after = (
        _said(flat, keyword) or _by_format(flat, other, keyword, also)
        for flat, other in ((pair.old, pair.new), (pair.new, pair.old))
    )
    if before == after:
        return
    verb = "changed" if before and after else "added" if after else "removed"
    severity, effect = _unproved(verb, pair.polarity)
    demands = (_demand(pair.old, before), _demand(pair.new, after))
    if any(demands) and verb != "changed":
        severity = Severity.SAFE  # values show what is not
    yield Change(
        facet,
        verb,
        demands,
        " and ".join(sorted(before)),
        " and ".join(sorted(after)),
        _owner(pair.old, keyword),
        _owner(pair.new, keyword),
        if_harmless=severity,
        reason=_UNCHECKED if severity is Severity.RISKY else "",
        narrows=None if verb == "changed" else verb == "added",
        effect=effect,
    )


def _by_format(flat: Flat, other: Flat, keyword: str, also: tuple[str, str]) -> set[str]:
    """Return what a format says in the place of a keyword that the other side has."""
    name, in_format = also
    is_meant = name in _said(other, keyword) and in_format in _said_texts(flat, "format")
    return {name} if is_meant else set()


def _unproved(verb: str, polarity: Polarity) -> tuple[Severity, Effect]:
    """Return what a change is that no value shows, and what it does to the valid values."""
    if verb == "changed":
        return Severity.BREAKING, Effect.CROSSED
    is_narrowed = verb == "added"
    is_law_kept = is_narrowed is (polarity is Polarity.PROVIDER_SENDS)
    effect = Effect.NARROWED if is_narrowed else Effect.WIDENED
    return (Severity.SAFE if is_law_kept else Severity.RISKY), effect


def _demand(flat: Flat, said: set[str]) -> Schema | None:
    if BASE64 not in said or BASE64_FORMAT not in _said_texts(flat, "format"):
        return None
    node: Node = {"format": BASE64_FORMAT}
    return flat.schema.space.made(flat.schema.node, "facet content-encoding", lambda: node)


def _schema(pair: Pair) -> Iterator[Change]:
    old, new = (_content(flat) for flat in (pair.old, pair.new))
    if old is None and new is None:
        return
    if old is not None and new is not None:
        yield Change(
            "content-schema",
            "changed",
            NO_DEMANDS,
            old=old,
            new=new,
            effect=Effect.SAME,
            inside=(old, new),
        )
        return
    verb = "added" if old is None else "removed"
    severity, effect = _unproved(verb, pair.polarity)
    reason = _UNCHECKED if severity is Severity.RISKY else ""
    yield Change(
        "content-schema",
        verb,
        NO_DEMANDS,
        old=old,
        new=new,
        if_harmless=severity,
        reason=reason,
        narrows=verb == "added",
        effect=effect,
    )


def _content(flat: Flat) -> Schema | None:
    said = flat.said.get("contentSchema")
    return said[-1].owner.child(said[-1].value) if said else None
