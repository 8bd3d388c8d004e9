"""Python names for what contracts call otherwise. The same name gives the same name, always."""

import builtins
import keyword
import re
from collections.abc import Collection

_WORD = re.compile(r"[A-Z]+(?![^\WA-Z\d_])|[A-Z]?[^\WA-Z\d_]+|[0-9]+")
_BUILTINS = frozenset(dir(builtins))
_SIGNS = {"+": " plus ", "-": " ", "*": " star ", "<": " less ", ">": " more ", "=": " equal "}
_LONGEST = 80

CLASS_NAMES_TAKEN = _BUILTINS | {
    "Annotated",
    "Any",
    "AwareDatetime",
    "BaseModel",
    "ConfigDict",
    "Field",
    "Literal",
    "MISSING",
    "Model",
    "Never",
    "RootModel",
    "TypeAliasType",
    "UUID",
    "WholeDocument",
}
"""Names that a module of models uses for other things."""


def snake_case(text: str, fallback: str = "value") -> str:
    """Return a name for a function, an argument or a module: `getProduct` is `get_product`."""
    name = "_".join(word.lower() for word in _words(text))[:_LONGEST].strip("_")
    return _identifier(name or fallback)


def pascal_case(text: str, fallback: str = "Value") -> str:
    """Return a name for a class: `order-line` is `OrderLine`; capitals inside words stay."""
    name = "".join(word[0].upper() + word[1:] for word in _words(text))[: 2 * _LONGEST]
    if keyword.iskeyword(name):  # `None`: the model generator takes an underscore away again
        name += "Value"
    found = _identifier(name or fallback)
    return found[0].upper() + found[1:]


def free_name(name: str, taken: Collection[str], ending: str = "{}") -> str:
    """Return a name that is not taken: itself, or with the first number that makes it new."""
    number, found = 2, name
    while found in taken:
        found = name + ending.format(number)
        number += 1
    return found


def _words(text: str) -> list[str]:
    for sign, word in _SIGNS.items():
        if text.startswith(sign):  # `+1` and `-1` are two names
            text = (word if sign != "-" else " minus ") + text[1:]
    return [word for word in _WORD.findall(text) if word.isidentifier() or word.isdigit()]


def _identifier(name: str) -> str:
    if name[0].isdigit():
        return f"n{name}"
    if keyword.iskeyword(name) or name == "_":
        return f"{name}_"
    return name
