"""`plan diff` in every format."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from pydantic import TypeAdapter

from planner import __version__
from planner.model.diff_view import DiffView
from planner.model.views import Style
from planner.render.diff.json import PAYLOAD
from planner.render.diff.markdown import MOST_CHARACTERS
from planner.render.registry import formats_of, renderer
from tests.render.diff_views import (
    HOSTILE,
    a_contract,
    a_view,
    an_item,
    folders,
    hostile,
    many,
    sample,
)

Golden = Callable[[str, str], None]
SARIF_SCHEMA = Path(__file__).parents[1] / "data/sarif/sarif-2.1.0.json"
ENDINGS = {
    "github": "github.txt",
    "html": "html",
    "json": "json",
    "junit": "xml",
    "markdown": "md",
    "sarif": "sarif",
    "text": "txt",
}
VIEWS = {"sample": sample(), "folders": folders(), "empty": a_view()}


def text_of(view: DiffView, format_name: str, style: Style | None = None) -> str:
    output = renderer("diff", format_name)(view, style or Style())
    assert isinstance(output, str)
    return output.replace(f'"{__version__}"', '"VERSION"')


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 contract differs;"), (2, "2 contracts differ;")]
)
def test_one_contract_differs_and_two_differ(count: int, said: str) -> None:
    contracts = tuple(a_contract([an_item()], f"{number}/api.yaml") for number in range(count))
    assert said in text_of(a_view(contracts=contracts), "text")


def test_there_is_a_renderer_for_each_format() -> None:
    assert formats_of("diff") == ("text", *sorted(set(ENDINGS) - {"text"}))


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("format_name", ENDINGS)
def test_what_is_written(golden: Golden, name: str, format_name: str) -> None:
    golden(f"diff/{name}.{ENDINGS[format_name]}", text_of(VIEWS[name], format_name))


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("terminal", Style(width=72, color=True)),
        ("narrow", Style(width=40)),
        ("ascii", Style(unicode=False)),
        ("verbose", Style(verbose=True)),
    ],
)
def test_text_follows_its_style(golden: Golden, name: str, style: Style) -> None:
    text = text_of(sample(), "text", style)
    golden(f"diff/{name}.txt", text)
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert style.width is None or max(map(len, plain.splitlines())) <= style.width
    assert style.unicode or text.isascii()


@pytest.mark.parametrize("view", [*VIEWS.values(), hostile(), many(40)])
def test_json_has_the_published_shape(view: DiffView) -> None:
    TypeAdapter(PAYLOAD).validate_python(json.loads(text_of(view, "json")))


@pytest.mark.parametrize("view", [*VIEWS.values(), hostile(), many(40)])
def test_sarif_fits_its_schema(view: DiffView) -> None:
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    log = json.loads(text_of(view, "sarif"))
    jsonschema.Draft4Validator(schema).validate(log)
    for result in log["runs"][0]["results"]:
        rule = log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert location["uri"]
        assert not location["uri"].startswith("/")


def test_sarif_keeps_what_is_accepted_as_suppressed() -> None:
    results = json.loads(text_of(sample(), "sarif"))["runs"][0]["results"]
    assert [len(result.get("suppressions", [])) for result in results] == [0, 0, 0, 1]
    assert results[3]["suppressions"][0]["justification"] == "agreed with order (until 2026-12-31)"
    assert results[0]["partialFingerprints"] == {"planFinding/v1": "0123456789abcdef"}


def test_junit_counts_breaking_changes_as_failures() -> None:
    suite = ET.fromstring(text_of(sample(), "junit")).find("testsuite")  # noqa: S314  our own text
    assert suite is not None
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "2",
        "errors": "0",
        "skipped": "1",
    }
    assert len(suite.findall("testcase/failure")) == 2
    assert len(suite.findall("testcase/skipped")) == 1


def test_junit_without_findings_has_a_test_that_passed() -> None:
    suite = ET.fromstring(text_of(a_view(), "junit")).find("testsuite")  # noqa: S314  our own text
    assert suite is not None
    assert [case.get("name") for case in suite] == ["nothing breaks"]


def test_markdown_of_many_findings_fits_a_comment_and_says_so() -> None:
    text = text_of(many(400), "markdown")
    assert len(text) <= MOST_CHARACTERS
    rows, details = (
        text.count("\n| **breaking**") + text.count("\n| risky"),
        text.count("<details>"),
    )
    cut = [int(count) for count in re.findall(r"_(\d+) more left out", text)]
    assert cut == [400 - rows, 400 - details]
    assert rows > 50
    assert details > 10


def test_github_annotates_ten_of_a_kind_and_sums_up() -> None:
    lines = text_of(many(400), "github").splitlines()
    kinds = [line.split(" ")[0] for line in lines]
    assert kinds == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"]
    assert lines[-1].endswith("::266 breaking, 134 risky; 380 not annotated")


def test_github_puts_what_is_gone_on_the_new_file() -> None:
    line = next(x for x in text_of(sample(), "github").splitlines() if "operation-removed" in x)
    assert line.startswith("::error file=api/new.yaml,title=breaking%3A operation-removed::")


# ---------------------------------------------------------------- what hostile text can't do


@pytest.mark.parametrize("format_name", ENDINGS)
def test_control_characters_never_get_through(format_name: str) -> None:
    text = text_of(hostile(), format_name)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_a_workflow_command_can_not_be_smuggled_in() -> None:
    lines = text_of(hostile(), "github").splitlines()
    assert len(lines) == 2
    for line in lines:
        found = re.fullmatch(r"::(\w+) ((?:[a-z]+=[^:,]*,?)+)::(.*)", line)
        assert found
        assert found[1] in {"error", "notice"}
        assert len(found[2].split(",")) == (4 if found[1] == "error" else 1)


def test_markup_stays_text_in_markdown() -> None:
    text = text_of(hostile(), "markdown")
    outside_code = re.sub(r"(?s)(`{3,})[^\n]*\n.*?\n\1", "", text)
    outside_code = re.sub(r"(`+).*?(?<!`)\1(?!`)", "", outside_code)
    assert "<script" not in outside_code
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table[:3]} == {6}


def test_markup_stays_text_in_xml() -> None:
    root = ET.fromstring(text_of(hostile(), "junit"))  # noqa: S314  our own text
    assert not list(root.iter("script"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


@pytest.mark.parametrize("view", [*VIEWS.values(), hostile()])
def test_the_page_loads_nothing_and_runs_nothing(view: DiffView) -> None:
    html = text_of(view, "html")
    page = _Page()
    page.feed(html)
    page.close()
    loading = {"script", "link", "img", "iframe", "object", "embed", "base", "form", "video"}
    assert not loading & set(page.tags)
    assert "url(" not in html
    assert "@import" not in html
    assert not [
        (tag, name)
        for tag, name, _ in page.attributes
        if name in {"src", "style"} or name[:2] == "on"
    ]
    links = [value for _, name, value in page.attributes if name == "href"]
    assert links == ["#findings"]
    policy = next(value for _, name, value in page.attributes if value.startswith("default-src"))
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_policy_of_the_page_allows_its_own_style() -> None:
    import base64  # noqa: PLC0415
    import hashlib  # noqa: PLC0415

    html = text_of(sample(), "html")
    style = re.search(r"(?s)<style>(.*)</style>", html)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in html


def test_the_page_can_hide_each_severity_that_it_shows() -> None:
    html = text_of(sample(), "html")
    boxes = re.findall(r'<input type="checkbox" id="show-(\w+)" checked>', html)
    assert boxes == ["breaking", "risky"]
    for severity in boxes:
        assert f"#show-{severity}:not(:checked) ~ main .finding.{severity}" in html
        assert f'<label class="filter" for="show-{severity}">' in html


@pytest.mark.parametrize("format_name", ["json", "sarif"])
def test_machines_get_the_exact_text(format_name: str) -> None:
    def texts(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [t for key, value in node.items() for t in [key, *texts(value)]]
        return [t for item in node for t in texts(item)] if isinstance(node, list) else [str(node)]

    assert HOSTILE in texts(json.loads(text_of(hostile(), format_name)))


def test_a_long_payload_is_cut_for_people_only() -> None:
    from planner.model.finding import Witness  # noqa: PLC0415

    view = a_view(an_item(witness=Witness("old", "y" * 5000)))
    assert "(5002 characters; `--format json` has all)" in text_of(view, "text")
    assert "y" * 5000 in text_of(view, "json")
