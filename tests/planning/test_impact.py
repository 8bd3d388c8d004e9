"""Who is hurt by a change, how surely, and what it touches."""

from collections.abc import Mapping
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.contract import Contract, ContractContent, Operation
from planner.model.errors import InputError
from planner.model.plan import Hurt, Impact, Strength
from planner.model.system import System
from planner.planning.impact import STRENGTHS, find_impact
from planner.planning.network import build_network
from planner.planning.release import release_order
from planner.planning.subject import SubjectKind, find_subject
from tests.builders import a_system, commands, storefront

NAMES = "abcdefg"
name_pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(
    lambda pair: pair[0] != pair[1]
)
links = st.dictionaries(name_pairs, st.sampled_from(STRENGTHS), max_size=20)
"""(consumer, provider) -> how the one depends on the other."""


def impact_of(system: System, subject: str, at_least: Strength = Strength.EVENT) -> Impact:
    return find_impact(system, find_subject(system, subject), at_least)


def short(hurts: tuple[Hurt, ...]) -> list[str]:
    return [f"{hurt.strength} {'>'.join(hurt.path)}" for hurt in hurts]


def system_of(found: Mapping[tuple[str, str], Strength]) -> System:
    calls = {n: [p for c, p in sorted(found) if c == n and found[c, p] != "event"] for n in NAMES}
    soft = [pair for pair, strength in found.items() if strength == "soft"]
    events = sorted(pair for pair, strength in found.items() if strength == "event")
    topics = {f"From{p}To{c}": (p, [c]) for c, p in events}
    return a_system(calls, topics, soft=soft)


@pytest.mark.parametrize(
    ("subject", "direct", "transitive"),
    [
        (
            "catalog",
            ["hard catalog>inventory", "hard catalog>order"],
            ["event catalog>inventory>notification"],
        ),
        ("inventory", ["hard inventory>order", "event inventory>notification"], []),
        ("inventory-api", ["hard inventory>order"], ["event inventory>order>notification"]),
        (
            "user-api:getUser",
            ["hard user>notification", "hard user>order"],
            ["event user>order>inventory"],
        ),
        # Both receive it, and order is the one that changed, so that nobody else calls them.
        ("OrderPlaced", ["event order>inventory", "event order>notification"], []),
        ("notification", [], []),
    ],
)
def test_who_is_hurt_in_the_storefront(
    subject: str, direct: list[str], transitive: list[str]
) -> None:
    impact = impact_of(storefront(), subject)
    assert (short(impact.direct), short(impact.transitive)) == (direct, transitive)


def test_a_chain_is_as_strong_as_its_weakest_link() -> None:
    calls = {"db": [], "api": ["db"], "site": ["api"], "kiosk": ["site"], "mail": []}
    system = a_system(calls, {"Sold": ("site", ["mail"])}, soft=[("site", "api")])

    impact = impact_of(system, "db")

    assert short(impact.direct) == ["hard db>api"]
    assert short(impact.transitive) == [
        "soft db>api>site",
        "soft db>api>site>kiosk",
        "event db>api>site>mail",
    ]
    assert short(impact_of(system, "db", Strength.SOFT).transitive) == [
        "soft db>api>site",
        "soft db>api>site>kiosk",
    ]
    assert short(impact_of(system, "db", Strength.HARD).transitive) == []


def test_a_service_hurt_weakly_at_first_hand_and_surely_through_others_is_in_both_lists() -> None:
    calls = {"a": [], "b": ["a"], "c": ["b"]}
    impact = impact_of(a_system(calls, {"Sent": ("a", ["c"])}), "a")

    assert short(impact.direct) == ["hard a>b", "event a>c"]
    assert short(impact.transitive) == ["hard a>b>c"]


def test_the_depth_ends_chains() -> None:
    system = a_system({"a": [], "b": ["a"], "c": ["b"], "d": ["c"]})
    subject = find_subject(system, "a")

    assert short(find_impact(system, subject, depth=2).transitive) == ["hard a>b>c"]
    assert short(find_impact(system, subject, depth=1).transitive) == []


def test_links_name_what_passes_on_each_step() -> None:
    impact = impact_of(storefront(), "catalog-api:getCatalog")
    (reached,) = impact.transitive

    assert [(link.source, link.target, link.contract, link.via) for link in reached.links] == [
        ("catalog", "inventory", "catalog-api@1.0.0", ("getCatalog",)),
        ("inventory", "notification", "inventory-events@1.0.0", ("StockReleased", "StockReserved")),
    ]


