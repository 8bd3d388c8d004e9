"""`plan milestone` of the storefront: what it reads, what it refuses, what it says."""

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from planner.app.schemas import schema_of
from tests.cli.catalog_service import STOREFRONT, TOKEN, a_catalog_service, a_pact_of_order
from tests.cli.running import run_here

DAY = ("--today", "2026-02-12")
GOOD = '<testsuites><testsuite><testcase name="a"/><testcase name="b"/></testsuite></testsuites>'
BAD = '<testsuite><testcase classname="T" name="a"><failure>no</failure></testcase></testsuite>'
WORDS = """\
milestone: M3
attestations:
  - criterion: load-test
    subject: catalog
    by: amara@storefront.example
    date: 2026-02-10
    evidence: https://load.storefront.example/runs/17
  - {criterion: secrets, by: nobody@storefront.example, date: 2026-02-10, evidence: seen}
waivers:
  - criterion: alerts
    by: ines@storefront.example
    date: 2026-02-10
    reason: the pager is ordered
    expires: 2026-02-28
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(STOREFRONT, folder)
    return folder


def report(shop: Path, number: str, *more: str, code: int = 1) -> dict[str, Any]:
    run = run_here("milestone", number, *DAY, "-q", "-f", "json", *more, cwd=shop)
    assert (run.returncode, run.stderr) == (code, "")
    parsed: dict[str, Any] = json.loads(run.stdout)
    return parsed


def states(told: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(item["id"], item["subject"]): item["state"] for item in told["criteria"]}


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_the_ledger_shows_what_is_ratified(shop: Path) -> None:
    found = states(report(shop, "1"))
    assert {key[1]: state for key, state in found.items() if key[0] == "contract-ratified"} == {
        "catalog-api@1.0.0": "passed",
        "user-api@1.0.0": "passed",
        "inventory-api@1.0.0": "open",
        "inventory-events@1.0.0": "open",
        "order-api@1.0.0": "open",
        "order-events@1.0.0": "open",
    }


def test_a_provider_is_verified_now_or_was_verified_before(shop: Path) -> None:
    write(shop / "pacts/order-catalog.json", a_pact_of_order())
    quick = ("--header", TOKEN, "--skip", "conformance", *DAY, "-q", "-o", "results/catalog.json")
    with a_catalog_service() as url:
        assert run_here("verify", "catalog", "--url", url, *quick, cwd=shop).returncode == 0
    told = report(shop, "1")
    found = states(told)
    assert found["health-endpoint", "catalog"] == "passed"
    assert found["error-envelope", "catalog"] == "passed"
    assert found["consumer-contracts", "order -> catalog"] == "passed"
    assert found["provider-conformance", "catalog-api@1.0.0"] == "open"
    said = {item["message"] for item in told["disagreements"]}
    assert "`health-endpoint` passes, but progress says nothing about it for C-1" in said


@pytest.mark.slow
def test_a_provider_that_has_drifted_fails_the_milestone(shop: Path) -> None:
    with a_catalog_service("catalog_drifted.py") as url:
        told = report(
            shop,
            "1",
            "--url",
            f"catalog={url}",
            "--header",
            TOKEN,
            "--max-examples",
            "1",
            "--timeout",
            "10m",
        )
    found = {(item["id"], item["subject"]): item for item in told["criteria"]}
    item = found["provider-conformance", "catalog-api@1.0.0"]
    assert item["state"] == "failed"
    assert '"currency" is a required property' in item["detail"]
    assert found["health-endpoint", "catalog"]["state"] == "passed"


def test_a_result_about_other_content_does_not_count(shop: Path) -> None:
    with a_catalog_service() as url:
        run_here(
            *("verify", "catalog", "--url", url, "--header", TOKEN, "--skip", "conformance"),
            *("-q", "-o", "results/catalog.json"),
            cwd=shop,
        )
    contract = shop / "contracts/catalog/catalog-api/1.0.0/product.yaml"
    text = contract.read_text(encoding="utf-8").replace("maxLength: 120", "maxLength: 121")
    write(contract, text)
    found = states(report(shop, "1"))
    assert found["health-endpoint", "catalog"] == "open"
    assert found["contract-ratified", "catalog-api@1.0.0"] == "failed"


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `plan verify` wrote of a good provider."""
    folder = tmp_path_factory.mktemp("verified") / "shop"
    shutil.copytree(STOREFRONT, folder)
    with a_catalog_service() as url:
        run_here(
            *("verify", "catalog", "--url", url, "--header", TOKEN, "--skip", "conformance"),
            *(*DAY, "--revision", "3f2a9c1", "-q", "-o", "results/catalog.json"),
            cwd=folder,
        )
    found: dict[str, Any] = json.loads((folder / "results/catalog.json").read_bytes())
    return found


