"""Finds the values that a question mentions, in the rows that its user may see and in no others."""

from __future__ import annotations

from control_plane import Ticket
from metadata import MetadataChunk
from permissions import PermissionChecker, User
from semantic_layer import SemanticLayer
from semantic_query import Fragment, Value, quote
from warehouse import Warehouse

_MOST_VALUES = 20_000
_TEXT_COLUMNS = Fragment("SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR'")


class ValueFinder:
    """Looks values up in the data itself, so there is no copy of anybody's values to protect or to refresh."""

    def __init__(self, layer: SemanticLayer, permissions: PermissionChecker, warehouse: Warehouse) -> None:
        self._permissions = permissions
        self._warehouse = warehouse
        with warehouse.snapshot(Ticket("index")) as snapshot:
            text = snapshot.run(_TEXT_COLUMNS, _MOST_VALUES).rows
        readable = (column for column in layer.attributes if permissions.may_read(column.table))
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
