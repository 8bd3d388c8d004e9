"""What the ledger shows as ratified counts as ratified in the plan."""

from dataclasses import replace
from datetime import date

from planner.model.ledger_file import RatificationFile
from planner.model.plan import TaskState
from planner.model.ratification import Approval, LedgerEntry, LedgerState, PartyTeam, Standing
from planner.model.source import Place
from planner.model.system import System
from planner.planning.forecast import make_forecast
from planner.planning.network import build_network
from planner.planning.plan import make_plan
from tests.builders import a_system

KEY = "b-api@1.0.0"
FILE = "ratifications/b/b-api/1.0.0/b-team/ann.yaml"


def approval() -> Approval:
    told = {
        "contract": "b-api",
        "version": "1.0.0",
        "digest": "sha256:" + "0" * 64,
        "team": "b-team",
        "person": "ann",
        "time": "2026-01-20T09:00:00Z",
    }
    value = RatificationFile.model_validate(told)
    entry = LedgerEntry(value, Place(FILE), "b", "b-api", "1.0.0", "b-team", "ann.yaml")
    return Approval(entry, is_signed=False)


def with_ledger(system: System, state: LedgerState, day: date | None) -> System:
    """The ledger says so about `b-api@1.0.0`, with the agreement of one of two parties or both."""
    parties = (PartyTeam("a-team", ()), PartyTeam("b-team", ()))
    agreed = {"b-team": (approval(),)}
    if day:
        agreed["a-team"] = (approval(),)
    standing = Standing(
        "b-api",
        "1.0.0",
        "sha256:" + "0" * 64,
        state,
        parties,
        agreed if state is not LedgerState.OPEN else {},
        last_ratified=day,
    )
    return replace(system, standings={KEY: standing})


def states(system: System, today: date = date(2026, 2, 2)) -> dict[str, TaskState]:
    plan = make_plan(system)
    forecast = make_forecast(system, plan, today)
    return {
        step: forecast.state[plan.network.index[f"{KEY}/{step}"]] for step in ("define", "ratify")
    }


def told(**progress: object) -> System:
    return a_system({"a": ["b"], "b": []}, progress={"b": {"contracts": {"b-api": progress}}})


def test_without_a_ledger_the_progress_files_say_it() -> None:
    assert states(told(define="done", ratify="in-progress")) == {
        "define": TaskState.DONE,
        "ratify": TaskState.IN_PROGRESS,
    }


def test_ratified_in_the_ledger_is_done_whatever_the_progress_says() -> None:
    for system in (told(), told(define="in-progress", ratify="todo")):
        known = with_ledger(system, LedgerState.RATIFIED, date(2026, 1, 20))
        assert states(known) == {"define": TaskState.DONE, "ratify": TaskState.DONE}


def test_dates_of_progress_that_agrees_with_the_ledger_are_kept() -> None:
    system = told(define="done", ratify={"state": "done", "finished": "2026-01-22"})
    known = with_ledger(system, LedgerState.RATIFIED, date(2026, 1, 20))
    plan = make_plan(known)
    forecast = make_forecast(known, plan, date(2026, 2, 2))
    finish = forecast.finish[plan.network.index[f"{KEY}/ratify"]]
    assert plan.calendar.finish_date(finish) == date(2026, 1, 22)


def test_the_day_of_the_last_agreement_is_when_it_was_done() -> None:
    known = with_ledger(told(), LedgerState.RATIFIED, date(2026, 1, 20))
    plan = make_plan(known)
    forecast = make_forecast(known, plan, date(2026, 2, 2))
    finish = forecast.finish[plan.network.index[f"{KEY}/ratify"]]
    assert plan.calendar.finish_date(finish) == date(2026, 1, 20)


def test_done_by_the_progress_alone_is_not_done_and_told() -> None:
    known = with_ledger(told(define="done", ratify="done"), LedgerState.PARTIAL, None)
    assert states(known) == {"define": TaskState.DONE, "ratify": TaskState.IN_PROGRESS}
    forecast = make_forecast(known, make_plan(known), date(2026, 2, 2))
    problem = next(item for item in forecast.problems if item.code == "not-ratified")
    assert problem.message == (
        "`b-api@1.0.0` is not ratified: by the ledger, `a-team` did not agree to it as it is"
    )


def test_a_first_agreement_means_that_ratification_has_begun() -> None:
    known = with_ledger(told(define="done"), LedgerState.PARTIAL, None)
    assert states(known)["ratify"] is TaskState.IN_PROGRESS


def test_what_was_ratified_before_the_plan_begins_is_no_work_of_the_plan() -> None:
    """The calendar of `a_system` starts on 2026-01-05."""
    system = a_system({"a": ["b"], "b": []})
    before = with_ledger(system, LedgerState.RATIFIED, date(2026, 1, 2))
    after = with_ledger(system, LedgerState.RATIFIED, date(2026, 1, 20))
    ids = {task.id for task in build_network(before).tasks}
    assert {task.id for task in build_network(system).tasks} - ids == {
        f"{KEY}/define",
        f"{KEY}/ratify",
    }
    assert build_network(after) == build_network(system)
    assert make_plan(before).ratify_first == ()
    assert [item.contract for item in make_plan(after).ratify_first] == [KEY]


def test_progress_on_work_that_is_no_longer_in_the_plan_is_no_mistake() -> None:
    known = with_ledger(told(define="done", ratify="done"), LedgerState.RATIFIED, date(2026, 1, 2))
    forecast = make_forecast(known, make_plan(known), date(2026, 2, 2))
    assert [item.code for item in forecast.problems] == []
