"""CSV that a spreadsheet opens as it is meant."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from planner.render._text import clean

# What makes a spreadsheet read a cell as a formula, full-width forms too.
# Source: OWASP, "CSV Injection".
_FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Return RFC 4180 text with `\n` line ends, one line a row.

    Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers, and None
    as an empty cell, stay as they are. Control characters are spelled out.
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return value
    return clean("'" + value if value.startswith(_FORMULA_STARTS) else value)
