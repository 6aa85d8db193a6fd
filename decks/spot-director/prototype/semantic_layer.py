"""The semantic layer: the whole vocabulary Spot has, and the only way from a name to a column.

It answers three questions. What does a name mean (`match`)? Is this query one that the model can answer
without counting anything twice (`resolve`)? What is its SQL (`compile`)? A name that the model does not
hold never gets as far as SQL; it is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Callable, NamedTuple

import sql_compiler
from model_file import Column, find_routes, read_table
from semantic_query import (
    Filter,
    Fragment,
    Measure,
    Refusal,
    ResolvedFilter,
    ResolvedGroup,
    ResolvedMeasure,
    ResolvedQuery,
    SemanticQuery,
)
from yaml_files import FileError, as_list, as_mapping, as_text, as_texts, read_yaml

BUCKETS = ("day", "week", "month", "quarter", "year")
AGGREGATIONS = ("sum", "average", "count", "count_distinct", "min", "max", "median")


class Meaning(NamedTuple):
    """What a name can stand for. `kind`: attribute, measure, count (a table's rows) or formula."""

    kind: str
    table: str
    column: Column | None


class Match(NamedTuple):
    """A name found in a question: how many words it takes, and whether it can be grouped by."""

    length: int
    is_attribute: bool


def fold(text: str) -> tuple[str, ...]:
    """Words for comparison: case and plural are ignored, on both sides, so that `Regions` finds `region`."""
    words = []
    for word in text.casefold().replace("_", " ").replace("-", " ").split():
        if word.endswith("ies") and len(word) > 4:
            word = word[:-3] + "y"
        elif word.endswith("s") and not word.endswith("ss") and len(word) > 2:
            word = word[:-1]
        words.append(word)
    return tuple(words)


class SemanticLayer:
    """The model of `model.yaml`: tables, the joins that are legal between them, and names."""

    def __init__(self, document: object, version: str) -> None:
        root = as_mapping(document, "model")
        self.version = version
        if root.get("week_start", "monday") != "monday":
            raise FileError("model: week_start: this prototype's weeks start on Monday")
        self.tables = {
            name: read_table(name, as_mapping(node, name))
            for name, node in as_mapping(root.get("tables"), "tables").items()
        }
        table, _, column = as_text(root.get("default_date", "."), "default_date").partition(".")
        self._default_date = (table, column)
        self._routes = find_routes(self.tables, root.get("joins"))
        self._names: dict[tuple[str, ...], list[Meaning]] = {}
        self._collect_names(root)

    @classmethod
    def load(cls, path: Path) -> SemanticLayer:
        document = read_yaml(path)
        return cls(document, hashlib.sha256(path.read_bytes()).hexdigest()[:12])

    @property
    def labels(self) -> list[str]:
        """Every name and synonym, for suggestions."""
        return sorted({" ".join(words) for words in self._names})

    def attributes(self) -> list[Column]:
        return [column for table in self.tables.values() for column in table.columns if column.kind == "attribute"]

    def match(self, words: Sequence[str], start: int) -> Match | None:
        """The longest name that begins at a word of a question; None when no name does."""
        for end in range(min(len(words), start + 5), start, -1):
            meanings = self._names.get(fold(" ".join(words[start:end])))
            if meanings:
                return Match(end - start, any(meaning.kind == "attribute" for meaning in meanings))
        return None

    def reaches(self, fact: str, table: str) -> bool:
        """Whether each row of `fact` has at most one row of `table`: then a join cannot multiply it."""
        return table in self._routes[fact]

    def means(self, name: str, qualified: str) -> bool:
        """Whether a name can stand for the attribute written as `table::label`."""
        meanings = self._names.get(fold(name), [])
        return any(m.column is not None and qualified == m.column.qualified for m in meanings)

    def names_of(self, column: str, tables: Sequence[str]) -> list[str]:
        """The names that people use for a column of the data, in these tables."""
        return [c.label for t in tables for c in self.tables[t].columns if c.name == column]

    def tables_of(self, query: ResolvedQuery) -> list[str]:
        """All tables whose rows can take part in the query."""
        return sorted({name for measure in query.measures for name in self._routes[measure.table]})

    def resolve(self, query: SemanticQuery) -> ResolvedQuery:
        """Names to columns. Refuses an unknown or ambiguous name, and what would need double counting."""
        if not query.measures:
            raise Refusal("unknown-term", "No measure is named. Say what to count or add up.")
        measures = tuple(self._measure(measure) for measure in query.measures)
        facts = sorted({measure.table for measure in measures})
        groups = tuple(self._group(name, facts) for name in query.groups)
        filters = {self._filter(item, facts) for item in query.filters}
        if query.period or any(group.bucket for group in groups):
            for fact in facts:
                self.date_of(fact)
        if query.top and (len(groups) != 1 or query.top.count < 1):
            raise Refusal(
                "too-complex", "Top and bottom need one attribute and a number, as in: top 5 products by revenue."
            )
        ordered = tuple(sorted(filters, key=lambda f: (f.table, f.column, f.negated, f.values)))
        return ResolvedQuery(measures, groups, ordered, query.period, query.top)

    def compile(self, query: ResolvedQuery, rows_of: Callable[[str], Fragment]) -> Fragment:
        """SQL with bound values. `rows_of` gives the permitted rows of a table; there is no other way to a table."""
        return sql_compiler.compile_query(query, self._routes, self.date_of, rows_of)

    def date_of(self, fact: str) -> tuple[str, str]:
        """The table and column that time words mean for a measure of `fact`."""
        own = self.tables[fact].date
        table, column = (fact, own) if own else self._default_date
        if not self.reaches(fact, table):
            raise Refusal("cannot-slice", f"The rows of {fact} have no date.", fact)
        return table, column

    def _collect_names(self, root: Mapping[str, object]) -> None:
        tables = as_mapping(root.get("tables"), "tables")
        for name, table in self.tables.items():
            node = as_mapping(tables[name], name)
            for noun in (name, *as_texts(node.get("synonyms"), name)):
                for phrase in (f"{noun} count", f"number of {noun}"):
                    self._name(phrase, Meaning("count", name, None))
            specs = as_mapping(node.get("columns"), name)
            for column in table.columns:
                synonyms = as_texts(as_mapping(specs[column.name], name).get("synonyms"), column.name)
                for phrase in (column.label, *synonyms):
                    self._name(phrase, Meaning(column.kind, name, column))
        for item in as_list(root.get("formulas"), "formulas"):
            node = as_mapping(item, "formulas")
            for phrase in (as_text(node.get("name"), "formulas"), *as_texts(node.get("synonyms"), "formulas")):
                self._name(phrase, Meaning("formula", "", None))

    def _name(self, phrase: str, meaning: Meaning) -> None:
        meanings = self._names.setdefault(fold(phrase), [])
        if meaning not in meanings:
            meanings.append(meaning)

    def _meanings(self, name: str, attribute: bool) -> list[Meaning]:
        table, _, phrase = name.rpartition("::")
        found = [m for m in self._names.get(fold(phrase), []) if not table or m.table == table]
        fitting = [m for m in found if (m.kind == "attribute") == attribute]
        if not fitting:
            wanted = "an attribute" if attribute else "a measure"
            reason = f"'{name}' is not {wanted}." if found else f"'{name}' is not defined."
            raise Refusal("unknown-term", reason, name)
        return fitting

    def _measure(self, measure: Measure) -> ResolvedMeasure:
        meanings = self._meanings(measure.name, attribute=False)
        if len(meanings) > 1 and any(meaning.kind != "count" for meaning in meanings):
            choices = tuple(m.column.qualified for m in meanings if m.column)
            raise Refusal("ambiguous", f"'{measure.name}' can mean several measures.", measure.name, choices)
        kind, table, column = meanings[0]
        if kind == "formula":
            raise Refusal("too-complex", f"'{measure.name}' is a formula; this prototype computes none.", measure.name)
        if column is None:
            if measure.aggregation:
                raise Refusal("too-complex", f"A number of rows has no {measure.aggregation}.", measure.name)
            return ResolvedMeasure(f"{table} count".replace("_", " "), table, None, "count")
        if column.semi_additive:
            raise Refusal(
                "too-complex",
                f"'{column.label}' does not add up over time; this prototype leaves it out.",
                measure.name,
            )
        aggregation = measure.aggregation or column.aggregation
        if aggregation not in AGGREGATIONS:
            raise Refusal("too-complex", f"This prototype has no aggregation '{aggregation}'.", measure.name)
        changed = aggregation != column.aggregation
        return ResolvedMeasure(
            f"{aggregation} {column.label}" if changed else column.label, table, column.name, aggregation
        )

    def _attribute(self, name: str, facts: Sequence[str]) -> Column:
        columns = [meaning.column for meaning in self._meanings(name, attribute=True) if meaning.column]
        reachable = [column for column in columns if all(self.reaches(fact, column.table) for fact in facts)]
        if not reachable:
            raise Refusal(
                "cannot-slice", f"{' and '.join(facts)} cannot be split by '{name}' without counting rows twice.", name
            )
        if len(reachable) > 1:
            raise Refusal(
                "ambiguous",
                f"'{name}' can mean several attributes.",
                name,
                tuple(column.qualified for column in reachable),
            )
        return reachable[0]

    def _group(self, name: str, facts: Sequence[str]) -> ResolvedGroup:
        if name in BUCKETS:
            return ResolvedGroup(name, bucket=name)
        column = self._attribute(name, facts)
        return ResolvedGroup(column.label, column.table, column.name)

    def _filter(self, item: Filter, facts: Sequence[str]) -> ResolvedFilter:
        if not item.values:
            raise Refusal("unknown-term", f"The condition on '{item.attribute}' has no value.", item.attribute)
        column = self._attribute(item.attribute, facts)
        values = {real.lower() for value in item.values for real in column.values.get(value.casefold(), (value,))}
        return ResolvedFilter(column.table, column.name, tuple(sorted(values)), item.negated)
