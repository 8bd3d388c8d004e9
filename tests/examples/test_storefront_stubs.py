"""The order service of the storefront is built against providers that don't exist yet."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import run_here, run_plan

EXAMPLE = Path(__file__).parents[2] / "examples" / "storefront"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the storefront in which the order team has made its stubs."""
    folder = tmp_path_factory.mktemp("shop") / "storefront"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("stubs", "__pycache__"))
    made = run_here(
        "stubs", "generate", "order", "--allow-draft", "--out", "stubs", cwd=_order(folder)
    )
    assert made.returncode == 0, made.stderr
    return folder


def _order(workspace: Path) -> Path:
    return workspace / "consumers" / "order"


def _pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    unused = [f"-pno:{plugin}" for plugin in ("cacheprovider", "schemathesis", "pact")]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--import-mode=prepend", *unused],
        cwd=folder,
        env={**own, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_consumers_own_tests_pass_against_stubs(workspace: Path) -> None:
    usage = workspace / "usage"
    run = _pytest(_order(workspace), PLAN_RECORD="1", PLAN_RECORD_DIR=str(usage))
    assert run.returncode == 0, run.stdout + run.stderr
    assert "8 passed" in run.stdout
    recorded = json.loads((usage / "order" / "catalog-api.json").read_text())
    assert recorded["operations"]["quotePrices"]["statuses"]["200"] == {"read": ["totalCents"]}


def test_the_stubs_are_current_until_a_contract_changes(workspace: Path) -> None:
    stubs = ("stubs", "check", "--allow-draft", "--out", "stubs")
    assert run_here(*stubs, cwd=_order(workspace)).returncode == 0

    contract = workspace / "contracts/inventory/inventory-api/1.0.0/openapi.yaml"
    before = contract.read_text()
    contract.write_text(before.replace("Pieces in stock", "Pieces on stock"))
    changed = run_plan(*stubs, cwd=_order(workspace))
    contract.write_text(before)
    assert changed.returncode == 1
    assert "inventory-api" in changed.stdout


def test_the_stubs_are_formatted(workspace: Path) -> None:
    command = ["ruff", "format", "--isolated", "--line-length=100", "--diff", "."]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=_order(workspace) / "stubs",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout
