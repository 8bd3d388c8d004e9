"""Unicode property escapes: the general categories, which the standard library knows.

The Unicode version is that of the running Python. Scripts and binary properties other than
`Any`, `ASCII` and `Assigned` are not in the standard library, so they stay undecided.
"""

import unicodedata
from functools import cache
from itertools import pairwise

from planner.compatibility.patterns import charsets
from planner.compatibility.patterns.charsets import CharSet
from planner.compatibility.patterns.errors import UnsupportedPatternError

# Long names as in PropertyValueAliases.txt of the Unicode Character Database.
_LONG_NAMES = {
    "Cased_Letter": "LC",
    "Close_Punctuation": "Pe",
    "Connector_Punctuation": "Pc",
    "Control": "Cc",
    "cntrl": "Cc",
    "Currency_Symbol": "Sc",
    "Dash_Punctuation": "Pd",
    "Decimal_Number": "Nd",
    "digit": "Nd",
    "Enclosing_Mark": "Me",
    "Final_Punctuation": "Pf",
    "Format": "Cf",
    "Initial_Punctuation": "Pi",
    "Letter": "L",
    "Letter_Number": "Nl",
    "Line_Separator": "Zl",
    "Lowercase_Letter": "Ll",
    "Mark": "M",
    "Combining_Mark": "M",
    "Math_Symbol": "Sm",
    "Modifier_Letter": "Lm",
    "Modifier_Symbol": "Sk",
    "Nonspacing_Mark": "Mn",
    "Number": "N",
    "Open_Punctuation": "Ps",
    "Other": "C",
    "Other_Letter": "Lo",
    "Other_Number": "No",
    "Other_Punctuation": "Po",
    "Other_Symbol": "So",
    "Paragraph_Separator": "Zp",
    "Private_Use": "Co",
    "Punctuation": "P",
    "punct": "P",
    "Separator": "Z",
    "Space_Separator": "Zs",
    "Spacing_Mark": "Mc",
    "Surrogate": "Cs",
    "Symbol": "S",
    "Titlecase_Letter": "Lt",
    "Unassigned": "Cn",
    "Uppercase_Letter": "Lu",
}
_GENERAL_CATEGORY = ("General_Category", "gc")


def property_set(expression: str) -> CharSet:
    r"""Return the characters of a property as it stands in `\p{...}`.

    Source: ECMA-262, UnicodePropertyValueExpression; UAX #44 for the categories.

    Raises:
        UnsupportedPatternError: a script, another property, or an unknown name.
    """
    name, equals, value = expression.partition("=")
    if equals and name not in _GENERAL_CATEGORY:
        raise UnsupportedPatternError(rf"uses `\p{{{expression}}}`, which is not decided")
    return _lone_set(value if equals else name, expression, is_category=bool(equals))


def _lone_set(name: str, expression: str, *, is_category: bool) -> CharSet:
    if not is_category and name == "Any":
        return charsets.ANY
    if not is_category and name == "ASCII":
        return ((0, 0x7F),)
    if not is_category and name == "Assigned":
        return charsets.complement(_category_ranges()["Cn"])
    short = _LONG_NAMES.get(name, name)
    members = [key for key in _category_ranges() if _belongs(key, short)]
    if not members:
        raise UnsupportedPatternError(rf"uses `\p{{{expression}}}`, which is not decided")
    return charsets.union(_category_ranges()[key] for key in members)


def _belongs(category: str, name: str) -> bool:
    if name == "LC":
        return category in {"Lu", "Ll", "Lt"}
    return name in (category, category[0])


@cache
def _category_ranges() -> dict[str, CharSet]:
    """Return the ranges of every general category; a tenth of a second, once."""
    categories = [unicodedata.category(chr(code_point)) for code_point in range(charsets.LAST + 1)]
    ends = [place for place, (one, other) in enumerate(pairwise(categories)) if one != other]
    ends.append(charsets.LAST)
    ranges: dict[str, list[tuple[int, int]]] = {}
    start = 0
    for end in ends:
        ranges.setdefault(categories[end], []).append((start, end))
        start = end + 1
    return {key: tuple(pairs) for key, pairs in sorted(ranges.items())}
