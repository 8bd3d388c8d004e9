"""The seed steps: what every service goes through unless its manifest says otherwise.

Titles follow the per-service waves of the decomposition that planner is built on; the default
estimates make each wave two weeks, which reproduces that material's worked calendars.
"""

from typing import NamedTuple

from planner.model.duration import Estimate


class SeedStep(NamedTuple):
    """One step; steps of a wave follow each other in the order of this list."""

    id: str
    title: str
    days: float


SEED_STEPS: tuple[SeedStep, ...] = (
    SeedStep("A-1", "Database schema and migrations", 2),
    SeedStep("A-2", "Domain models and validation", 3),
    SeedStep("A-3", "Repositories", 3),
    SeedStep("A-4", "Unit tests of models and validation", 2),
    SeedStep("B-1", "Business logic", 5),
    SeedStep("B-2", "Event publishing", 3),
    SeedStep("B-3", "Unit tests of business logic", 2),
    SeedStep("C-1", "Controllers and request validation", 3),
    SeedStep("C-2", "Authentication and authorisation", 2),
    SeedStep("C-3", "Error handling and serialisation", 2),
    SeedStep("C-4", "Endpoint integration tests", 3),
    SeedStep("D-1", "Clients of other services, against stubs", 4),
    SeedStep("D-2", "Consumers of inbound events", 3),
    SeedStep("D-3", "Consumer contract tests", 3),
    SeedStep("E-1", "Deploy to the shared test environment", 1),
    SeedStep("E-2", "Integrate with the real providers", 2),
    SeedStep("H-1", "Load test", 2),
    SeedStep("H-2", "Circuit breakers", 1),
    SeedStep("H-3", "Graceful degradation", 1),
    SeedStep("H-4", "Runbooks", 1),
    SeedStep("R-1", "Release to production", 1),
)

CONTRACT_STEPS: tuple[SeedStep, ...] = (
    SeedStep("define", "Define", 3),
    SeedStep("ratify", "Review and ratify", 2),
)

WAVES: tuple[tuple[str, str], ...] = (
    ("A", "Foundation"),
    ("B", "Core operations"),
    ("C", "API surface"),
    ("D", "External integrations"),
    ("E", "Real integration"),
    ("H", "Hardening"),
    ("R", "Release"),
)
"""Letter and title of the waves inside a service, in order."""

MILESTONES: tuple[tuple[str, str], ...] = (
    ("M0", "Wave 0 complete"),
    ("M1", "Contract compliance"),
    ("M2", "Real integration"),
    ("M3", "Production readiness"),
)

DEFAULT_ESTIMATES = {
    step.id: Estimate.of_days(step.days) for step in (*SEED_STEPS, *CONTRACT_STEPS)
}
