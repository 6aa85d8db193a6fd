"""Finds the values that a question mentions, in the rows that its user may see and in no others."""

from __future__ import annotations

from collections.abc import Iterator

from control_plane import Ticket
from metadata import MetadataChunk
from permissions import PermissionChecker, User
from planner import FoundValue
from semantic_layer import SemanticLayer
from semantic_query import Fragment
from sql_compiler import quote
from warehouse import Warehouse

_MOST_VALUES = 20_000


class ValueFinder:
    """Looks values up in the data itself, so there is no copy of anybody's values to protect or to refresh."""

    def __init__(self, layer: SemanticLayer, permissions: PermissionChecker, warehouse: Warehouse) -> None:
        text = set(warehouse.columns(["VARCHAR"]))
        self._columns = [
            column
            for column in layer.attributes()
            if (column.table, column.name) in text and permissions.may_read(column.table)
        ]
        self._permissions = permissions
        self._warehouse = warehouse

    def find(self, user: User, text: str, ticket: Ticket) -> list[FoundValue]:
        """The values, or their synonyms, with which the text begins; case is ignored, words are kept whole."""
        rows = {column.table: self._permissions.rows(user, column.table) for column in self._columns}
        union = " UNION ALL ".join(
            f"SELECT DISTINCT ? AS attribute, {quote(column.name)} AS value FROM {rows[column.table].sql}"
            f" WHERE {quote(column.name)} <> '' AND starts_with(lower(?), lower({quote(column.name)}))"
            for column in self._columns
        )
        params = [param for column in self._columns for param in (column.qualified, *rows[column.table].params, text)]
        with self._warehouse.snapshot(ticket) as snapshot:
            result = snapshot.run(Fragment(union, tuple(params)), _MOST_VALUES)
        found = [FoundValue(str(attribute), str(value), len(str(value))) for attribute, value in result.rows]
        for column in self._columns:
            for synonym, values in column.values.items():
                if text.casefold().startswith(synonym):
                    found += [FoundValue(column.qualified, value, len(synonym)) for value in values]
        return [value for value in found if not text[value.length : value.length + 1].isalnum()]

    def chunks(self, tenant: str) -> Iterator[MetadataChunk]:
        """The values that all of a tenant's users may see, to suggest from."""
        ticket = Ticket("index")
        for column in self._columns:
            rows = self._permissions.shared_rows(tenant, column.table)
            query = Fragment(
                f"SELECT DISTINCT {quote(column.name)} FROM {rows.sql} WHERE {quote(column.name)} <> ''", rows.params
            )
            with self._warehouse.snapshot(ticket) as snapshot:
                for (value,) in snapshot.run(query, _MOST_VALUES).rows:
                    yield MetadataChunk(str(value), tenant)
