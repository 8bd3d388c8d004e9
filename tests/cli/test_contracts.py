"""`plan contracts`: list, show, history, digest, consumers."""

import hashlib
import json
from pathlib import Path

import pytest

from planner.cli.main import exit_code_of
from tests.governance.ledgers import FILES, a_shop, agree, openapi

STOREFRONT = str(Path(__file__).parents[2] / "examples" / "storefront")
Said = pytest.CaptureFixture[str]


def said(capsys: Said, *arguments: str, code: int = 0) -> str:
    assert exit_code_of(["contracts", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def told(capsys: Said, *arguments: str) -> dict[str, object]:
    found = json.loads(said(capsys, *arguments, "-q", "-f", "json"))
    assert isinstance(found, dict)
    return found


# ---- list, show, consumers


def test_lists_every_version_with_its_parties(capsys: Said) -> None:
    out = said(capsys, "list", "-w", STOREFRONT)
    assert out.startswith("6 contracts in storefront\n")
    row = next(line for line in out.splitlines() if line.startswith("inventory-events@1.0.0"))
    assert row.split()[1:6] == ["asyncapi", "inventory", "inventory-team", "2", "messages"]
    assert "notification-team, order-team" in row


def test_without_a_subcommand_lists(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(STOREFRONT)
    assert said(capsys) == said(capsys, "list")


def test_a_version_that_nobody_names_is_marked(tmp_path: Path, capsys: Said) -> None:
    shop = with_versions(tmp_path)
    out = said(capsys, "list", "-q", "-w", str(shop))
    assert out.startswith("2 contracts in shop, 5 versions\n")
    unused = [line for line in out.splitlines() if "named by no manifest" in line]
    assert [line.split()[0] for line in unused] == [
        "catalog-api@1.1.0",
        "catalog-api@2.0.0",
        "catalog-api@10.0.0",
    ]


def test_shows_one_contract(capsys: Said) -> None:
    out = said(capsys, "show", "user-api", "-w", STOREFRONT)
    assert out.startswith("user-api@1.0.0: ")
    assert "Provider: user (user-team)" in out
    assert "contracts/user/user-api/1.0.0/openapi.yaml" in out
    assert "getUser" in out
    assert "sha256:" in out


def test_names_consumers_with_what_they_use(capsys: Said) -> None:
    found = told(capsys, "consumers", "catalog-api", "-w", STOREFRONT)
    consumers = found["consumers"]
    assert isinstance(consumers, list)
    assert [(item["service"], item["role"], item["via"]) for item in consumers] == [
        ("inventory", "calls", ["getProduct", "listProducts"]),
        ("order", "calls", ["getProduct", "quotePrices"]),
    ]
    assert consumers[0]["range"] == "^1.0"
    assert consumers[0]["fields"] == ["id", "sku", "status"]


def test_a_contract_without_consumers_says_so(capsys: Said) -> None:
    out = said(capsys, "consumers", "order-api", "-w", STOREFRONT)
    assert out == "Nobody uses order-api@1.0.0 of order\n"


@pytest.mark.parametrize("name", ["show", "consumers", "digest", "history"])
def test_an_unknown_contract_gets_near_misses(name: str, capsys: Said) -> None:
    err = said(capsys, name, "usr-api", "-w", STOREFRONT, code=2)
    assert "there is no contract `usr-api` [unknown-contract]" in err
    assert "hint: did you mean `user-api`?" in err


# ---- digest


def test_prints_digests_like_sha256sum(capsys: Said) -> None:
    lines = said(capsys, "digest", "-w", STOREFRONT).splitlines()
    assert [line.partition("  ")[2] for line in lines] == [
        "catalog-api@1.0.0",
        "inventory-api@1.0.0",
        "inventory-events@1.0.0",
        "order-api@1.0.0",
        "order-events@1.0.0",
        "user-api@1.0.0",
    ]


def test_the_digest_is_that_of_the_canonical_text(capsys: Said) -> None:
    text = said(capsys, "digest", "catalog-api", "--canonical", "-w", STOREFRONT)
    digest = said(capsys, "digest", "catalog-api", "-w", STOREFRONT).split()[0]
    assert digest == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_canonical_prints_one_contract_only(capsys: Said) -> None:
    err = said(capsys, "digest", "--canonical", "-w", STOREFRONT, code=2)
    assert "`--canonical` prints one contract. Hint: name one." in err


def test_what_is_only_planned_has_no_digest(tmp_path: Path, capsys: Said) -> None:
    manifest = FILES["services/catalog.yaml"] + (
        "  - {contract: new-api, version: 1.0.0, planned: true, audience: public}\n"
    )
    shop = str(a_shop(tmp_path, changes={"services/catalog.yaml": manifest}))
    assert "new-api" not in said(capsys, "digest", "-w", shop)
    err = said(capsys, "digest", "new-api", "-w", shop, code=2)
    assert "`new-api@1.0.0` is only planned: it has no digest" in err
    assert "hint: write it in `contracts/catalog/new-api/1.0.0/`" in err
    assert "planned" in said(capsys, "show", "new-api", "-w", shop)


# ---- history


def with_versions(folder: Path) -> Path:
    """Versions 1.1.0 (a sentence), 2.0.0 (breaks), 10.0.0 (the same again)."""
    at = "contracts/catalog/catalog-api/{}/openapi.yaml".format
    prose = openapi("Catalog", "1.1.0").replace("Found.", "Found it.")
    broken = openapi("Catalog", "2.0.0", required=True)
    return a_shop(folder, changes={at("1.1.0"): prose, at("2.0.0"): broken, at("10.0.0"): broken})


def test_history_says_what_each_step_demanded(tmp_path: Path, capsys: Said) -> None:
    shop = with_versions(tmp_path)
    found = told(capsys, "history", "catalog-api", "-w", str(shop))["versions"]
    assert isinstance(found, list)
    assert [(v["version"], v["declared"], v["demanded"], v["enough"]) for v in found] == [
        ("1.0.0", None, None, None),
        ("1.1.0", "minor", "patch", True),
        ("2.0.0", "major", "major", True),
        ("10.0.0", "major", "none", True),
    ]
    assert found[2]["changes"]["breaking"] == 1


def test_a_step_that_is_too_small_is_told(tmp_path: Path, capsys: Said) -> None:
    at = "contracts/catalog/catalog-api/1.0.1/openapi.yaml"
    shop = a_shop(tmp_path, changes={at: openapi("Catalog", "1.0.1", required=True)})
    out = said(capsys, "history", "catalog-api", "-w", str(shop))
    row = next(line for line in out.splitlines() if line.startswith("1.0.1"))
    assert "major: too small a step" in row
    assert "1 breaking" in row


def test_history_and_ratify_go_by_the_policy_of_the_workspace(tmp_path: Path, capsys: Said) -> None:
    at = "contracts/catalog/catalog-api/1.0.1/openapi.yaml"
    shop = a_shop(tmp_path, changes={at: openapi("Catalog", "1.0.1", required=True)})
    person = ["--as", "goods", "--person", "ann", "-w", str(shop)]
    assert exit_code_of(["ratify", "catalog-api@1.0.1", *person]) == 0
    assert "1 breaking change since 1.0.0" in capsys.readouterr().out
    plan = json.loads((shop / "plan.yaml").read_text("utf-8"))
    plan["diff_policy"] = "policy.yaml"
    (shop / "plan.yaml").write_text(json.dumps(plan), encoding="utf-8")
    (shop / "policy.yaml").write_text("severities: {'*': safe}\n", encoding="utf-8")
    row = said(capsys, "history", "catalog-api", "-w", str(shop)).splitlines()[-1]
    assert row.split()[:5] == ["1.0.1", "patch", "minor:", "too", "small"]
    assert exit_code_of(["ratify", "catalog-api@1.0.1", *person]) == 0
    assert "breaking" not in capsys.readouterr().out


def test_history_knows_what_is_ratified(tmp_path: Path, capsys: Said) -> None:
    shop = with_versions(tmp_path)
    agree(shop, "catalog-api@1.0.0", "goods", "ann")
    agree(shop, "catalog-api@1.0.0", "web", "cas")
    found = told(capsys, "history", "catalog-api", "-w", str(shop))["versions"]
    assert isinstance(found, list)
    assert [(v["state"], v["ratified"]) for v in found] == [
        ("ratified", "2026-02-02"),
        ("open", None),
        ("open", None),
        ("open", None),
    ]
