"""`plan check` as SARIF 2.1.0: one result for each reason that blocks."""

from typing import Any

from planner.governance.architecture import architecture_rules
from planner.governance.gate import GATE_RULES
from planner.model.check_view import Block, CheckView
from planner.model.style import Style
from planner.render._sarif import physical_location, sarif_text
from planner.render.check._words import all_blocks, file_of, position_of, said_text


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return one run; it has no results if the gate is open."""
    blocks = list(all_blocks(view))
    ids = sorted({block.rule for block in blocks})
    index = {rule: number for number, rule in enumerate(ids)}
    return sarif_text(
        "check", [_rule(rule) for rule in ids], [_result(block, view, index) for block in blocks]
    )


def _rule(rule_id: str) -> dict[str, Any]:
    rule = {rule.id: rule for rule in GATE_RULES}.get(rule_id) or architecture_rules()[rule_id]
    return {
        "id": rule_id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"plan explain {rule_id}"},
        "defaultConfiguration": {"level": "error"},
    }


def _result(block: Block, view: CheckView, index: dict[str, int]) -> dict[str, Any]:
    return {
        "ruleId": block.rule,
        "ruleIndex": index[block.rule],
        "level": "error",
        "message": {"text": said_text(block)},
        "locations": [physical_location(file_of(block, view), position_of(block, view))],
    }
