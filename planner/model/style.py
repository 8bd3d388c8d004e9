"""How output may look. On its own, because every command needs it and few need all views."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How text output may look.

    Args:
        width: columns of the terminal; None when piped: nothing is cut or folded then.
        color: ANSI colours may be used.
        unicode: the encoding can take bars and symbols beyond ASCII.
        verbose: give more detail.
    """

    width: int | None = None
    color: bool = False
    unicode: bool = True
    verbose: bool = False
