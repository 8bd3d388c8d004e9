"""`plan diff` on Avro schemas, as a user runs it: every run is a process of its own."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner.app.schemas import schema_of
from tests.adapters.repositories import a_repository, commit
from tests.cli.running import run_here

_ORDER = """\
{"type": "record", "name": "Order", "namespace": "shop",
 "doc": "What somebody has bought.",
 "fields": [
  {"name": "id", "type": "string"},
  {"name": "price", "type": "Money"},
  {"name": "status",
   "type": {"type": "enum", "name": "Status", "symbols": ["OPEN", "PAID", "LOST"]}}
 ]}
"""
_MONEY = """\
{"type": "record", "name": "Money", "namespace": "shop",
 "fields": [{"name": "amount", "type": "long"}, {"name": "currency", "type": "string"}]}
"""
_NO_LOST = _ORDER.replace(', "LOST"', "")
_INT_MONEY = _MONEY.replace('"long"', '"int"')
_RECORD = '{"type": "record", "name": "A", "fields": [{"name": "n", "type": "int"}]}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder outside of any repository."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _findings(here: Path, *arguments: str, code: int = 0) -> dict[str, dict[str, Any]]:
    """Return what `plan diff` finds, by rule."""
    done = run_here("diff", *arguments, "-f", "json", cwd=here)
    assert done.returncode == code, done.stderr
    report = json.loads(done.stdout)
    jsonschema.Draft202012Validator(schema_of("diff-output")).validate(report)
    found = [finding for contract in report["contracts"] for finding in contract["findings"]]
    return {finding["rule"]: finding for finding in found}


# ---------------------------------------------------------------------- where schemas come from


def test_two_files(here: Path) -> None:
    _write(here, {"old.avsc": _RECORD, "new.avsc": _RECORD.replace('"int"', '"long"')})
    done = run_here("diff", "old.avsc", "new.avsc", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1].startswith(
        "new.avsc:1:58: breaking avro-type-promoted: `A.n` is now `long`, it was `int`"
    )
    assert 'new sends, old rejects: {"n": 0}' in done.stdout
    assert "on the wire: 00\n" in done.stdout
    assert "FORWARD" in done.stdout


def test_a_file_and_those_that_define_its_types(here: Path) -> None:
    _write(here, {"v1/Order.avsc": _ORDER, "v1/parts/Money.avsc": _MONEY})
    _write(here, {"v2/Order.avsc": _NO_LOST, "v2/parts/Money.avsc": _INT_MONEY})
    _write(here, {"v2/broken.avsc": "{", "v2/unrelated.avsc": _RECORD})
    found = _findings(here, "v1/Order.avsc", "v2/Order.avsc", "--mode", "backward")
    assert set(found) == {"avro-type-narrowed", "avro-enum-symbol-removed"}
    narrowed = found["avro-type-narrowed"]
    assert (narrowed["new"]["file"], narrowed["new"]["line"]) == ("v2/parts/Money.avsc", 2)
    assert narrowed["path"] == ["price", "amount"]
    assert narrowed["witness"]["value"] == {
        "id": "",
        "price": {"amount": 0, "currency": ""},
        "status": "OPEN",
    }
    assert narrowed["witness"]["wire"] == "00000000"
    assert found["avro-enum-symbol-removed"]["breaks"] == ["BACKWARD"]


def test_folders(here: Path) -> None:
    _write(here, {"v1/Order.avsc": _ORDER, "v1/Money.avsc": _MONEY, "v1/A.avsc": _RECORD})
    _write(here, {"v2/Order.avsc": _NO_LOST, "v2/Money.avsc": _MONEY})
    done = run_here("diff", "v1", "v2", "-f", "json", cwd=here)
    report = json.loads(done.stdout)
    rules = {c["name"]: [f["rule"] for f in c["findings"]] for c in report["contracts"]}
    assert rules == {
        "A.avsc": ["avro-schema-removed"],
        "Order.avsc": ["avro-enum-symbol-removed"],
    }


def test_git(tmp_path: Path) -> None:
    repository = a_repository(
        tmp_path / "repo", {"api/Order.avsc": _ORDER, "api/Money.avsc": _MONEY}
    )
    commit(repository, {"api/Money.avsc": _INT_MONEY}, "v2")
    found = _findings(repository, "v1:api/Order.avsc", "v2:api/Order.avsc")
    assert set(found) == {"avro-type-narrowed"}
    assert found["avro-type-narrowed"]["old"]["file"] == "v1:api/Money.avsc"
    assert set(_findings(repository, "v1:api", "api")) == {"avro-type-narrowed"}


def test_versions_of_a_contract_and_its_consumers(here: Path) -> None:
    folder = "contracts/order/order-events"
    _write(
        here,
        {
            "plan.yaml": "name: shop\ncalendar: {start: 2026-01-05}\n"
            "teams: [{name: orders}, {name: mails}, {name: stats}]\n",
            "services/order.yaml": "name: order\nteam: orders\n"
            "publishes: [{contract: order-events, version: 1.0.0, messages: [Order]}]\n",
            "services/mail.yaml": "name: mail\nteam: mails\nsubscribes:\n"
            "  - {contract: order-events, version: ^1.0, messages: [Order], fields: [status]}\n",
            "services/stats.yaml": "name: stats\nteam: stats\nsubscribes:\n"
            "  - {contract: order-events, version: ^1.0, messages: [Order], fields: [id]}\n",
            f"{folder}/1.0.0/Order.avsc": _ORDER,
            f"{folder}/1.0.0/Money.avsc": _MONEY,
            f"{folder}/2.0.0/Order.avsc": _NO_LOST,
            f"{folder}/2.0.0/Money.avsc": _MONEY,
        },
    )
    found = _findings(here, "order-events@1.0.0", "order-events@2.0.0", "--consumers")
    assert set(found) == {"avro-enum-symbol-removed"}
    assert found["avro-enum-symbol-removed"]["hurt"] == ["mail"]


# ---------------------------------------------------------------------- options


def test_the_mode_says_what_breaks(here: Path) -> None:
    _write(here, {"old.avsc": _RECORD, "new.avsc": _RECORD.replace('"int"', '"long"')})
    pair = ("old.avsc", "new.avsc", "--fail-on", "breaking")
    assert _findings(here, *pair, "--mode", "backward") == {}
    assert set(_findings(here, *pair, "--mode", "forward", code=1)) == {"avro-type-promoted"}
    assert set(_findings(here, *pair, code=1)) == {"avro-type-promoted"}


def test_safe_changes_stand_in_the_changelog(here: Path) -> None:
    more = _RECORD.replace("}]", '}, {"name": "m", "type": "int", "default": 1}]')
    _write(here, {"old.avsc": _RECORD, "new.avsc": more})
    assert _findings(here, "old.avsc", "new.avsc") == {}
    assert set(_findings(here, "old.avsc", "new.avsc", "--changelog")) == {
        "avro-field-added-with-default"
    }


def test_a_rule_explains_itself(here: Path) -> None:
    done = run_here("explain", "avro-enum-symbol-removed", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "takes its default" in done.stdout


# ---------------------------------------------------------------------- bad input


def _enum(symbols: list[str]) -> str:
    return json.dumps({"type": "enum", "name": "E", "symbols": symbols})


_BAD: dict[str, tuple[str, str]] = {
    "no JSON": ('{"type": "record",\n "name": }', "new.avsc:2:10: error: not valid JSON"),
    "nothing": ("", "new.avsc:1:1: error: the file is empty"),
    "a number": ("7", "new.avsc:1:1: error: a type must be a name, a mapping or a list, got `7`"),
    "NaN": (
        _RECORD.replace('"fields"', '\n"fields"').replace('"int"', '"float", "default": NaN'),
        "new.avsc:2:54: error: `NaN` is not JSON",
    ),
    "an unknown type": (
        '{"type": "record", "name": "A", "fields": [\n {"name": "n", "type": "strin"}]}',
        "new.avsc:2:24: error: type `strin` is not defined",
    ),
    "a name twice": (
        '[{"type": "fixed", "name": "A", "size": 1},\n {"type": "fixed", "name": "A", "size": 1}]',
        "new.avsc:2:28: error: type `A` is defined twice",
    ),
    "lists in lists": ("[" * 10_000 + '"int"' + "]" * 10_000, "error: nested too deeply"),
    "arrays in arrays": (
        '{"type": "array", "items": ' * 10_000 + '"int"' + "}" * 10_000,
        "error: nested too deeply",
    ),
    "a symbol twice among many": (
        _enum([f"S{n % 60_000}" for n in range(60_001)]),
        "error: symbol `S0` stands twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _BAD)
def test_bad_input_is_told_with_its_place(here: Path, name: str) -> None:
    text, expected = _BAD[name]
    _write(here, {"old.avsc": _RECORD, "new.avsc": text})
    done = run_here("diff", "old.avsc", "new.avsc", cwd=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


_HARD: dict[str, tuple[str, str]] = {
    "100,000 symbols": (
        _enum([f"S{n}" for n in range(100_000)]),
        _enum([f"S{n}" for n in range(99_999)]),
    ),
    "aliases in a circle": (
        '{"type": "record", "name": "A", "aliases": ["B"], "fields": []}',
        '{"type": "record", "name": "B", "aliases": ["A", "B"], "fields": []}',
    ),
    "a record that needs itself": (
        _RECORD,
        '{"type": "record", "name": "A", "fields": [{"name": "a", "type": "A"}]}',
    ),
    "bytes that nobody has": (
        '{"type": "fixed", "name": "A", "size": 1000000000000}',
        '{"type": "fixed", "name": "A", "size": 1000000000001}',
    ),
}


@pytest.mark.parametrize("name", _HARD)
def test_hard_input_is_answered(here: Path, name: str) -> None:
    old, new = _HARD[name]
    _write(here, {"old.avsc": old, "new.avsc": new})
    done = run_here("diff", "old.avsc", "new.avsc", "--changelog", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert " avro-" in done.stdout


def test_a_type_that_no_file_defines(here: Path) -> None:
    _write(here, {"v1/Order.avsc": _ORDER, "v1/Money.avsc": _MONEY, "v2/Order.avsc": _ORDER})
    done = run_here("diff", "v1/Order.avsc", "v2/Order.avsc", cwd=here)
    assert done.returncode == 2
    assert "v2/Order.avsc:5:29: error: type `Money` is not defined" in done.stderr
    shutil.copy(here / "v1/Money.avsc", here / "v2/Money.avsc")
    assert run_here("diff", "v1/Order.avsc", "v2/Order.avsc", cwd=here).returncode == 0
