"""The rendered reports of the repository are what the commands write now."""

from pathlib import Path

import pytest

from planner.cli.main import exit_code_of

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports" / "storefront"
TEXTS = {
    "waves.md": "waves",
    "critical-path.md": "critical-path",
    "release.md": "release",
    "graph.mmd": "graph",
}
DRAWINGS = {"waves.svg": "waves", "graph.svg": "graph"}
"""Their bytes depend on the version of the drawing library; they are not compared."""


def write(command: str, path: Path) -> None:
    workspace = str(ROOT / "examples" / "storefront")
    assert exit_code_of([command, "-w", workspace, "--output", str(path), "--quiet"]) == 0


@pytest.mark.parametrize("name", [*TEXTS, *DRAWINGS])
def test_a_report_is_current(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = tmp_path / name
    write({**TEXTS, **DRAWINGS}[name], made)
    if request.config.getoption("--update-golden"):
        REPORTS.mkdir(parents=True, exist_ok=True)
        (REPORTS / name).write_bytes(made.read_bytes())
    kept = (REPORTS / name).read_bytes()
    assert name in DRAWINGS or kept == made.read_bytes()
    assert kept
