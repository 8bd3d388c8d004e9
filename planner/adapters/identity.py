"""Who is at the keyboard, as far as git knows."""

import os
import subprocess
from pathlib import Path


def git_identity(folder: Path) -> tuple[str, ...]:
    """Return the mail address and the name that git has for a folder; nothing if it has none."""
    found = (_setting(folder, key) for key in ("user.email", "user.name"))
    return tuple(value for value in found if value)


def _setting(folder: Path, key: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603  fixed program and keys
            ["git", "config", "--get", key],  # noqa: S607  the git that the user has
            cwd=folder,
            env={**os.environ, "LC_ALL": "C"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if not done.returncode else ""
