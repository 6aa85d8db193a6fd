"""One loaded Spot for all tests; each test takes it with a control plane and a cache of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from agent_runtime import AgentRuntime, Answer, Request
from control_plane import ControlPlane
from planner import Planner, Task
from semantic_cache import SemanticCache
from semantic_query import Refusal, SemanticQuery
from spot import open_spot


@lru_cache(maxsize=1)
def _loaded() -> AgentRuntime:
    return open_spot()


def fresh_spot(planner: Planner | None = None, queries: float = 10_000) -> AgentRuntime:
    """The shared data and model, which no test changes, with everything that has state made new."""
    loaded = _loaded()
    control = ControlPlane({"queries": queries, "seconds": 120, "rows": 10_000_000})
    return replace(loaded, control=control, cache=SemanticCache(), planner=planner or loaded.planner)


def ask(spot: AgentRuntime, question: str, user: str = "ana", *memory: str) -> Answer:
    return spot.answer(Request(question, user, "test", memory=memory))


def refusal_of(answer: Answer) -> Refusal:
    assert answer.refusal is not None, f"answered: {answer.rows[:3]}"
    return answer.refusal


class ScriptedModel:
    """Stands in for a language model: its first proposal is given, and may be wrong. When told why a proposal
    failed, it swaps the name at fault for the first suggestion, which is all that self-correction needs."""

    def __init__(self, proposal: SemanticQuery) -> None:
        self.proposal = proposal

    def propose(self, task: Task, observations: Sequence[Refusal]) -> SemanticQuery | None:
        measures, groups = self.proposal.measures, self.proposal.groups
        for seen in observations:
            if not seen.suggestions:
                return None
            names = {seen.subject: seen.suggestions[0]}
            measures = tuple(item._replace(name=names.get(item.name, item.name)) for item in measures)
            groups = tuple(names.get(name, name) for name in groups)
        return self.proposal._replace(measures=measures, groups=groups)
