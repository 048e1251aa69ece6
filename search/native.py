"""The full-text index of each database, which Django's migrations know nothing of.

SQLite's is a virtual table that keeps no text of its own; triggers fill it from ``terms`` of the
entries. A migration that has Django write the table of entries anew takes the triggers along:
it must call ``drop`` before and ``create`` after.
"""

from __future__ import annotations

from typing import Any

from .terms import COLUMNS

WEIGHTS = (10, 6, 4, 3, 2, 1, 0)
"""What a hit is worth, by columns."""

PREFIXES = "2 3 4"
"""Beginnings of so many letters are looked up as fast as words."""

_NAMES = ", ".join(COLUMNS)


def _values(row: str) -> str:
    return ", ".join(f"json_extract({row}.terms, '$.{column}')" for column in COLUMNS)


# What these are put together from stands above.
_ADD = f"INSERT INTO search_fts(rowid, {_NAMES}) SELECT new.publication_id, {_values('new')};"
_REMOVE = (
    f"INSERT INTO search_fts(search_fts, rowid, {_NAMES}) "  # noqa: S608
    f"VALUES ('delete', old.publication_id, {_values('old')});"
)

SQLITE = (
    # The tokenizer takes all signs beyond ASCII for letters; texts come without punctuation.
    f"CREATE VIRTUAL TABLE search_fts USING fts5({_NAMES}, content='', "
    f"tokenize='ascii', prefix='{PREFIXES}')",
    f"INSERT INTO search_fts(search_fts, rank) VALUES ('rank', 'bm25{WEIGHTS}')",  # noqa: S608
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {_ADD} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {_REMOVE} END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE OF terms ON search_entry "
    f"BEGIN {_REMOVE} {_ADD} END",
)
# With fastupdate, what was written last would be read through whole by each search.
POSTGRESQL = (
    "CREATE INDEX search_entry_terms ON search_entry USING gin (terms) WITH (fastupdate = off)",
)

DROP = {
    "sqlite": (
        "DROP TRIGGER search_entry_added",
        "DROP TRIGGER search_entry_removed",
        "DROP TRIGGER search_entry_changed",
        "DROP TABLE search_fts",
    ),
    "postgresql": ("DROP INDEX search_entry_terms",),
}


def create(apps: Any, schema_editor: Any) -> None:
    """Make the index of an empty table of entries."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    for sql in SQLITE if sqlite else POSTGRESQL:
        schema_editor.execute(sql)


def drop(apps: Any, schema_editor: Any) -> None:
    """Remove the index."""
    for sql in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(sql)
