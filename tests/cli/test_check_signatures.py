"""Attacks on signatures, through `plan check` on real repositories: none of them opens the gate."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planner.app.ledger_text import ledger_text
from planner.formats.document import parse_single
from planner.governance.statement import statement_of
from planner.model.ledger_file import RatificationFile
from tests.adapters.repositories import a_repository, commit, git
from tests.cli.gate_workspace import API, BREAKING, CONTRACT, FILES, ORDER, USER
from tests.cli.running import run_here
from tests.governance.ledgers import Key, a_key

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="signatures are made and checked by ssh-keygen"
)

V1 = f"{API}/1.0.0/openapi.yaml"
OTTO = "ratifications/user/user-api/1.0.0/orders/otto.yaml"
STOLEN = {"date": "2026-02-01", "reason": "laptop stolen"}
PEOPLE = {"users": "uma", "orders": "otto", "mails": "mia"}
Plan = dict[str, Any]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Key]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: a_key(folder, name) for name in ("uma", "otto", "mia", "eve")}


@dataclass(frozen=True)
class Shop:
    """The repository on the branch `change`, and everybody's keys."""

    folder: Path
    keys: dict[str, Key]

    def plan(self) -> Plan:
        """What plan.yaml says on `main`."""
        teams = [
            {"name": team, "approvers": [person], "keys": [{"key": self.keys[person].public}]}
            for team, person in PEOPLE.items()
        ]
        policy = {"require_signatures": True}
        return {
            "name": "shop",
            "calendar": {"start": "2026-01-05"},
            "teams": teams,
            "policy": policy,
        }

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def write_plan(self, plan: Plan) -> None:
        self.write("plan.yaml", json.dumps(plan))

    def merge(self) -> None:
        """Make what is on disk the base."""
        commit(self.folder, {}, "merged")
        git(self.folder, "branch", "--force", "main", "HEAD")

    def sign(self, team: str, person: str, key: str, version: str = "1.0.0") -> None:
        run = run_here(
            *("ratify", f"user-api@{version}", "--as", team, "--person", person),
            *("--key", str(self.keys[key].file)),
            cwd=self.folder,
        )
        assert run.returncode == 0, run.stderr

    def forge(
        self, key: Key | None, signed: dict[str, str] | None = None, **written: str
    ) -> RatificationFile:
        """Write the entry of otto by hand; `signed` is what the signature is about instead."""
        entry = _entry((self.folder / OTTO).read_text(encoding="utf-8"))
        bare = entry.model_copy(update={"signature": None, **written})
        about = bare.model_copy(update=signed or {})
        signature = key.sign(statement_of(about)) if key else None
        told = bare.model_copy(update={"signature": signature})
        path = f"ratifications/user/user-api/1.0.0/{told.team}/{told.person}.yaml"
        self.write(path, ledger_text(told))
        return told


def _entry(text: str) -> RatificationFile:
    return RatificationFile.model_validate(parse_single(text, OTTO))


@pytest.fixture
def shop(tmp_path: Path, keys: dict[str, Key]) -> Shop:
    """A breaking change of a draft, rightly signed by both teams that must agree."""
    made = Shop(tmp_path / "shop", keys)
    a_repository(made.folder, FILES | {"plan.yaml": json.dumps(made.plan())})
    git(made.folder, "checkout", "--quiet", "-b", "change")
    made.write(V1, BREAKING)
    made.sign("users", "uma", "uma")
    made.sign("orders", "otto", "otto")
    return made


def check(shop: Shop, code: int) -> dict[str, Any]:
    run = run_here("check", "--today", "2026-03-01", "-f", "json", cwd=shop.folder)
    assert run.returncode == code, run.stdout + run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_signed_by_all_it_goes_in(shop: Shop) -> None:
    [contract] = check(shop, 0)["contracts"]
    assert contract["agreed"] == ["orders", "users"]


Attack = Callable[[Shop], None]


def unsigned(shop: Shop) -> None:
    shop.forge(None)


