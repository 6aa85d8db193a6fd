from __future__ import annotations

import unittest
from decimal import Decimal

from control_plane import Ticket
from semantic_query import Fragment, ResolvedFilter, ResolvedGroup, ResolvedMeasure, ResolvedQuery, Top
from spot import open_spot
from tests.support import ask, fresh_spot, refusal_of
from verification import check_binds, check_result, failures
from warehouse import Result

REVENUE = ResolvedMeasure("revenue", "sale_items", "amount", "sum")
REGION = ResolvedGroup("region", "stores", "region")
BY_REGION = ResolvedQuery((REVENUE,), (REGION,), (), None, None)


def result(*rows: tuple[object, ...]) -> Result:
    return Result(("region", "revenue"), rows, truncated=False)


def total(value: object):
    return lambda: Result(("revenue",), ((value,),), truncated=False)


class Results(unittest.TestCase):
    def test_groups_that_make_the_total_pass(self) -> None:
        checks = check_result(BY_REGION, result(("a", Decimal("1.10")), ("b", None), (None, 2)), total(Decimal("3.10")))
        self.assertEqual(failures(checks), [])
        self.assertIn("empty group", [check.name for check in checks])

    def test_groups_that_miss_the_total_by_a_cent_fail(self) -> None:
        checks = check_result(BY_REGION, result(("a", Decimal("1.10")), ("b", Decimal("2.00"))), total(Decimal("3.11")))
        self.assertEqual([check.name for check in failures(checks)], ["groups add up to the total"])

    def test_floats_may_differ_in_their_last_digits_only(self) -> None:
        self.assertEqual(failures(check_result(BY_REGION, result(("a", 0.1), ("b", 0.2)), total(0.3))), [])

    def test_a_group_twice_fails(self) -> None:
        checks = check_result(BY_REGION, result(("a", 1), ("a", 2)), total(3))
        self.assertEqual([check.name for check in failures(checks)], ["groups are distinct"])

    def test_what_does_not_apply_says_why(self) -> None:
        top = ResolvedQuery((REVENUE,), (REGION,), (), None, Top(1))
        notes = [check.note for check in check_result(top, result(("a", 1)), total(9)) if check.passed is None]
        self.assertEqual(notes, ["not all groups are shown"])

    def test_an_empty_result_names_the_filter(self) -> None:
        query = ResolvedQuery((REVENUE,), (), (ResolvedFilter("stores", "region", ("nowhere",), False),), None, None)
        checks = check_result(query, Result(("revenue",), ((None,),), False), total(None))
        self.assertIn("no row has region is nowhere", [check.note for check in checks])


class AgainstTheData(unittest.TestCase):
    def test_a_join_that_repeats_rows_is_caught_before_anybody_sees_the_number(self) -> None:
        """A store entered twice breaks the many-to-one promise of the model, and doubles its revenue."""
        spot = open_spot()
        honest = ask(spot, "revenue by region")
        self.assertIsNone(honest.refusal)
        spot.warehouse.write("INSERT INTO stores SELECT * FROM stores WHERE tenant_id = 'acme' AND store_id = 1")
        refusal = refusal_of(ask(spot, "revenue by region"))
        self.assertEqual(refusal.code, "unverified")
        self.assertIn("the groups make", refusal.reason)

    def test_the_engines_complaint_is_read(self) -> None:
        with fresh_spot().warehouse.snapshot(Ticket("s")) as snapshot:
            self.assertIsNone(check_binds(snapshot, Fragment("SELECT region FROM stores")))
            failure = check_binds(snapshot, Fragment("SELECT regional FROM stores"))
            assert failure is not None
            self.assertEqual(failure.missing, "regional")
            self.assertIn("region", failure.candidates)
            other = check_binds(snapshot, Fragment('SELECT s."regional" FROM (SELECT * FROM stores) AS s'))
            assert other is not None
            self.assertEqual(other.missing, "regional")


if __name__ == "__main__":
    unittest.main()
