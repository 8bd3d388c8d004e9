"""Plan views for the tests of the renderers: the storefront with a Wave 0, and hostile names."""

from typing import Any

from planner.model.views import PlanView, Selection, Style
from planner.planning.plan import make_plan
from tests.builders import a_system, storefront

FOUNDATION = [
    {"id": "scaffold", "title": "Service scaffold", "estimate": 2, "team": "order-team"},
    {"id": "types", "title": "Shared types", "estimate": 1, "team": "user-team"},
    {
        "id": "tracing",
        "title": "Logging and tracing",
        "estimate": 1,
        "team": "user-team",
        "depends_on": ["scaffold"],
    },
    {"id": "ci", "title": "CI pipeline", "estimate": 2, "team": "order-team"},
]
PIPED = Style()
NARROW = Style(width=80)
WIDE = Style(width=160, color=True)
ASCII = Style(width=80, unicode=False)
HOSTILE = 'a|b \x1b[31m<script>alert(1)</script> # ; : "q" `c` $x$ %% \u202e日本語\r\n=1+1'
"""A title that tries to steer a terminal, a page, a diagram and a spreadsheet."""


def storefront_view(selection: Selection | None = None, **settings: Any) -> PlanView:
    """Return the storefront's plan with four items in Wave 0; user is built faster than others."""
    quick = {f"{wave}-1": 1 for wave in "ABCD"}
    system = storefront(foundation=FOUNDATION, **settings)
    user = system.services["user"]
    manifest = user.manifest.model_validate(
        {**user.manifest.model_dump(exclude_unset=True), "estimates": quick}
    )
    services = {**system.services, "user": type(user)(manifest, user.place, user.provides)}
    system = type(system)(
        system.settings, services, system.contracts, system.sync_edges, system.event_edges
    )
    return PlanView(system, make_plan(system), selection or Selection())


def hostile_view() -> PlanView:
    """Return a plan of two services in which every free text is hostile."""
    system = a_system(
        {"end": [], "order": ["end"]},
        foundation=[{"id": "x", "title": HOSTILE, "estimate": 1, "team": "end-team"}],
        steps={"A-1": {"title": HOSTILE}},
    )
    return PlanView(system, make_plan(system))


def chain_view(count: int, selection: Selection | None = None) -> PlanView:
    """Return a plan of many services, each calling the one before; some are quicker than others."""
    names = [f"service-{number:04d}" for number in range(count)]
    calls = {name: [names[n - 1]] if n % 5 else [] for n, name in enumerate(names)}
    slow = {name: {"estimates": {"A-1": 3 + n % 7}} for n, name in enumerate(names)}
    system = a_system(calls, manifests=slow)
    return PlanView(system, make_plan(system), selection or Selection())
