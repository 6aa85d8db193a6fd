from __future__ import annotations

import unittest

from tests.support import fresh_spot
from workers import cpu_pool, lookalikes, measure


class Workers(unittest.TestCase):
    def test_a_process_finds_what_this_process_finds(self) -> None:
        names = fresh_spot().layer.labels
        with cpu_pool(1) as pool:
            self.assertEqual(pool.submit(lookalikes, names).result(60), lookalikes(names))

    def test_names_that_are_easily_confused_are_found(self) -> None:
        self.assertEqual(lookalikes(["unit price", "unit prices", "region"]), [("unit price", "unit prices")])

    def test_the_measurement_covers_all_three_ways(self) -> None:
        ways = list(measure(jobs=2, workers=1, size=10))
        self.assertEqual(ways, ["one after the other", "1 threads", "1 processes"])


if __name__ == "__main__":
    unittest.main()
