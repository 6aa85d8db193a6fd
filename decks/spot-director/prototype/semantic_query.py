"""The words that Spot's parts use with one another.

A planner, a grammar or a language model alike, may say one thing only: a `SemanticQuery`, made of names. The
semantic layer resolves it, or refuses it. There is no field for SQL in it, which is why no planner can smuggle
any in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Union

Value = Union[str, int, float, bool, Decimal, date, datetime, None]
Row = tuple[Value, ...]
BUCKETS = ("day", "week", "month", "quarter", "year")


@dataclass(eq=False)
class Refusal(Exception):
    """Spot's "no": a stable code, a reason for people and what could be asked instead."""

    code: str
    reason: str
    subject: str = ""
    suggestions: tuple[str, ...] = ()


class Fragment(NamedTuple):
    """A piece of SQL with the values bound to its question marks, in order."""

    sql: str
    params: tuple[Value, ...] = ()


def quote(*names: str) -> str:
    """An SQL identifier, perhaps with its table's in front."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


class Measure(NamedTuple):
    """A measure by name; `aggregation` overrides the model's own ("average revenue")."""

    name: str
    aggregation: str = ""


class Filter(NamedTuple):
    """Keeps the rows whose attribute is (or, negated, is not) one of the values. NULL never passes."""

    attribute: str
    values: tuple[str, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.attribute} {'is not' if self.negated else 'is'} {' or '.join(self.values)}"


class Period(NamedTuple):
    """From `start` up to, and without, `end`."""

    start: date
    end: date


class Top(NamedTuple):
    """The first rows by the first measure; ties go by the attributes, ascending."""

    limit: int
    descending: bool = True


class SemanticQuery(NamedTuple):
    """What a planner may propose. A group is an attribute's name or a time bucket such as `month`. A resolved query has
    the model's own names: equal meanings are equal then, whatever words were used, and the cache relies on it."""

    measures: tuple[Measure, ...]
    groups: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: Period | None = None
    top: Top | None = None

    def __str__(self) -> str:
        """For the trace: revenue by region, where stores::region is West, 2025-07-01 to before 2025-10-01."""
        parts = [" and ".join(f"{m.aggregation} {m.name}".strip() for m in self.measures)]
        if self.groups:
            parts[0] += f" by {' and '.join(self.groups)}"
        parts += [f"where {item}" for item in self.filters]
        if self.period:
            parts.append(f"{self.period.start} to before {self.period.end}")
        if self.top:
            parts.append(f"{'top' if self.top.descending else 'bottom'} {self.top.limit}")
        return ", ".join(parts)
