"""Which documents are OpenAPI, of which version, and how their schemas are written."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.formats.contract_format import ParsedFiles
from planner.formats.lowering.schemas.dialects import (
    DRAFT_2020,
    OPENAPI_3_0,
    SWAGGER_2,
    Dialect,
)
from planner.formats.openapi import FORMAT
from planner.model.problem import Problem

_VERSIONS = frozenset({"2.0", "3.0", "3.1", "3.2"})


def version_of(document: Mapping[str, Any]) -> str | None:
    """Return major and minor version of an OpenAPI document; None if it is not known."""
    version = document.get("openapi", document.get("swagger"))
    short = ".".join(version.split(".")[:2]) if isinstance(version, str) else ""
    is_fitting = ("openapi" not in document) == (short == "2.0")
    return short if short in _VERSIONS and is_fitting else None


def dialect_of(document: Mapping[str, Any]) -> str:
    """Return the dialect that a document names; empty if it is that of its version of OpenAPI."""
    named = document.get("jsonSchemaDialect")
    version = version_of(document)
    own = f"https://spec.openapis.org/oas/{version}/dialect/"
    is_other = isinstance(named, str) and not named.startswith(own)
    return str(named) if is_other and version in {"3.1", "3.2"} else ""


class OpenApiKind:
    """OpenAPI documents; see `DocumentKind`."""

    title = "an OpenAPI"
    mark = "`openapi:` or `swagger:` with its version"

    @staticmethod
    def recognises(path: str, document: object) -> bool:
        """Return whether a file is an OpenAPI document."""
        return FORMAT.recognises(path, document)

    @staticmethod
    def dialect(document: Mapping[str, Any]) -> Dialect | None:
        """Return how its schemas are written; `jsonSchemaDialect` may name another dialect."""
        version = version_of(document)
        if version is None:
            return None
        if version == "2.0":
            return SWAGGER_2
        if version == "3.0":
            return OPENAPI_3_0
        named = document.get("jsonSchemaDialect")
        return DRAFT_2020.named(named) if isinstance(named, str) else DRAFT_2020

    @staticmethod
    def validate(files: ParsedFiles, folder: str) -> Sequence[Problem]:
        """Return what is wrong with OpenAPI documents."""
        return FORMAT.validate(files, folder)


OPENAPI = OpenApiKind()
