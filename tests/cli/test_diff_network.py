"""`plan diff` with contracts, and parts of contracts, that are in the network."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from planner.api import compare
from planner.cli.main import exit_code_of
from planner.model.errors import InputError
from tests.cli.diff_contracts import NEW, OLD, changed
from tests.servers import Answer, Server, serving

PET = """\
Pet:
  type: object
  required: [id]
  properties:
    id: {type: integer}
    name: {type: string}
    status: {$ref: "parts/status.json#/Status"}
"""
STATUS = '{"Status": {"type": "string", "enum": ["free", "sold"]}}'
_COMPONENTS = OLD[OLD.index("components:") :]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(
        {
            "/old.yaml": OLD,
            "/new.yaml": NEW,
            "/shared/pet.yaml": PET,
            "/shared/parts/status.json": STATUS,
        }
    ) as running:
        yield running


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def referring(address: str) -> str:
    """Return the old contract with its pet in a document of its own."""
    return changed(('"#/components/schemas/Pet"', f'"{address}#/Pet"'), (_COMPONENTS, ""))


def run(
    capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0
) -> tuple[dict[str, Any], str]:
    capsys.readouterr()
    assert exit_code_of(["diff", *arguments, "-f", "json"]) == code, capsys.readouterr().err
    captured = capsys.readouterr()
    return (json.loads(captured.out) if captured.out else {}), captured.err


def rules(report: Mapping[str, Any]) -> list[str]:
    return sorted(f["rule"] for contract in report["contracts"] for f in contract["findings"])


# ---------------------------------------------------------------- contracts that are named


def test_two_addresses(server: Server, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = server.at("/old.yaml"), server.at("/new.yaml")
    report, _ = run(capsys, *names, "--allow-network")
    (here / "old.yaml").write_text(OLD, "utf-8")
    (here / "new.yaml").write_text(NEW, "utf-8")
    assert rules(report) == rules(run(capsys, "old.yaml", "new.yaml")[0])
    assert server.asked == ["/old.yaml", "/new.yaml"]


def test_findings_show_the_address_and_its_line(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = server.at("/old.yaml"), server.at("/new.yaml")
    capsys.readouterr()
    assert exit_code_of(["diff", *names, "--allow-network", "--only", "*max-decreased"]) == 0
    shown = capsys.readouterr().out
    assert f"{names[1]}:8:" in shown
    assert "maximum: 50" in shown


def test_addresses_in_sarif_stand_alone(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path is below the repository; an address is not."""
    names = server.at("/old.yaml"), server.at("/new.yaml")
    capsys.readouterr()
    assert exit_code_of(["diff", *names, "--allow-network", "-f", "sarif"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    found = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in results]
    assert found
    assert all(location == {"uri": names[1]} for location in found)


def test_an_address_and_a_file(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "new.yaml").write_text(OLD, "utf-8")
    report, _ = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network", "--changelog")
    assert rules(report) == []


def test_an_address_is_refused_without_the_flag(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "new.yaml").write_text(OLD, "utf-8")
    _, said = run(capsys, server.at("/old.yaml"), "new.yaml", code=2)
    assert "is an address of the network [network-not-allowed]" in said
    assert "--allow-network" in said
    assert server.asked == []


def test_an_address_where_nothing_is(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "new.yaml").write_text(OLD, "utf-8")
    _, said = run(capsys, server.at("/gone.yaml"), "new.yaml", "--allow-network", code=2)
    assert "answers with status 404 [not-fetched]" in said


@pytest.mark.parametrize("name", ["http://[", "https://", "http://a.example:port/"])
def test_no_address_at_all(name: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "new.yaml").write_text(OLD, "utf-8")
    _, said = run(capsys, name, "new.yaml", "--allow-network", code=2)
    assert "[not-fetched]" in said


# ---------------------------------------------------------------- references


def test_references_of_a_named_contract_lead_to_its_neighbours(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["/split.yaml"] = Answer(referring("shared/pet.yaml"))
    (here / "new.yaml").write_text(changed(("[free, sold]", "[free]")), "utf-8")
    report, _ = run(capsys, server.at("/split.yaml"), "new.yaml", "--allow-network")
    assert rules(report) == ["request-property-enum-value-removed"]
    place = report["contracts"][0]["findings"][0]["old"]
    assert place["file"] == server.at("/shared/parts/status.json")
    assert server.asked == ["/split.yaml", "/shared/pet.yaml", "/shared/parts/status.json"]


def test_a_file_refers_to_the_network(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "new.yaml").write_text(referring(server.at("/shared/pet.yaml")), "utf-8")
    report, _ = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network", "--changelog")
    assert rules(report) == []
    server.answers["/shared/parts/status.json"] = Answer(STATUS.replace("sold", "lost"))
    report, _ = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network")
    assert rules(report) == [
        "request-property-enum-value-removed",
        "response-property-enum-value-added",
    ]


def test_what_both_sides_refer_to_is_fetched_once(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["/split.yaml"] = Answer(referring(server.at("/shared/pet.yaml")))
    (here / "new.yaml").write_text(referring(server.at("/shared/pet.yaml")), "utf-8")
    report, _ = run(capsys, server.at("/split.yaml"), "new.yaml", "--allow-network", "--changelog")
    assert rules(report) == []
    assert sorted(server.asked) == ["/shared/parts/status.json", "/shared/pet.yaml", "/split.yaml"]


def test_a_reference_is_refused_without_the_flag(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "old.yaml").write_text(OLD, "utf-8")
    (here / "new.yaml").write_text(referring(server.at("/shared/pet.yaml")), "utf-8")
    _, said = run(capsys, "old.yaml", "new.yaml", code=2)
    assert "new.yaml:16:" in said
    assert "`$ref` leads out of the repository" in said
    assert "allow it with `--allow-network`, or copy the file" in said
    assert server.asked == []


def test_a_reference_to_a_private_host_is_refused(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody named the host: a contract must not choose what this machine asks."""
    (here / "old.yaml").write_text(OLD, "utf-8")
    (here / "new.yaml").write_text(referring(server.at("/shared/pet.yaml")), "utf-8")
    _, said = run(capsys, "old.yaml", "new.yaml", "--allow-network", code=2)
    assert "new.yaml:16:" in said
    assert "[private-address]" in said
    assert server.asked == []


def test_everything_that_can_not_be_fetched_is_said_at_once(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = changed(
        ('items: {$ref: "#/components/schemas/Pet"}', f"items: {{$ref: '{server.at('/x')}#/P'}}"),
        ('schema: {$ref: "#/components/schemas/Pet"}', f"schema: {{$ref: '{server.at('/y')}'}}"),
    )
    (here / "new.yaml").write_text(text, "utf-8")
    _, said = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network", code=2)
    assert said.count("[not-fetched]") == 2
    assert "new.yaml:16:" in said
    assert "new.yaml:23:" in said


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ("Pet: {type: [", "/shared/pet.yaml:1:", "[syntax]"),
        ("x: " + "[" * 2000, "/shared/pet.yaml:1:", "[syntax]"),
        ("a\xff\x00", "/shared/pet.yaml:1:", "]"),
        ("<html>not here</html>", "new.yaml:16:", "[reference-target-missing]"),
    ],
)
def test_a_document_that_is_none(  # noqa: PLR0917  a fixture is an argument
    server: Server, here: Path, capsys: pytest.CaptureFixture[str], body: str, where: str, code: str
) -> None:
    server.answers["/shared/pet.yaml"] = Answer(body)
    (here / "new.yaml").write_text(referring(server.at("/shared/pet.yaml")), "utf-8")
    _, said = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network", code=2)
    assert re.search(re.escape(where) + ".*" + re.escape(code), said), said


def test_documents_that_refer_to_each_other(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answers["/shared/pet.yaml"] = Answer(
        "Pet: {type: object, properties: {owner: {$ref: 'owner.yaml#/Owner'}}}"
    )
    server.answers["/shared/owner.yaml"] = Answer(
        "Owner: {type: object, properties: {pet: {$ref: 'pet.yaml#/Pet'}}}"
    )
    text = referring(server.at("/shared/pet.yaml"))
    server.answers["/split.yaml"] = Answer(text)
    (here / "new.yaml").write_text(text, "utf-8")
    report, _ = run(capsys, server.at("/split.yaml"), "new.yaml", "--allow-network", "--changelog")
    assert rules(report) == []
    assert server.asked.count("/shared/pet.yaml") == 1


def test_a_whole_contract_that_is_referred_to_adds_no_operations(
    server: Server, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands beside the schema that is referred to is not part of the contract."""
    other = changed(("/pets:", "/others:"), ("openapi: 3.1.0", "openapi: 3.0.3"))
    server.answers["/other.yaml"] = Answer(other)
    address = f"{server.at('/other.yaml')}#/components/schemas/Pet"
    text = changed(('"#/components/schemas/Pet"', f'"{address}"'), (_COMPONENTS, ""))
    (here / "new.yaml").write_text(text, "utf-8")
    report, _ = run(capsys, server.at("/old.yaml"), "new.yaml", "--allow-network", "--changelog")
    assert rules(report) == []


def test_from_python(server: Server) -> None:
    with pytest.raises(InputError, match="network"):
        compare(server.at("/old.yaml"), OLD)
    report = compare(server.at("/old.yaml"), NEW, allow_network=True)
    assert report.counts["breaking"] == 4
    split = referring(server.at("/shared/pet.yaml"))
    assert not compare(server.at("/old.yaml"), split, allow_network=True).findings
