"""Words that the renderers of `plan migrate` share."""

from planner.model.migration_view import MigrationPlan, MigrationView, Party, Phase, Step
from planner.render._text import plural

TITLES = {
    Phase.ADD: "provider adds",
    Phase.ADOPT: "consumer adopts",
    Phase.EVIDENCE: "evidence that nobody uses the old shape",
    Phase.REMOVE: "provider removes",
}


def who_text(plan: MigrationPlan, step: Step) -> str:
    """Return who does a step."""
    is_consumer = step.phase is Phase.ADOPT
    return ", ".join(_party(plan, party, is_consumer=is_consumer) for party in step.who)


def _party(plan: MigrationPlan, party: Party, *, is_consumer: bool) -> str:
    if not party.service:
        return service_text(plan, "", is_consumer=is_consumer)
    return f"{party.service} ({party.team})" if party.team else party.service


def days_text(step: Step) -> str:
    """Return when a step is done."""
    if step.ends is None:
        return f"from {step.begins}" if step.phase is Phase.REMOVE else f"on {step.begins}"
    return f"{step.begins} to {step.ends}"


def service_text(plan: MigrationPlan, service: str, *, is_consumer: bool) -> str:
    """Return the name of a service, or what stands for one that is not known."""
    if service or not is_consumer:
        return service or "the provider"
    return "consumers outside of the workspace" if plan.is_public else "each consumer"


def intermediate_text(plan: MigrationPlan) -> str:
    """Return what is to be said about the contract in between."""
    between = plan.intermediate
    if between.content is None:
        return f"none: {between.reason}"
    where = f"written to {plan.written}" if plan.written else "made (`--write DIR` writes it)"
    later = plural(between.removed_later, "breaking change")
    left = f"; {later} left for step 2b" if between.removed_later else ""
    version = f"version {between.version}, " if between.version else ""
    return f"{version}{where}; nothing breaks from the old contract to it{left}"


def summary_text(view: MigrationView) -> str:
    """Return one line that sums up."""
    breaks = sum(len(plan.breaks) for plan in view.plans)
    if not breaks:
        return "Nothing breaks: there is nothing to migrate."
    stuck = sum(bool(step.obstacle) for plan in view.plans for step in plan.breaks)
    left = f", {stuck} of them not in place" if stuck else ""
    return (
        f"{plural(breaks, 'break')} to migrate{left}; begins {view.start}, sunset {view.sunset} "
        f"({plural(view.window, 'day')})."
    )


def unknown_text(view: MigrationView, plan: MigrationPlan) -> str:
    """Return what is not known about consumers; empty if all is."""
    if not view.workspace:
        return "Consumers are not known; `--consumers` looks them up in a workspace."
    if not plan.provider.service:
        return "No service of the workspace provides the contract, so consumers are not known."
    if plan.is_public:
        return "The contract is public: consumers outside of the workspace need to be told too."
    if not any(step.hurt for step in plan.breaks):
        return "No service of the workspace uses what breaks."
    return ""
