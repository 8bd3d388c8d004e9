"""`plan check` on real repositories: what goes in, what does not, and what would help."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from planner.app.contract_files import digest_of_contract
from planner.app.ports import Files
from planner.model.contract import Contract
from tests.adapters.repositories import a_repository, commit, git
from tests.cli.gate_runs import TODAY, blocked, changed, check, ratify, write
from tests.cli.gate_workspace import (
    ADDITIVE,
    API,
    BREAKING,
    CONTRACT,
    FILES,
    MAIL,
    ORDER,
    PLAN,
    USER,
    a_gate_repository,
)
from tests.cli.running import run_here, run_plan

Golden = Callable[[str, str], None]
V1 = f"{API}/1.0.0/openapi.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return a_gate_repository(tmp_path / "shop")


# ---------------------------------------------------------------------- what goes in


def test_as_a_process_of_its_own(repository: Path) -> None:
    write(repository, V1, BREAKING)
    run = run_plan("check", *TODAY, cwd=repository)
    assert (run.returncode, run.stderr) == (1, "")
    last = run.stdout.splitlines()[-1]
    assert last == "closed: 1 of 1 changed contract version blocked"


def test_nothing_changed(repository: Path) -> None:
    payload = check(repository, code=0)
    assert (payload["contracts"], payload["unchanged"]) == ([], 1)


def test_an_additive_change_goes_in(repository: Path) -> None:
    write(repository, V1, ADDITIVE)
    payload = check(repository, code=0)
    assert changed(payload) == {"user-api@1.0.0": "edited"}
    assert payload["contracts"][0]["safe"] == 1


def test_formatting_and_splitting_change_nothing(repository: Path) -> None:
    start = CONTRACT.index("              schema:\n                type: object\n")
    end = CONTRACT.index("  /users:\n")
    inner = CONTRACT[start:end].replace("              schema:\n", "", 1)
    split = f"{CONTRACT[:start]}              schema: {{$ref: user.yaml}}\n{CONTRACT[end:]}"
    write(repository, V1, split)
    write(repository, f"{API}/1.0.0/user.yaml", "\n".join(x[16:] for x in inner.splitlines()))
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "rewritten"}


def test_other_line_ends_change_nothing(repository: Path) -> None:
    write(repository, V1, CONTRACT.replace("\n", "\r\n"))
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "rewritten"}


def test_a_breaking_change_that_all_agreed_to_goes_in(repository: Path) -> None:
    write(repository, V1, BREAKING)
    ratify(repository, "user-api@1.0.0", "users", "orders")
    payload = check(repository, code=0)
    [contract] = payload["contracts"]
    assert contract["must_agree"] == ["orders", "users"]
    assert contract["hurt"] == ["order"]


def test_a_new_major_version_beside_the_old_one_needs_its_provider_only(repository: Path) -> None:
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    provides = "[{contract: user-api, version: 1.0.0}, {contract: user-api, version: 2.0.0}]"
    write(
        repository,
        "services/user.yaml",
        USER.replace("[{contract: user-api, version: 1.0.0}]", provides),
    )
    payload = check(repository, code=1)
    [contract] = payload["contracts"]
    assert (contract["demanded"], contract["must_agree"], contract["hurt"]) == (
        "2.0.0",
        ["users"],
        [],
    )
    assert blocked(payload) == [("user-api@2.0.0", "breaking-change-unratified")]
    ratify(repository, "user-api@2.0.0", "users")
    check(repository, code=0)


def test_a_version_that_nobody_uses_may_go(repository: Path) -> None:
    for path in ("services/order.yaml", "services/mail.yaml"):
        (repository / path).unlink()
    check(repository, code=0)
    commit(repository, {}, "nobody")
    git(repository, "branch", "--force", "main")
    (repository / V1).unlink()
    write(repository, "services/user.yaml", "name: user\nteam: users\nhealth: GET /health\n")
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "removed"}


def test_a_renamed_contract_with_renamed_uses_goes_in(repository: Path) -> None:
    shutil.move(repository / API, repository / "contracts/user/people-api")
    for name, text in (("user", USER), ("order", ORDER), ("mail", MAIL)):
        write(repository, f"services/{name}.yaml", text.replace("user-api", "people-api"))
    payload = check(repository, code=0)
    assert changed(payload) == {"people-api@1.0.0": "renamed"}
    assert payload["contracts"][0]["before"] == "user-api@1.0.0"


# ---------------------------------------------------------------------- what does not


def test_a_breaking_change_that_nobody_agreed_to(repository: Path) -> None:
    write(repository, V1, BREAKING)
    payload = check(repository, code=1)
    assert blocked(payload) == [("user-api@1.0.0", "breaking-change-unratified")]
    [block] = payload["contracts"][0]["blocks"]
    assert block["message"] == (
        "`user-api@1.0.0` has 1 breaking change, hurting `order`, "
        "that `orders`, `users` have not agreed to"
    )
    assert block["unblock"][:2] == [
        "plan ratify user-api@1.0.0 --as orders",
        "plan ratify user-api@1.0.0 --as users",
    ]


def test_a_breaking_change_that_some_agreed_to_names_the_others(repository: Path) -> None:
    write(repository, V1, BREAKING)
    ratify(repository, "user-api@1.0.0", "users")
    payload = check(repository, code=1)
    assert payload["contracts"][0]["agreed"] == ["users"]
    assert "that `orders` has not agreed to" in payload["contracts"][0]["blocks"][0]["message"]


def _ratified_on_main(repository: Path) -> None:
    ratify(repository, "user-api@1.0.0", "users", "orders", "mails")
    commit(repository, {}, "ratified")
    git(repository, "branch", "--force", "main", "HEAD")


@pytest.mark.parametrize("text", [ADDITIVE, BREAKING, CONTRACT.replace("Users", "People")])
def test_a_ratified_version_is_frozen(repository: Path, text: str) -> None:
    _ratified_on_main(repository)
    write(repository, V1, text)
    payload = check(repository, code=1)
    assert blocked(payload) == [("user-api@1.0.0", "ratified-version-changed")]


def test_agreeing_again_does_not_thaw_it(repository: Path) -> None:
    _ratified_on_main(repository)
    write(repository, V1, BREAKING)
    ratify(repository, "user-api@1.0.0", "users", "orders", "mails")
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", "ratified-version-changed")]


def test_taking_the_agreements_away_does_not_thaw_it(repository: Path) -> None:
    _ratified_on_main(repository)
    shutil.rmtree(repository / "ratifications")
    payload = check(repository, code=1)
    assert blocked(payload) == [("user-api@1.0.0", "ratification-removed")]
    write(repository, V1, ADDITIVE)
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", "ratified-version-changed")]


def test_an_entry_may_not_be_made_worthless(repository: Path) -> None:
    """Neither by another digest in it, nor by moving it to where it is about nobody's contract."""
    _ratified_on_main(repository)
    entry = "ratifications/user/user-api/1.0.0/{}/{}.yaml".format("orders", "otto")
    text = (repository / entry).read_text()
    digest = next(word for word in text.split() if word.strip("'\"").startswith("sha256:"))
    write(repository, entry, text.replace(digest, "sha256:" + "0" * 64))
    payload = check(repository, code=1)
    assert blocked(payload) == [("user-api@1.0.0", "ratification-removed")]
    assert "`orders` does not count now" in payload["contracts"][0]["blocks"][0]["message"]
    (repository / entry).unlink()
    write(repository, entry.replace("/user/", "/order/"), text)
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", "ratification-removed")]


