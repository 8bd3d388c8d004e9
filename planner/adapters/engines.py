"""Runs engines of other people in processes of their own: bounded, silent, alone.

An engine may crash, hang, print, phone home or read settings from wherever it is started. It gets a
folder that holds nothing but its input, an environment without proxies, credentials and a home, and
a time after which it is stopped.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from planner.model.errors import InputError
from planner.model.provider_call import FuzzResult, FuzzRun, ReplayResult, ReplayRun

_KEPT = (
    "PATH",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "PYTHONPATH",
    "COVERAGE_PROCESS_START",
)
MAX_REPORT = 256 * 1024 * 1024
"""Bytes of a report that are read; what comes after is as if the time had ended there."""
_MAX_LINE = 32 * 1024 * 1024
_LONGEST = 10_000
"""Characters of what an engine says; far more than is shown, which is cut off after masking."""
_START_FUZZING = (
    "from planner.adapters.limits import limit_memory; limit_memory(); "
    "from schemathesis.cli import schemathesis; schemathesis()"
)


def refuse_if_missing(module: str, what: str) -> None:
    """Refuse to work without an optional library.

    Raises:
        InputError: it is not installed; says how to get it.
    """
    if find_spec(module) is None:
        raise InputError.single(
            "missing-library",
            f"{what} needs the library `{module}`, which is not installed",
            hint="run `pip install 'contract-planner[verify]'`, or leave the part out with --skip",
        )


class Schemathesis:
    """Makes up requests with schemathesis."""

    def run(self, asked: FuzzRun) -> FuzzResult:
        """See `planner.app.verify.ports.Fuzzer`."""
        refuse_if_missing("schemathesis", "conformance")
        with TemporaryDirectory(prefix="plan-verify-") as name:
            folder = Path(name)
            for path, content in asked.documents.items():
                target = folder / "contract" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            # In a file, not on the command line: other users of the machine see command lines.
            config = folder / "settings.toml"
            config.touch(mode=0o600)
            told = settings(asked.url, asked.headers, asked.examples, asked.seed)
            config.write_text(told, encoding="utf-8")
            said, is_complete = _run(
                [
                    *(sys.executable, "-c", _START_FUZZING, "--config-file", str(config)),
                    *("run", str(folder / "contract" / asked.main)),
                ],
                folder,
                asked.seconds,
            )
            events = list(_events(folder / "report.ndjson"))
        message = "" if events else _last_words(said)
        return FuzzResult(events, is_complete and _has_ended(events), message)


def settings(url: str, headers: Mapping[str, str], examples: int, seed: int) -> str:
    """Return the settings of a run, in TOML; JSON texts and numbers are TOML too.

    Nothing is masked in its report, which stays in the folder: whoever shows parts of it masks.
    """
    pairs = ", ".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in headers.items())
    return f"""\
base-url = {json.dumps(url)}
seed = {seed}
workers = 1
color = false
max-redirects = 0
continue-on-failure = true
request-timeout = 10
suppress-health-check = ["all"]
headers = {{{pairs}}}
[generation]
max-examples = {examples}
database = "none"
[reports.ndjson]
path = "report.ndjson"
[output.sanitization]
enabled = false
"""


def _events(report: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the events of a report; a last line that was cut off is left out."""
    if not report.exists():
        return
    left = MAX_REPORT
    with report.open("rb") as file:
        while line := file.readline(_MAX_LINE):
            left -= len(line)
            if left < 0 or not line.endswith(b"\n"):
                return
            try:
                event = json.loads(line)
            except (ValueError, RecursionError):
                return
            if isinstance(event, dict):
                yield event


def _has_ended(events: Sequence[Mapping[str, Any]]) -> bool:
    last = events[-1].get("EngineFinished") if events else None
    return isinstance(last, dict) and last.get("stop_reason") == "completed"


class PactReplay:
    """Replays pacts with pact-python."""

    def run(self, asked: ReplayRun) -> Mapping[str, ReplayResult]:
        """See `planner.app.verify.ports.Replayer`."""
        refuse_if_missing("pact", "replaying pacts")
        with TemporaryDirectory(prefix="plan-verify-") as name:
            folder = Path(name)
            (folder / "pacts").mkdir()
            numbered = dict(enumerate(sorted(asked.pacts)))
            for number, pact in numbered.items():
                (folder / "pacts" / f"{number}.json").write_bytes(asked.pacts[pact])
            task = folder / "task.json"
            task.touch(mode=0o600)
            task.write_text(_task(asked, len(numbered)), encoding="utf-8")
            said, is_complete = _run(
                [sys.executable, "-m", "planner.adapters.pact_worker"], folder, asked.seconds
            )
            return {
                pact: _replayed(folder / f"{number}.json", said, is_complete=is_complete)
                for number, pact in numbered.items()
            }


def _task(asked: ReplayRun, pacts: int) -> str:
    task = {
        "provider": asked.provider,
        "url": asked.url,
        "state_url": asked.state_url,
        "headers": dict(asked.headers),
        "pacts": pacts,
        "milliseconds": min(10_000, int(asked.seconds * 1000)),
    }
    return json.dumps(task)


def _replayed(report: Path, said: str, *, is_complete: bool) -> ReplayResult:
    try:
        found = json.loads(report.read_bytes())
    except (OSError, ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and isinstance(found.get("interactionResults"), list):
        interactions = [item for item in found["interactionResults"] if isinstance(item, dict)]
        return ReplayResult(interactions, states=found.get("stateProblems") or {})
    if not is_complete:
        return ReplayResult((), "the time was spent before it was replayed")
    told = found.get("problem") if isinstance(found, dict) else None
    return ReplayResult((), told or _last_words(said) or "it can't be replayed")


def _run(command: Sequence[str], folder: Path, seconds: float) -> tuple[str, bool]:
    """Return what a process said, and whether it came to its end in time."""
    with (folder / "said.txt").open("w+b") as said:
        process = subprocess.Popen(  # noqa: S603  our own interpreter
            command,
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            process.wait(timeout=seconds)
            is_complete = True
        except subprocess.TimeoutExpired:
            is_complete = False
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        return said.read(_MAX_LINE).decode("utf-8", "replace"), is_complete


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    here = str(Path(__file__).parents[2])
    path = os.pathsep.join(item for item in (here, kept.get("PYTHONPATH", "")) if item)
    return {
        **kept,
        "HOME": str(folder),
        "NO_PROXY": "*",
        "PACT_DO_NOT_TRACK": "true",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "TMPDIR": str(folder),
    }


def _last_words(said: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in said.splitlines() if any(map(str.isalnum, line))]
    return lines[-1][:_LONGEST] if lines else ""
