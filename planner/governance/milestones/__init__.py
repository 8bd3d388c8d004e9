"""May a milestone be passed? Criteria, evidence, and who speaks for what no program sees.

Source of the criteria: the integration milestones that the project's planning model is built on:
contract compliance, real integration, production readiness.
"""

from planner.governance.milestones.disagreement import find_disagreements
from planner.governance.milestones.evaluation import evaluate
from planner.governance.milestones.evidence import (
    Evidence,
    PactEvidence,
    SpokenFor,
    StubEvidence,
    TestEvidence,
)

__all__ = [
    "Evidence",
    "PactEvidence",
    "SpokenFor",
    "StubEvidence",
    "TestEvidence",
    "evaluate",
    "find_disagreements",
]
