"""Which contracts stubs are made from: compiled, with what is known of who uses them.

Only what is imported here is imported when nothing has changed since the last run: neither pydantic
nor anything that reads YAML.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from planner.app.ports import Cache, Files, World
from planner.model.bundle import Bundle
from planner.model.problem import Problem

LOOSE = "file"
"""State of a contract that stands in no registry: nobody ratifies it."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how a failed call is tried again, as a manifest says it.

    Args:
        backoff: `none`, `fixed` or `exponential`.
        statuses: HTTP statuses that are tried again, `503` or `5XX`.
    """

    attempts: int
    backoff: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """How a service uses a contract.

    Args:
        operations: ids of the operations that it calls, as the bundle has them; None: all.
        messages: names of the messages that it receives, likewise.
        fields: fields of responses or payloads that it reads.
        timeout: seconds; None: not said.
        idempotency_key: the header or field that makes calls idempotent; empty: none.
    """

    consumer: str
    operations: tuple[str, ...] | None
    messages: tuple[str, ...] | None
    fields: tuple[str, ...] = ()
    timeout: float | None = None
    retry: Retry | None = None
    idempotency_key: str = ""


@dataclass(frozen=True, slots=True)
class StubSource:
    """A contract to make stubs from.

    Args:
        is_ratified: all parties have agreed to exactly what its files say.
        state: of the ledger (`planner.model.ratification.LedgerState`), or `file` for a file that
            stands in no registry.
        uses: by services of the workspace, sorted by consumer; of a file none.
        key: under which the cache has the bundle; empty: nowhere.
        named: how the user named a file; empty for a contract of a registry.
    """

    bundle: Bundle
    is_ratified: bool
    state: str
    uses: tuple[Use, ...] = ()
    key: str = field(default="", compare=False, repr=False)
    named: str = field(default="", compare=False)

    @property
    def is_draft(self) -> bool:
        """Whether it stands in a registry and not all parties have agreed to it."""
        return not self.is_ratified and self.state != LOOSE


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for; see `find_sources`."""

    told: tuple[str, ...]
    service: str = ""
    allow_draft: bool = False
    paths: tuple[str, ...] | None = None


def find_sources(
    files: Files | None,
    told: Sequence[str],
    *,
    service: str = "",
    allow_draft: bool = False,
    world: World | None = None,
    cache: Cache | None = None,
    paths: Collection[str] | None = None,
) -> tuple[list[StubSource], tuple[Problem, ...]]:
    """Return the contracts that stubs are to be made from, compiled, and warnings.

    Contracts of the workspace go before files of the same name. Without a version, the highest
    ratified one is meant; with drafts allowed, the highest of all. Each contract comes once.

    Args:
        files: the workspace; None outside of any.
        told: `CONTRACT`, `CONTRACT@VERSION`, or the path of a contract file; a file needs neither
            workspace nor ratification. Empty, and no service: all contracts of the workspace.
        service: everything that this service consumes and subscribes to.
        allow_draft: also contracts to which not all parties have agreed.
        world: where paths lead; None: no files are looked for.
        cache: keeps what was compiled; None: all is compiled anew.
        paths: of requests, without queries: only operations to which one of them may lead are
            compiled, which of a large contract takes a tenth of the time; None: all.

    Raises:
        InputError: there is no such contract, service or file, a contract is not ratified (it says
            who must agree), or something is wrong with the workspace or a contract.
    """
    only = None if paths is None else tuple(sorted(set(paths)))
    wanted = Wanted(tuple(dict.fromkeys(told)), service, allow_draft, only)
    if cache is not None:
        from planner.app.stubs.remembering import remembered_sources  # noqa: PLC0415  may be off

        return remembered_sources(wanted, files, world, cache)
    from planner.app.stubs.finding import found_sources  # noqa: PLC0415  see the module's docstring

    return found_sources(wanted, files, world, None)
