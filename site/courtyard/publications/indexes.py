"""Indexes that Wagtail's table of pages lacks: by ``url_path`` at each request, for menus, by what
pages stand below, and of the aliases alone.

No migration of ours can hold them: SQLite remakes a table whenever Wagtail changes it, and a raw
index is gone then. So they are looked after whenever migrations have run.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from wagtail.models import Page

from .predicate import Above

NAME = "courtyard_page_url_path"
IN_MENUS = "courtyard_page_in_menus"
ABOVE = "courtyard_page_above"
ALIASES = "courtyard_page_aliases"


def ensure(using: str, **kwargs: Any) -> None:
    """Receiver of ``post_migrate``: make what is missing of them in the database ``using``."""
    connection = connections[using]
    table = Page._meta.db_table
    if table not in connection.introspection.table_names():
        return
    # On PostgreSQL for whole paths alone: asked for what begins with a front page's path, which
    # is nearly everything, the planner would take the index for a way to a few pages.
    method = "USING hash " if connection.vendor == "postgresql" else ""
    quoted = connection.ops.quote_name
    columns = {
        name: quoted(name)
        for name in ("url_path", "depth", "locale_id", "show_in_menus", "alias_of_id")
    }
    above = Above.template % {"expressions": quoted("path")}
    indexes = {
        NAME: f"{method}({columns['url_path']})",
        IN_MENUS: "({depth}, {locale_id}) WHERE {show_in_menus}".format(**columns),
        ABOVE: f"(({above}))",
        # Of Wagtail's own SQLite believes that it leads to all pages, once it has counted a site
        # without aliases.
        ALIASES: "({alias_of_id}) WHERE {alias_of_id} IS NOT NULL".format(**columns),
    }
    with connection.cursor() as cursor:
        for name, of in indexes.items():
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {quoted(name)} ON {quoted(table)} {of}")
