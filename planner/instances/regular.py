"""Texts that match a regular expression, made from its parse tree.

JSON Schema's patterns are ECMA-262 expressions. They are rewritten to Python's syntax where the
two differ and parsed by Python's own parser; a text is written along the tree. Look-arounds and
anchors are not followed: who asks checks the text, and asks again with other dice.
"""

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from re import _parser as parser  # type: ignore[attr-defined]  # its public name is deprecated
from typing import Any

from planner.instances.seeds import Dice

Write = Callable[[Dice, int], str]
"""Writes a text; the number says how many more repetitions than the fewest there may be."""

_READABLE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CANDIDATES = _READABLE + "-_. /:@#+=,;!?%&*()[]{}<>|~^$'\"`\\\téüñßçλжא中文日本語ー٣\U0001f600\n\r"
_MOST_REPEATED = 4_000
_MOST_SIGNS = 20_000
"""What a pattern may demand at least; repetitions of repetitions ask for any number."""
_PROPERTIES = {
    "L": "a-zA-Z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff",
    "Lu": "A-Z",
    "Ll": "a-z",
    "N": "0-9",
    "Nd": "0-9",
    "P": "!-/:-@\\[-`{-~",
    "S": "$+<->^`|~",
    "Z": " ",
    "Zs": " ",
    "M": "\u0300-\u036f",
}
"""Characters that stand for a Unicode property; a text needs some of them, not all."""
_LONG_NAMES = {"Letter": "L", "Number": "N", "Punctuation": "P", "Symbol": "S", "Alphabetic": "L"}


@lru_cache(maxsize=8192)
def portable_pattern(pattern: str) -> tuple[str | None, str]:
    r"""Return a pattern as the judge's library takes it, and why it takes none.

    A hyphen after a class in a character class (`[\w-.]`) stands for itself in a browser and is
    an error to stricter engines: it is escaped. So are needless escapes taken back.
    """
    import jsonschema_rs  # noqa: PLC0415  what judges nothing needs it not

    problem = ""
    for tried in dict.fromkeys((pattern, _stricter(pattern))):
        try:
            jsonschema_rs.Draft202012Validator({"pattern": tried}).is_valid("a")
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  a panic in Rust is no Exception
            problem = str(error).strip().splitlines()[0]
        else:
            return (tried, "")
    return (None, problem or "it is not understood")


def _stricter(pattern: str) -> str:
    """Return a lenient browser's pattern as one for an engine that is strict."""
    pattern = re.sub(r"(\\[wdsWDS])-(?!\])", r"\1\\-", pattern)
    pattern = re.sub(r"(?<=[^\\\[])-(?=\\[wdsWDS])", r"\\-", pattern)
    return re.sub(r"\\([_@\"'#%&,:;<>=~` !A-CE-OQ-RT-VX-Zeghijlmoqyz])", _unescaped, pattern)


def _unescaped(match: re.Match[str]) -> str:
    return match.group(0) if match.group(1) == "B" else match.group(1)


@lru_cache(maxsize=4096)
def writer_of(pattern: str) -> Write | None:
    """Return what writes texts for a pattern; None if the pattern is not understood."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sets that may mean something else one day
            tree = parser.parse(_in_python(_stricter(pattern)))
        return _sequence(tree) if _fewest_signs(tree) <= _MOST_SIGNS else None
    except (re.error, OverflowError, RecursionError, ValueError, KeyError, TypeError):
        return None


def _in_python(pattern: str) -> str:
    """Return an ECMA-262 pattern in Python's syntax."""
    pattern = re.sub(r"\(\?<([A-Za-z_]\w*)>", r"(?P<\1>", pattern)
    pattern = re.sub(r"\\k<(\w+)>", r"(?P=\1)", pattern)
    pattern = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda m: re.escape(chr(int(m[1], 16))), pattern)
    pattern = re.sub(r"\\c([A-Za-z])", lambda m: f"\\x{ord(m[1]) % 32:02x}", pattern)
    pattern = re.sub(r"\[:(alnum|alpha|digit|upper|lower|space):\]", _posix, pattern)
    return _rewritten(pattern)


def _posix(match: re.Match[str]) -> str:
    return {
        "alnum": "a-zA-Z0-9",
        "alpha": "a-zA-Z",
        "digit": "0-9",
        "upper": "A-Z",
        "lower": "a-z",
        "space": r"\s",
    }[match[1]]


def _rewritten(pattern: str) -> str:
    """Return a pattern with escapes and sets that Python reads otherwise written for Python."""
    out: list[str] = []
    place, in_set = 0, False
    while place < len(pattern):
        sign = pattern[place]
        if sign == "\\" and place + 1 < len(pattern):
            text, place = _escape(pattern, place, in_set=in_set)
            out.append(text)
            continue
        if sign == "[" and in_set:
            sign = r"\["
        elif sign == "[":
            in_set = True
            if pattern.startswith("[^]", place):
                sign, place, in_set = r"[\s\S]", place + 2, False
        elif sign == "]":
            in_set = False
        out.append(sign)
        place += 1
    return "".join(out)


