"""Answers kept by what was meant, not by how it was worded.

A near match is never a hit: "revenue 2024" and "revenue 2025" are close neighbours in any vector space.
"""

import threading
from collections import OrderedDict
from typing import Any, NamedTuple

from semantic_query import SemanticQuery


class Key(NamedTuple):
    """All that an answer depends on. Leave one out, and somebody sees a stale answer, or somebody else's."""

    query: SemanticQuery  # resolved
    rights: tuple[object, ...]  # all of a User but the name, so the tenant too
    model_version: int
    policy_version: int
    data_version: int


class SemanticCache:
    """The most recently used answers, up to a number of them."""

    def __init__(self, capacity: int = 512) -> None:
        self._capacity = capacity
        self._answers: OrderedDict[Key, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Any:
        """The answer, or None."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: Key, answer: Any) -> None:
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > self._capacity:
                self._answers.popitem(last=False)
