"""The digest of a contract: SHA-256 of its canonical form, written as RFC 8785 says."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import rfc8785

from planner.formats.canonical.documents import document_form
from planner.formats.contract_format import ParsedFiles, format_of
from planner.formats.json_schema import message_files, stem_of
from planner.model.contract import ContractKind
from planner.model.errors import InputError
from planner.model.source import Place

ALGORITHM = "sha256"
FORM = "contract-planner:canonical:1"
"""Names the rules of the form: other rules would be other digests."""


def digest_of(files: ParsedFiles, folder: str) -> str:
    """Return the digest of a contract, `sha256:` and 64 hexadecimal digits.

    Raises:
        InputError: as `canonical_bytes`.
    """
    return f"{ALGORITHM}:{sha256(canonical_bytes(files, folder)).hexdigest()}"


def canonical_bytes(files: ParsedFiles, folder: str) -> bytes:
    """Return what the digest is made of.

    Args:
        files: the contract's parsed files; texts for what is neither YAML nor JSON.
        folder: the contract's folder.

    Raises:
        InputError: the format is not known, a reference leads nowhere, or protoc refuses a file.
    """
    kind = format_of(files, folder).kind
    own = {path: files[path] for path in sorted(files)}
    form = {"form": FORM, "format": kind, **_FORMS[kind](own, folder)}
    try:
        return rfc8785.dumps(form)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        message = f"the contract in `{folder}` has no canonical form: {error}"
        raise InputError.single("no-canonical-form", message, place=Place(min(own))) from None


def _documents(kind: ContractKind, files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    recognises = format_of(files, folder).recognises
    mains = [path for path in files if recognises(path, files[path])]
    if len(mains) == 1:  # its file may be called anything
        return document_form(_parsed(files), folder, {kind: mains[0]})
    return document_form(_parsed(files), folder, {stem_of(path): path for path in mains})


def _schemas(files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    mains = {stem_of(path): path for path in message_files(files, folder)}
    return document_form(_parsed(files), folder, mains)


def _parsed(files: Mapping[str, Any]) -> dict[str, Any]:
    return {path: document for path, document in files.items() if not isinstance(document, str)}


def _openapi(files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    return _documents("openapi", files, folder)


def _asyncapi(files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    return _documents("asyncapi", files, folder)


def _avro(files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    from planner.formats.canonical.avro import avro_form  # noqa: PLC0415  few contracts are Avro

    recognises = format_of(files, folder).recognises
    return avro_form({path: own for path, own in files.items() if recognises(path, own)})


def _protobuf(files: Mapping[str, Any], folder: str) -> dict[str, Any]:
    from planner.formats._protoc import Layout, compile_descriptors  # noqa: PLC0415  a process
    from planner.formats.canonical.protobuf import protobuf_form  # noqa: PLC0415  likewise

    root = folder.strip("/")
    prefix = f"{root}/" if root else ""
    named = {path.removeprefix(prefix): path for path in files if path.endswith(".proto")}
    texts = {name: files[path] for name, path in named.items()}
    return protobuf_form(compile_descriptors(texts, Layout(named, (root,))), named)


_FORMS: Mapping[ContractKind, Callable[[Mapping[str, Any], str], dict[str, Any]]] = {
    "openapi": _openapi,
    "asyncapi": _asyncapi,
    "json-schema": _schemas,
    "avro": _avro,
    "protobuf": _protobuf,
}
