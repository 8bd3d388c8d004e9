"""Files as they stood at a commit."""

from pathlib import Path

import pytest

from planner.adapters import git_links
from planner.adapters.files import LocalFiles
from planner.adapters.git import GitHistory
from planner.model.errors import InputError
from tests.adapters.repositories import a_repository, commit, git

FILES = {"api/a.yaml": "a: 1\n", "api/deep/b.json": "{}", "top.yaml": "ä: ö\n", "api/c.txt": "c"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = a_repository(tmp_path / "shop", FILES)
    commit(folder, {"api/a.yaml": "a: 2\n", "api/new.yaml": "n: 1\n"}, "v2")
    return folder


def problem(error: pytest.ExceptionInfo[InputError]) -> tuple[str, str, str]:
    found = error.value.problems[0]
    return found.code, found.message, found.hint


@pytest.mark.parametrize("ref", ["v1", "main~1", "HEAD^", "HEAD~1"])
def test_a_file_is_read_as_it_was(repository: Path, ref: str) -> None:
    snapshot = GitHistory(repository).at(ref)
    assert snapshot.read("api/a.yaml") == b"a: 1\n"
    assert snapshot.read("top.yaml").decode() == "ä: ö\n"


def test_a_commit_may_be_named_by_its_hash_or_as_a_folder_of_refs(repository: Path) -> None:
    git(repository, "branch", "release/1.0", "v1")
    for ref in (git(repository, "rev-parse", "v1"), "release/1.0", "main@{0}"):
        assert GitHistory(repository).at(ref).exists("api/a.yaml")


def test_what_is_not_committed_does_not_count(repository: Path) -> None:
    (repository / "api/a.yaml").write_text("a: 3\n")
    (repository / "api/loose.yaml").write_text("l: 1\n")
    snapshot = GitHistory(repository).at("main")
    assert snapshot.read("api/a.yaml") == b"a: 2\n"
    assert not snapshot.exists("api/loose.yaml")


def test_files_are_listed_below_a_folder(repository: Path) -> None:
    snapshot = GitHistory(repository).at("v2")
    assert snapshot.list_files("api") == [
        "api/a.yaml",
        "api/c.txt",
        "api/deep/b.json",
        "api/new.yaml",
    ]
    assert snapshot.list_files("api/deep") == ["api/deep/b.json"]
    assert snapshot.list_files("") == [*snapshot.list_files("api"), "top.yaml"]
    assert snapshot.list_files("nowhere") == []


def test_listed_files_are_read_in_one_go(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = GitHistory(repository)
    calls: list[tuple[str, ...]] = []
    run = history.run

    def counted(*arguments: str, feed: bytes = b"") -> bytes:
        calls.append(arguments)
        return run(*arguments, feed=feed)

    monkeypatch.setattr(history, "run", counted)
    snapshot = history.at("v1")
    paths = snapshot.list_files("")
    calls.clear()
    contents = {path: snapshot.read(path).decode() for path in paths}
    assert contents == FILES
    assert calls == [("cat-file", "--batch"), ("cat-file", "blob", *calls[1][2:])]


def test_hidden_files_are_not_listed(tmp_path: Path) -> None:
    folder = a_repository(tmp_path, {".github/x.yaml": "x: 1", "a.yaml": "a: 1"})
    assert GitHistory(folder).at("v1").list_files("") == ["a.yaml"]


def test_names_that_git_would_quote(tmp_path: Path) -> None:
    name = 'ä "b"\tc.yaml'
    folder = a_repository(tmp_path, {name: "a: 1"})
    snapshot = GitHistory(folder).at("v1")
    assert snapshot.list_files("") == [name]
    assert snapshot.read(name) == b"a: 1"


def test_the_current_folder_is_known(repository: Path) -> None:
    assert GitHistory(repository).here() == ""
    assert GitHistory(repository / "api/deep").here() == "api/deep"


def test_an_unknown_commit_gets_near_misses(repository: Path) -> None:
    with pytest.raises(InputError) as error:
        GitHistory(repository).at("mian")
    assert problem(error) == (
        "unknown-commit",
        "git knows no commit `mian`",
        "did you mean `main`?",
    )


@pytest.mark.parametrize("ref", ["--output=/tmp/x", "-h", "", "a..b", "HEAD:api/a.yaml"])
def test_a_ref_is_never_an_option_or_anything_but_a_commit(repository: Path, ref: str) -> None:
    with pytest.raises(InputError) as error:
        GitHistory(repository).at(ref)
    assert problem(error)[0] == "unknown-commit"


def test_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError) as error:
        GitHistory(tmp_path).at("main")
    assert problem(error)[0] == "no-repository"


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(InputError) as error:
        GitHistory(repository).at("main")
    assert problem(error)[0] == "no-git"


def test_a_missing_file_gets_near_misses(repository: Path) -> None:
    with pytest.raises(InputError) as error:
        GitHistory(repository).at("v1").read("api/aa.yaml")
    code, message, hint = problem(error)
    assert (code, message) == ("missing-file", "there is no file `api/aa.yaml` at `v1`")
    assert "`api/a.yaml`" in hint


LINKED = {"api/a.yaml": "a: 1\n", "api/deep/b.yaml": "b: 1\n", "other/c.yaml": "c: 1\n"}


def with_a_link(tmp_path: Path, link: str, to: str) -> Path:
    """Make a repository with a link beside another one, `folder`, to the folder `api`."""
    repository = a_repository(tmp_path / "shop", LINKED)
    for path, target in ((link, to), ("folder", "api")):
        (repository / path).parent.mkdir(exist_ok=True)
        (repository / path).symlink_to(target)
    commit(repository, {}, "links")
    return repository


@pytest.mark.parametrize(
    ("link", "to", "found"),
    [
        ("link.yaml", "api/a.yaml", {"link.yaml"}),
        ("deep/link", "../api/deep", {"deep/link/b.yaml"}),
        ("twice", "folder/deep", {"twice/b.yaml"}),
        ("api/again", "../other", {"api/again/c.yaml", "folder/again/c.yaml"}),
        ("api/circle", "..", {"folder/a.yaml", "folder/deep/b.yaml"}),
    ],
)
def test_a_link_is_followed_as_on_disk(link: str, to: str, found: set[str], tmp_path: Path) -> None:
    repository = with_a_link(tmp_path, link, to)
    snapshot, disk = GitHistory(repository).at("links"), LocalFiles(repository)
    assert found <= set(snapshot.list_files(""))
    on_disk = set(disk.list_files(""))
    assert set(snapshot.list_files("")) - {"api/circle", "folder/circle"} == on_disk
    for path in on_disk:
        assert snapshot.read(path) == disk.read(path)


@pytest.mark.parametrize("to", ["itself", "../../elsewhere", "/etc", "nothing/here", "."])
def test_a_link_that_leads_to_no_file_of_the_repository_is_none(to: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        GitHistory(with_a_link(tmp_path, "itself", to)).at("links").read("itself")
    assert problem(error)[:2] == (
        "not-a-file",
        "`itself` is a symbolic link to nowhere at `links`, not a file",
    )


def test_links_that_multiply_are_refused(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_links, "_MOST_PATHS", 100)
    for step in range(8):
        (repository / f"l{step}").mkdir()
        for name in ("a", "b"):
            (repository / f"l{step}/{name}").symlink_to(f"../l{step + 1}" if step < 7 else "../api")
    commit(repository, {}, "links")
    with pytest.raises(InputError) as error:
        GitHistory(repository).at("links").list_files("")
    assert problem(error)[0] == "too-many-links"


def test_nothing_is_written(repository: Path) -> None:
    def everything() -> dict[Path, tuple[int, bytes]]:
        files = [path for path in repository.rglob("*") if path.is_file()]
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = everything()
    snapshot = GitHistory(repository).at("v1")
    for path in snapshot.list_files(""):
        snapshot.read(path)
    assert everything() == before