def test_what_has_not_changed_is_not_digested(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, f"{API}/1.1.0/openapi.yaml", ADDITIVE)
    ratify(repository, "user-api@1.1.0", "users")
    _ratified_on_main(repository)
    digested: list[str] = []

    def digest(files: Files, contract: Contract) -> str:
        digested.append(contract.key)
        return digest_of_contract(files, contract)

    monkeypatch.setattr("planner.app.workspace.ledger.digest_of_contract", digest)
    write(repository, V1, ADDITIVE)
    check(repository, code=1)
    assert set(digested) == {"user-api@1.0.0"}


def _broken_on_main(repository: Path) -> None:
    """A new version that breaks `order` is agreed to by those whom it hurts, not by all."""
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    write(repository, "services/user.yaml", USER.replace("version: 1.0.0", "version: 2.0.0"))
    write(repository, "services/order.yaml", ORDER.replace("^1.0", "^2.0"))
    write(repository, "services/mail.yaml", MAIL.replace("^1.0", "^2.0"))
    ratify(repository, "user-api@2.0.0", "users", "orders")
    check(repository, code=0)
    commit(repository, {}, "2.0.0")
    git(repository, "branch", "--force", "main", "HEAD")


@pytest.mark.parametrize("is_rewritten", [False, True])
def test_who_agreed_to_a_break_that_came_in_can_not_take_it_back(
    repository: Path, *, is_rewritten: bool
) -> None:
    _broken_on_main(repository)
    shutil.rmtree(repository / "ratifications/user/user-api/2.0.0/orders")
    if is_rewritten:
        rewritten = BREAKING.replace("{type: string}", "{ type: string }")
        write(repository, f"{API}/2.0.0/openapi.yaml", rewritten)
    payload = check(repository, code=1)
    assert blocked(payload) == [("user-api@2.0.0", "ratification-removed")]
    assert changed(payload) == {"user-api@2.0.0": "rewritten" if is_rewritten else "ledger changed"}
    (block,) = payload["contracts"][0]["blocks"]
    assert block["message"] == (
        "`user-api@2.0.0` came in with what it breaks agreed to, and the agreement of `orders` "
        "does not count now"
    )


