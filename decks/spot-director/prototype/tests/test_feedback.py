from __future__ import annotations

import unittest

from feedback import FeedbackManager, Thumb
from semantic_query import ResolvedQuery
from tests.support import ask, fresh_spot


def query(question: str) -> ResolvedQuery:
    found = ask(fresh_spot(), question).query
    assert found is not None
    return found


class Feedback(unittest.TestCase):
    def setUp(self) -> None:
        self.feedback = FeedbackManager()
        self.revenue = query("revenue")
        self.both = query("revenue and cost")

    def vote(self, user: str, up: bool, tenant: str = "acme", meaning: ResolvedQuery | None = None) -> None:
        self.feedback.record(Thumb(tenant, user, "turnover", meaning or self.revenue, up))

    def test_votes_are_counted_per_metric(self) -> None:
        self.vote("a", True)
        self.vote("b", False)
        self.vote("c", False, meaning=self.both)
        tallies = self.feedback.tallies("acme")
        self.assertEqual((tallies["revenue"].up, tallies["revenue"].down), (1, 2))
        self.assertEqual((tallies["cost"].up, tallies["cost"].down), (0, 1))

    def test_few_votes_prove_nothing(self) -> None:
        for i in range(9):
            self.vote(f"user {i}", i < 3)
        self.assertIsNone(self.feedback.tallies("acme")["revenue"].down_share())
        self.vote("user 9", True)
        self.assertEqual(self.feedback.tallies("acme")["revenue"].down_share(), 0.6)

    def test_a_down_vote_is_kept_with_its_question_for_review(self) -> None:
        self.vote("a", False)
        self.vote("b", True)
        self.assertEqual(
            [(thumb.question, thumb.query) for thumb in self.feedback.for_review("acme")], [("turnover", self.revenue)]
        )

    def test_a_second_vote_replaces_the_first(self) -> None:
        self.vote("a", False)
        self.vote("a", True)
        self.assertEqual(self.feedback.for_review("acme"), [])
        self.assertEqual(self.feedback.tallies("acme")["revenue"].up, 1)

    def test_a_tenant_sees_its_own_votes_only(self) -> None:
        self.vote("a", False, tenant="globex")
        self.assertEqual((self.feedback.for_review("acme"), self.feedback.tallies("acme")), ([], {}))


if __name__ == "__main__":
    unittest.main()
