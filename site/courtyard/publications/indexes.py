"""An index that Wagtail's table of pages lacks: pages are found by ``url_path`` at each request.

No migration of ours can hold it: SQLite remakes a table whenever Wagtail changes it, and a raw
index is gone then. So it is looked after whenever migrations have run.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from wagtail.models import Page

NAME = "courtyard_page_url_path"


def ensure(using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: make the index in the database ``using`` if it is missing."""
    connection = connections[using]
    table = Page._meta.db_table
    if table not in connection.introspection.table_names():
        return
    # On PostgreSQL for whole paths alone: asked for what begins with a front page's path, which
    # is nearly everything, the planner would take the index for a way to a few pages.
    method = "USING hash " if connection.vendor == "postgresql" else ""
    name, on, column = map(connection.ops.quote_name, (NAME, table, "url_path"))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {on} {method}({column})")
