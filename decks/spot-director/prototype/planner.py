"""Planners turn a question into a `SemanticQuery`. They see names, never SQL, tables or other tenants' values.

The default is the grammar of `grammar.py`. A language model would implement the same one method; the stand-in for
one below can be wrong, which shows how the runtime corrects it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Callable, NamedTuple, Protocol

from semantic_query import SemanticQuery


class FoundValue(NamedTuple):
    """A value in the user's own rows: the attribute that holds it, and how many characters of the text it takes."""

    attribute: str
    value: str
    length: int


@dataclass(frozen=True)
class Task:
    """All that a planner gets. `memory` holds the conversation's earlier questions, oldest first."""

    question: str
    now: date
    memory: tuple[str, ...]
    find_values: Callable[[str], list[FoundValue]]


@dataclass(frozen=True)
class Observation:
    """Why the last proposal failed, in the model's words: the name at fault and names that would exist."""

    error: str
    subject: str
    candidates: tuple[str, ...]


class Planner(Protocol):
    def propose(self, task: Task, observations: Sequence[Observation]) -> SemanticQuery | None:
        """A query, or None when there is no better idea left. Refuses what it cannot read."""


@dataclass
class ScriptedModel:
    """Stands in for a language model: its first proposal is given, and may be wrong. When told why a proposal
    failed, it swaps the name at fault for the first candidate, which is all that self-correction needs."""

    proposal: SemanticQuery

    def propose(self, task: Task, observations: Sequence[Observation]) -> SemanticQuery | None:
        proposal = self.proposal
        for seen in observations:
            if not seen.candidates:
                return None
            names = {seen.subject: seen.candidates[0]}
            proposal = replace(
                proposal,
                measures=tuple(replace(item, name=names.get(item.name, item.name)) for item in proposal.measures),
                groups=tuple(names.get(name, name) for name in proposal.groups),
                filters=tuple(replace(f, attribute=names.get(f.attribute, f.attribute)) for f in proposal.filters),
            )
        return proposal
