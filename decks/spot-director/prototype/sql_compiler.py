"""A resolved query to SQL: identifiers quoted, values bound, nothing counted twice.

Each fact table is aggregated to the question's grain in a branch of its own, so that two facts never multiply
each other; the branches meet by UNION ALL and one outer aggregation, which keeps NULL groups and groups that
only one of the facts has. Inside a branch, joins are left outer and run many-to-one, so they neither drop
nor repeat a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable, NamedTuple

from semantic_query import Fragment, ResolvedFilter, ResolvedGroup, ResolvedMeasure, ResolvedQuery, Value


class Join(NamedTuple):
    """From a table to the one row of another that it belongs to; `keys` pairs their columns."""

    source: str
    target: str
    keys: tuple[tuple[str, str], ...]


Routes = Mapping[str, Mapping[str, tuple[Join, ...]]]
DateOf = Callable[[str], tuple[str, str]]
RowsOf = Callable[[str], Fragment]

_FUNCTIONS = {
    "sum": "sum({})",
    "average": "avg({})",
    "count": "count({})",
    "count_distinct": "count(DISTINCT {})",
    "min": "min({})",
    "max": "max({})",
    "median": "median({})",
}


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def compile_query(query: ResolvedQuery, routes: Routes, date_of: DateOf, rows_of: RowsOf) -> Fragment:
    facts = list(dict.fromkeys(measure.table for measure in query.measures))
    groups = [f"g{i}" for i in range(len(query.groups))]
    branches = [
        _branch(query, fact, groups, routes[fact], date_of(fact) if _needs_date(query) else ("", ""), rows_of)
        for fact in facts
    ]
    # A group is in each branch at most once, so max() only picks the one value there is.
    outputs = groups + [f"max(m{i})" for i in range(len(query.measures))]
    labels = [group.label for group in query.groups] + [measure.label for measure in query.measures]
    select = ", ".join(f"{output} AS {quote(label)}" for output, label in zip(outputs, labels))
    union = "\nUNION ALL\n".join(branch.sql for branch in branches)
    sql = f"SELECT {select}\nFROM (\n{union}\n) AS branches"
    params = [value for branch in branches for value in branch.params]
    if groups:
        sql += f"\nGROUP BY {', '.join(groups)}"
        order = [f"{name} ASC NULLS LAST" for name in groups]
        if query.top:
            order.insert(0, f"max(m0) {'DESC' if query.top.descending else 'ASC'} NULLS LAST")
        sql += f"\nORDER BY {', '.join(order)}"
    if query.top:
        sql += "\nLIMIT ?"
        params.append(query.top.count)
    return Fragment(sql, tuple(params))


def _branch(
    query: ResolvedQuery,
    fact: str,
    groups: Sequence[str],
    routes: Mapping[str, tuple[Join, ...]],
    date: tuple[str, str],
    rows_of: RowsOf,
) -> Fragment:
    """One fact at the question's grain; the other facts' measures are NULL here."""
    selected = [f"{_group(group, date)} AS {name}" for group, name in zip(query.groups, groups)]
    selected += [
        f"{_aggregate(measure) if measure.table == fact else 'NULL'} AS m{i}"
        for i, measure in enumerate(query.measures)
    ]
    conditions: list[str] = []
    values: list[Value] = []
    for item in query.filters:
        conditions.append(_condition(item))
        values.extend(item.values)
    if query.period:
        column = _column(*date)
        conditions.append(f"{column} >= ? AND {column} < ?")
        values.extend((query.period.start, query.period.end))
    needed = [group.table for group in query.groups if group.table] + [item.table for item in query.filters]
    source = _from(fact, needed + [date[0]] * bool(date[0]), routes, rows_of)
    sql = f"  SELECT {', '.join(selected)}\n  FROM {source.sql}"
    if conditions:
        sql += f"\n  WHERE {' AND '.join(conditions)}"
    if groups:
        sql += f"\n  GROUP BY {', '.join(str(i + 1) for i in range(len(groups)))}"
    return Fragment(sql, (*source.params, *values))


def _from(fact: str, needed: Sequence[str], routes: Mapping[str, tuple[Join, ...]], rows_of: RowsOf) -> Fragment:
    """The fact's permitted rows, joined to the permitted rows of the tables that are needed and no others."""
    joins: dict[str, Join] = {join.target: join for table in needed for join in routes[table]}
    rows = rows_of(fact)
    sql, params = f"{rows.sql} AS {quote(fact)}", list(rows.params)
    for join in joins.values():
        rows = rows_of(join.target)
        keys = " AND ".join(
            f"{_column(join.source, left)} = {_column(join.target, right)}" for left, right in join.keys
        )
        sql += f"\n  LEFT JOIN {rows.sql} AS {quote(join.target)} ON {keys}"
        params.extend(rows.params)
    return Fragment(sql, tuple(params))


def _needs_date(query: ResolvedQuery) -> bool:
    return query.period is not None or any(group.bucket for group in query.groups)


def _column(table: str, column: str) -> str:
    return f"{quote(table)}.{quote(column)}"


def _group(group: ResolvedGroup, date: tuple[str, str]) -> str:
    if group.bucket:
        return f"CAST(date_trunc('{group.bucket}', {_column(*date)}) AS DATE)"
    return _column(group.table, group.column)


def _aggregate(measure: ResolvedMeasure) -> str:
    return _FUNCTIONS[measure.aggregation].format(
        "*" if measure.column is None else _column(measure.table, measure.column)
    )


def _condition(item: ResolvedFilter) -> str:
    """Compared without case; a NULL satisfies neither the condition nor its negation."""
    marks = ", ".join("?" for _ in item.values)
    return f"lower({_column(item.table, item.column)}) {'NOT IN' if item.negated else 'IN'} ({marks})"
