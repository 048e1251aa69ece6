"""Notices about a translation, wherever it is read: by the few, in previews, in other places."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import Translation, TranslationSource

from courtyard.editing.translating import publish_anyway
from courtyard.publications import upkeep
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    Tree,
    add_language,
    in_language,
    translate_the_rest,
    translated_by_hand,
)

API = "/api/content/v1/pages/by-path"
OLDER = "this translation is older"

Commit = Any


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def english(tree: Tree, polish: Any) -> Any:
    """A translation that is older than its original."""
    twin = tree.in_english(polish, title="About us", slug="about")
    change(polish, title="Kim jesteśmy")
    return ContentPage.objects.get(pk=twin.pk)


def change(page: Any, **fields: Any) -> None:
    row = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision().publish()


def notices(client: Client, path: str) -> str:
    """What stands above the text, in one line."""
    response = client.get(path)
    assert response.status_code == 200, path
    html = response.content.decode()
    assert html.count('class="notice"') <= 1
    _before, _found, after = html.partition('<p class="notice">')
    return " ".join(after.partition("</p>")[0].split())


# For the few who may read a page


@pytest.mark.parametrize("which", ["original", "translation"])
def test_readers_of_a_private_page_are_told(
    client: Client, tree: Tree, polish: Any, english: Any, which: str
) -> None:
    page = polish if which == "original" else english
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/en/about/").status_code == 302
    client.force_login(User.objects.create_user("reader"))
    assert OLDER in notices(client, "/en/about/")
    twin = ContentPage.objects.get(pk=english.pk)
    translated_by_hand(twin)
    twin.save_revision().publish()
    assert notices(client, "/en/about/") == ""
    assert notices(client, "/pl/o-nas/") == ""


# In previews


def previewed(editor: Client, page: Any) -> str:
    """A draft as the admin shows it."""
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    return notices(editor, address)


def test_a_preview_shows_what_readers_will_be_told(editor: Client, english: Any) -> None:
    assert OLDER in previewed(editor, english)
    draft = ContentPage.objects.get(pk=english.pk)
    translated_by_hand(draft)
    draft.save_revision()
    assert previewed(editor, english) == ""


def test_the_preview_of_a_translator_counts_what_is_translated_now(
    editor: Client, tree: Tree, polish: Any
) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(polish)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translation.save_target(publish=False)
    address = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    assert "Of this page 0 texts of 2 are translated" in notices(editor, address)
    translate_the_rest(translation)
    assert notices(editor, address) == ""


# Where a text stands in for another


@pytest.fixture
def ukrainian(tree: Tree, english: Any) -> Any:
    """Ukrainian readers, who get English where a page is missing."""
    uk = add_language(tree, "uk", fallback=tree.en)
    return in_language(tree.home, uk, title="Головна", slug="uk")


@pytest.mark.usefixtures("ukrainian")
def test_an_outdated_text_that_stands_in_for_another_says_both(
    client: Client, english: Any
) -> None:
    told = notices(client, "/uk/about/")
    assert "Цю сторінку ще не перекладено." in told
    assert "цей переклад старіший" in told
    assert 'href="/pl/o-nas/"' in told
    translated_by_hand(english)
    english.save_revision().publish()
    told = notices(client, "/uk/about/")
    assert "Цю сторінку ще не перекладено." in told
    assert "старіший" not in told
    assert "<a" not in told


@pytest.mark.usefixtures("ukrainian")
def test_a_part_that_stands_in_for_another_says_so(
    client: Client,
    tree: Tree,
    polish: Any,
    english: Any,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(
        ContentPage.objects.get(pk=polish.pk)
    )
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    with django_capture_on_commit_callbacks(execute=True):
        publish_anyway(translation, user=None)
    path = ContentPage.objects.get(pk=english.pk).get_url().replace("/en/", "/uk/")
    told = notices(client, path)
    assert "Цю сторінку ще не перекладено." in told
    assert "На цій сторінці" in told


# Aliases of translations


@pytest.fixture
def alias(tree: Tree, english: Any) -> Any:
    section = ContentFactory(parent=tree.home_en, title="More", slug="more", locale=tree.en)
    return english.create_alias(parent=section)


def state_of_alias(client: Client) -> str:
    translations = client.get(API, {"path": "/en/more/about/"}).json()["translations"]
    return next(str(one["state"]) for one in translations if one["locale"] == "en")


def test_an_alias_is_as_fresh_as_what_it_copies(
    client: Client, polish: Any, english: Any, alias: Any
) -> None:
    assert state_of_alias(client) == "outdated"
    assert OLDER in notices(client, "/en/more/about/")
    change(polish, title="O nas")
    assert state_of_alias(client) == "current"
    assert notices(client, "/en/more/about/") == ""
    change(polish, title="Kto to jest")
    assert state_of_alias(client) == "outdated"
    twin = ContentPage.objects.get(pk=english.pk)
    translated_by_hand(twin)
    twin.save_revision().publish()
    assert state_of_alias(client) == "current"
    assert list(upkeep.check()) == []


def test_an_alias_of_an_original_is_no_translation(client: Client, tree: Tree, polish: Any) -> None:
    section = ContentFactory(parent=tree.home, title="Więcej", slug="wiecej")
    polish.create_alias(parent=section)
    change(polish, title="Kim jesteśmy")
    found = client.get(API, {"path": "/pl/wiecej/o-nas/"}).json()["translations"]
    assert {one["locale"]: one["state"] for one in found} == {"pl": "original", "en": "missing"}
