"""Reads the tables and joins of model.yaml, and works out which table leads to which without repeating a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sql_compiler import Join
from yaml_files import FileError, as_list, as_mapping, as_text, as_texts


@dataclass(frozen=True)
class Column:
    """A column people can name. `values` maps a value's synonym to the values that it stands for."""

    table: str
    name: str
    label: str
    kind: str  # "attribute" or "measure"
    aggregation: str
    semi_additive: bool
    values: Mapping[str, tuple[str, ...]]

    @property
    def qualified(self) -> str:
        """A name that nothing else has."""
        return f"{self.table}::{self.label}"


@dataclass(frozen=True)
class Table:
    name: str
    sql: str
    date: str
    columns: tuple[Column, ...]


def read_table(name: str, node: Mapping[str, object]) -> Table:
    columns = []
    for key, item in as_mapping(node.get("columns"), name).items():
        spec = as_mapping(item, f"{name}.{key}")
        if spec.get("hidden") is True:
            continue
        values: dict[str, tuple[str, ...]] = {}
        for value, synonyms in as_mapping(spec.get("values"), key).items():
            for synonym in as_texts(synonyms, key):
                values[synonym.casefold()] = (*values.get(synonym.casefold(), ()), value)
        columns.append(
            Column(
                name,
                key,
                as_text(spec.get("name", key.replace("_", " ")), key),
                as_text(spec.get("type"), f"{name}.{key}: type"),
                as_text(spec.get("aggregation", "none"), key),
                "semi_additive" in spec,
                values,
            )
        )
    return Table(name, as_text(node.get("sql"), f"{name}: sql"), as_text(node.get("date", ""), name), tuple(columns))


def find_routes(tables: Mapping[str, Table], joins: object) -> dict[str, dict[str, tuple[Join, ...]]]:
    """For each table, the joins that lead to every table of which each of its rows has at most one row.

    Roles (`as:`) are left out. A second way to the same table would need one, so it is an error.
    """
    steps: dict[str, list[Join]] = {name: [] for name in tables}
    for item in as_list(joins, "joins"):
        node = as_mapping(item, "joins")
        if "as" in node:
            continue
        source, target = as_text(node.get("from"), "joins"), as_text(node.get("to"), "joins")
        keys = tuple((left, as_text(right, "joins")) for left, right in as_mapping(node.get("on"), "joins").items())
        if source not in tables or target not in tables or not keys:
            raise FileError(f"joins: {source} to {target}: no such table, or no `on`")
        steps[source].append(Join(source, target, keys))
        if node.get("cardinality") == "one_to_one":
            steps[target].append(Join(target, source, tuple((right, left) for left, right in keys)))
    routes: dict[str, dict[str, tuple[Join, ...]]] = {}
    for start in tables:
        found: dict[str, tuple[Join, ...]] = {start: ()}
        waiting = [start]
        while waiting:
            here = waiting.pop(0)
            for join in steps[here]:
                if found[here] and join.target == found[here][-1].source:
                    continue  # straight back over a one-to-one join
                if join.target in found:
                    raise FileError(f"joins: two ways from {start} to {join.target}; give one of them a role (as:)")
                found[join.target] = (*found[here], join)
                waiting.append(join.target)
        routes[start] = found
    return routes
