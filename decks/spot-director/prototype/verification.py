"""Checks on a result, made by code. No model is asked what it thinks of its own work.

Binding comes first: the engine itself says whether the SQL is sound, and its Binder Error tells the planner
what to repair. The result is checked afterwards. None of this can tell that a question was misread; the
golden suite is there for that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import duckdb

from semantic_query import Fragment, Refusal, SemanticQuery, Value
from warehouse import Result, Snapshot


class Check(NamedTuple):
    """`passed` is None where a check does not apply; the note then says why."""

    name: str
    passed: bool | None
    note: str

    def __str__(self) -> str:
        verdict = {True: "passed", False: "FAILED", None: "not applicable"}[self.passed]
        return f"{self.name}: {verdict} ({self.note})"


def check_binds(
    snapshot: Snapshot, sql: Fragment, name_of: Callable[[str], str], resembling: Callable[[str], list[str]]
) -> None:
    """Refuses when a name in the SQL does not exist. The engine speaks of the data's columns, and a planner knows
    only the model's names: the refusal is about the name that stands for the column, and suggests others like it."""
    try:
        snapshot.bind(sql)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        message = str(error).split("\n\nLINE")[0]
        missing = re.search(r'column (?:named )?"([^"]+)"', message)
        column = missing[1] if missing else ""
        name = name_of(column)
        suggestions = tuple(other for other in resembling(column) if other != name)
        raise Refusal("cannot-run", message, name, suggestions) from error


def check_result(query: SemanticQuery, result: Result, total: Callable[[], Result]) -> tuple[Check, ...]:
    """All checks; refuses a result that fails one. `total` runs the same query ungrouped, in the same snapshot: a
    comparison across two snapshots would blame a query for data that has merely changed in between."""
    keys = [row[: len(query.groups)] for row in result.rows]
    checks = [_adds_up(query, result, total), _has_values(query, result)]
    if any(None in key for key in keys):
        checks.append(Check("empty group", True, "rows that belong to no group are counted, not dropped"))
    if result.truncated:
        checks.append(Check("complete", None, f"only the first {len(result.rows)} rows are shown"))
    failed = [check for check in checks if check.passed is False]
    if failed:
        raise Refusal("unverified", "; ".join(map(str, failed)))
    return tuple(checks)


def _adds_up(query: SemanticQuery, result: Result, total: Callable[[], Result]) -> Check:
    """Groups against the total. The total joins fewer tables, so a join that repeats rows shows up here."""
    name = "groups add up to the total"
    additive = [i for i, measure in enumerate(query.measures) if measure.aggregation in ("sum", "count")]
    if not query.groups or not additive:
        return Check(name, None, "nothing to add up")
    if query.top or result.truncated:
        return Check(name, None, "not all groups are shown")
    whole = total().rows[0]
    for i in additive:
        groups, due = _sum(row[len(query.groups) + i] for row in result.rows), _sum([whole[i]])
        if not math.isclose(groups, due, rel_tol=1e-9, abs_tol=1e-9):
            return Check(name, False, f"{query.measures[i].name}: the groups make {groups}, the total is {due}")
    return Check(name, True, f"{len(result.rows)} groups")


def _sum(values: Iterable[Value]) -> float:
    return math.fsum(float(str(value)) for value in values if value is not None)


def _has_values(query: SemanticQuery, result: Result) -> Check:
    """An empty answer is a true one, but never passes without a word on why it is empty."""
    if any(value is not None for row in result.rows for value in row[len(query.groups) :]):
        return Check("has values", True, f"{len(result.rows)} rows")
    reasons = [str(item) for item in query.filters]
    if query.period:
        reasons.append(f"dates from {query.period.start} to before {query.period.end}")
    return Check("has values", None, f"no row has {' and '.join(reasons)}" if reasons else "the data has no such rows")
