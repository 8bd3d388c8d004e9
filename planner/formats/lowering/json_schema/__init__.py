"""JSON Schemas that stand alone, drafts 4 to 2020-12 -> `EventContract`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.model.events import EventContract


def lower_json_schema(files: Mapping[str, Any], main: str) -> "EventContract":
    """Return the message that a schema describes; references are followed.

    A file of nothing but definitions describes a message for each of them.

    Args:
        files: path -> parsed document: the schema and the files that it refers to.
        main: path of the schema.

    Raises:
        InputError: no schema, a draft that is not known, `required: true` of draft 3, references
            that lead nowhere. With places.
    """
    from planner.formats.lowering.json_schema.contract import lower  # noqa: PLC0415  see `lowering`

    return lower(files, main)
