"""Pages are found by their address without looking at all of them."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from courtyard.delivery.lists import after, cursor_of
from courtyard.publications import indexes
from courtyard.publications.reading import Reader
from courtyard.publications.sections import below
from home.models import ContentPage
from tests.trees import Tree, settle


def names() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Page._meta.db_table))


@pytest.mark.django_db
@pytest.mark.parametrize("name", [indexes.NAME, indexes.IN_MENUS, indexes.ABOVE])
def test_an_index_is_there_and_comes_back_when_a_table_was_remade(name: str) -> None:
    assert name in names()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {name}")
    assert name not in names()
    call_command("migrate", "courtyard", verbosity=0)
    assert name in names()


def test_the_database_uses_it(tree: Tree) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A handful of pages is read as a whole otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = Page.objects.filter(url_path=tree.home.url_path).explain()
    assert indexes.NAME in plan


def test_pages_of_menus_are_found_without_looking_at_others(tree: Tree) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    pages = Page.objects.filter(depth=3, show_in_menus=True).order_by()
    assert indexes.IN_MENUS in pages.explain()


def test_what_stands_below_a_page_is_found_without_looking_at_others(tree: Tree) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off")
    pages = below(Reader.at(tree.site, "pl"), tree.home.translation_key, ContentPage)
    assert indexes.ABOVE in pages.explain()


def test_a_part_of_the_map_is_read_from_where_it_begins(tree: Tree) -> None:
    """By keys, of publications and of their originals, and not by language."""
    settle()
    key = tree.home.translation_key
    cursor_there = cursor_of("key", {"sorted_by": key, "original_id": key})
    with CaptureQueriesContext(connection) as captured:
        answer = Client(HTTP_HOST="localhost").get(
            f"/api/content/v1/sitemap?locale=pl&cursor={cursor_there}"
        )
    assert answer.json()["items"] == []
    [asked] = [one["sql"] for one in captured if one["sql"].startswith("SELECT DISTINCT")]
    for table, column in (("publication", "original_id"), ("original", "translation_key")):
        assert f'"courtyard_{table}"."{column}" >= ' in asked
    if connection.vendor == "sqlite":
        # What PostgreSQL does depends on what it knows of its tables.
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
            first, *_others = (str(row[-1]) for row in cursor.fetchall())
        assert "(original_id>" in first


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how full tables are")
@pytest.mark.parametrize("code", ["pl", "en"])
def test_a_part_of_a_list_is_read_in_its_order(tree: Tree, code: str) -> None:
    """However deep: what comes after it is not put in order first."""
    pages = Reader.at(tree.site, code).published(ContentPage)
    cursor = cursor_of("title", {"sorted_by": "k", "original_id": tree.home.translation_key})
    part = pages.filter(after(cursor, "title", "sort_title", pages))
    plan = part.order_by("sort_title", "original")[:21].explain()
    assert "TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how full tables are")
def test_what_stands_around_a_page_is_found_by_its_pages(tree: Tree) -> None:
    """Not by type and language: of one language nearly all publications are."""
    settle()
    with CaptureQueriesContext(connection) as captured:
        assert Reader.at(tree.site, "pl").find("", menu=True)
    [asked] = [one["sql"] for one in captured if '"courtyard_publication"."whole"' in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        steps = [row[-1] for row in cursor.fetchall()]
    of_publications = [step for step in steps if " courtyard_publication " in step]
    assert len(of_publications) == 1
    assert "USING INTEGER PRIMARY KEY" in of_publications[0]
