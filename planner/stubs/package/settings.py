"""What a package is made for."""

from dataclasses import dataclass

FORM = "contract-planner:stub:1"
"""Names the rules that packages are made by; a package of another form is made again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What of a manifest, and of the ledger, goes into a package.

    Args:
        consumer: the service that calls; empty: nobody in particular.
        state: of the contract in the ledger.
        is_draft: not all parties have agreed to the contract.
        is_pruned: only what is consumed is part of the package.
        timeout: seconds; None: not said.
        attempts: tries of a call in all.
        backoff: `none`, `fixed` or `exponential`.
        statuses: HTTP statuses that are tried again.
        idempotency_key: a header that makes calls idempotent; empty: none.
    """

    consumer: str = ""
    state: str = ""
    is_draft: bool = False
    is_pruned: bool = False
    timeout: float | None = None
    attempts: int = 1
    backoff: str = "exponential"
    statuses: tuple[str, ...] = ()
    idempotency_key: str = ""
