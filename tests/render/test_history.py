"""Histories, broken promises and bytes on the wire, in every format."""

import pytest

from planner.model.diff_view import ContractDiff, DiffView, Item
from planner.model.finding import Effect, Finding, Occurrence, Proof, Severity, Witness
from planner.model.history_view import Broken, HistoryView, VersionLine
from planner.model.views import Style
from planner.render.history._words import breaks_with_text, ranges_text, summary_text
from planner.render.registry import formats_of, renderer

FINDING = Finding(
    "protobuf-field-type-changed",
    Severity.BREAKING,
    Effect.CROSSED,
    Proof.WITNESS,
    "field `total` is <now> `string`",
    (Occurrence("", "message Order"),),
    witness=Witness("old", {"total": 3}, wire="0803"),
    breaks=("WIRE", "WIRE_JSON"),
    fingerprint="0123456789abcdef",
)
STEP = ContractDiff(
    "1.0.0 → 1.1.0",
    "h/1.0.0",
    "h/1.1.0",
    (Item(FINDING),),
    counts={Severity.BREAKING: 1, Severity.RISKY: 0, Severity.SAFE: 2},
)
LINES = (
    VersionLine("1.0.0", "h/1.0.0", broken_by="1.1.0"),
    VersionLine("1.1.0", "h/1.1.0", counts=STEP.counts, breaks=(Broken("1.0.0", ("WIRE",)),)),
    VersionLine("1.2.0 <b>", "h/1.2.0", same_as="1.1.0", breaks=(Broken("1.0.0", ("WIRE",)),)),
)
VIEW = HistoryView(
    "h", "protobuf", "full-transitive", is_transitive=True, versions=LINES, steps=(STEP,)
)


def written(view: object, subject: str, format_name: str) -> str:
    output = renderer(subject, format_name)(view, Style())
    assert isinstance(output, str)
    return output


def test_a_history_has_the_formats_of_a_comparison() -> None:
    assert formats_of("history") == formats_of("diff")


@pytest.mark.parametrize("format_name", formats_of("diff"))
@pytest.mark.parametrize("subject", ["diff", "history"])
def test_broken_promises_and_bytes_are_shown(subject: str, format_name: str) -> None:
    view = DiffView("a", "b", (STEP,)) if subject == "diff" else VIEW
    output = written(view, subject, format_name)
    assert "WIRE_JSON" in output
    assert "0803" in output or "08 03" in output
    assert "<now>" not in output.replace("\\u003c", "<") or format_name in {
        "text",
        "json",
        "sarif",
        "github",
    }


@pytest.mark.parametrize("format_name", ["text", "markdown", "html", "junit", "json"])
def test_the_versions_are_listed(format_name: str) -> None:
    output = written(VIEW, "history", format_name)
    assert all(f"1.{number}.0" in output for number in range(3))
    assert "1.0.0 (WIRE)" in output or format_name == "json"
    assert "<b>" not in output or format_name in {"text", "json", "markdown"}


def test_many_versions_are_a_range() -> None:
    names = [f"1.{number}" for number in range(9)]
    assert ranges_text(["1.0", "1.1", "1.2", "1.4", "1.7", "1.8"], names) == (
        "1.0 to 1.2, 1.4, 1.7, 1.8"
    )


def test_words_of_a_history() -> None:
    assert summary_text(VIEW) == (
        "3 versions against every earlier version, mode full-transitive: 2 versions break"
    )
    assert breaks_with_text(LINES[1], VIEW) == "1.0.0 (WIRE)"
    assert LINES[1].oldest == "1.0.0"
    assert VIEW.worst is Severity.BREAKING


def test_a_comment_on_a_long_history_has_room() -> None:
    many = tuple(
        VersionLine(f"1.{number}.0", "x", breaks=(Broken("1.0.0", ("BACKWARD",)),))
        for number in range(3000)
    )
    view = HistoryView(
        "h", "json-schema", "", is_transitive=False, versions=many, steps=(STEP,) * 400
    )
    output = written(view, "history", "markdown")
    assert len(output) <= 60_000
    assert "older versions left out" in output
    assert "1.2999.0" in output
