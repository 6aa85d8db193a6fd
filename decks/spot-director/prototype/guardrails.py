"""A cheap first filter for topics that are not Spot's business. It is not the defence against injection.

Anyone can rephrase. What holds when they do is structure: a planner can only name what the model defines, and
permissions are part of the SQL (`permissions.py`).
"""

import unicodedata
from collections.abc import Iterable, Mapping

import duckdb

from semantic_query import Refusal


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

    def __init__(self, rules: Iterable[Mapping[str, str]]) -> None:
        self._engine = duckdb.connect(":memory:")
        self._rules = [(rule["name"], rule["pattern"], rule["message"]) for rule in rules]
        self.check("")  # a pattern that RE2 cannot take fails here, and not at the first question

    def check(self, question: str) -> None:
        """Refuses a question that a rule stops; the refusal names the rule."""
        text = normalise(question)
        with self._engine.cursor() as cursor:  # connections are not meant for several threads
            for name, pattern, message in self._rules:
                if cursor.execute("SELECT regexp_matches(?, ?)", [text, pattern]).fetchone() == (True,):
                    raise Refusal("guardrail", message, name)
