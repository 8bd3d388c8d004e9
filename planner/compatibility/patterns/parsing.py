"""The text of a pattern -> instructions (ECMA-262, Patterns; Unicode mode, no flags).

Groups are kept on a list instead of the call stack, so any nesting can be read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from planner.compatibility.patterns import charsets
from planner.compatibility.patterns.errors import PatternSyntaxError, UnsupportedPatternError
from planner.compatibility.patterns.escapes import read_class, read_escape
from planner.compatibility.patterns.instructions import (
    NO_WORD_BOUNDARY,
    TEXT_END,
    TEXT_START,
    WORD_BOUNDARY,
    Chars,
    Choose,
    Guard,
    Instruction,
    Join,
    LookAhead,
    Program,
    Repeat,
)
from planner.compatibility.patterns.reader import Reader

MANY = 1_000_000_000
"""Repetitions that no question can afford; larger numbers are read as this one."""

_NESTED_LOOKAHEADS = 8
_LONGEST_NUMBER = 9
_BOUNDS = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_OPEN_LOWER_BOUND = re.compile(r"\{,[0-9]+\}")
_GROUP_NAME = re.compile(r"<([^\W\d]|\$)[\w$]*>")


def parse(pattern: str) -> Program:
    """Return the instructions of a pattern.

    Raises:
        PatternSyntaxError: it is no regular expression.
        UnsupportedPatternError: it is not regular, or engines read it differently.
    """
    return _Parser(Reader(pattern)).run()


@dataclass(slots=True)
class _Group:
    """An open group: where its instructions start, and what was counted so far."""

    start: int = 0
    items: int = 0
    branches: int = 0
    look: str = ""


@dataclass(slots=True)
class _Parser:
    reader: Reader
    output: list[Instruction] = field(default_factory=list)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])

    def run(self) -> Program:
        while not self.reader.at_end:
            character = self.reader.take()
            handler = _HANDLERS.get(character)
            if handler:
                handler(self)
            else:
                self._add_chars(charsets.one(ord(character)))
        if len(self.groups) > 1:
            raise PatternSyntaxError("has a `(` that is not closed")
        self._finish(self.groups[0])
        return tuple(self.output)

    def _add_chars(self, charset: charsets.CharSet) -> None:
        self.output.append(Chars(charset))
        self.groups[-1].items += 1
        self._read_quantifier()

    def _add_guards(self, *guards: Guard) -> None:
        self.output.extend(guards)
        if len(guards) > 1:
            self.output.append(Choose(len(guards)))
        self.groups[-1].items += 1

    def _read_quantifier(self) -> None:
        bounds = self._read_bounds()
        if bounds:
            self.reader.skip("?")  # lazy or greedy: the same texts match
            self.output.append(bounds)

    def _read_bounds(self) -> Repeat | None:
        simple = _QUANTIFIERS.get(self.reader.peek())
        if simple:
            self.reader.take()
            return simple
        found = self.reader.take_match(_BOUNDS)
        if not found:
            return None
        least = _number(found[1])
        most = least if not found[2] else _number(found[3]) if found[3] else None
        if most is not None and most < least:
            raise PatternSyntaxError(f"repeats `{found[0]}`, which ends before it starts")
        return Repeat(least, most)

    def on_dot(self) -> None:
        self._add_chars(charsets.DOT)

    def on_class(self) -> None:
        self._add_chars(read_class(self.reader))

    def on_escape(self) -> None:
        if self.reader.skip("b"):
            self._add_guards(*WORD_BOUNDARY)
        elif self.reader.skip("B"):
            self._add_guards(*NO_WORD_BOUNDARY)
        else:
            self._add_chars(read_escape(self.reader))

    def on_caret(self) -> None:
        self._add_guards(TEXT_START)

    def on_dollar(self) -> None:
        self._add_guards(TEXT_END)

    def on_quantifier(self) -> None:
        character = self.reader.text[self.reader.at - 1]
        raise PatternSyntaxError(f"has a `{character}` with nothing to repeat before it")

    def on_brace(self) -> None:
        self.reader.at -= 1
        if _OPEN_LOWER_BOUND.match(self.reader.text, self.reader.at):
            raise UnsupportedPatternError("has `{,` which engines read differently")
        if _BOUNDS.match(self.reader.text, self.reader.at):
            raise PatternSyntaxError("has a `{` with nothing to repeat before it")
        self._add_chars(charsets.one(ord(self.reader.take())))  # Annex B: a plain character

    def on_open(self) -> None:
        look = self._read_group_kind()
        self.groups.append(_Group(start=len(self.output), look=look))
        if look and sum(bool(group.look) for group in self.groups) > _NESTED_LOOKAHEADS:
            raise UnsupportedPatternError("nests lookaheads too deeply")

    def _read_group_kind(self) -> str:
        reader = self.reader
        if not reader.skip("?"):
            return ""
        if reader.skip(":"):
            return ""
        if reader.peek() in ("=", "!"):
            return reader.take()
        if reader.text.startswith(("<=", "<!"), reader.at):
            raise UnsupportedPatternError("uses a lookbehind, which is not decided")
        if not reader.take_match(_GROUP_NAME):
            raise UnsupportedPatternError("has a group of a kind that is not decided")
        return ""

    def on_close(self) -> None:
        if len(self.groups) == 1:
            raise PatternSyntaxError("has a `)` that was not opened")
        group = self.groups.pop()
        self._finish(group)
        self.groups[-1].items += 1
        if group.look:
            body = tuple(self.output[group.start :])
            self.output[group.start :] = [LookAhead(group.look == "!", body)]
        else:
            self._read_quantifier()

    def on_bar(self) -> None:
        group = self.groups[-1]
        self._end_branch(group)
        group.items = 0

    def _end_branch(self, group: _Group) -> None:
        group.branches += 1
        if group.items != 1:
            self.output.append(Join(group.items))

    def _finish(self, group: _Group) -> None:
        self._end_branch(group)
        if group.branches > 1:
            self.output.append(Choose(group.branches))


def _number(digits: str) -> int:
    significant = digits.lstrip("0") or "0"
    return MANY if len(significant) > _LONGEST_NUMBER else int(significant)


_QUANTIFIERS = {"*": Repeat(0, None), "+": Repeat(1, None), "?": Repeat(0, 1)}
_HANDLERS: dict[str, Callable[[_Parser], None]] = {
    ".": _Parser.on_dot,
    "[": _Parser.on_class,
    "\\": _Parser.on_escape,
    "^": _Parser.on_caret,
    "$": _Parser.on_dollar,
    "(": _Parser.on_open,
    ")": _Parser.on_close,
    "|": _Parser.on_bar,
    "{": _Parser.on_brace,
    "*": _Parser.on_quantifier,
    "+": _Parser.on_quantifier,
    "?": _Parser.on_quantifier,
}
