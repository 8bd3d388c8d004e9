"""Ways to get a breaking change past `plan check` unseen; each leaves the gate closed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.repositories import a_repository, commit, git
from tests.cli.gate_runs import (
    blocked,
    changed,
    check,
    commit_all,
    merge,
    ratify,
    refused,
    replace,
    write,
)
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
from tests.cli.running import run_here

V1 = f"{API}/1.0.0/openapi.yaml"
NO_USE = "name: {}\nteam: {}\nhealth: GET /health\n"
THIEVES = PLAN + "  - {name: thieves, approvers: [theo]}\n"

Attack = Callable[[Path], None]
Blocks = list[tuple[str, str]]
NOT_AGREED, TAKEN = "breaking-change-unratified", "removed-while-used"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return a_gate_repository(tmp_path / "shop")


def leave(repository: Path, *services: str) -> None:
    """Take the uses of services out of their manifests."""
    for name in services:
        write(repository, f"services/{name}.yaml", NO_USE.format(name, f"{name}s"))


def rename_uses(repository: Path, to: str) -> None:
    for name, text in (("user", USER), ("order", ORDER), ("mail", MAIL)):
        write(repository, f"services/{name}.yaml", text.replace("user-api", to))


# ---------------------------------------------------------------------- renamed, moved, taken away


def renamed_and_broken(repository: Path) -> None:
    shutil.move(repository / API, repository / "contracts/user/people-api")
    write(repository, "contracts/user/people-api/1.0.0/openapi.yaml", BREAKING)
    rename_uses(repository, "people-api")


def written_in_capitals_and_broken(repository: Path) -> None:
    shutil.move(repository / API, repository / "contracts/user/User-Api")
    write(repository, "contracts/user/User-Api/1.0.0/openapi.yaml", BREAKING)
    rename_uses(repository, "User-Api")


def frozen_and_renamed(repository: Path) -> None:
    ratify(repository, "user-api", "users", "orders", "mails")
    merge(repository)
    shutil.move(repository / API, repository / "contracts/user/people-api")
    rename_uses(repository, "people-api")


def removed_with_its_use(repository: Path) -> None:
    shutil.rmtree(repository / "contracts")
    leave(repository, "user", "order")
    (repository / "services/mail.yaml").unlink()


def planned_again(repository: Path) -> None:
    """What is only planned may be written as anybody likes."""
    shutil.rmtree(repository / "contracts")
    replace(repository, "services/user.yaml", "version: 1.0.0", "version: 1.0.0, planned: true")


def another_version_and_a_user_less(repository: Path) -> None:
    shutil.move(repository / API / "1.0.0", repository / API / "2.0.0")
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    replace(repository, "services/user.yaml", "1.0.0", "2.0.0")
    replace(repository, "services/mail.yaml", "^1.0", "^2.0")
    leave(repository, "order")
    ratify(repository, "user-api@2.0.0", "users")


def another_version_for_its_user(repository: Path) -> None:
    """The version that breaks is there from before, and the change lets `order` have it."""
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    merge(repository)
    shutil.rmtree(repository / API / "1.0.0")
    replace(repository, "services/user.yaml", "1.0.0", "2.0.0")
    for name in ("order", "mail"):
        replace(repository, f"services/{name}.yaml", "^1.0", "^2.0")


def not_offered_any_more(repository: Path) -> None:
    """Its files stay, so that nobody's manifest leads nowhere."""
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    replace(repository, "services/user.yaml", "1.0.0", "2.0.0")
    ratify(repository, "user-api@2.0.0", "users")


def not_sent_any_more(repository: Path) -> None:
    event = "$id: made\ntitle: Made\ntype: object\n"
    write(repository, "contracts/user/made/1.0.0/made.yaml", event)
    write(
        repository, "services/user.yaml", USER + "publishes: [{contract: made, version: 1.0.0}]\n"
    )
    heard = "subscribes: [{contract: made, version: ^1.0}]\n"
    write(repository, "services/order.yaml", ORDER + heard)
    merge(repository)
    write(repository, "services/user.yaml", USER)


