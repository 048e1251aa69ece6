"""What is hidden is found by nobody from then on: not on the page, not in the API, not offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page, PageViewRestriction

from search.models import Promotion
from search.texts import texts_of
from tests.trees import ContentFactory, NewsFactory, NewsIndexFactory, Tree, in_language

API = "/api/content/v1/search"
WORDS, TITLE = "wielorybnik", "Wielorybnik"


def seen(code: str = "pl", *, everywhere: bool = False) -> dict[str, Any]:
    """All that a stranger learns of the word, in each way there is."""
    client = Client(HTTP_HOST="localhost")
    address = {"pl": "/pl/szukaj/", "en": "/en/search/", "de": "/de/suche/"}[code]
    more = {"everywhere": "true"} if everywhere else {}
    on_request = {"everywhere": "1"} if everywhere else {}
    page = client.get(address, {"q": WORDS, **on_request}).content.decode()
    answer = client.get(API, {"q": WORDS, "locale": code, **more}).json()
    # What is typed wrongly, and what editors promote, must not tell of it either.
    mistyped = client.get(API, {"q": f"{WORDS}x", "locale": code, **more}).json()
    promoted = client.get(API, {"q": "statek", "locale": code}).json()["promoted"]
    offered = client.get(f"{API}/suggest", {"q": WORDS[:6], "locale": code}).json()["items"]
    return {
        "on the page": page.count('<li class="found__one">'),
        "in the API": answer["paging"]["total"],
        "counted": sum(
            option["count"] or 0 for one in answer["filters"] for option in one["options"]
        ),
        "meant": mistyped["meant"],
        "by mistake": mistyped["paging"]["total"],
        "promoted": [one["title"] for one in promoted],
        "offered": [one["title"] for one in offered],
    }


NOTHING = {
    "on the page": 0,
    "in the API": 0,
    "counted": 0,
    "meant": "",
    "by mistake": 0,
    "promoted": [],
    "offered": [],
}


def restrict(page: Page, kind: str) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")


def move(page: Page) -> None:
    closed = ContentFactory(parent=page.get_parent(), title="Zamknięte", slug="zamkniete")
    restrict(closed, "login")
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=closed.pk), pos="last-child")


def restrict_parent(page: Page) -> None:
    restrict(page.get_parent(), "groups")


def expire(page: Page) -> None:
    page.expire_at = timezone.now() + dt.timedelta(minutes=5)
    page.save_revision().publish()


WAYS: dict[str, Callable[[Page], Any]] = {
    "for members": lambda page: restrict(page, "login"),
    "by password": lambda page: restrict(page, "password"),
    "below one for groups": restrict_parent,
    "moved below one for members": move,
    "unpublished": lambda page: page.unpublish(),
    "unpublished by an editor": lambda page: UnpublishPageAction(page).execute(
        skip_permission_checks=True
    ),
    "deleted": lambda page: page.delete(),
    "expiring": expire,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_hidden_is_found_no_more_in_any_way(tree: Tree, way: str) -> None:
    ContentFactory(parent=tree.home, title="Inna", summary="Wieloryb")
    news = NewsIndexFactory(parent=tree.home, title="Aktualności")
    page = NewsFactory(parent=news, title=TITLE)
    # Another kind of page has the word too until then, so that there is something to count.
    other = ContentFactory(parent=news.get_parent(), title=TITLE, slug="inny")
    Promotion.objects.create(locale=tree.pl, words="statek", page=page)
    assert seen()["on the page"] == seen()["in the API"] == 2
    assert seen()["counted"] >= 2
    other.delete()
    before = seen()
    assert before["offered"] == before["promoted"] == [TITLE]
    assert before["meant"] == WORDS
    assert before["by mistake"] == before["on the page"] == 1
    WAYS[way](page)
    if way == "expiring":
        assert seen()["in the API"] == 1
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=5, seconds=1)):
            assert seen() == NOTHING
    else:
        assert seen() == NOTHING


def test_a_draft_and_what_is_scheduled_are_not_found(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Inna")
    Promotion.objects.create(locale=tree.pl, words="statek", page=page)
    page.unpublish()
    page.title = TITLE
    page.save_revision()
    assert seen() == NOTHING
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()
    assert seen() == NOTHING
    ContentFactory(parent=tree.home, title=TITLE, slug="szkic", live=False)
    assert seen() == NOTHING


def test_a_translation_that_is_not_published_is_not_found(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Inna")
    twin = tree.in_english(page, title=TITLE)
    assert seen("en")["in the API"] == 1
    assert seen(everywhere=True)["in the API"] == 1
    twin.unpublish()
    assert seen("en") == seen(everywhere=True) == NOTHING


def test_translations_of_what_is_hidden_are_hidden(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Inna")
    tree.in_english(page, title=TITLE)
    assert seen("en")["in the API"] == 1
    restrict(page, "login")
    assert seen("en") == seen(everywhere=True) == NOTHING


def test_an_alias_of_what_is_hidden_is_hidden_too(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title=TITLE)
    page.create_alias(parent=tree.home, update_slug="kopia")
    assert seen()["in the API"] >= 1
    page.unpublish()
    assert seen() == NOTHING


def test_a_language_that_is_deleted_is_not_found(tree: Tree) -> None:
    german = Locale.objects.get_or_create(language_code="de")[0]
    home = in_language(tree.home, german, title="de", slug="de")
    page = ContentFactory(parent=tree.home, title="Inna")
    in_language(page, german, title=TITLE, slug="walfanger")
    assert seen(everywhere=True)["in the API"] == 1
    home.delete()
    assert seen(everywhere=True) == NOTHING
    german.delete()
    assert seen(everywhere=True) == NOTHING


def test_an_editor_who_is_logged_in_finds_no_more_than_others(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title=TITLE)
    restrict(page, "login")
    editor = Client(HTTP_HOST="localhost")
    editor.force_login(User.objects.create_superuser("chief", password="x"))
    for address in ("/pl/szukaj/", API):
        assert TITLE not in editor.get(address, {"q": WORDS}).content.decode()


def test_a_heading_over_other_pages_alone_is_found_by_nobody() -> None:
    """Where none of them is public it is not shown either."""
    others = {"heading": TITLE, "pages": [{"ref": "page", "key": "1", "size": "card"}]}
    own = {"heading": "Na morzu", "text": "<p>Statek</p>"}
    whole = {"title": "Dział", "summary": "", "groups": [others], "body": [own]}
    assert texts_of(whole, []).body == ["Na morzu", "Statek"]
