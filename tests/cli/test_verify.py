"""`plan verify` against the catalog service of the storefront, as it should be and drifted."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from planner.app.schemas import schema_of
from tests.cli.catalog_service import STOREFRONT, TOKEN, a_catalog_service, a_pact_of_order
from tests.cli.running import run_here
from tests.servers import Answer, serving

PRODUCT = "contracts/catalog/catalog-api/1.0.0/product.yaml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a storefront with a pact of the order service."""
    folder = tmp_path / "shop"
    shutil.copytree(STOREFRONT, folder)
    (folder / "pacts").mkdir(exist_ok=True)
    (folder / "pacts/order-catalog.json").write_text(a_pact_of_order(), encoding="utf-8")
    return folder


@pytest.fixture
def catalog() -> Iterator[str]:
    with a_catalog_service() as url:
        yield url


@pytest.fixture
def drifted() -> Iterator[str]:
    with a_catalog_service("catalog_drifted.py") as url:
        yield url


Run = subprocess.CompletedProcess[str]


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {part["name"]: part["outcome"] for part in report["parts"]}


def a_whole_run(*arguments: str) -> Run:
    """Verify in a process of its own; on a busy machine that takes its time."""
    return subprocess.run(
        [sys.executable, "-m", "planner", "verify", *arguments, "--timeout", "10m"],
        cwd=STOREFRONT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.slow
def test_the_good_one_passes_and_the_drifted_one_fails_at_the_right_place() -> None:
    """Both at once, from the example's own folder."""
    said = ("--header", TOKEN, "--max-examples", "1", "--today", "2026-03-02", "-f", "json")
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        urls = [
            stack.enter_context(a_catalog_service(p)) for p in ("catalog.py", "catalog_drifted.py")
        ]
        good, bad = pool.map(lambda url: a_whole_run("catalog", "--url", url, *said), urls)
    assert (good.returncode, good.stderr) == (0, "")
    report = json.loads(good.stdout)
    assert report["passed"]
    assert outcomes(report)["conformance"] == "passed"
    assert bad.returncode == 1
    found = [
        finding
        for part in json.loads(bad.stdout)["parts"]
        for case in part["cases"]
        for finding in case["findings"]
        if finding["severity"] == "breaking"
    ]
    assert {finding["operation"] for finding in found} == {
        "GET /products",
        "GET /products/{productId}",
        "PATCH /products/{productId}",
        "POST /products",
    }
    line = (STOREFRONT / PRODUCT).read_text(encoding="utf-8").splitlines().index("Currency:") + 2
    for finding in found:
        assert finding["check"] == "response-schema-conformance"
        assert '"currency" is a required property' in finding["message"]
        assert (finding["file"], finding["line"]) == (PRODUCT, line)
    assert "demo-token" not in good.stdout + bad.stdout


def quick(shop: Path, url: str, *more: str) -> Run:
    """Verify without the part that takes seconds."""
    said = ("--header", TOKEN, "--skip", "conformance", "--today", "2026-03-02")
    return run_here("verify", "catalog", "--url", url, *said, *more, cwd=shop)


def test_text_says_what_was_found(shop: Path, catalog: str) -> None:
    run = quick(shop, catalog)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.replace(catalog, "URL") == (
        "catalog at URL: catalog-api@1.0.0 (ratified)\n"
        "\n"
        "passed   health endpoint: 1 passed\n"
        "passed   error envelope of catalog-api@1.0.0: 7 passed\n"
        "skipped  conformance: left out with --skip\n"
        "passed   pacts of consumers: 2 passed; provider states are not set up: no --state-url "
        "was given\n"
        "\n"
        "passed: catalog is what its contract says\n"
    )


def test_a_pact_that_is_not_kept_fails_at_its_interaction(shop: Path, drifted: str) -> None:
    run = quick(shop, drifted)
    assert run.returncode == 1
    assert "pacts/order-catalog.json:9:5: breaking pact-interaction: body at `$`" in run.stdout
    assert "Actual map is missing the following keys: currency" in run.stdout
    assert run.stdout.endswith("failed: 1 finding\n")


@contextmanager
def a_state_hook(status: int, location: str = "") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the address of a hook, and what it is told."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/states", told
        finally:
            server.shutdown()
            thread.join()


def test_provider_states_are_set_up(shop: Path, catalog: str) -> None:
    with a_state_hook(200) as (url, told):
        run = quick(shop, catalog, "--state-url", url)
    assert run.returncode == 0
    assert "passed   pacts of consumers: 2 passed\n" in run.stdout
    needed = {"state": "the blue mug is on sale", "params": {}, "action": "setup"}
    assert told == [needed, needed]


def test_a_state_that_can_not_be_set_up_fails_the_interaction(shop: Path, catalog: str) -> None:
    with a_state_hook(500) as (url, _):
        run = quick(shop, catalog, "--state-url", url)
    assert run.returncode == 1
    assert "pact-state: the provider state `the blue mug is on sale` can't be set up" in run.stdout
    assert run.stdout.count(": answered 500") == 2


def test_a_state_hook_leads_nowhere_else(shop: Path, catalog: str) -> None:
    with a_state_hook(200) as (other, told), a_state_hook(307, other) as (url, _):
        quick(shop, catalog, "--state-url", url)
    assert told == []


def test_a_state_hook_that_is_not_there_is_bad_input(shop: Path, catalog: str) -> None:
    with serving({}) as server:
        url = server.at("/states")
    run = quick(shop, catalog, "--state-url", url)
    assert run.returncode == 2
    assert f"nothing listens at `{url}`" in run.stderr


def test_pacts_may_lie_elsewhere(shop: Path, drifted: str, tmp_path: Path) -> None:
    shutil.move(shop / "pacts", tmp_path / "elsewhere")
    assert "there is no pact" in quick(shop, drifted).stdout
    run = quick(shop, drifted, "--pacts", "../elsewhere")
    assert run.returncode == 1
    assert "../elsewhere/order-catalog.json:9:5: breaking" in run.stdout


def test_json_agrees_with_its_schema(shop: Path, catalog: str) -> None:
    report = json.loads(quick(shop, catalog, "-f", "json").stdout)
    errors = Draft202012Validator(schema_of("verification-output")).iter_errors(report)
    assert [error.message for error in errors] == []
    assert outcomes(report) == {
        "health": "passed",
        "errors": "passed",
        "conformance": "skipped",
        "pacts": "passed",
    }


def test_junit_counts_what_was_tried(shop: Path, drifted: str) -> None:
    root = ET.fromstring(quick(shop, drifted, "-f", "junit").stdout)  # noqa: S314  our own
    assert dict(root.attrib) == {
        "name": "plan verify catalog",
        "tests": "11",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
    }
    (failure,) = root.iter("failure")
    assert failure.get("type") == "pact-interaction"
    assert len(list(root.iter("testcase"))) == 11


def test_without_credentials_it_says_so_and_stays_closed(shop: Path, catalog: str) -> None:
    run = run_here("verify", "catalog", "--url", catalog, "--skip", "conformance", cwd=shop)
    assert run.returncode == 0
    assert run.stdout.count("risky error-not-reached") == 3


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nobody"], 2, "there is no service `nobody`"),
        (["catlog"], 2, "did you mean `catalog`?"),
        (["inventory"], 2, "`inventory-api@1.0.0` is not ratified"),
        (["catalog", "--contract", "user-api"], 2, "is provided by `user`, not by `catalog`"),
        (["catalog", "--header", "secret"], 2, "not of the form `Name: value`"),
        (["catalog", "--header", "A: b\nC: d"], 2, "not of the form `Name: value`"),
        (["catalog", "--timeout", "soon"], 2, "`soon` is no time"),
        (["catalog", "--timeout", "2h"], 2, "`2h` is no time"),
        (["catalog", "--timeout", "0s"], 2, "`0s` is no time"),
        (["catalog", "--state-url", "x"], 2, "`x` for --state-url is not an address"),
        (["catalog", "--skip", "all"], 2, "Invalid value for '--skip'"),
        (["catalog", "--pacts", "nowhere"], 2, "does not exist"),
    ],
)
def test_what_can_not_be_used_is_refused(
    shop: Path, arguments: list[str], code: int, message: str
) -> None:
    with serving({}) as server:
        run = run_here("verify", *arguments, "--url", server.at(""), cwd=shop)
        assert server.asked == []
    assert run.returncode == code
    assert message in run.stderr
    assert "Traceback" not in run.stderr
    assert "secret" not in run.stderr