def handed_over_and_broken(repository: Path) -> None:
    """The new provider's team agrees; the one that had promised it is not asked."""
    shutil.move(repository / "contracts/user", repository / "contracts/person")
    strict = CONTRACT.replace("{email: {type: string}}", "{email: {type: string, minLength: 5}}")
    write(repository, "contracts/person/user-api/1.0.0/openapi.yaml", strict)
    leave(repository, "user")
    manifest = USER.replace("name: user", "name: person").replace("team: users", "team: thieves")
    write(repository, "services/person.yaml", manifest)
    write(repository, "plan.yaml", THIEVES)
    ratify(repository, "user-api", "thieves", "mails")


def removed_as_a_whole_before_its_sunset(repository: Path) -> None:
    end = "operationId: addUser\n      deprecated: true\n      x-sunset: 2027-01-01"
    write(repository, V1, CONTRACT.replace("operationId: addUser", end))
    leave(repository, "order", "mail")
    merge(repository)
    shutil.rmtree(repository / API / "1.0.0")
    leave(repository, "user")


# ---------------------------------------------------------------------- version numbers


def by_build_metadata(repository: Path) -> None:
    write(repository, f"{API}/1.0.0+evil/openapi.yaml", BREAKING)
    replace(repository, "services/user.yaml", "version: 1.0.0", "version: 1.0.0+evil")
    ratify(repository, "user-api@1.0.0+evil", "users", "orders")


def grown_after_it_came_in(repository: Path) -> None:
    write(repository, f"{API}/1.0.1/openapi.yaml", CONTRACT)
    replace(repository, "services/user.yaml", "1.0.0", "1.0.1")
    merge(repository)
    write(repository, f"{API}/1.0.1/openapi.yaml", ADDITIVE)


# ---------------------------------------------------------------------- parts that stand elsewhere

SCHEMA = """\
type: object
required: [id, email]
properties:
  id: {type: string}
  email: {type: string}
"""


def referring_to(path: str) -> str:
    start, end = CONTRACT.index("type: object\n"), CONTRACT.index("  /users:\n")
    return f"{CONTRACT[:start]}$ref: '{path}'\n{CONTRACT[end:]}"


def by_a_file_of_others(repository: Path, path: str = "../../../../shared/user.yaml") -> None:
    """Such a contract may be there from before."""
    file = (Path(V1).parent / path).as_posix()
    write(repository, V1, referring_to(path))
    write(repository, file, SCHEMA)
    merge(repository)
    write(repository, file, SCHEMA.replace("id, email", "id"))
    commit_all(repository)


def by_a_hidden_file(repository: Path) -> None:
    by_a_file_of_others(repository, ".types/user.yaml")


def by_a_file_that_is_not_read(repository: Path) -> None:
    by_a_file_of_others(repository, "user.YAML")


def with_a_part_elsewhere(repository: Path) -> None:
    write(repository, V1, referring_to("../../../../shared/user.yaml"))
    write(repository, "shared/user.yaml", SCHEMA)


# ---------------------------------------------------------------------- links


def linked(repository: Path, path: str, to: str = "elsewhere") -> None:
    """Let a path be a link, which changes nothing by itself."""
    place = repository / path
    shutil.move(place, repository / to)
    place.symlink_to(Path(*[".."] * path.count("/"), to))
    check(repository, code=0)
    merge(repository)


def by_a_linked_version(repository: Path) -> None:
    linked(repository, f"{API}/1.0.0")
    write(repository, "elsewhere/openapi.yaml", BREAKING)


def by_linked_contracts(repository: Path) -> None:
    linked(repository, "contracts")
    write(repository, "elsewhere/user/user-api/1.0.0/openapi.yaml", BREAKING)


def by_a_linked_plan(repository: Path) -> None:
    linked(repository, "plan.yaml", "settings.yaml")
    write(repository, V1, BREAKING)


def by_a_linked_manifest(repository: Path) -> None:
    linked(repository, "services/order.yaml", "order.yaml")
    write(repository, V1, BREAKING)
    write(repository, "order.yaml", NO_USE.format("order", "orders"))
    ratify(repository, "user-api", "users")


