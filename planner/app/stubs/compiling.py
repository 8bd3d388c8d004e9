"""Contract files -> bundle, kept under a name made of what the files hold."""

from collections.abc import Iterable, Iterator, Mapping
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
from planner.model.problem import Problem

Paths = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """A bundle and the name under which the cache has it; empty if there is no cache."""

    bundle: Bundle
    key: str


def compiled_contract(
    files: Files,
    contract: Contract,
    digest: str,
    cache: Cache | None,
    paths: Paths = None,
) -> Compiled:
    """Return a contract of the registry, compiled.

    Args:
        files: the workspace.
        contract: one that has files.
        digest: of those files.
        cache: where it may be already.
        paths: of requests, to which alone it is compiled; None: all of it.

    Raises:
        InputError: the files can't be read, or something is wrong in them.
    """
    contents = {path: files.read(path) for path in contract.files}
    told = (contract.id, contract.version, contract.provider, contract.folder, digest)
    key, bundle = _found(cache, told, contents, paths)
    if bundle is None:
        bundle = bundle_of(
            parsed_files(files, contract.files),
            contract.folder,
            contract=contract.id,
            version=contract.version,
            provider=contract.provider,
            digest=digest,
            paths=paths,
        )
        keep(cache, key, bundle)
    return Compiled(bundle, key if cache else "")


def compiled_file(
    found: NamedPath, name: str, cache: Cache | None, paths: Paths = None
) -> Compiled:
    """Return a contract file that stands anywhere, compiled with the files that it refers to.

    Args:
        found: the file, or a folder with one contract in it.
        name: as the user wrote it.
        cache: where it may be already.
        paths: of requests, to which alone it is compiled; None: all of it.

    Raises:
        InputError: a file can't be read, is no contract, or something is wrong in it; places are
            shown as the user would write them.
    """
    try:
        return _compiled_file(found, name, cache, paths)
    except InputError as error:
        raise InputError(_as_named(error, found)) from None


def _as_named(error: InputError, found: NamedPath) -> Iterator[Problem]:
    """Yield problems with places that whoever named a file knows, in line and column.

    They are looked up here: the file need not lie in a workspace, where they would be later on.
    """
    from planner.app.locating import locate_problems  # noqa: PLC0415  only for errors

    for item in locate_problems(found.files, error.problems):
        problem, place = item.problem, item.problem.place
        if place is not None:
            place = replace(place, file=found.shown(place.file), position=item.position)
        yield replace(problem, place=place)


def _compiled_file(found: NamedPath, name: str, cache: Cache | None, paths: Paths) -> Compiled:
    from planner.app.diff_inputs import Side  # noqa: PLC0415  contracts of a registry need none
    from planner.app.diff_sources import read_bundle  # noqa: PLC0415  likewise

    side = Side(name, found.files, found.path, found.is_folder, found.shown)
    main, kind = _main_of(side)
    read = read_bundle(side, main, kind)
    key, bundle = _found(cache, ("", main), read.contents, paths)
    if bundle is None:
        documents = read.parsed()
        folder = _folder_of(documents)
        own = main if main in documents else ""
        digest = _digest(folder, read.contents)
        bundle = bundle_of(documents, folder, main=own, digest=digest, paths=paths)
        keep(cache, key, bundle)
    return Compiled(bundle, key if cache else "")


def file_documents(found: NamedPath, name: str) -> tuple[str, dict[str, Any]]:
    """Return the folder of a contract file, and what it is made of: path -> parsed document.

    Args:
        found: see `compiled_file`.
        name: as the user wrote it.

    Raises:
        InputError: as `compiled_file`.
    """
    from planner.app.diff_inputs import Side  # noqa: PLC0415  as above
    from planner.app.diff_sources import read_bundle  # noqa: PLC0415  as above

    side = Side(name, found.files, found.path, found.is_folder, found.shown)
    documents = read_bundle(side, *_main_of(side)).parsed()
    return _folder_of(documents), dict(documents)


def _folder_of(documents: Iterable[str]) -> str:
    folders = [dirname(path) for path in documents]
    return commonpath(folders) if folders else ""


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


def _found(
    cache: Cache | None, told: tuple[str, ...], contents: Mapping[str, bytes], paths: Paths
) -> tuple[str, Bundle | None]:
    """Return under which name a bundle is kept, or is to be, and the bundle if it is there.

    One that is compiled to some paths alone is read faster; a whole one will do as well.
    """
    whole = _key(told, contents)
    narrow = _key((*told, repr(paths)), contents) if paths is not None else whole
    for key in (narrow, *([whole] if narrow != whole else [])):
        bundle = kept(cache, key)
        if bundle is not None:
            return key, bundle
    return narrow, None


def _key(told: tuple[str, ...], contents: Mapping[str, bytes]) -> str:
    hashed = sha256(repr((FORM, told, sorted(contents))).encode())
    for path in sorted(contents):
        hashed.update(sha256(contents[path]).digest())
    return f"bundle-{hashed.hexdigest()}"
