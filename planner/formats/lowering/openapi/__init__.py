"""OpenAPI documents of every version -> `HttpContract`, the one form that is compared.

Lowering is lazy. An operation knows where its schemas stand; a schema is read when a `Space` is
asked for it. This package is no contract format of its own and has no `FORMAT`; so that looking
for formats stays cheap, nothing is imported before something is lowered.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.model.http import HttpContract


def lower_openapi(files: Mapping[str, Any], folder: str, main: str = "") -> "HttpContract":
    """Return the operations of an OpenAPI contract, everything inherited and referred to filled in.

    Schemas, responses, media types and callbacks are read when they are asked for, so the error
    below can also come from a later look at the contract.

    Args:
        files: path -> parsed document, as `ContractFormat.read` takes them.
        folder: the contract's folder; references lead to files in it and nowhere else.
        main: the document that alone is the contract; empty: all that are OpenAPI.

    Raises:
        InputError: no OpenAPI document of a known version, references that lead nowhere or out of
            the folder, something else where a mapping or a list is expected. With places.
    """
    from planner.formats.lowering.openapi.contract import lower  # noqa: PLC0415  see above

    return lower(files, folder, main)
