"""The names in a `.proto` file: its package, services with their rpcs, and messages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""//[^\n]*                            # comment to the end of the line
      | /\*(?:.*?\*/|.*)                    # block comment, closed or not
      | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?
      | (?P<word>\.?[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)
      | (?P<sign>[{}();])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Rpc:
    """A method of a service; types without their package."""

    name: str
    request: str
    response: str


@dataclass(frozen=True, slots=True)
class ProtoFile:
    """What one file names.

    Args:
        package: empty if it has none.
        services: rpcs by service.
        messages: for each message at the top, the words in it that may be types.
    """

    package: str
    services: dict[str, list[Rpc]] = field(default_factory=dict)
    messages: dict[str, frozenset[str]] = field(default_factory=dict)


def read_names(text: str) -> ProtoFile:
    """Return the names in the text of a `.proto` file; what it can't understand it passes over."""
    package = ""
    services: dict[str, list[Rpc]] = {}
    messages: dict[str, frozenset[str]] = {}
    for statement, body in _statements(text):
        keyword, name = (*statement, "", "")[:2]
        if keyword == "package":
            package = name
        elif keyword == "service":
            services.setdefault(name, []).extend(_rpcs(body))
        elif keyword == "message" and name:
            words = frozenset(_short(word) for word in body if word not in "{}();")
            messages[name] = messages.get(name, frozenset()) | words
    return ProtoFile(package, services, messages)


def _tokens(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup:
            yield re.sub(r"\s+", "", found.group())


def _statements(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield each statement at the top of a file: the words before its body, and its body."""
    head: list[str] = []
    body: list[str] = []
    depth = 0
    for word in _tokens(text):
        depth += _nesting(word)
        if depth > 0:
            body.append(word)
        elif word in ("}", ";"):
            depth = 0
            yield head, body
            head, body = [], []
        else:
            head.append(word)
    if head:
        yield head, body


def _nesting(word: str) -> int:
    return (word == "{") - (word == "}")


def _rpcs(body: list[str]) -> Iterator[Rpc]:
    """Yield the methods in the body of a service."""
    depth = 0
    for index, word in enumerate(body):
        depth += _nesting(word)
        if word == "rpc" and depth == 1:
            words = [item for item in body[index + 1 : index + 12] if item not in "()"]
            types = [_short(item) for item in words[1:] if item not in ("stream", "returns")]
            if len(types) > 1:
                yield Rpc(words[0], types[0], types[1])


def _short(name: str) -> str:
    return name.rpartition(".")[2]
