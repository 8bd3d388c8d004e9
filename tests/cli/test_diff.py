"""`plan diff` and `plan explain` as a user runs them."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planner import __version__
from planner.app.schemas import schema_of
from planner.cli.main import exit_code_of
from tests.adapters.repositories import a_repository, commit
from tests.cli.diff_contracts import EVENTS, NEW, OLD, RISKY, SAFE, SPLIT, changed
from tests.cli.running import run_plan

Golden = Callable[[str, str], None]
STOREFRONT = Path(__file__).parents[2] / "examples/storefront"
BREAKS = [
    "operation-removed",
    "request-parameter-max-decreased",
    "request-property-became-required",
    "response-property-enum-value-added",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder outside of any repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    return tmp_path


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def diff(
    capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0
) -> tuple[dict[str, Any], str]:
    """Run `plan diff` in this process; return its JSON and what it said aside."""
    capsys.readouterr()
    assert exit_code_of(["diff", *arguments, "-f", "json"]) == code, capsys.readouterr().err
    captured = capsys.readouterr()
    return (json.loads(captured.out) if captured.out else {}), captured.err


def findings(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [finding for contract in report["contracts"] for finding in contract["findings"]]


def rules(report: dict[str, Any]) -> list[str]:
    return sorted(finding["rule"] for finding in findings(report))


def errors(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what is said about bad input."""
    capsys.readouterr()
    assert exit_code_of(["diff", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


# ---------------------------------------------------------------- two files


def test_two_files_as_a_process(here: Path) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    done = run_plan("diff", "old.yaml", "new.yaml", cwd=here)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(
        r"^new\.yaml:8:\d+: breaking request-parameter-max-decreased: ", done.stdout, re.MULTILINE
    )
    assert "old accepts, new rejects: GET /pets?limit=51" in done.stdout
    assert done.stdout.endswith(
        "4 breaking, 2 safe. Safe changes are counted only; `--changelog` lists them.\n"
    )


@pytest.mark.parametrize(
    ("format_name", "ending"),
    [
        ("text", "txt"),
        ("json", "json"),
        ("markdown", "md"),
        ("github", "github.txt"),
        ("sarif", "sarif"),
        ("junit", "xml"),
        ("html", "html"),
    ],
)
def test_every_format_of_a_fixed_pair(
    here: Path, golden: Golden, capsys: pytest.CaptureFixture[str], format_name: str, ending: str
) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    assert exit_code_of(["diff", "old.yaml", "new.yaml", "--changelog", "-f", format_name]) == 0
    out = capsys.readouterr().out.replace(f'"{__version__}"', '"VERSION"')
    golden(f"diff/pair.{ending}", out)


@pytest.mark.parametrize("name", ["x.sarif", "x.xml", "x.html", "x.md", "x.json", "x.txt"])
def test_the_ending_of_the_output_says_the_format(
    here: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    assert exit_code_of(["diff", "old.yaml", "new.yaml", "-o", name]) == 0
    begins = {"sarif": "{\n", "xml": "<?xml", "html": "<!doctype", "md": "###", "json": "{\n"}
    assert (here / name).read_text().startswith(begins.get(name.rpartition(".")[2], "GET /pets\n"))
    assert capsys.readouterr().out == ""


def test_json_fits_its_schema(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    report, _ = diff(capsys, "old.yaml", "new.yaml", "--changelog")
    jsonschema.Draft202012Validator(schema_of("diff-output")).validate(report)
    assert report["counts"] == {"breaking": 4, "risky": 0, "safe": 2, "accepted": 0}
    assert len(findings(report)) == 6


def test_both_places_are_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a/old.yaml": OLD, "new.yaml": NEW})
    report, _ = diff(capsys, "a/old.yaml", "new.yaml", "--only", "response-*")
    (finding,) = findings(report)
    assert finding["old"]["file"] == "a/old.yaml"
    assert finding["new"]["file"] == "new.yaml"
    for side, text in (("old", OLD), ("new", NEW)):
        line = text.splitlines()[finding[side]["line"] - 1]
        assert line[finding[side]["column"] - 1 :].startswith(("status:", "enum:", "{type"))


def test_of_blocks_that_begin_alike_the_differing_lines_are_shown(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = (
        "status:\n          type: string\n          enum:\n            - free\n            - sold"
    )
    old = changed(("status: {type: string, enum: [free, sold]}", block + "\n        tag: {}"))
    write(here, {"old.yaml": old, "new.yaml": old.replace("- free", "- lost\n            - free")})
    assert exit_code_of(["diff", "old.yaml", "new.yaml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if " | " in line] == [
        "    - 43 |           enum:",
        "    + 43 |           enum:",
        "    + 44 |             - lost",
    ]


def test_the_same_contract_is_silent(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"old.yaml": OLD, **SPLIT})
    for old, new in [("old.yaml", "old.yaml"), ("old.yaml", "openapi.yaml")]:
        assert diff(capsys, old, new, "--fail-on", "any", "--changelog")[0]["worst"] is None
    assert exit_code_of(["diff", "old.yaml", "old.yaml"]) == 0
    assert capsys.readouterr().out == "No change that consumers can see.\n"


def test_only_files_that_are_referred_to_are_read(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = {"schemas/status.json": '{"type": "string", "enum": ["free"]}'}
    write(here, {f"old/{path}": text for path, text in SPLIT.items()})
    write(here, {f"new/{path}": text for path, text in {**SPLIT, **status}.items()})
    report, _ = diff(capsys, "old/openapi.yaml", "new/openapi.yaml")
    assert rules(report) == ["request-property-enum-value-removed"]
    assert findings(report)[0]["new"]["file"] == "new/schemas/status.json"


# ---------------------------------------------------------------- gate and filters


@pytest.mark.parametrize(
    ("new", "codes"),
    [
        (OLD, {"breaking": 0, "risky": 0, "any": 0, "never": 0}),
        (SAFE, {"breaking": 0, "risky": 0, "any": 1, "never": 0}),
        (RISKY, {"breaking": 0, "risky": 1, "any": 1, "never": 0}),
        (NEW, {"breaking": 1, "risky": 1, "any": 1, "never": 0}),
    ],
)
def test_fail_on(
    here: Path, new: str, codes: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": new})
    for limit, code in codes.items():
        diff(capsys, "old.yaml", "new.yaml", "--fail-on", limit, code=code)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], BREAKS),
        (["--only", "operation-removed"], BREAKS[:1]),
        (["--only", "request-*", "--only", "operation-*"], BREAKS[:3]),
        (["--skip", "request-*"], [BREAKS[0], BREAKS[3]]),
        (["--only", "request-*", "--skip", "*-max-*"], [BREAKS[2]]),
        (["--direction", "request"], BREAKS[:3]),
        (["--direction", "response"], [BREAKS[3]]),
        (["--direction", "both"], BREAKS),
    ],
)
def test_filters(
    here: Path, options: list[str], expected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    report, _ = diff(capsys, "old.yaml", "new.yaml", *options)
    assert rules(report) == expected


def test_what_is_filtered_out_does_not_close_the_gate(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    diff(capsys, "old.yaml", "new.yaml", "--only", "*-pattern-*", "--fail-on", "any")


@pytest.mark.parametrize("option", ["--only", "--skip"])
def test_an_unknown_rule_gets_near_misses(
    here: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"old.yaml": OLD})
    said = errors(capsys, "old.yaml", "old.yaml", option, "operation-remved", option, "nothing-*")
    assert "there is no rule `operation-remved`" in said
    assert "`operation-removed`" in said
    assert "no rule fits `nothing-*`" in said


# ---------------------------------------------------------------- policy


def a_policy(here: Path, text: str) -> list[str]:
    write(here, {"old.yaml": OLD, "new.yaml": NEW, "rules/policy.yaml": text})
    return ["old.yaml", "new.yaml", "--policy", "rules/policy.yaml", "--today", "2026-06-01"]


def test_the_policy_changes_severities(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "severities:\n  '*': safe\n  operation-removed: risky\n"
    report, _ = diff(capsys, *a_policy(here, text), "--fail-on", "breaking")
    assert report["counts"] == {"breaking": 0, "risky": 1, "safe": 5, "accepted": 0}
    assert "policy" in findings(report)[0]["reason"]


def test_the_policy_accepts_for_a_while(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """\
accept:
  - {rule: operation-removed, operation: "DELETE /pets/*", reason: unused, expires: 2026-06-01}
  - {rule: "re*", operation: "*", reason: agreed, expires: 2026-07-01}
"""
    report, err = diff(capsys, *a_policy(here, text), "--fail-on", "breaking")
    assert report["counts"] == {"breaking": 0, "risky": 0, "safe": 0, "accepted": 6}
    assert err == ""
    assert {item["reason"] for item in report["contracts"][0]["accepted"]} == {"unused", "agreed"}


def test_an_acceptance_by_fingerprint(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"old.yaml": OLD, "new.yaml": NEW})
    report, _ = diff(capsys, "old.yaml", "new.yaml")
    prints = [finding["fingerprint"] for finding in findings(report)]
    assert len({text[:8] for text in prints}) == 4
    entry = f"{{fingerprint: '{prints[0][:12]}', reason: known, expires: 2026-12-31}}"
    after, _ = diff(capsys, *a_policy(here, f"accept: [{entry}]"))
    assert [f["fingerprint"] for f in findings(after)] == prints[1:]


def test_an_expired_acceptance_is_told_and_does_not_count(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """\
accept:
  - {rule: operation-removed, operation: "*", reason: unused, expires: 2026-05-31}
  - {rule: operation-added, operation: "*", reason: new, expires: 2026-12-31}
"""
    report, err = diff(capsys, *a_policy(here, text), "--fail-on", "breaking", code=1)
    assert report["counts"]["breaking"] == 4
    assert "rules/policy.yaml:2:5: warning: the acceptance of `operation-removed` ended" in err
    assert "rules/policy.yaml:3:5: warning: `operation-added` accepts nothing" in err
    diff(capsys, *a_policy(here, text)[:4], "--today", "2026-05-31")


def test_a_wrong_policy_is_refused_with_its_line(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = errors(capsys, *a_policy(here, "severities:\n  operation-remved: safe\n"))
    assert "rules/policy.yaml:2:3: error: there is no rule `operation-remved`" in said
    assert "    2 |   operation-remved: safe\n" in said
    assert "missing.yaml" in errors(capsys, "old.yaml", "new.yaml", "--policy", "missing.yaml")


def test_strict_open_content(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = changed(("name: {type: string}", "name: {type: string}\n        tag: {type: integer}"))
    write(here, {"old.yaml": OLD, "new.yaml": new, "policy.yaml": "strict_open_content: true\n"})
    assert diff(capsys, "old.yaml", "new.yaml")[0]["worst"] == "safe"
    strict = diff(capsys, "old.yaml", "new.yaml", "--policy", "policy.yaml")[0]
    assert strict["worst"] == "risky"


# ---------------------------------------------------------------- folders


def test_folders_are_compared_contract_by_contract(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = {"same.yaml": OLD, "deep/notes.yaml": "a: 1\n", "README.md": "x"}
    write(here / "old", {**same, "deep/a.yaml": OLD, "gone.yaml": OLD, "events.yaml": EVENTS})
    events = EVENTS.replace("1.0.0", "2.0.0")
    write(here / "new", {**same, "deep/a.yaml": NEW, "new.yaml": OLD, "events.yaml": events})
    report, err = diff(capsys, "old", "new")
    assert [(c["name"], c["old"], c["new"]) for c in report["contracts"]] == [
        ("deep/a.yaml", "old/deep/a.yaml", "new/deep/a.yaml"),
        ("events.yaml", "old/events.yaml", "new/events.yaml"),
        ("gone.yaml", "old/gone.yaml", ""),
        ("new.yaml", "", "new/new.yaml"),
    ]
    assert report["unchanged"] == 1
    assert (report["not_compared"], err) == ([], "")
    assert report["contracts"][1]["findings"] == []
    gone = [finding["rule"] for finding in report["contracts"][2]["findings"]]
    assert gone == ["operation-removed"] * 3
    assert report["contracts"][3]["counts"] == {"breaking": 0, "risky": 0, "safe": 3, "accepted": 0}


def test_many_contracts_are_compared_side_by_side(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(here / "old", {f"{number}.yaml": OLD for number in range(6)})
    write(here / "new", {f"{number}.yaml": NEW if number % 2 else SAFE for number in range(6)})
    alone, _ = diff(capsys, "old", "new")
    monkeypatch.setattr("planner.app.diff_run._ENOUGH_TEXT", 0)
    together, _ = diff(capsys, "old", "new")
    assert together == alone
    assert alone["counts"]["breaking"] == 12


def test_problems_of_all_contracts_are_told_at_once(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = changed(('"#/components/schemas/Pet"', '"#/components/schemas/Pat"'))
    write(here / "old", {"a.yaml": OLD, "b.yaml": broken})
    write(here / "new", {"a.yaml": broken, "b.yaml": OLD})
    for enough in (2_000_000, 0):
        monkeypatch.setattr("planner.app.diff_run._ENOUGH_TEXT", enough)
        said = errors(capsys, "old", "new")
        assert "new/a.yaml:16:31: error: `$ref` leads nowhere" in said
        assert "old/b.yaml:16:31: error: `$ref` leads nowhere" in said
        assert "old/a.yaml" not in said


# ---------------------------------------------------------------- git


@pytest.fixture
def repository(here: Path) -> Path:
    a_repository(here, {"api/openapi.yaml": OLD, "api/other.yaml": OLD})
    commit(here, {"api/openapi.yaml": SAFE}, "v2")
    write(here, {"api/openapi.yaml": NEW})
    return here


@pytest.mark.parametrize(
    ("old", "new", "worst"),
    [
        ("v1:api/openapi.yaml", "api/openapi.yaml", "breaking"),
        ("main:api/openapi.yaml", "api/openapi.yaml", "breaking"),
        ("v1:api/openapi.yaml", "v2:api/openapi.yaml", "safe"),
        ("v1:api", "v2:api", "safe"),
        ("v1:", "v2:", "safe"),
        ("v2:api/openapi.yaml", "HEAD:./api/openapi.yaml", None),
        ("HEAD~1:api", "api", "breaking"),
    ],
)
def test_git_refs(
    repository: Path, old: str, new: str, worst: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    del repository
    report, _ = diff(capsys, old, new)
    assert (report["worst"], report["old"], report["new"]) == (worst, old, new)


def test_places_at_a_ref_name_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del repository
    report, _ = diff(capsys, "v1:api/openapi.yaml", "api/openapi.yaml", "--only", "request-pa*")
    (finding,) = findings(report)
    assert finding["old"]["file"] == "v1:api/openapi.yaml"
    assert finding["old"]["path"] == "api/openapi.yaml"
    assert finding["old"]["line"] == 8


def test_from_a_folder_below_the_top(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository / "api")
    report, _ = diff(capsys, "v1:./openapi.yaml", "openapi.yaml", "--only", "request-pa*")
    assert findings(report)[0]["new"]["file"] == "openapi.yaml"
    assert findings(report)[0]["new"]["path"] == "api/openapi.yaml"
    said = errors(capsys, "v1:openapi.yaml", "openapi.yaml")
    assert "hint: paths begin at the repository's top: write `v1:api/openapi.yaml`" in said


def test_several_files_at_a_ref(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_repository(here, {f"api/{path}": text for path, text in SPLIT.items()})
    write(here, {"api/schemas/status.json": '{"type": "string", "enum": ["free"]}'})
    report, _ = diff(capsys, "v1:api/openapi.yaml", "api/openapi.yaml")
    assert rules(report) == ["request-property-enum-value-removed"]
    assert findings(report)[0]["old"]["file"] == "v1:api/schemas/status.json"


def test_a_file_on_disk_goes_before_a_ref(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository, {"v1:x.yaml": OLD})
    assert diff(capsys, "v1:x.yaml", "v1:api/openapi.yaml")[0]["worst"] is None


# ---------------------------------------------------------------- workspace


@pytest.fixture
def shop(here: Path) -> Path:
    """The storefront with a second version of the catalogue's contract."""
    shutil.copytree(STOREFRONT, here / "shop")
    versions = here / "shop/contracts/catalog/catalog-api"
    shutil.copytree(versions / "1.0.0", versions / "2.0.0")
    main = versions / "2.0.0/openapi.yaml"
    text = main.read_text(encoding="utf-8")
    start = text.index("  /products/{productId}:")
    later = re.compile(r"^  /", re.MULTILINE).search(text, start + 5)
    assert later
    main.write_text(text[:start] + text[later.start() :], encoding="utf-8")
    return here / "shop"


def test_versions_of_a_contract(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    by_option, _ = diff(capsys, "catalog-api@1.0.0", "catalog-api@2.0.0", "-w", str(shop))
    monkeypatch.chdir(shop / "services")
    report, _ = diff(capsys, "catalog-api@1.0.0", "catalog-api@2.0.0")
    assert report["worst"] == "breaking"
    assert rules(report) == rules(by_option)
    assert findings(report)[0]["old"]["file"].startswith("../contracts/catalog/catalog-api/1.0.0/")


def test_consumers_who_are_hurt(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    old, new = (f"contracts/catalog/catalog-api/{v}.0.0/openapi.yaml" for v in (1, 2))
    for sides in (("catalog-api@1.0.0", "catalog-api@2.0.0"), (old, new)):
        report, err = diff(capsys, *sides, "--consumers")
        assert (report["workspace"], report["consumers_known"]) == ("storefront", True)
        assert "not known" not in err
        hurt = {
            occurrence["operation"]: finding["hurt"]
            for finding in findings(report)
            for occurrence in finding["occurrences"]
        }
        assert "order" in hurt["GET /products/{productId}"]
        assert all(
            not finding["hurt"] or finding["severity"] != "safe" for finding in findings(report)
        )


def test_consumers_of_what_is_no_contract_of_the_workspace(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    write(shop, {"a.yaml": OLD, "b.yaml": NEW})
    report, err = diff(capsys, "a.yaml", "b.yaml", "--consumers")
    assert "`a.yaml` is not a contract of the workspace" in err
    assert {tuple(finding["hurt"]) for finding in findings(report)} == {()}


def test_consumers_need_a_workspace(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.yaml": OLD})
    assert "plan.yaml" in errors(capsys, "a.yaml", "a.yaml", "--consumers")
    assert "plan.yaml" in errors(capsys, "pets@1.0.0", "pets@2.0.0")


def test_unknown_contracts_get_near_misses(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ("-w", str(shop))
    assert "`catalog-api`" in errors(capsys, "katalog-api@1.0.0", "catalog-api@2.0.0", *at)
    said = errors(capsys, "catalog-api@1.0.0", "catalog-api@3.0.0", *at)
    assert "hint: it has `catalog-api@1.0.0`, `catalog-api@2.0.0`" in said


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bad.yaml", OLD + "  x: [\n", "bad.yaml:4"),
        ("bad.yaml", "a: 1\na: 2\n", "bad.yaml:2:1: error: key `a` stands twice"),
        ("bad.yaml", "", "bad.yaml:1:1: error: the file is empty"),
        ("bad.yaml", "title: x\n", "says that it is a contract"),
        ("bad.yaml", "openapi: 9.0.0\npaths: {}\n", "bad.yaml:1:10: error: "),
        ("bad.yaml", "openapi: 3.1.0\npaths: []\n", "bad.yaml:2:8: error: "),
        ("bad.json", '{"openapi": "3.1.0", "x": NaN}', "bad.json:1:27: error: `NaN` is not JSON"),
        (
            "bad.yaml",
            changed(('"#/components/schemas/Pet"', '"../../outside.yaml"')),
            "bad.yaml:16:31: error: `$ref` leads out",
        ),
        (
            "bad.yaml",
            changed(('"#/components/schemas/Pet"', '"https://example.com/pet.yaml"')),
            "bad.yaml:16:31: error: `$ref` leads out",
        ),
        (
            "bad.yaml",
            changed(('"#/components/schemas/Pet"', "missing.yaml")),
            "bad.yaml:16:31: error: `$ref` names a file that is not there",
        ),
    ],
)
def test_bad_input_is_told_with_its_place(
    here: Path, name: str, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"api/good.yaml": OLD, f"api/{name}": text})
    for sides in ((f"api/{name}", "api/good.yaml"), ("api/good.yaml", f"api/{name}")):
        assert said in errors(capsys, *sides).replace("api/", "")


def test_bytes_that_are_no_text(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"good.yaml": OLD})
    (here / "bad.yaml").write_bytes(b"openapi: \xff\n")
    assert "bad.yaml:1:10: error: byte 0xff is not UTF-8" in errors(capsys, "good.yaml", "bad.yaml")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing.yaml", "there is no file or folder `nothing.yaml`"),
        ("https://example.com/a.yaml", "`https://example.com/a.yaml` is an address of the network"),
        ("main:a.yaml", "not in a git repository"),
        ("empty", "there is no contract in `empty`"),
        ("two", "`two` holds 2 contracts"),
    ],
)
def test_sides_that_mean_nothing(
    here: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"good.yaml": OLD, "two/a.yaml": OLD, "two/b.yaml": OLD, "empty/x.txt": ""})
    assert said in errors(capsys, name, "good.yaml")


def test_a_link_out_of_the_repository_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"outside.yaml": "Pet: {type: string}\n"})
    a_repository(
        here / "shop", {"a.yaml": changed(('"#/components/schemas/Pet"', "pet.yaml#/Pet"))}
    )
    (here / "shop/pet.yaml").symlink_to(here / "outside.yaml")
    said = errors(capsys, "shop/a.yaml", "shop/a.yaml")
    assert "shop/a.yaml:16:31: error: " in said


# ---------------------------------------------------------------- explain


def test_explain_a_rule(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    for ending, format_name in (("txt", "text"), ("md", "markdown"), ("json", "json")):
        assert exit_code_of(["explain", "request-property-max-decreased", "-f", format_name]) == 0
        golden(f"explain/rule.{ending}", capsys.readouterr().out)


def test_explain_lists(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["explain"]) == 0
    families = capsys.readouterr().out
    assert "\nmax-length " in families
    assert exit_code_of(["explain", "max-length"]) == 0
    assert "response-property-max-length-increased " in capsys.readouterr().out
    assert exit_code_of(["explain", "response-*-max-length-added"]) == 0
    listed = re.findall(r"^\S+-max-length-\S+", capsys.readouterr().out, re.MULTILINE)
    assert listed
    assert all(re.fullmatch(r"response-.*-max-length-added", rule) for rule in listed)


def test_explain_json_fits_its_schema(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ([], ["operation-removed"], ["enum"]):
        assert exit_code_of(["explain", *name, "-f", "json"]) == 0
        payload = json.loads(capsys.readouterr().out)
        jsonschema.Draft202012Validator(schema_of("explain-output")).validate(payload)
        assert payload["families"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("operation-remved", "`operation-removed`"), ("enm", "`enum`"), ("zzz-*", "plan explain")],
)
def test_explain_what_is_unknown(name: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(["explain", name]) == 2
    assert hint in capsys.readouterr().err
