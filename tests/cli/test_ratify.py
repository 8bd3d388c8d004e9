"""`plan ratify` as a process, in a git repository with a copy of the storefront."""

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.cli.main import exit_code_of
from tests.adapters.repositories import git
from tests.cli.running import run_here, run_plan
from tests.governance.ledgers import a_key, a_shop, agree, edit, entry_of, settings

STOREFRONT = Path(__file__).parents[2] / "examples" / "storefront"
ENTRY = "ratifications/inventory/inventory-api/1.0.0/order-team/hana@storefront.example.yaml"
HANA = ("--as", "order-team", "--person", "hana@storefront.example")


@pytest.fixture
def storefront(tmp_path: Path) -> Path:
    """The storefront without its ledger, committed."""
    folder = tmp_path / "storefront"
    shutil.copytree(STOREFRONT, folder, ignore=shutil.ignore_patterns("ratifications"))
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "all")
    return folder


# ---- what it does


def test_an_agreement_is_one_new_file(storefront: Path) -> None:
    done = run_plan("ratify", "inventory-api", *HANA, cwd=storefront)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Agreed to inventory-api@1.0.0 in {ENTRY}\n")
    assert "Still to agree: inventory-team" in done.stdout
    assert git(storefront, "status", "--porcelain", "-uall") == f"?? {ENTRY}"
    text = (storefront / ENTRY).read_text(encoding="utf-8")
    assert [line.partition(":")[0] for line in text.splitlines()] == [
        "contract",
        "version",
        "digest",
        "team",
        "person",
        "time",
    ]


def test_who_agrees_is_asked_from_git(storefront: Path) -> None:
    git(storefront, "config", "user.email", "hana@storefront.example")
    done = run_here("ratify", "inventory-api", "--as", "order-team", cwd=storefront)
    assert done.returncode == 0, done.stderr
    assert (storefront / ENTRY).exists()


def test_a_stranger_for_git_is_told_what_to_do(storefront: Path) -> None:
    git(storefront, "config", "user.email", "eve@other.example")
    git(storefront, "config", "user.name", "Eve")
    done = run_here("ratify", "inventory-api", "--as", "order-team", cwd=storefront)
    assert done.returncode == 2
    assert "(git knows `eve@other.example`, `Eve`)" in done.stderr
    assert "hint: add `--person NAME`, one of `goran@storefront.example`" in done.stderr


def test_status_names_who_is_missing_and_check_closes_the_gate(storefront: Path) -> None:
    arguments = ("ratify", "--status", "inventory-api")
    run_here("ratify", "inventory-api", *HANA, cwd=storefront)
    assert run_here(*arguments, cwd=storefront).returncode == 0
    assert run_here(*arguments, "--check", cwd=storefront).returncode == 1
    dana = ("--as", "inventory-team", "--person", "dana@storefront.example")
    done = run_here("ratify", "inventory-api@1.0.0", *dana, cwd=storefront)
    assert "inventory-api@1.0.0 is ratified: all parties have agreed" in done.stdout
    assert run_here(*arguments, "--check", cwd=storefront).returncode == 0
    assert run_here("ratify", "--status", "--check", cwd=storefront).returncode == 1


def test_a_changed_contract_closes_the_gate(storefront: Path) -> None:
    run_here("ratify", "order-api", *HANA, cwd=storefront)
    edit(
        storefront / "contracts/order/order-api/1.0.0/openapi.yaml",
        lambda text: text.replace("operationId: ", "operationId: x", 1),
    )
    # an operation that a manifest may name has another name now: looked at without manifests
    done = run_here("ratify", "--status", "order-api", "--check", cwd=storefront)
    assert done.returncode == 1
    assert "order-api@1.0.0  changed" in done.stdout
    assert f"{ENTRY}:".replace("inventory/inventory", "order/order") in done.stdout


