"""Journal, faults, state and pages: what the server does with them, and without."""

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest

from planner.stubs.server.app import StubApp
from planner.stubs.server.types import (
    NO_VALUE,
    Answer,
    Call,
    Effect,
    Mount,
    Outcome,
    ServerOptions,
    Values,
)
from tests.stubs.server.a_bundle import a_bundle, an_operation
from tests.stubs.server.driving import Reply, ask

PET = {
    "type": "object",
    "properties": {"id": {"type": "string"}},
    "required": ["id"],
    "additionalProperties": False,
}
ERROR = {
    "type": "object",
    "properties": {"message": {"type": "string"}},
    "required": ["message"],
}


class AJournal:
    def __init__(self) -> None:
        self.calls: list[tuple[Call, Answer]] = []

    def append(self, call: Call, answer: Answer) -> None:
        self.calls.append((replace(call), answer))

    def page(self) -> bytes:
        return b'{"calls":[]}'

    def clear(self) -> None:
        self.calls.clear()


class AFaultPlan:
    def __init__(self, effect: Effect | None) -> None:
        self._effect = effect

    def effect(self, _: Call) -> Effect | None:
        return self._effect

    def reset(self) -> None:
        self._effect = None


class AState:
    def __init__(self, outcomes: list[Outcome | None], values: Values) -> None:
        self.outcomes, self.values, self.calls = outcomes, values, list[Call]()

    def handles(self, operation: str) -> bool:
        return operation != "GET /pets"

    def outcome(self, call: Call) -> Outcome | None:
        self.calls.append(call)
        return self.outcomes.pop(0) if self.outcomes else None

    def reset(self) -> None:
        self.outcomes.clear()


BUNDLE = a_bundle(
    an_operation("GET", "/pets", {"200": {"type": "array", "items": PET}}),
    an_operation("GET", "/pets/{id}", {"200": PET, "404": ERROR}),
    an_operation("POST", "/pets", {"201": PET, "400": ERROR}, body=PET),
    an_operation("DELETE", "/pets/{id}", {"204": None}),
)


def with_state(*outcomes: Outcome | None) -> tuple[StubApp, list[AState]]:
    made: list[AState] = []

    def make(mount: Mount, values: Values, options: ServerOptions) -> AState:
        made.append(AState(list(outcomes), values))
        return made[-1]

    options = ServerOptions(stateful=True)
    return StubApp([Mount("", BUNDLE)], options, make_state=make), made


def test_the_journal_sees_calls_as_they_were_understood() -> None:
    journal = AJournal()
    app = StubApp([Mount("", BUNDLE)], journal=journal)
    ask(app, "POST", "/pets?x=1", {"id": "a"}, headers={"Prefer": "seed=3"})
    ask(app, "POST", "/pets", {"id": 1})
    ask(app, "GET", "/nothing")
    ask(app, "GET", "/__plan__/health")
    (good, _), (bad, refused), (lost, missing) = journal.calls
    assert (good.operation, good.body, good.query, good.prefer.seed) == (
        "POST /pets",
        {"id": "a"},
        "x=1",
        3,
    )
    assert (good.raw, good.accepted, good.faults) == (b'{"id": "a"}', "application/json", ())
    assert (refused.status, bad.faults[0].at) == (400, "/id")
    assert (lost.operation, lost.mount, missing.status) == ("", None, 404)


def test_a_remembered_answer_tells_the_same_about_its_call() -> None:
    journal = AJournal()
    app = StubApp([Mount("", BUNDLE)], journal=journal)
    for _ in range(2):
        ask(app, "GET", "/pets/7")
        ask(app, "POST", "/pets", {"id": "a"})
        ask(app, "POST", "/pets", {"id": 1})
    assert journal.calls[:3] == journal.calls[3:]


def test_admin_pages() -> None:
    journal = AJournal()
    app = StubApp([Mount("/shop", BUNDLE)], journal=journal, index_page=lambda _: b"<p>hi")
    assert ask(app, "GET", "/__plan__/calls").json == {"calls": []}
    health = ask(app, "GET", "/__plan__/health").json
    assert (health["status"], health["contracts"][0]["prefix"]) == ("ok", "/shop")
    listed = ask(app, "GET", "/__plan__/operations").json["operations"]
    assert [one["path"] for one in listed][:2] == ["/shop/pets", "/shop/pets/{id}"]
    ask(app, "GET", "/shop/pets")
    assert ask(app, "DELETE", "/__plan__/calls").status == 200
    assert journal.calls == []
    assert ask(app, "PUT", "/__plan__/calls").headers["allow"] == "DELETE, GET, OPTIONS"
    assert ask(app, "GET", "/__plan__/none").status == 404
    for path in ("/", "/__plan__", "/__plan__/"):
        assert ask(app, "GET", path).body == b"<p>hi"
    assert ask(app, "HEAD", "/").body == b""


