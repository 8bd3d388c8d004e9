"""An engine that reads an answer without end stops by itself."""

import subprocess
import sys

import pytest

from planner.adapters.limits import MOST_FILE, MOST_MEMORY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have other bounds")


def in_a_process(code: str) -> str:
    start = "from planner.adapters.limits import limit_memory; limit_memory(); "
    done = subprocess.run(
        [sys.executable, "-c", start + code], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_memory_is_bounded() -> None:
    told = in_a_process(f"bytearray({MOST_MEMORY})")
    assert told.rstrip().endswith("MemoryError")
    assert in_a_process(f"print(len(bytearray({MOST_MEMORY // 8})))") == f"{MOST_MEMORY // 8}\n"


def test_files_are_bounded() -> None:
    told = in_a_process(
        "import tempfile, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"file = tempfile.TemporaryFile(); file.truncate({MOST_FILE + 1})"
    )
    assert "File too large" in told


def test_a_stricter_bound_stays() -> None:
    told = in_a_process(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)); limit_memory(); "
        "print(resource.getrlimit(resource.RLIMIT_FSIZE))"
    )
    assert told == "(10, 10)\n"
