"""A place in the text of a pattern, moving forward."""

import re
from dataclasses import dataclass


@dataclass(slots=True)
class Reader:
    """Reads a pattern from left to right.

    Args:
        text: the pattern.
        at: index of the next character.
    """

    text: str
    at: int = 0

    @property
    def at_end(self) -> bool:
        """Whether everything is read."""
        return self.at >= len(self.text)

    def peek(self) -> str:
        """Return the next character, or an empty text at the end."""
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        """Return the next character and move on; empty at the end."""
        character = self.peek()
        self.at += 1
        return character

    def skip(self, expected: str) -> bool:
        """Move past `expected` if it comes next, and say whether it did."""
        found = self.text.startswith(expected, self.at)
        if found:
            self.at += len(expected)
        return found

    def take_match(self, expression: re.Pattern[str]) -> re.Match[str] | None:
        """Move past what `expression` matches here, and return the match."""
        found = expression.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found
