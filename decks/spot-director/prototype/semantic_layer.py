"""The semantic layer: the whole vocabulary Spot has, and the only way from a name to a column.

It answers three questions. What does a name mean (`match`)? Is this query one that the model can answer
without counting anything twice (`resolve`)? What is its SQL (`compile`)? A name that the model does not
hold never gets as far as SQL; it is refused.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from semantic_query import BUCKETS, Filter, Fragment, Measure, Refusal, SemanticQuery, Value, quote

_FUNCTIONS = {"sum": "sum", "average": "avg", "count": "count", "min": "min", "max": "max"}
_WORD = re.compile(r"[^\W_]+(?:['’._&-][^\W_]+)*")
_LONGEST_NAME = 5  # words


class Column(NamedTuple):
    """Something that people can name."""

    table: str
    name: str  # in the data; empty for the number of a table's rows
    label: str
    kind: str  # attribute, measure, or beyond: the model has it, and this prototype cannot compute it
    aggregation: str = ""

    @property
    def qualified(self) -> str:
        """The model's own name for it, which nothing else has."""
        return f"{self.table}::{self.label}"

    @property
    def sql(self) -> str:
        return quote(self.table, self.name) if self.name else "*"


class Fact(NamedTuple):
    """What is counted: a table, the column that time words mean, and for each table that belongs to a row of it, the
    joins that lead there: a table each, and the condition."""

    table: str
    date: Column
    joins: Mapping[str, tuple[tuple[str, str], ...]]


def fold(text: str) -> tuple[str, ...]:
    """Words for comparison: case and plural are ignored, on both sides, so that `Regions` finds `region`."""
    singular = (re.sub(r"(?<=..)ies$", "y", word) for word in re.split(r"[\s_-]+", text.casefold()))
    return tuple(re.sub(r"(?<=.[^s])s$", "", word) for word in singular)


class SemanticLayer:
    """The model of `model.yaml`: names, and for each table the joins that are legal from it."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        self.version = hash(repr(model))
        self._names: defaultdict[tuple[str, ...], dict[str, Column]] = defaultdict(dict)
        for phrase, column in _vocabulary(model):
            self._names[fold(phrase)][column.qualified] = column
        self._columns = {name: column for meanings in self._names.values() for name, column in meanings.items()}
        self._facts = {fact.table: fact for fact in _facts(model)}
        self.labels = sorted(" ".join(words) for words in self._names)
        self.attributes = [column for column in self._columns.values() if column.kind == "attribute"]

    def match(self, text: str) -> tuple[int, list[str]]:
        """The longest name that the text begins with: how many characters it takes, zero when there is none, and
        the attributes that it can stand for."""
        for word in reversed(list(islice(_WORD.finditer(text), _LONGEST_NAME))):
            meanings = self._names.get(fold(text[: word.end()]))
            if meanings:
                return word.end(), [name for name, column in meanings.items() if column.kind == "attribute"]
        return 0, []

    def resolve(self, query: SemanticQuery) -> SemanticQuery:
        """The same query in the model's own names. Refuses an unknown or ambiguous name, and double counting."""
        if not query.measures:
            raise Refusal("unknown-term", "No measure is named. Say what to count or add up.")
        measures = tuple(dict.fromkeys(map(self._measure, query.measures)))
        table, *others = dict.fromkeys(self._columns[measure.name].table for measure in measures)
        if others:
            reason = f"{table} and {others[0]} would multiply each other's rows. Ask about one at a time."
            raise Refusal("too-complex", reason, others[0])
        fact = self._facts[table]
        meant = (name if name in BUCKETS else self._meaning(name, True, fact).qualified for name in query.groups)
        groups = tuple(dict.fromkeys(meant))
        filters = {self._filter(item, fact) for item in query.filters}
        if (query.period or not set(BUCKETS).isdisjoint(groups)) and fact.date.table not in fact.joins:
            raise Refusal("cannot-slice", f"The rows of {table} have no date.", table)
        if query.top and (len(groups) != 1 or query.top.limit < 1):
            reason = "Top and bottom need one attribute and a number, as in: top 5 products by revenue."
            raise Refusal("too-complex", reason)
        return SemanticQuery(measures, groups, tuple(sorted(filters)), query.period, query.top)

    def compile(self, query: SemanticQuery, rows_of: Callable[[str], Fragment]) -> Fragment:
        """The SQL of a resolved query: identifiers quoted, values bound. `rows_of` gives the permitted rows of a
        table; there is no other way to a table."""
        fact = self._facts[self._columns[query.measures[0].name].table]
        used = [self._columns[item.attribute] for item in query.filters] + [fact.date] * bool(query.period)
        outputs: list[str] = []
        for name in query.groups:
            column = fact.date if name in BUCKETS else self._columns[name]
            used.append(column)
            bucket = f"CAST(date_trunc('{name}', {column.sql}) AS DATE) AS {name}"
            outputs.append(bucket if name in BUCKETS else f"{column.sql} AS {quote(column.label)}")
        for measure in query.measures:
            column = self._columns[measure.name]
            changed = measure.aggregation != column.aggregation
            label = f"{measure.aggregation} {column.label}" if changed else column.label
            outputs.append(f"{_FUNCTIONS[measure.aggregation]}({column.sql}) AS {quote(label)}")
        source, where = _source(fact, used, rows_of), self._where(query, fact)
        sql = f"SELECT {', '.join(outputs)}\nFROM {source.sql}{where.sql}\nGROUP BY ALL\nORDER BY "
        params = source.params + where.params
        if not query.top:
            return Fragment(f"{sql}ALL NULLS LAST", params)
        direction = "DESC" if query.top.descending else "ASC"  # of the first measure, behind the one group
        return Fragment(f"{sql}2 {direction} NULLS LAST, 1 NULLS LAST\nLIMIT ?", (*params, query.top.limit))

    def _where(self, query: SemanticQuery, fact: Fact) -> Fragment:
        """Text is compared without case; a NULL satisfies neither a condition nor its negation."""
        conditions, params = list[str](), list[Value]()
        for attribute, values, negated in query.filters:
            marks = ", ".join("?" * len(values))
            conditions.append(f"lower({self._columns[attribute].sql}) {'NOT IN' if negated else 'IN'} ({marks})")
            params += values
        if query.period:
            conditions.append(f"{fact.date.sql} >= ? AND {fact.date.sql} < ?")
            params += query.period
        return Fragment("\nWHERE " + " AND ".join(conditions) if conditions else "", tuple(params))

    def _meaning(self, name: str, attribute: bool, fact: Fact | None = None) -> Column:
        """What a name stands for. Each row of the fact has at most one of it, so that the join cannot repeat a row;
        when it could stand for several things, it is asked back rather than guessed."""
        table, _, phrase = name.rpartition("::")
        found = [column for column in self._names.get(fold(phrase), {}).values() if table in ("", column.table)]
        found = [column for column in found if (column.kind == "attribute") == attribute]
        if not found:
            raise Refusal("unknown-term", f"'{name}' is not defined.", name)
        legal = [column for column in found if not fact or column.table in fact.joins]
        if fact and not legal:
            reason = f"{fact.table} cannot be split by '{name}' without counting rows twice."
            raise Refusal("cannot-slice", reason, name)
        if len(legal) > 1:
            choices = tuple(column.qualified for column in legal)
            raise Refusal("ambiguous", f"'{name}' has several meanings.", name, choices)
        return legal[0]

    def _measure(self, measure: Measure) -> Measure:
        column = self._meaning(measure.name, attribute=False)
        aggregation = measure.aggregation or column.aggregation
        countless = measure.aggregation and not column.name  # such as the average of a number of rows
        if column.kind == "beyond" or aggregation not in _FUNCTIONS or countless:
            raise Refusal("too-complex", f"This prototype cannot compute '{measure.name}'.", measure.name)
        return Measure(column.qualified, aggregation)

    def _filter(self, item: Filter, fact: Fact) -> Filter:
        if not item.values:
            raise Refusal("unknown-term", f"The condition on '{item.attribute}' has no value.", item.attribute)
        values = sorted(value.lower() for value in item.values)
        return Filter(self._meaning(item.attribute, True, fact).qualified, tuple(values), item.negated)


