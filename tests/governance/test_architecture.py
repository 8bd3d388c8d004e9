"""Architecture rules: each sample breaks its rule and is mended; contracts have their own cases."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import ryaml

from planner.app.lint import lint_workspace
from planner.app.workspace import load_system
from planner.compatibility.schemas import Space
from planner.formats.lowering.avro import lower_avro_schema
from planner.formats.lowering.openapi import lower_openapi
from planner.governance.architecture import ArchitectureRule, Subject, architecture_rules
from planner.governance.architecture.docs import lint_page
from planner.governance.architecture.judging import judge_architecture
from planner.governance.architecture.members import links_of
from planner.governance.architecture.rules.calls import method_of
from planner.governance.architecture.rules.chains import milliseconds
from planner.governance.architecture.rules.fields import missing_fields
from planner.model.contract import Contract, ContractContent, Operation
from planner.model.events import EventContract, Message, Payload
from planner.model.finding import Severity
from planner.model.lint_policy import LintPolicy
from planner.model.lint_view import LintFinding
from planner.model.source import Place
from tests.app.memory_files import MemoryFiles
from tests.cli.gate_workspace import FILES
from tests.governance.workspaces import a_workspace

TODAY = date(2026, 1, 15)
_SAMPLES = [pytest.param(rule, id=rule.id) for rule in architecture_rules().values() if rule.sample]


def findings(services: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[LintFinding, ...]:
    system = load_system(a_workspace(services, settings)).system
    return judge_architecture(Subject(system, system.settings.lint, TODAY))[0]


def met(services: str, settings: str = "{}") -> set[str]:
    return {finding.rule for finding in findings(ryaml.loads(services), ryaml.loads(settings))}


@pytest.mark.parametrize("rule", _SAMPLES)
def test_the_sample_of_a_rule_breaks_it_and_is_mended(rule: ArchitectureRule) -> None:
    assert rule.sample is not None
    assert rule.id in met(rule.sample.broken, rule.sample.settings)
    assert rule.id not in met(rule.sample.mended, rule.sample.settings)


def test_rules_without_a_sample_are_those_about_the_text_of_contracts() -> None:
    bare = [rule.id for rule in architecture_rules().values() if rule.sample is None]
    assert bare == [
        "contract-without-error-envelope",
        "event-without-identity",
        "field-not-in-contract",
    ]


def test_every_rule_says_why_and_what_to_do() -> None:
    for rule in architecture_rules().values():
        assert rule.why.endswith("."), rule.id
        assert rule.source, rule.id
        assert rule.hint, rule.id


def test_the_page_is_current() -> None:
    page = Path(__file__).parents[2] / "docs/lint.md"
    assert page.read_text(encoding="utf-8") == lint_page(), (
        "run `python -m planner.governance.architecture > docs/lint.md`"
    )


CHAIN = """
a: {consumes: [{contract: b-api, operations: [getB]}]}
b: {consumes: [{contract: c-api, operations: [getC]}]}
c: {consumes: [{contract: d-api, operations: [getD]}]}
d: {consumes: [{contract: c-api, operations: [getC]}]}
"""


@pytest.mark.parametrize(("limit", "is_met"), [(2, True), (3, False)])
def test_a_circle_counts_as_one_step_of_a_chain(limit: int, is_met: bool) -> None:  # noqa: FBT001
    found = met(CHAIN, f"{{lint: {{sync_depth: {limit}}}}}")
    assert ("sync-chain-too-deep" in found) is is_met


def test_a_chain_is_told_with_its_services_at_its_first_call() -> None:
    settings = {"lint": {"sync_depth": 2}}
    [found] = [f for f in findings(ryaml.loads(CHAIN), settings) if f.rule == "sync-chain-too-deep"]
    assert found.message == ("a request to `a` may pass 3 services one after another: a -> b -> c")
    assert found.place == Place("services/a.yaml", ("consumes", 0))


BUDGET = """
a: {consumes: [{contract: b-api, operations: [getB], timeout: %s}]}
b: {consumes: [{contract: c-api, operations: [getC], timeout: 200ms, retry: {attempts: 3}}]}
c: {}
"""


@pytest.mark.parametrize(("timeout", "is_met"), [("599ms", True), ("600ms", False), ("1s", False)])
def test_retries_count_in_the_budget_of_a_caller(timeout: str, is_met: bool) -> None:  # noqa: FBT001
    assert ("timeout-too-small" in met(BUDGET % timeout)) is is_met


@pytest.mark.parametrize(("text", "expected"), [("300ms", 300), ("2s", 2000), (None, None)])
def test_durations_are_read_in_milliseconds(text: str | None, expected: int | None) -> None:
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    ("operation", "method"),
    [("getUser", "GET"), ("GET /users/{id}", "GET"), ("POST /b", "POST"), ("Users/Get", "")],
)
def test_the_method_of_an_operation_is_known_by_any_of_its_names(
    operation: str, method: str
) -> None:
    operations = (Operation("getUser", ("GET /users/{id}",)), Operation("Users/Get"))
    contract = Contract("c", "1.0.0", "p", ContractContent("openapi", "", operations), "c")
    assert method_of(contract, operation) == method


def test_idempotent_methods_may_be_retried() -> None:
    assert "retry-not-idempotent" not in met(
        "{a: {consumes: [{contract: b-api, operations: [GET /b], retry: {attempts: 3}}]}, b: {}}"
    )


# ---------------------------------------------------------------------- policy


def test_a_policy_raises_lowers_and_switches_off() -> None:
    services = {"a": {}, "b": {"owns": {"entities": ["X", "X2"]}}}
    severities = {"*": "off", "service-*": "breaking"}
    found = findings(services, {"lint": {"severities": severities}})
    assert [(f.rule, f.severity, f.subject) for f in found] == [
        ("service-without-health", Severity.BREAKING, "a"),
        ("service-without-health", Severity.BREAKING, "b"),
    ]


def _accepting(expires: str, subject: str = "a") -> Any:
    accept = {
        "rule": "service-without-health",
        "subject": subject,
        "reason": "runs on a device",
        "expires": expires,
    }
    system = load_system(a_workspace({"a": {}}, {"lint": {"accept": [accept]}})).system
    return judge_architecture(Subject(system, system.settings.lint, TODAY))


def test_an_accepted_finding_keeps_its_reason() -> None:
    found, warnings = _accepting("2026-01-15")
    assert [f.accepted for f in found] == ["runs on a device"]
    assert warnings == ()


def test_an_acceptance_ends_with_its_last_day() -> None:
    found, warnings = _accepting("2026-01-14")
    assert [f.accepted for f in found] == [""]
    assert [(w.code, w.place) for w in warnings] == [
        ("acceptance-expired", Place("plan.yaml", ("lint", "accept", 0)))
    ]


def test_an_acceptance_of_nothing_is_told() -> None:
    _, warnings = _accepting("2026-01-15", subject="b")
    assert [w.code for w in warnings] == ["acceptance-unused"]


def test_an_unknown_rule_in_the_policy_is_told() -> None:
    system = load_system(a_workspace({"a": {}}, {"lint": {"severities": {"nope": "off"}}})).system
    _, warnings = judge_architecture(Subject(system, system.settings.lint, TODAY))
    assert [(w.code, w.place) for w in warnings] == [
        ("unknown-rule", Place("plan.yaml", ("lint", "severities", "nope"), on_key=True))
    ]


# ---------------------------------------------------------------------- contracts


def _http(responses: Mapping[str, Any], *more: Mapping[str, Any]) -> list[str]:
    paths = {
        f"/p{number}": {"get": {"responses": {"200": {"description": "ok"}, **each}}}
        for number, each in enumerate((responses, *more))
    }
    problem = {"type": "object", "properties": {"title": {"type": "string"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": paths,
        "components": {"schemas": {"Problem": problem}},
    }
    contract = lower_openapi({"c.yaml": document}, "")
    system = load_system(a_workspace({"a": {"health": "GET /h"}}, {})).system
    found, _ = judge_architecture(Subject(system, LintPolicy(), TODAY, {"c@1.0.0": contract}))
    return [f.message for f in found if f.rule == "contract-without-error-envelope"]


def _error(schema: Any) -> dict[str, Any]:
    return {"description": "no", "content": {"application/problem+json": {"schema": schema}}}


PROBLEM = {"$ref": "#/components/schemas/Problem"}


def test_one_shape_of_errors_is_fine_wherever_it_is_written() -> None:
    inlined = {"properties": {"title": {"type": "string"}}, "type": "object"}
    assert _http({"4XX": _error(PROBLEM)}, {"default": _error(inlined)}) == []


def test_an_operation_without_a_readable_error_is_told() -> None:
    assert _http({"4XX": _error(PROBLEM)}, {"404": {"description": "gone"}}) == [
        "`c@1.0.0` has no error response with a body for `GET /p1`"
    ]


def test_several_shapes_of_errors_are_told() -> None:
    assert _http({"4XX": _error(PROBLEM)}, {"500": _error({"type": "string"})}) == [
        "errors of `c@1.0.0` have 2 shapes, at `GET /p0 4XX`, `GET /p1 500` for example"
    ]


def _event(payload: Any, headers: Any = None, avro: Any = None) -> list[str]:
    place = Place("e.yaml")
    message = Message(
        "m",
        "Placed",
        place,
        Payload(payload, place, avro=lower_avro_schema(avro, place) if avro else None),
        Payload(headers, place) if headers else None,
    )
    space = Space.of({"Base": {"properties": {"id": {}, "time": {}}}})
    contract = EventContract("e.yaml", "t", "1", "asyncapi", space, messages={message.key: message})
    system = load_system(a_workspace({"a": {"health": "GET /h"}}, {})).system
    subject = Subject(system, LintPolicy(), TODAY, events={"e@1.0.0": contract})
    return [f.message for f in judge_architecture(subject)[0]]


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        ({"properties": {"id": {}, "time": {}, "version": {}}}, None),
        ({"allOf": [{"$ref": "#/$defs/Base"}], "properties": {"schemaVersion": {}}}, None),
        ({"properties": {"orderId": {}}}, {"properties": {"id": {}, "time": {}, "version": {}}}),
        ({"properties": {"metadata": {"properties": {"id": {}, "time": {}, "version": {}}}}}, None),
        (True, None),  # nothing is known about it
    ],
)
def test_an_event_may_carry_its_identity_in_many_places(payload: Any, headers: Any) -> None:
    assert _event(payload, headers) == []


PLACED = {"type": "record", "name": "Placed", "fields": [
    {"name": "orderId", "type": "string"},
    {"name": "metadata", "type": {"type": "record", "name": "Meta", "fields": [
        {"name": "id", "type": "string"}]}},
]}  # fmt: skip


def test_an_event_without_identity_is_told() -> None:
    assert _event({"$ref": "#/$defs/Base"}) == ["message `Placed` of `e@1.0.0` carries no version"]
    assert _event(None, avro=PLACED) == [
        "message `Placed` of `e@1.0.0` carries no time and no version"
    ]


SHAPE = {
    "properties": {
        "id": {},
        "items": {"items": {"$ref": "#/$defs/Item"}},
        "next": {"$ref": "#"},
        "labels": {"additionalProperties": {"properties": {"text": {}}}},
        "extra": {},
    },
    "allOf": [{"oneOf": [{"properties": {"paid": {}}}, {"properties": {"due": {}}}]}],
}


@pytest.mark.parametrize(
    ("field", "is_there"),
    [
        ("id", True),
        ("items.price", True),
        ("price", True),
        ("paid", True),
        ("next.due", True),
        ("labels.text", True),
        ("extra.anything.else", True),
        ("items.id", False),
        ("nope", False),
    ],
)
def test_a_field_is_looked_for_in_all_that_a_payload_may_be(
    field: str,
    is_there: bool,  # noqa: FBT001
) -> None:
    nodes: dict[str, Any] = {"#/$defs/Item": {"properties": {"price": {}}}, "#": SHAPE}
    links = links_of([Space(lambda reference: nodes[reference]).schema(SHAPE)])
    hits = list(missing_fields([field], links, Place("m.yaml"), "a -> b", "b-api"))
    assert (not hits) is is_there


@pytest.mark.parametrize("node", [True, {}])
def test_of_what_is_left_open_no_field_is_missing(node: Any) -> None:
    assert links_of([Space.of({}).schema(node)]) is None


def test_a_manifest_that_reads_what_no_response_has() -> None:
    shop = MemoryFiles(
        {
            path: text.replace("fields: [email]", "fields: [email, mail]")
            for path, text in FILES.items()
        }
    )
    view, _ = lint_workspace(shop, TODAY)
    [found] = [i.finding for i in view.items if i.finding.rule == "field-not-in-contract"]
    assert found.message == "`user-api` has no field `mail` in what is read"
    assert found.place == Place("services/order.yaml", ("consumes", 0, "fields", 1))


PROTO = """\
syntax = "proto3";
package shop.v1;
import "google/protobuf/struct.proto";
service Users {
  rpc Get(GetRequest) returns (User);
  rpc Find(GetRequest) returns (Users_) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(User) returns (User) { option idempotency_level = IDEMPOTENT; }
}
message GetRequest { string id = 1; }
message Users_ { repeated User users = 1; map<string, User> by_name = 2; }
message User {
  string e_mail = 1;
  User boss = 2;
  google.protobuf.Struct extra = 3;
}
message Renamed { string old_name = 1; }
"""
PAID = """\
{"type": "record", "name": "Paid", "namespace": "shop", "fields": [
  {"name": "sum", "type": "long"},
  {"name": "payer", "type": ["null", {"type": "record", "name": "Payer", "fields": [
    {"name": "name", "type": "string"}, {"name": "cards", "type": {"type": "array", "items":
      {"type": "record", "name": "Card", "fields": [{"name": "last4", "type": "string"}]}}}]}]}]}
