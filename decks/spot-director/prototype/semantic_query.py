"""The words that Spot's parts use with one another: a question's meaning, before and after resolution.

A planner, a grammar or a language model alike, may say one thing only: a `SemanticQuery`, made of names. The
semantic layer turns it into a `ResolvedQuery`, made of columns, or refuses it. There is no field for SQL in
either, which is why no planner can smuggle any in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Union

Value = Union[str, int, float, bool, Decimal, date, datetime, None]
Row = tuple[Value, ...]


class Refusal(Exception):
    """Spot's "no": a stable code, a reason for people and what could be asked instead."""

    def __init__(self, code: str, reason: str, subject: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.subject = subject
        self.suggestions = suggestions


class Fragment(NamedTuple):
    """A piece of SQL with the values bound to its question marks, in order."""

    sql: str
    params: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Measure:
    """A measure by name; `aggregation` overrides the model's own ("average revenue")."""

    name: str
    aggregation: str | None = None


@dataclass(frozen=True)
class Filter:
    """Keeps the rows whose attribute is (or, negated, is not) one of the values. NULL never passes."""

    attribute: str
    values: tuple[str, ...]
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

    measures: tuple[Measure, ...]
    groups: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    top: Top | None = None

    def __str__(self) -> str:
        """For the trace: revenue by region, where stores::region is West, 2025-07-01 to before 2025-10-01."""
        parts = [" and ".join(f"{m.aggregation} {m.name}" if m.aggregation else m.name for m in self.measures)]
        if self.groups:
            parts[0] += f" by {' and '.join(self.groups)}"
        for item in self.filters:
            parts.append(f"where {item.attribute} {'is not' if item.negated else 'is'} {' or '.join(item.values)}")
        if self.period:
            parts.append(f"{self.period.start} to before {self.period.end}")
        if self.top:
            parts.append(f"{'top' if self.top.descending else 'bottom'} {self.top.count}")
        return ", ".join(parts)


@dataclass(frozen=True)
class ResolvedMeasure:
    """An aggregation of one table's column, or of its rows when `column` is None."""

    label: str
    table: str
    column: str | None
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
    values: tuple[str, ...]
    negated: bool


@dataclass(frozen=True)
class ResolvedQuery:
    """A query in columns. Equal meanings compare equal, whatever words were used: the cache relies on it."""

    measures: tuple[ResolvedMeasure, ...]
    groups: tuple[ResolvedGroup, ...]
    filters: tuple[ResolvedFilter, ...]
    period: Period | None
    top: Top | None
