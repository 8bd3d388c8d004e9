"""Lines of Python as a formatter leaves them: at most 100 columns, one item a line if it must."""

from collections.abc import Iterable, Sequence

WIDTH = 100


def call(head: str, items: Sequence[str], tail: str = "", *, indent: int = 0) -> list[str]:
    """Return `head(a, b)tail`, in one line if it fits.

    Args:
        head: what stands before the opening bracket, bracket included.
        items: between the brackets.
        tail: closing bracket and what follows.
        indent: spaces before it.
    """
    space = " " * indent
    line = f"{space}{head}{', '.join(items)}{tail}"
    if len(line) <= WIDTH and not any("\n" in item for item in items):
        return [line]
    return [f"{space}{head}", *(f"{space}    {item}," for item in items), f"{space}{tail}"]


def docstring(text: str, more: Iterable[str] = (), *, indent: int) -> list[str]:
    """Return a docstring: the first line, and paragraphs, wrapped.

    Args:
        text: its first line; may be long, and may hold anything.
        more: paragraphs that follow.
        indent: spaces before it.
    """
    from textwrap import wrap  # noqa: PLC0415  small, yet only used here

    width = WIDTH - indent - 6
    first, *rest = wrap(plain_line(text), width) or ["."]
    paragraphs = [rest] if rest else []
    paragraphs += [wrap(plain_line(paragraph), width) for paragraph in more if paragraph.strip()]
    space = " " * indent
    if not paragraphs:
        return [f'{space}"""{first}"""']
    lines = [f'{space}"""{first}']
    for number, paragraph in enumerate(paragraphs):
        lines += [""] if number or not rest else []
        lines += [space + line for line in paragraph]
    return [*lines, f'{space}"""']


def plain_line(text: str) -> str:
    """Return text that can neither end a docstring nor escape anything in it."""
    kept = "".join(sign if sign.isprintable() or sign.isspace() else " " for sign in text)
    return kept.replace("\\", "/").replace('"', "'").strip()


def module(lines: Iterable[str]) -> str:
    """Return the text of a module: no space at the end of a line, one line end at the end."""
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"
