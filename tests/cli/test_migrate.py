"""`plan migrate` as a user runs it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.diff_contracts import EVENTS, NEW, OLD, SAFE, changed
from tests.cli.running import run_here, run_plan

Golden = Callable[[str, str], None]
STOREFRONT = Path(__file__).parents[2] / "examples/storefront"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
ON = ("--start", "2026-03-02")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside of any repository with two contracts."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def migrate(here: Path, *arguments: str) -> dict[str, Any]:
    done = run_here("migrate", *arguments, *ON, "-f", "json", cwd=here)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_as_a_process_it_writes_a_contract_that_breaks_nobody(here: Path) -> None:
    done = run_plan("migrate", "old.yaml", "new.yaml", *ON, "--write", "out", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert "written to out/old.intermediate.yaml" in done.stdout
    assert done.stdout.endswith(
        "4 breaks to migrate; begins 2026-03-02, sunset 2026-05-31 (90 days).\n"
    )
    for side in ("old.yaml", "new.yaml"):
        pair = (side, "out/old.intermediate.yaml", "--today", "2026-06-01")
        checked = run_here("diff", *pair, "--fail-on", "breaking", cwd=here)
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(
    ("format_name", "ending"), [("text", "txt"), ("markdown", "md"), ("json", "json")]
)
def test_every_format(here: Path, golden: Golden, format_name: str, ending: str) -> None:
    done = run_here("migrate", "old.yaml", "new.yaml", *ON, "-f", format_name, cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    golden(f"migration/pair.{ending}", done.stdout)


def test_services_of_a_workspace_are_named(golden: Golden, tmp_path: Path) -> None:
    shutil.copytree(STOREFRONT / "contracts/catalog/catalog-api/1.0.0", tmp_path / "2.0.0")
    main = tmp_path / "2.0.0/openapi.yaml"
    main.write_text(without_operation(main.read_text(), "getProduct"))
    done = run_here(
        "migrate", "catalog-api@1.0.0", "2.0.0", *ON, "--consumers", "-w", str(STOREFRONT),
        "--write", "out", cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    golden("migration/storefront.txt", done.stdout)
    assert "1a  provider adds: catalog (catalog-team), on 2026-03-02" in done.stdout
    assert "1b  consumer adopts: inventory (inventory-team), 2026-03-02 to" in done.stdout
    kept = (tmp_path / "out/openapi.intermediate.yaml").read_text()
    assert "operationId: getProduct" in kept


def test_where_nobody_is_hurt_the_provider_stands_alone(tmp_path: Path) -> None:
    shutil.copytree(STOREFRONT / "contracts/catalog/catalog-api/1.0.0", tmp_path / "2.0.0")
    main = tmp_path / "2.0.0/openapi.yaml"
    main.write_text(without_operation(main.read_text(), "listCategories"))
    done = run_here(
        "migrate", "catalog-api@1.0.0", "2.0.0", *ON, "--consumers", "-w", str(STOREFRONT),
        cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "No service of the workspace uses what breaks." in done.stdout
    assert "1b" not in done.stdout
    assert "    2. catalog: serves the new shape only (2b)" in done.stdout


def without_operation(text: str, operation: str) -> str:
    """Return a contract in which a GET operation is gone with the lines that it is made of."""
    lines = text.splitlines(keepends=True)
    named = next(i for i, line in enumerate(lines) if f"operationId: {operation}\n" in line)
    start = max(i for i in range(named) if lines[i].strip() == "get:")
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = next(
        i for i in range(start + 1, len(lines))
        if lines[i].strip() and len(lines[i]) - len(lines[i].lstrip()) <= depth
    )  # fmt: skip
    return "".join(lines[:start] + lines[end:])


def test_without_a_break_there_is_nothing_to_do(here: Path) -> None:
    (here / "new.yaml").write_text(SAFE)
    done = run_here("migrate", "old.yaml", "new.yaml", *ON, "--write", "out", cwd=here)
    assert (done.returncode, done.stdout) == (0, "Nothing breaks: there is nothing to migrate.\n")
    assert not (here / "out").exists()


def test_what_cannot_be_done_in_place_is_told_and_what_to_do(here: Path) -> None:
    (here / "new.yaml").write_text(changed(("id: {type: integer}", "id: {type: string}")))
    (plan,) = migrate(here, "old.yaml", "new.yaml")["contracts"]
    (stuck,) = [step for step in plan["breaks"] if step["obstacle"]]
    assert stuck["rule"] == "response-property-type-changed"
    assert stuck["instead"].startswith("add a member with the new shape under another name")
    assert stuck["obstacle"].startswith("no value suits consumers of both contracts")


def test_folders_write_one_file_a_contract(here: Path) -> None:
    for side in ("old", "new"):
        for name in ("a/one.yaml", "two.yaml"):
            path = here / side / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((here / f"{side}.yaml").read_text())
    report = migrate(here, "old", "new", "--write", "out")
    assert [plan["intermediate"]["written"] for plan in report["contracts"]] == [
        "out/a/one.intermediate.yaml", "out/two.intermediate.yaml",
    ]  # fmt: skip
    written = sorted(p.relative_to(here).as_posix() for p in (here / "out").rglob("*.yaml"))
    assert written == ["out/a/one.intermediate.yaml", "out/two.intermediate.yaml"]


def test_json_contracts_stay_json(here: Path) -> None:
    from planner.formats.document import parse_bytes  # noqa: PLC0415  the one test that needs it

    for side, text in (("old", OLD), ("new", NEW)):
        (here / f"{side}.json").write_text(json.dumps(parse_bytes(text.encode(), "x.yaml")))
    migrate(here, "old.json", "new.json", "--write", "out")
    written = json.loads((here / "out/old.intermediate.json").read_text())
    assert written["info"]["version"] == "1.1.0"


BORN = """\
channels:
  pets:
    address: pets
    messages:
      Born: {payload: {type: object, properties: {id: {type: integer}}, required: [id]}}
