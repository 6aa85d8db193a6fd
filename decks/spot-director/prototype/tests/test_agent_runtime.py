"""The loop: correction, giving up, memory, and stopping in the middle."""

from __future__ import annotations

import dataclasses
import threading
import unittest
from contextlib import contextmanager

from agent_runtime import MAX_TRIES, Answer, Request, Step
from control_plane import Ticket
from planner import Task
from semantic_layer import SemanticLayer
from semantic_query import Filter, Fragment, Measure, Refusal, SemanticQuery
from spot import SANDBOX, read_yaml
from tests.support import ScriptedModel, ask, fresh_spot, refusal_of
from warehouse import Result, Snapshot, Warehouse

ENDLESS = Fragment("SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = -1")


class EndlessWarehouse(Warehouse):
    """Every query that is run, rather than bound, takes for ever; `started` is set when one begins."""

    def __init__(self, real: Warehouse, started: threading.Event) -> None:
        self._connection = real._connection
        self.data_version = real.data_version
        self._started = started

    @contextmanager
    def snapshot(self, ticket):
        with super().snapshot(ticket) as snapshot:
            started = self._started

            class Endless(Snapshot):
                def run(self, query: Fragment, limit: int) -> Result:
                    started.set()
                    return super().run(ENDLESS, limit)

            yield Endless(snapshot._cursor)


class Answers(unittest.TestCase):
    def test_trace_shows_the_loop_and_ends_with_the_answer(self) -> None:
        items = list(fresh_spot().run(Request("revenue by region", "ana", "s"), Ticket("s")))
        self.assertEqual([item.kind for item in items if isinstance(item, Step)][:3], ["guard", "plan", "act"])
        self.assertIsInstance(items[-1], Answer)
        self.assertEqual(items[-1].columns, ("region", "revenue"))

    def test_a_refusal_comes_back_like_a_result_with_its_reason(self) -> None:
        refusal = refusal_of(ask(fresh_spot(), "churn by region"))
        self.assertEqual((refusal.code, refusal.subject), ("unknown-term", "churn"))

    def test_a_typo_is_offered_and_not_taken(self) -> None:
        self.assertIn("revenue", refusal_of(ask(fresh_spot(), "revenu by region")).suggestions)

    def test_memory_comes_with_the_request_and_stays_nowhere(self) -> None:
        spot = fresh_spot()
        followed = ask(spot, "and by month?", "ana", "revenue by region this year")
        self.assertEqual(followed.columns, ("region", "month", "revenue"))
        self.assertEqual(refusal_of(ask(spot, "and by month?")).code, "unknown-term")

    def test_the_runtime_cannot_keep_anything(self) -> None:
        with self.assertRaises(dataclasses.FrozenInstanceError):
            fresh_spot().memory = ()  # type: ignore[attr-defined]


