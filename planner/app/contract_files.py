"""The files of one contract version of a workspace, parsed, and their digest."""

from typing import Any

from planner.app.ports import Files
from planner.formats.canonical import canonical_bytes, digest_of
from planner.formats.document import decode, parse_single
from planner.model.contract import Contract

_SOURCES = (".proto", ".avdl")


def parsed_files(files: Files, contract: Contract) -> dict[str, Any]:
    """Return a contract's documents by path; texts for what is neither YAML nor JSON.

    Raises:
        InputError: a file can't be read or parsed.
    """
    found: dict[str, Any] = {}
    for path in contract.files:
        text = decode(files.read(path), path)
        found[path] = text if path.endswith(_SOURCES) else parse_single(text, path)
    return found


def digest_of_contract(files: Files, contract: Contract) -> str:
    """Return the digest of a contract's files.

    Raises:
        InputError: they can't be read, or a reference leads nowhere.
    """
    return digest_of(parsed_files(files, contract), contract.folder)


def canonical_form_of(files: Files, contract: Contract) -> bytes:
    """Return what a contract's digest is made of.

    Raises:
        InputError: as `digest_of_contract`.
    """
    return canonical_bytes(parsed_files(files, contract), contract.folder)
