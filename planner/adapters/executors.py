"""What runs jobs side by side."""

from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_all_start_methods, get_context

from planner.adapters.pool import processors


def process_pool(jobs: int) -> Executor:
    """Return a pool with a process for each job, but no more than there are processors."""
    # a fork of a process that has threads may hang
    method = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
    workers = max(1, min(jobs, processors()))
    return ProcessPoolExecutor(workers, mp_context=get_context(method))