class SelfCorrection(unittest.TestCase):
    def test_a_name_that_is_not_defined_is_corrected_from_the_observation(self) -> None:
        spot = fresh_spot(ScriptedModel(SemanticQuery((Measure("revenues total"),), ("region",))))
        items = list(spot.run(Request("how much did each region sell", "ana", "s"), Ticket("s")))
        kinds = [item.kind for item in items if isinstance(item, Step)]
        self.assertEqual(kinds[:5], ["guard", "plan", "observe", "plan", "act"])
        self.assertEqual(items[-1].rows, ask(fresh_spot(), "revenue by region").rows)

    def test_a_binder_error_is_observed_and_corrected(self) -> None:
        """The model still lists a column that the data has lost; what resembles it leads to another name."""
        document = read_yaml(SANDBOX / "model.yaml")
        document["tables"]["stores"]["columns"]["regional"] = {"type": "attribute"}
        planner = ScriptedModel(SemanticQuery((Measure("revenue"),), ("regional",)))
        spot = dataclasses.replace(fresh_spot(planner), layer=SemanticLayer(document))
        items = list(spot.run(Request("revenue by regional", "ana", "s"), Ticket("s")))
        observed = [item.note for item in items if isinstance(item, Step) and item.kind == "observe"]
        self.assertEqual(len(observed), 1)
        self.assertIn("Binder Error", observed[0])
        self.assertEqual(items[-1].rows, ask(fresh_spot(), "revenue by region").rows)

    def test_the_same_failure_twice_ends_it(self) -> None:
        class Stubborn:
            tries = 0

            def propose(self, task: Task, observations: list[Refusal]) -> SemanticQuery:
                self.tries += 1
                return SemanticQuery((Measure("churn"),))

        planner = Stubborn()
        self.assertEqual(refusal_of(ask(fresh_spot(planner), "churn")).code, "unknown-term")
        self.assertEqual(planner.tries, 2)

    def test_the_cap_ends_a_planner_that_fails_differently_each_time(self) -> None:
        class Inventive:
            tries = 0

            def propose(self, task: Task, observations: list[Refusal]) -> SemanticQuery:
                self.tries += 1
                return SemanticQuery((Measure(f"made up {self.tries}"),))

        planner = Inventive()
        self.assertEqual(refusal_of(ask(fresh_spot(planner), "x")).code, "unknown-term")
        self.assertEqual(planner.tries, MAX_TRIES)

    def test_the_budget_ends_it_before_the_cap(self) -> None:
        planner = ScriptedModel(SemanticQuery((Measure("revenues total"),)))
        self.assertEqual(refusal_of(ask(fresh_spot(planner, queries=1), "x")).code, "budget")

    def test_a_planner_cannot_name_what_is_hidden_or_slip_sql_in(self) -> None:
        class Once(ScriptedModel):
            def propose(self, task: Task, observations: list[Refusal]) -> SemanticQuery | None:
                return None if observations else self.proposal

        for name in ("tenant_id", "tenant id", 'region" FROM sales --', "sales.tenant_id", "stores::tenant_id"):
            spot = fresh_spot(Once(SemanticQuery((Measure("revenue"),), (name,))))
            self.assertEqual(refusal_of(ask(spot, "x")).code, "unknown-term", name)
        value = Filter("region", ("x' OR 1=1 --",))
        answer = ask(fresh_spot(ScriptedModel(SemanticQuery((Measure("revenue"),), (), (value,)))), "x")
        self.assertEqual(answer.rows, ((None,),))


class Stopping(unittest.TestCase):
    def _start(self, started: threading.Event):
        spot = fresh_spot()
        spot = dataclasses.replace(spot, warehouse=EndlessWarehouse(spot.warehouse, started))
        ticket, answers = Ticket("s"), []
        request = Request("revenue by region", "ana", "s")
        thread = threading.Thread(target=lambda: answers.append(spot.answer(request, ticket)))
        thread.start()
        self.assertTrue(started.wait(30))
        return spot, ticket, thread, answers

    def test_the_kill_switch_stops_a_query_that_is_running(self) -> None:
        spot, _, thread, answers = self._start(threading.Event())
        spot.control.kill()
        thread.join(30)
        self.assertEqual(refusal_of(answers[0]).code, "killed")
        self.assertEqual(refusal_of(ask(spot, "revenue")).code, "killed")
        self.assertEqual([entry["outcome"] for entry in spot.control.audit()], ["killed", "killed"])
        self.assertEqual([bool(entry["sql"]) for entry in spot.control.audit()], [True, False])

    def test_a_withdrawn_question_stops_while_it_runs(self) -> None:
        _, ticket, thread, answers = self._start(threading.Event())
        ticket.cancel()
        thread.join(30)
        self.assertEqual(refusal_of(answers[0]).code, "cancelled")

    def test_pause_step_and_resume(self) -> None:
        spot = fresh_spot()
        spot.control.pause()
        steps, stepped = [], threading.Semaphore(0)

        def run() -> None:
            for item in spot.run(Request("revenue", "ana", "s"), Ticket("s")):
                steps.append(item)
                stepped.release()

        thread = threading.Thread(target=run)
        thread.start()
        self.assertFalse(stepped.acquire(timeout=0.3))
        spot.control.step()
        self.assertTrue(stepped.acquire(timeout=30))
        self.assertFalse(stepped.acquire(timeout=0.3))
        self.assertEqual([step.kind for step in steps], ["guard"])
        spot.control.resume()
        thread.join(30)
        self.assertIsInstance(steps[-1], Answer)


if __name__ == "__main__":
    unittest.main()