def revoked_at_the_base(shop: Shop) -> None:
    plan = shop.plan()
    plan["teams"][1]["keys"][0]["revoked"] = STOLEN
    on_base(shop, plan)


def revoked_by_the_change(shop: Shop) -> None:
    plan = shop.plan()
    plan["teams"][1]["keys"][0]["revoked"] = STOLEN
    shop.write_plan(plan)


def thawed_by_the_change(shop: Shop) -> None:
    """The key is revoked at the base; the change says that it is not."""
    revoked_at_the_base(shop)
    shop.write_plan(shop.plan())


def on_base(shop: Shop, plan: Plan) -> None:
    """Put another plan.yaml onto `main` below the change."""
    git(shop.folder, "stash", "--quiet", "--include-untracked")
    shop.write_plan(plan)
    shop.merge()
    git(shop.folder, "stash", "pop", "--quiet")


def wrong_namespace(shop: Shop) -> None:
    shop.forge(Key(shop.keys["otto"].file, "git"))


def another_digest(shop: Shop) -> None:
    """The content of another version was signed, and the entry is made to fit this one."""
    _with_an_older_version(shop)
    shop.sign("users", "uma", "uma", "0.9.0")
    older = OTTO.replace("1.0.0", "0.9.0").replace("orders/otto", "users/uma")
    before = _entry((shop.folder / older).read_text(encoding="utf-8")).digest
    shop.forge(shop.keys["otto"], signed={"digest": before})


def another_version(shop: Shop) -> None:
    """An entry about 0.9.0 is copied and made to fit; the original stays."""
    _with_an_older_version(shop)
    shop.sign("orders", "otto", "otto", "0.9.0")
    old = shop.folder / OTTO.replace("1.0.0", "0.9.0")
    now = _entry((shop.folder / OTTO).read_text(encoding="utf-8")).digest
    told = _entry(old.read_text(encoding="utf-8"))
    shop.write(OTTO, ledger_text(told.model_copy(update={"version": "1.0.0", "digest": now})))


def whole_entry_of_another_version(shop: Shop) -> None:
    _with_an_older_version(shop)
    shop.sign("orders", "otto", "otto", "0.9.0")
    shutil.copy(shop.folder / OTTO.replace("1.0.0", "0.9.0"), shop.folder / OTTO)


def _with_an_older_version(shop: Shop) -> None:
    shop.write(f"{API}/0.9.0/openapi.yaml", CONTRACT.replace("version: 1.0.0", "version: 0.9.0"))
    both = "[{contract: user-api, version: 0.9.0}, {contract: user-api, version: 1.0.0}]"
    shop.write("services/user.yaml", USER.replace("[{contract: user-api, version: 1.0.0}]", both))
    more = "  - {contract: user-api, version: 0.9.0, operations: [getUser], timeout: 1s,\n"
    shop.write("services/order.yaml", f"{ORDER}{more}     fallback: none}}\n")


def edited(shop: Shop) -> None:
    text = (shop.folder / OTTO).read_text(encoding="utf-8")
    told = _entry(text)
    shop.write(OTTO, ledger_text(told.model_copy(update={"time": "2026-02-03T00:00:00Z"})))


def key_of_another_team(shop: Shop) -> None:
    shop.forge(shop.keys["uma"])


def key_of_nobody(shop: Shop) -> None:
    shop.forge(shop.keys["eve"])


def key_added_by_the_change(shop: Shop) -> None:
    plan = shop.plan()
    plan["teams"][1]["keys"].append({"key": shop.keys["eve"].public})
    shop.write_plan(plan)
    shop.forge(shop.keys["eve"])


def key_taken_by_another_team(shop: Shop) -> None:
    """The change gives the key of `users` to `orders` as well."""
    plan = shop.plan()
    plan["teams"][1]["keys"].append({"key": shop.keys["uma"].public})
    shop.write_plan(plan)
    shop.forge(shop.keys["uma"])


def signatures_switched_off(shop: Shop) -> None:
    plan = shop.plan()
    plan["policy"]["require_signatures"] = False
    shop.write_plan(plan)
    shop.forge(None)


