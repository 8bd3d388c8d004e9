"""Replays pacts in a process of its own: `python -m planner.adapters.pact_worker`.

Reads `task.json` in the current folder and writes `<number>.json` for `pacts/<number>.json`. The
core of the library is written in Rust and prints to standard output as it likes.
"""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from planner.adapters.limits import limit_memory

_LONGEST = 10_000
"""Characters of a message; it is cut off again once secrets are hidden."""


def main() -> None:
    """Do what `task.json` says."""
    limit_memory()
    task = json.loads(Path("task.json").read_bytes())
    for number in range(task["pacts"]):
        try:
            report = _replay(task, Path("pacts") / f"{number}.json")
        except Exception as error:  # noqa: BLE001  of one pact; the others are replayed all the same
            report = {"problem": str(error)[:_LONGEST]}
        Path(f"{number}.json").write_text(json.dumps(report), encoding="utf-8")


class _States:
    """Sets up provider states.

    Not left to the library: it asks a hook that fails again and again, for minutes, and would
    follow it to other hosts.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._url = url
        self._seconds = seconds
        self.problems: dict[str, str] = {}
        """State -> why it is not set up."""

    def set_up(self, state: str, action: str, parameters: dict[str, Any] | None) -> None:
        """Tell the hook which state is needed, as Pact does."""
        import httpx  # noqa: PLC0415  needed only where there is a hook

        if not state:  # of interactions that need none
            return

        told = {"state": state, "params": parameters or {}, "action": action}
        try:
            with (
                httpx.Client(trust_env=False, timeout=self._seconds) as client,
                client.stream("POST", self._url, json=told) as answer,  # its body is not read
            ):
                status = answer.status_code
        except httpx.HTTPError:
            self.problems[state] = "no answer"
            return
        if not httpx.codes.is_success(status):
            self.problems[state] = f"answered {status}"


def _replay(task: dict[str, Any], pact: Path) -> dict[str, Any]:
    from pact import Verifier  # noqa: PLC0415  this process exists for it

    verifier = Verifier(task["provider"], host=urlsplit(task["url"]).hostname)
    verifier.add_transport(url=task["url"]).add_source(pact).follow_redirects(follow=False)
    verifier.set_request_timeout(task["milliseconds"]).set_coloured_output(enabled=False)
    for name, value in task["headers"].items():
        verifier.add_custom_header(name, value)
    states = _States(task["state_url"], task["milliseconds"] / 1000)
    if task["state_url"]:
        verifier.state_handler(states.set_up)
    with suppress(RuntimeError):  # also when interactions fail: the results say which
        verifier.verify()
    return {**verifier.results, "stateProblems": states.problems}


if __name__ == "__main__":
    main()