def by_a_linked_ledger(repository: Path) -> None:
    ratify(repository, "user-api", "users", "orders", "mails")
    merge(repository)
    linked(repository, "ratifications")
    write(repository, V1, ADDITIVE)


# ---------------------------------------------------------------------- started long ago


def meanwhile(repository: Path, change: Callable[[], None]) -> None:
    """Let something happen to `main` after the branch has left it."""
    git(repository, "checkout", "--quiet", "main")
    change()
    commit_all(repository)
    git(repository, "checkout", "--quiet", "change")


def by_who_was_an_approver_then(repository: Path) -> None:
    replace(repository, "plan.yaml", "[otto]", "[otto, theo]")
    merge(repository)
    meanwhile(repository, lambda: write(repository, "plan.yaml", PLAN))
    write(repository, V1, BREAKING)
    ratify(repository, "user-api", "users")
    ratify(repository, "user-api", "orders", person="theo")


def signed_by_nobody_as_one_could_then(repository: Path) -> None:
    signed = PLAN + "policy: {require_signatures: true}\n"
    meanwhile(repository, lambda: write(repository, "plan.yaml", signed))
    write(repository, V1, BREAKING)
    ratify(repository, "user-api", "users", "orders")


def before_a_consumer_came(repository: Path) -> None:
    new = ORDER.replace("name: order", "name: parcel").replace("team: orders", "team: mails")
    meanwhile(repository, lambda: write(repository, "services/parcel.yaml", new))
    write(repository, V1, BREAKING)
    ratify(repository, "user-api", "users", "orders")


def before_it_was_frozen(repository: Path) -> None:
    meanwhile(repository, lambda: ratify(repository, "user-api", "users", "orders", "mails"))
    write(repository, V1, ADDITIVE)


def before_there_was_a_contract(repository: Path) -> None:
    """The change brings the whole workspace once more, from a commit before the first one."""
    git(repository, "checkout", "--quiet", "--orphan", "old")
    git(repository, "rm", "--quiet", "-r", "--cached", ".")
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    git(repository, "branch", "--quiet", "change-of-old")
    git(repository, "checkout", "--quiet", "--force", "main")
    git(repository, "merge", "--quiet", "--allow-unrelated-histories", "change-of-old")
    git(repository, "checkout", "--quiet", "change-of-old")
    for path, text in FILES.items():
        write(repository, path, BREAKING if path == V1 else text)
    commit_all(repository)


ATTACKS: dict[Attack, Blocks] = {
    renamed_and_broken: [("", TAKEN), ("", TAKEN)],
    written_in_capitals_and_broken: [("", TAKEN), ("", TAKEN)],
    frozen_and_renamed: [("people-api@1.0.0", "ratification-removed")],
    removed_with_its_use: [("", TAKEN), ("", TAKEN)],
    planned_again: [("", TAKEN), ("", TAKEN)],
    another_version_and_a_user_less: [("", TAKEN)],
    another_version_for_its_user: [("", NOT_AGREED)],
    not_offered_any_more: [("", TAKEN), ("", TAKEN)],
    not_sent_any_more: [("", TAKEN)],
    handed_over_and_broken: [("user-api@1.0.0", NOT_AGREED)],
    removed_as_a_whole_before_its_sunset: [("user-api@1.0.0", "removed-before-sunset")],
    by_build_metadata: [("user-api@1.0.0+evil", "version-too-small")],
    grown_after_it_came_in: [("user-api@1.0.1", "version-too-small")],
    by_a_file_of_others: [("user-api@1.0.0", NOT_AGREED)],
    by_a_hidden_file: [("user-api@1.0.0", NOT_AGREED)],
    by_a_file_that_is_not_read: [("user-api@1.0.0", "contract-unreadable")],
    with_a_part_elsewhere: [("user-api@1.0.0", "contract-unreadable")],
    by_a_linked_version: [("user-api@1.0.0", NOT_AGREED)],
    by_linked_contracts: [("user-api@1.0.0", NOT_AGREED)],
    by_a_linked_plan: [("user-api@1.0.0", NOT_AGREED)],
    by_a_linked_manifest: [("user-api@1.0.0", NOT_AGREED)],
    by_a_linked_ledger: [("user-api@1.0.0", "ratified-version-changed")],
    by_who_was_an_approver_then: [("user-api@1.0.0", NOT_AGREED)],
    signed_by_nobody_as_one_could_then: [("user-api@1.0.0", NOT_AGREED)],
    before_a_consumer_came: [("user-api@1.0.0", NOT_AGREED)],
    before_there_was_a_contract: [("user-api@1.0.0", NOT_AGREED)],
    before_it_was_frozen: [("user-api@1.0.0", "ratified-version-changed")],
}


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_it_leaves_the_gate_closed(attack: Attack, repository: Path) -> None:
    attack(repository)
    assert blocked(check(repository, code=1)) == ATTACKS[attack]


