"""Which contract is compared with which."""

import pytest

from planner.app.diff_inputs import Side
from planner.app.diff_pairs import pair_entries
from planner.app.diff_sources import Entry
from planner.model.errors import InputError
from tests.app.memory_files import MemoryFiles


def a_side(name: str, path: str, *, is_folder: bool = True) -> Side:
    return Side(name, MemoryFiles({}), path, is_folder)


def entries(*names: str) -> list[Entry]:
    """Contracts by name; one that begins with `!` is of no known format."""
    return [
        Entry(f"folder/{name.lstrip('!')}", name.lstrip("!"), "raml" if "!" in name else "openapi")
        for name in names
    ]


def names(olds: list[Entry], news: list[Entry]) -> list[tuple[str, str, str]]:
    pairs = pair_entries(a_side("old", "old"), a_side("new", "new"), olds, news)
    return [
        (pair.name, pair.old.name if pair.old else "-", pair.new.name if pair.new else "-")
        for pair in pairs
    ]


def test_folders_are_matched_by_path() -> None:
    assert names(
        entries("b/x.yaml", "a.yaml", "gone.yaml"), entries("a.yaml", "b/x.yaml", "n.yaml")
    ) == [
        ("a.yaml", "a.yaml", "a.yaml"),
        ("b/x.yaml", "b/x.yaml", "b/x.yaml"),
        ("gone.yaml", "gone.yaml", "-"),
        ("n.yaml", "-", "n.yaml"),
    ]


def test_endings_do_not_matter() -> None:
    assert names(entries("a.yaml", "b.yaml"), entries("a.json", "b.yaml")) == [
        ("a.json", "a.yaml", "a.json"),
        ("b.yaml", "b.yaml", "b.yaml"),
    ]


def test_the_only_contracts_are_a_pair() -> None:
    assert names(entries("v1.yaml"), entries("openapi.json")) == [
        ("v1.yaml", "v1.yaml", "openapi.json")
    ]


def test_other_formats_are_matched_too() -> None:
    assert names(entries("a.yaml", "!e.yaml"), entries("a.yaml", "!e.yaml"))[1] == (
        "e.yaml",
        "e.yaml",
        "e.yaml",
    )


def test_a_file_and_a_folder() -> None:
    file, folder = a_side("old.yaml", "old.yaml", is_folder=False), a_side("new", "new")
    only = pair_entries(
        file, folder, [Entry("old.yaml", "", "openapi")], entries("x.yaml", "!e.yaml")
    )
    assert [(pair.name, pair.new.path if pair.new else "") for pair in only] == [
        ("", "folder/x.yaml")
    ]
    same = pair_entries(
        folder, file, entries("a.yaml", "old.yaml"), [Entry("old.yaml", "", "openapi")]
    )
    assert [pair.old.path if pair.old else "" for pair in same] == ["folder/old.yaml"]


@pytest.mark.parametrize(
    ("olds", "news", "is_file", "code"),
    [
        (["a.yaml", "b.yaml"], [""], True, "several-contracts"),
        ([], [""], True, "no-contract"),
        ([], [], False, "no-contract"),
        (["!a.yaml"], ["!a.yaml"], False, "not-comparable"),
    ],
)
def test_what_can_not_be_matched(
    olds: list[str],
    news: list[str],
    is_file: bool,  # noqa: FBT001  a table
    code: str,
) -> None:
    old, new = a_side("old", "old"), a_side("new", "new.yaml", is_folder=not is_file)
    with pytest.raises(InputError) as error:
        pair_entries(old, new, entries(*olds), entries(*news))
    assert error.value.problems[0].code == code
