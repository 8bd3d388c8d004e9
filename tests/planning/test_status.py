"""How far everything is."""

from datetime import date
from typing import Any

from planner.model.views import ProgressView, Selection
from planner.planning.forecast import make_forecast
from planner.planning.plan import make_plan
from planner.planning.status import StatusReport, make_status
from tests.builders import a_system, storefront


def status(
    progress: dict[str, Any], today: str = "2026-01-05", **selection: Any
) -> tuple[ProgressView, StatusReport]:
    system = a_system({"a": ["b"], "b": []}, progress=progress)
    plan = make_plan(system)
    forecast = make_forecast(system, plan, date.fromisoformat(today))
    view = ProgressView(system, plan, forecast, Selection(**selection))
    return view, make_status(view)


def test_shares_go_by_work_and_round_down() -> None:
    # Wave A takes 2 + 3 + 3 + 2 days for each of two services: 5 of 20 days are done.
    _, report = status({"a": {"steps": {"A-1": "done", "A-2": "done", "A-3": "in-progress"}}})
    share = report.waves["A"]
    assert (share.total, share.done, share.in_progress, share.percent) == (8, 2, 1, 25)
    assert report.waves["B"].percent == 0


def test_a_hundred_per_cent_means_all() -> None:
    steps = {"A-1": "done", "A-2": "done", "A-3": "done", "A-4": "done"}
    _, report = status({"a": {"steps": steps}})
    assert report.services[0].waves["A"]
    _, both = status({"a": {"steps": steps}, "b": {"steps": steps}})
    assert (report.waves["A"].percent, both.waves["A"].percent) == (50, 100)


def test_delay_within_slack_is_not_late() -> None:
    view, report = status({"b": {"contracts": {"b-api": {"define": "todo"}}}}, "2026-01-08")
    (contract,) = report.contracts
    assert contract.delay.minutes == 3 * 480
    assert not contract.delay.is_late
    assert report.end.minutes == 3 * 480  # a/A-1 has no slack at all
    assert report.end.is_late
    assert view.plan.network.tasks[contract.delay.cause or 0].id == "b-api@1.0.0/define"


def test_a_blocked_step_is_the_cause_of_its_services_delay() -> None:
    blocked = {"A-1": {"state": "blocked", "reason": "no database", "started": "2026-01-05"}}
    view, report = status({"a": {"steps": blocked}, "b": {"steps": {"A-1": "done"}}}, "2026-01-12")
    delays = {row.service: row.delay for row in report.services}
    cause = delays["a"].cause
    assert cause is not None
    assert view.plan.network.tasks[cause].id == "a/A-1"
    assert delays["a"].is_late
    assert delays["a"].minutes > 0


def test_ahead_of_the_plan() -> None:
    every = [
        f"{w}-{n}"
        for w, last in (("A", 4), ("B", 3), ("C", 4), ("D", 3))
        for n in range(1, last + 1)
    ]
    done = {"steps": dict.fromkeys(every, "done")}
    _, report = status(
        {"a": done, "b": {**done, "contracts": {"b-api": {"define": "done", "ratify": "done"}}}},
        "2026-01-12",
    )
    assert report.services[0].delay.minutes < 0
    assert report.services[0].delay.cause is None
    assert report.end.minutes < 0


def test_filters_keep_milestones_and_the_end() -> None:
    _, everything = status({})
    _, report = status({}, services=frozenset({"a"}))
    assert [row.service for row in report.services] == ["a"]
    assert report.contracts == ()
    assert report.total.total == len("AAAABBBCCCCDDDEEHHHHR")
    assert report.milestones == everything.milestones
    assert report.end == everything.end


def test_milestones_of_the_storefront() -> None:
    system = storefront()
    plan = make_plan(system)
    view = ProgressView(system, plan, make_forecast(system, plan, date(2026, 1, 5)))
    names = [plan.network.tasks[row.task].id for row in make_status(view).milestones]
    assert names == ["M0", "M1", "M2", "M3"]