"""
RPC_SHOP = {
    "plan.yaml": FILES["plan.yaml"],
    "contracts/user/users/1.0.0/shop/v1/users.proto": PROTO,
    "contracts/user/paid/1.0.0/paid.avsc": PAID,
    "services/user.yaml": """\
name: user
team: users
health: GET /health
provides: [{contract: users, version: 1.0.0}]
publishes: [{contract: users, version: 1.0.0, messages: [Renamed]},
            {contract: paid, version: 1.0.0}]
""",
}


def said_of_order(entry: str) -> list[str]:
    """Return what is said about fields and retries of the service `order` with an entry."""
    order = f"name: order\nteam: orders\nhealth: GET /h\n{entry}\n"
    view, warnings = lint_workspace(MemoryFiles({**RPC_SHOP, "services/order.yaml": order}), TODAY)
    assert not [w for w in warnings if "looked into" in w.message]
    wanted = {"field-not-in-contract", "retry-not-idempotent"}
    return [item.finding.message for item in view.items if item.finding.rule in wanted]


@pytest.mark.parametrize(
    ("entry", "fields", "missing"),
    [
        ("users, operations: [Users/Get]", "e_mail, eMail, boss.eMail, extra.a.b, mail", ["mail"]),
        ("users, operations: [Users/Find]", "users.boss, by_name.e_mail, byName.boss, users.id",
         ["users.id"]),
        ("users", "users, e_mail, id", ["id"]),
        ("users, messages: [Renamed]", "oldName, e_mail", ["e_mail"]),
        ("paid, messages: [Paid]", "sum, payer.name, payer.cards.last4, payer.sum, last5",
         ["payer.sum", "last5"]),
    ],
)  # fmt: skip
def test_fields_of_rpcs_and_avro_messages_are_looked_for(
    entry: str, fields: str, missing: list[str]
) -> None:
    verb = "subscribes" if "messages" in entry else "consumes"
    told = said_of_order(f"{verb}: [{{contract: {entry}, fields: [{fields}]}}]")
    contract = entry.partition(",")[0]
    assert sorted(told) == sorted(
        f"`{contract}` has no field `{field}` in what is read" for field in missing
    )


@pytest.mark.parametrize(
    ("operation", "is_told"), [("Users/Get", True), ("Users/Find", False), ("Users/Put", False)]
)
def test_an_rpc_is_repeated_only_where_its_contract_allows_that(
    operation: str,
    is_told: bool,  # noqa: FBT001
) -> None:
    entry = f"consumes: [{{contract: users, operations: [{operation}], retry: {{attempts: 3}}}}]"
    expected = (
        "`order` tries `Users/Get` of `users` 3 times, and its contract does not say that it may "
        "be repeated (`idempotency_level`)"
    )
    assert said_of_order(entry) == ([expected] if is_told else [])
    assert said_of_order(entry.replace("}}]", "}, idempotency_key: key}]")) == []
