"""The storefront example: it loads without a warning and gives the calendar it promises.

The expected weeks, batches and milestones are those of the worked example that planner's planning
rules come from: five services, Wave 0, two weeks for each wave and for each contract.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from planner.adapters.files import LocalFiles
from planner.app.progress import show_progress
from planner.app.workspace import LoadedSystem, load_system
from planner.formats.contract_format import format_of
from planner.formats.document import decode, parse_single
from planner.model.duration import MINUTES_PER_DAY
from planner.model.plan import Lane, Plan
from planner.model.progress_file import StepProgress
from planner.model.system import System
from planner.planning.plan import make_plan
from planner.planning.release import first_release_day, release_order

ROOT = Path(__file__).parents[2] / "examples" / "storefront"
CONTRACTS = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("contracts/*/*/*"))]
REPORTED = date(2026, 2, 12)
"""The evening on which the progress files were written."""
WEEK = 5 * MINUTES_PER_DAY


@cache
def loaded() -> LoadedSystem:
    return load_system(LocalFiles(ROOT))


@cache
def system() -> System:
    return loaded().system


@cache
def plan() -> Plan:
    return make_plan(system())


def with_policy(**policy: str) -> System:
    settings = system().settings
    return System(
        settings.model_copy(update={"policy": settings.policy.model_copy(update=policy)}),
        system().services,
        system().contracts,
        system().sync_edges,
        system().event_edges,
    )


def weeks(service: str) -> tuple[float, float]:
    """First and last week of a service's Waves A to D, counted from the end of Wave 0."""
    network, timing = plan().network, plan().timing
    own = [
        i for i, task in enumerate(network.tasks) if task.service == service and task.wave in "ABCD"
    ]
    start, end = (
        (min(timing.early_start[i] for i in own) - wave_0(plan())) / WEEK,
        (max(timing.early_finish[i] for i in own) - wave_0(plan())) / WEEK,
    )
    return start + 1, end


def wave_0(made: Plan) -> int:
    return made.timing.early_finish[made.network.index["M0"]]


def week_of(milestone: str, made: Plan) -> float:
    return (made.timing.early_finish[made.network.index[milestone]] - wave_0(made)) / WEEK


# ---- what was loaded


def test_it_loads_without_a_warning() -> None:
    assert loaded().warnings == ()


def test_it_is_complete() -> None:
    assert sorted(system().services) == ["catalog", "inventory", "notification", "order", "user"]
    assert sorted(system().contracts) == [
        "catalog-api@1.0.0",
        "inventory-api@1.0.0",
        "inventory-events@1.0.0",
        "order-api@1.0.0",
        "order-events@1.0.0",
        "user-api@1.0.0",
    ]
    kinds = [contract.content and contract.content.kind for contract in system().contracts.values()]
    assert kinds == ["openapi", "openapi", "asyncapi", "openapi", "asyncapi", "openapi"]
    assert sorted(system().progress) == ["", *sorted(system().services)]


def test_calls_and_events_run_as_in_the_worked_example() -> None:
    calls = {(edge.consumer, edge.provider) for edge in system().sync_edges}
    events = {(e.publisher, m, e.subscriber) for e in system().event_edges for m in e.messages}
    assert calls == {
        ("order", "user"),
        ("order", "inventory"),
        ("order", "catalog"),
        ("inventory", "catalog"),
        ("notification", "user"),
    }
    placed = {
        ("order", message, who)
        for message in ("OrderPlaced", "OrderCancelled")
        for who in ("inventory", "notification")
    }
    stock = {
        ("inventory", message, who)
        for message in ("StockReserved", "StockReleased")
        for who in ("order", "notification")
    }
    assert events == placed | stock