def _escape(pattern: str, place: int, *, in_set: bool) -> tuple[str, int]:
    letter = pattern[place + 1]
    if letter in "pP":
        found = re.match(r"\\[pP]\{\^?(?:\w+=)?(\w+)\}|\\[pP](\w)", pattern[place:])
        if found:
            name = found[1] or found[2]
            chars = _PROPERTIES.get(_LONG_NAMES.get(name, name), _PROPERTIES["L"])
            sign = "^" if letter == "P" else ""
            return (chars if in_set else f"[{sign}{chars}]", place + found.end())
    if letter.isascii() and letter.isalpha() and letter not in "dDwWsSbBfnrtvxuAZ":
        return (letter, place + 2)
    return ({r"\Z": r"\Z", r"\z": r"\Z"}.get("\\" + letter, "\\" + letter), place + 2)


def _sequence(tree: Any) -> Write:  # noqa: ANN401  Python's parse tree
    parts = [part for op, argument in tree if (part := _part(op, argument)) is not None]
    if len(parts) == 1:
        return parts[0]
    return lambda dice, extra: "".join([part(dice, extra) for part in parts])


def _fewest_signs(tree: Any) -> int:  # noqa: ANN401  Python's parse tree
    """Return how many signs are written at least; what writes none counts as one."""
    found = 0
    for op, argument in tree:
        match str(op):
            case "BRANCH":
                found += max(map(_fewest_signs, argument[1]))
            case "SUBPATTERN":
                found += _fewest_signs(argument[3])
            case "ATOMIC_GROUP":
                found += _fewest_signs(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                found += int(argument[0]) * max(_fewest_signs(argument[2]), 1)
            case _:
                found += 1
    return found


def _part(op: Any, argument: Any) -> Write | None:  # noqa: ANN401, PLR0911  a table
    match str(op):
        case "LITERAL":
            text = chr(argument)
            return lambda _dice, _extra: text
        case "NOT_LITERAL":
            return _one_of([sign for sign in _CANDIDATES if ord(sign) != argument])
        case "ANY":
            return _one_of(list(_READABLE))
        case "IN":
            return _one_of(_members(argument))
        case "BRANCH":
            return _choice([_sequence(branch) for branch in argument[1]])
        case "SUBPATTERN":
            return _sequence(argument[3])
        case "ATOMIC_GROUP":
            return _sequence(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeat(int(argument[0]), int(argument[1]), _sequence(argument[2]))
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return None
        case unknown:
            raise ValueError(unknown)


def _one_of(signs: list[str]) -> Write:
    if not signs:
        raise ValueError("a set without characters")
    readable = [sign for sign in signs if sign in _READABLE] or signs
    count = len(readable)
    return lambda dice, _extra: readable[dice.below(count)]


def _choice(branches: list[Write]) -> Write:
    return lambda dice, extra: branches[dice.below(len(branches))](dice, extra)


def _repeat(fewest: int, most: int, part: Write) -> Write:
    if fewest > _MOST_REPEATED:
        raise ValueError("too many repetitions")

    def write(dice: Dice, extra: int) -> str:
        count = dice.between(fewest, max(fewest, min(most, fewest + extra, _MOST_REPEATED)))
        left = extra // (count - fewest + 1)  # repetitions share what there may be of them
        return "".join([part(dice, left) for _ in range(count)])

    return write


def _members(items: Any) -> list[str]:  # noqa: ANN401  Python's parse tree
    """Return characters of a set, readable ones first."""
    negated = str(items[0][0]) == "NEGATE"
    tests = items[1:] if negated else items
    found = [
        s
        for s in _CANDIDATES
        if any(_holds(op, argument, ord(s)) for op, argument in tests) != negated
    ]
    if found or negated:
        return found
    for op, argument in tests:
        if str(op) == "LITERAL":
            found.append(chr(argument))
        elif str(op) == "RANGE":
            found.extend(map(chr, range(argument[0], min(argument[1], argument[0] + 20) + 1)))
    return found


def _holds(op: Any, argument: Any, sign: int) -> bool:  # noqa: ANN401  Python's parse tree
    match str(op):
        case "LITERAL":
            return bool(sign == argument)
        case "RANGE":
            return bool(argument[0] <= sign <= argument[1])
        case "CATEGORY":
            return _is_of(str(argument), chr(sign))
        case unknown:
            raise ValueError(unknown)


def _is_of(category: str, sign: str) -> bool:
    name = category.removeprefix("CATEGORY_")
    negated = name.startswith("NOT_")
    match name.removeprefix("NOT_"):
        case "DIGIT":
            holds = sign in "0123456789"
        case "WORD":
            holds = sign in _READABLE or sign == "_"
        case "SPACE":
            holds = sign.isspace()
        case unknown:
            raise ValueError(unknown)
    return holds != negated
