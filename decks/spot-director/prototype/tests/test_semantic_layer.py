from __future__ import annotations

import copy
import unittest

from control_plane import Ticket
from semantic_layer import SemanticLayer, fold
from semantic_query import Filter, Fragment, Measure, Refusal, SemanticQuery, Top
from spot import SANDBOX, read_yaml
from tests.support import ask, fresh_spot, refusal_of

DOCUMENT = read_yaml(SANDBOX / "model.yaml")


class Names(unittest.TestCase):
    def setUp(self) -> None:
        self.layer = SemanticLayer(DOCUMENT)

    def refused(self, *measures: str, groups: tuple[str, ...] = ()) -> str:
        with self.assertRaises(Refusal) as caught:
            self.layer.resolve(SemanticQuery(tuple(Measure(name) for name in measures), groups))
        return caught.exception.code

    def test_plural_case_and_synonyms_fold(self) -> None:
        self.assertEqual(fold("Product_Categories"), ("product", "category"))
        one = self.layer.resolve(SemanticQuery((Measure("Turnover"),), ("Regions",)))
        self.assertEqual(one, self.layer.resolve(SemanticQuery((Measure("revenue"),), ("area",))))

    def test_what_is_not_defined_is_refused(self) -> None:
        self.assertEqual(self.refused("churn"), "unknown-term")
        self.assertEqual(self.refused("revenue", groups=("planet",)), "unknown-term")
        self.assertEqual(self.refused(), "unknown-term")

    def test_two_meanings_are_asked_back(self) -> None:
        self.assertEqual(self.refused("price"), "ambiguous")
        self.assertEqual(self.refused("revenue", groups=("city",)), "ambiguous")
        self.layer.resolve(SemanticQuery((Measure("target"),), ("city",)))  # only the stores' city can be reached

    def test_what_the_prototype_cannot_do_is_said(self) -> None:
        self.assertEqual(self.refused("margin"), "too-complex")
        self.assertEqual(self.refused("stock on hand"), "too-complex")

    def test_a_filter_without_a_value_and_a_top_without_an_attribute_are_refused(self) -> None:
        for query in (
            SemanticQuery((Measure("revenue"),), filters=(Filter("region", ()),)),
            SemanticQuery((Measure("revenue"),), top=Top(5)),
            SemanticQuery((Measure("revenue"),), ("region", "channel"), top=Top(5)),
        ):
            with self.assertRaises(Refusal):
                self.layer.resolve(query)

    def test_the_joins_survived_yaml(self) -> None:
        """In YAML 1.1 the key `on:` would be a boolean, and no join would have its columns."""
        self.layer.resolve(SemanticQuery((Measure("revenue"),), ("region",)))

    def test_a_model_that_cannot_be_used_says_so(self) -> None:
        broken = copy.deepcopy(DOCUMENT)
        broken["joins"].append({"from": "sale_items", "to": "stores", "on": {"sale_id": "store_id"}})
        with self.assertRaisesRegex(ValueError, "two ways from sale_items to stores"):
            SemanticLayer(broken)


class NothingTwice(unittest.TestCase):
    """Answers against SQL that was written by hand."""

    def rows(self, sql: str):
        with fresh_spot().warehouse.snapshot(Ticket("s")) as snapshot:
            return snapshot.run(Fragment(sql), 10_000).rows

    def test_fan_trap_an_orders_fee_is_counted_once_however_many_lines_it_has(self) -> None:
        answer = ask(fresh_spot(), "shipping fees by region")
        expected = self.rows(
            """SELECT region, sum(shipping_fee) FROM sales LEFT JOIN stores USING (tenant_id, store_id)
            WHERE tenant_id = 'acme' GROUP BY region ORDER BY 1 NULLS LAST"""
        )
        self.assertEqual(answer.rows, expected)

    def test_chasm_trap_two_tables_that_would_multiply_each_other_are_refused(self) -> None:
        for question in ("revenue and target by region", "revenue and shipping fees"):
            refusal = refusal_of(ask(fresh_spot(), question))
            self.assertEqual(refusal.code, "too-complex")
            self.assertIn("multiply", refusal.reason)

    def test_a_measure_twice_under_two_names_is_one(self) -> None:
        self.assertEqual(ask(fresh_spot(), "revenue and turnover by region and area").columns, ("region", "revenue"))

    def test_up_and_then_down_is_refused(self) -> None:
        for question in ("target by channel", "shipping fees by product", "revenue by promotion"):
            self.assertEqual(refusal_of(ask(fresh_spot(), question)).code, "cannot-slice", question)

    def test_rows_without_a_match_stay_in_a_group_of_their_own(self) -> None:
        answer = ask(fresh_spot(), "revenue by region")
        self.assertIn(None, [row[0] for row in answer.rows])
        self.assertEqual(sum(row[1] for row in answer.rows), ask(fresh_spot(), "revenue").rows[0][0])


if __name__ == "__main__":
    unittest.main()
