"""Thumbs up and down, each with its question and what Spot took the question to mean.

This is not reinforcement learning from human feedback: nothing is trained. Votes are evidence that a person
reviews, and a down-vote that proves right becomes a golden case.
"""

from __future__ import annotations

from typing import NamedTuple

from semantic_query import SemanticQuery


class Thumb(NamedTuple):
    tenant: str
    user: str
    question: str
    query: SemanticQuery
    up: bool


class FeedbackManager:
    """Keeps every thumb, per tenant. A person's newest vote on a question and meaning replaces their earlier one."""

    def __init__(self) -> None:
        self._thumbs: dict[tuple[object, ...], Thumb] = {}

    def record(self, thumb: Thumb) -> None:
        everything_but_the_vote = thumb[:-1]
        self._thumbs[everything_but_the_vote] = thumb

    def down_share(self, tenant: str, metric: str, at_least: int = 10) -> float | None:
        """The share of down-votes on a metric; None below `at_least` votes, because so few prove nothing."""
        votes = [thumb.up for thumb in self._of(tenant) for measure in thumb.query.measures if measure.name == metric]
        return votes.count(False) / len(votes) if len(votes) >= at_least else None

    def for_review(self, tenant: str) -> list[Thumb]:
        """The down-votes, oldest first: candidates for the golden suite."""
        return [thumb for thumb in self._of(tenant) if not thumb.up]

    def _of(self, tenant: str) -> list[Thumb]:
        return [thumb for thumb in list(self._thumbs.values()) if thumb.tenant == tenant]
