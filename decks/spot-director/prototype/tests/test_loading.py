"""YAML files, the warehouse's locks, the command line and the golden suite's gate."""

from __future__ import annotations

import contextlib
import io
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

import duckdb
from yaml import YAMLError

from control_plane import Ticket
from semantic_query import Fragment
from spot import main, open_spot, read_yaml
from tests import run_suite
from tests.support import fresh_spot


def yaml(text: str) -> object:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "test.yaml")
        path.write_text(text, encoding="utf-8")
        return read_yaml(path)


class Yaml(unittest.TestCase):
    def test_the_key_on_is_text_as_in_yaml_1_2(self) -> None:
        self.assertEqual(yaml("{on: {a: b}, c: true, d: null}"), {"on": {"a": "b"}, "c": True, "d": None})

    def test_what_cannot_be_read_is_named(self) -> None:
        for text in ("a: [", "!!python/object/apply:os.system ['true']", "a: b: c"):
            with self.assertRaisesRegex(YAMLError, "test.yaml"):
                yaml(text)
        with self.assertRaisesRegex(OSError, "nowhere.yaml"):
            read_yaml(Path("nowhere.yaml"))


class Locks(unittest.TestCase):
    def test_a_snapshot_reads_and_cannot_do_anything_else(self) -> None:
        for sql in (
            "DROP TABLE sales",
            "INSERT INTO stores SELECT * FROM stores",
            "SELECT * FROM read_csv('/etc/passwd')",
            "COPY sales TO '/tmp/spot-leak.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
            "ATTACH '/tmp/spot-leak.db'",
        ):
            with self.assertRaises(duckdb.Error, msg=sql), fresh_spot().warehouse.snapshot(Ticket("s")) as snapshot:
                snapshot.run(Fragment(sql), 10)

    def test_a_result_says_when_it_is_not_whole(self) -> None:
        with fresh_spot().warehouse.snapshot(Ticket("s")) as snapshot:
            self.assertTrue(snapshot.run(Fragment("FROM range(11)"), 10).truncated)
            self.assertFalse(snapshot.run(Fragment("FROM range(10)"), 10).truncated)

    def test_a_snapshot_does_not_see_what_is_written_meanwhile(self) -> None:
        warehouse = open_spot().warehouse
        count = Fragment("SELECT count(*) FROM stores")
        with warehouse.snapshot(Ticket("s")) as snapshot:
            before = snapshot.run(count, 1).rows
            warehouse.write("DELETE FROM stores")
            self.assertEqual(snapshot.run(count, 1).rows, before)
        with warehouse.snapshot(Ticket("s")) as snapshot:
            self.assertEqual(snapshot.run(count, 1).rows, ((0,),))


class CommandLine(unittest.TestCase):
    def run_main(self, *arguments: str) -> tuple[int, str]:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = main(arguments)
        return code, out.getvalue()

    def test_an_answer_comes_with_its_trace(self) -> None:
        code, out = self.run_main("revenue by region")
        self.assertEqual(code, 0)
        for text in (
            "[plan] revenue by region",
            "[act] SELECT",
            "[verify] the groups, 6 of them, add up to the total",
            "North",
        ):
            self.assertIn(text, out)

    def test_a_refusal_has_its_reason_and_an_exit_code(self) -> None:
        code, out = self.run_main("churn by region", "--user", "gita")
        self.assertEqual(code, 1)
        self.assertIn("Refused (unknown-term): 'churn' is not defined.", out)


class Gate(unittest.TestCase):
    def test_the_core_suite_passes(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            code = run_suite.main([])
        self.assertEqual(code, 0, out.getvalue())
        self.assertIn("functional accuracy 100.0%", out.getvalue())

    def test_exactly_95_percent_fails(self) -> None:
        self.assertFalse(run_suite.passes(19, 20))
        self.assertFalse(run_suite.passes(190, 200))
        self.assertFalse(run_suite.passes(0, 0))
        self.assertTrue(run_suite.passes(191, 200))

    def test_rows_match_exactly_in_any_order_unless_order_is_asked_for(self) -> None:
        one, other = (("a", Decimal("1.0")), (None, 2)), ((None, 2.0), ("a", 1))
        self.assertTrue(run_suite.same_rows(one, other, ordered=False))
        self.assertFalse(run_suite.same_rows(one, other, ordered=True))
        self.assertFalse(run_suite.same_rows((("a", 1),), (("a", Decimal("1.01")),), ordered=False))
        self.assertFalse(run_suite.same_rows((("a", 1), ("a", 1)), (("a", 1),), ordered=False))
        self.assertFalse(run_suite.same_rows(((1,),), ((True,),), ordered=False))

    def test_a_refusal_scores_only_where_it_is_due(self) -> None:
        spot = fresh_spot()
        cases = {case.request.question: case for case in run_suite.load_cases(run_suite.SANDBOX / "golden.yaml")}
        refused = spot.answer(cases["churn by region"].request)
        self.assertEqual(run_suite.judge(cases["churn by region"], refused, spot), "")
        self.assertTrue(run_suite.judge(cases["revenue by region"], refused, spot).startswith("REFUSED"))
        self.assertTrue(run_suite.judge(cases["target by channel"], refused, spot).startswith("REFUSED"))


if __name__ == "__main__":
    unittest.main()
