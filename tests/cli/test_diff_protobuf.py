"""`plan diff` on Protobuf: folders, files, git, versions, consumers, and what is no contract."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.repositories import a_repository, commit
from tests.cli.running import run_here

BOUTIQUE = Path(__file__).parents[2] / "examples" / "boutique"
PROTO = 'syntax = "proto3";\npackage shop;\n'
OLD = PROTO + "message Order {\n  int64 id = 1;\n  string note = 2;\n}\n"
NEW = PROTO + "message Order {\n  int32 id = 1;\n  string note = 2;\n}\n"
USES = PROTO + 'import "common/money.proto";\nmessage Paid {\n  common.Money sum = 1;\n}\n'
MONEY = 'syntax = "proto3";\npackage common;\nmessage Money {\n  int64 units = 1;\n}\n'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def findings(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = run_here("diff", *arguments, "--format", "json", cwd=folder)
    assert done.returncode in {0, 1}, done.stderr
    report = json.loads(done.stdout)
    return [finding for contract in report["contracts"] for finding in contract["findings"]]


def rules(folder: Path, *arguments: str) -> list[str]:
    return [finding["rule"] for finding in findings(folder, *arguments)]


# ---------------------------------------------------------------------- what is compared


def test_two_files_of_any_names(tmp_path: Path) -> None:
    write(tmp_path, {"a.proto": OLD, "sub/b.proto": NEW})
    (finding,) = findings(tmp_path, "a.proto", "sub/b.proto")
    assert finding["rule"] == "protobuf-field-type-narrowed"
    assert (finding["new"]["file"], finding["new"]["line"], finding["new"]["column"]) == (
        "sub/b.proto", 4, 3,
    )  # fmt: skip
    assert finding["breaks"] == ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"]
    assert finding["witness"]["value"] == {"id": "2147483648"}
    assert finding["witness"]["wire"] == "088080808008"
    assert "-2147483648" in finding["reason"]


def test_the_text_shows_lines_of_both_sides_and_the_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.proto": OLD, "b.proto": NEW})
    said = run_here("diff", "a.proto", "b.proto", cwd=tmp_path).stdout
    assert "b.proto:4:3: breaking protobuf-field-type-narrowed" in said
    assert "- 4 |   int64 id = 1;" in said
    assert "+ 4 |   int32 id = 1;" in said
    assert "08 80 80 80 80 08" in said


def test_folders_are_one_contract_each(tmp_path: Path) -> None:
    write(tmp_path / "old", {"order.proto": OLD, "paid.proto": USES, "common/money.proto": MONEY})
    write(tmp_path / "new", {"paid.proto": USES, "common/money.proto": MONEY.replace("64", "32")})
    assert rules(tmp_path, "old", "new") == [
        "protobuf-field-type-narrowed",
        "protobuf-file-removed",
        "protobuf-message-removed",
    ]
    assert rules(tmp_path, "old", "old") == []


def test_a_file_that_was_renamed_alone_is_seen_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"old/a.proto": OLD, "new/b.proto": OLD})
    assert rules(tmp_path, "old", "new") == ["protobuf-file-removed"]
    assert rules(tmp_path, "old", "new", "--category", "package") == []


def test_a_file_brings_its_imports_from_the_folders_above(tmp_path: Path) -> None:
    """Nothing outside of the repository is read; without one, nothing above the file."""
    a_repository(tmp_path, {})
    for side, money in (("old", MONEY), ("new", MONEY.replace("int64", "string"))):
        write(tmp_path / side, {"shop/v1/paid.proto": USES, "common/money.proto": money})
    (finding,) = findings(tmp_path, "old/shop/v1/paid.proto", "new/shop/v1/paid.proto")
    assert finding["message"].startswith("field `common.Money.units` is string")
    assert finding["new"]["file"] == "new/common/money.proto"


def test_a_file_against_the_one_of_its_name_in_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a/order.proto": OLD, "b/x/order.proto": NEW, "b/x/other.proto": PROTO})
    assert rules(tmp_path, "a/order.proto", "b") == ["protobuf-field-type-narrowed"]


def test_versions_below_a_folder_are_contracts_of_their_own(tmp_path: Path) -> None:
    tree = {"p/order/1.0.0/order.proto": OLD, "p/order/2.0.0/order.proto": NEW}
    write(tmp_path / "old", tree)
    write(tmp_path / "new", {**tree, "p/order/2.0.0/order.proto": OLD})
    report = json.loads(run_here("diff", "old", "new", "-f", "json", cwd=tmp_path).stdout)
    assert [contract["name"] for contract in report["contracts"]] == ["p/order/2.0.0/*.proto"]
    assert report["unchanged"] == 1


def test_git_refs(tmp_path: Path) -> None:
    files = {"protos/order.proto": OLD, "protos/paid.proto": USES, "common/money.proto": MONEY}
    repository = a_repository(tmp_path / "repo", files)
    commit(repository, {"protos/order.proto": NEW}, "v2")
    expected = ["protobuf-field-type-narrowed"]
    assert rules(repository, "v1:protos/order.proto", "v2:protos/order.proto") == expected
    assert rules(repository, "v1:protos/order.proto", "protos/order.proto") == expected
    assert rules(repository, "v1:", "v2:") == expected
    assert rules(repository, "v1:protos/paid.proto", "v2:protos/paid.proto") == []


def test_a_contract_that_is_gone(tmp_path: Path) -> None:
    write(tmp_path, {"old/1.0.0/a.proto": OLD, "old/2.0.0/a.proto": OLD, "new/2.0.0/a.proto": OLD})
    assert rules(tmp_path, "old", "new") == ["protobuf-file-removed", "protobuf-message-removed"]


@pytest.mark.parametrize("name", ["{version}/order.proto", "order-{version}.proto"])
def test_a_history_of_versions(tmp_path: Path, name: str) -> None:
    texts = {"1.0.0": OLD, "1.1.0": OLD, "2.0.0": NEW}
    write(tmp_path / "all", {name.format(version=v): text for v, text in texts.items()})
    done = run_here("diff", "--history", "all", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("protobuf-field-type-narrowed") == 1
    assert "1 version breaks" in done.stdout


# ---------------------------------------------------------------------- promises


@pytest.mark.parametrize(
    ("category", "code"), [("file", 1), ("package", 1), ("wire-json", 1), ("wire", 0)]
)
def test_the_category_says_what_counts(tmp_path: Path, category: str, code: int) -> None:
    write(tmp_path, {"a.proto": OLD, "b.proto": OLD.replace("note", "memo")})
    sides = ("a.proto", "b.proto", "--category", category)
    done = run_here("diff", *sides, "--fail-on", "breaking", cwd=tmp_path)
    assert done.returncode == code, done.stderr
    (finding,) = findings(tmp_path, *sides, "--changelog")
    assert finding["rule"] == "protobuf-field-renamed"
    if category == "wire":
        assert finding["severity"] == "safe"
        assert "the contract promises WIRE only" in finding["reason"]


RPC = (
    PROTO + "service S { rpc Put(Q) returns (R); }\n"
    "message Q { {q} sum = 1; }\nmessage R { {r} sum = 1; }\nmessage Free { {f} sum = 1; }\n"
)


@pytest.mark.parametrize(("where", "expected"), [("q", "safe"), ("r", "breaking"), ("f", "risky")])
def test_more_values_hurt_old_readers_only(tmp_path: Path, where: str, expected: str) -> None:
    """A request is written by the old side only, a response is read by it."""
    for name, kind in (("a", "uint32"), ("b", "uint64")):
        text = RPC
        for slot in ("q", "r", "f"):
            text = text.replace(f"{{{slot}}}", kind if slot == where else "uint32")
        write(tmp_path, {f"{name}.proto": text})
    (finding,) = findings(tmp_path, "a.proto", "b.proto", "--category", "wire", "--changelog")
    assert finding["rule"] == "protobuf-field-type-widened"
    assert finding["severity"] == expected
    assert bool(finding["witness"]) == (expected != "safe")


# ---------------------------------------------------------------------- consumers


@pytest.fixture
def boutique(tmp_path: Path) -> Path:
    """The boutique with a second version of the cart's contract."""
    shutil.copytree(BOUTIQUE, tmp_path / "boutique")
    folder = tmp_path / "boutique/contracts/cartservice/cart-api"
    shutil.copytree(folder / "1.0.0", folder / "2.0.0")
    return tmp_path / "boutique"


