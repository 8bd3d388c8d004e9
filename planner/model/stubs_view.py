"""What is told of generated packages."""

from dataclasses import dataclass
from typing import Literal

PackageState = Literal["written", "unchanged", "different"]


@dataclass(frozen=True, slots=True)
class StubPackage:
    """A generated package.

    Args:
        path: of its folder, as the user would write it.
        consumer: the service that it was made for; empty: nobody in particular.
        operations, messages: how many are part of it.
        all_operations, all_messages: how many the contract has.
        state: `different`: it is not what would be generated now.
        is_draft: not all parties have agreed to the contract.
    """

    path: str
    contract: str
    version: str
    digest: str
    consumer: str
    operations: int
    messages: int
    all_operations: int
    all_messages: int
    state: PackageState
    is_draft: bool


@dataclass(frozen=True, slots=True)
class StubFinding:
    """A package that can't be trusted, and why.

    Args:
        code: kebab-case name of the kind of finding.
        path: the package, or the file in it.
        message: what is wrong.
        hint: one thing to do.
    """

    code: str
    path: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class StubsView:
    """Generated packages, or what a check of them found.

    Args:
        command: `stubs generate` or `stubs check`.
        workspace: its folder's name; empty outside of any.
        folder: that holds the packages.
        packages: by path.
        findings: by path.
    """

    command: Literal["stubs generate", "stubs check"]
    workspace: str
    folder: str
    packages: tuple[StubPackage, ...]
    findings: tuple[StubFinding, ...] = ()
