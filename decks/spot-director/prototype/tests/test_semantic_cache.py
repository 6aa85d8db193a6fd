from __future__ import annotations

import dataclasses
import unittest

from semantic_cache import Key, SemanticCache
from semantic_query import SemanticQuery
from spot import open_spot
from tests.support import ask, fresh_spot


def key(number: int) -> Key:
    return Key(SemanticQuery(()), (number,), "m", "p", 1)


class Cache(unittest.TestCase):
    def test_a_paraphrase_hits(self) -> None:
        spot = fresh_spot()
        first = ask(spot, "revenue by region last quarter")
        for question in (
            "revenue by region last quarter",
            "Show me the turnover for each region last quarter",
            "sales by area last quarter",
        ):
            again = ask(spot, question)
            self.assertTrue(again.from_cache, question)
            self.assertEqual(again.rows, first.rows)

    def test_a_hit_does_not_run_again(self) -> None:
        spot = fresh_spot()
        ask(spot, "revenue by region")

        class Broken:
            data_version = spot.warehouse.data_version

            def snapshot(self, ticket: object) -> None:
                raise AssertionError("ran")

        broken = dataclasses.replace(spot, warehouse=Broken())
        self.assertTrue(ask(broken, "revenue by region").from_cache)

    def test_close_neighbours_do_not_hit(self) -> None:
        spot = fresh_spot()
        for question in (
            "revenue in 2024",
            "revenue in 2025",
            "revenue by region",
            "cost by region",
            "revenue top 3 regions",
        ):
            self.assertFalse(ask(spot, question).from_cache, question)

    def test_it_never_crosses_tenants_or_rights(self) -> None:
        spot = fresh_spot()
        seen = {}
        for user in ("ana", "gita", "ivan", "wes", "hal"):
            answer = ask(spot, "number of customers", user)
            self.assertFalse(answer.from_cache, user)
            seen[user] = answer.rows
        for user, rows in seen.items():
            again = ask(spot, "number of customers", user)
            self.assertTrue(again.from_cache)
            self.assertEqual(again.rows, rows)

    def test_new_data_a_new_policy_and_a_new_model_miss(self) -> None:
        spot = open_spot()
        before = ask(spot, "revenue")
        spot.warehouse.write("UPDATE sale_items SET amount = amount + 1 WHERE tenant_id = 'acme'")
        after = ask(spot, "revenue")
        self.assertFalse(after.from_cache)
        self.assertNotEqual(before.rows, after.rows)
        for part in ("layer", "permissions"):
            self.assertTrue(ask(spot, "revenue").from_cache)
            getattr(spot, part).version = "next"
            self.assertFalse(ask(spot, "revenue").from_cache, part)

    def test_it_is_bounded_and_drops_what_was_used_least_recently(self) -> None:
        cache = SemanticCache(capacity=2)
        cache.put(key(1), "answer")
        cache.put(key(2), "answer")
        cache.get(key(1))
        cache.put(key(3), "answer")
        self.assertIsNone(cache.get(key(2)))
        self.assertIsNotNone(cache.get(key(1)))


if __name__ == "__main__":
    unittest.main()
