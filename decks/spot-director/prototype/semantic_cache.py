"""Answers kept by what was meant, not by how it was worded.

A near match is never a hit: "revenue 2024" and "revenue 2025" are close neighbours in any vector space.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from semantic_query import ResolvedQuery
from verification import Check
from warehouse import Result


class Key(NamedTuple):
    """All that an answer depends on. Leave one out, and somebody sees a stale answer, or somebody else's."""

    query: ResolvedQuery
    rights: tuple[object, ...]  # the tenant first, see User.rights
    model_version: str
    policy_version: str
    data_version: int


class Entry(NamedTuple):
    sql: str
    result: Result
    checks: tuple[Check, ...]


class SemanticCache:
    """The most recently used answers, up to a number of them."""

    def __init__(self, capacity: int = 512) -> None:
        self._capacity = capacity
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0

    def get(self, key: Key) -> Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                self.misses += 1
                return None
            self._entries.move_to_end(key)
            self.hits += 1
            return entry

    def put(self, key: Key, entry: Entry) -> None:
        with self._lock:
            self._entries[key] = entry
            self._entries.move_to_end(key)
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
