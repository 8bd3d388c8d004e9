"""What the page about verification shows is what there is."""

import re
from pathlib import Path

from planner.formats.document import parse_single
from planner.governance.milestones.compliance import compliance
from planner.governance.milestones.evidence import Evidence
from planner.governance.milestones.integration import integration
from planner.governance.milestones.readiness import readiness
from planner.model.attestation_file import AttestationFile
from planner.model.milestone_view import CriterionState
from tests.builders import storefront
from tests.governance.test_milestones import TODAY, a_standing

PAGE = (Path(__file__).parents[2] / "docs" / "verify.md").read_text(encoding="utf-8")


def test_the_attestations_may_stand_in_a_file() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = AttestationFile.model_validate(parse_single(block, "block.yaml"))
    assert (len(file.attestations), len(file.waivers)) == (1, 1)


def test_every_criterion_is_on_the_page_and_no_other() -> None:
    evidence = Evidence(storefront(), TODAY, {"catalog-api@1.0.0": a_standing()})
    every = [item.id for judge in (compliance, integration, readiness) for item in judge(evidence)]
    table = PAGE[PAGE.index("| milestone | criterion") : PAGE.index("Evidence comes from")]
    told = [cell for line in table.splitlines()[2:] for cell in line.split("|")[2:3]]
    assert set(re.findall(r"`([a-z0-9-]+)`", " ".join(told))) == set(every)


def test_every_state_is_on_the_page() -> None:
    assert not [state for state in CriterionState if f"| `{state}` |" not in PAGE]