def test_an_agreement_that_nothing_lives_on_may_go_and_it_is_told(repository: Path) -> None:
    ratify(repository, "user-api@1.0.0", "users")
    commit(repository, {}, "one-of-three")
    git(repository, "branch", "--force", "main", "HEAD")
    shutil.rmtree(repository / "ratifications/user/user-api/1.0.0")
    run = run_here("check", *TODAY, cwd=repository)
    assert run.returncode == 0, run.stdout
    assert "agreement of `uma` to `user-api@1.0.0` for `users` is taken out" in run.stderr
    assert "hint: restore `ratifications/user/user-api/1.0.0/users/uma.yaml`" in run.stderr


def test_a_frozen_version_may_be_written_in_another_way(repository: Path) -> None:
    _ratified_on_main(repository)
    write(repository, V1, CONTRACT.replace("{type: string}", "{ type: 'string' }"))
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "rewritten"}


@pytest.mark.parametrize(
    ("text", "version", "demanded"),
    [(ADDITIVE, "1.0.1", "1.1.0"), (BREAKING, "1.1.0", "2.0.0"), (CONTRACT, "1.0.1", "")],
)
def test_a_version_number_that_is_too_small(
    repository: Path, text: str, version: str, demanded: str
) -> None:
    write(repository, f"{API}/{version}/openapi.yaml", text)
    write(repository, "services/user.yaml", USER.replace("version: 1.0.0", f"version: {version}"))
    payload = check(repository, code=1 if demanded else 0)
    rules = [rule for _, rule in blocked(payload)]
    assert ("version-too-small" in rules) is bool(demanded)
    if demanded:
        assert payload["contracts"][0]["demanded"] == demanded


def test_a_range_that_takes_the_new_version_makes_a_consumer_a_party(repository: Path) -> None:
    write(repository, f"{API}/1.1.0/openapi.yaml", BREAKING)
    write(repository, "services/user.yaml", USER.replace("version: 1.0.0", "version: 1.1.0"))
    payload = check(repository, code=1)
    assert blocked(payload) == [
        ("user-api@1.1.0", "version-too-small"),
        ("user-api@1.1.0", "breaking-change-unratified"),
    ]
    assert payload["contracts"][0]["must_agree"] == ["orders", "users"]


def test_a_version_that_somebody_uses_may_not_go(repository: Path) -> None:
    shutil.rmtree(repository / API)
    payload = check(repository, code=1)
    assert changed(payload) == {"user-api@1.0.0": "removed"}
    assert {rule for _, rule in blocked(payload)} == {"missing-in-contract"}


def test_an_operation_that_somebody_uses_may_not_go(repository: Path) -> None:
    write(repository, V1, CONTRACT.replace("operationId: getUser", "operationId: findUser"))
    assert blocked(check(repository, code=1)) == [("", "missing-in-contract")]


