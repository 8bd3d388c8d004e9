"""Public histories, replayed commit by commit through `plan check`: no false block.

Why each closed gate is a true break stands in docs/check-replay.md.
"""

import json
import re
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.adapters.repositories import a_repository, commit
from tests.cli.running import run_here

PAIRS = Path(__file__).parents[1] / "data/pairs/openapi"
HISTORIES = {
    "museum": ("museum", "2023-11-13.0624581f__72438f35"),
    "payment": ("adyen", "PaymentService.v25__v30"),
    "engine": ("moby", "engine-v1.30__v1.31"),
}
"""Source and first pair of each; together 31 revisions that follow one another."""
PLAN = "name: replay\ncalendar: {start: 2026-01-05}\nteams: [{name: all, approvers: [ann]}]\n"
MANIFEST = "name: server\nteam: all\nprovides: [{contract: api, version: 1.0.0}]\n"
NUMBERED = re.compile(r'(?<=/Payment)/v\d+|(?<=basePath: "/)v1\.\d+')
"""The version in the address of a server: each would be another server, and that breaks."""
CONTRACT = "contracts/server/api/1.0.0/openapi.yaml"


def history(source: str, first: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of the first document and of each that replaced the one before."""
    pairs = json.loads((PAIRS / source / "pairs.json").read_text(encoding="utf-8"))
    after = {pair["old"]: pair["new"] for pair in pairs}
    with tarfile.open(PAIRS / source / "documents.tar.xz") as archive:
        texts = {}
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            texts[member.name] = NUMBERED.sub("", content.read().decode("utf-8"))
    name = f"{first}.old.yaml"
    yield first.partition("__")[0], texts[name]
    while name in after:
        name = after[name]
        yield name.removesuffix(".new.yaml"), texts[name]


def decision(repository: Path) -> str:
    """Return what the gate says about the last commit, in a line, and the breaks, a line each."""
    run = run_here(
        *("check", "--today", "2026-03-01", "-f", "json", "--base", "HEAD~1"), cwd=repository
    )
    assert run.returncode in {0, 1}, run.stderr
    payload = json.loads(run.stdout)
    assert payload["open"] is (run.returncode == 0)
    assert payload["blocks"] == []
    lines = []
    for contract in payload["contracts"]:
        rules = [block["rule"] for block in contract["blocks"]]
        state = "closed" if rules else "open"
        counts = ", ".join(f"{contract[kind]} {kind}" for kind in ("breaking", "risky", "safe"))
        lines.append(" ".join([f"{state}:", *rules, f"({contract['change']}; {counts})"]))
        lines += [
            f"    {found['rule']} {found['operation']}: {found['message']}"
            for found in contract["breaks"]
        ]
    return "\n".join(lines) or "open: nothing changed"


@pytest.mark.parametrize(
    "name", ["museum", "payment", pytest.param("engine", marks=pytest.mark.slow)]
)
def test_each_revision_gets_the_decision_that_was_checked_by_hand(
    name: str, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    revisions = history(*HISTORIES[name])
    _, text = next(revisions)
    files = {"plan.yaml": PLAN, "services/server.yaml": MANIFEST, CONTRACT: text}
    repository = a_repository(tmp_path / "replay", files)
    told = []
    for number, (revision, text) in enumerate(revisions):
        commit(repository, {CONTRACT: text}, f"r{number}")
        told.append(f"{revision}: {decision(repository)}\n")
    assert len(told) >= 10
    golden(f"check/replay-{name}.txt", "".join(told))