def _source(fact: Fact, used: Iterable[Column], rows_of: Callable[[str], Fragment]) -> Fragment:
    """The fact's permitted rows, joined to those of the tables that are used. The joins are left outer and run
    many-to-one, so they neither drop a row of the fact nor repeat one."""
    rows = rows_of(fact.table)
    sql, params = f"{rows.sql} AS {quote(fact.table)}", list(rows.params)
    for table, condition in dict.fromkeys(join for column in used for join in fact.joins[column.table]):
        rows = rows_of(table)
        sql += f"\nLEFT JOIN {rows.sql} AS {quote(table)} ON {condition}"
        params += rows.params
    return Fragment(sql, tuple(params))


def _vocabulary(model: Mapping[str, Any]) -> Iterator[tuple[str, Column]]:
    """Every name and synonym that is not hidden, with what it stands for."""
    for table, node in model["tables"].items():
        rows = Column(table, "", f"{table} count".replace("_", " "), "measure", "count")
        for noun in (table, *node.get("synonyms", ())):
            yield f"{noun} count", rows
            yield f"number of {noun}", rows
        for name, spec in node["columns"].items():
            label = spec.get("name", name.replace("_", " "))
            kind = "beyond" if "semi_additive" in spec else spec["type"]
            column = Column(table, name, label, kind, spec.get("aggregation", ""))
            for phrase in () if spec.get("hidden") else (label, *spec.get("synonyms", ())):
                yield phrase, column
    for formula in model.get("formulas", ()):
        for phrase in (formula["name"], *formula.get("synonyms", ())):
            yield phrase, Column("", "", formula["name"], "beyond")


def _facts(model: Mapping[str, Any]) -> Iterator[Fact]:
    """Each table, with the joins that lead to every table of which each of its rows has at most one row.

    Roles (`as:`) are left out. A second way to the same table would need one, so it is an error.
    """
    steps: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in model["joins"]:
        if "as" not in node:
            here, there = node["from"], node["to"]
            keys = (f"{quote(here, one)} = {quote(there, other)}" for one, other in node["on"].items())
            steps[here].append((there, " AND ".join(keys)))
    for table, node in model["tables"].items():
        found: dict[str, tuple[tuple[str, str], ...]] = {table: ()}
        waiting = [table]
        for here in waiting:
            for there, condition in steps[here]:
                if there in found:
                    raise ValueError(f"joins: two ways from {table} to {there}; give one of them a role (as:)")
                found[there] = (*found[here], (there, condition))
                waiting.append(there)
        date = [table, node["date"]] if "date" in node else model["default_date"].split(".")
        yield Fact(table, Column(date[0], date[1], "date", "attribute"), found)
