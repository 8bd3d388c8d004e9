"""`plan init`: the workspace that it makes works at once."""

import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.app.init import name_from_folder, next_monday
from planner.app.workspace import load_system
from planner.cli.main import exit_code_of
from tests.cli.running import run_here


def init(folder: Path, *options: str) -> int:
    return exit_code_of(["init", str(folder), "--yes", "--start", "2026-01-05", *options])


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--service", "only"],
        ["--service", "a", "--service", "b", "--service", "c", "--team", "x=2", "--team", "y"],
        ["--service", "true", "--service", "1.0", "--team", "null=3", "--name", "no"],
    ],
)
def test_the_new_workspace_passes_validate_and_waves(tmp_path: Path, options: list[str]) -> None:
    folder = tmp_path / "shop"
    assert init(folder, *options) == 0
    validated = run_here("validate", "--strict", cwd=folder)
    assert validated.stdout.startswith("no problems. ")
    assert validated.returncode == 0
    waves = run_here("waves", cwd=folder)
    assert (waves.returncode, waves.stderr) == (0, "")


def test_answers_are_in_the_files(tmp_path: Path) -> None:
    services = ("--service", "stock", "--service", "order-desk")
    assert (
        init(tmp_path / "x", "--name", "shop", "--team", "web=4", "--team", "ops", *services) == 0
    )
    system = load_system(LocalFiles(tmp_path / "x")).system
    assert system.name == "shop"
    assert system.settings.calendar.start == date(2026, 1, 5)
    assert {name: team.capacity for name, team in system.teams.items()} == {"ops": 1, "web": 4}
    assert {name: service.team for name, service in system.services.items()} == {
        "order-desk": "ops",
        "stock": "web",
    }
    assert [(edge.consumer, edge.operations) for edge in system.sync_edges] == [
        ("order-desk", ("getStock",))
    ]


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services/catalog.yaml").write_text("mine")
    assert init(tmp_path) == 2
    said = capsys.readouterr().err
    assert "error: `services/catalog.yaml` is there already [already-there]\n  hint: " in said
    assert [path.name for path in tmp_path.iterdir()] == ["services"]
    assert (tmp_path / "services/catalog.yaml").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--name", "my shop"], "`my shop` can't be the name of a workspace [bad-name]"),
        (["--service", "../up"], "`../up` can't be the name of a service [bad-name]"),
        (["--service", "a", "--service", "a"], "service `a` is named twice [duplicate-name]"),
        (["--team", "web=0"], "team `web` has `0` people [bad-capacity]"),
        (["--team", "web=two"], "`web=two`: the capacity is not a whole number."),
        (["--start", "Monday"], "`Monday` is not a date such as 2026-03-31."),
    ],
)
def test_bad_answers(
    tmp_path: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(tmp_path / "shop", *options) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()


def test_defaults() -> None:
    assert name_from_folder("My shop (2)") == "My-shop-2"
    assert name_from_folder("...") == "workspace"
    assert next_monday(date(2026, 1, 5)) == date(2026, 1, 5)
    assert next_monday(date(2026, 1, 6)) == date(2026, 1, 12)


def test_it_asks_on_a_terminal(tmp_path: Path) -> None:
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "planner", "init", "shop"],
        cwd=tmp_path,
        stdin=child,
        stdout=child,
        stderr=child,
    )
    os.close(child)
    os.write(parent, b"market\n2026-02-02\nweb=2, ops=1\nstock order\n")
    said = b""
    try:
        while chunk := os.read(parent, 65536):
            said += chunk
    except OSError:  # Linux says so when the other side is closed
        pass
    os.close(parent)
    assert process.wait() == 0, said.decode()
    assert "Services, a leaf first [catalog, order]:" in said.decode()
    system = load_system(LocalFiles(tmp_path / "shop")).system
    assert (system.name, list(system.services), list(system.teams)) == (
        "market",
        ["order", "stock"],
        ["ops", "web"],
    )
    assert system.settings.calendar.start == date(2026, 2, 2)
