"""How AsyncAPI contracts are compared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from planner.app.compared.compared_format import ComparedFormat
from planner.compatibility.events.comparison import compare_events
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.events import EventContract


def _lower(documents: Mapping[str, Any], main: str) -> EventContract:
    return lower_asyncapi(documents, "", main)


def _emptied(contract: EventContract) -> EventContract:
    return replace(contract, channels={}, operations={}, messages={})


COMPARED = ComparedFormat(_lower, _emptied, compare_events)
