"""Long lists of literals, as a formatter leaves them; that of the model generator lets them be."""

import re
from collections.abc import Iterator

from planner.stubs.package.writing import WIDTH

_LINE = re.compile(
    r"(?P<space> *)(?:(?P<name>\w+) = TypeAliasType\(\"(?P=name)\", )?"
    r"Literal\[(?P<values>.*)\](?P<tail>\)|,| \| MISSING,)"
)
_VALUE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^,\s]+")


def wrapped(text: str) -> str:
    """Return a module in which lines of literals are at most 100 columns wide.

    Three sorts of lines have them: an alias, a member that may be missing, and one that may not.
    """
    # not splitlines: a docstring may hold what only Unicode takes for the end of a line
    return "\n".join(line for old in text.split("\n") for line in _lines(old))


def _lines(line: str) -> Iterator[str]:
    found = _LINE.fullmatch(line) if len(line) > WIDTH else None
    if found is None:
        yield line
        return
    space, name, tail = found["space"], found["name"], found["tail"]
    values = _VALUE.findall(found["values"])
    if name is None:
        rest = tail.strip()
        yield from _broken(values, space, "" if rest != "," else ",")
        if rest != ",":
            yield f"{space}{rest}"
        return
    yield f"{space}{name} = TypeAliasType("
    whole = f'{space}    "{name}", Literal[{", ".join(values)}]'
    if len(whole) <= WIDTH:
        yield whole
    else:
        yield f'{space}    "{name}",'
        yield from _broken(values, f"{space}    ", ",")
    yield f"{space})"


def _broken(values: list[str], space: str, tail: str) -> Iterator[str]:
    line = f"{space}Literal[{', '.join(values)}]{tail}"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{space}Literal["
    inner = f"{space}    {', '.join(values)}"
    if len(inner) <= WIDTH:
        yield inner
    else:
        yield from (f"{space}    {value}," for value in values)
    yield f"{space}]{tail}"
