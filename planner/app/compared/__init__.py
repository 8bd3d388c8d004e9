"""The contract formats that can be compared, one file each: what reads them and what compares.

Each file has `COMPARED`, a `ComparedFormat`. They are found by scan, and imported one by one when a
contract of that format is compared.
"""

import importlib
import pkgutil
from functools import cache

from planner.app.compared.compared_format import ComparedFormat

__all__ = ["ComparedFormat", "a_kind", "compared_format", "compared_kinds"]


@cache
def compared_kinds() -> tuple[str, ...]:
    """Return the formats that can be compared, sorted; their files are called like them."""
    package = importlib.import_module(__package__)
    names = (info.name for info in pkgutil.iter_modules(package.__path__))
    return tuple(sorted(name.replace("_", "-") for name in names if name != "compared_format"))


def a_kind(kind: str) -> str:
    """Return a format with its article: `an openapi`, `a protobuf`."""
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"


def compared_format(kind: str) -> ComparedFormat | None:
    """Return how contracts of a format are compared; None if they can't be."""
    if kind not in compared_kinds():
        return None
    module = importlib.import_module(f"{__package__}.{kind.replace('-', '_')}")
    found: ComparedFormat = module.COMPARED
    return found