@pytest.mark.parametrize("service", ["catalog", "inventory", "notification", "order", "user"])
def test_every_service_is_described_to_the_end(service: str) -> None:
    manifest = system().services[service].manifest
    assert manifest.database
    assert manifest.health == "GET /health"
    assert manifest.slo
    assert manifest.deploy
    assert manifest.runbooks
    assert [path for path in manifest.runbooks if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("service", ["inventory", "notification", "order"])
def test_every_call_is_safe_against_a_slow_provider(service: str) -> None:
    for call in system().services[service].manifest.consumes:
        assert call.timeout
        assert call.circuit_breaker
        assert call.fallback


# ---- the contracts


def parsed(folder: str) -> Mapping[str, Any]:
    paths = sorted(path for path in (ROOT / folder).iterdir() if path.is_file())
    names = {path: path.relative_to(ROOT).as_posix() for path in paths}
    return {
        name: parse_single(decode(path.read_bytes(), name), name) for path, name in names.items()
    }


@pytest.mark.parametrize("folder", CONTRACTS)
def test_every_contract_is_valid_by_its_specification(folder: str) -> None:
    files = parsed(folder)
    assert list(format_of(files, folder).validate(files, folder)) == []


def test_one_contract_spans_several_files() -> None:
    assert [len(contract.files) for contract in system().contracts.values()] == [3, 1, 1, 1, 1, 1]


def test_all_http_contracts_share_one_error_envelope() -> None:
    envelopes = []
    for folder in CONTRACTS:
        for document in parsed(folder).values():
            schemas = document.get("components", document).get("schemas", {})
            envelopes += [schemas["Problem"]] if "Problem" in schemas else []
    assert len(envelopes) == 4
    assert all(one == other for one, other in pairwise(envelopes))


def test_every_creating_operation_takes_an_idempotency_key() -> None:
    without = []
    for folder in CONTRACTS:
        for item in paths_of(folder).values():
            post = item.get("post", {})
            references = [str(parameter.get("$ref")) for parameter in post.get("parameters", [])]
            if "201" in post.get("responses", {}) and not any(
                reference.endswith("/IdempotencyKey") for reference in references
            ):
                without.append(post["operationId"])
    assert without == []


def paths_of(folder: str) -> Mapping[str, Any]:
    document = next(d for name, d in parsed(folder).items() if "api.yaml" in name)
    paths: Mapping[str, Any] = document.get("paths", {})
    return paths


@pytest.mark.parametrize("folder", CONTRACTS)
def test_every_event_carries_id_time_and_version(folder: str) -> None:
    for name, document in parsed(folder).items():
        for message in document.get("components", {}).get("messages", {}).values():
            reference = message["headers"]["allOf"][0]["$ref"]
            assert reference == "#/components/schemas/EventHeaders", name
            headers = document["components"]["schemas"]["EventHeaders"]
            assert {"id", "time", "version"} <= set(headers["required"])


@pytest.mark.parametrize("folder", CONTRACTS)
def test_every_example_is_an_instance_of_its_schema(folder: str) -> None:
    documents = {(ROOT / name).as_uri(): document for name, document in parsed(folder).items()}
    registry = Registry[Any]().with_resources(
        (uri, DRAFT202012.create_resource(document)) for uri, document in documents.items()
    )
    checked = 0
    for uri, document in documents.items():
        for schema, example in examples_in(document, uri, ""):
            validator = Draft202012Validator(
                {"$ref": schema}, registry=registry, format_checker=FormatChecker()
            )
            assert [error.message for error in validator.iter_errors(example)] == [], schema
            checked += 1
    assert checked >= 4


def examples_in(node: Any, file: str, pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield the address of a schema and an instance that the document gives for it."""
    if isinstance(node, list):
        for position, value in enumerate(node):
            yield from examples_in(value, file, f"{pointer}/{position}")
    if not isinstance(node, dict):
        return
    if "schema" in node and "example" in node:
        yield f"{file}#{pointer}/schema", node["example"]
    if "schema" in node and "examples" in node:
        for example in node["examples"].values():
            yield f"{file}#{pointer}/schema", example["value"]
    if "payload" in node and "examples" in node:
        for example in node["examples"]:
            yield f"{file}#{pointer}/payload", example["payload"]
            yield f"{file}#{pointer}/headers", example["headers"]
    for key, value in node.items():
        escaped = str(key).replace("~", "~0").replace("/", "~1")
        encoded = escaped.replace("{", "%7B").replace("}", "%7D")
        yield from examples_in(value, file, f"{pointer}/{encoded}")


# ---- the plan


@pytest.mark.parametrize(
    ("service", "first", "last"),
    [
        ("catalog", 1, 6),
        ("user", 1, 6),
        ("inventory", 3, 8),
        ("notification", 3, 8),
        ("order", 5, 10),
    ],
)
def test_weeks_of_each_service(service: str, first: int, last: int) -> None:
    assert weeks(service) == (first, last)


@pytest.mark.parametrize(("milestone", "week"), [("M0", 0), ("M1", 10), ("M2", 11), ("M3", 12)])
def test_week_of_each_milestone(milestone: str, week: int) -> None:
    assert week_of(milestone, plan()) == week


def test_a_lean_contract_gate_saves_four_weeks() -> None:
    assert week_of("M3", make_plan(with_policy(contract_gate="lean"))) == 8
    lean = next(other for other in plan().alternatives if other.name == "lean-gate")
    assert lean.difference == -4 * WEEK


def test_consumers_that_wait_for_their_providers_take_eight_weeks_more() -> None:
    serial = next(other for other in plan().alternatives if other.name == "one-after-another")
    assert serial.difference == 8 * WEEK


def test_wave_0_takes_ten_working_days_and_is_not_over_scoped() -> None:
    assert wave_0(plan()) == 10 * MINUTES_PER_DAY
    assert not [note for note in plan().notes if "over-scoped" in note]


def test_only_order_is_critical_before_milestone_1() -> None:
    assert plan().critical_services == {"order"}


def test_contracts_of_catalog_and_inventory_come_first() -> None:
    urgent = [entry.contract for entry in plan().ratify_first if entry.slack == 0]
    assert urgent == ["catalog-api@1.0.0", "inventory-api@1.0.0"]


def test_a_contract_takes_ten_days() -> None:
    for key in system().contracts:
        define, ratify = (plan().network.index[f"{key}/{step}"] for step in ("define", "ratify"))
        tasks = plan().network.tasks
        assert tasks[define].duration + tasks[ratify].duration == 10 * MINUTES_PER_DAY


def test_who_starts_for_real_and_who_with_stubs() -> None:
    assert {lane.service: lane.lane for lane in plan().lanes} == {
        "catalog": Lane.IMMEDIATELY,
        "user": Lane.IMMEDIATELY,
        "inventory": Lane.WITH_STUBS,
        "notification": Lane.WITH_STUBS,
        "order": Lane.LAST,
    }


def test_holidays_move_the_dates() -> None:
    calendar, timing, index = plan().calendar, plan().timing, plan().network.index
    assert calendar.finish_date(timing.early_finish[index["M0"]]) == date(2026, 1, 16)
    assert calendar.start_date(timing.early_start[index["catalog/A-1"]]) == date(2026, 1, 20)
    assert calendar.finish_date(timing.early_finish[index["M3"]]) == date(2026, 4, 14)


def test_releases_follow_calls_and_leave_out_the_spring_sale() -> None:
    order = release_order(system(), first_release_day(system()))
    assert [(batch.services, batch.day) for batch in order.batches] == [
        (("catalog", "user"), date(2026, 4, 20)),
        (("inventory", "notification"), date(2026, 4, 21)),
        (("order",), date(2026, 4, 22)),
    ]


# ---- the progress files


def reported() -> dict[str, StepProgress]:
    """What the progress files say, by task of the plan."""
    found: dict[str, StepProgress] = {}
    for service, file in system().progress.items():
        found |= {f"0/{item}": state for item, state in file.foundation.items()}
        found |= {f"{service}/{step}": state for step, state in file.steps.items()}
        for contract, work in file.contracts.items():
            states = {"define": work.define, "ratify": work.ratify}
            found |= {f"{contract}@1.0.0/{step}": s for step, s in states.items() if s}
    return found


def begun() -> dict[str, StepProgress]:
    return {task: progress for task, progress in reported().items() if progress.state != "todo"}


def test_every_report_is_about_a_task_of_the_plan() -> None:
    assert set(reported()) <= set(plan().network.index)


def test_some_work_is_done_some_under_way_some_blocked() -> None:
    states = [progress.state for progress in reported().values()]
    assert {state: states.count(state) for state in sorted(set(states))} == {
        "blocked": 1,
        "done": 26,
        "in-progress": 3,
        "todo": 5,
    }


def test_nothing_was_begun_before_what_it_waits_for_was_done() -> None:
    network = plan().network
    assert [
        (task, network.tasks[before].id)
        for task, progress in begun().items()
        for before in network.predecessors[network.index[task]]
        if not ended_before(network.tasks[before].id, progress.started)
    ] == []


def ended_before(task: str, day: date | None) -> bool:
    if task == "M0":
        return all(ended_before(f"0/{item.id}", day) for item in system().settings.foundation)
    end = begun()[task].finished if task in begun() else None
    return end is not None and day is not None and end < day


def test_all_work_lies_on_working_days_up_to_the_report() -> None:
    days = set(plan().calendar.days)
    for task, progress in begun().items():
        for day in (progress.started, progress.finished):
            assert day is None or (day in days and day <= REPORTED), task


def test_what_is_done_has_both_dates_and_its_effort() -> None:
    for task, progress in begun().items():
        if progress.state == "done":
            assert progress.started, task
            assert progress.finished, task
            assert progress.effort, task


def test_on_the_next_day_the_forecast_is_one_day_late() -> None:
    view, warnings = show_progress(LocalFiles(ROOT), date(2026, 2, 13))
    late = {view.plan.network.tasks[index].id for index in view.forecast.late}
    ready = {
        task.id
        for task, is_ready in zip(view.plan.network.tasks, view.forecast.ready, strict=True)
        if is_ready
    }
    assert warnings == ()
    assert view.forecast.makespan - plan().timing.makespan == MINUTES_PER_DAY
    assert "inventory-api@1.0.0/ratify" in late
    assert ready == {"catalog/B-3", "inventory/A-4"}
