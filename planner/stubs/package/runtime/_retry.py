"""How failed calls are tried again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

REPEATABLE = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"})
"""Methods that may be sent twice: RFC 9110, section 9.2.2."""
LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more is not waited for."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how a call that failed is tried again.

    Args:
        attempts: tries in all; 1: a call is made once.
        backoff: `fixed` waits `delay` each time, `exponential` twice as long each time.
        statuses: what is tried again: `503`, `5XX`. A call that got no answer always is.
        delay: seconds before the second try.
    """

    attempts: int = 1
    backoff: Literal["none", "fixed", "exponential"] = "exponential"
    statuses: tuple[str, ...] = ()
    delay: float = 0.1

    def waits(self) -> Iterator[float]:
        """Yield the seconds to wait before each further try."""
        for number in range(self.attempts - 1):
            grown = self.delay * 2**number if self.backoff == "exponential" else self.delay
            yield 0.0 if self.backoff == "none" else min(grown, LONGEST_WAIT)

    def repeats(self, status: int) -> bool:
        """Return whether an answer with a status is tried again."""
        return str(status) in self.statuses or f"{status // 100}XX" in self.statuses
