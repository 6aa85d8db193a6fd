"""Checks on a result, made by code. No model is asked what it thinks of its own work.

Binding comes first: the engine itself says whether the SQL is sound, and its Binder Error tells the planner
what to repair. The result is checked afterwards. None of this can tell that a question was misread; the
golden suite is there for that.
"""

import math
import re
from collections.abc import Callable, Iterable

import duckdb

from semantic_query import Fragment, Refusal, SemanticQuery, Value
from warehouse import Result, Snapshot


def check_binds(snapshot: Snapshot, sql: Fragment) -> None:
    """Refuses when a name in the SQL does not exist, such as a column that the data has lost since it was modelled."""
    try:
        snapshot.bind(sql)
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        message = str(error).split("\n\nLINE")[0]
        missing = re.search(r'column (?:named )?"([^"]+)"', message)
        raise Refusal("cannot-run", message, missing[1] if missing else "") from error


def check_result(query: SemanticQuery, result: Result, total: Callable[[], Result]) -> str:
    """Groups against the total: says what was compared, and refuses a result that does not add up. The total joins
    fewer tables, so a join that repeats rows shows up here. `total` runs the same query ungrouped, in the same
    snapshot: a comparison across two would blame a query for data that has merely changed in between."""
    additive = [i for i, measure in enumerate(query.measures) if measure.aggregation in ("sum", "count")]
    if query.top or result.truncated:
        return f"the total is not compared, as the result ends after {len(result.rows)} groups"
    if not query.groups or not additive:
        return "there are no groups to add up"
    whole = total().rows[0]
    for i in additive:
        groups, due = _sum(row[len(query.groups) + i] for row in result.rows), _sum([whole[i]])
        if not math.isclose(groups, due, rel_tol=1e-9, abs_tol=1e-9):
            name = query.measures[i].name
            raise Refusal("unverified", f"{name}: the groups make {groups}, the total is {due}", name)
    return f"the groups, {len(result.rows)} of them, add up to the total"


def _sum(values: Iterable[Value]) -> float:
    return math.fsum(float(str(value)) for value in values if value is not None)
