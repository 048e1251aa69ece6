"""What a database does for a question: which large tables it reads from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

LARGE = 5_000
"""Rows of a table that must not be read as a whole."""

Asked = tuple[str, Any]
"""A statement with its parameters, as a cursor takes it."""


class Plans:
    """The plans of the questions that were asked."""

    def __init__(self) -> None:
        self.is_postgresql = connection.vendor == "postgresql"
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            self.rows = {name: self._count(cursor, name) for name in tables}
            if not self.is_postgresql:
                cursor.execute("SELECT rootpage, name FROM sqlite_master WHERE type = 'table'")
                self.roots = dict(cursor.fetchall())

    def scanned(self, asked: Asked) -> set[str]:
        """The large tables that are read as a whole."""
        found = self._scanned_by_postgresql if self.is_postgresql else self._scanned_by_sqlite
        return {table for table in found(asked) if self.rows.get(table, 0) > LARGE}

    def _scanned_by_postgresql(self, asked: Asked) -> Iterator[str]:
        """Those that are in fact: parts of a plan that are never needed do not count."""
        sql, parameters = asked
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", parameters)
            [[[plan]]] = cursor.fetchall()
        waiting = [plan["Plan"]]
        while waiting:
            node = waiting.pop()
            waiting += node.get("Plans", ())
            if node["Node Type"] == "Seq Scan" and node["Actual Loops"]:
                yield node["Relation Name"]

    def _scanned_by_sqlite(self, asked: Asked) -> Iterator[str]:
        """Those of which a program begins at the first or last row, without an index."""
        sql, parameters = asked
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", parameters)
            program = cursor.fetchall()
        opened = {step[2]: self.roots.get(step[3]) for step in program if step[1] == "OpenRead"}
        for step in program:
            if step[1] in ("Rewind", "Last") and (table := opened.get(step[2])):
                yield table

    @staticmethod
    def _count(cursor: Any, table: str) -> int:
        name = connection.ops.quote_name(table)
        cursor.execute(f"SELECT COUNT(*) FROM {name}")  # noqa: S608 - the name of a table
        [number] = cursor.fetchone()
        return int(number)
