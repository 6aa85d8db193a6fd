from __future__ import annotations

import unittest
from decimal import Decimal

from control_plane import Ticket
from semantic_query import Fragment, Measure, Refusal, SemanticQuery, Top
from spot import open_spot
from tests.support import ask, fresh_spot, refusal_of
from verification import check_binds, check_result
from warehouse import Result

BY_REGION = SemanticQuery((Measure("sale_items::revenue", "sum"),), ("stores::region",))


def result(*rows: tuple[object, ...]) -> Result:
    return Result(("region", "revenue"), rows, truncated=False)


def total(value: object):
    return lambda: Result(("revenue",), ((value,),), truncated=False)


class Results(unittest.TestCase):
    def test_groups_that_make_the_total_pass(self) -> None:
        rows = result(("a", Decimal("1.10")), ("b", None), (None, 2))
        check = check_result(BY_REGION, rows, total(Decimal("3.10")))
        self.assertEqual(check, "the groups, 3 of them, add up to the total")

    def test_groups_that_miss_the_total_by_a_cent_fail(self) -> None:
        rows = result(("a", Decimal("1.10")), ("b", Decimal("2.00")))
        with self.assertRaisesRegex(Refusal, "the groups make 3.1, the total is 3.11"):
            check_result(BY_REGION, rows, total(Decimal("3.11")))

    def test_floats_may_differ_in_their_last_digits_only(self) -> None:
        check_result(BY_REGION, result(("a", 0.1), ("b", 0.2)), total(0.3))

    def test_what_does_not_apply_says_why(self) -> None:
        top = BY_REGION._replace(top=Top(1))
        check = check_result(top, result(("a", 1)), total(9))
        self.assertEqual(check, "the total is not compared, as the result ends after 1 groups")


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

    def test_the_engines_complaint_names_the_column(self) -> None:
        with fresh_spot().warehouse.snapshot(Ticket("s")) as snapshot:
            check_binds(snapshot, Fragment("SELECT region FROM stores"))
            for sql in ("SELECT regional FROM stores", 'SELECT s."regional" FROM (SELECT * FROM stores) AS s'):
                with self.assertRaises(Refusal) as caught:
                    check_binds(snapshot, Fragment(sql))
                self.assertEqual((caught.exception.code, caught.exception.subject), ("cannot-run", "regional"))
                self.assertIn("Binder Error", caught.exception.reason)


if __name__ == "__main__":
    unittest.main()
