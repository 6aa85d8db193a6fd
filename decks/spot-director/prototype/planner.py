"""Planners turn a question into a `SemanticQuery`. They see names, never SQL, tables or other tenants' values.

A language model would implement the same one method as the default below: a grammar of analytics English,
deterministic and without any network.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from semantic_layer import SemanticLayer
from semantic_query import BUCKETS, Filter, Measure, Period, Refusal, SemanticQuery, Top


class Task(NamedTuple):
    """All that a planner gets. `memory` holds the conversation's earlier questions, oldest first, and `find_values`
    says which values of which attributes a text begins with, in the user's own rows."""

    question: str
    now: date
    memory: tuple[str, ...]
    find_values: Callable[[str], list[tuple[str, str]]]


class Planner(Protocol):
    def propose(self, task: Task, observations: Sequence[Refusal]) -> SemanticQuery | None:
        """A query, or None when there is no better idea left. Refuses what it cannot read. An observation says why an
        earlier proposal failed: its subject is the name at fault, and its suggestions are names that would exist."""


# Words that carry no meaning in a question. Whatever is not here and is not understood is refused.
_FILLER = frozenset(
    "? , . a an and are by did do each for from give i in is list me of on only our per please show tell the us was "
    "we were what where which with".split()
)
_BEFORE_A_NAME = ("by", "per", "each")
_AGGREGATES = {"average": "average", "total": "sum", "minimum": "min", "maximum": "max"}
_WORD = re.compile(r"\w+|\S")
_TOP = re.compile(r"(top|bottom) ([1-9]\d{0,8})\b", re.IGNORECASE)
_SIGN = re.compile(r" ?(=|!=|<>|is\b) ?", re.IGNORECASE)
_LEAD_IN = re.compile(r"(and|only)\b", re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december".split()
_PERIOD = re.compile(
    r"(?:(?:(?P<this>this)|last(?: (?P<count>[1-9]\d*))?) (?P<unit>day|week|month|quarter|year)s?"
    rf"|(?:(?P<month>{'|'.join(_MONTHS)}) )?(?P<year>(?:19|20)\d\d)"
    r"|(?P<day>\d{4}-\d\d-\d\d))(?![\w-])",
    re.IGNORECASE,
)


class GrammarPlanner:
    """Reads a question from left to right, the longest name first. Every word is used, or is filler, or is refused."""

    def __init__(self, layer: SemanticLayer) -> None:
        self._layer = layer

    def propose(self, task: Task, observations: Sequence[Refusal]) -> SemanticQuery | None:
        if observations:
            return None  # a grammar has one reading, and would only say it again
        query = SemanticQuery(())
        for question in (*task.memory, task.question):
            text = " ".join(question.split())
            said = _Reading(self._layer, task, text).read()
            # "and by month?" and "only west" add to the question before.
            goes_on = query.measures and (not said.measures or _LEAD_IN.match(text))
            query = _combine(query, said) if goes_on else said
        return query


def _combine(before: SemanticQuery, said: SemanticQuery) -> SemanticQuery:
    changed = {item.attribute for item in said.filters}
    kept = tuple(item for item in before.filters if item.attribute not in changed)
    measures, groups = before.measures + said.measures, before.groups + said.groups
    return SemanticQuery(measures, groups, kept + said.filters, said.period or before.period, said.top or before.top)


class _Reading:
    """One pass over one question. A reader takes what it understands from the beginning of the rest: it returns how
    many characters that is, and zero when this is none of its business."""

    def __init__(self, layer: SemanticLayer, task: Task, question: str) -> None:
        self.layer = layer
        self.task = task
        self.rest = question
        self.word_before = ""
        self.query = SemanticQuery(())
        self.filters: defaultdict[tuple[str, bool], set[str]] = defaultdict(set)

    @property
    def word(self) -> str:
        found = _WORD.match(self.rest)
        return found[0].casefold() if found else ""

    def read(self) -> SemanticQuery:
        readers = (self._top, self._time, self._condition, self._name, self._filler, self._value)
        while self.rest:
            length = next(filter(None, (reader() for reader in readers)), 0)
            if not length:
                raise Refusal("unknown-term", f"'{self.word}' is not defined.", self.word)
            self.word_before = self.rest[:length].casefold()
            self.rest = self.rest[length:].lstrip()
        filters = (Filter(name, tuple(sorted(values)), no) for (name, no), values in self.filters.items())
        return self.query._replace(filters=tuple(filters))

    def _top(self) -> int:
        found = _TOP.match(self.rest)
        if not found:
            return 0
        if self.query.top:
            raise Refusal("too-complex", "One ranking at a time, please.", found[0])
        self.query = self.query._replace(top=Top(int(found[2]), found[1].lower() == "top"))
        return found.end()

    def _time(self) -> int:
        length, period = match_period(self.rest, self.task.now)
        if period and self.query.period:
            raise Refusal("too-complex", "One period at a time, please.", self.rest[:length])
        self.query = self.query._replace(period=period or self.query.period)
        return length

    def _condition(self) -> int:
        """An attribute, a sign and a value: "channel != web"."""
        length, attributes = self.layer.match(self.rest)
        sign = _SIGN.match(self.rest, length)
        if not attributes or not sign:
            return 0
        text = self.rest[sign.end() :]
        values = [(attribute, value) for attribute, value in self.task.find_values(text) if attribute in attributes]
        if not values:
            raise Refusal("unknown-term", f"No {self.rest[:length]} is called '{text}'.", text)
        return sign.end() + self._filter(values, negated=sign[1] in ("!=", "<>"))

    def _name(self) -> int:
        """A measure, perhaps with its aggregation in front, or an attribute or a time bucket to group by."""
        start, aggregation = 0, ""
        length, attributes = self.layer.match(self.rest)
        if self.word_before in _BEFORE_A_NAME and self.word in BUCKETS:
            length, attributes = len(self.word), [self.word]
        if not length and self.word in _AGGREGATES:
            start, aggregation = len(self.word) + 1, _AGGREGATES[self.word]
            length, attributes = self.layer.match(self.rest[start:])
        if not length or (attributes and aggregation):
            return 0
        name = self.rest[start : start + length].casefold()
        if attributes:
            self.query = self.query._replace(groups=(*self.query.groups, name))
        else:
            self.query = self.query._replace(measures=(*self.query.measures, Measure(name, aggregation)))
        return start + length

    def _filler(self) -> int:
        return len(self.word) if self.word in _FILLER else 0

    def _value(self) -> int:
        """A bare value, as in "revenue for west"; after `by` a name is due, and a value would be a misreading."""
        found = [] if self.word_before in _BEFORE_A_NAME else self.task.find_values(self.rest)
        length = self._filter(found, negated=False)
        # "in the west region" names the attribute, and does not group by it.
        behind, attributes = self.layer.match(self.rest[length + 1 :])
        named = any(attribute in attributes for attribute, _ in found)
        return length + 1 + behind if named else length

    def _filter(self, found: list[tuple[str, str]], negated: bool) -> int:
        """Keeps the longest of the values; asks back when it belongs to several attributes."""
        length = max((len(value) for _, value in found), default=0)
        longest = [(attribute, value) for attribute, value in found if len(value) == length]
        choices = sorted({attribute for attribute, _ in longest})
        if len(choices) > 1:
            value = longest[0][1]
            raise Refusal("ambiguous", f"'{value}' is a value of several attributes.", value, tuple(choices))
        for attribute, value in longest:
            if (attribute, not negated) in self.filters:
                raise Refusal("too-complex", "Values to keep or values to leave out, but not both, please.", value)
            self.filters[attribute, negated].add(value)
        return length


def start_of(unit: str, day: date, offset: int = 0) -> date:
    """The first day of the unit that lies `offset` units after the one that holds the day; weeks begin on Monday."""
    if unit == "day":
        return day + timedelta(days=offset)
    if unit == "week":
        return day + timedelta(days=7 * offset - day.weekday())
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    months = ((12 * day.year + day.month - 1) // size + offset) * size
    return date(months // 12, months % 12 + 1, 1)


def match_period(text: str, now: date) -> tuple[int, Period | None]:
    """The period that the text begins with, after the number of its characters: zero when there is none. Refuses a
    date that does not exist."""
    found = _PERIOD.match(text)
    if not found:
        return 0, None
    offset, count = 0, int(found["count"] or 1)
    try:
        if found["unit"]:
            unit, day, offset = found["unit"].lower(), now, 0 if found["this"] else -count
        elif found["day"]:
            unit, day = "day", date.fromisoformat(found["day"])
        elif found["month"]:
            unit, day = "month", date(int(found["year"]), _MONTHS.index(found["month"].lower()) + 1, 1)
        else:
            unit, day = "year", date(int(found["year"]), 1, 1)
        return found.end(), Period(start_of(unit, day, offset), start_of(unit, day, offset + count))
    except (ValueError, OverflowError):
        raise Refusal("invalid-date", f"There is no such date: '{found[0]}'.", found[0]) from None
