"""A contract-first multi-service planner."""

__version__ = "0.1.0"
