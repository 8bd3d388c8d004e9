"""Texts in the styles `simple`, `label` and `matrix`, taken apart.

Source: OpenAPI 3.1.1, "Style Values" and "Style Examples"; RFC 6570.
"""

from collections.abc import Callable, Mapping, Sequence

from planner.stubs.server.fields import UnreadableError

Split = tuple[str, Sequence[str], Mapping[str, str] | None]


def pairs_of(parts: Sequence[str], separator: str = "") -> dict[str, str] | None:
    """Return the members in `a,1,b,2`, or with a separator in `a=1`, `b=2`; None: it has none."""
    if separator:
        split = [part.partition(separator) for part in parts]
        return {n: v for n, _, v in split} if all(s for _, s, _ in split) else None
    return None if len(parts) % 2 else dict(zip(parts[::2], parts[1::2], strict=True))


def split_simple(text: str, name: str, explode: bool) -> Split:  # noqa: ARG001, FBT001  one form for all styles
    """Return a text as scalar, items and members: `1`, `1,2`, `x,1,y,2` or exploded `x=1,y=2`."""
    parts = [part.strip() for part in text.split(",")] if text else []
    return text, parts, pairs_of(parts, "=" if explode else "")


def _split_label(text: str, name: str, explode: bool) -> Split:  # noqa: FBT001  one form for all styles
    if not text.startswith("."):
        raise UnreadableError(f"must begin with a dot: `.{name}`")
    parts = text[1:].split("." if explode else ",")
    return text[1:], parts, pairs_of(parts, "=" if explode else "")


def _split_matrix(text: str, name: str, explode: bool) -> Split:  # noqa: FBT001  one form for all styles
    if not text.startswith(";"):
        raise UnreadableError(f"must begin with a semicolon: `;{name}=`")
    entries = text[1:].split(";")
    values = [value for key, _, value in (e.partition("=") for e in entries) if key == name]
    if explode:
        return (values or [""])[0], values, pairs_of(entries, "=")
    if not values:
        raise UnreadableError(f"must be written as `;{name}=`")
    parts = values[0].split(",")
    return values[0], parts, pairs_of(parts)


SPLITTERS: Mapping[str, Callable[[str, str, bool], Split]] = {
    "label": _split_label,
    "matrix": _split_matrix,
}
