"""Changes of files are noticed: of those that were read, and of which there are."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.adapters.watching import Watch, WatchedFiles, WatchedSurroundings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.yaml").write_text("one")
    (tmp_path / "inner/b.yaml").write_text("two")
    return tmp_path


def looked(folder: Path) -> Watch:
    """Return a watch of everything that can be looked at."""
    watch = Watch()
    files = WatchedFiles(folder, watch)
    files.read("a.yaml")
    files.read_if_there("missing.yaml")
    files.match("*.yaml")
    files.list_files("inner")
    return watch


def _rewrite(folder: Path) -> None:
    (folder / "a.yaml").write_text("ONE")
    os.utime(folder / "a.yaml", ns=(1, 1))


def _replace(folder: Path) -> None:
    (folder / "new").write_text("one")
    (folder / "new").replace(folder / "a.yaml")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.yaml").write_text("longer"),
        _rewrite,
        _replace,
        lambda folder: (folder / "a.yaml").unlink(),
        lambda folder: (folder / "missing.yaml").write_text("here"),
        lambda folder: (folder / "c.yaml").write_text("three"),
        lambda folder: (folder / "inner/c.yaml").write_text("three"),
        lambda folder: (folder / "inner/b.yaml").unlink(),
    ],
)
def test_a_change_is_noticed(folder: Path, change: Callable[[Path], object]) -> None:
    watch = looked(folder)
    assert not watch.has_changed()
    change(folder)
    assert watch.has_changed()


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "other.txt").write_text("x"),
        lambda folder: (folder / "inner/b.yaml").write_text("never read"),
        lambda folder: (folder / "elsewhere").mkdir(),
    ],
)
def test_what_was_not_looked_at_may_change(folder: Path, change: Callable[[Path], object]) -> None:
    watch = looked(folder)
    change(folder)
    assert not watch.has_changed()


def test_what_changes_between_two_looks_counts_from_the_first(folder: Path) -> None:
    watch = looked(folder)
    (folder / "a.yaml").write_text("changed")
    WatchedFiles(folder, watch).read("a.yaml")
    assert watch.has_changed()


def test_after_forgetting_only_new_looks_count(folder: Path) -> None:
    watch = looked(folder)
    (folder / "a.yaml").write_text("changed")
    watch.forget()
    assert not watch.has_changed()
    WatchedFiles(folder, watch).read("a.yaml")
    assert not watch.has_changed()


def test_a_file_that_was_named_is_watched_with_its_neighbours(folder: Path) -> None:
    watch = Watch()
    found = WatchedSurroundings(folder, None, watch).find("inner/b.yaml")
    assert found is not None
    found.files.read(found.path)
    assert not watch.has_changed()
    (folder / "inner/b.yaml").unlink()
    assert watch.has_changed()


def test_a_name_that_leads_nowhere_is_watched_too(folder: Path) -> None:
    watch = Watch()
    assert WatchedSurroundings(folder, None, watch).find("later.yaml") is None
    (folder / "later.yaml").write_text("now")
    assert watch.has_changed()
