"""Finds the values that a question mentions, and names and values that resemble an unknown word, to suggest them.

The search is small, in memory and exhaustive on purpose: a model has thousands of names, not billions. It suggests and
never decides: a near miss is offered to the user, or to a planner as an observation, and is not taken.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from control_plane import Ticket
from permissions import PermissionChecker, User
from semantic_layer import SemanticLayer
from semantic_query import Fragment, Value, quote
from warehouse import Warehouse

Vector = Mapping[str, float]
_MOST_VALUES = 20_000
_TEXT_COLUMNS = Fragment("SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR'")


def embed(text: str) -> Vector:
    """A unit vector of the text's character trigrams; alike in spelling means close, whatever the meaning."""
    padded = f"  {' '.join(text.casefold().split())} "
    counts = Counter(padded[i : i + 3] for i in range(len(padded) - 2))
    length = math.sqrt(sum(count * count for count in counts.values()))
    return {gram: count / length for gram, count in counts.items()}


def similarity(one: Vector, other: Vector) -> float:
    """Cosine, from 0 (nothing in common) to 1 (the same trigrams)."""
    small, large = sorted((one, other), key=len)
    return sum(weight * large.get(gram, 0.0) for gram, weight in small.items())


class MetadataChunk(NamedTuple):
    """A name of the model, or a value from the data, as one tenant may see it. No chunk is without a tenant."""

    text: str
    tenant_id: str


class VectorSearch:
    """Nearest chunks by trigram similarity, per tenant.

    The tenant's chunks are chosen before anything is ranked. Ranking first and filtering afterwards would also
    give right answers, until somebody asks for the top ten and another tenant's names have taken the places.
    """

    def __init__(self, chunks: Iterable[MetadataChunk]) -> None:
        self._by_tenant: dict[str, list[tuple[MetadataChunk, Vector]]] = {}
        for chunk in dict.fromkeys(chunks):
            self._by_tenant.setdefault(chunk.tenant_id, []).append((chunk, embed(chunk.text)))

    def nearest(self, text: str, tenant_id: str, count: int = 3, at_least: float = 0.4) -> list[str]:
        """At most `count` texts, best first; none that is less alike than `at_least`."""
        allowed = self._by_tenant.get(tenant_id, [])
        wanted = embed(text)
        scored = sorted((-similarity(wanted, vector), chunk.text) for chunk, vector in allowed)
        return [name for score, name in scored[:count] if -score >= at_least]


class ValueFinder:
    """Looks values up in the data itself, so there is no copy of anybody's values to protect or to refresh."""

    def __init__(self, layer: SemanticLayer, permissions: PermissionChecker, warehouse: Warehouse) -> None:
        self._permissions = permissions
        self._warehouse = warehouse
        with warehouse.snapshot(Ticket("index")) as snapshot:
            text = snapshot.run(_TEXT_COLUMNS, _MOST_VALUES).rows
        readable = (column for column in layer.attributes if permissions.may_read(column.table, column.name))
        self._columns = [column for column in readable if (column.table, column.name) in text]

    def find(self, user: User, ticket: Ticket, text: str) -> list[tuple[str, str]]:
        """Attribute and value, for each value with which the text begins. Case is ignored; words are kept whole."""
        found = self._values(user, ticket, "starts_with(lower(?), lower(value))", text)
        return [pair for pair in found if not text[len(pair[1]) :][:1].isalnum()]

    def chunks(self, tenant: str) -> list[MetadataChunk]:
        """The values that all of a tenant's users may see, to suggest from: those of a user without any role."""
        return [MetadataChunk(value, tenant) for _, value in self._values(User("", tenant), Ticket("index"), "TRUE")]

    def _values(self, user: User, ticket: Ticket, condition: str, *params: Value) -> list[tuple[str, str]]:
        """Pairs of an attribute and a value that the user may see in it."""
        selects: list[str] = []
        bound: list[Value] = []
        for column in self._columns:
            rows = self._permissions.rows(user, column.table)
            selects.append(f"SELECT DISTINCT ? AS attribute, {quote(column.name)} AS value FROM {rows.sql}")
            bound += [column.qualified, *rows.params]
        sql = f"SELECT * FROM ({' UNION ALL '.join(selects)}) WHERE value <> '' AND {condition}"
        with self._warehouse.snapshot(ticket) as snapshot:
            rows_found = snapshot.run(Fragment(sql, (*bound, *params)), _MOST_VALUES).rows
        return [(str(attribute), str(value)) for attribute, value in rows_found]
