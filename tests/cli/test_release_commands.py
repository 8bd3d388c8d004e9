"""`plan release`, `plan next` and `plan status` as a user runs them."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.running import run_here

WORKSPACE = {
    "plan.yaml": """\
name: shop
calendar: {start: 2026-01-05}
teams:
  - {name: goods, capacity: 2}
  - {name: web}
release_windows:
  weekdays: [tue]
  freezes:
    - {first: 2026-03-01, last: 2026-03-10}
""",
    "services/catalog.yaml": """\
name: catalog
team: goods
provides: [{contract: catalog-api, version: 1.0.0, planned: true}]
""",
    "services/order.yaml": """\
name: order
team: web
consumes: [{contract: catalog-api}]
""",
    "progress/goods.yaml": """\
service: catalog
steps:
  A-1: {state: done, started: 2026-01-05, finished: 2026-01-06}
  A-2: in-progress
contracts:
  catalog-api:
    define: {state: blocked, reason: nobody decides}
""",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for path, text in WORKSPACE.items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return tmp_path


def test_release_days_follow_the_plan_and_its_windows(shop: Path) -> None:
    result = run_here("release", "--format", "csv", cwd=shop)
    assert (result.returncode, result.stderr) == (0, "")
    rows = [(r["batch"], r["day"], r["service"]) for r in csv.DictReader(StringIO(result.stdout))]
    # Milestone 3 is on Friday 2026-02-27; 3 and 10 March are frozen.
    assert rows == [("1", "2026-03-17", "catalog"), ("2", "2026-03-24", "order")]


def test_release_from_a_day_on(shop: Path) -> None:
    result = run_here("release", "--first-day", "2026-06-01", "-f", "json", cwd=shop)
    assert result.returncode == 0
    days = [batch["day"] for batch in json.loads(result.stdout)["batches"]]
    assert days == ["2026-06-02", "2026-06-09"]


def test_release_into_a_file_by_its_ending(shop: Path) -> None:
    result = run_here("release", "--output", "order.mmd", cwd=shop)
    assert (result.returncode, result.stdout) == (0, "")
    assert "order --> catalog" in (shop / "order.mmd").read_text(encoding="utf-8")


def test_a_freeze_without_end_is_told(shop: Path) -> None:
    text = WORKSPACE["plan.yaml"].replace("2026-03-10", "9999-12-31")
    (shop / "plan.yaml").write_text(text, encoding="utf-8")
    result = run_here("release", cwd=shop)
    assert (result.returncode, result.stdout) == (2, "")
    assert "no release window is left after the last freeze" in result.stderr


def test_next_goes_by_the_progress(shop: Path) -> None:
    result = run_here("next", "--today", "2026-01-08", "-f", "json", cwd=shop)
    assert (result.returncode, result.stderr) == (0, "")
    payload = json.loads(result.stdout)
    ready = {t["name"]: [r["task"]["id"] for r in t["ready"]] for t in payload["teams"]}
    assert ready == {"goods": [], "web": ["order/A-1"]}
    assert [item["task"]["id"] for item in payload["in_progress"]] == ["catalog/A-2"]
    (blocked,) = payload["blocked"]
    assert (blocked["task"]["id"], blocked["reason"]) == (
        "catalog-api@1.0.0/define",
        "nobody decides",
    )


@pytest.mark.parametrize("command", ["next", "status"])
def test_the_clock_gives_the_day(shop: Path, command: str) -> None:
    result = run_here(command, "-f", "json", cwd=shop)
    assert result.returncode == 0
    assert json.loads(result.stdout)["today"] >= "2026-01-01"


def test_status_of_one_team(shop: Path) -> None:
    result = run_here("status", "--team", "goods", "--today", "2026-01-08", "-f", "json", cwd=shop)
    assert result.returncode == 0
    payload = json.loads(result.stdout)
    assert [item["name"] for item in payload["services"]] == ["catalog"]
    assert payload["contracts"][0]["state"] == "blocked"
    assert payload["share"]["done"] == 1


def test_a_contradiction_is_a_warning_at_its_place(shop: Path) -> None:
    text = WORKSPACE["progress/goods.yaml"] + "      effort: 1d\n    ratify: done\n"
    text = text.replace("{state: blocked, reason: nobody decides}", "\n      state: in-progress")
    (shop / "progress/goods.yaml").write_text(text, encoding="utf-8")
    result = run_here("status", "--today", "2026-01-08", cwd=shop)
    assert result.returncode == 0
    assert result.stdout.startswith("shop on 2026-01-08 (week 1 of 9): ")
    assert "progress/goods.yaml:10:" in result.stderr
    assert (
        "warning: `catalog-api@1.0.0/ratify` is done, but waits for `catalog-api@1.0.0/define`, "
        "which is not done [done-too-early]"
    ) in result.stderr
    quiet = run_here("status", "--today", "2026-01-08", "--quiet", cwd=shop)
    assert (quiet.stdout, quiet.stderr) == (result.stdout, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("next", "--service", "ordr"), "there is no service `ordr`"),
        (("status", "--team", "wab"), "there is no team `wab`"),
        (("status", "--today", "tomorrow"), "Invalid value for '--today'"),
        (("release", "--first-day", "2026-02-30"), "Invalid value for '--first-day'"),
    ],
)
def test_bad_options_are_refused(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run_here(*arguments, cwd=shop)
    assert (result.returncode, result.stdout) == (2, "")
    assert message in result.stderr
