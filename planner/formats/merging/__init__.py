"""One contract that serves the consumers of two: what stands between an old and a new version."""

from planner.formats.merging.shared import CannotMerge, MergeOptions, Way

__all__ = ["CannotMerge", "MergeOptions", "Way"]
