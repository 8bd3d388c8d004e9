"""Use case: prove that a contract's stub sends nothing that the contract does not allow."""

from collections.abc import Mapping
from posixpath import relpath
from typing import Any

from planner.app.contract_files import parsed_files
from planner.app.ports import Files
from planner.app.stubs.second_judge import CompiledJudge, OriginalJudge
from planner.app.stubs.sources import StubSource
from planner.app.workspace import load_system
from planner.model.bundle import Bundle
from planner.stubs.proof import SecondJudge, proof_bytes, prove
from planner.stubs.proof_form import Proof

_WITH_ORIGINALS = frozenset({"openapi", "asyncapi", "json-schema"})


def proof_of(
    source: StubSource | Bundle,
    *,
    files: Files | None = None,
    documents: Mapping[str, Any] | None = None,
) -> Proof:
    """Return the proof of a contract; `proof_json` returns the bytes of `proof.json`.

    Args:
        source: the contract, or what is left of it when it was pruned.
        files: the workspace, if the contract stands in it: the second judge reads the contract's
            documents there.
        documents: those documents, path relative to the contract's folder -> parsed; for a
            contract that stands in no workspace. Without both, the second judge judges by the
            compiled contract, and the proof says so.

    Raises:
        InputError: the workspace or the contract's documents can't be read.
    """
    bundle = source.bundle if isinstance(source, StubSource) else source
    if documents is None and files is not None:
        documents = documents_of(files, bundle)
    judge: SecondJudge = CompiledJudge(bundle)
    if documents and bundle["kind"] in _WITH_ORIGINALS:
        judge = OriginalJudge(bundle, documents)
    return prove(bundle, judge)


def proof_json(
    source: StubSource | Bundle,
    *,
    files: Files | None = None,
    documents: Mapping[str, Any] | None = None,
) -> bytes:
    """Return `proof.json` of a contract; see `proof_of`."""
    return proof_bytes(proof_of(source, files=files, documents=documents))


def documents_of(files: Files, bundle: Bundle) -> dict[str, Any]:
    """Return the documents of a contract of the workspace; empty if it does not stand there.

    Raises:
        InputError: the workspace or a document can't be read.
    """
    contracts = load_system(files).system.contracts
    contract = contracts.get(f"{bundle['contract']}@{bundle['version']}")
    if contract is None:
        return {}
    parsed = parsed_files(files, contract.files)
    return {relpath(path, contract.folder or "."): document for path, document in parsed.items()}
