"""Seeds and dice: the same parts give the same values, on every machine, in every process."""

from hashlib import blake2b
from random import Random


def seed_of(*parts: str | bytes) -> int:
    """Return a seed made from texts: 64 bits of their BLAKE2b hash.

    Each part counts as a whole: `seed_of("a", "bc")` is not `seed_of("ab", "c")`.
    """
    digest = blake2b(digest_size=8)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return int.from_bytes(digest.digest(), "big")


class Dice:
    """Chance that depends on a seed alone.

    Only `getrandbits` of the Mersenne Twister is used, whose outcome Python keeps between its
    versions; `choice` and `randrange` have changed before.
    """

    __slots__ = ("_bits",)

    def __init__(self, seed: int) -> None:
        """Start at a seed."""
        self._bits = Random(seed).getrandbits  # noqa: S311  nothing secret is made of it

    def below(self, count: int) -> int:
        """Return a number from 0 to `count` - 1."""
        return (self._bits(53) * count) >> 53 if count < 1 << 40 else self._bits(128) % count

    def between(self, low: int, high: int) -> int:
        """Return a number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)
