"""Thumbs up and down, each with its question and what Spot took the question to mean.

This is not reinforcement learning from human feedback: nothing is trained. Votes are evidence that a person
reviews, and a down-vote that proves right becomes a golden case.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from semantic_query import ResolvedQuery


@dataclass(frozen=True)
class Thumb:
    tenant: str
    user: str
    question: str
    query: ResolvedQuery
    up: bool


@dataclass(frozen=True)
class Tally:
    """The votes on one metric."""

    up: int
    down: int

    def down_share(self, at_least: int = 10) -> float | None:
        """The share of down-votes; None below `at_least` votes, because so few prove nothing."""
        votes = self.up + self.down
        return self.down / votes if votes >= at_least else None


class FeedbackManager:
    """Keeps every thumb, per tenant. A person's newest vote on a question and meaning replaces their earlier one."""

    def __init__(self) -> None:
        self._thumbs: dict[tuple[str, str, str, ResolvedQuery], Thumb] = {}
        self._lock = threading.Lock()

    def record(self, thumb: Thumb) -> None:
        with self._lock:
            self._thumbs[(thumb.tenant, thumb.user, thumb.question, thumb.query)] = thumb

    def tallies(self, tenant: str) -> dict[str, Tally]:
        """Votes per metric, for one tenant."""
        counts: dict[str, Tally] = {}
        for thumb in self._of(tenant):
            for measure in thumb.query.measures:
                old = counts.get(measure.label, Tally(0, 0))
                counts[measure.label] = Tally(old.up + thumb.up, old.down + (not thumb.up))
        return counts

    def for_review(self, tenant: str) -> list[Thumb]:
        """The down-votes, oldest first: candidates for the golden suite."""
        return [thumb for thumb in self._of(tenant) if not thumb.up]

    def _of(self, tenant: str) -> list[Thumb]:
        with self._lock:
            return [thumb for thumb in self._thumbs.values() if thumb.tenant == tenant]
