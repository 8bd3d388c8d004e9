"""Work spread over the processors of this machine."""

import os
from collections.abc import Callable, Sequence
from itertools import chain
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNKS_PER_PROCESS = 4


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item], *, worth: int
) -> list[Result]:
    """Return what `work` makes of all items, in their order.

    Args:
        work: handles some of the items; a module-level function or a `partial` of one, since it
            is sent to other processes.
        items: all of them.
        worth: fewer items than that are handled here: processes cost more than they save.
    """
    if len(items) < worth or processors() == 1 or not hasattr(os, "fork"):
        return work(items)
    import multiprocessing  # noqa: PLC0415  small workspaces do without
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    count = processors()
    size = -(-len(items) // (count * _CHUNKS_PER_PROCESS))
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    # A forked process has all modules already; starting afresh would cost what is to be saved.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        return list(chain.from_iterable(pool.map(work, chunks)))