# ---------------------------------------------------------------------- what is no attack


def test_a_consumer_may_leave_a_version_by_itself(repository: Path) -> None:
    write(repository, f"{API}/2.0.0/openapi.yaml", BREAKING)
    offers = (
        "provides: [{contract: user-api, version: 1.0.0}, {contract: user-api, version: 2.0.0}]"
    )
    write(repository, "services/user.yaml", NO_USE.format("user", "users") + offers)
    merge(repository)
    replace(repository, "services/order.yaml", "^1.0", "^2.0")
    leave(repository, "mail")
    assert blocked(check(repository, code=0)) == []


def test_a_version_may_take_the_place_of_another_one_that_it_does_not_break(
    repository: Path,
) -> None:
    write(repository, f"{API}/1.1.0/openapi.yaml", ADDITIVE)
    shutil.rmtree(repository / API / "1.0.0")
    replace(repository, "services/user.yaml", "1.0.0", "1.1.0")
    assert changed(check(repository, code=0)) == {
        "user-api@1.0.0": "removed",
        "user-api@1.1.0": "added",
    }


def test_who_is_moved_to_a_version_that_breaks_it_may_agree(repository: Path) -> None:
    another_version_for_its_user(repository)
    ratify(repository, "user-api@2.0.0", "orders")
    assert blocked(check(repository, code=0)) == []


def test_what_another_version_has_is_not_removed(repository: Path) -> None:
    removed_as_a_whole_before_its_sunset(repository)
    write(repository, f"{API}/1.1.0/openapi.yaml", CONTRACT)
    assert changed(check(repository, code=0)) == {
        "user-api@1.0.0": "removed",
        "user-api@1.1.0": "added",
    }


def test_a_team_may_take_away_what_it_alone_uses(repository: Path) -> None:
    for name in ("order", "mail"):
        replace(repository, f"services/{name}.yaml", f"team: {name}s", "team: users")
    merge(repository)
    removed_with_its_use(repository)
    assert changed(check(repository, code=0)) == {"user-api@1.0.0": "removed"}


def test_a_frozen_version_may_be_renamed_by_all_who_agreed(repository: Path) -> None:
    frozen_and_renamed(repository)
    ratify(repository, "people-api", "users", "orders", "mails")
    assert changed(check(repository, code=0)) == {"people-api@1.0.0": "renamed"}


def test_what_was_agreed_to_meanwhile_counts(repository: Path) -> None:
    """The branch does not have the entry, and takes nothing away."""
    meanwhile(repository, lambda: ratify(repository, "user-api", "users"))
    ratify(repository, "user-api", "orders")
    payload = check(repository, code=0)
    assert payload["contracts"][0]["agreed"] == ["orders", "users"]


# ---------------------------------------------------------------------- the base


def test_a_workspace_that_has_moved_is_compared_with_where_it_was(repository: Path) -> None:
    (repository / "below").mkdir()
    for name in ("plan.yaml", "services", "contracts"):
        shutil.move(repository / name, repository / "below" / name)
    assert changed(check(repository, "-w", "below", code=0)) == {}
    write(repository, f"below/{V1}", BREAKING)
    assert blocked(check(repository, "-w", "below", code=1)) == [("user-api@1.0.0", NOT_AGREED)]
    commit_all(repository)
    head = ("-w", "below", "--head", "HEAD", "--base", "main")
    assert blocked(check(repository, *head, code=1)) == [("user-api@1.0.0", NOT_AGREED)]