operations:
  born: {action: send, channel: {$ref: '#/channels/pets'}}
"""
OTHERS = {
    "events.yaml": (
        EVENTS.replace("channels: {}\n", BORN),
        ("{id: {type: integer}}, required: [id]", "{key: {type: integer}}, required: [key]"),
        "1.1.0",
    ),
    "pet.schema.json": (
        f'{{"$schema": "{DRAFT}", "properties": {{"id": {{"type": "integer"}}}}}}',
        ('{"type": "integer"}', '{"type": "string"}, "key": {"type": "string"}'),
        "",
    ),
    "pet.avsc": (
        '{"type": "record", "name": "Pet", "fields": [{"name": "id", "type": "int"}]}',
        ('"id"', '"key"'),
        "",
    ),
    "pet.proto": (
        'syntax = "proto3"; message Pet { int32 id = 1; }\n',
        ("int32 id = 1;", "reserved 1; int32 key = 2;"),
        "",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_formats_are_written_too(here: Path, name: str) -> None:
    text, change, version = OTHERS[name]
    for side, said in (("old", text), ("new", text.replace(*change))):
        assert side == "old" or said != text
        (here / side).mkdir()
        (here / side / name).write_text(said)
    sides = [f"{side}/{name}" for side in ("old", "new")]
    (plan,) = migrate(here, *sides, "--write", "out")["contracts"]
    assert plan["headers"] == []
    assert plan["intermediate"]["version"] == version
    written = plan["intermediate"]["written"]
    assert Path(written).suffix == Path(name).suffix
    checked = run_here("diff", sides[0], written, "--fail-on", "breaking", cwd=here)
    assert checked.returncode == 0, checked.stdout


def test_a_mode_says_who_must_read_what(here: Path) -> None:
    text = '{"type": "record", "name": "Pet", "fields": [{"name": "id", "type": "int"}]}'
    (here / "old.avsc").write_text(text)
    (here / "new.avsc").write_text(text.replace('"int"', '"string"'))
    (plan,) = migrate(here, "old.avsc", "new.avsc")["contracts"]
    assert plan["intermediate"]["made"] is False
    assert plan["intermediate"]["reason"] == "nothing serves both sides"
    (plan,) = migrate(here, "old.avsc", "new.avsc", "--mode", "backward", "--write", "out")[
        "contracts"
    ]
    written = json.loads((here / plan["intermediate"]["written"]).read_text())
    assert written["fields"] == [{"name": "id", "type": ["int", "string"]}]


def test_a_number_of_protobuf_is_not_used_twice(here: Path) -> None:
    text = 'syntax = "proto3"; message Pet { int32 id = 1; }\n'
    (here / "old.proto").write_text(text)
    (here / "new.proto").write_text(text.replace("int32", "string"))
    (plan,) = migrate(here, "old.proto", "new.proto")["contracts"]
    (step,) = plan["breaks"]
    assert step["obstacle"].startswith("no value suits consumers of both contracts")
    assert "with a number that was never used" in step["instead"]
    assert step["removes"] == "remove the old field, and reserve its number and its name"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("old.yaml", "gone.yaml"), "there is no file or folder `gone.yaml`"),
        (("old.yaml",), "Missing argument 'NEW'"),
        (("old.yaml", "new.yaml", "--window", "0"), "'--window'"),
        (("old.yaml", "new.yaml", "--start", "soon"), "'--start'"),
        (("old.yaml", "new.yaml", "--start", "9999-12-31"), "it lies after 9000"),
        (("old.yaml", "new.yaml", "--consumers"), "there is no plan.yaml here or above"),
        (("old.yaml", "new.yaml", "--write", "old.yaml"), "'--write'"),
        (("old.yaml", "broken.yaml"), "broken.yaml"),
    ],
)
def test_bad_input(here: Path, arguments: tuple[str, ...], said: str) -> None:
    (here / "broken.yaml").write_text("openapi: [")
    done = run_here("migrate", *arguments, cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
