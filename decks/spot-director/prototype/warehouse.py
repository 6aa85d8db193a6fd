"""The data: DuckDB in memory, loaded once from the model, read-only and shut in from then on."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import duckdb

from control_plane import Ticket
from semantic_query import Fragment, Row, quote


class Result(NamedTuple):
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool


class Snapshot:
    """One read-only transaction: all that is run in it sees the same data."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def bind(self, query: Fragment) -> None:
        """Lets the engine check every name and type without running anything (raises its Binder Error)."""
        self._cursor.execute(f"EXPLAIN {query.sql}", list(query.params)).fetchall()

    def run(self, query: Fragment, limit: int) -> Result:
        """At most `limit` rows; the result says when there were more."""
        cursor = self._cursor.execute(query.sql, list(query.params))
        columns = tuple(str(item[0]) for item in cursor.description or ())
        rows: list[Row] = [tuple(row) for row in cursor.fetchmany(limit + 1)]
        return Result(columns, tuple(rows[:limit]), len(rows) > limit)


class Warehouse:
    """Opens snapshots. `data_version` changes whenever the data may have; the cache keeps it in its keys."""

    def __init__(self, model: Mapping[str, Any]) -> None:
        """Runs each table's SELECT in order (a later one may read an earlier one), then locks the doors."""
        self._connection = duckdb.connect(":memory:", config={"threads": 2})
        for name, value in model["parameters"].items():
            self._connection.execute(f"SET VARIABLE {quote(name)} = ?", [value])
        for name, table in model["tables"].items():
            self._connection.execute(f"CREATE TABLE {quote(name)} AS {table['sql']}")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")
        self.data_version = 1

    def write(self, sql: str) -> None:
        """Changes the data on the owner's behalf; nothing that answers questions calls it."""
        self._connection.cursor().execute(sql)
        self.data_version += 1

    @contextmanager
    def snapshot(self, ticket: Ticket) -> Iterator[Snapshot]:
        """DuckDB gives each transaction one snapshot by default. Cancelling the ticket interrupts what runs in it."""
        with self._connection.cursor() as cursor:  # its own, as connections are for one thread; closing rolls back
            try:
                cursor.execute("BEGIN TRANSACTION READ ONLY")
                with ticket.interruptible(cursor.interrupt):
                    yield Snapshot(cursor)
            except duckdb.InterruptException:
                ticket.raise_if_cancelled()
                raise
