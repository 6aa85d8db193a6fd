"""CPU-bound Python leaves the server for a process pool; `python workers.py` measures why.

DuckDB lets go of the interpreter's lock while it works, so a thread is enough for queries. What is left for
processes is real Python looping, such as comparing each of a model's names with every other. Arguments and results
are pickled on the way, so a job gets a list of names, and hands back the few pairs that matter.
"""

import itertools
import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

from metadata import embed, similarity


def lookalikes(names: Sequence[str], at_least: float = 0.75) -> list[tuple[str, str]]:
    """Pairs of names that are easily taken for one another, for whoever curates the model. Quadratic, pure Python."""
    pairs = itertools.combinations([(name, embed(name)) for name in names], 2)
    return [(one, other) for (one, first), (other, second) in pairs if similarity(first, second) >= at_least]


def cpu_pool(processes: int = 2) -> ProcessPoolExecutor:
    """Processes are spawned, not forked: a fork would copy the locks that other threads hold at that moment."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


def measure(jobs: int = 4, workers: int = 2, size: int = 400) -> dict[str, float]:
    """The same jobs one after the other, on threads and on processes, in seconds."""
    names = [f"metric {i * 7919 % 1000} of region {i}" for i in range(size)]

    def seconds(pool: Executor) -> float:
        with pool:
            list(pool.map(lookalikes, [()] * 4 * workers))  # starts the workers before the clock runs
            started = time.perf_counter()
            list(pool.map(lookalikes, [names] * jobs))
            return time.perf_counter() - started

    return {
        "one after the other": seconds(ThreadPoolExecutor(1)),
        f"{workers} threads": seconds(ThreadPoolExecutor(workers)),
        f"{workers} processes": seconds(cpu_pool(workers)),
    }


if __name__ == "__main__":
    for way, took in measure().items():
        print(f"{way:<20} {took:6.2f} s")
