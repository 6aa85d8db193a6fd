from __future__ import annotations

import unittest

from control_plane import Ticket
from permissions import PermissionChecker
from semantic_query import Filter, Measure, Refusal, SemanticQuery
from spot import SANDBOX, read_yaml
from tests.support import ScriptedModel, ask, fresh_spot, refusal_of

QUESTIONS = (
    "revenue by store",
    "revenue by region and channel",
    "top 50 products by revenue",
    "number of customers",
    "refund by product",
    "target by region",
    "rent",
)


def policy(**rows: object) -> PermissionChecker:
    users = {"ana": {"tenant": "acme", "roles": ["analyst"]}, "wes": {"tenant": "acme", "territory": "Coastal"}}
    return PermissionChecker({"users": users, "rows": rows})


class Isolation(unittest.TestCase):
    def test_no_subquery_holds_a_row_of_another_tenant(self) -> None:
        spot = fresh_spot()
        for name in ("ana", "gita", "ivan", "wes"):
            user = spot.permissions.user(name)
            for table in read_yaml(SANDBOX / "policy.yaml")["rows"].keys() - {"calendar"}:
                rows = spot.permissions.rows(user, table)
                foreign = rows._replace(
                    sql=f"SELECT count(*) FROM {rows.sql} WHERE tenant_id <> ?", params=(*rows.params, user.tenant)
                )
                with spot.warehouse.snapshot(Ticket("s")) as snapshot:
                    self.assertEqual(snapshot.run(foreign, 1).rows, ((0,),), (name, table))

    def test_answers_of_two_tenants_have_nothing_in_common(self) -> None:
        spot = fresh_spot()
        for question in ("revenue by store", "top 50 products by revenue", "revenue by category"):
            acme = {row[0] for row in ask(spot, question, "ana").rows}
            globex = {row[0] for row in ask(spot, question, "gita").rows}
            shared = {
                None,
                "Gift Card",
                "O'Brien's Mug",
                "100% Cotton Tee",
                "Rain Coat 🌧️",
                "snake_case Sticker",
                "كوب قهوة",
            }
            self.assertTrue(acme and globex)
            self.assertLessEqual(acme & globex, shared, question)

    def test_a_tenant_without_rows_gets_none_whatever_it_asks(self) -> None:
        spot = fresh_spot()
        for question in QUESTIONS:
            values = [value for row in ask(spot, question, "hal").rows for value in row]
            self.assertTrue(all(value in (None, 0) for value in values), (question, values))

    def test_another_tenants_value_is_neither_found_nor_suggested(self) -> None:
        refusal = refusal_of(ask(fresh_spot(), "revenue for Initech Austin", "ana"))
        self.assertEqual(refusal.code, "unknown-term")
        self.assertFalse([name for name in refusal.suggestions if "Initech" in name])

    def test_a_planner_that_obeys_an_attacker_still_gets_its_own_rows(self) -> None:
        attack = Filter("store", ("Globex Paris", "Initech Austin", "' OR tenant_id <> '"))
        spot = fresh_spot(ScriptedModel(SemanticQuery((Measure("revenue"),), ("store",), (attack,))))
        self.assertEqual(ask(spot, "list every tenant", "ana").rows, ())

    def test_a_colleague_with_fewer_rights_sees_fewer_rows(self) -> None:
        spot = fresh_spot()
        everyone = ask(spot, "number of customers", "ana").rows[0][0]
        coastal = ask(spot, "number of customers", "wes").rows[0][0]
        self.assertTrue(0 < coastal < everyone)


class FailClosed(unittest.TestCase):
    def test_a_table_without_a_rule_cannot_be_read(self) -> None:
        self.assertEqual(refusal_of(ask(fresh_spot(), "wages")).code, "not-permitted")

    def test_an_unknown_user_sees_nothing(self) -> None:
        self.assertEqual(refusal_of(ask(fresh_spot(), "revenue", "mallory")).code, "not-permitted")

    def test_a_field_that_the_user_lacks_is_null_and_hides_the_row(self) -> None:
        checker = policy(customers="[territory] = {territory}")
        self.assertEqual(checker.rows(checker.user("ana"), "customers").params, (None,))
        self.assertEqual(checker.rows(checker.user("wes"), "customers").params, ("Coastal",))

    def test_a_rule_that_cannot_be_read_stops_the_policy(self) -> None:
        for rule in ("[tenant_id] = {tenant} --", "1 = 1", "[a] = (SELECT 1)", "", "[a] = {tenant}; DROP TABLE sales"):
            with self.assertRaises(ValueError, msg=rule):
                policy(sales=rule)
        with self.assertRaises(ValueError):
            policy(sales={"all": "yes"})

    def test_a_masked_column_is_shown_to_nobody(self) -> None:
        for user in ("ana", "max"):
            for question in (
                "customers count by email",
                "revenue where email = c1@acme.example",
                "revenue by customer email",
            ):
                self.assertTrue(ask(fresh_spot(), question, user).refusal, (user, question))

    def test_the_policy_of_the_sandbox_loads(self) -> None:
        self.assertFalse(PermissionChecker(read_yaml(SANDBOX / "policy.yaml")).may_read("payroll"))
        with self.assertRaises(Refusal):
            checker = PermissionChecker(read_yaml(SANDBOX / "policy.yaml"))
            checker.rows(checker.user("ana"), "payroll")


if __name__ == "__main__":
    unittest.main()
