"""Which contract version of a workspace a user means."""

from semantic_version import Version

from planner.model.contract import Contract
from planner.model.errors import InputError
from planner.model.nearest import did_you_mean
from planner.model.system import System


def versions_of(system: System, name: str) -> tuple[str, ...]:
    """Return all versions of a contract, lowest first.

    Raises:
        InputError: there is no such contract.
    """
    ids = {contract.id for contract in system.contracts.values()}
    if name not in ids:
        hint = did_you_mean(name, ids) or "`plan contracts` lists them"
        raise InputError.single("unknown-contract", f"there is no contract `{name}`", hint=hint)
    found = [contract.version for contract in system.contracts.values() if contract.id == name]
    return tuple(sorted(found, key=Version))


def chosen(system: System, told: str) -> tuple[Contract, ...]:
    """Return the contract versions that `CONTRACT` or `CONTRACT@VERSION` means, lowest first.

    Raises:
        InputError: there is no such contract or version.
    """
    name, _, version = told.partition("@")
    versions = versions_of(system, name)
    if version and version not in versions:
        listed = ", ".join(f"`{name}@{known}`" for known in versions)
        raise InputError.single(
            "no-matching-version",
            f"contract `{name}` has no version `{version}`",
            hint=f"it has {listed}",
        )
    return tuple(system.contracts[f"{name}@{v}"] for v in ([version] if version else versions))


def chosen_one(system: System, told: str) -> Contract:
    """Return the contract version that is meant; without a version the highest.

    Raises:
        InputError: there is no such contract or version.
    """
    return chosen(system, told)[-1]


def version_before(system: System, contract: Contract) -> Contract | None:
    """Return the highest version below one whose files are there; None if it is the first."""
    lower = [
        other
        for other in system.contracts.values()
        if other.id == contract.id
        and other.files
        and Version(other.version) < Version(contract.version)
    ]
    return max(lower, key=lambda other: Version(other.version), default=None)
