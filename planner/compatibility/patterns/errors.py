"""Why a pattern cannot be turned into an automaton. These never leave the package."""


class PatternError(Exception):
    """A pattern that is not decided.

    Args:
        reason: the end of a sentence that starts with the pattern: "is not closed".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PatternSyntaxError(PatternError):
    """Text that is not a regular expression of ECMA-262."""


class UnsupportedPatternError(PatternError):
    """A regular expression that is not regular, or not understood here."""


class TooLargeError(PatternError):
    """More states or steps than the question allows."""
