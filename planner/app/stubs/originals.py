"""The documents of contracts as their authors wrote them, for whoever doubts what was compiled."""

from collections.abc import Mapping
from functools import cached_property
from posixpath import relpath
from typing import Any

from planner.app.ports import Files
from planner.app.stubs.sources import LOOSE, StubSource
from planner.model.contract import Contract


class Originals:
    """Finds the documents of contracts; the workspace is read once, when the first are asked for.

    Args:
        files: the workspace; None outside of any.
    """

    def __init__(self, files: Files | None) -> None:
        self._files = files

    @cached_property
    def _contracts(self) -> Mapping[str, Contract]:
        if self._files is None:
            return {}
        from planner.app.workspace import load_system  # noqa: PLC0415  heavy

        return load_system(self._files).system.contracts

    def of(self, source: StubSource) -> dict[str, Any]:
        """Return path relative to the contract's folder -> parsed document.

        Empty if the contract does not stand in the workspace.

        Raises:
            InputError: the workspace or a document can't be read.
        """
        if self._files is None or source.state == LOOSE:
            return {}
        contract = self._contracts.get(f"{source.bundle['contract']}@{source.bundle['version']}")
        if contract is None:
            return {}
        from planner.app.contract_files import parsed_files  # noqa: PLC0415  heavy

        parsed = parsed_files(self._files, contract.files)
        return {relpath(path, contract.folder or "."): each for path, each in parsed.items()}
