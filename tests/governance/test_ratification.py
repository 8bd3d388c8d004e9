"""Who must agree to a contract, who has agreed, and what does not count."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.ratify import show_ratification
from planner.app.workspace import load_system
from planner.governance.parties import parties_of
from planner.model.errors import InputError
from planner.model.ledger_file import file_name_of
from planner.model.ratification import LedgerState
from tests.builders import commands, storefront
from tests.governance.ledgers import (
    FILES,
    FixedClock,
    a_shop,
    agree,
    edit,
    entry_of,
    flaws,
    openapi,
    settings,
    standing,
)

API = "contracts/catalog/catalog-api/1.0.0/openapi.yaml"


# ---- parties


def parties(key: str) -> dict[str, list[str]]:
    found = parties_of(storefront(), [key])[key]
    return {p.team: [f"{r.service} {r.role}" for r in p.reasons] for p in found}


def test_the_provider_s_team_and_each_consumer_s_team_are_parties() -> None:
    assert parties("catalog-api@1.0.0") == {
        "catalog-team": ["catalog owns"],
        "inventory-team": ["inventory calls"],
        "order-team": ["order calls"],
    }
    assert parties("order-events@1.0.0") == {
        "inventory-team": ["inventory receives"],
        "notification-team": ["notification receives"],
        "order-team": ["order owns"],
    }


def test_who_sends_into_a_contract_of_another_is_a_party() -> None:
    found = parties_of(commands(), ["order-commands@1.0.0"])["order-commands@1.0.0"]
    assert [party.team for party in found] == ["audit-team", "order-team", "shop-team"]


def test_two_services_of_a_team_agree_once(tmp_path: Path) -> None:
    more = FILES["services/order.yaml"].replace("name: order", "name: basket")
    system = load_system(
        LocalFiles(a_shop(tmp_path, changes={"services/basket.yaml": more}))
    ).system
    found = parties_of(system, ["catalog-api@1.0.0"])["catalog-api@1.0.0"]
    assert [(party.team, len(party.reasons)) for party in found] == [("goods", 1), ("web", 2)]


# ---- states


def test_a_version_is_ratified_once_all_parties_have_agreed(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    assert standing(shop).state is LedgerState.OPEN
    assert standing(shop).missing == ("goods", "web")
    view = agree(shop, "catalog-api", "web", "cas")
    assert view.standings[0].state is LedgerState.PARTIAL
    assert view.standings[0].missing == ("goods",)
    later = FixedClock(datetime(2026, 2, 4, 0, 0, tzinfo=UTC))
    view = agree(shop, "catalog-api@1.0.0", "goods", "bob", clock=later)
    assert view.standings[0].state is LedgerState.RATIFIED
    assert view.standings[0].last_ratified == date(2026, 2, 4)
    assert standing(shop) == view.standings[0]


def test_one_approver_of_a_team_is_enough_and_the_first_one_sets_the_day(tmp_path: Path) -> None:
    shop = a_shop(tmp_path)
    agree(shop, "catalog-api", "web", "cas")
    agree(shop, "catalog-api", "goods", "ann")
    late = FixedClock(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    assert agree(shop, "catalog-api", "goods", "bob", clock=late).is_complete
    assert standing(shop).last_ratified == date(2026, 2, 2)
    assert [item.entry.value.person for item in standing(shop).approvals["goods"]] == ["ann", "bob"]


def ratified(folder: Path) -> Path:
    shop = a_shop(folder)
    agree(shop, "catalog-api@1.0.0", "web", "cas")
    agree(shop, "catalog-api@1.0.0", "goods", "ann")
    return shop


def test_a_change_of_a_ratified_version_is_noticed(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    edit(shop / API, lambda text: text.replace("required: false", "required: true"))
    assert standing(shop).state is LedgerState.CHANGED
    assert flaws(shop) == ["other-digest", "other-digest"]
    assert standing(shop).last_ratified is None


def test_another_way_of_writing_it_is_not(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    edit(shop / API, lambda text: f"# the same\n{text}".replace("Found.", "'Found.'"))
    assert standing(shop).state is LedgerState.RATIFIED


def test_a_new_consumer_must_agree_too(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    (shop / "services/post.yaml").write_text(
        "name: post\nteam: mail\nconsumes: [{contract: catalog-api}]\n", encoding="utf-8"
    )
    assert standing(shop).state is LedgerState.PARTIAL
    assert standing(shop).missing == ("mail",)
    assert agree(shop, "catalog-api", "mail", "dot").is_complete


def test_a_version_whose_files_cannot_be_read_is_not_ratified(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    edit(shop / API, lambda text: text.replace("schema: {type: string}", "schema: {$ref: x.yaml}"))
    assert standing(shop).state is LedgerState.BROKEN
    assert standing(shop).digest == ""
    _, warnings = show_ratification(LocalFiles(shop), "catalog-api")
    assert [problem.code for problem in warnings] == ["reference-file-missing"]


def test_nothing_is_agreed_about_what_is_only_planned(tmp_path: Path) -> None:
    manifest = (
        FILES["services/catalog.yaml"] + "  - {contract: new-api, version: 1.0.0, planned: true}\n"
    )
    shop = a_shop(tmp_path, changes={"services/catalog.yaml": manifest})
    assert standing(shop, "new-api").state is LedgerState.PLANNED
    with pytest.raises(InputError, match="only planned"):
        agree(shop, "new-api", "goods", "ann")


# ---- entries that don't count


def plan_without(team: str, person: str) -> Callable[[Path], None]:
    def change(shop: Path) -> None:
        plan = settings({team: {"approvers": [p for p in ["ann", "bob"] if p != person]}})
        a_shop(shop, plan)

    return change


def moved(to: str) -> Callable[[Path], None]:
    def change(shop: Path) -> None:
        target = shop / to
        target.parent.mkdir(parents=True, exist_ok=True)
        entry_of(shop, "goods", "ann").rename(target)

    return change


def both(*steps: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(shop: Path) -> None:
        for step in steps:
            step(shop)

    return change


def rewritten(team: str, person: str, *words: tuple[str, str]) -> Callable[[Path], None]:
    def change(text: str) -> str:
        for old, new in words:
            text = text.replace(old, new)
        return text

    return lambda shop: edit(entry_of(shop, team, person), change)


def edited(old: str, new: str) -> Callable[[Path], None]:
    return lambda shop: edit(entry_of(shop, "goods", "ann"), lambda text: text.replace(old, new))


VOID: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "somebody who is no approver": (
        edited('person: "ann"', 'person: "eve"'),
        "wrong-file",
        "the entry of `eve` stands in `ann.yaml`",
    ),
    "an approver who has left": (
        plan_without("goods", "ann"),
        "not-an-approver",
        "`ann` is not an approver of team `goods`",
    ),
    "an approver of another team": (
        both(
            moved("ratifications/catalog/catalog-api/1.0.0/goods/cas.yaml"),
            rewritten("goods", "cas", ('"ann"', '"cas"')),
        ),
        "not-an-approver",
        "`cas` is not an approver of team `goods`",
    ),
    "an entry in the folder of another team": (
        moved("ratifications/catalog/catalog-api/1.0.0/mail/ann.yaml"),
        "other-team",
        "the entry is of team `goods`, but stands in the folder of `mail`",
    ),
    "a team that has nothing to do with it": (
        both(
            moved("ratifications/catalog/catalog-api/1.0.0/mail/dot.yaml"),
            rewritten("mail", "dot", ('"ann"', '"dot"'), ("team: goods", "team: mail")),
        ),
        "not-a-party",
        "team `mail` neither provides nor consumes `catalog-api@1.0.0`",
    ),
    "a team that does not exist": (
        both(
            moved("ratifications/catalog/catalog-api/1.0.0/gods/ann.yaml"),
            rewritten("gods", "ann", ("team: goods", "team: gods")),
        ),
        "unknown-team",
        "there is no team `gods`",
    ),
    "another digest": (
        lambda shop: edit(
            entry_of(shop, "goods", "ann"),
            lambda text: text.replace(text.split("digest: ")[1][:71], "sha256:" + "0" * 64),
        ),
        "other-digest",
        "`ann` agreed to another content of `catalog-api@1.0.0` (`sha256:000000000000`)",
    ),
    "an entry of another contract": (
        edited("contract: catalog-api", "contract: stock-api"),
        "replayed",
        "the entry agrees to `stock-api@1.0.0`, but stands in the folder of `catalog-api@1.0.0`",
    ),
    "an entry of another version": (
        edited('version: "1.0.0"', 'version: "1.1.0"'),
        "replayed",
        "the entry agrees to `catalog-api@1.1.0`, but stands in the folder of `catalog-api@1.0.0`",
    ),
}


@pytest.mark.parametrize("name", VOID)
def test_an_entry_that_does_not_count(name: str, tmp_path: Path) -> None:
    change, flaw, message = VOID[name]
    shop = ratified(tmp_path)
    change(shop)
    found = standing(shop)
    assert [item.flaw.value for item in found.rejections] == [flaw]
    assert found.rejections[0].message.startswith(message)
    assert found.rejections[0].hint
    assert found.missing == ("goods",)
    assert found.last_ratified is None


# ---- what can't be agreed to


REFUSED = {
    "an unknown contract": ("catalg-api", "web", "cas", "unknown-contract"),
    "an unknown version": ("catalog-api@9.0.0", "web", "cas", "no-matching-version"),
    "an unknown team": ("catalog-api", "wbe", "cas", "unknown-team"),
    "a team that is no party": ("catalog-api", "mail", "dot", "not-a-party"),
    "somebody else's approver": ("catalog-api", "web", "ann", "not-an-approver"),
    "nobody": ("catalog-api", "web", "", "unknown-person"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_not_count_is_not_written(name: str, tmp_path: Path) -> None:
    contract, team, person, code = REFUSED[name]
    shop = a_shop(tmp_path)
    with pytest.raises(InputError) as error:
        agree(shop, contract, team, person)
    assert [problem.code for problem in error.value.problems] == [code]
    assert error.value.problems[0].hint
    assert not (shop / "ratifications").exists()


def test_a_team_without_approvers_cannot_agree(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, settings({"web": {"approvers": []}}))
    with pytest.raises(InputError, match="team `web` has no approvers"):
        agree(shop, "catalog-api", "web", "cas")


def test_a_contract_with_a_mistake_cannot_be_agreed_to(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, changes={API: openapi("Catalog").replace("in: query", "in: qurey")})
    with pytest.raises(InputError) as error:
        agree(shop, "catalog-api", "web", "cas")
    assert {problem.place.file for problem in error.value.problems if problem.place} == {API}


def test_the_same_agreement_is_not_written_twice(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    before = entry_of(shop, "web", "cas").read_bytes()
    late = FixedClock(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    view = agree(shop, "catalog-api", "web", "cas", clock=late)
    assert view.is_known
    assert entry_of(shop, "web", "cas").read_bytes() == before


def test_a_draft_that_has_changed_may_be_agreed_to_again(tmp_path: Path) -> None:
    shop = ratified(tmp_path)
    edit(shop / API, lambda text: text.replace("required: false", "required: true"))
    agree(shop, "catalog-api", "web", "cas")
    assert standing(shop).state is LedgerState.CHANGED
    assert standing(shop).missing == ("goods",)
    assert agree(shop, "catalog-api", "goods", "ann").is_complete


# ---- findings that are accepted

NEXT = "contracts/catalog/catalog-api/2.0.0/openapi.yaml"


def with_break(folder: Path) -> Path:
    """Version 2.0.0 has a parameter that must be sent."""
    manifest = FILES["services/catalog.yaml"].replace(
        "catalog-api, version: 1", "catalog-api, version: 2"
    )
    order = FILES["services/order.yaml"].replace(
        "catalog-api, version: 1.0.0", "catalog-api, version: ^2"
    )
    new = openapi("Catalog", "2.0.0", required=True)
    changes = {NEXT: new, "services/catalog.yaml": manifest, "services/order.yaml": order}
    return a_shop(folder, changes=changes)


def test_breaking_changes_are_shown_and_can_be_accepted(tmp_path: Path) -> None:
    shop = with_break(tmp_path)
    view = agree(shop, "catalog-api", "web", "cas")
    assert view.base == "1.0.0"
    assert len(view.breaks) == 1
    fingerprint = view.breaks[0].fingerprint
    view = agree(shop, "catalog-api", "web", "cas", accepted=((fingerprint[:8], "we send it"),))
    assert view.breaks == ()
    value = standing(shop, "catalog-api@2.0.0").approvals["web"][0].entry.value
    assert [(item.fingerprint, item.reason) for item in value.accepted] == [
        (fingerprint, "we send it")
    ]
    assert value.base == "1.0.0"


@pytest.mark.parametrize(
    ("contract", "fingerprint", "code"),
    [
        ("catalog-api@2.0.0", "00000000", "unknown-finding"),
        ("catalog-api@2.0.0", "0", "unknown-finding"),
        ("catalog-api@1.0.0", "00000000", "nothing-to-accept"),
    ],
)
def test_only_findings_that_exist_can_be_accepted(
    contract: str, fingerprint: str, code: str, tmp_path: Path
) -> None:
    shop = with_break(tmp_path)
    with pytest.raises(InputError) as error:
        agree(shop, contract, "goods", "ann", accepted=((fingerprint, "why not"),))
    assert [problem.code for problem in error.value.problems] == [code]


# ---- names of files


@pytest.mark.parametrize("person", ["ann", "ann@shop.example", "a.b+c_d-e"])
def test_a_plain_name_is_the_file_s(person: str) -> None:
    assert file_name_of(person) == f"{person}.yaml"


def test_names_that_a_file_should_not_have_are_told_apart() -> None:
    people = ["Ann", "ann ", "Änn", "../ann", "a/nn", "ann.", ".ann", "アン", "アソ", "A" * 300]
    names = [file_name_of(person) for person in people]
    assert len({name.lower() for name in [*names, "ann.yaml"]}) == len(people) + 1
    for name in names:
        assert len(name) < 80
        assert name.isascii()
        assert "/" not in name
        assert not name.startswith(".")


@pytest.mark.parametrize(
    "person",
    ["true", "1.0", 'O"Neil: #1', "Ann\u2028Lee", "アン 🙂", "- x", "@a", "\u00a0a", "a\\n"],
)
def test_any_name_survives_writing_and_reading(person: str, tmp_path: Path) -> None:
    shop = a_shop(tmp_path, settings({"web": {"approvers": [person]}}))
    agree(shop, "catalog-api", "web", person)
    assert standing(shop).approvals["web"][0].entry.value.person == person