def test_a_contract_that_can_not_be_read_is_bad_input(repository: Path) -> None:
    write(repository, V1, "openapi: 3.1.0\npaths: [\n")
    run = run_here("check", cwd=repository)
    assert run.returncode == 2
    assert f"{V1}:3:1: error" in run.stderr


def test_an_expired_flag_blocks(repository: Path) -> None:
    flag = "flags: [{name: f, owner: o, created: 2025-01-01, expires: 2025-06-30}]\n"
    write(repository, "services/mail.yaml", MAIL + flag)
    assert blocked(check(repository, code=1)) == [("", "flag-expired")]


# ---------------------------------------------------------------------- ways around it


def test_a_change_can_not_name_its_own_approver(repository: Path) -> None:
    write(repository, V1, BREAKING)
    thief = PLAN.replace("approvers: [otto]", "approvers: [otto, uma]")
    write(repository, "plan.yaml", thief)
    ratify(repository, "user-api@1.0.0", "users")
    run = run_here("ratify", "user-api@1.0.0", "--as", "orders", "--person", "uma", cwd=repository)
    assert run.returncode == 0
    payload = check(repository, code=1)
    assert payload["contracts"][0]["agreed"] == ["users"]
    assert any("uma" in step for step in payload["contracts"][0]["blocks"][0]["unblock"])


def test_a_change_can_not_take_a_consumer_out_of_its_manifest(repository: Path) -> None:
    write(repository, V1, BREAKING)
    write(repository, "services/order.yaml", "name: order\nteam: orders\nhealth: GET /health\n")
    payload = check(repository, code=1)
    assert payload["contracts"][0]["must_agree"] == ["orders", "users"]


@pytest.mark.parametrize(
    "less", [("operations: [getUser]", "operations: [addUser]"), ("[email]", "[id]")]
)
def test_a_change_can_not_make_a_consumer_use_less(repository: Path, less: tuple[str, str]) -> None:
    write(repository, V1, BREAKING)
    write(repository, "services/order.yaml", ORDER.replace(*less))
    payload = check(repository, code=1)
    assert payload["contracts"][0]["must_agree"] == ["orders", "users"]


def test_a_change_can_not_remove_or_rename_a_consumer(repository: Path) -> None:
    write(repository, V1, BREAKING)
    (repository / "services/order.yaml").unlink()
    assert check(repository, code=1)["contracts"][0]["must_agree"] == ["orders", "users"]
    renamed = ORDER.replace("name: order", "name: orders2").replace("team: orders", "team: users")
    write(repository, "services/order.yaml", renamed)
    assert check(repository, code=1)["contracts"][0]["must_agree"] == ["orders", "users"]


def test_a_change_can_not_give_a_consumer_to_another_team(repository: Path) -> None:
    write(repository, V1, BREAKING)
    write(repository, "plan.yaml", f"{PLAN}  - {{name: thieves, approvers: [theo]}}\n")
    write(repository, "services/order.yaml", ORDER.replace("team: orders", "team: thieves"))
    ratify(repository, "user-api@1.0.0", "users", "thieves")
    payload = check(repository, code=1)
    assert payload["contracts"][0]["must_agree"] == ["orders", "users"]
    assert payload["contracts"][0]["agreed"] == ["users"]


def test_a_change_can_not_accept_itself(repository: Path) -> None:
    policy = """\
accept:
  - {rule: response-*, operation: "*", reason: nobody minds, expires: 2026-12-31}
"""
    write(repository, "plan.yaml", f"{PLAN}diff_policy: policy.yaml\n")
    write(repository, "policy.yaml", policy)
    write(repository, V1, BREAKING)
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", "breaking-change-unratified")]
    write(repository, V1, CONTRACT)
    commit(repository, {}, "policy")
    git(repository, "branch", "--force", "main", "HEAD")
    write(repository, V1, BREAKING)
    check(repository, code=0)


STRICT = "severities: {response-property-optional-added: breaking}\n"


@pytest.mark.parametrize("plan", [PLAN, f"{PLAN}diff_policy: lenient.yaml\n"])
def test_a_change_can_not_choose_another_policy(repository: Path, plan: str) -> None:
    write(repository, "plan.yaml", f"{PLAN}diff_policy: policy.yaml\n")
    write(repository, "policy.yaml", STRICT)
    write(repository, "lenient.yaml", "strict_open_content: false\n")
    commit(repository, {}, "policy")
    git(repository, "branch", "--force", "main", "HEAD")
    write(repository, V1, ADDITIVE)
    expected = [("user-api@1.0.0", "breaking-change-unratified")]
    assert blocked(check(repository, code=1)) == expected
    write(repository, "plan.yaml", plan)
    assert blocked(check(repository, code=1)) == expected


