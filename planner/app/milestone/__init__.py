"""`plan milestone`: may a milestone be passed?"""

from planner.app.milestone.judging import MilestoneOptions, show_milestone

__all__ = ["MilestoneOptions", "show_milestone"]
