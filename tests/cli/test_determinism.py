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
    ["release"],
    ["status", "--today", "2026-02-12"],
    ["stubs", "emit", "order-events", "OrderPlaced", "--allow-draft", "--variant", "all"],
    ["diff", "v1", "v2", "--format", "json"],
]
AVRO = {
    "v1/Order.avsc": """{"type": "record", "name": "Order", "fields": [
        {"name": "paid", "type": "Money"}, {"name": "back", "type": ["null", "Money"]},
        {"name": "note", "type": "string"}, {"name": "kind", "type": "string"}]}""",
    "v1/Money.avsc": """{"type": "record", "name": "Money", "fields": [
        {"name": "cents", "type": "long"}, {"name": "of", "type":
        {"type": "enum", "name": "Of", "symbols": ["EUR", "USD", "CHF"]}}]}""",
    "v2/Order.avsc": """{"type": "record", "name": "Order", "fields": [
        {"name": "paid", "type": "Money"}, {"name": "back", "type": "Money"},
        {"name": "mark", "type": "string"}, {"name": "sort", "type": "string"}]}""",
    "v2/Money.avsc": """{"type": "record", "name": "Money", "fields": [
        {"name": "cents", "type": "int"}, {"name": "of", "type":
        {"type": "enum", "name": "Of", "symbols": ["EUR"]}}]}""",
}
"""A message in two files, of which a version breaks the other in many ways."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where commands are run: outside of the workspace, beside two versions of a message."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for name, text in AVRO.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def outputs(workspace: Path, elsewhere: Path, seed: str, **environment: str) -> list[bytes]:
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
        cwd=elsewhere,
        env={
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONIOENCODING": "utf-8",
            "XDG_CACHE_HOME": str(elsewhere / f"cache-{seed}"),
            **environment,
        },
    )
    *written, rest = found.stdout.encode().split(b"\0")
    assert len(written) == len(COMMANDS)
    assert all(written), "a command that writes nothing shows nothing"
    assert rest == b""
    return written


@pytest.fixture(scope="module")
def expected(elsewhere: Path) -> list[bytes]:
    return outputs(STOREFRONT, elsewhere, "0")


def test_hash_seed_and_locale_change_nothing(expected: list[bytes], elsewhere: Path) -> None:
    assert outputs(STOREFRONT, elsewhere, "42", LC_ALL="C") == expected


def test_the_order_of_files_changes_nothing(
    expected: list[bytes], elsewhere: Path, tmp_path: Path
) -> None:
    """Folders list their files in the order in which these were made, on most file systems."""
    for path in sorted(STOREFRONT.rglob("*"), reverse=True):
        if path.is_file():
            target = tmp_path / path.relative_to(STOREFRONT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    assert outputs(tmp_path, elsewhere, "7") == expected
