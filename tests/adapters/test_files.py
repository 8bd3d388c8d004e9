"""Nothing outside the workspace is read or written, whatever a path or a link says."""

import os
from pathlib import Path

import pytest

from planner.adapters.files import LocalFiles, write_whole
from planner.model.errors import InputError


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace beside a file that is none of its business."""
    (tmp_path / "secret.yaml").write_text("secret")
    root = tmp_path / "shop"
    for path in ("plan.yaml", "services/a.yaml", "services/b.yml", "services/eu/c.yaml"):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path)
    return root


def code_of(error: pytest.ExceptionInfo[InputError]) -> str:
    assert len(error.value.problems) == 1
    return error.value.problems[0].code


def test_reads_a_file(shop: Path) -> None:
    files = LocalFiles(shop)
    assert files.read("services/a.yaml") == b"services/a.yaml"
    assert files.read_if_there("services/z.yaml") is None
    assert files.exists("services")


@pytest.mark.parametrize(
    "path", ["../secret.yaml", "services/../../secret.yaml", "/etc/passwd", "a\\..\\b", "a\0b"]
)
def test_refuses_a_path_that_leads_outside(shop: Path, path: str) -> None:
    files = LocalFiles(shop)
    for use in (files.read, files.read_if_there, files.exists, files.list_files):
        with pytest.raises(InputError) as error:
            use(path)
        assert code_of(error) == "outside-workspace"
        assert f"`{path}`" in error.value.problems[0].message
    with pytest.raises(InputError):
        files.write(path, b"overwritten")


@pytest.mark.parametrize("pattern", ["../*.yaml", "/etc/*", "services/../../*"])
def test_refuses_a_pattern_that_leads_outside(shop: Path, pattern: str) -> None:
    with pytest.raises(InputError) as error:
        LocalFiles(shop).match(pattern)
    assert code_of(error) == "outside-workspace"


def test_refuses_a_link_that_leads_outside(shop: Path) -> None:
    (shop / "services/link.yaml").symlink_to("../../secret.yaml")
    (shop / "services/folder.yaml").symlink_to("../..")
    files = LocalFiles(shop)
    assert files.match("services/*.yaml") == [
        "services/a.yaml",
        "services/folder.yaml",
        "services/link.yaml",
    ]
    for path in ("services/link.yaml", "services/folder.yaml/secret.yaml"):
        with pytest.raises(InputError) as error:
            files.read(path)
        assert code_of(error) == "outside-workspace"
    with pytest.raises(InputError) as error:
        files.write("services/link.yaml", b"overwritten")
    assert code_of(error) == "outside-workspace"
    assert (shop.parent / "secret.yaml").read_text() == "secret"


def test_follows_a_link_that_stays_inside(shop: Path) -> None:
    (shop / "more").symlink_to("services/eu")
    (shop / "one.yaml").symlink_to("services/a.yaml")
    files = LocalFiles(shop)
    assert files.match("more/*.yaml") == ["more/c.yaml"]
    assert files.read("more/c.yaml") == b"services/eu/c.yaml"
    assert files.read("one.yaml") == b"services/a.yaml"
    assert files.list_files("more") == ["more/c.yaml"]


def test_links_in_a_circle_end(shop: Path) -> None:
    (shop / "services/eu/up").symlink_to("..")
    (shop / "services/eu/self").symlink_to("self")
    (shop / "a").mkdir()
    (shop / "b").mkdir()
    (shop / "a/to_b").symlink_to("../b")
    (shop / "b/to_a").symlink_to("../a")
    (shop / "a/file").write_text("a")
    files = LocalFiles(shop)
    assert files.match("services/**/*.yaml") == ["services/a.yaml", "services/eu/c.yaml"]
    assert files.list_files("a") == ["a/file"]
    assert files.list_files("b") == ["b/to_a/file"]


def test_a_workspace_may_itself_be_a_link(shop: Path) -> None:
    link = shop.parent / "link"
    link.symlink_to(shop)
    assert LocalFiles(link).read("plan.yaml") == b"plan.yaml"


def test_refuses_what_is_no_file(shop: Path) -> None:
    os.mkfifo(shop / "pipe.yaml")
    files = LocalFiles(shop)
    for path, words in (("pipe.yaml", "a device, pipe or socket"), ("services", "a folder")):
        with pytest.raises(InputError) as error:
            files.read(path)  # a pipe without a writer must not wait
        assert code_of(error) == "not-a-file"
        assert words in error.value.problems[0].message


def test_refuses_a_file_that_is_too_large(shop: Path) -> None:
    (shop / "large.yaml").write_bytes(b"x" * 101)
    with pytest.raises(InputError) as error:
        LocalFiles(shop, max_bytes=100).read("large.yaml")
    assert code_of(error) == "file-too-large"


def test_a_missing_file_is_named(shop: Path) -> None:
    with pytest.raises(InputError) as error:
        LocalFiles(shop).read("services/z.yaml")
    assert code_of(error) == "missing-file"
    assert "`services/z.yaml`" in error.value.problems[0].message


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.yaml", ["plan.yaml"]),
        ("services/*.yaml", ["services/a.yaml"]),
        ("services/*.y*ml", ["services/a.yaml", "services/b.yml"]),
        ("services/[ab].*", ["services/a.yaml", "services/b.yml"]),
        ("services/**", ["services/a.yaml", "services/b.yml", "services/eu/c.yaml"]),
        ("**/*.yaml", ["plan.yaml", "services/a.yaml", "services/eu/c.yaml"]),
        ("**/**/c.yaml", ["services/eu/c.yaml"]),
        ("services/**/eu/*", ["services/eu/c.yaml"]),
        ("./services/a.yaml", ["services/a.yaml"]),
        ("services", []),
        ("SERVICES/*", []),
        ("", []),
    ],
)
def test_patterns(shop: Path, pattern: str, found: list[str]) -> None:
    (shop / ".hidden.yaml").write_text("")
    (shop / "services/.hidden").mkdir()
    (shop / "services/.hidden/d.yaml").write_text("")
    assert LocalFiles(shop).match(pattern) == found


def test_a_dot_in_a_pattern_finds_what_is_hidden(shop: Path) -> None:
    (shop / ".plan").mkdir()
    (shop / ".plan/a.yaml").write_text("")
    assert LocalFiles(shop).match(".plan/*.yaml") == [".plan/a.yaml"]


def test_writes_a_file_and_its_folders(shop: Path) -> None:
    LocalFiles(shop).write("new/folder/file.yaml", b"content")
    assert (shop / "new/folder/file.yaml").read_bytes() == b"content"
    assert [path.name for path in (shop / "new/folder").iterdir()] == ["file.yaml"]


def test_a_file_that_is_replaced_keeps_its_permissions(shop: Path) -> None:
    target = shop / "services/a.yaml"
    target.chmod(0o640)
    LocalFiles(shop).write("services/a.yaml", b"new")
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_failed_write_leaves_nothing_behind(shop: Path) -> None:
    with pytest.raises(InputError) as error:
        write_whole(shop / "services", b"not a folder any more")
    assert code_of(error) == "cannot-write"
    with pytest.raises(InputError) as error:
        write_whole(shop / "plan.yaml/below", b"")
    assert code_of(error) == "cannot-write"
    assert sorted(path.name for path in shop.iterdir()) == ["plan.yaml", "services"]


def test_output_to_a_device_does_not_replace_it() -> None:
    write_whole(Path(os.devnull), b"gone")
    assert not Path(os.devnull).is_file()
