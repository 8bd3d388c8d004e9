"""How Avro schemas are compared."""

from dataclasses import replace

from planner.app.compared.compared_format import ComparedFormat
from planner.compatibility.avro import compare_avro
from planner.formats.lowering.avro import lower_avro
from planner.model.avro import AvroContract


def _emptied(contract: AvroContract) -> AvroContract:
    return replace(contract, schema=None)


COMPARED = ComparedFormat(lower_avro, _emptied, compare_avro)
