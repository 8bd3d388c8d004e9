"""Which break asks for what, in which order, and by when."""

from dataclasses import replace
from datetime import date

import pytest

from planner.compatibility.rules.registry import all_rules
from planner.governance.migration import Migration, plan_migration
from planner.governance.migration_kinds import BREAK_KINDS, kind_of
from planner.model.finding import Effect, Finding, Occurrence, Proof, Severity
from planner.model.manifest import Flag
from planner.model.migration_view import MigrationPlan, Party, Phase

START = date(2026, 3, 2)


def a_break(rule: str, *hurt: str, effect: Effect = Effect.NARROWED) -> Finding:
    where = (Occurrence("GET /pets", "response 200 body"),)
    return Finding(
        rule, Severity.BREAKING, effect, Proof.LAW, "it changed", where, hurt=hurt, fingerprint=rule
    )


def a_plan(*findings: Finding, window: int = 90, is_public: bool = False) -> MigrationPlan:
    return plan_migration(
        Migration(
            "pet-api",
            findings,
            START,
            window,
            Party("pets", "pet-team"),
            {"shop": "shop-team", "zoo": "zoo-team"},
            is_public,
            knows_consumers=True,
            is_http=True,
        )
    )


@pytest.mark.parametrize(
    ("rule", "effect", "is_provider_first", "removes"),
    [
        ("operation-removed", Effect.NARROWED, True, "remove the operation"),
        ("request-parameter-renamed", Effect.CROSSED, True, "remove the old form"),
        ("request-parameter-required-added", Effect.NARROWED, True, "require it"),
        ("request-property-became-required", Effect.NARROWED, True, "require it"),
        ("request-property-type-changed", Effect.CROSSED, True, "refuse the old type"),
        ("request-property-enum-value-removed", Effect.NARROWED, False, "refuse the value"),
        ("request-property-max-decreased", Effect.NARROWED, False,
         "refuse what the new contract does not allow"),
        ("request-media-type-removed", Effect.NARROWED, True, "refuse the old form"),
        ("response-property-required-removed", Effect.WIDENED, True, "stop sending it"),
        ("response-property-became-optional", Effect.WIDENED, True, "stop sending it"),
        ("response-property-type-changed", Effect.CROSSED, True, "remove the old member"),
        ("response-property-enum-value-added", Effect.WIDENED, False,
         "start to send the new value, behind the flag"),
        ("response-property-max-increased", Effect.WIDENED, False,
         "start to send what the new contract allows"),
        ("response-media-type-removed", Effect.NARROWED, True, "remove the old media type"),
        ("response-status-success-removed", Effect.NARROWED, True,
         "answer with the new status only"),
        ("security-requirement-introduced", Effect.NARROWED, True, "refuse the old credentials"),
        ("server-removed", Effect.NARROWED, True, "switch the old address off"),
        ("channel-removed", Effect.NARROWED, True,
         "stop publishing in the old place and remove it"),
        ("protobuf-field-removed", Effect.NARROWED, True,
         "remove it, and reserve its number and its name"),
        ("protobuf-field-type-changed", Effect.CROSSED, True,
         "remove the old field, and reserve its number and its name"),
        ("avro-enum-symbol-added", Effect.WIDENED, False,
         "start to send the new value, behind the flag"),
    ],
)  # fmt: skip
def test_each_kind_of_break(
    rule: str, effect: Effect, *, is_provider_first: bool, removes: str
) -> None:
    plan = a_plan(a_break(rule, "shop", effect=effect))
    (step,) = plan.breaks
    assert (step.removes, step.needs_provider_first) == (removes, is_provider_first)
    order = [item.service for item in plan.deployments]
    assert order == (["pets", "shop", "pets"] if is_provider_first else ["shop", "pets"])


def test_every_breaking_rule_has_steps() -> None:
    for rule in all_rules():
        if rule.severity is Severity.BREAKING:
            kind = kind_of(a_break(rule.id, effect=rule.effect), rule.polarity)
            assert kind.adopts
            assert kind.evidence
            assert kind.removes


