"""Contract files -> bundle, kept under a name made of what the files hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from posixpath import commonpath, dirname
from typing import Any

from planner.app.contract_files import parsed_files
from planner.app.ports import Cache, Files, NamedPath
from planner.app.stubs.kept import keep, kept
from planner.formats.stub_bundle import bundle_of
from planner.model.bundle import FORM, Bundle
from planner.model.contract import Contract
from planner.model.errors import InputError


@dataclass(frozen=True, slots=True)
class Compiled:
    """A bundle and the name under which the cache has it; empty if there is no cache."""

    bundle: Bundle
    key: str


def compiled_contract(
    files: Files, contract: Contract, digest: str, cache: Cache | None
) -> Compiled:
    """Return a contract of the registry, compiled.

    Args:
        files: the workspace.
        contract: one that has files.
        digest: of those files.
        cache: where it may be already.

    Raises:
        InputError: the files can't be read, or something is wrong in them.
    """
    contents = {path: files.read(path) for path in contract.files}
    told = (contract.id, contract.version, contract.provider, contract.folder, digest)
    key = _key(told, contents)
    bundle = kept(cache, key)
    if bundle is None:
        bundle = bundle_of(
            parsed_files(files, contract.files),
            contract.folder,
            contract=contract.id,
            version=contract.version,
            provider=contract.provider,
            digest=digest,
        )
        keep(cache, key, bundle)
    return Compiled(bundle, key if cache else "")


def compiled_file(found: NamedPath, name: str, cache: Cache | None) -> Compiled:
    """Return a contract file that stands anywhere, compiled with the files that it refers to.

    Args:
        found: the file, or a folder with one contract in it.
        name: as the user wrote it.
        cache: where it may be already.

    Raises:
        InputError: a file can't be read, is no contract, or something is wrong in it; places are
            shown as the user would write them.
    """
    try:
        return _compiled_file(found, name, cache)
    except InputError as error:
        raise InputError(
            replace(problem, place=replace(problem.place, file=found.shown(problem.place.file)))
            if problem.place
            else problem
            for problem in error.problems
        ) from None


def _compiled_file(found: NamedPath, name: str, cache: Cache | None) -> Compiled:
    from planner.app.diff_inputs import Side  # noqa: PLC0415  contracts of a registry need none
    from planner.app.diff_sources import read_bundle  # noqa: PLC0415  likewise

    side = Side(name, found.files, found.path, found.is_folder, found.shown)
    main, kind = _main_of(side)
    read = read_bundle(side, main, kind)
    key = _key(("", main), read.contents)
    bundle = kept(cache, key)
    if bundle is None:
        documents = read.parsed()
        folder = commonpath([dirname(path) for path in documents]) if documents else ""
        own = main if main in documents else ""
        bundle = bundle_of(documents, folder, main=own, digest=_digest(folder, read.contents))
        keep(cache, key, bundle)
    return Compiled(bundle, key if cache else "")


def _main_of(side: Any) -> tuple[str, str]:  # noqa: ANN401  Side, imported when it is needed
    """Return the one contract that a path means, and its format.

    Raises:
        InputError: a folder holds none, or several.
    """
    from planner.app.diff_sources import find_entries  # noqa: PLC0415  as above

    entries = find_entries(side)
    if len(entries) == 1:
        return entries[0].path, entries[0].kind
    if entries:
        listed = ", ".join(f"`{side.shown(entry.path)}`" for entry in entries[:5])
        raise InputError.single(
            "several-contracts",
            f"`{side.name}` holds {len(entries)} contracts",
            hint=f"name one of them: {listed}{', ...' if len(entries) > 5 else ''}",  # noqa: PLR2004  as above
        )
    raise InputError.single(
        "unknown-contract-format",
        f"no file in `{side.name}` says that it is a contract",
        hint="name an OpenAPI, AsyncAPI, JSON Schema, Avro or Protobuf file",
    )


def _digest(folder: str, contents: Mapping[str, bytes]) -> str:
    """Return the digest of what files hold, byte for byte.

    Nobody ratifies a loose file, so that it needs no canonical form, which takes longer to make of
    a large contract than all else.
    """
    hashed = sha256()
    for path in sorted(contents):
        hashed.update(f"{path.removeprefix(folder)}\0".encode())
        hashed.update(sha256(contents[path]).digest())
    return f"sha256:{hashed.hexdigest()}"


def _key(told: tuple[str, ...], contents: Mapping[str, bytes]) -> str:
    hashed = sha256(repr((FORM, told, sorted(contents))).encode())
    for path in sorted(contents):
        hashed.update(sha256(contents[path]).digest())
    return f"bundle-{hashed.hexdigest()}"