def change(boutique: Path, old: str, new: str) -> None:
    path = boutique / "contracts/cartservice/cart-api/2.0.0/cart.proto"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "operations", "hurt"),
    [
        (
            "    rpc AddItem(AddItemRequest) returns (Empty) {}\n", "",
            ["AddItem"], ["frontend"],
        ),
        (
            "    rpc GetCart(GetCartRequest) returns (Cart) {}\n", "",
            ["GetCart"], ["checkoutservice", "frontend"],
        ),
        (
            "message AddItemRequest {\n    string user_id",
            "message AddItemRequest {\n    int32 user_id",
            ["AddItem"], ["frontend"],
        ),
        (
            "int32  quantity = 2", "string quantity = 2",
            ["AddItem", "GetCart"], ["checkoutservice", "frontend"],
        ),
    ],
)  # fmt: skip
def test_who_calls_what_changed_is_hurt(
    boutique: Path, old: str, new: str, operations: list[str], hurt: list[str]
) -> None:
    change(boutique, old, new)
    found = findings(boutique, "cart-api@1.0.0", "cart-api@2.0.0", "--consumers")
    for finding in found:
        told = {place["operation"].rpartition("/")[2] for place in finding["occurrences"]}
        if told & set(operations):
            assert sorted(told) == operations
            assert finding["hurt"] == hurt
    assert any(finding["hurt"] for finding in found)


