from __future__ import annotations

import threading
import unittest

from control_plane import ControlPlane, Ticket
from semantic_query import Refusal
from tests.support import ask, fresh_spot, refusal_of


class Budgets(unittest.TestCase):
    def test_a_session_is_turned_away_when_its_queries_are_spent(self) -> None:
        spot = fresh_spot(queries=2)
        for _ in range(2):
            self.assertIsNone(ask(spot, "revenue").refusal)
        self.assertEqual(refusal_of(ask(spot, "revenue")).code, "budget")

    def test_no_budget_means_nothing_runs(self) -> None:
        self.assertEqual(refusal_of(ask(fresh_spot(queries=0), "revenue")).code, "budget")

    def test_one_session_does_not_spend_the_budget_of_another(self) -> None:
        control = ControlPlane({"queries": 1})
        control.charge("one")
        control.charge("two")

    def test_what_has_run_is_booked_and_the_overdraft_turns_the_next_query_away(self) -> None:
        for what in ("seconds", "rows"):
            control = ControlPlane({"queries": 100, "seconds": 10, "rows": 10})
            control.book("s", what, 11)
            with self.assertRaises(Refusal):
                control.charge("s")

    def test_charging_from_many_threads_never_overspends(self) -> None:
        control, granted = ControlPlane({"queries": 50}), []

        def spend() -> None:
            for _ in range(20):
                try:
                    control.charge("s")
                except Refusal:
                    return
                granted.append(1)

        threads = [threading.Thread(target=spend) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(granted), 50)


class Audit(unittest.TestCase):
    def test_every_outcome_is_recorded(self) -> None:
        spot = fresh_spot()
        ask(spot, "revenue")
        ask(spot, "revenue")
        ask(spot, "churn")
        ask(spot, "revenue", "nobody")
        self.assertEqual(
            [entry["outcome"] for entry in spot.control.audit()],
            ["answered", "cached", "unknown-term", "not-permitted"],
        )


class Tickets(unittest.TestCase):
    def test_a_cancelled_ticket_starts_nothing(self) -> None:
        ticket = Ticket("s")
        ticket.cancel()
        with self.assertRaises(Refusal), ticket.interruptible(lambda: None):
            self.fail("ran")

    def test_a_paused_question_can_still_be_killed(self) -> None:
        control, ticket, codes = ControlPlane({}), Ticket("s"), []
        control.pause()

        def wait() -> None:
            try:
                with control.admit(ticket):
                    control.checkpoint(ticket)
            except Refusal as refusal:
                codes.append(refusal.code)

        thread = threading.Thread(target=wait)
        thread.start()
        control.kill()
        thread.join(30)
        self.assertEqual(codes, ["killed"])


if __name__ == "__main__":
    unittest.main()
