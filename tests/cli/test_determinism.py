"""The same input gives the same bytes, whatever the hash seed and the order of files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STOREFRONT = Path(__file__).parents[2] / "examples" / "storefront"
COMMANDS = [
    ["waves", "--format", "json"],
    ["waves", "--format", "svg"],
    ["critical-path", "--format", "markdown"],
    ["release", "--format", "json"],
    ["status", "--today", "2026-02-12", "--format", "json"],
    ["next", "--today", "2026-02-12"],
    ["graph", "--format", "dot"],
    ["impact", "catalog-api", "--format", "json"],
]


def outputs(workspace: Path, seed: str) -> list[bytes]:
    """What every command writes, all in one process with that hash seed."""
    script = (
        "import sys, runpy\n"
        "from planner.cli.main import exit_code_of\n"
        "for line in sys.stdin.read().splitlines():\n"
        "    assert exit_code_of(line.split()) == 0, line\n"
        "    sys.stdout.flush(); sys.stdout.buffer.write(b'\\0')\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script],
        input="\n".join(" ".join([*command, "-w", str(workspace)]) for command in COMMANDS),
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
    )
    return found.stdout.encode().split(b"\0")


@pytest.fixture(scope="module")
def expected() -> list[bytes]:
    return outputs(STOREFRONT, "0")


@pytest.mark.parametrize("seed", ["1", "42"])
def test_hash_seeds_change_nothing(expected: list[bytes], seed: str) -> None:
    assert outputs(STOREFRONT, seed) == expected


def test_the_order_of_files_changes_nothing(expected: list[bytes], tmp_path: Path) -> None:
    """Folders list their files in the order in which these were made, on most file systems."""
    for path in sorted(STOREFRONT.rglob("*"), reverse=True):
        if path.is_file():
            target = tmp_path / path.relative_to(STOREFRONT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    assert outputs(tmp_path, "7") == expected
