"""The documents of contracts as their authors wrote them, for whoever doubts what was compiled."""

from collections.abc import Mapping
from functools import cached_property
from posixpath import join, relpath
from typing import Any
from urllib.parse import unquote

from planner.app.ports import Files, NamedPath, World
from planner.app.stubs.sources import LOOSE, StubSource
from planner.model.contract import Contract
from planner.model.source import Place


class Originals:
    """Finds the documents of contracts; the workspace is read once, when the first are asked for.

    Args:
        files: the workspace; None outside of any.
        world: where the paths of contract files lead.
    """

    def __init__(self, files: Files | None, world: World | None = None) -> None:
        self._files = files
        self._world = world
        self._loose: dict[str, tuple[NamedPath, str, dict[str, Any]] | None] = {}

    @cached_property
    def _contracts(self) -> Mapping[str, Contract]:
        if self._files is None:
            return {}
        from planner.app.workspace import load_system  # noqa: PLC0415  heavy

        return load_system(self._files).system.contracts

    def of(self, source: StubSource) -> dict[str, Any]:
        """Return path relative to the contract's folder -> parsed document.

        Empty if the contract is not there.

        Raises:
            InputError: the workspace or a document can't be read.
        """
        if source.state == LOOSE:
            opened = self._opened(source)
            return _below(opened[1], opened[2]) if opened else {}
        contract = self._contract(source)
        if self._files is None or contract is None:
            return {}
        from planner.app.contract_files import parsed_files  # noqa: PLC0415  heavy

        return _below(contract.folder, parsed_files(self._files, contract.files))

    def place(self, source: StubSource, written: str) -> Place | None:
        """Return a place of a bundle, `FILE#/pointer`, as one that the user knows.

        Of a contract file it has its line and column: the file need not lie in the workspace,
        where they would be looked up when the place is shown.

        Raises:
            InputError: see `of`.
        """
        file, _, pointer = written.partition("#")
        steps = tuple(_step(raw) for raw in pointer.split("/")[1:])
        if source.state != LOOSE:
            contract = self._contract(source)
            return Place(join(contract.folder, file), steps) if contract else None
        opened = self._opened(source)
        if opened is None:
            return None
        from planner.formats.document import decode, locate_all  # noqa: PLC0415  for warnings only

        found, folder, _ = opened
        path = join(folder, file)
        text = decode(found.files.read(path), path)
        (position,) = locate_all(text, path, [Place(path, steps)])
        return Place(found.shown(path), steps, position=position)

    def _contract(self, source: StubSource) -> Contract | None:
        return self._contracts.get(f"{source.bundle['contract']}@{source.bundle['version']}")

    def _opened(self, source: StubSource) -> tuple[NamedPath, str, dict[str, Any]] | None:
        """Return where a contract file lies, its folder, and the documents that it is made of."""
        if source.named not in self._loose:
            found = self._world.find(source.named) if self._world else None
            if found is None:
                return None
            from planner.app.stubs.compiling import file_documents  # noqa: PLC0415  heavy

            self._loose[source.named] = (found, *file_documents(found, source.named))
        return self._loose[source.named]


def _below(folder: str, documents: Mapping[str, Any]) -> dict[str, Any]:
    return {relpath(path, folder or "."): each for path, each in documents.items()}


def _step(raw: str) -> str:
    """Return a step of a JSON pointer (RFC 6901) that may be percent-encoded."""
    return unquote(raw).replace("~1", "/").replace("~0", "~")
