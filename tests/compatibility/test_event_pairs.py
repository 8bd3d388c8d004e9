"""The examples of the standard in AsyncAPI 2.6 and, rewritten by its authors, in 3.x.

They are labelled as equivalent. The table holds what is found instead of nothing;
`docs/labels-asyncapi.md` says what it is.
"""

from pathlib import Path
from typing import Any

import pytest
import ryaml

from planner.compatibility.events.comparison import compare_events
from planner.formats.lowering.asyncapi import lower_asyncapi
from planner.model.events import EventContract
from planner.model.finding import Finding, Severity

_FOLDER = Path(__file__).parents[1] / "data" / "pairs" / "asyncapi"
_NAMES = sorted(path.name.partition(".")[0] for path in _FOLDER.glob("*.old.yaml"))
_MESSAGES = ("commentLiked", "likeComment", "commentChanged", "updateCommentLikes")
_COMMON: dict[str, Any] = {
    "messages.yaml": {name: {"payload": {"type": "object"}} for name in _MESSAGES},
    "schemas.yaml": {"commentId": {"type": "string"}},
    "parameters.yaml": {"commentId": {"description": "a comment"}},
}
"""What the documents of one example share was not published with them: stand-ins."""
_SERVERS = {
    "old": {"url": "ws://mycompany.com/ws", "protocol": "ws"},
    "new": {"host": "mycompany.com", "pathname": "/ws", "protocol": "ws"},
}
_FOUND: dict[str, tuple[set[str], set[str]]] = {
    "gitter-streaming": (
        {"risky binding-unstated", "safe binding-stated", "safe event-header-optional-added"},
        {"risky binding-unstated", "safe binding-stated", "risky event-header-optional-removed"},
    ),
    "operation-security": (
        {"risky binding-unstated", "safe event-header-optional-added"},
        {"safe binding-stated", "risky event-header-optional-removed"},
    ),
    "rpc-client": ({"risky binding-unstated"}, {"safe binding-stated"}),
    "rpc-server": ({"risky binding-unstated"}, {"safe binding-stated"}),
}
"""Name -> what is found from 2.6 to 3.x, and back; nothing for all others."""


def contract(name: str, side: str) -> EventContract:
    path = next(_FOLDER.glob(f"{name}.*.{side}.yaml"))
    files = {"shop/service/asyncapi.yaml": ryaml.loads(path.read_text("utf-8"))}
    files |= {f"shop/common/{file}": content for file, content in _COMMON.items()}
    files["shop/common/servers.yaml"] = {"websiteWebSocketServer": _SERVERS[side]}
    return lower_asyncapi(files, "shop")


def told(findings: tuple[Finding, ...]) -> set[str]:
    return {f"{finding.severity} {finding.rule}" for finding in findings}


@pytest.mark.parametrize("name", _NAMES)
def test_our_verdict_against_the_label(name: str) -> None:
    old, new = contract(name, "old"), contract(name, "new")
    there, back = _FOUND.get(name, (set(), set()))
    assert told(compare_events(old, new)) == there
    assert told(compare_events(new, old)) == back


@pytest.mark.parametrize("name", _NAMES)
@pytest.mark.parametrize("side", ["old", "new"])
def test_a_document_is_the_same_as_itself(name: str, side: str) -> None:
    assert compare_events(contract(name, side), contract(name, side)) == ()


def test_every_disagreement_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "labels-asyncapi.md").read_text("utf-8")
    assert len(_NAMES) == 21
    for name in _NAMES:
        assert f"`{name}`" in page
    for name, (there, back) in _FOUND.items():
        section = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        for entry in there | back:
            assert entry.partition(" ")[2] in section, (name, entry)


def test_the_conversion_keeps_what_breaks() -> None:
    old, new = contract("streetlights-kafka", "old"), contract("streetlights-kafka", "new")
    changed = ryaml.loads(next(_FOLDER.glob("streetlights-kafka.*.new.yaml")).read_text("utf-8"))
    changed["components"]["schemas"]["lightMeasuredPayload"]["required"] = ["lumens"]
    broken = lower_asyncapi({"asyncapi.yaml": changed}, "")
    for before in (old, new):
        findings = compare_events(before, broken)
        worst = [f for f in findings if f.severity is Severity.BREAKING]
        assert [f.rule for f in worst] == ["event-property-became-required"]
        assert worst[0].witness is not None
        assert "lumens" not in worst[0].witness.value
