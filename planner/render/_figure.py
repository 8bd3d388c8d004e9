"""Figures with matplotlib's object interface: same input, same bytes; no window, no global state.

Text stays text in SVG, so that it can be found, selected and read aloud.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from planner.render._text import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI = 120

# Okabe and Ito's palette, told apart with every kind of colour vision; source: M. Okabe, K. Ito,
# "Color Universal Design", 2008. Light fills take dark labels and the other way round.
WAVE_COLORS = {
    "0": "#767676",
    "K": "#F0E442",
    "A": "#0072B2",
    "B": "#009E73",
    "C": "#CC79A7",
    "D": "#E69F00",
    "E": "#56B4E9",
    "H": "#B8B8B8",
    "R": "#404040",
}
CRITICAL_COLOR = "#D55E00"
INK = "#222222"
GRID = "#D9D9D9"


def label_color(fill: str) -> str:
    """Return black or white, whichever reads better on a fill such as `#0072B2`.

    Source: relative luminance of W3C, "Web Content Accessibility Guidelines 2.1".
    """
    channels = [int(fill[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]  # noqa: PLR2004  WCAG
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if (1.05 / (luminance + 0.05)) >= ((luminance + 0.05) / 0.05) else "black"


@contextmanager
def drawing() -> Iterator[None]:
    """Set fonts and fixed settings; make the figure and its bytes inside.

    User text is never read as a formula (`$...$`).
    """
    import matplotlib as mpl  # noqa: PLC0415  lazy: only figures pay for it

    # Defaults first: the user's own matplotlibrc must not change the bytes.
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        mpl.rcdefaults()
        mpl.rc("font", family=["DejaVu Sans"], size=9)
        mpl.rc("text", color=INK, parse_math=False)
        mpl.rc("axes", edgecolor=GRID, labelcolor=INK)
        mpl.rc("xtick", color=INK)
        mpl.rc("ytick", color=INK)
        mpl.rc("svg", hashsalt="planner", fonttype="none")
        mpl.rc("savefig", facecolor="white")
        yield


def new_figure(width: float, height: float) -> "Figure":
    """Return an empty figure; sizes in inches. Only inside `drawing()`."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    return Figure(figsize=(width, height), dpi=DPI)


def figure_bytes(
    figure: "Figure", format_name: Literal["svg", "png"], title: str = ""
) -> str | bytes:
    """Return SVG text or PNG bytes without date or version, inside `drawing()`.

    Args:
        figure: made by `new_figure`.
        format_name: `svg` or `png`.
        title: what a screen reader announces.
    """
    out = BytesIO()
    metadata: dict[str, str | None] = {"Title": clean(title)} if title else {}
    if format_name == "svg":
        figure.savefig(out, format="svg", metadata={**metadata, "Date": None, "Creator": "planner"})
        return "\n".join(line.rstrip() for line in out.getvalue().decode().splitlines()) + "\n"
    figure.savefig(out, format="png", metadata={**metadata, "Software": None})
    return out.getvalue()
