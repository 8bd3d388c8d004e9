"""`plan graph` and `plan impact` as programs, on a small workspace whose contracts are planned."""

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.running import run_here

PLAN = """\
name: shop
calendar: {start: 2026-01-05}
teams: [{name: web}, {name: goods}, {name: idle}]
"""
SERVICES = """\
name: order
team: web
publishes: [{contract: order-events, version: 1.0.0, planned: true, messages: [OrderPlaced]}]
consumes:
  - {contract: stock-api, version: ^1.0, operations: [reserve]}
  - {contract: catalog-api, version: ^1.0, operations: [getProduct]}
---
name: stock
team: goods
provides: [{contract: stock-api, version: 1.0.0, planned: true}]
consumes: [{contract: catalog-api, version: ^1.0, operations: [getProduct]}]
---
name: catalog
team: goods
provides: [{contract: catalog-api, version: 1.0.0, planned: true}]
subscribes: [{contract: order-events, version: ^1.0, messages: [OrderPlaced]}]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "services" / "all.yaml").write_text(SERVICES, encoding="utf-8")
    return tmp_path


def plan(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return run_here(*arguments, cwd=folder)


def test_graph_prints_the_tree(shop: Path) -> None:
    result = run_here("graph", "--quiet", cwd=shop)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "shop: 3 services, 3 calls, 1 event flow, 3 levels\n"
        "Leaf first: a service stands below every service that it calls.\n\n"
        "Level 0: start immediately (1 service)\n"
        "└─ catalog (goods)\n\n"
        "Level 1: develop with stubs (1 service)\n"
        "└─ stock (goods)\n"
        "   └─ calls catalog: getProduct\n\n"
        "Level 2: integrate last (1 service)\n"
        "└─ order (web)\n"
        "   ├─ calls catalog: getProduct\n"
        "   ├─ calls stock: reserve\n"
        "   └─ sends OrderPlaced to catalog\n"
    )


def test_graph_takes_a_focus_and_reduces(shop: Path) -> None:
    arguments = ["--service", "order", "--direction", "providers", "--edges", "sync", "--reduced"]
    result = plan(shop, "graph", *arguments, "--depth", "1", "--format", "json")
    payload = json.loads(result.stdout)

    assert [service["name"] for service in payload["services"]] == ["stock", "order"]
    assert payload["hidden"] == {"services": 1, "edges": 2, "implied_edges": 1}


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("graph.svg", b"<?xml"),
        ("graph.png", b"\x89PNG"),
        ("graph.dot", b'digraph "shop" {'),
        ("graph.mmd", b"flowchart RL"),
        ("graph.json", b"{"),
    ],
)
def test_graph_guesses_the_format_of_a_file(shop: Path, file: str, start: bytes) -> None:
    result = plan(shop, "graph", "--output", file, "--quiet")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (shop / file).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["graph", "-s", "ordr", "-t", "gods"], ["`ordr`", "`order`", "`gods`", "`goods`"]),
        (["graph", "-t", "payments"], ["`payments`", "hint: known: `"]),
        (["waves", "--team", "payments"], ["`payments`", "hint: known: `"]),
        (["graph", "-t", "idle"], ["no service belongs to `idle`"]),
        (["graph", "--depth", "2"], ["need a focus"]),
        (["graph", "--depth", "-1", "-s", "order"], ["-1"]),
        (["impact", "catlog"], ["`catlog`", "`catalog`"]),
        (["impact", "stock-api:reserv"], ["`reserv`", "`reserve`"]),
        (["impact", "order", "--depth", "0"], ["0"]),
        (["impact"], ["SUBJECT"]),
    ],
)
def test_what_does_not_fit_is_refused(
    shop: Path, arguments: list[str], expected: list[str]
) -> None:
    result = plan(shop, *arguments)

    assert (result.returncode, result.stdout) == (2, "")
    for text in expected:
        assert text in result.stderr
    assert "Traceback" not in result.stderr


def test_impact_of_an_operation(shop: Path) -> None:
    result = plan(shop, "impact", "reserve", "--quiet")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("Changing operation reserve of stock-api@1.0.0\n")
    assert "order    web   hard  calls reserve of stock-api@1.0.0\n" in result.stdout
    assert (
        "Must agree:    goods: stock owns stock-api@1.0.0\n"
        "               web: order calls reserve\n"
    ) in result.stdout
    assert (
        "Files:         contracts/stock/stock-api/1.0.0/\n               services/all.yaml\n"
    ) in result.stdout


@pytest.mark.parametrize(
    ("arguments", "direct", "transitive"),
    [
        (["stock"], ["order"], ["catalog"]),
        (["stock", "--at-least", "hard"], ["order"], []),
        (["catalog-api", "--depth", "1"], ["order", "stock"], []),
        (["order", "--kind", "service"], ["catalog"], ["stock"]),
    ],
)
def test_impact_reaches_as_far_as_asked(
    shop: Path, arguments: list[str], direct: list[str], transitive: list[str]
) -> None:
    payload = json.loads(plan(shop, "impact", *arguments, "--format", "json").stdout)

    assert [hurt["service"] for hurt in payload["direct"]] == direct
    assert [hurt["service"] for hurt in payload["transitive"]] == transitive


@pytest.mark.parametrize("command", ["graph", "impact"])
def test_help_needs_no_workspace(tmp_path: Path, command: str) -> None:
    result = plan(tmp_path, command, "--help")

    assert result.returncode == 0
    assert f"Usage: plan {command}" in result.stdout
    assert "Examples:" in result.stdout
