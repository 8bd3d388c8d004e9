"""New ids for what is created: of the kind that the contract has, and the same in each run."""

import re
from collections.abc import Collection, Iterator
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

NAMELESS = frozenset(["", ".", ".."])
"""No ids: they can't stand in a path (RFC 3986, section 5.2.4)."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def free_ids(example: Any, seed: str, taken: Collection[str]) -> Iterator[Any]:  # noqa: ANN401  JSON value
    """Yield ids that are not in use, without end.

    Args:
        example: an id as the contract has it; None: nothing is known of it.
        seed: the ids are a function of this text, the example and what is taken.
        taken: ids in use, as text.
    """
    for candidate in _ids(example, seed):
        if str(candidate) not in taken:
            yield candidate


def _ids(example: Any, seed: str) -> Iterator[Any]:  # noqa: ANN401  JSON value
    if isinstance(example, int | float) and not isinstance(example, bool):
        yield int(example)  # who calls a path with it may be held to whole numbers
        yield from count(1)
    elif isinstance(example, str) and not _UUID.fullmatch(example):
        yield example
        yield from _texts(example, seed)
    else:
        for number in count():
            yield str(UUID(bytes=_bytes(seed, number)[:16], version=4))


def _texts(example: str, seed: str) -> Iterator[str]:
    """Yield texts of the same make: as long, digits for digits and letters for letters."""
    for number in count(1):
        stream = _bytes(seed, number) * (len(example) // 32 + 1)
        yield "".join(map(_alike, example, stream))


def _alike(character: str, byte: int) -> str:
    if character.isdigit():
        return str(byte % 10)
    if character in "abcdefABCDEF":  # may stand for hexadecimal digits
        first = "a" if character.islower() else "A"
        return chr(ord(first) + byte % 6)
    if character.isascii() and character.isalpha():
        first = "a" if character.islower() else "A"
        return chr(ord(first) + byte % 26)
    return character


def _bytes(seed: str, number: int) -> bytes:
    return sha256(f"{seed} {number}".encode()).digest()
