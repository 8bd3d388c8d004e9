"""`plan check` as a code quality report of GitLab.

Source: GitLab Docs, "Code Quality report format": description, check name, fingerprint, severity
and location of each entry.
"""

import json
from hashlib import sha256

from planner.model.check_view import Block, CheckView
from planner.model.style import Style
from planner.render._text import clean
from planner.render.check._words import all_blocks, file_of, position_of


def render(view: CheckView, style: Style) -> str:  # noqa: ARG001  machines have one style
    """Return a list with one entry for each reason that blocks; empty if the gate is open."""
    entries = [_entry(block, view) for block in all_blocks(view)]
    return json.dumps(entries, ensure_ascii=False, indent=2) + "\n"


def _entry(block: Block, view: CheckView) -> dict[str, object]:
    path, position = file_of(block, view), position_of(block, view)
    steps = "".join(f" To unblock: {clean(step)}." for step in block.unblock)
    told = f"{block.rule}\0{path}\0{block.message}"
    return {
        "description": f"{clean(block.message)}.{steps}",
        "check_name": block.rule,
        "fingerprint": sha256(told.encode("utf-8")).hexdigest(),
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": position[0] if position else 1}},
    }
