"""Rules about running a service, and about what is left behind in its code."""

from collections.abc import Iterator

from planner.governance.architecture.rule import ArchitectureRule, Hit, Sample, Subject
from planner.model.finding import Severity
from planner.planning.steps import StepPlanner

RULES = (
    ArchitectureRule(
        id="service-without-health",
        title="a service has no health endpoint",
        severity=Severity.RISKY,
        why="Without one nothing can tell whether an instance may take requests: a release can't "
        "be stopped by itself, a broken instance is not taken out.",
        source="health endpoint monitoring: Kubernetes, liveness and readiness probes",
        hint="name it in `health`, `GET /health` for example",
        sample=Sample(broken="{a: {}}", mended="{a: {health: GET /health}}"),
    ),
    ArchitectureRule(
        id="flag-expired",
        title="a feature flag is past its last day",
        severity=Severity.BREAKING,
        why="A flag that nobody removes doubles the states that must be tested, and one day "
        "somebody switches it by mistake.",
        source="release toggles are short-lived: P. Hodgson, Feature Toggles (2017)",
        hint="remove the flag and the code it guards, or move `expires` with a reason",
        sample=Sample(
            broken="{a: {flags: [{name: f, owner: o, created: 2025-01-01, expires: 2025-02-01}]}}",
            mended="{a: {flags: [{name: f, owner: o, created: 2026-01-01, expires: 2026-02-01}]}}",
        ),
    ),
    ArchitectureRule(
        id="flag-too-long",
        title="a feature flag lives longer than the policy allows",
        severity=Severity.RISKY,
        why="The longer a flag lives, the more code grows around both of its states.",
        source="release toggles are short-lived: P. Hodgson, Feature Toggles (2017)",
        hint="set an earlier `expires`; `lint.flag_days` sets the limit",
        sample=Sample(
            broken="{a: {flags: [{name: f, owner: o, created: 2026-01-01, expires: 2027-01-01}]}}",
            mended="{a: {flags: [{name: f, owner: o, created: 2026-01-01, expires: 2026-03-01}]}}",
        ),
    ),
    ArchitectureRule(
        id="flag-without-ticket",
        title="nothing says who removes a feature flag",
        severity=Severity.RISKY,
        why="A removal that stands in no plan does not happen.",
        source="release toggles are short-lived: P. Hodgson, Feature Toggles (2017)",
        hint="open a ticket for the removal and name it in `removal_ticket`",
        sample=Sample(
            broken="{a: {flags: [{name: f, owner: o, created: 2026-01-01, expires: 2026-03-01}]}}",
            mended="{a: {flags: [{name: f, owner: o, created: 2026-01-01, expires: 2026-03-01, "
            "removal_ticket: T-1}]}}",
        ),
    ),
)


def check(subject: Subject) -> Iterator[Hit]:
    """Yield services and flags that break a rule of this family."""
    planner = StepPlanner(subject.system.settings)
    for name, service in subject.system.services.items():
        # a service that others run has no steps of its own, and its health is theirs to watch
        if service.manifest.health is None and planner.waves_of(service.manifest):
            message = f"`{name}` has no health endpoint"
            yield Hit("service-without-health", name, message, service.place.at("name"))
        yield from _flags(subject, name)


def _flags(subject: Subject, name: str) -> Iterator[Hit]:
    service = subject.system.services[name]
    for number, flag in enumerate(service.manifest.flags):
        place = service.place.at("flags", number)
        about = f"flag `{flag.name}` of `{name}`"
        if flag.expires < subject.today:
            message = f"{about} expired on {flag.expires}"
            yield Hit("flag-expired", flag.name, message, place.at("expires"))
        days = (flag.expires - flag.created).days
        if days > subject.policy.flag_days:
            message = f"{about} lives {days} days, more than {subject.policy.flag_days}"
            yield Hit("flag-too-long", flag.name, message, place.at("expires"))
        if not flag.removal_ticket:
            yield Hit("flag-without-ticket", flag.name, f"{about} has no removal ticket", place)
