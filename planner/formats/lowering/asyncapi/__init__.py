"""AsyncAPI documents of every version -> `EventContract`, the one form that is compared.

Nothing is imported before something is lowered: looking for formats stays cheap.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.model.events import EventContract


def lower_asyncapi(files: Mapping[str, Any], folder: str, main: str = "") -> "EventContract":
    """Return the channels, operations and messages of an AsyncAPI contract, traits merged.

    Schemas are read when they are asked for, so the error below can also come from a later look at
    the contract.

    Args:
        files: path -> parsed document, as `ContractFormat.read` takes them.
        folder: the contract's folder; references lead to files in it and nowhere else.
        main: the document that counts if there are several; empty: all of them.

    Raises:
        InputError: no AsyncAPI document of a known version, references that lead nowhere or out of
            the folder, something else where a mapping or a list is expected. With places.
    """
    from planner.formats.lowering.asyncapi.contract import lower  # noqa: PLC0415  see above

    return lower(files, folder, main)
