"""Comparison of Protobuf modules."""

from planner.compatibility.protobuf.comparison import compare_protobuf

__all__ = ["compare_protobuf"]
