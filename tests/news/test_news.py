"""News: who has written it, and what it has to do with."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.test import Client

from news.models import NewsAuthor, RelatedPage
from news.publications import NEWEST_OF_PAGE
from tests.trees import (
    NetworkFactory,
    NetworkIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
)

API = "/api/content/v1/pages/by-path?path="


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def index(tree: Tree) -> Any:
    return NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")


@pytest.fixture
def forum(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    return ProgrammeFactory(parent=section, title="Forum", slug="forum")


def answer(client: Client, path: str) -> Any:
    response = client.get(API + path)
    assert response.status_code == 200
    return response.json()


def shown(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def about(index: Any, *pages: Any, **fields: Any) -> Any:
    fields = {"title": "Nowina", "slug": "nowina", **fields}
    related = [RelatedPage(page=page.page_ptr) for page in pages]
    return NewsFactory(parent=index, related=related, **fields)


def test_news_names_its_authors(client: Client, index: Any) -> None:
    names = ["Anna Nowak", "Jan Kowalski"]
    authors = [NewsAuthor(name=name, sort_order=at) for at, name in enumerate(names)]
    news = NewsFactory(parent=index, title="Nowina", slug="nowina", authors=authors)
    assert answer(client, news.url)["authors"] == [{"name": name} for name in names]
    html = shown(client, news.url)
    assert "Anna Nowak, Jan Kowalski" in html
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    article = next(one for one in json.loads(data)["@graph"] if one["@type"] == "NewsArticle")
    assert article["author"] == [{"@type": "Person", "name": name} for name in names]


def test_news_leads_to_what_it_has_to_do_with(client: Client, index: Any, forum: Any) -> None:
    news = about(index, forum)
    assert [one["url"] for one in answer(client, news.url)["about"]] == [forum.url]
    assert f'<a href="{forum.url}"' in shown(client, news.url).partition("<main")[2]


def test_what_it_has_to_do_with_falls_out_when_it_is_hidden(
    client: Client, index: Any, forum: Any
) -> None:
    news = about(index, forum)
    forum.unpublish()
    assert answer(client, news.url)["about"] == []
    assert "Zobacz też" not in shown(client, news.url)


def test_a_page_lists_the_news_that_has_to_do_with_it(
    client: Client, tree: Tree, index: Any, forum: Any
) -> None:
    partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    networks = NetworkIndexFactory(parent=tree.home, title="Sieci", slug="sieci")
    pages = [
        forum,
        PartnerFactory(parent=partners, title="Fundacja", slug="fundacja"),
        NetworkFactory(parent=networks, title="Koalicja", slug="koalicja"),
    ]
    about(index, *pages)
    about(index, title="Inna", slug="inna")
    for page in pages:
        (related,) = [one for one in answer(client, page.url)["related"] if one["name"] == "news"]
        assert [one["title"] for one in related["listing"]["items"]] == ["Nowina"]
        assert "Nowina" in shown(client, page.url)


def test_a_page_lists_the_newest_of_its_news(client: Client, index: Any, forum: Any) -> None:
    for day in range(1, NEWEST_OF_PAGE + 2):
        date = dt.date(2026, 5, day)
        about(index, forum, title=f"Dzień {day}", slug=f"dzien-{day}", date=date)
    (related,) = answer(client, forum.url)["related"]
    titles = [one["title"] for one in related["listing"]["items"]]
    assert titles == [f"Dzień {day}" for day in range(NEWEST_OF_PAGE + 1, 1, -1)]


def test_a_translated_page_lists_its_news_in_its_language(
    client: Client, tree: Tree, index: Any, forum: Any
) -> None:
    news = about(index, forum)
    tree.in_english(index, title="News", slug="news")
    tree.in_english(news, title="Something new", slug="something-new")
    tree.in_english(forum.get_parent().specific, slug="activities")
    english = tree.in_english(forum, title="A forum", slug="a-forum")
    (related,) = answer(client, english.url)["related"]
    assert [one["title"] for one in related["listing"]["items"]] == ["Something new"]
    assert [one["title"] for one in answer(client, "/en/news/something-new/")["about"]] == [
        "A forum"
    ]
