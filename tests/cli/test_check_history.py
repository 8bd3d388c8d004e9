"""`plan check --all-history`: every version number says what its version changed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from planner.adapters import executors
from tests.cli.gate_workspace import ADDITIVE, API, BREAKING, CONTRACT, FILES
from tests.cli.running import run_here, run_plan

FINE = {"1.0.0": CONTRACT, "1.0.1": CONTRACT, "1.1.0": ADDITIVE, "2.0.0": BREAKING}


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare in this process: to start another one takes longer than what it does for a test.

    Tests that run `plan` as a process of its own are not reached by this.
    """
    monkeypatch.setattr(executors, "process_pool", lambda *_, **__: ThreadPoolExecutor(1))


def a_workspace(folder: Path, versions: dict[str, str]) -> Path:
    for path, text in FILES.items():
        _write(folder / path, text)
    for version, text in versions.items():
        _write(folder / f"{API}/{version}/openapi.yaml", text)
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def blocked(output: str) -> list[tuple[str, str, str]]:
    contracts: list[dict[str, Any]] = json.loads(output)["contracts"]
    return [(c["key"], b["rule"], c["demanded"]) for c in contracts for b in c["blocks"]]


def test_versions_that_say_what_they_change(tmp_path: Path) -> None:
    run = run_here("check", "--all-history", cwd=a_workspace(tmp_path, FINE))
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines()[-1] == "open: 4 versions"


def test_versions_that_promise_too_much(tmp_path: Path) -> None:
    wrong = {"1.0.0": CONTRACT, "1.0.1": ADDITIVE, "1.0.2": BREAKING, "2.0.0": BREAKING}
    run = run_here("check", "--all-history", "-f", "json", cwd=a_workspace(tmp_path, wrong))
    assert run.returncode == 1
    assert blocked(run.stdout) == [
        ("user-api@1.0.1", "version-too-small", "1.1.0"),
        ("user-api@1.0.2", "version-too-small", "2.0.0"),
    ]


@pytest.mark.parametrize(
    ("policy", "demanded"),
    [
        ("accept: [{rule: response-*, operation: '*', reason: nobody minds, expires: 2099-01-01}]",
         ""),
        ("accept: [{rule: response-*, operation: '*', reason: it is over, expires: 2020-01-01}]",
         "2.0.0"),
        ("severities: {response-property-became-optional: safe}", ""),
    ],
)  # fmt: skip
def test_the_policy_counts(tmp_path: Path, policy: str, demanded: str) -> None:
    folder = a_workspace(tmp_path, {"1.1.0": BREAKING})
    _write(folder / "plan.yaml", FILES["plan.yaml"] + "diff_policy: policy.yaml\n")
    _write(folder / "policy.yaml", f"{policy}\n")
    run = run_here("check", "--all-history", "-f", "json", cwd=folder)
    assert [item[2] for item in blocked(run.stdout)] == ([demanded] if demanded else [])


AVRO = {
    "1.0.0": '{"type": "record", "name": "Paid", "fields": [{"name": "a", "type": "string"}]}',
    "1.1.0": '{"type": "record", "name": "Paid", "fields": [{"name": "a", "type": "string"}, '
    '{"name": "b", "type": "string"}]}',
}


@pytest.mark.parametrize(
    ("mode", "demanded"), [("forward", []), ("none", []), ("backward", ["2.0.0"])]
)
def test_the_modes_of_the_policy_count(tmp_path: Path, mode: str, demanded: list[str]) -> None:
    folder = a_workspace(tmp_path, {})
    _write(folder / "plan.yaml", FILES["plan.yaml"] + "diff_policy: policy.yaml\n")
    _write(folder / "policy.yaml", f"modes: {{paid: {mode}}}\n")
    for version, text in AVRO.items():
        _write(folder / f"contracts/user/paid/{version}/paid.avsc", text)
    run = run_here("check", "--all-history", "-f", "json", cwd=folder)
    assert [item[2] for item in blocked(run.stdout)] == demanded, run.stderr