def test_a_change_can_not_switch_off_the_rule_that_it_breaks(repository: Path) -> None:
    flag = "flags: [{name: f, owner: o, created: 2025-01-01, expires: 2025-06-30}]\n"
    write(repository, "services/mail.yaml", MAIL + flag)
    write(repository, "plan.yaml", f"{PLAN}lint: {{severities: {{flag-expired: off}}}}\n")
    assert blocked(check(repository, code=1)) == [("", "flag-expired")]
    run = run_here("check", *TODAY, cwd=repository)
    assert "`lint` is another at the base, and what is there counts" in run.stderr
    write(repository, "services/mail.yaml", MAIL)
    commit(repository, {}, "rules")
    git(repository, "branch", "--force", "main", "HEAD")
    write(repository, "services/mail.yaml", MAIL + flag)
    check(repository, code=0)


def test_a_consumer_that_comes_with_the_change_is_asked_too(repository: Path) -> None:
    write(repository, V1, BREAKING)
    write(repository, "plan.yaml", f"{PLAN}  - {{name: thieves, approvers: [theo]}}\n")
    new = ORDER.replace("name: order", "name: basket").replace("orders", "thieves")
    write(repository, "services/basket.yaml", new)
    payload = check(repository, code=1)
    assert payload["contracts"][0]["must_agree"] == ["orders", "thieves", "users"]
    ratify(repository, "user-api@1.0.0", "users", "orders", "thieves")
    check(repository, code=0)


# ---------------------------------------------------------------------- histories


def test_what_was_committed_counts_as_what_was_not(repository: Path) -> None:
    commit(repository, {V1: BREAKING}, "break")
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", "breaking-change-unratified")]


def test_the_base_is_where_the_branch_left(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {V1: BREAKING}, "break-on-main")
    git(repository, "checkout", "--quiet", "change")
    commit(repository, {"README": "hello"}, "work")
    assert check(repository, "--base", "main", code=0)["contracts"] == []


def test_a_merge_takes_the_base_along(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {V1: ADDITIVE}, "more-on-main")
    git(repository, "checkout", "--quiet", "change")
    commit(repository, {"README": "hello"}, "work")
    git(repository, "merge", "--quiet", "--no-edit", "main")
    payload = check(repository, code=0)
    assert (payload["base"], payload["contracts"]) == ("main", [])


def test_on_the_default_branch_the_commit_before_is_the_base(repository: Path) -> None:
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {V1: BREAKING}, "break")
    payload = check(repository, code=1)
    assert payload["base"] == "HEAD^1"


def test_a_detached_head(repository: Path) -> None:
    commit(repository, {V1: ADDITIVE}, "more")
    git(repository, "checkout", "--quiet", "--detach", "HEAD")
    payload = check(repository, "--base", "v1", code=0)
    assert (payload["base"], changed(payload)) == ("v1", {"user-api@1.0.0": "edited"})


def test_a_repository_without_a_work_tree(repository: Path, tmp_path: Path) -> None:
    commit(repository, {V1: BREAKING}, "break")
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    payload = check(bare, "--base", "main", "--head", "change", code=1)
    assert blocked(payload) == [("user-api@1.0.0", "breaking-change-unratified")]


def test_what_is_on_disk_does_not_count_for_a_named_head(repository: Path) -> None:
    write(repository, V1, BREAKING)
    assert check(repository, "--base", "main", "--head", "change", code=0)["contracts"] == []


def test_a_named_head_in_a_folder(tmp_path: Path) -> None:
    inner = {f"shop/{path}": text for path, text in FILES.items()}
    repository = a_repository(tmp_path / "all", inner)
    commit(repository, {f"shop/{V1}": BREAKING}, "break")
    payload = check(repository, "--head", "main", "-w", "shop", code=1)
    assert payload["base"] == "main^1"
    run = run_here("check", "--head", "main", cwd=repository)
    assert run.returncode == 2
    assert "there is no plan.yaml in the top of the repository at `main`" in run.stderr


