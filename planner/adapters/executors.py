"""What runs jobs side by side."""

import warnings
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from planner.adapters.pool import processors
from planner.model.errors import InputError

_PATIENCE = 10
"""Seconds until a scheduler that does not answer is given up."""


def process_pool(jobs: int, most: int = 0) -> Executor:
    """Return a pool with a process for each job, but no more than there are processors.

    Args:
        jobs: how many.
        most: processes at most, whatever there are processors; 0: as many as there are.
    """
    # a fork of a process that has threads may hang
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    workers = max(1, min(jobs, most or processors()))
    return ProcessPoolExecutor(workers, mp_context=get_context(method))


def dask_cluster(address: str, _jobs: int) -> Executor:
    """Return an executor that hands jobs to the workers of a Dask cluster.

    The workers must have the same version of planner installed.

    Args:
        address: `HOST:PORT` of its scheduler.

    Raises:
        InputError: Dask is not installed, or nobody answers.
    """
    try:
        from distributed import Client  # noqa: PLC0415  an extra that few install
    except ImportError:
        raise InputError.single(
            "no-dask",
            "Dask is not installed",
            hint="install the extra: pip install 'contract-planner[dask]'",
        ) from None
    try:
        make_client: Any = Client  # its package has types, this class has none
        client = make_client(f"tcp://{address}", timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError.single(
            "no-dask-cluster",
            f"no Dask scheduler answers at `{address}`: {str(error).splitlines()[0]}",
            hint="start one with `dask scheduler`, and workers with `dask worker HOST:PORT`",
        ) from None
    # the contracts themselves are what has to travel, there is nothing to load on the workers
    warnings.filterwarnings("ignore", message="Sending large graph", category=UserWarning)
    executor: Executor = _ClosingClient(client)
    return executor


class _ClosingClient(Executor):
    """A cluster as an executor that leaves it when it is done."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401  a class of the library
        self._client = client
        self._executor = client.get_executor()

    def submit(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as in the base class
        """Run a function on a worker."""
        return self._executor.submit(*arguments, **named)

    def map(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  as in the base class
        """Run a function for each item, and yield what it returns in their order."""
        return self._executor.map(*arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  as in the base class
        """Leave the cluster."""
        del cancel_futures
        self._executor.shutdown(wait=wait)
        self._client.close()