def signatures_for_other_contracts_only(shop: Shop) -> None:
    plan = shop.plan()
    plan["policy"]["require_signatures"] = ["other-*"]
    shop.write_plan(plan)
    shop.forge(None)


def policy_removed(shop: Shop) -> None:
    plan = shop.plan()
    del plan["policy"]
    shop.write_plan(plan)
    shop.forge(None)


def approver_added_by_the_change(shop: Shop) -> None:
    plan = shop.plan()
    plan["teams"][1]["approvers"].append("eve")
    plan["teams"][1]["keys"].append({"key": shop.keys["eve"].public})
    shop.write_plan(plan)
    shop.forge(shop.keys["eve"], person="eve")
    (shop.folder / OTTO).unlink()


def team_replaced_by_the_change(shop: Shop) -> None:
    """The team is gone; a new one with its own people has its service."""
    plan = shop.plan()
    plan["teams"][1] = {
        "name": "thieves",
        "approvers": ["eve"],
        "keys": [{"key": shop.keys["eve"].public}],
    }
    shop.write_plan(plan)
    shop.write("services/order.yaml", ORDER.replace("team: orders", "team: thieves"))
    (shop.folder / OTTO).unlink()
    shop.sign("thieves", "eve", "eve")


ATTACKS: dict[Attack, str] = {
    unsigned: "the entry of `otto` is not signed, and `user-api` needs signatures: sign it",
    revoked_at_the_base: "the key of the signature was revoked on 2026-02-01: laptop stolen",
    revoked_by_the_change: "the key of the signature was revoked on 2026-02-01: laptop stolen",
    thawed_by_the_change: "the key of the signature was revoked on 2026-02-01: laptop stolen",
    wrong_namespace: "was made for `git`, not for `contract-planner-ratification`",
    another_digest: "the signature is about another content, `sha256:",
    another_version: "was copied from `ratifications/user/user-api/0.9.0/orders/otto.yaml`",
    whole_entry_of_another_version: "agrees to `user-api@0.9.0`, but stands in the folder of "
    "`user-api@1.0.0`",
    edited: "the signature does not fit: the entry was changed after it was signed",
    key_of_another_team: "was made with a key of team `users`, not of `orders`",
    key_of_nobody: "was made with a key that `orders` does not have",
    key_added_by_the_change: "was made with a key that `orders` does not have",
    key_taken_by_another_team: "was made with a key of team `users`, not of `orders`",
    signatures_switched_off: "the entry of `otto` is not signed",
    signatures_for_other_contracts_only: "the entry of `otto` is not signed",
    policy_removed: "the entry of `otto` is not signed",
    approver_added_by_the_change: "`eve` is not an approver of team `orders`",
    team_replaced_by_the_change: "plan ratify user-api@1.0.0 --as orders",
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_leaves_the_gate_closed(attack: Attack, shop: Shop) -> None:
    attack(shop)
    [contract] = [c for c in check(shop, 1)["contracts"] if c["key"] == "user-api@1.0.0"]
    assert contract["agreed"] == ["users"]
    assert contract["must_agree"] == ["orders", "users"]
    [block] = contract["blocks"]
    assert block["rule"] == "breaking-change-unratified"
    assert block["message"].endswith("that `orders` has not agreed to")
    assert any(ATTACKS[attack] in step for step in block["unblock"]), block["unblock"]


def test_a_frozen_version_stays_frozen_whoever_is_revoked(shop: Shop) -> None:
    """The change breaks a ratified version and voids its agreements at once."""
    shop.sign("mails", "mia", "mia")
    shop.merge()
    plan = shop.plan()
    for team in plan["teams"]:
        team["keys"][0]["revoked"] = STOLEN
    shop.write_plan(plan)
    assert check(shop, 0)["contracts"] == []  # a key may be revoked at any time
    shop.write(V1, CONTRACT)
    [contract] = check(shop, 1)["contracts"]
    assert [block["rule"] for block in contract["blocks"]] == ["ratified-version-changed"]