# ---------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"b.proto": PROTO + "message A { string a = ; }"},
         "new/b.proto:3:24: error: expected field number"),
        ({"b.proto": PROTO + 'import "x/y.proto";'},
         "new/b.proto:3:1: error: import `x/y.proto` is not in the contract's folder"),
        ({"b.proto": PROTO + 'import "../../etc/passwd";'}, "without `..`"),
        ({"b.proto": PROTO + 'import "c.proto";', "c.proto": PROTO + 'import "b.proto";'},
         "recursively imports itself"),
        ({"b.proto": PROTO + "message A { int32 a = 1; int32 b = 1; }"}, "already been used"),
        ({"b.proto": PROTO + "message A {" * 3000}, "new/b.proto:"),
        ({"b.proto": PROTO, "c.proto": PROTO + "enum E {}"}, "new/c.proto:3:"),
    ],
)  # fmt: skip
def test_what_is_no_contract_is_told_with_its_line(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    write(tmp_path, {"old/b.proto": OLD})
    write(tmp_path / "new", files)
    done = run_here("diff", "old", "new", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_an_import_of_one_file_says_where_it_was_looked_for(tmp_path: Path) -> None:
    a_repository(tmp_path, {})
    write(tmp_path, {"p/q/a.proto": PROTO + 'import "no/such.proto";', "b.proto": OLD})
    done = run_here("diff", "b.proto", "p/q/a.proto", cwd=tmp_path)
    assert done.returncode == 2
    assert "import `no/such.proto` was not found" in done.stderr
    assert "p/q/" in done.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"message \xc3\x28 {}"])
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, {"a.proto": OLD})
    (tmp_path / "b.proto").write_bytes(content)
    done = run_here("diff", "a.proto", "b.proto", cwd=tmp_path)
    assert done.returncode == 2
    assert "b.proto" in done.stderr
    assert "UTF-8" in done.stderr


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    repository = a_repository(tmp_path / "repo", {"a.proto": OLD})
    write(tmp_path, {"out/money.proto": MONEY})
    write(repository, {"b.proto": PROTO + 'import "common/money.proto";'})
    (repository / "common").symlink_to(tmp_path / "out")
    done = run_here("diff", "a.proto", "b.proto", cwd=repository)
    assert done.returncode == 2
    assert "common/money.proto" in done.stderr


def test_other_formats_are_not_mixed_up(tmp_path: Path) -> None:
    write(tmp_path, {"a.proto": OLD, "b.yaml": "openapi: 3.1.0\ninfo: {title: a, version: '1'}\n"})
    done = run_here("diff", "a.proto", "b.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "protobuf" in done.stderr
