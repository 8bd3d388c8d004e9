"""How OpenAPI contracts are compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.app.compared.compared_format import ComparedFormat
from planner.compatibility.http import compare_http
from planner.formats._addresses import is_remote
from planner.formats.lowering.openapi import lower_openapi
from planner.model.http import HttpContract


def _lower(documents: Mapping[str, Any], main: str) -> HttpContract:
    # in a folder several documents may be one contract; an address of the network names one
    return lower_openapi(documents, "", main if is_remote(main) else "")


def _emptied(contract: HttpContract) -> HttpContract:
    return replace(contract, operations=(), webhooks={})


COMPARED = ComparedFormat(_lower, _emptied, compare_http)
