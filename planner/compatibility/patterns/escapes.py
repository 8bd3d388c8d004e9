r"""What a backslash and a character class stand for: one set of characters.

Read as Unicode mode reads them (ECMA-262, Patterns: CharacterEscape, CharacterClassEscape,
CharacterClass). Where Annex B (Regular Expressions Patterns) is more lenient and no engine
disagrees, so are we: `\-`, `\_`, `[\w-.]`. Letters that other dialects give a meaning
(`\A`, `\Z`, `\h`) are not guessed.
"""

import re

from planner.compatibility.patterns import charsets
from planner.compatibility.patterns.charsets import CharSet
from planner.compatibility.patterns.errors import PatternSyntaxError, UnsupportedPatternError
from planner.compatibility.patterns.properties import property_set
from planner.compatibility.patterns.reader import Reader

_CLASSES = {
    "d": charsets.DIGITS,
    "D": charsets.complement(charsets.DIGITS),
    "w": charsets.WORD,
    "W": charsets.complement(charsets.WORD),
    "s": charsets.SPACES,
    "S": charsets.complement(charsets.SPACES),
}
_CONTROLS = {"t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D}
_SETS = frozenset("dDwWsSpP")  # escapes that no range may start or end with
_TWO_DIGITS = re.compile(r"[0-9a-fA-F]{2}")
_FOUR_DIGITS = re.compile(r"[0-9a-fA-F]{4}")
_BRACED_DIGITS = re.compile(r"\{0*([0-9a-fA-F]{1,6})\}")
_LOW_SURROGATE = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PROPERTY = re.compile(r"\{(\w+(?:=\w+)?)\}")
_POSIX_CLASS = re.compile(r"\[[:.=]\w+[:.=]\]")
_HIGH_SURROGATES = range(0xD800, 0xDC00)


def read_escape(reader: Reader) -> CharSet:
    r"""Read what follows a backslash, for `\b` and `\B` see the caller.

    Raises:
        PatternSyntaxError: nothing follows.
        UnsupportedPatternError: a backreference, an octal escape, or an escape of another dialect.
    """
    letter = reader.take()
    if letter in _CLASSES:
        return _CLASSES[letter]
    if letter in ("p", "P"):
        return _read_property(reader, letter)
    return charsets.one(_read_code_point(reader, letter))


def _read_property(reader: Reader, letter: str) -> CharSet:
    found = reader.take_match(_PROPERTY)
    if not found:
        raise UnsupportedPatternError(rf"has `\{letter}` without a property in braces")
    charset = property_set(found[1])
    return charset if letter == "p" else charsets.complement(charset)


def _read_code_point(reader: Reader, letter: str) -> int:
    if not letter:
        raise PatternSyntaxError("ends with a backslash")
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    if letter in "xuc":
        return _read_coded(reader, letter)
    if letter == "0" and not (reader.peek().isascii() and reader.peek().isdigit()):
        return 0
    if letter.isascii() and letter.isdigit():
        raise UnsupportedPatternError(
            rf"uses the backreference or octal escape `\{letter}`, which no automaton decides"
        )
    if letter == "k":
        raise UnsupportedPatternError(r"uses the backreference `\k`, which no automaton decides")
    if letter.isascii() and letter.isalpha():
        raise UnsupportedPatternError(rf"has `\{letter}`, which ECMA-262 does not define")
    return ord(letter)


def _read_coded(reader: Reader, letter: str) -> int:
    if letter == "c":
        return _read_control_letter(reader)
    found = reader.take_match(_TWO_DIGITS if letter == "x" else _FOUR_DIGITS)
    if found:
        return _join_surrogates(reader, int(found[0], 16))
    braced = reader.take_match(_BRACED_DIGITS) if letter == "u" else None
    if braced and int(braced[1], 16) <= charsets.LAST:
        return int(braced[1], 16)
    raise UnsupportedPatternError(rf"has `\{letter}` without a valid hexadecimal code")


def _read_control_letter(reader: Reader) -> int:
    letter = reader.take()
    if not (letter.isascii() and letter.isalpha()):
        raise UnsupportedPatternError(r"has `\c` without a letter")
    return ord(letter) % 32


def _join_surrogates(reader: Reader, code: int) -> int:
    low = reader.take_match(_LOW_SURROGATE) if code in _HIGH_SURROGATES else None
    if not low:
        return code
    return 0x10000 + ((code - 0xD800) << 10) + (int(low[1], 16) - 0xDC00)


def read_class(reader: Reader) -> CharSet:
    """Read a character class; the opening bracket is read already.

    Raises:
        PatternSyntaxError: not closed, or a range that ends before it starts.
        UnsupportedPatternError: an escape or a POSIX class that ECMA-262 does not have.
    """
    negated = reader.skip("^")
    parts: list[CharSet] = []
    while not reader.skip("]"):
        parts.append(_read_range(reader))
    charset = charsets.union(parts)
    return charsets.complement(charset) if negated else charset


def _read_range(reader: Reader) -> CharSet:
    low, low_is_set = _read_class_atom(reader)
    dash = reader.at
    if not reader.skip("-") or reader.peek() in ("]", ""):
        reader.at = dash
        return low
    high, high_is_set = _read_class_atom(reader)
    if low_is_set or high_is_set:
        return charsets.union((low, charsets.one(ord("-")), high))
    if low[0][0] > high[0][0]:
        raise PatternSyntaxError("has a range of characters that ends before it starts")
    return ((low[0][0], high[0][0]),)


def _read_class_atom(reader: Reader) -> tuple[CharSet, bool]:
    if reader.at_end:
        raise PatternSyntaxError("has a `[` that is not closed")
    if _POSIX_CLASS.match(reader.text, reader.at):
        raise UnsupportedPatternError("uses a POSIX class, which ECMA-262 does not have")
    character = reader.take()
    if character != "\\":
        return charsets.one(ord(character)), False
    if reader.skip("b"):
        return charsets.one(0x08), False
    is_set = reader.peek() in _SETS
    return read_escape(reader), is_set
