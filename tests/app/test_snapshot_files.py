"""A workspace on disk and the same one in a commit hold the same files."""

from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles
from planner.adapters.git import GitHistory
from planner.app.check.snapshot_files import SnapshotFiles
from planner.model.errors import InputError
from tests.adapters.repositories import a_repository

PATHS = (
    "plan.yaml",
    ".hidden.yaml",
    "services/a.yaml",
    "services/b.yml",
    "services/eu/c.yaml",
    "services/.hidden/d.yaml",
    "services/eu/.e.yaml",
    ".plan/f.yaml",
    ".plan/.more/g.yaml",
)
TREE = {**{f"shop/{path}": path for path in PATHS}, "outside.yaml": "", "shop-2/h.yaml": ""}


@pytest.fixture
def sides(tmp_path: Path) -> tuple[LocalFiles, SnapshotFiles]:
    a_repository(tmp_path, TREE)
    committed = SnapshotFiles(GitHistory(tmp_path).at("HEAD"), "shop")
    return LocalFiles(tmp_path / "shop"), committed


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.yaml", ["plan.yaml"]),
        (".*.yaml", [".hidden.yaml"]),
        ("services/*", ["services/a.yaml", "services/b.yml"]),
        ("services/**", ["services/a.yaml", "services/b.yml", "services/eu/c.yaml"]),
        ("**/*.yaml", ["plan.yaml", "services/a.yaml", "services/eu/c.yaml"]),
        ("**/.*", [".hidden.yaml", "services/eu/.e.yaml"]),
        ("**/.hidden/*", ["services/.hidden/d.yaml"]),
        ("services/.hidden/**", ["services/.hidden/d.yaml"]),
        (".plan/*.yaml", [".plan/f.yaml"]),
        (".plan/**/*.yaml", [".plan/f.yaml"]),
        (".p*/.m*/*", [".plan/.more/g.yaml"]),
        ("./services/[ab].*", ["services/a.yaml", "services/b.yml"]),
        ("services//a.yaml", ["services/a.yaml"]),
        ("services/eu", []),
        ("", []),
    ],
)
def test_a_pattern_names_the_same_files(
    sides: tuple[LocalFiles, SnapshotFiles], pattern: str, found: list[str]
) -> None:
    assert [list(side.match(pattern)) for side in sides] == [found, found]


@pytest.mark.parametrize("pattern", ["../*.yaml", "/etc/*", "services/../../*"])
def test_a_pattern_leads_out_of_neither(
    sides: tuple[LocalFiles, SnapshotFiles], pattern: str
) -> None:
    for side in sides:
        with pytest.raises(InputError) as error:
            side.match(pattern)
        assert error.value.problems[0].code == "outside-workspace"


@pytest.mark.parametrize("folder", ["", ".", "services", "services/eu", ".plan", "missing"])
def test_a_folder_has_the_same_files(sides: tuple[LocalFiles, SnapshotFiles], folder: str) -> None:
    local, committed = sides
    assert list(local.list_files(folder)) == list(committed.list_files(folder))


@pytest.mark.parametrize("path", ["plan.yaml", ".plan/f.yaml", "services", "outside.yaml", "no"])
def test_the_same_is_there(sides: tuple[LocalFiles, SnapshotFiles], path: str) -> None:
    local, committed = sides
    assert local.exists(path) == committed.exists(path)
    assert local.exists(path) == (path not in {"outside.yaml", "no"})
