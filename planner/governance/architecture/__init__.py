"""Architecture rules: what a system of services should not do, whatever its contracts say."""

from planner.governance.architecture.judging import judge_architecture
from planner.governance.architecture.registry import architecture_rules
from planner.governance.architecture.rule import ArchitectureRule, Subject

__all__ = ["ArchitectureRule", "Subject", "architecture_rules", "judge_architecture"]
