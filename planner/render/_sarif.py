"""The frame of a SARIF 2.1.0 log, which code scanning reads.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections 3.14
(run), 3.27 (result), 3.35 (suppression) and 3.49 (reportingDescriptor).
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from planner import __version__
from planner.model.finding import Severity
from planner.render._json import json_text

LEVELS = {Severity.BREAKING: "error", Severity.RISKY: "warning", Severity.SAFE: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "%SRCROOT%"


def sarif_text(
    command: str, rules: Sequence[dict[str, Any]], results: Iterable[dict[str, Any]]
) -> str:
    """Return a log with one run.

    Args:
        command: `diff`, say; tells the runs of several commands apart.
        rules: those that `ruleIndex` of results counts in.
        results: in order.
    """
    log: dict[str, Any] = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "plan", "version": __version__, "rules": rules}},
                "automationDetails": {"id": f"plan-{command}/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _BASE: {"description": {"text": "The top of the repository."}}
                },
                "results": list(results),
            }
        ],
    }
    return json_text(log)


def physical_location(path: str, position: tuple[int, int] | None) -> dict[str, Any]:
    """Return a place in a file, which may have an address of its own.

    Args:
        path: below the top of the repository, or an address.
        position: line and column, 1-based.
    """
    if path.startswith(("http://", "https://")):
        artifact = {"uri": quote(path, safe="/:?=&%@+,;~[]!$'()*")}
    else:
        artifact = {"uri": quote(path, safe="/"), "uriBaseId": _BASE}
    physical: dict[str, Any] = {"artifactLocation": artifact}
    if position:
        physical["region"] = {"startLine": position[0], "startColumn": position[1]}
    return {"physicalLocation": physical}
