"""Finds names and values that resemble a word which the model does not hold, to suggest them.

It is small, in memory and exhaustive on purpose: a model has thousands of names, not billions. It suggests and
never decides: a near miss is offered to the user, or to a planner as an observation, and is not taken.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Vector = Mapping[str, float]


def embed(text: str) -> Vector:
    """A unit vector of the text's character trigrams; alike in spelling means close, whatever the meaning."""
    padded = f"  {' '.join(text.casefold().split())} "
    counts = Counter(padded[i : i + 3] for i in range(len(padded) - 2))
    length = math.sqrt(sum(count * count for count in counts.values()))
    return {gram: count / length for gram, count in counts.items()}


def similarity(one: Vector, other: Vector) -> float:
    """Cosine, from 0 (nothing in common) to 1 (the same trigrams)."""
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(gram, 0.0) for gram, weight in small.items())


class MetadataChunk(NamedTuple):
    """A name of the model, or a value from the data, as one tenant may see it. No chunk is without a tenant."""

    text: str
    tenant_id: str


class VectorSearch:
    """Nearest chunks by trigram similarity, per tenant.

    The tenant's chunks are chosen before anything is ranked. Ranking first and filtering afterwards would also
    give right answers, until somebody asks for the top ten and another tenant's names have taken the places.
    """

    def __init__(self, chunks: Iterable[MetadataChunk]) -> None:
        self._by_tenant: dict[str, list[tuple[MetadataChunk, Vector]]] = {}
        for chunk in dict.fromkeys(chunks):
            self._by_tenant.setdefault(chunk.tenant_id, []).append((chunk, embed(chunk.text)))

    def nearest(self, text: str, tenant_id: str, count: int = 3, at_least: float = 0.4) -> list[str]:
        """At most `count` texts, best first; none that is less alike than `at_least`."""
        allowed = self._by_tenant.get(tenant_id, [])
        wanted = embed(text)
        scored = sorted((-similarity(wanted, vector), chunk.text) for chunk, vector in allowed)
        return [name for score, name in scored[:count] if -score >= at_least]
