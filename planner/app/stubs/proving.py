"""Use case: prove that a contract's stub sends nothing that the contract does not allow."""

from collections.abc import Mapping
from typing import Any

from planner.app.stubs.second_judge import CompiledJudge, OriginalJudge
from planner.model.bundle import Bundle
from planner.stubs.proof import SecondJudge, proof_bytes, prove
from planner.stubs.proof_form import Proof

_WITH_ORIGINALS = frozenset({"openapi", "asyncapi", "json-schema"})


def proof_of(bundle: Bundle, *, documents: Mapping[str, Any] | None = None) -> Proof:
    """Return the proof of a contract; `proof_json` returns the bytes of `proof.json`.

    Args:
        bundle: the contract, or what is left of it when it was pruned.
        documents: those that it was compiled from, path relative to the contract's folder ->
            parsed; see `planner.app.stubs.originals`. Without any, the second judge judges by the
            compiled contract, and the proof says so.
    """
    judge: SecondJudge = CompiledJudge(bundle)
    if documents and bundle["kind"] in _WITH_ORIGINALS:
        judge = OriginalJudge(bundle, documents)
    return prove(bundle, judge)


def proof_json(bundle: Bundle, *, documents: Mapping[str, Any] | None = None) -> bytes:
    """Return `proof.json` of a contract; see `proof_of`."""
    return proof_bytes(proof_of(bundle, documents=documents))
