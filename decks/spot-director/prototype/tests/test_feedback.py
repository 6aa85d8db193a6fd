from __future__ import annotations

import unittest

from feedback import FeedbackManager, Thumb
from semantic_query import SemanticQuery
from tests.support import ask, fresh_spot


def query(question: str) -> SemanticQuery:
    found = ask(fresh_spot(), question).query
    assert found is not None
    return found


class Feedback(unittest.TestCase):
    def setUp(self) -> None:
        self.feedback = FeedbackManager()
        self.revenue = query("revenue")
        self.both = query("revenue and cost")

    def vote(self, user: str, up: bool, tenant: str = "acme", meaning: SemanticQuery | None = None) -> None:
        self.feedback.record(Thumb(tenant, user, "turnover", meaning or self.revenue, up))

    def share(self, metric: str = "sale_items::revenue", at_least: int = 1) -> float | None:
        return self.feedback.down_share("acme", metric, at_least)

    def test_votes_are_counted_per_metric(self) -> None:
        self.vote("a", True)
        self.vote("b", True)
        self.vote("c", True)
        self.vote("d", False, meaning=self.both)
        self.assertEqual((self.share(), self.share("sale_items::cost")), (0.25, 1))

    def test_few_votes_prove_nothing(self) -> None:
        for i in range(9):
            self.vote(f"user {i}", i < 3)
        self.assertIsNone(self.share(at_least=10))
        self.vote("user 9", True)
        self.assertEqual(self.share(at_least=10), 0.6)

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
        self.assertEqual(self.share(), 0)

    def test_a_tenant_sees_its_own_votes_only(self) -> None:
        self.vote("a", False, tenant="globex")
        self.assertEqual((self.feedback.for_review("acme"), self.share()), ([], None))


if __name__ == "__main__":
    unittest.main()
