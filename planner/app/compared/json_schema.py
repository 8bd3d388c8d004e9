"""Comparing JSON Schemas that stand alone."""

from dataclasses import replace

from planner.app.compared.compared_format import ComparedFormat
from planner.compatibility.events.history import relate
from planner.compatibility.events.standalone import compare_schemas
from planner.formats.lowering.json_schema import lower_json_schema
from planner.model.events import EventContract


def _emptied(contract: EventContract) -> EventContract:
    return replace(contract, messages={})


COMPARED = ComparedFormat(lower_json_schema, _emptied, compare_schemas, relate)