def test_what_a_change_of_an_operation_touches() -> None:
    impact = impact_of(storefront(), "getUser")

    assert impact.subject == "operation getUser of user-api@1.0.0"
    assert impact.changed == ("user",)
    assert impact.contracts == ("user-api@1.0.0",)
    assert impact.teams == ("notification-team", "order-team", "user-team")
    assert impact.files == (
        "contracts/user/user-api/1.0.0/openapi.yaml",
        "services/notification.yaml",
        "services/order.yaml",
        "services/user.yaml",
    )
    assert impact.gates == ("user-api@1.0.0/ratify", "M1", "M2", "M3")
    assert impact.batches == ((1, ("user",)), (2, ("notification",)), (3, ("order",)))


def test_teams_further_up_are_told_but_need_not_agree() -> None:
    impact = impact_of(a_system({"a": [], "b": ["a"], "c": ["b"]}), "a")
    assert (impact.teams, impact.informed) == (("a-team", "b-team"), ("c-team",))


@pytest.mark.parametrize("subject", ["catalog", "inventory", "order-events", "getUser"])
def test_gates_and_batches_are_those_of_the_plan(subject: str) -> None:
    system = storefront()
    impact = impact_of(system, subject)
    batch_of = {
        name: batch.number for batch in release_order(system).batches for name in batch.services
    }

    assert set(impact.gates) <= set(build_network(system).index)
    assert impact.batches
    for number, services in impact.batches:
        assert {batch_of[name] for name in services} == {number}


def two_versions() -> System:
    """`user-api` in two versions: order uses the old one, notification a planned new one."""
    system = storefront()
    old = system.contracts["user-api@1.0.0"]
    operations = (Operation("getUser", ("GET /users/{id}",)), Operation("listUsers"))
    content = ContractContent("openapi", operations=operations)
    new = Contract("user-api", "2.0.0", "user", None, "contracts/user/user-api/2.0.0")
    edges = tuple(
        replace(edge, version="2.0.0", operations=()) if edge.consumer == "notification" else edge
        for edge in system.sync_edges
    )
    contracts = {**system.contracts, old.key: replace(old, content=content), new.key: new}
    return replace(system, contracts=contracts, sync_edges=edges)


@pytest.mark.parametrize(
    ("subject", "words", "hurt"),
    [
        ("user-api", "contract user-api (1.0.0, 2.0.0)", ["notification", "order"]),
        ("user-api@1.0.0", "contract user-api@1.0.0", ["order"]),
        ("user-api@2.0.0", "contract user-api@2.0.0", ["notification"]),
        ("user-api:GET /users/{id}", "operation getUser of user-api@1.0.0", ["order"]),
        ("GET /users/{id}", "operation getUser of user-api@1.0.0", ["order"]),
        ("user-api@1.0.0:listUsers", "operation listUsers of user-api@1.0.0", []),
    ],
)
def test_versions_and_other_names(subject: str, words: str, hurt: list[str]) -> None:
    impact = impact_of(two_versions(), subject)

    assert impact.subject == words
    assert [found.service for found in impact.direct] == hurt


def test_a_sender_of_commands_depends_on_their_owner() -> None:
    """`order` owns the commands; `shop` sends one of them; `audit` hears another."""
    impact = impact_of(commands(), "PlaceOrder")

    assert impact.changed == ("order",)
    assert short(impact.direct) == ["event order>shop"]
    assert [(link.via, link.is_sender) for link in impact.direct[0].links] == [
        (("PlaceOrder",), True)
    ]
    assert short(impact.transitive) == ["event order>shop>mail"]
    assert impact.batches == ((1, ("order", "shop")),)
    assert "services/shop.yaml" in impact.files


def test_all_parties_of_a_version_agree_and_each_is_told_with_its_part() -> None:
    impact = impact_of(commands(), "PlaceOrder")

    assert [(party.service, party.role, party.via) for party in impact.parties] == [
        ("order", "owns", ()),
        ("audit", "receives", ("DropOrder",)),
        ("shop", "sends", ("PlaceOrder",)),
    ]
    assert impact.teams == ("audit-team", "order-team", "shop-team")


def test_who_hears_a_message_that_nobody_sends_is_hurt_and_its_sender_is_not_known() -> None:
    impact = impact_of(commands(), "DropOrder")

    assert short(impact.direct) == ["event order>audit"]
    assert impact.notes == ("no service in the workspace sends `DropOrder`: who does is not known",)


def test_a_change_of_the_sender_does_not_change_the_contract_of_the_owner() -> None:
    impact = impact_of(commands(), "shop")

    assert short(impact.direct) == ["event shop>mail", "event shop>order"]
    assert impact.contracts == ("shop-events@1.0.0",)
    assert impact.teams == ("mail-team", "shop-team")


@pytest.mark.parametrize("subject", ["order", "order-commands"])
def test_a_change_of_the_owner_hurts_who_sends_to_it(subject: str) -> None:
    impact = impact_of(commands(), subject)

    assert short(impact.direct) == ["event order>audit", "event order>shop"]
    assert impact.contracts == ("order-commands@1.0.0",)