def test_nobody_there_is_bad_input(shop: Path) -> None:
    with serving({}) as server:
        url = server.at("")
    run = quick(shop, url)
    assert run.returncode == 2
    assert f"nothing listens at `{url}` [no-provider]" in run.stderr


def test_what_changed_since_it_was_ratified_is_refused(shop: Path, catalog: str) -> None:
    contract = shop / PRODUCT
    text = contract.read_text(encoding="utf-8").replace("maxLength: 120", "maxLength: 121")
    contract.write_text(text, encoding="utf-8")
    run = quick(shop, catalog)
    assert run.returncode == 2
    assert "`catalog-api@1.0.0` has changed since it was ratified" in run.stderr
    draft = quick(shop, catalog, "--allow-draft")
    assert draft.returncode == 0
    assert "catalog-api@1.0.0 (changed)" in draft.stdout
    assert "warning: `catalog-api@1.0.0` has changed" in draft.stderr


def test_a_missing_engine_is_told_with_the_command(
    shop: Path, catalog: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.adapters.engines.find_spec", {}.get)
    run = run_here("verify", "catalog", "--url", catalog, "--header", TOKEN, cwd=shop)
    assert run.returncode == 2
    assert "pip install 'contract-planner[verify]'" in run.stderr


def test_a_report_of_a_redirecting_server_calls_nobody_else(shop: Path) -> None:
    with serving({}) as other:
        away = Answer("", 302, {"Location": other.at("/health")})
        with serving({"/health": away}) as server:
            run = quick(shop, server.at(""))
        assert other.asked == []
    assert run.returncode == 1
    assert "the health endpoint answers 302, not 200" in run.stdout
