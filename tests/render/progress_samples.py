"""Views of releases and of work in progress that the render tests share."""

from datetime import date
from typing import Any

from planner.model.views import ProgressView, ReleaseView, Selection
from planner.planning.forecast import make_forecast
from planner.planning.plan import make_plan
from planner.planning.release import first_release_day, release_order
from tests.builders import a_system, storefront

FOUNDATION = [
    {"id": "0-A", "title": "Scaffold and CI", "estimate": 3, "team": "user-team"},
    {"id": "0-B", "title": "Event bus", "estimate": 2, "team": "order-team"},
]
PROGRESS: dict[str, dict[str, Any]] = {
    "": {
        "foundation": {
            "0-A": {"state": "done", "started": "2026-01-05", "finished": "2026-01-07"},
            "0-B": {"state": "done", "started": "2026-01-08", "finished": "2026-01-12"},
        }
    },
    "catalog": {
        "contracts": {"catalog-api": {"define": "done", "ratify": "done"}},
        "steps": {
            "A-1": "done",
            "A-2": "done",
            "A-3": {"state": "in-progress", "started": "2026-01-20", "remaining": "4d"},
        },
    },
    "user": {
        "contracts": {"user-api": {"define": "done", "ratify": "in-progress"}},
        "steps": {
            "A-1": {"state": "done", "started": "2026-01-13", "finished": "2026-01-15"},
            "A-2": {"state": "blocked", "reason": "waits for the | privacy review"},
        },
    },
    "inventory": {
        "contracts": {
            "inventory-events": {
                "define": {"state": "done", "finished": "2026-01-20"},
                "ratify": {"state": "blocked", "reason": "two teams disagree"},
            }
        },
        "steps": {
            **dict.fromkeys(("A-1", "A-2", "A-3", "A-4"), "done"),
            "B-1": {"state": "in-progress", "started": "2026-01-21"},
        },
    },
    "notification": {
        "steps": dict.fromkeys(("A-1", "A-2", "A-3", "A-4", "B-1", "B-2", "B-3"), "done")
    },
}


def storefront_release() -> ReleaseView:
    """The storefront, released after its plan."""
    system = storefront()
    return ReleaseView(system, release_order(system, first_release_day(system)))


def tangled_release() -> ReleaseView:
    """A circle of four services that takes two cuts, a soft call, two release days a week."""
    system = a_system(
        {
            "gateway": ["order", "user"],
            "order": ["pay", "user"],
            "user": ["order"],
            "pay": ["bank"],
            "bank": ["order"],
            "promo": ["catalog"],
            "catalog": [],
        },
        soft=[("promo", "catalog")],
        release_windows={"weekdays": ["tue", "thu"]},
    )
    return ReleaseView(system, release_order(system, date(2026, 3, 5)))


def storefront_under_way(**selection: Any) -> ProgressView:
    """The storefront on its fourth Monday, with work in every state."""
    system = storefront(foundation=FOUNDATION, progress=PROGRESS)
    plan = make_plan(system)
    forecast = make_forecast(system, plan, date(2026, 1, 26))
    return ProgressView(system, plan, forecast, Selection(**selection))