def test_without_hooks() -> None:
    app = StubApp([Mount("", BUNDLE)])
    assert ask(app, "GET", "/__plan__/calls").status == 404
    assert b"GET /pets/{id}" in ask(app, "GET", "/").body
    assert ask(app, "POST", "/__plan__/reset").json == {"status": "ok"}


def test_health_is_answered_where_no_contract_has_it() -> None:
    reply = ask(StubApp([Mount("/shop", BUNDLE)]), "GET", "/shop/health")
    assert (reply.status, reply.json, reply.headers["x-plan-undeclared"]) == (
        200,
        {"status": "ok"},
        "1",
    )
    own = a_bundle(an_operation("GET", "/health", {"204": None}))
    assert ask(StubApp([Mount("", own)]), "GET", "/health").status == 204


def struck(effect: Effect) -> Reply:
    app = StubApp([Mount("", BUNDLE)], faults=AFaultPlan(effect))
    return ask(app, "GET", "/pets/7")


def test_a_fault_with_a_status_has_its_declared_form() -> None:
    reply = struck(Effect(status=404))
    assert (reply.status, reply.json["message"]) == (404, "A fault that was asked for")
    assert struck(Effect(status=503)).headers["x-plan-undeclared"] == "1"


def test_answers_break_off() -> None:
    whole = struck(Effect()).body
    cut = struck(Effect(break_off="truncate"))
    assert cut.body == whole[: len(whole) // 2]
    assert int(cut.headers["content-length"]) == len(whole)
    assert struck(Effect(break_off="reset")).body == b""


def test_a_runner_may_drop_the_connection() -> None:
    dropped: list[bool] = []
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/pets",
        "raw_path": b"/pets",
        "query_string": b"",
        "headers": [],
        "extensions": {"planner.reset": lambda: dropped.append(True)},
    }

    async def nothing(*_: object) -> None:
        raise AssertionError

    app = StubApp([Mount("", BUNDLE)], faults=AFaultPlan(Effect(break_off="reset")))
    asyncio.run(app(scope, nothing, nothing))
    assert dropped == [True]


def test_answers_trickle() -> None:
    reply = struck(Effect(rate=2_000))
    assert b"".join(reply.parts) == struck(Effect()).body
    assert len(reply.parts) > 1


@pytest.mark.parametrize("prefer", ["delay=30", "delay=30ms"])
def test_answers_wait(prefer: str) -> None:
    begin = time.perf_counter()
    ask(StubApp([Mount("", BUNDLE)]), "GET", "/pets", headers={"Prefer": prefer})
    assert time.perf_counter() - begin >= 0.03


def test_the_state_answers_first() -> None:
    app, _ = with_state(Outcome(200, {"id": "kept"}, {"etag": '"1"'}))
    reply = ask(app, "GET", "/pets/7")
    assert (reply.json, reply.headers["x-plan-variant"]) == ({"id": "kept"}, "state")
    assert reply.headers["etag"] == '"1"'
    assert ask(app, "GET", "/pets/7").headers["x-plan-variant"] == "typical"


def test_what_the_contract_forbids_is_not_served_from_the_state() -> None:
    app, _ = with_state(Outcome(200, {"id": 7}))
    assert ask(app, "GET", "/pets/7").headers["x-plan-variant"] == "typical"


def test_errors_of_the_state_have_their_declared_form() -> None:
    app, _ = with_state(Outcome(404, message="Pet 7 is gone"), Outcome(409))
    assert ask(app, "GET", "/pets/7").json["message"] == "Pet 7 is gone"
    assert ask(app, "DELETE", "/pets/7").headers["x-plan-undeclared"] == "1"


def test_the_state_sees_valid_calls_only_and_no_preferences() -> None:
    app, (state,) = with_state()
    ask(app, "POST", "/pets", {"id": 7})
    ask(app, "GET", "/pets/7", headers={"Prefer": "code=404"})
    ask(app, "GET", "/pets")
    assert state.calls == []
    ask(app, "POST", "/pets", {"id": "x"})
    assert [call.body for call in state.calls] == [{"id": "x"}]


def test_the_state_may_have_values_made_and_judged() -> None:
    _, (state,) = with_state()
    made = state.values.make("GET /pets/{id}", 200, "k")
    assert made == state.values.make("GET /pets/{id}", 200, "k")
    assert state.values.is_valid("GET /pets/{id}", 200, made)
    assert not state.values.is_valid("GET /pets/{id}", 200, {"id": 7})
    assert state.values.make("DELETE /pets/{id}", 204, "k") is NO_VALUE
    assert state.values.make("nothing", 200, "k") is NO_VALUE


def test_a_stateless_server_makes_no_state() -> None:
    app = StubApp([Mount("", BUNDLE)], make_state=lambda *_: pytest.fail("made"))
    assert ask(app, "GET", "/pets").status == 200
