"""Contracts of every format -> `Bundle`, the one form that stubs are made from.

Made from what the comparison of contracts reads (`planner.formats.lowering`), so that a stub and
the judgment of a change can't understand a contract differently; and from what no comparison
looks at: examples and prose.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.formats.contract_format import ParsedFiles, format_of

if TYPE_CHECKING:
    from planner.model.bundle import Bundle


def bundle_of(
    files: ParsedFiles,
    folder: str,
    *,
    contract: str = "",
    version: str = "",
    provider: str = "",
    digest: str = "",
    main: str = "",
    paths: Sequence[str] | None = None,
) -> "Bundle":
    """Return a contract in the form that stubs are made from.

    The same files give the same bundle, whatever machine, order of files or hash seed.

    Args:
        files: path -> parsed document, as `ContractFormat.read` takes them.
        folder: the contract's folder; references lead to files in it and nowhere else.
        contract: its id; empty: the name of its main file without the ending.
        version: empty: what the document says.
        provider: the service that owns it; empty for a loose file.
        digest: of the contract's files, as `planner.formats.canonical.digest_of` tells it.
        main: the document that alone is the contract, where others are only parts of it.
        paths: of requests, without queries: of an OpenAPI contract only those operations are
            compiled to which one of them may lead; None: all.

    Raises:
        InputError: the format is not known, references lead nowhere or out of the folder,
            something else stands where a mapping or list is expected. With places.
    """
    from importlib import import_module  # noqa: PLC0415  only the contract's own format is loaded

    own = {main: files[main]} if main in files else files
    kind = format_of(own, folder).kind
    module = import_module(f"{__name__}.{kind.replace('-', '_')}")
    only = {"paths": paths} if kind == "openapi" and paths is not None else {}
    bundle: Bundle = module.compile_bundle(files, folder, main, **only)
    bundle["contract"] = contract or bundle["contract"]
    bundle["version"] = version or bundle["version"]
    bundle["provider"] = provider
    bundle["digest"] = digest
    return bundle