def test_a_policy_that_is_wrong_is_bad_input(tmp_path: Path) -> None:
    folder = a_workspace(tmp_path, FINE)
    _write(folder / "plan.yaml", FILES["plan.yaml"] + "diff_policy: policy.yaml\n")
    _write(folder / "policy.yaml", "modes: {paid: sideways}\n")
    run = run_here("check", "--all-history", cwd=folder)
    assert run.returncode == 2
    assert "policy.yaml" in run.stderr


def test_a_version_that_was_edited_after_it_was_agreed_to(tmp_path: Path) -> None:
    folder = a_workspace(tmp_path, {})
    for team, person in (("users", "uma"), ("orders", "otto"), ("mails", "mia")):
        agreed = run_here("ratify", "user-api", "--as", team, "--person", person, cwd=folder)
        assert agreed.returncode == 0, agreed.stderr
    _write(folder / f"{API}/1.0.0/openapi.yaml", CONTRACT.replace("Users", "People"))
    run = run_here("check", "--all-history", "-f", "json", cwd=folder)
    assert blocked(run.stdout) == [("user-api@1.0.0", "ratified-version-changed", "")]


def test_a_version_that_can_not_be_compared(tmp_path: Path) -> None:
    lost = CONTRACT.replace("{type: string}", "{$ref: '#/components/schemas/Gone'}", 1)
    run = run_here(
        "check", "--all-history", "-f", "json", cwd=a_workspace(tmp_path, {"1.0.1": lost})
    )
    assert run.returncode == 1
    assert blocked(run.stdout)[0][:2] == ("user-api@1.0.1", "contract-unreadable")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--all-history", "--base", "main"], "--all-history compares no commits"),
        (["--executor", "processes"], "--executor is for --all-history"),
        (["--all-history", "--executor", "threads"], "`threads` is no executor"),
        (["--all-history", "--executor", "dask://here"], "`dask://here` is no executor"),
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: list[str], said: str) -> None:
    run = run_here("check", *options, cwd=a_workspace(tmp_path, FINE))
    assert run.returncode == 2
    assert said in run.stderr


# ---------------------------------------------------------------------- who runs it


def many_versions(folder: Path) -> Path:
    """Sixty versions, of which every tenth promises too much."""
    versions = {}
    for number in range(1, 61):
        broken = BREAKING if number % 10 == 0 else CONTRACT
        versions[f"1.0.{number}"] = broken.replace("title: Users", f"title: Users {number}")
    return a_workspace(folder, versions)


@pytest.fixture
def scheduler() -> Iterator[str]:
    """A Dask cluster of two workers, in a process of their own, that runs while the test does.

    A process for each worker would only import the same once more: what travels does so over TCP.
    """
    pytest.importorskip("distributed", reason="needs the extra `dask`")
    program = (
        "import sys\n"
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,\n"
        "                      host='127.0.0.1', protocol='tcp', processes=False) as cluster:\n"
        "        print(cluster.scheduler_address, flush=True)\n"
        "        sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    address = process.stdout.readline().strip()
    yield address.removeprefix("tcp://")
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


@pytest.mark.slow
def test_a_cluster_finds_what_processes_find(tmp_path: Path, scheduler: str) -> None:
    folder = many_versions(tmp_path)
    arguments = ("check", "--all-history", "-f", "json", "--executor")
    runs = [
        run_here(*arguments, "processes:1", cwd=folder),
        *(
            run_plan(*arguments, where, cwd=folder)
            for where in ("processes:2", f"dask://{scheduler}")
        ),
    ]
    assert [run.returncode for run in runs] == [1, 1, 1], runs[-1].stderr
    assert runs[0].stdout == runs[1].stdout == runs[2].stdout
    assert len(blocked(runs[0].stdout)) == 11  # six breaks, five ways back


def test_a_cluster_that_does_not_answer(tmp_path: Path) -> None:
    pytest.importorskip("distributed", reason="needs the extra `dask`")
    folder = a_workspace(tmp_path, FINE)
    run = run_plan("check", "--all-history", "--executor", "dask://127.0.0.1:9", cwd=folder)
    assert run.returncode == 2
    assert "no Dask scheduler answers at `127.0.0.1:9`" in run.stderr
