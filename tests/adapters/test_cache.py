"""What is kept between runs; whatever goes wrong with it, the work is done again."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planner.adapters.cache import (
    FOLDER,
    LocalCache,
    program_files,
    program_stamp,
    user_cache,
)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = LocalCache(tmp_path / "cache")
    assert cache.get("a") is None
    cache.put("a", b"one")
    cache.put("b/../c", b"")
    cache.put("a", b"two")
    assert cache.get("a") == b"two"
    assert cache.get("b/../c") == b""
    assert len(entries(tmp_path / "cache")) == 2
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_damaged_entry_is_none(tmp_path: Path, damage: bytes | None) -> None:
    cache = LocalCache(tmp_path)
    cache.put("a", b"content")
    [entry] = entries(tmp_path)
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-1] + b"X" if damage is None else damage)
    assert cache.get("a") is None
    cache.put("a", b"content")
    assert cache.get("a") == b"content"


def test_another_state_of_the_program_finds_nothing(tmp_path: Path) -> None:
    LocalCache(tmp_path, "one").put("a", b"content")
    assert LocalCache(tmp_path, "two").get("a") is None
    assert LocalCache(tmp_path, "one").get("a") == b"content"
    assert program_stamp() == program_stamp()


MODULES = """
import sys
import planner.app.diff_sources, planner.app.stubs.finding, planner.app.stubs.remembering
print(*(m.__file__ for n, m in sys.modules.items() if n.startswith("planner.") and m.__file__))
"""


def test_the_stamp_is_that_of_all_modules_that_find_and_compile() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MODULES], capture_output=True, text=True, check=True
    )
    known = {path for path, _, _ in program_files()}
    others = {Path(file).parts[-3:] for file in done.stdout.split() if file not in known}
    makers = {"app", "formats", "governance", "compatibility", "model"}
    assert not [parts for parts in others if makers & set(parts) and parts[-1] != "__init__.py"]


def test_the_oldest_make_room(tmp_path: Path) -> None:
    cache = LocalCache(tmp_path, most_bytes=400)
    cache.put("a", b"x" * 100)
    os.utime(entries(tmp_path)[0], ns=(0, 1))
    for name in "bcd":
        cache.put(name, b"x" * 100)
    assert cache.get("a") is None
    assert [cache.get(name) for name in "bcd"] == [b"x" * 100] * 3


def test_what_is_larger_than_all_is_not_kept(tmp_path: Path) -> None:
    cache = LocalCache(tmp_path, most_bytes=10)
    cache.put("a", b"x" * 11)
    assert cache.get("a") is None
    assert entries(tmp_path) == []


def test_a_place_that_is_a_file_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    cache = LocalCache(tmp_path / "file" / "cache")
    cache.put("a", b"content")
    assert cache.get("a") is None


def test_the_user_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache = user_cache()
    assert cache is not None
    cache.put("a", b"content")
    assert len(entries(tmp_path / FOLDER)) == 1
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")  # the specification: to be ignored
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    other = user_cache()
    assert other is not None
    other.put("a", b"content")
    assert (tmp_path / "home" / ".cache" / FOLDER).is_dir()
