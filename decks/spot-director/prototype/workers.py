"""CPU-bound Python leaves the server for a process pool; `python workers.py` measures why.

DuckDB lets go of the interpreter's lock while it works, so a thread is enough for queries. What is left for
processes is real Python looping, such as comparing each of a model's names with every other. Arguments and results
are pickled on the way, so a job gets a list of names, and hands back the few pairs that matter.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Callable

from metadata import embed, similarity


def lookalikes(names: Sequence[str], at_least: float = 0.75) -> list[tuple[str, str]]:
    """Pairs of names that are easily taken for one another, for whoever curates the model. Quadratic, pure Python."""
    vectors = [(name, embed(name)) for name in names]
    return [
        (one, other)
        for i, (one, first) in enumerate(vectors)
        for other, second in vectors[i + 1 :]
        if similarity(first, second) >= at_least
    ]


def cpu_pool(processes: int = 2) -> ProcessPoolExecutor:
    """Processes are spawned, not forked: a fork would copy the locks that other threads hold at that moment."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


def _nothing(_: int) -> None:
    """Starts a worker and its imports before the clock runs."""


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure(jobs: int = 4, workers: int = 2, size: int = 400) -> list[tuple[str, float]]:
    """The same jobs one after the other, on threads and on processes, in seconds."""
    names = [f"metric {i * 7919 % 1000} of region {i}" for i in range(size)]

    def on(pool: Executor) -> float:
        list(pool.map(_nothing, range(4 * workers)))
        return _seconds(lambda: list(pool.map(lookalikes, [names] * jobs)))

    results = [("one after the other", _seconds(lambda: [lookalikes(names) for _ in range(jobs)]))]
    with ThreadPoolExecutor(workers) as threads:
        results.append((f"{workers} threads", on(threads)))
    with cpu_pool(workers) as processes:
        results.append((f"{workers} processes", on(processes)))
    return results


if __name__ == "__main__":
    for label, seconds in measure():
        print(f"{label:<20} {seconds:6.2f} s")
