"""Other comparators of pacts and OpenAPI documents, run on the same pacts as `plan pact check`.

OPC is `@pactflow/openapi-pact-comparator`, SMV is `swagger-mock-validator`; both are installed from
npm by whoever wants to compare: `npm install @pactflow/openapi-pact-comparator
swagger-mock-validator`. What they tell is counted by the same labels: a mutant is found if it is
told as an error where the contract refuses what is expected, as a warning at least where only an
example is wrong; a good pact is blamed if an error is told. Contracts of several files are left
out: both read one document. Paths get the base path of Swagger 2 documents, which both demand;
ours takes them with and without. A pact that a tool gives up on is not counted, but said.
"""

import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pact_mutants import Case

TOOLS = {
    "opc": "@pactflow/openapi-pact-comparator",
    "smv": "swagger-mock-validator",
}
_DRIVER = Path(__file__).with_name("pact_peers.mjs")
_SECONDS = 200
"""For the pacts of one contract."""


class Judged(NamedTuple):
    """What a tool said of one contract's pacts.

    Args:
        counts: `good`, `good wrong`, `mutants`, `mutants wrong`, `microseconds`, `not judged`
            (pacts that the tool gave up on).
        wrong: label of a pact that was judged otherwise than it says, and what was told.
        refusal: why it could not read the contract; empty if it could.
    """

    counts: Counter[str]
    wrong: list[tuple[str, str]]
    refusal: str = ""


def version_of(modules: Path, tool: str) -> str:
    """Return the version of a tool; empty if it, or node, is not there."""
    package = modules / TOOLS[tool] / "package.json"
    if not package.exists() or shutil.which("node") is None:
        return ""
    return str(json.loads(package.read_bytes())["version"])


def judged_by(tool: str, modules: Path, document: Any, cases: Sequence[Case]) -> Judged:  # noqa: ANN401  JSON
    """Return how a tool judges the pacts of one contract."""
    with tempfile.TemporaryDirectory() as name:
        contract, pacts = Path(name, "openapi.json"), Path(name, "pacts.json")
        contract.write_text(json.dumps(document, default=str), encoding="utf-8")
        pacts.write_text(json.dumps([_based(case, document) for case in cases]), encoding="utf-8")
        try:
            done = subprocess.run(
                ["node", str(_DRIVER), str(modules), str(contract), str(pacts), tool],
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return Judged(Counter(), [], f"not done within {_SECONDS} s")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if len(told) != len(cases):
        return Judged(Counter(), [], done.stderr.decode("utf-8", "replace")[-300:])
    refusals = [one["failure"] for one in told if "failure" in one]
    if len(refusals) == len(told):
        return Judged(Counter(), [], refusals[0])
    return _counted(cases, told)


def _based(case: Case, document: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    """Return a pact whose path begins with the document's base path, as both tools demand."""
    base = str(document.get("basePath", "")).rstrip("/")
    pact = deepcopy(case.pact)
    for interaction in pact["interactions"]:
        interaction["request"]["path"] = base + interaction["request"]["path"]
    return pact


def _counted(cases: Sequence[Case], told: Sequence[dict[str, Any]]) -> Judged:
    counts: Counter[str] = Counter()
    wrong = []
    for case, one in zip(cases, told, strict=True):
        if "failure" in one:
            counts["not judged"] += 1
            continue
        errors, warnings = one["errors"], one["warnings"]
        is_told = bool(errors or (warnings and case.expects == "warning"))
        kind = "good" if case.label == "good" else "mutants"
        is_right = is_told == (kind == "mutants")
        counts[kind] += 1
        counts[f"{kind} wrong"] += not is_right
        counts["microseconds"] += round(one["ms"] * 1000)
        if not is_right:
            said = "; ".join([*errors, *warnings]) or "nothing"
            wrong.append((f"{case.operation}: {case.label}", said))
    return Judged(counts, wrong)
