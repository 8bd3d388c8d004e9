"""The files of one contract version of a workspace, parsed, and their digest."""

from collections.abc import Iterable
from typing import Any

from planner.app.ports import Files
from planner.formats.canonical import canonical_bytes, digest_of
from planner.formats.document import decode, parse_single
from planner.model.contract import Contract

SOURCES = (".proto", ".avdl")
"""Endings of contract files that are neither YAML nor JSON."""


def parsed_files(files: Files, paths: Iterable[str]) -> dict[str, Any]:
    """Return the documents of a contract by path; texts for what is neither YAML nor JSON.

    Raises:
        InputError: a file can't be read or parsed.
    """
    found: dict[str, Any] = {}
    for path in paths:
        text = decode(files.read(path), path)
        found[path] = text if path.endswith(SOURCES) else parse_single(text, path)
    return found


def digest_of_contract(files: Files, contract: Contract) -> str:
    """Return the digest of a contract's files.

    Raises:
        InputError: they can't be read, or a reference leads nowhere.
    """
    return digest_of(parsed_files(files, contract.files), contract.folder)


def canonical_form_of(files: Files, contract: Contract) -> bytes:
    """Return what a contract's digest is made of.

    Raises:
        InputError: as `digest_of_contract`.
    """
    return canonical_bytes(parsed_files(files, contract.files), contract.folder)
