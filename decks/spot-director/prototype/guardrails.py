"""A cheap first filter for topics that are not Spot's business. It is not the defence against injection.

Anyone can rephrase. What holds when they do is structure: a planner can only name what the model defines, and
permissions are part of the SQL (`permissions.py`).
"""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path
from typing import NamedTuple

import duckdb

from semantic_query import Refusal
from yaml_files import FileError, as_list, as_mapping, as_text, read_yaml


class Rule(NamedTuple):
    name: str
    pattern: str
    message: str


def normalise(text: str) -> str:
    """One spelling for what looks alike: full-width letters, ligatures, accents, invisible characters and case."""
    decomposed = unicodedata.normalize("NFKD", text)
    visible = "".join(char for char in decomposed if unicodedata.category(char) not in ("Cf", "Mn"))
    return " ".join(visible.casefold().split())


class ContentGuardrail:
    """The `guardrail` rules of policy.yaml, applied before anything is planned.

    They run on RE2, the engine inside DuckDB: it takes linear time whatever the pattern and the text are, where
    Python's own `re` can be made to backtrack for hours.
    """

    def __init__(self, document: object) -> None:
        self._rules: list[Rule] = []
        self._engine = duckdb.connect(":memory:")
        self._lock = threading.Lock()
        for item in as_list(as_mapping(document, "policy").get("guardrail"), "guardrail"):
            node = as_mapping(item, "guardrail")
            rule = Rule(*(as_text(node.get(key), f"guardrail: {key}") for key in Rule._fields))
            try:
                self._matches(rule, "")
            except duckdb.Error as error:
                raise FileError(f"guardrail: {rule.name}: {error}") from error
            self._rules.append(rule)

    @classmethod
    def load(cls, path: Path) -> ContentGuardrail:
        return cls(read_yaml(path))

    def check(self, question: str) -> None:
        """Refuses a question that a rule stops; the refusal names the rule."""
        text = normalise(question)
        for rule in self._rules:
            if self._matches(rule, text):
                raise Refusal("guardrail", rule.message, rule.name)

    def _matches(self, rule: Rule, text: str) -> bool:
        with self._lock:
            row: tuple[object, ...] | None = self._engine.execute(
                "SELECT regexp_matches(?, ?)", [text, rule.pattern]
            ).fetchone()
        return row is not None and row[0] is True
