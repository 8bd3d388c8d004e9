"""Verdicts about real histories, beside what their authors said; docs/ explains each disagreement.

`tests/golden/protobuf/histories.txt` has one line for each step: the label, our verdict in each
category, and the rules.
"""

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from planner.compatibility.options import Category, CompareOptions
from planner.compatibility.protobuf import compare_protobuf
from planner.formats.lowering.protobuf import lower_protobuf
from planner.model.finding import Finding, Proof, Severity
from planner.model.protobuf import ProtoModule
from tests.compatibility.proto_histories import HistoryPair, history_pairs

_Texts = tuple[str, tuple[tuple[str, str], ...]]
_DOCS = Path(__file__).parents[2] / "docs" / "labels-protobuf.md"

_BY_BYTES = ("protobuf-field-removed", "protobuf-field-type", "protobuf-field-number")


@cache
def _modules() -> dict[str, tuple[ProtoModule, ProtoModule]]:
    """Return both sides of each pair; what is a side of two pairs is compiled once."""
    asked = {p.name: (_texts(p.path, p.old), _texts(p.path, p.new)) for p in history_pairs()}
    known = list(dict.fromkeys(texts for sides in asked.values() for texts in sides))
    with ThreadPoolExecutor(2) as pool:
        made = dict(zip(known, pool.map(_lowered, known), strict=True))
    return {name: (made[old], made[new]) for name, (old, new) in asked.items()}


def _texts(path: str, texts: Mapping[str, str]) -> _Texts:
    return path, tuple(sorted(texts.items()))


def _lowered(asked: _Texts) -> ProtoModule:
    path, texts = asked
    return lower_protobuf(dict(texts), path)


@cache
def _findings(name: str, category: Category) -> tuple[Finding, ...]:
    return compare_protobuf(*_modules()[name], CompareOptions(category=category))


def _verdict(name: str, category: Category) -> str:
    found = _findings(name, category)
    return min((item.severity for item in found), key=lambda s: s.rank, default="same")


def _row(pair: HistoryPair) -> str:
    verdicts = " ".join(f"{_verdict(pair.name, category):8}" for category in Category)
    rules = sorted({f.rule.removeprefix("protobuf-") for f in _findings(pair.name, Category.FILE)})
    return f"{pair.label or '-':12} {verdicts} {pair.name}\n    {', '.join(rules) or '-'}\n"


def test_the_table_of_verdicts(golden: Callable[[str, str], None]) -> None:
    head = f"{'label':12} {' '.join(f'{category:8}' for category in Category)} pair\n"
    golden("protobuf/histories.txt", head + "".join(map(_row, history_pairs())))


def test_every_disagreement_with_a_label_is_explained() -> None:
    told = set(re.findall(r"`([0-9a-f]{9,10})`", _DOCS.read_text("utf-8")))
    differing = {
        pair.name.rpartition(".")[2].rpartition("__")[2]
        for pair in history_pairs()
        if pair.label
        and (pair.label == "breaking") != (_verdict(pair.name, Category.FILE) == "breaking")
    }
    assert differing <= told


def test_a_stricter_category_finds_no_less() -> None:
    for pair in history_pairs():
        broken = [_verdict(pair.name, category) == Severity.BREAKING for category in Category]
        assert broken == sorted(broken, reverse=True), pair.name


def test_every_step_can_be_undone_and_is_silent_against_itself() -> None:
    for name, (old, new) in list(_modules().items())[::4]:
        assert compare_protobuf(old, old) == (), name
        assert bool(compare_protobuf(new, old)) == bool(_findings(name, Category.FILE)), name


def test_what_breaks_the_bytes_is_shown_by_a_message() -> None:
    shown = [
        finding
        for pair in history_pairs()
        for finding in _findings(pair.name, Category.WIRE)
        if finding.severity is Severity.BREAKING and finding.rule.startswith(_BY_BYTES)
    ]
    assert len(shown) > 40
    lacking = [item.rule for item in shown if item.proof is not Proof.WITNESS]
    assert lacking == []
    assert all(item.witness and item.witness.wire and item.reason for item in shown)
