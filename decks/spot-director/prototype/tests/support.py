"""One loaded Spot for all tests; each test takes it with a control plane and a cache of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from agent_runtime import AgentRuntime, Answer, Request
from control_plane import Budget, ControlPlane
from planner import Planner
from semantic_cache import SemanticCache
from semantic_query import Refusal
from spot import open_spot


@lru_cache(maxsize=1)
def _loaded() -> AgentRuntime:
    return open_spot()


def fresh_spot(planner: Planner | None = None, queries: float = 10_000) -> AgentRuntime:
    """The shared data and model, which no test changes, with everything that has state made new."""
    loaded = _loaded()
    control = ControlPlane(Budget(queries, 120, 10_000_000))
    return replace(loaded, control=control, cache=SemanticCache(), planner=planner or loaded.planner)


def ask(spot: AgentRuntime, question: str, user: str = "ana", *memory: str) -> Answer:
    return spot.answer(Request(question, user, "test", memory=memory))


def refusal_of(answer: Answer) -> Refusal:
    assert answer.refusal is not None, f"answered: {answer.rows[:3]}"
    return answer.refusal
