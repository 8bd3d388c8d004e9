"""Bounds for a process that reads what a stranger sends."""

from contextlib import suppress

MOST_MEMORY = 4 * 1024**3
MOST_FILE = 1024**3
"""Bytes. An engine reads answers whole: one without end must not take the machine down with it."""


def limit_memory() -> None:
    """Bound the memory of this process and the files that it writes, where the system can."""
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_FSIZE, MOST_FILE)):
        _, hard = resource.getrlimit(what)
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))
