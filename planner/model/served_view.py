"""What a stub server tells when it is ready."""

from typing import NamedTuple


class ServedStub(NamedTuple):
    """A contract that is served.

    Args:
        name: of the stub: the contract, with its version where two versions are served.
        variable: name of an environment variable for its address: `CATALOG_API_URL`.
        url: what stands before the contract's paths.
        operations: how many it has.
        is_draft: it isn't ratified.
    """

    name: str
    contract: str
    version: str
    digest: str
    variable: str
    url: str
    operations: int
    is_draft: bool


class ServedView(NamedTuple):
    """All that is served.

    Args:
        workspace: its folder; empty outside of any.
        process: id of the process that serves.
        stubs: by address.
    """

    workspace: str
    process: int
    stubs: tuple[ServedStub, ...]
