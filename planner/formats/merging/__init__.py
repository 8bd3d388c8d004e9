"""One contract that serves the consumers of two: what stands between an old and a new version."""

from planner.formats.merging.openapi import MergeOptions, merge_openapi
from planner.formats.merging.shared import CannotMerge

__all__ = ["CannotMerge", "MergeOptions", "merge_openapi"]
