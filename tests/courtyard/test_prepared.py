"""Questions that are compiled once answer as if they were put together anew each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from courtyard.localisation.site_map import read_site_map
from courtyard.publications.predicate import Begins
from courtyard.publications.prepared import Prepared, Slot
from courtyard.publications.reading import Reader
from tests.trees import NewsFactory, NewsIndexFactory, Tree, add_language

pytestmark = pytest.mark.django_db


def pages(**values: Any) -> tuple[Prepared, dict[str, Any]]:
    """A prepared question about pages, and first values for it."""
    slots = {name: Slot.of(name, value) for name, value in values.items()}
    rows = Page.objects.order_by("pk").filter(**slots).values("pk", "translation_key")
    return Prepared(rows), values


def test_a_question_answers_as_its_queryset(tree: Tree) -> None:
    prepared, values = pages(translation_key=tree.home.translation_key, locale=tree.en.pk)
    assert prepared.ask(values) == list(
        Page.objects.filter(pk=tree.home_en.pk).values("pk", "translation_key")
    )


def test_other_values_get_other_rows(tree: Tree) -> None:
    prepared, _values = pages(url_path="/pl/")
    assert [row["pk"] for row in prepared.ask({"url_path": "/en/"})] == [tree.home_en.pk]
    assert prepared.ask({"url_path": "/de/"}) == []


def test_a_list_has_room_for_as_many_and_some_more(tree: Tree) -> None:
    keys = [tree.home.pk, tree.home_en.pk, 0]
    prepared, values = pages(pk__in=keys)
    assert [row["pk"] for row in prepared.ask(values)] == sorted(keys[:2])
    assert len(prepared.ask({"pk__in": [0, 0, 0, tree.home.pk]})) == 1
    assert len(prepared.ask({"pk__in": [tree.home.pk]})) == 1
    assert Slot.of("keys", keys).length == len(keys) + 1


SIGNS = "100% „pewne” 'tak' \\ %s %(p0)s :p0 ?"
"""What has a meaning in SQL, or to those who put values into it."""


def test_signs_of_the_database_are_letters_like_others(tree: Tree) -> None:
    NewsIndexFactory(parent=tree.home, title=SIGNS, slug="a")
    other = NewsIndexFactory(parent=tree.home, title="100 pewne tak", slug="b")
    found = Page.objects.exclude(title=SIGNS).child_of(tree.home).values("title")
    assert [row["title"] for row in Prepared(found).ask({})] == [other.title]
    prepared, _values = pages(title=SIGNS)
    assert len(prepared.ask({"title": SIGNS})) == 1
    assert prepared.ask({"title": SIGNS.replace("%", "")}) == []


def test_a_value_that_stands_in_many_places_is_one(tree: Tree) -> None:
    slots = {"pk": Slot.of("pk", 0)}
    found = Page.objects.filter(Q(pk=slots["pk"]) | Q(locale=slots["pk"], pk=1), depth=2)
    rows = Prepared(found.annotate(one=Value(1), yes=Value(value=True)).values("one", "yes"))
    assert rows.ask({"pk": tree.home.pk}) == [{"one": 1, "yes": True}]


def test_a_beginning_is_no_pattern(tree: Tree) -> None:
    begins = Page.objects.filter(Begins(F("url_path"), "/pl"), depth=2)
    assert [page.pk for page in begins] == [tree.home.pk]
    for other in ("/PL", "/p_", "/%", "pl"):
        assert not Page.objects.filter(Begins(F("url_path"), other), depth=2).exists()
    if connection.vendor == "sqlite":
        # With a pattern among its parameters SQLite would plan each question anew.
        public = Reader.at(tree.site, "pl").published()
        assert " LIKE " not in str(public.query)


def test_what_can_have_no_rows_asks_nothing(tree: Tree) -> None:
    prepared = Prepared(Page.objects.none().values("pk"))
    with CaptureQueriesContext(connection) as captured:
        assert prepared.ask({}) == []
    assert len(captured) == 0


def test_a_question_is_compiled_once_for_a_map_of_the_site(tree: Tree) -> None:
    sites = read_site_map(tree.site)
    for code in ("pl", "en", "pl"):
        Reader(sites.languages[code], sites).find("")
    assert len(sites.prepared) == len(("pl", "en"))


def test_a_question_that_is_asked_later_sees_what_has_expired(tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, slug="aktualnosci")
    now = timezone.now()
    expiry = now + dt.timedelta(hours=1)
    NewsFactory(parent=index, slug="krotko", expire_at=expiry)
    sites = read_site_map(tree.site)
    pl = sites.languages["pl"]
    assert Reader(pl, sites, now=now).find("aktualnosci/krotko/") is not None
    assert Reader(pl, sites, now=expiry).find("aktualnosci/krotko/") is None
    assert Reader(pl, sites, now=now).find("aktualnosci/krotko/") is not None


def test_a_question_of_one_language_is_none_of_its_fallback(tree: Tree) -> None:
    pl = add_language(tree, "pl")
    add_language(tree, "en", fallback=pl)
    NewsIndexFactory(parent=tree.home, slug="aktualnosci", title="Aktualności")
    sites = read_site_map(tree.site)
    in_english = Reader(sites.languages["en"], sites).find("aktualnosci/")
    assert in_english is not None
    found = Reader(sites.languages["pl"], sites).find("aktualnosci/")
    assert found is not None
    assert found.surroundings.home is not None
    assert found.surroundings.home["url"] == "/pl/"
