"""Puts two `.proto` files together: the old text, with what the new one has besides.

A field that a reader does not know is passed over, so a message with the fields of both can be
read and written in place of either (Protocol Buffers, "Updating a Message Type"). What has a number
or a name of the old file already stays as it was there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.formats.merging.shared import CannotMerge

_TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | (?P<word>[\w.]+) | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
      | (?P<sign>[{}\[\]();=,<>:+-])""",
    re.VERBOSE | re.DOTALL,
)
_BLOCKS = frozenset({"message", "enum", "service", "oneof", "extend"})
_WORDS = frozenset(
    {"syntax", "edition", "package", "import", "option", "reserved", "extensions", "extend"}
)
"""Statements that name nothing of their own."""
_DEPRECATED = "deprecated = true"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Statement:
    """One statement of a file, or the file itself.

    Args:
        source: the text of the file.
        start, end: where it stands, without comments before it.
        head: its tokens up to its body, or to its semicolon.
        inner: where its body begins and ends, without the braces; None if it has none.
    """

    source: str
    start: int
    end: int
    head: tuple[_Token, ...] = ()
    inner: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """How it is written."""
        return self.source[self.start : self.end]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its tokens up to its body."""
        return tuple(token.text for token in self.head)

    @property
    def keyword(self) -> str:
        """What it is: `message`, `rpc`, ...; of a field or value empty."""
        word = self.words[0] if self.words else ""
        is_named = len(self.words) > 1 and self.words[1] not in {"=", "<", "."}
        return word if word in {*_BLOCKS, *_WORDS, "rpc"} and is_named else ""

    @property
    def name(self) -> str:
        """Of a block or rpc, a field or a value; empty if it has none."""
        if self.keyword in {"message", "enum", "service", "oneof", "rpc"}:
            return self.words[1]
        if self.keyword or "=" not in self.words:
            return ""
        return self.words[self.words.index("=") - 1]

    @property
    def number(self) -> str:
        """Of a field or value; empty if it has none."""
        if not self.name or self.keyword:
            return ""
        after = self.words[self.words.index("=") + 1 :]
        return "".join(after[:2]) if after[:1] == ("-",) else "".join(after[:1])

    @cached_property
    def statements(self) -> "tuple[_Statement, ...]":
        """What stands in its body."""
        if self.inner is None:
            return ()
        return tuple(_statements(self.source, *self.inner))

    def fields(self) -> "Iterator[_Statement]":
        """Yield its fields or values, those of its oneofs included."""
        for item in self.statements:
            if item.keyword == "oneof":
                yield from item.fields()
            elif item.number:
                yield item


def merge_protobuf(old: str, new: str, *, adds_fields: bool = True) -> str:
    """Return the text of the old file with what the new one has besides.

    Args:
        old: the file that is in use.
        new: the one that takes its place.
        adds_fields: False: only whole messages, enums, services and rpcs are added.

    Raises:
        CannotMerge: the two have another syntax, or other packages.
    """
    sides = [_Statement(text, 0, len(text), (), (0, len(text))) for text in (old, new)]
    heads = [
        [item.words for item in side.statements if item.keyword in {"syntax", "edition", "package"}]
        for side in sides
    ]
    if heads[0] != heads[1]:
        raise CannotMerge("syntax or package of the two sides differ")
    merger = _Merger(old, adds_fields=adds_fields)
    merger.file(sides[0], sides[1])
    return merger.text()


class _Merger:
    def __init__(self, old: str, *, adds_fields: bool) -> None:
        self._old = old
        self._adds_fields = adds_fields
        self._inserted: list[tuple[int, str]] = []

    def text(self) -> str:
        """Return the merged text."""
        found = self._old
        for at, added in sorted(self._inserted, key=lambda item: item[0], reverse=True):
            found = found[:at] + added + found[at:]
        return found

    def file(self, old: _Statement, new: _Statement) -> None:
        """Add imports, and what stands at the top of the new file alone."""
        imported = {item.words for item in old.statements if item.keyword == "import"}
        heads = [item.end for item in old.statements
                 if item.keyword in {"syntax", "edition", "package", "import"}]  # fmt: skip
        for item in new.statements:
            if item.keyword == "import" and item.words not in imported:
                self._inserted.append((max(heads, default=0), f"\n{item.text}"))
        self._blocks(old, new, len(self._old), "")

    def _blocks(self, old: _Statement, new: _Statement, end: int, indent: str) -> None:
        known = {(item.keyword, item.name): item for item in old.statements if item.name}
        handlers: Mapping[str, Callable[[_Statement, _Statement], None]] = {
            "message": self._message,
            "enum": self._values,
            "service": self._service,
        }
        for item in new.statements:
            if item.keyword not in handlers:
                continue
            same = known.get((item.keyword, item.name))
            if same:
                handlers[item.keyword](same, item)
            elif item.name not in {name for _, name in known}:
                self._inserted.append((end, f"\n{indent}{item.text}\n"))

    def _message(self, old: _Statement, new: _Statement) -> None:
        self._blocks(old, new, _end_of(old), _indent_of(old))
        taken = [{field.number for field in old.fields()}, {field.name for field in old.fields()}]
        oneofs = {item.name: item for item in old.statements if item.keyword == "oneof"}

        def is_new(field: _Statement) -> bool:
            return field.number not in taken[0] and field.name not in taken[1]

        for item in new.statements if self._adds_fields else ():
            if item.keyword == "oneof":
                fields = [field for field in item.fields() if is_new(field)]
                if item.name in oneofs:
                    self._add(oneofs[item.name], fields)
                elif len(fields) == len(list(item.fields())):
                    self._add(old, [item])
            elif item.number and is_new(item):
                self._add(old, [item])
        left = [{field.number for field in new.fields()}, {field.name for field in new.fields()}]
        for field in old.fields():
            if field.number not in left[0] and field.name not in left[1]:
                self._deprecate(field)

    def _values(self, old: _Statement, new: _Statement) -> None:
        numbers = {value.number for value in old.fields()}
        names = {value.name for value in old.fields()}
        for value in new.fields() if self._adds_fields else ():
            if value.number not in numbers and value.name not in names:
                self._add(old, [value])

    def _service(self, old: _Statement, new: _Statement) -> None:
        names = {item.name for item in old.statements if item.keyword == "rpc"}
        added = [item for item in new.statements if item.keyword == "rpc"]
        self._add(old, [item for item in added if item.name not in names])

    def _add(self, block: _Statement, items: "list[_Statement]") -> None:
        lines = "".join(f"\n{_indent_of(block)}{item.text}" for item in items)
        if lines:
            self._inserted.append((_end_of(block), lines))

    def _deprecate(self, field: _Statement) -> None:
        if field.inner is not None or "deprecated" in field.words:
            return
        last = field.head[-1]
        if last.text == "]":
            self._inserted.append((last.start, f", {_DEPRECATED}"))
        else:
            self._inserted.append((last.end, f" [{_DEPRECATED}]"))


def _statements(source: str, start: int, end: int) -> Iterator[_Statement]:
    """Yield the statements between two places; what is in a body belongs to its statement."""
    head: list[_Token] = []
    depth, opened = 0, 0
    for token in _tokens(source, start, end):
        if token.text == "{":
            opened = token.end if depth == 0 else opened
            depth += 1
        elif token.text == "}":
            depth -= 1
            if depth == 0 and not _is_option(head):
                inner = (opened, token.start)
                yield _Statement(source, head[0].start, token.end, tuple(head), inner)
                head = []
        elif token.text == ";" and depth == 0:
            if head:
                yield _Statement(source, head[0].start, token.end, tuple(head))
            head = []
        elif depth == 0:
            head.append(token)


def _is_option(head: list[_Token]) -> bool:
    """Return whether braces are the value of an option, so that the statement goes on."""
    words = [token.text for token in head]
    return bool(words) and (words[0] == "option" or words.count("[") > words.count("]"))


def _tokens(source: str, start: int, end: int) -> Iterator[_Token]:
    for found in _TOKEN.finditer(source, start, end):
        if found.lastgroup:
            yield _Token(found.group(), found.start(), found.end())


def _end_of(block: _Statement) -> int:
    """Return where something is added to a body: after its last statement."""
    assert block.inner is not None  # noqa: S101  it is a block
    last = block.statements[-1].end if block.statements else block.inner[0]
    rest = block.source[last : block.inner[1]]
    comment = re.match(r"[^\S\n]*//[^\n]*", rest)
    return last + (comment.end() if comment else 0)


def _indent_of(block: _Statement) -> str:
    """Return the white space before what stands in a block."""
    line = block.source.rfind("\n", 0, block.start) + 1
    own = re.match(r"[^\S\n]*", block.source[line : block.start])
    return (own.group() if own else "") + "  "