@pytest.mark.parametrize("kind", BREAK_KINDS, ids=lambda kind: kind.rules[0])
def test_every_kind_is_met(kind: object) -> None:
    rules = [rule for rule in all_rules() if rule.severity is Severity.BREAKING]
    assert any(kind_of(a_break(r.id, effect=r.effect), r.polarity) is kind for r in rules)


def test_a_safe_addition_makes_the_provider_go_first() -> None:
    added = Finding(
        "response-property-added", Severity.SAFE, Effect.NARROWED, Proof.PROVED, "there is more",
        (Occurrence("GET /pets", "response 200 body"),),
    )  # fmt: skip
    lonely = a_break("request-property-max-decreased", "shop")
    assert [item.service for item in a_plan(lonely).deployments] == ["shop", "pets"]
    assert [item.service for item in a_plan(lonely, added).deployments] == ["pets", "shop", "pets"]


def test_consumers_go_side_by_side_each_with_its_own_tasks() -> None:
    plan = a_plan(
        a_break("operation-removed", "shop", "zoo"),
        a_break("request-parameter-renamed", "zoo", effect=Effect.CROSSED),
    )
    adopting = [step for step in plan.steps if step.phase is Phase.ADOPT]
    assert [(step.who, len(step.tasks)) for step in adopting] == [
        ((Party("shop", "shop-team"),), 1),
        ((Party("zoo", "zoo-team"),), 2),
    ]
    assert [(item.number, item.service) for item in plan.deployments] == [
        (1, "pets"), (2, "shop"), (2, "zoo"), (3, "pets"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("window", "watched", "sunset", "removal"),
    [
        (90, date(2026, 5, 17), date(2026, 5, 31), date(2026, 6, 1)),
        (10, date(2026, 3, 7), date(2026, 3, 12), date(2026, 3, 13)),
        (1, date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 4)),
    ],
)
def test_dates(window: int, watched: date, sunset: date, removal: date) -> None:
    plan = a_plan(a_break("operation-removed", "shop"), window=window)
    assert [(step.begins, step.ends) for step in plan.steps] == [
        (START, None), (START, watched), (watched, sunset), (removal, None),
    ]  # fmt: skip


def test_headers_say_the_same_days() -> None:
    plan = a_plan(a_break("operation-removed", "shop"))
    assert plan.headers == ("Deprecation: @1772409600", "Sunset: Sun, 31 May 2026 23:59:59 GMT")


def test_flags_fit_a_manifest_and_their_ticket_is_left_to_fill_in() -> None:
    import yaml  # noqa: PLC0415  the one test that needs it

    plan = a_plan(a_break("operation-removed", "shop"))
    assert [(flag.service, flag.owner) for flag in plan.flags] == [
        ("shop", "shop-team"), ("pets", "pet-team"),
    ]  # fmt: skip
    for flag in plan.flags:
        (entry,) = yaml.safe_load(flag.yaml)["flags"]
        read = Flag.model_validate(entry)
        assert (read.created, read.expires, read.removal_ticket) == (START, flag.expires, None)
        assert "# fill in: the ticket" in flag.yaml


def test_of_a_public_contract_others_are_told_too() -> None:
    plan = a_plan(a_break("operation-removed", "shop"), is_public=True)
    adopting = [step.who for step in plan.steps if step.phase is Phase.ADOPT]
    assert adopting == [(Party("shop", "shop-team"),), (Party("", ""),)]


def test_without_a_break_there_is_no_plan() -> None:
    plan = a_plan()
    assert (plan.breaks, plan.steps, plan.deployments, plan.flags) == ((), (), (), ())


@pytest.mark.parametrize(
    ("promise", "adopts"),
    [("BACKWARD", "send only what the new contract allows; the old one allows that too"),
     ("FORWARD", "accept all that the new contract allows to be sent")],
)  # fmt: skip
def test_who_sends_a_message_follows_from_the_promise_it_breaks(promise: str, adopts: str) -> None:
    effect = Effect.NARROWED if promise == "BACKWARD" else Effect.WIDENED
    finding = a_break("event-property-max-decreased", "shop", effect=effect)
    (step,) = a_plan(replace(finding, breaks=(promise,))).breaks
    assert step.adopts == adopts
