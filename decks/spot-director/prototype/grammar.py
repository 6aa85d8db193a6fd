"""The default planner: a grammar of analytics English, deterministic and without any network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planner import FoundValue, Observation, Task
from semantic_layer import BUCKETS, SemanticLayer
from semantic_query import Filter, Measure, Period, Refusal, SemanticQuery, Top
from time_words import match_period

_TOKEN = re.compile(r"!=|<>|=|\d{4}-\d{2}-\d{2}|[^\W_]+(?:['’._&-][^\W_]+)*|[^\s?,.]")
# Words that carry no meaning in a question. Whatever is not here and is not understood is refused.
_FILLER = frozenset(
    "a an and are by did do each for from give i in is list me of on our per please show tell the us was "
    "we were what where which with".split()
)
_AGGREGATES = {
    "average": "average",
    "avg": "average",
    "mean": "average",
    "total": "sum",
    "minimum": "min",
    "min": "min",
    "maximum": "max",
    "max": "max",
    "median": "median",
}
_BUCKET_WORDS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
_LEAD_IN = re.compile(r"\s*(?:and|only|what about)\b", re.IGNORECASE)


class GrammarPlanner:
    """Reads a question from left to right, the longest name first. Every word is used, or is filler, or is refused."""

    def __init__(self, layer: SemanticLayer, dates: frozenset[str] = frozenset()) -> None:
        """`dates` names the attributes that hold dates, as `table::label`."""
        self._layer = layer
        self._dates = dates

    def propose(self, task: Task, observations: Sequence[Observation]) -> SemanticQuery | None:
        if observations:
            return None  # a grammar has one reading, and would only say it again
        query = SemanticQuery(())
        for question in (*task.memory, task.question):
            query = self._follow(query, replace(task, question=question))
        return query

    def _follow(self, before: SemanticQuery, task: Task) -> SemanticQuery:
        """A question with a lead-in, or without a measure, adds to the one before it ("and by month?", "only west")."""
        lead_in = _LEAD_IN.match(task.question) if before.measures else None
        said = _Reading(
            self._layer, replace(task, question=task.question[lead_in.end() if lead_in else 0 :]), self._dates
        ).read()
        if not before.measures or (said.measures and not lead_in):
            return said
        changed = {item.attribute for item in said.filters}
        kept = tuple(item for item in before.filters if item.attribute not in changed)
        measures = (
            said.measures
            if lead_in and said.measures and "about" in lead_in.group()
            else before.measures + said.measures
        )
        return SemanticQuery(
            tuple(dict.fromkeys(measures)),
            tuple(dict.fromkeys(before.groups + said.groups)),
            kept + said.filters,
            said.period or before.period,
            said.top or before.top,
        )


@dataclass
class _Reading:
    """One pass over one question."""

    layer: SemanticLayer
    task: Task
    dates: frozenset[str]
    at: int = 0
    measures: list[Measure] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    filters: dict[tuple[str, bool], set[str]] = field(default_factory=dict)
    period: Period | None = None
    top: Top | None = None

    def read(self) -> SemanticQuery:
        spans = list(_TOKEN.finditer(self.task.question))
        self.starts = [span.start() for span in spans]
        self.words = [span.group().casefold() for span in spans]
        readers = (self._top, self._time, self._bucket, self._name, self._filler, self._value)
        while self.at < len(self.words):
            if not any(reader() for reader in readers):
                word = self.words[self.at]
                raise Refusal("unknown-term", f"'{word}' is not defined.", word)
        filters = tuple(
            Filter(name, tuple(sorted(values)), negated) for (name, negated), values in self.filters.items()
        )
        return SemanticQuery(
            tuple(dict.fromkeys(self.measures)), tuple(dict.fromkeys(self.groups)), filters, self.period, self.top
        )

    def _word(self, offset: int = 0) -> str:
        index = self.at + offset
        return self.words[index] if 0 <= index < len(self.words) else ""

    def _take(self, count: int) -> bool:
        self.at += count
        return True

    def _top(self) -> bool:
        if self._word() not in ("top", "bottom") or not self._word(1).isdecimal():
            return False
        if self.top:
            raise Refusal("too-complex", "One ranking at a time, please.", self._word())
        self.top = Top(int(self._word(1)[:9]), self._word() == "top")
        return self._take(2)

    def _time(self) -> bool:
        found = match_period(self.words, self.at, self.task.now)
        if found is None:
            return False
        if self.period:
            raise Refusal("too-complex", "One period at a time, please.", self._word())
        self.period = found.period
        return self._take(found.length)

    def _bucket(self) -> bool:
        unit = _BUCKET_WORDS.get(self._word())
        if unit is None and self._word(-1) in ("by", "per", "each") and self._word() in BUCKETS:
            unit = self._word()
        if unit is None:
            return False
        if self.groups and self.groups[-1].split()[-1] == self._word(-1) and self._is_date(self.groups[-1]):
            raise Refusal(
                "too-complex", "This prototype's time buckets are of each measure's own date only.", self._word()
            )
        self.groups.append(unit)
        return self._take(1)

    def _is_date(self, name: str) -> bool:
        return any(self.layer.means(name, qualified) for qualified in self.dates)

    def _name(self) -> bool:
        """A measure, perhaps with its aggregation in front; or an attribute, perhaps with a condition behind."""
        aggregation = _AGGREGATES.get(self._word())
        found = self.layer.match(self.words, self.at)
        if found is None and aggregation:
            found = self.layer.match(self.words, self.at + 1)
            if found is None or found.is_attribute:
                return False
            self.at += 1
        elif found is None:
            return False
        else:
            aggregation = None  # the name begins with the word, as in "average order value"
        name = " ".join(self.words[self.at : self.at + found.length])
        self.at += found.length
        if self._word() in ("=", "is", "!=", "<>") and found.is_attribute:
            return self._condition(name, negated=self._word() in ("!=", "<>"))
        if found.is_attribute:
            self.groups.append(name)
        else:
            self.measures.append(Measure(name, aggregation))
        return True

    def _condition(self, attribute: str, negated: bool) -> bool:
        self.at += 1
        values = self._values(attribute)
        if not values:
            raise Refusal("unknown-term", f"No {attribute} is called '{self._word()}'.", self._word())
        return self._filter(values, negated)

    def _filler(self) -> bool:
        return self._word() in _FILLER and self._take(1)

    def _value(self) -> bool:
        """A bare value, as in "revenue for west"; after `by` a name is due, and a value would be a misreading."""
        if self._word(-1) in ("by", "per", "each"):
            return False
        values = self._values()
        if not values:
            return False
        attributes = {value.attribute for value in values}
        if len(attributes) > 1:
            raise Refusal(
                "ambiguous",
                f"'{values[0].value}' is a value of several attributes.",
                self._word(),
                tuple(sorted(attributes)),
            )
        return self._filter(values, negated=False)

    def _values(self, attribute: str = "") -> list[FoundValue]:
        """What the user's rows hold under the longest phrase from here on, in one attribute or in any."""
        if self.at >= len(self.words):
            return []
        found = [
            value
            for value in self.task.find_values(self.task.question[self.starts[self.at] :])
            if not attribute or self.layer.means(attribute, value.attribute)
        ]
        longest = max((value.length for value in found), default=0)
        return [value for value in found if value.length == longest]

    def _filter(self, values: list[FoundValue], negated: bool) -> bool:
        for found in values:
            self.filters.setdefault((found.attribute, negated), set()).add(found.value)
        end = self.starts[self.at] + values[0].length
        while self.at < len(self.words) and self.starts[self.at] < end:
            self.at += 1
        behind = self.layer.match(
            self.words, self.at
        )  # "in the west region" names the attribute, and does not group by it
        if behind and self.layer.means(" ".join(self.words[self.at : self.at + behind.length]), values[0].attribute):
            self.at += behind.length
        return True