def test_what_is_not_known_is_said() -> None:
    offer = {"contract": "user-api", "version": "1.0.0", "audience": "public"}
    system = a_system({"user": [], "order": ["user"]}, manifests={"user": {"provides": [offer]}})
    planned = impact_of(two_versions(), "user-api@2.0.0")

    assert planned.notes == ("`user-api@2.0.0` is only planned: what it offers is not known yet",)
    assert "contracts/user/user-api/2.0.0/" in planned.files
    assert impact_of(system, "user").notes == (
        "`user-api@1.0.0` is public: its consumers outside the workspace are not known",
    )


def test_a_consumer_that_names_no_operations_may_use_any() -> None:
    system = storefront()
    edges = tuple(
        replace(edge, operations=()) if edge.consumer == "order" else edge
        for edge in system.sync_edges
    )
    impact = impact_of(replace(system, sync_edges=edges), "getUser")

    assert [hurt.service for hurt in impact.direct] == ["notification", "order"]
    assert impact.notes == ("`order` does not say what it uses of `user-api@1.0.0`",)


def same_names() -> System:
    """A service and a contract called `user`; an operation that two contracts have."""
    system = storefront()
    operation = ContractContent("openapi", operations=(Operation("health"),))
    added = {
        contract.key: contract
        for contract in (
            Contract("user", "1.0.0", "user", operation, "contracts/user/user/1.0.0"),
            Contract("order-api", "1.0.0", "order", operation, "contracts/order/order-api/1.0.0"),
        )
    }
    return replace(system, contracts={**system.contracts, **added})


@pytest.mark.parametrize(
    ("kind", "words"), [(None, "service user"), ("contract", "contract user@1.0.0")]
)
def test_a_service_is_meant_before_a_contract(kind: SubjectKind | None, words: str) -> None:
    assert find_subject(same_names(), "user", kind).words == words


@pytest.mark.parametrize(
    ("subject", "kind", "code", "message", "hint"),
    [
        (
            "notifcation",
            None,
            "unknown-subject",
            "there is no service, contract, operation or message `notifcation`",
            "did you mean `notification`?",
        ),
        (
            "user-api:getUsr",
            "operation",
            "unknown-operation",
            "contract `user-api` has no operation `getUsr`",
            "did you mean `getUser`?",
        ),
        (
            "user",
            "message",
            "unknown-message",
            "there is no message `user`",
            "see what there is with `plan graph --format json`",
        ),
        (
            "user-api:zz",
            None,
            "unknown-operation",
            "contract `user-api` has no operation or message `zz`",
            "it has `getUser`",
        ),
        (
            "health",
            None,
            "ambiguous-subject",
            "`health` is in 2 contracts: `order-api:health`, `user:health`",
            "name one of them: `plan impact order-api:health`",
        ),
    ],
)
def test_a_name_that_means_nothing_or_too_much_is_refused(
    subject: str, kind: SubjectKind | None, code: str, message: str, hint: str
) -> None:
    with pytest.raises(InputError) as raised:
        find_subject(same_names(), subject, kind)

    (problem,) = raised.value.problems
    assert (problem.code, problem.message, problem.hint) == (code, message, hint)


@given(links, st.sampled_from(NAMES))
def test_those_hurt_for_sure_are_the_ancestors_by_hard_calls(
    found: dict[tuple[str, str], Strength], changed: str
) -> None:
    graph = nx.DiGraph([pair for pair, strength in found.items() if strength == "hard"])
    graph.add_node(changed)
    impact = impact_of(system_of(found), changed)

    hurt = {h.service for h in (*impact.direct, *impact.transitive) if h.strength == "hard"}
    assert hurt == nx.ancestors(graph, changed)


@given(links, st.sampled_from(NAMES))
def test_each_is_reached_by_a_shortest_of_its_strongest_chains(
    found: dict[tuple[str, str], Strength], changed: str
) -> None:
    impact = impact_of(system_of(found), changed)
    hurts = {hurt.service: hurt for hurt in (*impact.direct, *impact.transitive)}

    expected: dict[str, tuple[Strength, int]] = {}
    for rank, strength in enumerate(STRENGTHS):  # the strongest links alone, then weaker ones too
        allowed = STRENGTHS[: rank + 1]
        graph = nx.DiGraph([(p, c) for (c, p), s in found.items() if s in allowed])
        graph.add_node(changed)
        for name, length in nx.single_source_shortest_path_length(graph, changed).items():
            expected.setdefault(name, (strength, length))
    del expected[changed]

    assert {n: (h.strength, len(h.path) - 1) for n, h in hurts.items()} == expected
    for hurt in hurts.values():
        assert {(link.source, link.target) for link in hurt.links} == set(
            zip(hurt.path, hurt.path[1:], strict=False)
        )