def test_a_workspace_below_the_top(tmp_path: Path) -> None:
    inner = {f"shop/{path}": text for path, text in FILES.items()}
    repository = a_repository(tmp_path / "all", inner)
    write(repository, f"shop/{V1}", BREAKING)
    payload = check(repository / "shop", code=1)
    assert blocked(payload) == [("user-api@1.0.0", "breaking-change-unratified")]
    run = run_here("check", "-w", "shop", *TODAY, cwd=repository)
    assert run.returncode == 1
    assert f"shop/{V1}" in run.stdout


def test_a_workspace_that_comes_with_the_change(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "shop", {"README": "hello"})
    for path, text in FILES.items():
        write(repository, path, text)
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "added"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--base", "nowhere"], "git knows no commit `nowhere`"),
        (["--base", "--output=x"], "git knows no commit `--output=x`"),
    ],
)
def test_an_unknown_base(repository: Path, arguments: list[str], said: str) -> None:
    run = run_here("check", *arguments, cwd=repository)
    assert run.returncode == 2
    assert said in run.stderr


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in FILES.items():
        write(tmp_path, path, text)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    run = run_here("check", cwd=tmp_path)
    assert run.returncode == 2
    assert "not in a git repository" in run.stderr


def test_no_default_branch(repository: Path) -> None:
    git(repository, "branch", "--quiet", "-D", "main")
    run = run_here("check", cwd=repository)
    assert run.returncode == 2
    assert "--base REF" in run.stderr


def test_a_history_that_is_cut_off(repository: Path, tmp_path: Path) -> None:
    commit(repository, {V1: ADDITIVE}, "more")
    git(repository, "checkout", "--quiet", "main")
    commit(repository, {"README": "hello"}, "other")
    shallow = tmp_path / "shallow"
    clone = ["git", "clone", "--quiet", "--depth", "1", "--no-single-branch"]
    subprocess.run([*clone, f"file://{repository}", str(shallow)], check=True)
    run = run_here("check", "--base", "origin/change", cwd=shallow)
    assert run.returncode == 2
    assert "git fetch --unshallow" in run.stderr


# ---------------------------------------------------------------------- how it is told


def test_hostile_names_do_nothing_on_the_page(repository: Path) -> None:
    hostile = "<script>alert(1)</script>"
    text = CONTRACT.replace("id, email", f'id, "{hostile}"')
    text = text.replace("email: {", f'"{hostile}": {{', 1)
    commit(repository, {V1: text}, "hostile")
    git(repository, "branch", "--force", "main", "HEAD")
    write(repository, V1, text.replace(f', "{hostile}"]', "]"))
    run = run_here("check", *TODAY, "-f", "html", cwd=repository)
    assert run.returncode == 1
    assert "<script" not in run.stdout
    assert "&lt;script&gt;alert(1)" in run.stdout


def test_sarif_fits_its_schema(repository: Path) -> None:
    write(repository, V1, BREAKING)
    run = run_here("check", *TODAY, "-f", "sarif", cwd=repository)
    schema = Path(__file__).parents[1] / "data/sarif/sarif-2.1.0.json"
    log = json.loads(run.stdout)
    Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(log)
    assert [r["ruleId"] for r in log["runs"][0]["results"]] == ["breaking-change-unratified"]


@pytest.mark.parametrize(
    "format_name", ["text", "markdown", "github", "gitlab", "sarif", "junit", "html"]
)
def test_the_report_in_every_format(repository: Path, golden: Golden, format_name: str) -> None:
    write(repository, f"{API}/1.1.0/openapi.yaml", BREAKING)
    write(repository, "services/user.yaml", USER.replace("version: 1.0.0", "version: 1.1.0"))
    flag = "flags: [{name: f, owner: o, created: 2025-01-01, expires: 2025-06-30}]\n"
    write(repository, "services/mail.yaml", MAIL + flag)
    run = run_here("check", *TODAY, "-f", format_name, cwd=repository)
    assert run.returncode == 1
    commit_id = git(repository, "rev-parse", "HEAD")[:10]
    golden(f"check/blocked.{format_name}", run.stdout.replace(commit_id, "0123456789"))