def test_a_result_says_what_was_verified(shop: Path, verified: dict[str, Any]) -> None:
    assert (verified["revision"], verified["digest"][:7]) == ("3f2a9c1", "sha256:")
    # in another order and with other white space it still says the same
    text = json.dumps(dict(sorted(verified.items())), indent=8)
    write(shop / "results/catalog.json", text)
    told = report(shop, "1")
    (health,) = [
        item
        for item in told["criteria"]
        if (item["id"], item["subject"]) == ("health-endpoint", "catalog")
    ]
    assert health["detail"] == "verified on 2026-02-12 (revision 3f2a9c1): 1 passed"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"revision": "9999999"}, "was changed after `plan verify` wrote it"),
        ({"parts": []}, "was changed after `plan verify` wrote it"),
        ({"contracts": []}, "was changed after `plan verify` wrote it"),
        ({"digest": None}, "is not what `plan verify --output` writes"),
        ({"digest": ...}, "has no digest, so nobody can tell if it was edited"),
    ],
)
def test_a_result_that_was_edited_is_refused(
    shop: Path, verified: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    edited = {k: v for k, v in {**verified, **change}.items() if v is not ...}
    write(shop / "results/catalog.json", json.dumps(edited))
    run = run_here("milestone", "1", *DAY, cwd=shop)
    assert run.returncode == 2
    assert f"`results/catalog.json` {message}" in run.stderr
    assert "run `plan verify catalog --url URL --output results/catalog.json` again" in run.stderr
    # `plan status` says so, too, and goes on
    status = run_here("status", *DAY, cwd=shop)
    assert status.returncode == 0
    assert message in status.stderr


def test_the_status_shows_where_progress_and_evidence_disagree(
    shop: Path, verified: dict[str, Any]
) -> None:
    write(shop / "results/catalog.json", json.dumps(verified))
    said = report(shop, "1")["disagreements"]
    run = run_here("status", *DAY, "-q", "-f", "json", cwd=shop)
    assert json.loads(run.stdout)["disagreements"] == said
    assert said
    text = run_here("status", *DAY, "-q", cwd=shop).stdout
    told = "- catalog: `health-endpoint` passes, but progress says nothing about it for C-1"
    assert told in text.partition("Progress and evidence disagree\n")[2]
    markdown = run_here("status", *DAY, "-q", "-f", "markdown", cwd=shop).stdout
    assert "## Progress and evidence disagree\n" in markdown
    other = run_here("status", *DAY, "-q", "--service", "user", cwd=shop).stdout
    assert "`health-endpoint`" not in other


def test_the_status_shows_a_milestone_that_was_passed_too_early(shop: Path) -> None:
    shared = shop / "progress/shared.yaml"
    told = "milestones:\n  M2: {passed: 2026-02-12}\n"
    write(shared, shared.read_text(encoding="utf-8") + told)
    run = run_here("status", *DAY, "-q", cwd=shop)
    line = "- M2: progress says that it was passed on 2026-02-12, but "
    assert line in run.stdout
    assert "criteria are open (progress/shared.yaml:" in run.stdout


def test_reports_of_tests_count(shop: Path, tmp_path: Path) -> None:
    write(tmp_path / "good.xml", GOOD)
    write(tmp_path / "bad.xml", BAD)
    named = ("--junit", "catalog=../good.xml", "--junit", "user=../bad.xml")
    told = report(shop, "1", *named)
    found = {
        item["subject"]: item for item in told["criteria"] if item["id"] == "integration-tests"
    }
    assert (found["catalog"]["state"], found["catalog"]["detail"]) == (
        "passed",
        "2 tests pass in `../good.xml`",
    )
    assert (found["user"]["state"], found["order"]["state"]) == ("failed", "open")
    assert "`T.a`" in found["user"]["detail"]


def test_a_report_about_nothing_that_is_asked_for_is_told(shop: Path, tmp_path: Path) -> None:
    write(tmp_path / "good.xml", GOOD)
    names = ("catlog", "end-to-end:shop", "integration-tests", "load-test:catalog", "user")
    named = [text for name in names for text in ("--junit", f"{name}=../good.xml")]
    run = run_here("milestone", "1", *DAY, *named, cwd=shop)
    told = "there is no service or criterion `{}`, so `../good.xml` counts for nothing"
    assert [told.format(name) in run.stderr for name in names] == [True, True, True, False, False]
    assert "did you mean `catalog`?" in run.stderr


def test_reports_that_the_progress_file_names_count(shop: Path) -> None:
    write(shop / "build/catalog.xml", GOOD)
    shared = shop / "progress/shared.yaml"
    told = "milestones:\n  M1: {passed: 2026-02-12, evidence: [catalog=build/catalog.xml]}\n"
    write(shared, shared.read_text(encoding="utf-8") + told)
    found = report(shop, "1")
    assert states(found)["integration-tests", "catalog"] == "passed"
    (early,) = [item for item in found["disagreements"] if item["subject"] == "M1"]
    assert early["message"].startswith("progress says that it was passed on 2026-02-12, but ")
    assert (early["file"], bool(early["line"])) == ("progress/shared.yaml", True)


def test_words_count_with_who_and_when(shop: Path) -> None:
    write(shop / "attestations/m3.yaml", WORDS)
    run = run_here("milestone", "3", *DAY, "-v", cwd=shop)
    assert run.returncode == 1
    said = "https://load.storefront.example/runs/17; attested by amara@storefront.example on "
    assert f"attested  catalog: {said}2026-02-10" in run.stdout
    assert run.stdout.count("the pager is ordered (not met: nobody says so); waived by ines@") == 5
    assert "until 2026-02-28" in run.stdout
    assert "the attestation of `secrets` does not count: `nobody@storefront.example`" in run.stderr
    assert "attestations/m3.yaml:8:5: warning" in run.stderr
    after = run_here("milestone", "3", "--today", "2026-03-01", cwd=shop)
    assert "the pager is ordered" not in after.stdout


def test_everything_open_is_named_and_closes_the_gate(shop: Path) -> None:
    told = report(shop, "3")
    assert not told["passed"]
    found = states(told)
    assert {key[0] for key, state in found.items() if state == "passed"} == {
        "runbooks",
        "flags",
        "architecture",
    }
    (shop / "runbooks/catalog/search-index-stale.md").write_bytes(b" \n")
    assert states(report(shop, "3"))["runbooks", "catalog"] == "failed"


@pytest.mark.parametrize("number", ["1", "2", "3"])
def test_json_agrees_with_its_schema(shop: Path, number: str) -> None:
    errors = Draft202012Validator(schema_of("milestone-output")).iter_errors(report(shop, number))
    assert [error.message for error in errors] == []


def test_junit_fails_what_is_open(shop: Path) -> None:
    told = report(shop, "2")
    run = run_here("milestone", "2", *DAY, "-q", "-f", "junit", cwd=shop)
    root = ET.fromstring(run.stdout)  # noqa: S314  our own
    closed = sum(item["state"] in {"open", "failed"} for item in told["criteria"])
    assert (root.get("tests"), root.get("failures")) == (str(len(told["criteria"])), str(closed))
    assert len(list(root.iter("failure"))) == closed


def test_markdown_lists_what_is_to_do(shop: Path) -> None:
    run = run_here("milestone", "1", *DAY, "-q", "-f", "markdown", cwd=shop)
    assert run.stdout.startswith("## storefront: milestone 1, contract compliance, on 2026-02-12\n")
    row = "| `contract-ratified` | catalog-api@1.0.0 | passed | ratified on 2026-02-02 |\n"
    assert row in run.stdout
    assert "### To do" in run.stdout


BILLION = '<!DOCTYPE a [<!ENTITY b "ha">]><testsuite><testcase name="&b;"/></testsuite>'


@pytest.mark.parametrize(
    ("arguments", "files", "message"),
    [
        (["4"], {}, "Invalid value for"),
        (["1", "--url", "catalog"], {}, "`catalog` for --url is not of the form NAME=VALUE"),
        (["1", "--url", "catlog=http://127.0.0.1:9"], {}, "there is no service `catlog`"),
        (["1", "--state-url", "catalog=http://x"], {}, "--state-url needs --url"),
        (["1", "--junit", "catalog=build/no.xml"], {}, "there is no test report `build/no.xml`"),
        (["1", "--results", "build"], {"build/note.txt": "no"}, "`build/SERVICE.json`"),
        (["1", "--junit", "a=r.xml", "--junit", "a=r.xml"], {}, "`a` is given twice"),
        (["1", "--junit", "catalog=r.xml"], {"r.xml": BILLION}, "`r.xml` has a document type"),
        (["1", "--junit", "catalog=r.xml"], {"r.xml": "<a"}, "`r.xml` is not XML"),
        (["1", "--junit", "catalog=r.xml"], {"r.xml": "<a/>"}, "`r.xml` is not a JUnit report"),
        (["1"], {"results/catalog.json": "{}"}, "is not what `plan verify --output` writes"),
        (["1"], {"results/catalog.json": "["}, "is not what `plan verify --output` writes"),
        (["2"], {"attestations/a.yaml": "milestone: M2\nattest: []\n"}, "attestations"),
        (["2"], {"attestations/a.yaml": "milestone: M9\n"}, "attestations/a.yaml:1:12"),
    ],
)
def test_what_can_not_be_used_is_refused(
    shop: Path, arguments: list[str], files: dict[str, str], message: str
) -> None:
    for path, text in files.items():
        write(shop / path, text)
    run = run_here("milestone", *arguments, *DAY, cwd=shop)
    assert run.returncode == 2
    assert message in run.stderr
    assert "internal error" not in run.stderr


def test_a_stub_that_was_altered_is_found(shop: Path) -> None:
    write(shop / "stubs/notes/read.me", "no stub")
    assert ("stubs-current", "") not in states(report(shop, "1"))
    write(shop / "stubs/catalog_api/stub.json", "{}")
    assert states(report(shop, "1"))["stubs-current", ""] == "failed"


def test_a_contract_that_is_consumed_without_a_stub_is_told(shop: Path) -> None:
    told = [item for item in report(shop, "1")["criteria"] if item["id"] == "stubs-current"]
    assert [(item["subject"], item["state"], item["automatic"]) for item in told] == [
        ("catalog-api@1.0.0", "open", False),
        ("inventory-api@1.0.0", "open", False),
        ("inventory-events@1.0.0", "open", False),
        ("order-events@1.0.0", "open", False),
        ("user-api@1.0.0", "open", False),
    ]
    assert told[0]["detail"] == "no stub of it is generated here"
    assert told[0]["hint"].startswith("`plan stubs generate catalog-api`; where consumers use ")
    words = WORDS.replace("M3", "M1").replace("load-test", "stubs-current")
    words = words.replace("subject: catalog\n", "subject: catalog-api@1.0.0\n")
    write(shop / "attestations/m1.yaml", words.partition("  - {criterion: secrets")[0])
    found = states(report(shop, "1"))
    assert found["stubs-current", "catalog-api@1.0.0"] == "attested"
    assert found["stubs-current", "user-api@1.0.0"] == "open"


@pytest.mark.slow
def test_stubs_are_current_until_a_byte_changes(shop: Path) -> None:
    assert run_here("stubs", "generate", "catalog-api", cwd=shop).returncode == 0
    found = {(item["id"], item["subject"]): item for item in report(shop, "1")["criteria"]}
    own = found["stubs-current", "catalog-api@1.0.0"]
    assert (own["state"], own["automatic"]) == ("passed", True)
    assert own["detail"] == "`stubs/catalog_api`"
    assert found["stubs-current", "user-api@1.0.0"]["state"] == "open"
    models = next((shop / "stubs").rglob("models.py"))
    models.write_bytes(models.read_bytes() + b"\n")
    assert states(report(shop, "1"))["stubs-current", "catalog-api@1.0.0"] == "failed"


def test_the_same_run_says_the_same(shop: Path) -> None:
    first, second = (run_here("milestone", "1", *DAY, cwd=shop) for _ in range(2))
    assert first.stdout == second.stdout
