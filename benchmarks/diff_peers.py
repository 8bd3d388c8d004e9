"""The programs that are compared: how each is called, and how its report is read."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

_MOST_SECONDS = 900


class Said(NamedTuple):
    """One statement of a program about one question.

    Args:
        question: a path of the corpus; empty where it can't be told.
        level: 2 for what breaks, 1 for what may break, 0 for the rest.
    """

    question: str
    level: int


class Peer(NamedTuple):
    """A program that compares two OpenAPI documents.

    Args:
        command: the program with the arguments that come before the two files.
        options: those that come behind.
        read: its output -> what it says.
        levels: the names of its levels 1 and 2 for the table.
    """

    name: str
    command: tuple[str, ...]
    options: tuple[str, ...]
    read: Callable[[Any], Iterator[Said]]
    levels: tuple[str, str]

    def call(self, old: Path, new: Path) -> list[str]:
        """Return the command line for two files."""
        return [*self.command, str(old), str(new), *self.options]

    def ask(self, old: Path, new: Path) -> list[Said] | None:
        """Return what the program says about two documents; None if it fails."""
        environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "NO_COLOR": "1"}
        result = subprocess.run(
            self.call(old, new),
            capture_output=True,
            text=True,
            timeout=_MOST_SECONDS,
            check=False,
            env=environment,
        )
        if result.returncode not in {0, 1}:
            return None
        try:
            return list(self.read(json.loads(result.stdout)))
        except (json.JSONDecodeError, KeyError):
            return None


_LEVELS_OF_PLANNER = {"breaking": 2, "risky": 1}


def _read_planner(report: Any) -> Iterator[Said]:  # noqa: ANN401  JSON
    for contract in report["contracts"]:
        for finding in contract["findings"]:
            level = _LEVELS_OF_PLANNER.get(finding["severity"], 0)
            for occurrence in finding["occurrences"]:
                yield Said(occurrence["operation"].partition(" ")[2], level)


def _read_oasdiff(report: Any) -> Iterator[Said]:  # noqa: ANN401  JSON
    for finding in report:
        yield Said(finding.get("path", ""), max(finding["level"] - 1, 0))


_PATH = re.compile(r"^#/paths/([^/]+)")
_COMPONENT = re.compile(r"^#/components/schemas/c(\d+)_(request|response)_")


def _read_redocly(report: Any) -> Iterator[Said]:  # noqa: ANN401  JSON
    for change in report["changes"]:
        level = 2 if change["impact"] == "major" else 0
        yield Said(_question_of(change["path"]), level)


def _question_of(pointer: str) -> str:
    path = _PATH.match(pointer)
    if path:
        return path[1].replace("~1", "/").replace("~0", "~")
    component = _COMPONENT.match(pointer)
    return f"/c{component[1]}/{component[2]}" if component else ""


def peers(oasdiff: str | None, redocly: str | None) -> list[Peer]:
    """Return planner and those peers that a program was named for."""
    plan = str(Path(sys.executable).with_name("plan"))
    found = [
        Peer(
            "planner",
            (plan, "diff"),
            ("--format", "json", "--fail-on", "never"),
            _read_planner,
            ("risky", "breaking"),
        )
    ]
    if oasdiff:
        found.append(
            Peer(
                "oasdiff",
                (oasdiff, "breaking"),
                ("--format", "json"),
                _read_oasdiff,
                ("WARN", "ERR"),
            )
        )
    if redocly:
        found.append(
            Peer(
                "redocly",
                (redocly, "diff"),
                ("--format", "json", "--fail-on", "none"),
                _read_redocly,
                ("", "major"),
            )
        )
    return found
