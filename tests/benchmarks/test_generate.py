"""The generator of synthetic workspaces: same arguments, same bytes; what it writes is right."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.generate import Shape, main, workspace_files, write_workspace
from planner.adapters.files import LocalFiles
from planner.app.workspace import LoadedSystem, load_system
from planner.planning.network import build_network
from planner.planning.release import release_order


def loaded(folder: Path, shape: Shape) -> LoadedSystem:
    write_workspace(shape, folder)
    return load_system(LocalFiles(folder))


def test_same_seed_same_bytes() -> None:
    assert list(workspace_files(Shape(30, 7))) == list(workspace_files(Shape(30, 7)))


def test_another_seed_another_system() -> None:
    assert dict(workspace_files(Shape(30, 7))) != dict(workspace_files(Shape(30, 8)))


def test_what_is_written_is_what_was_made(tmp_path: Path) -> None:
    assert main(["--services", "30", "--seed", "7", "--out", str(tmp_path)]) == 0
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert written == {path: text.encode() for path, text in workspace_files(Shape(30, 7))}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("planned", [False, True])
def test_thirty_services_are_clean(tmp_path: Path, seed: int, *, planned: bool) -> None:
    result = loaded(tmp_path, Shape(30, seed, planned=planned))
    assert result.warnings == ()
    assert len(result.system.services) == 30
    assert result.system.sync_edges
    assert result.system.event_edges


@pytest.mark.parametrize("services", [1, 2])
def test_the_smallest_systems_are_clean(tmp_path: Path, services: int) -> None:
    result = loaded(tmp_path, Shape(services))
    assert result.warnings == ()
    assert len(result.system.services) == services


def test_one_service_a_file(tmp_path: Path) -> None:
    write_workspace(Shape(30, manifests_per_file=1), tmp_path)
    assert len(list((tmp_path / "services").iterdir())) == 30
    one_file = load_system(LocalFiles(tmp_path)).system
    assert sorted(one_file.services) == sorted(
        load_system(LocalFiles(_written(tmp_path / "x", Shape(30)))).system.services
    )


def _written(folder: Path, shape: Shape) -> Path:
    write_workspace(shape, folder)
    return folder


def test_without_cycles_nobody_is_released_together(tmp_path: Path) -> None:
    order = release_order(loaded(tmp_path, Shape(60)).system)
    assert all(len(unit.services) == 1 for batch in order.batches for unit in batch.units)


def test_cycles_are_real(tmp_path: Path) -> None:
    order = release_order(loaded(tmp_path, Shape(60, cycles=3)).system)
    assert any(len(unit.services) > 1 for batch in order.batches for unit in batch.units)


def test_calls_are_layered_with_a_heavy_tail(tmp_path: Path) -> None:
    system = loaded(tmp_path, Shape(600, planned=True)).system
    calls = Counter(edge.consumer for edge in system.sync_edges)
    callers = Counter(edge.provider for edge in system.sync_edges)
    assert max(calls.values()) <= 5
    assert max(callers.values()) > 5 * sum(callers.values()) / len(callers)
    assert len(release_order(system).batches) <= 6
    publishers = sum(bool(service.publishes) for service in system.services.values())
    assert 150 < publishers < 250


def test_sixteen_tasks_a_service(tmp_path: Path) -> None:
    system = loaded(tmp_path, Shape(600, planned=True)).system
    assert 16 <= len(build_network(system).tasks) / 600 < 17.5


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(SystemExit) as stop:
        main(["--services", "3", "--out", str(tmp_path)])
    assert stop.value.code == 2
    assert "is not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
