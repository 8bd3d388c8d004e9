"""What the gate costs: `plan check` of five changes among many contracts, and of all versions.

    python benchmarks/gate.py [--services 750] [--versions 5000] [--runs 2]

(a) A repository made by `generate.py` (750 services have 999 contracts) in which five contracts
changed, with an empty ledger and with an entry for each contract: whole processes, wall and
processor seconds and the greatest resident memory.
(b) `plan check --all-history` on many versions of made-up contracts, by one process, two, and a
local Dask cluster of two workers if `distributed` is installed. All must say the same.
"""

import argparse
import importlib.util
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
CHANGED = 5
VERSIONS_EACH = 50


class Measured(NamedTuple):
    """One run of a whole process; processor seconds include its children's, not a cluster's."""

    wall: float
    processor: float
    megabytes: float
    output: str


def measure(command: Sequence[str], folder: Path) -> Measured:
    """Run a command; the gate may be open or closed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        output.seek(0)
        text = output.read()
    if os.waitstatus_to_exitcode(status) not in {0, 1}:
        sys.exit(f"failed: {' '.join(command)}")
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text)


def git(folder: Path, *arguments: str) -> None:
    """Run git without the settings of whoever measures."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "gc.auto=0")
    command = ["git", *identity, *arguments]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def contracts_of(folder: Path, command: str) -> list[dict[str, Any]]:
    """Return what `plan contracts list` or `digest` say about each contract of a workspace."""
    told = subprocess.run(
        [sys.executable, "-m", "planner", "contracts", command, "-f", "json"],
        cwd=folder,
        check=True,
        stdout=subprocess.PIPE,
    ).stdout
    found: list[dict[str, Any]] = json.loads(told)["contracts"]
    return found


def fill_ledger(folder: Path) -> None:
    """Write an entry about each contract, of the team of its provider."""
    digests = {
        (item["contract"], item["version"]): item["digest"]
        for item in contracts_of(folder, "digest")
    }
    for item in contracts_of(folder, "list"):
        key, team = (item["contract"], item["version"]), item["team"]
        steps = (item["provider"], *key, team, "ann.yaml")
        target = folder.joinpath("ratifications", *steps)
        target.parent.mkdir(parents=True)
        target.write_text(
            f"{{contract: {key[0]}, version: {key[1]}, digest: '{digests[key]}', team: {team}, "
            "person: ann, time: '2026-01-05T09:00:00Z'}\n",
            encoding="utf-8",
        )


def make_repository(folder: Path, services: int, *, has_ledger: bool) -> int:
    """Make the repository of (a), and return how many contracts it has."""
    generate = [sys.executable, str(HERE / "generate.py"), "--services", str(services)]
    subprocess.run([*generate, "--out", str(folder)], check=True, stdout=subprocess.DEVNULL)
    if has_ledger:
        fill_ledger(folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "all")
    git(folder, "checkout", "--quiet", "-b", "change")
    contracts = sorted(folder.glob("contracts/*/*/*/openapi.*"))
    for path in contracts[:: len(contracts) // CHANGED][:CHANGED]:
        text = path.read_text(encoding="utf-8")
        changed = re.sub(r"(title\W+)(\w)", r"\1Our \2", text, count=1)
        if changed == text:
            sys.exit(f"nothing to change in {path}")
        path.write_text(changed, encoding="utf-8")
    git(folder, "commit", "--quiet", "--all", "-m", "change")
    return len(list(folder.glob("contracts/*/*/*/")))


def check_five(services: int, runs: int) -> None:
    """Measure (a)."""
    print("| contracts | ledger | changed | wall s | processor s | MB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for has_ledger in (False, True):
        check_repository(services, runs, has_ledger=has_ledger)


def check_repository(services: int, runs: int, *, has_ledger: bool) -> None:
    """Measure one repository of (a)."""
    command = [sys.executable, "-m", "planner", "check", "--base", "main", "-f", "json"]
    ledger = "an entry each" if has_ledger else "empty"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = make_repository(folder, services, has_ledger=has_ledger)
        for _ in range(runs):
            found = measure(command, folder)
            changed = len(json.loads(found.output)["contracts"])
            if changed != CHANGED:
                sys.exit(f"{changed} contracts have changed, not {CHANGED}")
            figures = f"{found.wall:.2f} | {found.processor:.2f} | {found.megabytes:.0f}"
            print(f"| {count} | {ledger} | {changed} | {figures} |", flush=True)


def a_version(contract: int, number: int) -> dict[str, Any]:
    """One version of an API of eight operations; each has a member more than the one before.

    Every twentieth version takes an operation away, which its number does not say.
    """
    members = {f"member{i}": {"type": "string"} for i in range(number + 3)}
    schema = {"type": "object", "required": ["member0"], "properties": members}
    answer = {"description": "Found.", "content": {"application/json": {"schema": schema}}}
    count = 8 - number // 20
    paths = {
        f"/c{contract}/things{i}": {"get": {"operationId": f"get{i}", "responses": {"200": answer}}}
        for i in range(count)
    }
    info = {"title": f"API {contract}", "version": f"1.{number}.0"}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def make_history(folder: Path, versions: int) -> None:
    """Write the workspace of (b)."""
    plan = "name: history\ncalendar: {start: 2026-01-05}\nteams: [{name: all}]\n"
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "services").mkdir()
    for contract in range(versions // VERSIONS_EACH):
        offered = ", ".join(
            f"{{contract: api{contract}, version: 1.{number}.0}}" for number in range(VERSIONS_EACH)
        )
        manifest = f"name: service{contract}\nteam: all\nprovides: [{offered}]\n"
        path = folder / f"services/service{contract}.yaml"
        path.write_text(manifest, encoding="utf-8")
        for number in range(VERSIONS_EACH):
            target = folder / f"contracts/service{contract}/api{contract}/1.{number}.0/openapi.json"
            target.parent.mkdir(parents=True)
            target.write_text(json.dumps(a_version(contract, number)), encoding="utf-8")


def all_history(versions: int) -> None:
    """Measure (b)."""
    print("\n| versions | executor | wall s | processor s | speed-up |")
    print("| ---: | --- | ---: | ---: | ---: |")
    command = [sys.executable, "-m", "planner", "check", "--all-history", "-f", "json"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_history(folder, versions)
        executors = ["processes:1", "processes:2"]
        cluster = None
        if importlib.util.find_spec("distributed"):
            from distributed import LocalCluster  # noqa: PLC0415  an extra that few install

            make_cluster: Any = LocalCluster  # its package has types, this class has none
            cluster = make_cluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            executors.append(str(cluster.scheduler_address).replace("tcp://", "dask://"))
        told: list[Measured] = []
        for where in executors:
            told.append(measure([*command, "--executor", where], folder))
            speed_up = told[0].wall / told[-1].wall
            shown = where.split("//")[0].replace("dask:", "Dask, two workers")
            figures = f"{told[-1].wall:.1f} | {told[-1].processor:.1f} | {speed_up:.2f}"
            print(f"| {versions} | {shown} | {figures} |", flush=True)
        if cluster:
            cluster.close()
    if len({one.output for one in told}) != 1:
        sys.exit("the executors don't agree")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=750)
    parser.add_argument("--versions", type=int, default=5000)
    parser.add_argument("--runs", type=int, default=2)
    wanted = parser.parse_args()
    if wanted.runs:
        check_five(wanted.services, wanted.runs)
    if wanted.versions:
        all_history(wanted.versions)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{children.ru_utime + children.ru_stime:.0f} processor seconds in all")


if __name__ == "__main__":
    main()
