"""Avro schemas -> their neutral form."""

from planner.formats.lowering.avro.files import lower_avro, lower_avro_schema
from planner.formats.lowering.avro.names import defined_names, missing_names

__all__ = ["defined_names", "lower_avro", "lower_avro_schema", "missing_names"]
