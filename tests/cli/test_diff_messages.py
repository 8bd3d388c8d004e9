"""`plan diff` on JSON Schemas, in modes and over histories, as a user runs it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from planner.api import compare
from planner.app.schemas import schema_of
from planner.cli.main import exit_code_of
from tests.adapters.repositories import a_repository
from tests.cli.diff_contracts import EVENTS, OLD
from tests.cli.running import run_here, run_plan
from tests.cli.test_diff import diff, errors, findings, here, rules, write

__all__ = ["here"]

Golden = Callable[[str, str], None]
ORDER = Path(__file__).parents[1] / "data/histories/order"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema(*members: str, required: str = "", draft: str = DRAFT, **more: Any) -> str:
    """Return a schema of an object; members are `name: type`."""
    types = dict(member.split(": ") for member in members)
    said: dict[str, Any] = {"$schema": draft, "type": "object", **more}
    said["properties"] = {name: {"type": kind} for name, kind in types.items()}
    if required:
        said["required"] = required.split()
    return json.dumps(said, indent=2)


def history(
    capsys: pytest.CaptureFixture[str], folder: str, *arguments: str, code: int = 0
) -> dict[str, Any]:
    """Run `plan diff --history` and return its JSON, which fits the published schema."""
    capsys.readouterr()
    told = ["diff", "--history", folder, *arguments, "-f", "json"]
    assert exit_code_of(told) == code, capsys.readouterr().err
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schema_of("history-output")).validate(report)
    return report


def breaks(report: dict[str, Any]) -> dict[str, list[str]]:
    """Return which version breaks with which earlier ones."""
    return {
        line["version"]: [name for broken in line["breaks"] for name in broken["versions"]]
        for line in report["versions"]
        if line["breaks"]
    }


# ---------------------------------------------------------------- two schemas


def test_two_schemas_as_a_process(here: Path) -> None:
    write(here, {"v1.json": schema("id: string"), "v2.json": schema("id: integer")})
    done = run_plan("diff", "v1.json", "v2.json", "--fail-on", "breaking", cwd=here)
    assert (done.returncode, done.stderr) == (1, "")
    assert "v2.json:6:7: breaking event-property-type-changed: `id` in the payload" in done.stdout
    assert "breaks: BACKWARD, new readers can't read old messages; FORWARD, old" in done.stdout
    assert 'old accepts, new rejects: {"id": ""}' in done.stdout


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (None, [("breaking", ["BACKWARD"])]),
        ("full", [("breaking", ["BACKWARD"])]),
        ("backward", [("breaking", ["BACKWARD"])]),
        ("backward-transitive", [("breaking", ["BACKWARD"])]),
        ("forward", [("safe", [])]),
        ("none", [("safe", [])]),
    ],
)
def test_the_mode_says_what_breaks(
    here: Path, mode: str | None, expected: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"v1.json": schema("a: string"), "v2.json": schema("a: string", required="a")})
    told = ["--mode", mode] if mode else []
    report, _ = diff(capsys, "v1.json", "v2.json", "--changelog", *told)
    assert [(f["severity"], f["breaks"]) for f in findings(report)] == expected
    assert report["contracts"][0]["mode"] == (mode or "")
    fingerprints = {f["fingerprint"] for f in findings(report)}
    in_full, _ = diff(capsys, "v1.json", "v2.json", "--changelog")
    assert fingerprints == {f["fingerprint"] for f in findings(in_full)}


@pytest.mark.parametrize(
    ("modes", "worst"),
    [
        ('{"v2.json": forward}', None),
        ('{"*.json": backward}', "breaking"),
        ('{"*.json": backward, "v2*": forward}', None),
        ('{"other.json": forward}', "breaking"),
        ('{"v2": none}', None),
    ],
)
def test_the_policy_chooses_modes(
    here: Path, modes: str, worst: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"v1.json": schema("a: string"), "v2.json": schema("a: string", required="a")})
    write(here, {"policy.yaml": f"modes: {modes}\n"})
    report, _ = diff(capsys, "v1.json", "v2.json", "--policy", "policy.yaml")
    assert (report["worst"] if report["worst"] != "safe" else None) == worst
    told, _ = diff(capsys, "v1.json", "v2.json", "--policy", "policy.yaml", "--mode", "backward")
    assert told["worst"] == "breaking"


def test_a_policy_names_contracts_of_the_registry(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"plan.yaml": "name: shop\n", "policy.yaml": "modes: {orders: forward}\n"})
    for version, text in (
        ("1.0.0", schema("a: string")),
        ("1.1.0", schema("a: string", "b: null")),
    ):
        write(here, {f"contracts/shop/orders/{version}/order.schema.json": text})
    report, _ = diff(capsys, "orders@1.0.0", "orders@1.1.0", "--policy", "policy.yaml")
    assert report["contracts"][0]["mode"] == "forward"
    folders = ("contracts/shop/orders/1.0.0", "contracts/shop/orders/1.1.0")
    report, _ = diff(capsys, *folders, "--policy", "policy.yaml")
    assert report["contracts"][0]["mode"] == "forward"


def test_the_same_from_python() -> None:
    old, new = schema("a: string"), schema("a: string", required="a")
    assert compare(old, new).findings[0].breaks == ("BACKWARD",)
    assert compare(old, new, mode="forward").worst is not None
    assert compare(old, new, mode="forward").counts["breaking"] == 0


@pytest.mark.parametrize("strict", [False, True])
def test_an_optional_member_of_an_open_object(
    here: Path,
    strict: bool,  # noqa: FBT001  a table
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(here, {"v1.json": schema("a: string"), "v2.json": schema("a: string", "b: string")})
    write(here, {"policy.yaml": f"strict_open_content: {str(strict).lower()}\n"})
    told = ("v1.json", "v2.json", "--changelog", "--policy", "policy.yaml", "--mode", "backward")
    (finding,) = findings(diff(capsys, *told)[0])
    assert finding["severity"] == ("risky" if strict else "safe")
    assert ("may be used already" if strict else "nobody is taken to have used") in finding[
        "reason"
    ]
    if strict:
        assert finding["witness"]["valid_for"] == "old"
        assert not isinstance(finding["witness"]["value"]["b"], str)


def test_files_that_refer_to_each_other(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = '{"$schema": "DRAFT", "type": "object", "properties": {"by": {"$ref": "p.json#who"}}}'
    person = '{"$defs": {"P": {"$anchor": "who", "type": "string", "maxLength": 20}}}'
    for folder, text in (("old", person), ("new", person.replace("20", "10"))):
        write(
            here, {f"{folder}/order.json": order.replace("DRAFT", DRAFT), f"{folder}/p.json": text}
        )
    report, _ = diff(capsys, "old/order.json", "new/order.json")
    assert rules(report) == ["event-property-max-length-decreased"]
    assert findings(report)[0]["new"]["file"] == "new/p.json"


def test_definitions_are_messages_of_their_own(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = {"Kept": {"type": "string"}, "Gone": {"type": "null"}}
    write(here, {"old.json": json.dumps({"$schema": DRAFT, "$defs": kept})})
    changed = {"Kept": {"type": "integer"}, "New": {"type": "null"}}
    write(here, {"new.json": json.dumps({"$schema": DRAFT, "$defs": changed})})
    report, _ = diff(capsys, "old.json", "new.json", "--changelog")
    assert rules(report) == ["event-added", "event-payload-type-changed", "event-removed"]
    slots = {f["rule"]: f["occurrences"][0]["slot"] for f in findings(report)}
    assert slots["event-payload-type-changed"] == "message Kept payload"


def test_a_schema_that_is_gone_from_a_folder(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old/a.json": schema("a: string"), "old/b.json": schema("b: string")})
    write(here, {"new/a.json": schema("a: string")})
    report, _ = diff(capsys, "old", "new", "--fail-on", "breaking", code=1)
    assert rules(report) == ["event-removed"]


DRAFT_4 = "http://json-schema.org/draft-04/schema#"


@pytest.mark.parametrize(
    ("draft", "old", "new", "expected"),
    [
        (DRAFT_4, {"exclusiveMaximum": True}, {}, "event-payload-exclusive-max-removed"),
        ("", {"exclusiveMaximum": True}, {}, "event-payload-exclusive-max-removed"),
        (DRAFT, {"exclusiveMaximum": 5}, {}, "event-payload-exclusive-max-removed"),
        (DRAFT_4, {"id": "http://a.example/x"}, {"id": "http://a.example/y"}, ""),
        (DRAFT_4, {"dependencies": {"a": ["b"]}}, {}, "event-payload-dependent-required-removed"),
        (DRAFT, {"dependencies": {"a": ["b"]}}, {}, ""),
        (DRAFT, {"$ref": "#/$defs/A", "$defs": {"A": {"minimum": 1}}}, {"minimum": 1}, ""),
    ],
)
def test_drafts(  # noqa: PLR0917  a table
    here: Path,
    draft: str,
    old: dict[str, Any],
    new: dict[str, Any],
    expected: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    common: dict[str, Any] = {"maximum": 5, "definitions": {}}
    for name, said in (("old.json", old), ("new.json", new)):
        head = {"$schema": draft} if draft else {}
        write(here, {name: json.dumps({**head, **common, **said})})
    report, _ = diff(capsys, "old.json", "new.json", "--changelog")
    found = [rule for rule in rules(report) if rule != "event-payload-max-added"]
    assert found == ([expected] if expected else [])


# ---------------------------------------------------------------- histories


@pytest.mark.parametrize(
    ("format_name", "ending"),
    [("text", "txt"), ("json", "json"), ("markdown", "md"), ("junit", "xml"), ("github", "github")],
)
def test_a_history_in_every_format(
    golden: Golden,
    format_name: str,
    ending: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ORDER.parent)
    told = ["diff", "--history", "order", "--mode", "full-transitive", "-f", format_name]
    assert exit_code_of(told) == 0
    golden(f"history/order.{ending}", capsys.readouterr().out)


def test_a_history_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    told = ["diff", "--history", str(ORDER), "--mode", "full-transitive"]
    assert exit_code_of([*told, "-f", "sarif"]) == 0
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert {result["level"] for result in results} == {"error", "warning"}
    assert exit_code_of([*told, "-f", "html"]) == 0
    page = capsys.readouterr().out
    assert '<th scope="row">1.10.0</th>' in page
    assert "<script" not in page
    assert exit_code_of([*told, "-f", "junit"]) == 0
    suites = ET.fromstring(capsys.readouterr().out)  # noqa: S314  our own output
    assert [suite.get("failures") for suite in suites] == ["3", "2"]


def test_a_history_is_told_version_by_version(here: Path) -> None:
    write(here, {"h/1-0-0": schema("a: string"), "h/1-0-1": schema("a: string", "b: string")})
    write(here, {"h/2-0-0": schema("a: integer"), "h/README": "1-0-0 is the first"})
    done = run_here("diff", "--history", "h", "--fail-on", "breaking", cwd=here)
    assert (done.returncode, done.stderr) == (1, "")
    lines = [line.split() for line in done.stdout.splitlines()[:4]]
    assert [line[0] for line in lines] == ["Version", "1-0-0", "1-0-1", "2-0-0"]
    assert "h/2-0-0:6:7: breaking event-property-type-changed" in done.stdout


def test_what_is_lenient_is_not_transitive(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"h/1.0.0.json": schema("a: string", "b: string")})
    write(here, {"h/1.1.0.json": schema("a: string")})
    write(here, {"h/1.2.0.json": schema("a: string", "b: integer")})
    assert breaks(history(capsys, "h", "--mode", "backward")) == {}
    report = history(capsys, "h", "--mode", "backward-transitive")
    assert breaks(report) == {"1.2.0": ["1.0.0"]}
    (step,) = [step for step in report["steps"] if step["name"] == "1.0.0 → 1.2.0"]
    assert step["findings"][0]["witness"]["value"] == {"b": ""}
    assert [line["broken_by"] for line in report["versions"]] == ["1.2.0", "", ""]


def test_a_break_reaches_all_earlier_versions(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    members = [f"m{number}: string" for number in range(12)]
    for number in range(12):
        required = "m0" if number >= 8 else ""
        text = schema(*members[: number + 1], required=required)
        write(here, {f"h/{number}.json": text})
    report = history(capsys, "h", "--mode", "backward-transitive", "--fail-on", "breaking", code=1)
    expected = [str(number) for number in range(8)]
    assert breaks(report) == {str(number): expected for number in range(8, 12)}
    lines = {line["version"]: line for line in report["versions"]}
    assert [line["version"] for line in report["versions"]] == [str(n) for n in range(12)]
    assert (lines["11"]["oldest"], lines["3"]["broken_by"], lines["9"]["broken_by"]) == (
        "0",
        "8",
        "",
    )
    assert len(report["steps"]) == 11


def test_the_same_files_are_the_same_version(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for version, kind in (("1.0.0", "string"), ("1.0.1", "string"), ("2.0.0", "null")):
        write(here, {f"h/{version}/order.json": schema(f"a: {kind}")})
    report = history(capsys, "h", "--mode", "full-transitive")
    assert [line["same_as"] for line in report["versions"]] == ["", "1.0.0", ""]
    assert breaks(report) == {"2.0.0": ["1.0.0", "1.0.1"]}


def test_acceptances_hold_for_histories(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, kind in enumerate(("string", "integer", "integer"), start=1):
        write(here, {f"h/{number}.json": schema(f"a: {kind}", f"b{number}: null")})
    report = history(capsys, "h", "--mode", "backward-transitive")
    assert breaks(report) == {"2": ["1"], "3": ["1"]}
    mark = report["steps"][0]["findings"][0]["fingerprint"]
    accepted = f"accept: [{{fingerprint: '{mark}', reason: agreed, expires: 2100-01-01}}]\n"
    write(here, {"policy.yaml": accepted})
    told = ("--mode", "backward-transitive", "--policy", "policy.yaml", "--fail-on", "breaking")
    assert breaks(history(capsys, "h", *told)) == {}


def test_the_history_of_an_http_contract(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stricter = OLD.replace("maximum: 100", "maximum: 50")
    for version, text in (("1.0.0", OLD), ("1.1.0", stricter), ("1.2.0", stricter + "\n")):
        write(here, {f"h/{version}/openapi.yaml": text})
    report = history(capsys, "h", "--mode", "backward-transitive")
    assert report["format"] == "openapi"
    assert breaks(report) == {"1.1.0": ["1.0.0"], "1.2.0": ["1.0.0"]}


def test_the_history_at_a_commit(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_repository(here, {"h/1.json": schema("a: string"), "h/2.json": schema("a: null")})
    write(here, {"h/3.json": "broken"})
    report = history(capsys, "HEAD:h", "--mode", "backward")
    assert [line["file"] for line in report["versions"]] == ["HEAD:h/1.json", "HEAD:h/2.json"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["1.10.0.json", "1.9.0.json"], ["1.9.0", "1.10.0"]),
        (["1-0-10.json", "1-0-9.json", "1-0-0.json"], ["1-0-0", "1-0-9", "1-0-10"]),
        (["2.0.0-rc.10.json", "2.0.0-rc.9.json", "2.0.0.json"], "2.0.0-rc.9 2.0.0-rc.10 2.0.0"),
        (
            ["order.v2.json", "order.v10.json", "order.v1.schema.json"],
            "order.v1 order.v2 order.v10",
        ),
        (["10-a.json", "9-b.json"], ["9-b", "10-a"]),
        (["1.0.0.json", "1.0.0.yaml", "1.1.0.yaml", "latest.json"], ["1.0.0", "1.1.0"]),
        (["v1/a.json", "v2/b.json", "v2/notes.txt"], ["v1", "v2"]),
    ],
)
def test_the_order_of_versions(
    here: Path, names: list[str], expected: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {f"h/{name}": schema("a: string") for name in names})
    report = history(capsys, "h")
    found = [line["version"] for line in report["versions"]]
    assert found == (expected.split() if isinstance(expected, str) else expected)


# ---------------------------------------------------------------- what can't be read


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"h/1.0.0.json": "GOOD"}, "h/1.0.0.json:1:1: error: `h` holds 1 version, `1.0.0`"),
        ({"h/notes.txt": "x"}, "error: `h` holds no version of a contract"),
        ({"h/1.json": "GOOD", "h/2.json": "{"}, "h/2.json:1:2: error: not valid JSON"),
        ({"h/1.json": "GOOD", "h/2-0-0": "{"}, "h/2-0-0:1:2: error: not valid JSON"),
        ({"h/1/a.json": "GOOD", "h/2/a.json": '{"$schema": '}, "h/2/a.json:1:13: error: not valid"),
        (
            {"h/order-1.json": "GOOD", "h/order-2.json": "GOOD", "h/user-1.json": "GOOD"},
            "h/user-1.json:1:1: error: a history is of one contract, and `h` holds several: ",
        ),
        (
            {"h/1/a.json": "GOOD", "h/2/a.json": "GOOD", "h/2/b.json": "GOOD"},
            "h/2/b.json:1:1: error: a history is of one contract, and `2` holds several",
        ),
        (
            {
                "h/1.json": "GOOD",
                "h/2.json": '{"$schema": "S", "properties": {"a": {"$ref": "b"}}}',
            },
            "h/2.json:1:47: error: `$ref` names a file that is not there",
        ),
        ({"h/1.json": "GOOD", "h/2.yaml": EVENTS}, "error: version `2` is an asyncapi contract"),
        (
            {
                "h/1.json": "GOOD",
                "h/2.json": '{"$schema": "S", "properties": {"a": {"required": true}}}',
            },
            "h/2.json:1:51: error: `required: true` of `a` is draft 3 of JSON Schema",
        ),
        (
            {
                "h/1.json": "GOOD",
                "h/2.json": '{"$schema": "http://json-schema.org/draft-03/schema#"}',
            },
            "h/2.json:1:13: error: the schema is written in draft 3 of JSON Schema",
        ),
        ({"h": "GOOD"}, "error: `h` is a file; a history is a folder"),
    ],
)
def test_a_history_that_can_not_be_read(
    here: Path, files: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {path: text.replace("GOOD", schema("a: string")) for path, text in files.items()})
    told = errors(capsys, "--history", "h")
    assert said in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["a.json", "b.json", "--mode", "sideways"], "Invalid value for '--mode': 'sideways'"),
        (["a.json", "b.json", "--category", "x"], "Invalid value for '--category': 'x'"),
        (["a.json"], "Missing NEW"),
        ([], "Missing OLD and NEW"),
        (["a.json", "--history", "h"], "--history stands instead of OLD and NEW"),
        (["--history", "h", "--consumers"], "--consumers is about two versions"),
        (["--history", "nowhere"], "there is no file or folder `nowhere`"),
    ],
)
def test_bad_options(
    here: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"a.json": schema("a: string"), "b.json": schema("a: string")})
    assert said in errors(capsys, *arguments)


def test_a_policy_with_an_unknown_mode(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.json": schema("a: string"), "b.json": schema("a: null")})
    write(here, {"policy.yaml": "modes:\n  a.json: sideways\n"})
    told = errors(capsys, "a.json", "b.json", "--policy", "policy.yaml")
    assert "policy.yaml:2:11: error:" in told
    assert "sideways" in told


def test_two_formats_are_not_compared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.yaml": OLD, "b.yaml": EVENTS})
    told = errors(capsys, "a.yaml", "b.yaml")
    assert "b.yaml:1:1: error: `b.yaml` is an asyncapi contract, the old side is openapi" in told


def test_formats_have_the_article_that_they_need(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"a.yaml": OLD, "b.proto": 'syntax = "proto3";\nmessage A {}\n'})
    told = errors(capsys, "a.yaml", "b.proto")
    assert "`b.proto` is a protobuf contract, the old side is openapi" in told


def test_files_that_refer_to_each_other_by_their_own_addresses(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = "https://a.example/schemas"
    order = {"$id": f"{base}/order", "properties": {"by": {"$ref": "parts/person"}}}
    for folder, most in (("old", 20), ("new", 10)):
        person = {"$id": f"{base}/parts/person", "type": "string", "maxLength": most}
        for name, said in (("order.json", order), ("deep/who.json", person)):
            write(here, {f"{folder}/{name}": json.dumps({"$schema": DRAFT, **said})})
    report, _ = diff(capsys, "old/order.json", "new/order.json")
    assert rules(report) == ["event-property-max-length-decreased"]
    assert findings(report)[0]["new"]["file"] == "new/deep/who.json"


def test_the_history_of_protobuf_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        'syntax = "proto3";\nimport "part.proto";\nmessage Order { int32 total = 1; Part p = 2; }\n'
    )
    part = 'syntax = "proto3";\nmessage Part { string name = 1; }\n'
    for version, changed in (("1", text), ("2", text.replace("int32", "string"))):
        write(here, {f"h/v{version}/order.proto": changed, f"h/v{version}/part.proto": part})
    report = history(capsys, "h", "--mode", "full-transitive", "--category", "wire")
    assert breaks(report) == {"v2": ["v1"]}
    assert report["versions"][1]["breaks"][0]["promises"]
