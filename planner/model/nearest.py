"""Near misses: what somebody probably meant."""

from collections.abc import Iterable

_LEAST_LIKENESS = 60.0
"""Per cent of Jaro-Winkler likeness below which a suggestion would puzzle more than it helps."""

_WIDEST_GAP = 12.0
"""Per cent of likeness by which a further suggestion may fall behind the best."""

_LISTED = 8
"""How many names a hint lists where none is near."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the known words most like a word, the likest first, ties by name.

    Likeness is the mean of Jaro-Winkler (good for typing errors at the end) and of the normalised
    edit distance with transpositions (Damerau-Levenshtein), both without regard to case.
    """
    from rapidfuzz.distance import (  # noqa: PLC0415  only for errors
        DamerauLevenshtein,
        JaroWinkler,
    )

    lowered = word.lower()

    def likeness(candidate: str) -> float:
        other = candidate.lower()
        return 50.0 * (
            JaroWinkler.similarity(lowered, other)
            + DamerauLevenshtein.normalized_similarity(lowered, other)
        )

    scored = sorted((-likeness(candidate), candidate) for candidate in set(known))
    least = max(_LEAST_LIKENESS, -scored[0][0] - _WIDEST_GAP) if scored else 0
    return tuple(name for score, name in scored[:most] if -score >= least)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint such as "did you mean `order` or `orders`?"; empty if nothing is near."""
    found = [f"`{name}`" for name in nearest(word, known)]
    if len(found) > 1:
        found[-2:] = [f"{found[-2]} or {found[-1]}"]
    return f"did you mean {', '.join(found)}?" if found else ""


def near_or_known(word: str, known: Iterable[str]) -> str:
    """Return what somebody may have meant, else what there is; empty if there is nothing.

    Args:
        word: what is not there.
        known: what is, in the order in which to list it.
    """
    names = list(known)
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    listed = ", ".join(f"`{name}`" for name in names[:_LISTED])
    return did_you_mean(word, names) or (f"known: {listed}{more}" if names else "")
