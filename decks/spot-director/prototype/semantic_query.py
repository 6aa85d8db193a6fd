"""The words that Spot's parts use with one another: a question's meaning, before and after resolution.

A planner, a grammar or a language model alike, may say one thing only: a `SemanticQuery`, made of names. The
semantic layer turns it into a `ResolvedQuery`, made of columns, or refuses it. There is no field for SQL in
either, which is why no planner can smuggle any in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Optional, Tuple, Union

Value = Union[str, int, float, bool, Decimal, date, datetime, None]
Row = Tuple[Value, ...]


class Refusal(Exception):
    """Spot's "no": a stable code, a reason for people and what could be asked instead."""

    def __init__(self, code: str, reason: str, subject: str = "", suggestions: Tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.subject = subject
        self.suggestions = suggestions


class Fragment(NamedTuple):
    """A piece of SQL with the values bound to its question marks, in order."""

    sql: str
    params: Tuple[Value, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure by name; `aggregation` overrides the model's own ("average revenue")."""

    name: str
    aggregation: Optional[str] = None


@dataclass(frozen=True)
class Filter:
    """Keeps the rows whose attribute is (or, negated, is not) one of the values. NULL never passes."""

    attribute: str
    values: Tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class Period:
    """From `start` up to, and without, `end`."""

    start: date
    end: date


@dataclass(frozen=True)
class Top:
    """The first rows by the first measure; ties go by the attributes, ascending."""

    count: int
    descending: bool = True


@dataclass(frozen=True)
class SemanticQuery:
    """What a planner may propose. A group is an attribute's name or a time bucket such as `month`."""

    measures: Tuple[Measure, ...]
    groups: Tuple[str, ...] = ()
    filters: Tuple[Filter, ...] = ()
    period: Optional[Period] = None
    top: Optional[Top] = None


@dataclass(frozen=True)
class ResolvedMeasure:
    """An aggregation of one table's column, or of its rows when `column` is None."""

    label: str
    table: str
    column: Optional[str]
    aggregation: str

    @property
    def additive(self) -> bool:
        return self.aggregation in ("sum", "count")


@dataclass(frozen=True)
class ResolvedGroup:
    """A column to group by, or a bucket of each measure's own date (then table and column are empty)."""

    label: str
    table: str = ""
    column: str = ""
    bucket: str = ""


@dataclass(frozen=True)
class ResolvedFilter:
    table: str
    column: str
    values: Tuple[str, ...]
    negated: bool


@dataclass(frozen=True)
class ResolvedQuery:
    """A query in columns. Equal meanings compare equal, whatever words were used: the cache relies on it."""

    measures: Tuple[ResolvedMeasure, ...]
    groups: Tuple[ResolvedGroup, ...]
    filters: Tuple[ResolvedFilter, ...]
    period: Optional[Period]
    top: Optional[Top]
