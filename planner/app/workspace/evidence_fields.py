"""Evidence against the text of contracts: fields that are not there, digests that have changed."""

from collections.abc import Iterator, Sequence

from semantic_version import Version

from planner.app.contract_files import digest_of_contract, parsed_files
from planner.app.ports import Files
from planner.model.bundle import Bundle, Schema
from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.evidence import Evidence
from planner.model.problem import Level, Problem
from planner.model.source import Place
from planner.model.system import System
from planner.pacts.fields import has_field
from planner.pacts.schemas import Schemas
from planner.wire.statuses import declared_status

_HINT = "record the usage again, or take it out"


def check_against(files: Files, system: System, found: Sequence[Evidence]) -> Iterator[Problem]:
    """Yield warnings about evidence that does not fit the contracts any more.

    Pacts are left to `plan pact check`, which says far more about them.

    Args:
        files: the workspace.
        system: what it describes.
        found: the evidence.
    """
    bundles: dict[str, tuple[Bundle, Schemas] | None] = {}
    for item in found:
        contract = _contract(system, item) if item.kind == "recorded" else None
        if contract is None:
            continue
        yield from _digest(files, contract, item)
        if contract.key not in bundles:
            bundles[contract.key] = _bundle(files, contract)
        known = bundles[contract.key]
        if known:
            yield from _fields(item, contract, *known)


def _contract(system: System, item: Evidence) -> Contract | None:
    """Return the contract version that usage was recorded with, else the highest."""
    known = [c for c in system.contracts.values() if c.id == item.contract and c.files]
    exact = [contract for contract in known if contract.version == item.version]
    return max(exact or known, key=lambda contract: Version(contract.version), default=None)


def _bundle(files: Files, contract: Contract) -> tuple[Bundle, Schemas] | None:
    from planner.formats.stub_bundle import bundle_of  # noqa: PLC0415  slow, and rarely needed

    try:
        bundle = bundle_of(parsed_files(files, contract.files), contract.folder)
    except InputError:
        return None  # what is wrong with the contract is told elsewhere
    return bundle, Schemas(bundle["schemas"])


def _digest(files: Files, contract: Contract, item: Evidence) -> Iterator[Problem]:
    if not item.digest or item.version != contract.version:
        return
    try:
        digest = digest_of_contract(files, contract)
    except InputError:
        return
    if digest != item.digest:
        yield Problem(
            "stale-usage",
            f"the usage was recorded with another text of `{contract.key}`",
            item.place.at("digest"),
            "record the usage again",
            Level.WARNING,
        )


def _fields(
    item: Evidence, contract: Contract, bundle: Bundle, schemas: Schemas
) -> Iterator[Problem]:
    operations = {operation["id"]: operation for operation in bundle["operations"]}
    for name, seen in item.operations.items():
        if name not in operations:
            continue
        responses = operations[name]["responses"]
        for status, read in seen.statuses.items():
            place = item.place.at("operations", name, "statuses", status)
            key = declared_status(status, responses)
            if not key:
                message = f"`{name}` of `{contract.key}` does not answer with `{status}`"
                yield Problem("unknown-status", message, place, _HINT, Level.WARNING)
                continue
            bodies = [media["schema"] for media in responses[key]["media"].values()]
            yield from _missing(read, bodies, schemas, f"`{name}` of `{contract.key}`", place)
    payloads = {message["name"]: message["payload"] for message in bundle["messages"]}
    for name, read in item.messages.items():
        if name in payloads:
            place = item.place.at("messages", name)
            where = f"`{name}` of `{contract.key}`"
            yield from _missing(read, [payloads[name]], schemas, where, place)


def _missing(
    read: frozenset[str],
    bodies: Sequence[Schema | None],
    schemas: Schemas,
    where: str,
    place: Place,
) -> Iterator[Problem]:
    for field in sorted(read):
        if not any(has_field(schemas, body, field) for body in bodies):
            message = f"{where} has no field `{field}` there"
            yield Problem("unknown-field", message, place.at("read"), _HINT, Level.WARNING)
