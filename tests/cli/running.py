"""Runs `plan` as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def run_plan(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Return what `plan` said, and its exit code."""
    return subprocess.run(
        [sys.executable, "-m", "planner", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
