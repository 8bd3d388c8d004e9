"""Two OpenAPI texts -> findings, for tests that read as examples."""

from typing import Any

import ryaml

from planner.compatibility.http import compare_http
from planner.compatibility.options import CompareOptions
from planner.formats.lowering.openapi import lower_openapi
from planner.model.finding import Finding
from planner.model.http import HttpContract

Found = set[tuple[str, str]]
"""Rule id and severity."""

_RESPONSES = {"200": {"description": "ok"}}


def document(text: str | dict[str, Any], version: str = "3.1.0") -> dict[str, Any]:
    """Return a whole document: what it says, and the rest that every document must say."""
    said = ryaml.loads(text) if isinstance(text, str) else text
    whole: dict[str, Any] = {
        "openapi": version,
        "info": {"title": "t", "version": "1"},
        "paths": {},
        **(said or {}),
    }
    if "swagger" in whole:
        del whole["openapi"]
    return whole


def of_operation(text: str | dict[str, Any], *, is_webhook: bool = False) -> dict[str, Any]:
    """Return a document with one operation, `POST /a`, or one webhook, `a`."""
    said = ryaml.loads(text) if isinstance(text, str) else text
    operation = {"responses": _RESPONSES, **(said or {})}
    schemes = {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "login": {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://a.example/t",
                    "scopes": {"read": "r", "write": "w"},
                }
            },
        },
    }
    where = "webhooks" if is_webhook else "paths"
    name = "a" if is_webhook else "/a"
    return document(
        {where: {name: {"post": operation}}, "components": {"securitySchemes": schemes}}
    )


def lowered(text: str | dict[str, Any]) -> HttpContract:
    """Return the contract of a document."""
    return lower_openapi({"api/openapi.yaml": document(text)}, "api")


def compare(
    old: str | dict[str, Any],
    new: str | dict[str, Any],
    options: CompareOptions = CompareOptions(),  # noqa: B008  it is frozen
) -> tuple[Finding, ...]:
    """Return the findings between two documents."""
    return compare_http(lowered(old), lowered(new), options)


def found(findings: tuple[Finding, ...]) -> Found:
    """Return what was found, as rule ids and severities."""
    return {(finding.rule, finding.severity.value) for finding in findings}
