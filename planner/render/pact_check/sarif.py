"""`plan pact check` as SARIF 2.1.0: one result for each mismatch."""

from typing import Any

from planner.model.pact_codes import BY_ID
from planner.model.pact_view import Mismatch, PactCheckView
from planner.model.source import Place
from planner.model.style import Style
from planner.render._sarif import physical_location, sarif_text
from planner.render._text import clean


def render(view: PactCheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one run."""
    ids = sorted({found.code for found in view.mismatches})
    index = {code: number for number, code in enumerate(ids)}
    results = [_result(found, view, index) for found in view.mismatches]
    return sarif_text("pact-check", [_rule(code) for code in ids], results)


def _rule(code_id: str) -> dict[str, Any]:
    code = BY_ID[code_id]
    return {
        "id": code_id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "defaultConfiguration": {"level": code.level.value},
        "properties": {"tags": ["pact"]},
    }


def _result(found: Mismatch, view: PactCheckView, index: dict[str, int]) -> dict[str, Any]:
    location = _location(found.place, view)
    location["logicalLocations"] = [{"fullyQualifiedName": found.interaction, "kind": "member"}]
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": index[found.code],
        "level": found.level.value,
        "message": {"text": clean(found.message)},
        "locations": [location],
        "properties": {"pointer": found.pointer, "contract": found.contract},
    }
    if found.contract_place:
        related = _location(found.contract_place, view)
        related["message"] = {"text": "what the contract says"}
        related["id"] = 1
        result["relatedLocations"] = [related]
    return result


def _location(place: Place, view: PactCheckView) -> dict[str, Any]:
    spot = view.spots.get(place)
    return physical_location(
        place.file, (spot.position.line, spot.position.column) if spot else None
    )