def test_a_new_workspace_does_not_hide_the_one_above_it(repository: Path) -> None:
    write(repository, "ci/README", "run plan check here\n")
    merge(repository)
    write(repository, V1, BREAKING)
    write(repository, "ci/plan.yaml", PLAN)
    write(repository, "ci/services/user.yaml", NO_USE.format("user", "users"))
    said = refused(repository / "ci")
    assert "`ci/plan.yaml` is new since `HEAD`, and hides the workspace in `.`" in said
    check(repository / "ci", "-w", ".", code=0)


def test_the_repository_is_that_of_the_workspace(repository: Path, tmp_path: Path) -> None:
    other = a_repository(tmp_path / "other", {"README": "hello"})
    write(repository, V1, BREAKING)
    payload = check(other, "-w", str(repository), code=1)
    assert blocked(payload) == [("user-api@1.0.0", NOT_AGREED)]


def test_in_a_hook_the_repository_is_told_by_the_environment(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = repository / "below"
    shop.mkdir()
    for name in ("plan.yaml", "services", "contracts"):
        shutil.move(repository / name, shop / name)
    merge(repository)
    write(repository, f"below/{V1}", BREAKING)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_WORK_TREE", ".")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert blocked(check(repository, "-w", "below", code=1)) == [("user-api@1.0.0", NOT_AGREED)]


def test_a_history_that_ends_with_what_is_checked(repository: Path, tmp_path: Path) -> None:
    commit(repository, {V1: BREAKING}, "v2")
    git(repository, "checkout", "--quiet", "-B", "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", str(clone))
    said = refused(clone)
    assert "the history is cut off at `HEAD`" in said
    assert "git fetch --unshallow" in said


@pytest.mark.parametrize("path", ["build.log", "package-lock.json"])
def test_on_the_default_branch_other_files_do_not_hide_the_last_commit(
    repository: Path, path: str
) -> None:
    write(repository, "package-lock.json", "{}\n")
    merge(repository)
    commit(repository, {V1: BREAKING}, "v2")
    git(repository, "checkout", "--quiet", "-B", "main")
    write(repository, path, "something else\n")
    assert blocked(check(repository, code=1)) == [("user-api@1.0.0", NOT_AGREED)]


def test_a_base_that_is_what_is_checked_is_told(repository: Path) -> None:
    commit(repository, {V1: BREAKING}, "v2")
    run = run_here("check", "--base", "HEAD", cwd=repository)
    assert run.returncode == 0
    assert "`HEAD` is the commit that is checked: there is no change to judge" in run.stderr


@pytest.mark.parametrize("path", ["plan.yaml", "services/order.yaml"])
def test_a_base_that_can_not_be_read_may_only_be_repaired(repository: Path, path: str) -> None:
    sound = (repository / path).read_text(encoding="utf-8")
    write(repository, path, f"{sound}nonsense: 1\n")
    merge(repository)
    write(repository, path, sound)
    assert changed(check(repository, code=0)) == {}
    write(repository, V1, BREAKING)
    said = refused(repository)
    assert "before the change: unknown key `nonsense`" in said
    assert f"repair `{path}` in a change of its own" in said


def test_a_folder_that_becomes_a_submodule_with_the_same_files(repository: Path) -> None:
    inner = repository / "contracts/user"
    git(inner, "init", "--quiet", "--template=")
    git(inner, "add", "--all")
    git(inner, "commit", "--quiet", "--message", "inner")
    git(repository, "rm", "--quiet", "-r", "--cached", "contracts/user")
    git(repository, "-c", "advice.addEmbeddedRepo=false", "add", "contracts/user")
    git(repository, "commit", "--quiet", "--message", "submodule")
    assert "`contracts/user` is a submodule" in refused(repository)
