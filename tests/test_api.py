"""Comparing contracts from Python: the same power as the command."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner import api
from planner.api import InputError, Severity, compare, diff, render
from planner.formats.document import parse_single
from planner.model.diff_policy import DiffPolicy
from planner.model.problem import Problem
from planner.render.registry import formats_of
from tests.adapters.repositories import a_repository
from tests.cli.diff_contracts import NEW, OLD, SPLIT

REPOSITORY = Path(__file__).parents[1]
STOREFRONT = REPOSITORY / "examples/storefront"
COUNTS = {"breaking": 4, "risky": 0, "safe": 2}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    return tmp_path


def test_the_example_of_the_documentation_says_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = (REPOSITORY / "docs/diff.md").read_text(encoding="utf-8")
    example = re.search(r"(?s)```python\n(from planner.api import compare\n.*?)```", text)
    assert example
    exec(compile(example[1], "docs/diff.md", "exec"), {})  # noqa: S102  our own example
    expected = re.findall(r"^print\(.*\) +# (.*)$", example[1], re.MULTILINE)
    assert len(expected) == 3
    assert capsys.readouterr().out.splitlines() == expected


def test_the_output_in_the_documentation_is_what_the_command_prints(here: Path) -> None:
    del here
    text = (REPOSITORY / "docs/diff.md").read_text(encoding="utf-8")
    shown = re.search(r"(?s)plan diff old.yaml new.yaml -->\n```\n(.*?)```", text)
    assert shown
    printed = render(diff("old.yaml", "new.yaml"), "text")
    fingerprint = re.compile(r"\[[0-9a-f]{12}\]")
    assert fingerprint.sub("", shown[1]) in fingerprint.sub("", printed)


def test_the_policy_of_the_documentation_is_right() -> None:
    text = (REPOSITORY / "docs/diff.md").read_text(encoding="utf-8")
    policy = re.search(r"(?s)## Policy\n\n```yaml\n(.*?)```", text)
    assert policy
    raw: dict[str, Any] = parse_single(policy[1], "policy.yaml")
    assert set(raw) == set(DiffPolicy.model_fields)
    compare(OLD, OLD, policy=raw)


def test_every_name_that_is_offered_is_there() -> None:
    assert all(hasattr(api, name) for name in api.__all__)


def test_paths_texts_and_parsed_contracts_mean_the_same(here: Path) -> None:
    pairs: list[tuple[Any, Any]] = [
        ("old.yaml", "new.yaml"),
        (Path("old.yaml"), here / "new.yaml"),
        (OLD, NEW),
        (parse_single(OLD, "a.yaml"), parse_single(NEW, "a.yaml")),
        ("old.yaml", NEW),
    ]
    reports = [compare(old, new) for old, new in pairs]
    assert [report.counts for report in reports] == [COUNTS] * len(pairs)
    prints = [[finding.fingerprint for finding in report.findings] for report in reports]
    assert prints == [prints[0]] * len(pairs)
    assert (reports[0].old_name, reports[0].new_name) == ("old.yaml", "new.yaml")
    assert reports[0].worst is Severity.BREAKING


def test_folders_and_git_refs(here: Path) -> None:
    for name, text in SPLIT.items():
        (here / "api" / name).parent.mkdir(parents=True, exist_ok=True)
        (here / "api" / name).write_text(text)
    (here / "api/schemas/unused.yaml").unlink()
    a_repository(here, {})
    assert compare("v1:api", "api").findings == ()
    (here / "api/openapi.yaml").write_text(NEW)
    assert compare("v1:api", "api").counts == COUNTS


def test_findings_are_worst_first_and_name_their_places_structurally() -> None:
    findings = compare(OLD, NEW).findings
    ranks = [finding.severity.rank for finding in findings]
    assert ranks == sorted(ranks)
    removed = next(finding for finding in findings if finding.rule == "operation-removed")
    assert removed.old
    assert removed.old.path == ("paths", "/pets/{id}", "delete")


def test_options_are_those_of_the_command() -> None:
    assert compare(OLD, NEW, only=["operation-*"]).counts["breaking"] == 1
    assert compare(OLD, NEW, skip=["operation-*"]).counts["breaking"] == 3
    assert compare(OLD, NEW, direction="response").counts["breaking"] == 1
    with pytest.raises(InputError, match="operation-remved"):
        compare(OLD, NEW, only=["operation-remved"])


def test_a_policy_may_come_from_anywhere(here: Path) -> None:
    raw = {
        "severities": {"operation-removed": "risky"},
        "accept": [{"rule": "re*", "operation": "*", "reason": "agreed", "expires": "2026-06-01"}],
    }
    (here / "policy.yaml").write_text(
        "severities: {operation-removed: risky}\n"
        'accept: [{rule: "re*", operation: "*", reason: agreed, expires: 2026-06-01}]\n'
    )
    for policy in (raw, DiffPolicy.model_validate(raw), "policy.yaml", here / "policy.yaml"):
        warnings: list[Problem] = []
        report = compare(
            OLD, NEW, policy=policy, today=date(2026, 6, 1), on_warning=warnings.append
        )
        assert report.counts == {"breaking": 0, "risky": 1, "safe": 0}
        assert {reason for _, reason in report.accepted} == {"agreed"}
        assert warnings == []
        report = compare(
            OLD, NEW, policy=policy, today=date(2026, 6, 2), on_warning=warnings.append
        )
        assert report.counts == {"breaking": 3, "risky": 1, "safe": 2}
        assert [warning.code for warning in warnings] == ["expired-acceptance"]


def test_consumers_of_a_workspace(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(STOREFRONT, shop)
    contract = shop / "contracts/catalog/catalog-api"
    shutil.copytree(contract / "1.0.0", contract / "2.0.0")
    main = contract / "2.0.0/openapi.yaml"
    main.write_text(
        main.read_text(encoding="utf-8").replace("/products/{productId}", "/p/{productId}")
    )
    report = compare("catalog-api@1.0.0", "catalog-api@2.0.0", workspace=shop, consumers=True)
    hurt = {consumer for finding in report.findings for consumer in finding.hurt}
    assert "order" in hurt


@pytest.mark.parametrize("format_name", formats_of("diff"))
def test_a_view_is_rendered_in_every_format(format_name: str) -> None:
    assert "request-parameter-max-decreased" in render(diff(OLD, NEW), format_name)


def test_a_view_has_lines_of_both_sides() -> None:
    items = diff(OLD, NEW, changelog=False).contracts[0].items
    item = next(i for i in items if i.finding.rule == "request-parameter-max-decreased")
    assert item.old
    assert item.new
    assert item.old.source
    assert item.new.source
    assert ("maximum: 100" in item.old.source.text, "maximum: 50" in item.new.source.text) == (
        True,
        True,
    )


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format `pdf`; known: text,"):
        render(diff(OLD, OLD), "pdf")


def test_what_can_not_be_read_is_told() -> None:
    with pytest.raises(InputError) as error:
        compare(OLD, OLD.replace("#/components/schemas/Pet", "#/components/schemas/Pat"))
    assert {problem.code for problem in error.value.problems} == {"reference-target-missing"}
    with pytest.raises(InputError, match=r"nothing\.yaml"):
        compare("nothing.yaml", OLD)
