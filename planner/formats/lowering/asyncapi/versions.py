"""Which documents are AsyncAPI, of which version, and how their schemas are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.formats.asyncapi import FORMAT, is_known_version
from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.schemas.dialects import DRAFT_7, Dialect
from planner.model.problem import Problem


def version_of(document: Mapping[str, Any]) -> str | None:
    """Return the version of an AsyncAPI document; None if it is not known."""
    version = document.get("asyncapi")
    return version if isinstance(version, str) and is_known_version(version) else None


class AsyncApiKind:
    """AsyncAPI documents; see `DocumentKind`."""

    title = "an AsyncAPI"
    mark = "`asyncapi:` with its version"

    @staticmethod
    def recognises(path: str, document: object) -> bool:
        """Return whether a file is an AsyncAPI document."""
        return FORMAT.recognises(path, document)

    @staticmethod
    def dialect(document: Mapping[str, Any]) -> Dialect | None:
        """Return how its schemas are written where they name no format of their own.

        Source: AsyncAPI 2.6.0 and 3.0.0, "Schema Object": a superset of JSON Schema draft 7.
        """
        return None if version_of(document) is None else DRAFT_7

    @staticmethod
    def validate(files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong with AsyncAPI documents."""
        return FORMAT.validate(files, folder)


ASYNCAPI = AsyncApiKind()
