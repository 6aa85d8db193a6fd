"""Checks on a result, made by code. No model is asked what it thinks of its own work.

Binding comes first: the engine itself says whether the SQL is sound, and its Binder Error tells the planner
what to repair. The result is checked afterwards. None of this can tell that a question was misread; the
golden suite is there for that.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Callable, NamedTuple

import duckdb

from semantic_query import Fragment, ResolvedQuery, Value
from warehouse import Result, Snapshot


class Check(NamedTuple):
    """`passed` is None where a check does not apply; the note then says why."""

    name: str
    passed: bool | None
    note: str


class BindFailure(NamedTuple):
    """What the engine could not find, and what it would have accepted: names of the data, not of the model."""

    error: str
    missing: str
    candidates: tuple[str, ...]


def check_binds(snapshot: Snapshot, query: Fragment) -> BindFailure | None:
    """None when every name and type in the SQL exists, else the engine's complaint."""
    try:
        snapshot.bind(query)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        message = str(error).split("\n\nLINE")[0]
        missing = re.search(r'column (?:named )?"([^"]+)"', message)
        names = re.findall(r'"([^"]+)"', message.partition("andidate bindings")[2])
        candidates = tuple(dict.fromkeys(name.rpartition(".")[2] for name in names))
        return BindFailure(message, missing.group(1) if missing else "", candidates)
    return None


def check_result(query: ResolvedQuery, result: Result, total: Callable[[], Result]) -> list[Check]:
    """All checks. `total` runs the same query ungrouped, in the same snapshot: a comparison across two
    snapshots would blame a query for data that has merely changed in between."""
    width = len(query.groups)
    keys = [row[:width] for row in result.rows]
    checks = [
        Check("groups are distinct", len(set(keys)) == len(keys), f"{len(keys)} rows"),
        _adds_up(query, result, total),
        _has_values(query, result),
    ]
    for index, group in enumerate(query.groups):
        if any(key[index] is None for key in keys):
            checks.append(
                Check("empty group", True, f"one group has no {group.label}; its rows are counted, not dropped")
            )
    if result.truncated:
        checks.append(Check("complete", None, f"only the first {len(result.rows)} rows are shown"))
    return checks


def failures(checks: list[Check]) -> list[Check]:
    return [check for check in checks if check.passed is False]


def _adds_up(query: ResolvedQuery, result: Result, total: Callable[[], Result]) -> Check:
    """Groups against the total. The total joins fewer tables, so a join that repeats rows shows up here."""
    name = "groups add up to the total"
    additive = [i for i, measure in enumerate(query.measures) if measure.additive]
    if not query.groups or not additive:
        return Check(name, None, "nothing to add up")
    if query.top or result.truncated:
        return Check(name, None, "not all groups are shown")
    whole = total().rows[0]
    for index in additive:
        parts = [row[len(query.groups) + index] for row in result.rows]
        if not _close(_sum(parts), _sum([whole[index]])):
            label = query.measures[index].label
            return Check(name, False, f"{label}: the groups make {_sum(parts)}, the total is {whole[index]}")
    return Check(name, True, f"{len(result.rows)} groups")


def _has_values(query: ResolvedQuery, result: Result) -> Check:
    """An empty answer is a true one, but never passes without a word on why it is empty."""
    width = len(query.groups)
    if any(value is not None for row in result.rows for value in row[width:]):
        return Check("has values", True, f"{len(result.rows)} rows")
    reasons = [
        f"{item.column} {'is not' if item.negated else 'is'} {' or '.join(item.values)}" for item in query.filters
    ]
    if query.period:
        reasons.append(f"dates from {query.period.start} to before {query.period.end}")
    return Check("has values", None, f"no row has {' and '.join(reasons)}" if reasons else "the data has no such rows")


def _sum(values: list[Value]) -> Decimal:
    numbers = [value for value in values if isinstance(value, (int, float, Decimal))]
    return sum((Decimal(str(number)) for number in numbers), Decimal(0))


def _close(one: Decimal, other: Decimal) -> bool:
    """Decimals and integers are exact; sums of floating-point numbers depend on their order."""
    return one == other or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
