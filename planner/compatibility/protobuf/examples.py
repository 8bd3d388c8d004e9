"""Short texts for the examples of rules.

An example is a file `shop.proto`. It may hold several: a line `// FILE name.proto` begins another.
"""

from planner.compatibility.rules.rule import Example

FILE_MARK = "// FILE "


def of_proto3(old: str, new: str, back: str) -> Example:
    """Return an example between two proto3 files of package `shop`."""
    return Example(_text("proto3", old), _text("proto3", new), back, is_document=True)


def of_proto2(old: str, new: str, back: str) -> Example:
    """Return an example between two proto2 files of package `shop`."""
    return Example(_text("proto2", old), _text("proto2", new), back, is_document=True)


def _text(syntax: str, body: str) -> str:
    return f'syntax = "{syntax}";\npackage shop;\n{body}'


def files_of(text: str) -> dict[str, str]:
    """Return the files of an example: name -> text."""
    first, *others = text.split(FILE_MARK)
    found = {"shop.proto": first} if first.strip() else {}
    for other in others:
        name, _, body = other.partition("\n")
        found[name.strip()] = body
    return found