def test_status_has_formats(storefront: Path) -> None:
    run_here("ratify", "order-api", *HANA, cwd=storefront)
    done = run_here("ratify", "--status", "-f", "markdown", cwd=storefront)
    assert "| order-api@1.0.0 | ratified | order-team | - | none |" in done.stdout
    told = json.loads(run_here("ratify", "--status", "-f", "json", cwd=storefront).stdout)
    assert told["complete"] is False
    states = {item["contract"]: item["state"] for item in told["contracts"]}
    assert states["order-api"] == "ratified"
    assert states["order-events"] == "open"
    party = told["contracts"][3]["parties"][0]
    assert party["reasons"] == [{"service": "order", "role": "owns", "via": []}]
    assert party["approvals"][0]["person"] == "hana@storefront.example"
    assert party["approvals"][0]["signed"] is False


# ---- what it refuses


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "No contract is named."),
        (("order-api",), "It is not said who agrees."),
        (("order-api", "--check"), "`--check` goes with `--status`."),
        (("--status", "--as", "order-team"), "`--status` shows, and writes nothing."),
        (("order-api", *HANA, "--accept", "12345678"), "Each `--accept` needs its `--reason`."),
        (("order-api", *HANA, "--reason", "x"), "Each `--accept` needs its `--reason`."),
        (("ordr-api", *HANA), "there is no contract `ordr-api` [unknown-contract]"),
        (("order-api@2.0.0", *HANA), "contract `order-api` has no version `2.0.0`"),
        (("order-api", "--as", "nobody"), "there is no team `nobody` in plan.yaml"),
        (("order-api", *HANA, "--key", "lost"), "there is no key `lost` [no-key]"),
    ],
)
def test_bad_usage_and_input_exit_with_2(
    arguments: tuple[str, ...],
    said: str,
    storefront: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(["ratify", *arguments, "-w", str(storefront)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "int:" in err  # a hint
    assert not (storefront / "ratifications").exists()


BROKEN = {
    "syntax": ("contract: [", "not valid YAML"),
    "unknown key": ("contract: order-api\nsigned: yes", "unknown key `signed`"),
    "missing keys": ("contract: order-api", "`version` is missing"),
    "digest": ("digest: sha256:12", "expected `sha256:` and 64 hexadecimal digits"),
    "time": ("time: yesterday", "expected a time in UTC such as 2026-03-31T09:30:00Z"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_ledger_is_told_with_its_place(
    name: str, storefront: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = BROKEN[name]
    path = storefront / "ratifications/order/order-api/1.0.0/order-team/x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    for command in (("ratify", "--status"), ("waves",), ("validate",)):
        assert exit_code_of([*command, "-w", str(storefront)]) == 2
        told = "".join(capsys.readouterr())
        assert "ratifications/order/order-api/1.0.0/order-team/x.yaml:" in told
        assert said in told


def test_a_file_in_the_wrong_place_is_told(storefront: Path) -> None:
    run_here("ratify", "order-api", *HANA, cwd=storefront)
    own = ENTRY.replace("inventory/inventory", "order/order")
    (storefront / own).rename(storefront / "ratifications/order/order-api/1.0.0.yaml")
    done = run_here("ratify", "--status", cwd=storefront)
    assert done.returncode == 2
    assert "is not where an entry of the ledger stands [misplaced-ratification]" in done.stderr
    assert "hint: let `plan ratify order-api@1.0.0 --as order-team` write it" in done.stderr


def test_entries_about_versions_that_are_gone_are_a_warning(storefront: Path) -> None:
    run_here("ratify", "order-api", *HANA, cwd=storefront)
    own = storefront / "ratifications/order/order-api"
    (own / "1.0.0").rename(own / "0.9.0")
    done = run_here("validate", cwd=storefront)
    assert done.returncode == 0
    assert "is about `order-api@0.9.0` of `order`, which is not in the registry" in done.stdout


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("keys", ["ssh-rsa"], "expected an SSH public key such as `ssh-ed25519 AAAA...`"),
        ("keys", [{"key": "ssh-ed25519 AAAA", "revoked": True}], "expected a mapping of keys"),
        ("keys", [{"kye": "ssh-ed25519 AAAA"}], "did you mean `key`?"),
        ("approver", ["x"], "did you mean `approvers`?"),
    ],
)
def test_teams_are_checked(key: str, value: object, said: str, tmp_path: Path) -> None:
    shop = a_shop(tmp_path, settings({"goods": {key: value}}))
    done = run_here("ratify", "--status", cwd=shop)
    assert done.returncode == 2
    assert said in done.stderr


def test_the_policy_is_checked(tmp_path: Path) -> None:
    shop = a_shop(tmp_path, settings(require_signatures="sometimes"))
    done = run_here("ratify", "--status", cwd=shop)
    assert done.returncode == 2
    assert "plan.yaml:1:" in done.stderr
    assert "expected a list or true or false" in done.stderr.replace(
        "true or false or a list", "a list or true or false"
    )


# ---- signatures

needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="there is no ssh-keygen")


def a_signed_shop(tmp_path: Path) -> tuple[Path, Path]:
    key = a_key(tmp_path / "keys", "cas")
    plan = settings({"web": {"keys": [key.public]}}, require_signatures=True)
    return a_shop(tmp_path / "shop", plan), key.file


@needs_ssh
def test_a_key_signs(tmp_path: Path) -> None:
    shop, key = a_signed_shop(tmp_path)
    cas = ("--as", "web", "--person", "cas")
    unsigned = run_here("ratify", "catalog-api", *cas, cwd=shop)
    assert unsigned.returncode == 2
    assert "needs signatures [ratification-unsigned]" in unsigned.stderr
    done = run_here("ratify", "catalog-api", *cas, "--key", str(key), cwd=shop)
    assert done.returncode == 0, done.stderr
    assert "all (required)" in done.stdout
    assert "-----BEGIN SSH SIGNATURE-----" in entry_of(shop, "web", "cas").read_text()


@needs_ssh
def test_an_edited_entry_is_told_on_the_command_line(tmp_path: Path) -> None:
    shop, key = a_signed_shop(tmp_path)
    run_here("ratify", "catalog-api", "--as", "web", "--person", "cas", "--key", str(key), cwd=shop)
    edit(entry_of(shop, "web", "cas"), lambda text: text.replace('time: "20', 'time: "19'))
    done = run_here("ratify", "--status", "catalog-api", "--check", cwd=shop)
    assert done.returncode == 1
    assert "the signature does not fit: the entry was changed after it was signed" in done.stdout
    warned = run_here("validate", cwd=shop)
    assert "[ratification-edited]" in warned.stdout


@needs_ssh
def test_without_ssh_keygen_the_remedy_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, key = a_signed_shop(tmp_path)
    cas = ("ratify", "catalog-api", "--as", "web", "--person", "cas", "--key", str(key))
    assert run_here(*cas, cwd=shop).returncode == 0
    bare = tmp_path / "bin"
    bare.mkdir()
    monkeypatch.setenv("PATH", str(bare))
    for arguments in (cas, ("ratify", "--status"), ("waves",)):
        done = run_here(*arguments, cwd=shop)
        assert done.returncode == 2
        assert "the program `ssh-keygen` was not found" in done.stderr
        assert "hint: install OpenSSH 8.0 or newer" in done.stderr


@needs_ssh
def test_a_public_key_without_its_private_half_cannot_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, key = a_signed_shop(tmp_path)
    key.unlink()
    cas = ("ratify", "catalog-api", "--as", "web", "--person", "cas")
    monkeypatch.setenv("SSH_AUTH_SOCK", "")
    done = run_here(*cas, "--key", f"{key}.pub", cwd=shop)
    assert done.returncode == 2
    assert "`ssh-keygen` can't sign with" in done.stderr


# ---- two people, two branches


def on_branch(folder: Path, branch: str, *ratifications: tuple[str, str, str]) -> None:
    git(folder, "checkout", "--quiet", "-b", branch, "main")
    for contract, team, person in ratifications:
        done = run_here("ratify", contract, "--as", team, "--person", person, cwd=folder)
        assert done.returncode == 0, done.stderr
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", branch)


def test_agreements_on_two_branches_merge_without_conflict(storefront: Path) -> None:
    """Two teams, and two people of one team, ratify the same versions."""
    on_branch(
        storefront,
        "one",
        ("inventory-api", "order-team", "hana@storefront.example"),
        ("user-api", "user-team", "chidi@storefront.example"),
    )
    on_branch(
        storefront,
        "two",
        ("inventory-api", "inventory-team", "dana@storefront.example"),
        ("inventory-api", "order-team", "goran@storefront.example"),
        ("user-api", "order-team", "hana@storefront.example"),
    )
    git(storefront, "merge", "--quiet", "--no-edit", "one")
    assert git(storefront, "status", "--porcelain") == ""
    assert len(list(storefront.glob("ratifications/*/*/*/*/*.yaml"))) == 5
    done = run_here("ratify", "--status", "inventory-api", "--check", cwd=storefront)
    assert done.returncode == 0
    told = json.loads(run_here("ratify", "--status", "-f", "json", cwd=storefront).stdout)
    missing = {item["contract"]: item["missing"] for item in told["contracts"]}
    assert missing["user-api"] == ["notification-team"]


# ---- killed at any moment


def ledger(folder: Path) -> Mapping[str, bytes]:
    """Everything in the ledger that anybody reads."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.glob("ratifications/**/*")
        if path.is_file() and not path.name.startswith(".")
    }


def start(shop: Path) -> int:
    """Start `plan ratify` in a process of its own, forked: it begins where imports are done."""
    child = os.fork()
    if child:
        return child
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        cas = ["--as", "web", "--person", "cas"]
        os._exit(exit_code_of(["ratify", "catalog-api", *cas, "-w", str(shop)]))
    finally:
        os._exit(9)


def killed_at_random_moments(shop: Path, times: int, seed: int) -> tuple[int, int]:
    """Kill `plan ratify` that often; return how often the ledger was as before, and as after.

    The contract changes each time, so that each run has something to replace. Nearly all of a run
    is reading; half of the blows fall around its end, when it writes.
    """
    contract = shop / "contracts/catalog/catalog-api/1.0.0/openapi.yaml"
    text = contract.read_text(encoding="utf-8")
    agree(shop, "catalog-api", "web", "cas")
    rng = random.Random(seed)  # noqa: S311  nothing secret
    usual = 0.0
    outcomes = [0, 0]
    for number in range(-3, times):
        contract.write_text(text.replace("title: Catalog", f"title: Catalog {number}"), "utf-8")
        before = ledger(shop)
        started = time.monotonic()
        process = start(shop)
        if number < 0:  # let a few come to their end, to know how long that takes
            assert os.waitpid(process, 0)[1] == 0
            usual = time.monotonic() - started
            continue
        share = rng.uniform(0, 1) if number % 2 else rng.uniform(0.6, 1.1)
        time.sleep(usual * share)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        after = ledger(shop)
        assert after.keys() == before.keys()
        is_new = after != before
        outcomes[is_new] += 1
        # what is there is whole: it is read, and what was written counts
        assert agree(shop, "catalog-api", "web", "cas").is_known is is_new
        assert (after == ledger(shop)) is is_new
    return outcomes[0], outcomes[1]


cannot_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9")


@cannot_fork
@pytest.mark.slow
def test_two_hundred_killed_runs_leave_the_ledger_as_before_or_as_after(tmp_path: Path) -> None:
    before, after = killed_at_random_moments(a_shop(tmp_path), 200, seed=2)
    assert before + after == 200
    assert before > 0
    assert after > 0, "some runs must have come to their end for the test to mean anything"
