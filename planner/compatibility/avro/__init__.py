"""Compares Avro schemas by the rules by which readers resolve what writers have written."""

from planner.compatibility.avro.comparison import compare_avro, compare_avro_payloads

__all__ = ["compare_avro", "compare_avro_payloads"]
