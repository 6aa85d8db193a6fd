"""The grammar and its time words."""

from __future__ import annotations

import unittest
from datetime import date, timedelta

from planner import match_period, start_of
from semantic_query import BUCKETS, Filter, Measure, Period, Refusal, SemanticQuery, Top
from tests.support import ask, fresh_spot, refusal_of

NOW = date(2025, 12, 31)


def period(text: str, now: date = NOW) -> Period | None:
    length, found = match_period(text, now)
    assert length == len(text), text
    return found


class TimeWords(unittest.TestCase):
    def test_periods(self) -> None:
        for text, start, end in (
            ("last quarter", "2025-07-01", "2025-10-01"),
            ("this week", "2025-12-29", "2026-01-05"),
            ("Last 3 months", "2025-09-01", "2025-12-01"),
            ("this year", "2025-01-01", "2026-01-01"),
            ("2024", "2024-01-01", "2025-01-01"),
            ("february 2024", "2024-02-01", "2024-03-01"),
            ("2024-02-29", "2024-02-29", "2024-03-01"),
        ):
            self.assertEqual(period(text), Period(date.fromisoformat(start), date.fromisoformat(end)), text)

    def test_the_days_of_a_period_meet_without_gap_or_overlap(self) -> None:
        for unit in BUCKETS:
            for offset in range(0, 800, 7):
                start = start_of(unit, NOW - timedelta(days=offset))
                following = start_of(unit, start, 1)
                self.assertEqual(start_of(unit, following), following)
                self.assertEqual(start_of(unit, following - timedelta(days=1)), start)
                self.assertEqual(start_of(unit, following, -1), start)

    def test_a_date_that_does_not_exist_is_refused(self) -> None:
        for text in ("2025-02-30", "2025-13-01", "last 999999999 years", "last 9999999999 days"):
            with self.assertRaises(Refusal, msg=text) as caught:
                match_period(text, NOW)
            self.assertEqual(caught.exception.code, "invalid-date")

    def test_what_is_not_a_time_is_left_alone(self) -> None:
        for text in ("last", "last region", "march", "this 3 months", "last 0 days", "20245", "2024-1", "last yearly"):
            self.assertEqual(match_period(text, NOW), (0, None), text)


class Grammar(unittest.TestCase):
    def plan(self, question: str) -> SemanticQuery:
        from agent_runtime import Request, Step
        from control_plane import Ticket

        seen: list[SemanticQuery] = []
        spot = fresh_spot()
        planner = spot.planner

        class Spy:
            def propose(self, task, observations):
                query = planner.propose(task, observations)
                seen.append(query)
                return query

        for item in fresh_spot(Spy()).run(Request(question, "ana", "s"), Ticket("s")):
            if isinstance(item, Step) and item.kind == "plan":
                return seen[0]
        raise AssertionError(f"refused: {question}")

    def test_every_part_of_a_question_has_its_place(self) -> None:
        self.assertEqual(
            self.plan("Average revenue by region for web in 2024, top 3"),
            SemanticQuery(
                (Measure("revenue", "average"),),
                ("region",),
                (Filter("sales::channel", ("web",)),),
                Period(date(2024, 1, 1), date(2025, 1, 1)),
                Top(3),
            ),
        )

    def test_case_does_not_matter(self) -> None:
        self.assertEqual(
            self.plan("REVENUE BY Month For WEST Last 2 Weeks"), self.plan("revenue by month for west last 2 weeks")
        )

    def test_values_are_found_whatever_is_in_them(self) -> None:
        for question, value in (
            ("revenue for O'Brien's Mug", "O'Brien's Mug"),
            ("revenue for 100% cotton tee", "100% Cotton Tee"),
            ("revenue for كوب قهوة", "كوب قهوة"),
            ("revenue for rain coat 🌧️", "Rain Coat 🌧️"),
        ):
            self.assertEqual(self.plan(question).filters[0].values, (value,), question)

    def test_two_values_of_an_attribute_mean_either(self) -> None:
        self.assertEqual(
            self.plan("revenue for west and north").filters, (Filter("stores::region", ("North", "West")),)
        )

    def test_no_word_is_dropped(self) -> None:
        for question in (
            "revenue by region excluding west",
            "revenue or cost",
            "revenue not west",
            "revenue vs last year",
            "revenue by region sorted by cost",
            "revenue by west",
            "revenue > 1000",
            "revenue for west coast",
            "revenue by sale date monthly",
            "nonsense",
        ):
            self.assertIn(refusal_of(ask(fresh_spot(), question)).code, ("unknown-term", "ambiguous"), question)

    def test_what_would_be_misread_is_refused(self) -> None:
        for question in (
            "top 2 products by region by revenue",
            "revenue 2024 2025",
            "revenue where region != west and north",
            "top 5 revenue",
        ):
            self.assertEqual(refusal_of(ask(fresh_spot(), question)).code, "too-complex", question)

    def test_odd_input_is_refused_and_nothing_else(self) -> None:
        odd = ["", "   ", "?!", "\x00", "top", "by by by", "=", "region =", "revenue where region =", "last", "between"]
        odd += [
            "top 99999999999999999999 products by revenue",
            "top ² products by revenue",
            "revenue last ² months",
            "'; DROP TABLE sales; --",
            "𝕽",
            "a" * 500,
            "revenue for \ud800",
        ]
        for question in odd:
            answer = ask(fresh_spot(), question)
            self.assertTrue(answer.refusal or answer.rows, question)
        self.assertEqual(refusal_of(ask(fresh_spot(), "a" * 501)).code, "too-complex")


if __name__ == "__main__":
    unittest.main()
