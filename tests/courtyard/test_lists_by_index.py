"""Long lists are read in the order of an index, and no further than they are shown."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courtyard.models import Publication
from courtyard.publications import upkeep
from courtyard.publications.reading import Reader
from courtyard.publications.stored import Place
from news.models import RelatedPage
from news.publications import news_of_page
from programmes.models import CallRound
from tests.trees import (
    NewsFactory,
    NewsIndexFactory,
    OpenCallFactory,
    OpenCallIndexFactory,
    Tree,
    add_language,
    settle,
)

API = "/api/content/v1"
BY_TIME = Place._meta.indexes[0].name
BY_TITLE, BY_ORIGINAL = (index.name for index in Publication._meta.indexes)


@pytest.fixture
def news(tree: Tree) -> list[Any]:
    """Three pieces of news in Polish, which English shows in its place."""
    pl = add_language(tree, "pl")
    add_language(tree, "en", fallback=pl)
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    found = [
        NewsFactory(parent=index, title=f"N{day}", slug=f"n-{day}", date=dt.date(2026, 5, day))
        for day in (1, 2, 3)
    ]
    settle()
    return found


def plan_of(sql: str) -> str:
    """What the database does; PostgreSQL as it would if there were very many rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def asked_for_cards(address: str) -> tuple[str, dict[str, Any]]:
    """The question by which a list is chosen, and what is answered."""
    with CaptureQueriesContext(connection) as captured:
        answer = Client(HTTP_HOST="localhost").get(address)
    assert answer.status_code == 200, answer.content
    [sql] = [one["sql"] for one in captured if "LIMIT 2" in one["sql"] and "card" in one["sql"]]
    return sql, json.loads(answer.content)


@pytest.mark.parametrize("locale", ["pl", "en"])
@pytest.mark.parametrize("order", ["date", "-date"])
def test_a_list_by_date_is_read_from_the_index_of_places(
    news: list[Any], locale: str, order: str
) -> None:
    sql, first = asked_for_cards(f"{API}/news?locale={locale}&order={order}&limit=1")
    assert BY_TIME in plan_of(sql)
    sql, second = asked_for_cards(first["next"])
    plan = plan_of(sql)
    assert BY_TIME in plan
    titles = [part["items"][0]["title"] for part in (first, second)]
    assert titles == (["N1", "N2"] if order == "date" else ["N3", "N2"])
    # The second part begins where the first one ended.
    bound = "at >" if order == "date" else "at <"
    assert bound in plan or f"at{bound[3:]}?" in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how full tables are")
@pytest.mark.parametrize(
    ("address", "index"),
    [(f"{API}/partners?limit=1", BY_TITLE), (f"{API}/pages?limit=1", "wagtailcore_page_1")],
)
def test_lists_by_title_and_by_the_tree_need_no_sorting(
    news: list[Any], address: str, index: str
) -> None:
    sql, _answer = asked_for_cards(address)
    plan = plan_of(sql)
    assert index in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows how full tables are")
def test_news_of_a_page_is_found_by_what_it_is_about(tree: Tree, news: list[Any]) -> None:
    news[0].related.add(RelatedPage(page=news[1].page_ptr))
    news[0].save_revision().publish()
    settle()
    reader = Reader.at(tree.site, "pl")
    pages = news_of_page(reader, news[1].translation_key).pages
    assert [one.title for one in pages] == ["N1"]
    plan = pages.explain()
    assert BY_TITLE not in plan
    assert "SCAN courtyard_publication" not in plan


def test_a_call_moves_in_the_list_when_a_deadline_has_passed(tree: Tree) -> None:
    add_language(tree, "pl")
    index = OpenCallIndexFactory(parent=tree.home, title="Nabory", slug="nabory")
    days = [dt.datetime(2026, month, 1, 12, tzinfo=dt.UTC) for month in (6, 7, 8)]
    rounds = [CallRound(closes=days[0]), CallRound(closes=days[2])]
    OpenCallFactory(parent=index, title="Dwa", slug="dwa", closes=days[2], rounds=rounds)
    OpenCallFactory(parent=index, title="Jeden", slug="jeden", closes=days[1])
    settle()

    def listed(now: dt.datetime) -> list[str]:
        cache.clear()
        with time_machine.travel(now, tick=False):
            answer = Client(HTTP_HOST="localhost").get(f"{API}/open-calls").json()
        return [one["title"] for one in answer["items"]]

    assert listed(days[0] - dt.timedelta(seconds=1)) == ["Dwa", "Jeden"]
    assert listed(days[0]) == ["Jeden", "Dwa"]
    assert listed(days[2] + dt.timedelta(days=1)) == ["Jeden", "Dwa"]


def test_a_changed_date_moves_the_place_in_the_list(news: list[Any]) -> None:
    news[0].date = dt.date(2026, 5, 9)
    news[0].save_revision().publish()
    _sql, first = asked_for_cards(f"{API}/news?limit=1")
    assert [one["title"] for one in first["items"]] == ["N1"]
    assert Place.objects.filter(original=news[0].translation_key).count() == 1


def test_a_place_that_was_lost_is_found_again(news: list[Any]) -> None:
    Place.objects.filter(original=news[0].translation_key).delete()
    assert [one.page for one in upkeep.check()] == [news[0].pk]
    upkeep.repair()
    assert list(upkeep.check()) == []
    assert Place.objects.filter(original=news[0].translation_key).count() == 1
