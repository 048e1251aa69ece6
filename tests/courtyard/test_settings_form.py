"""Editing a site's settings: what is refused, and what the live preview shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import activate, override
from wagtail.admin.models import FormState
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text
from wagtail.users.models import UserProfile

from courtyard.localisation import site_map
from courtyard.models import Generation, MenuItem, MenuItemText, SiteSettings, SiteTexts, SocialLink
from tests.courtyard.test_publishers import voice
from tests.trees import ContentFactory, Tree, add_language, make_image, settle

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Errors are lazy texts: they are read in the language in which the test asks for them."""
    with override("en"):
        yield


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def editor(tree: Tree, admin_client: Client, admin_user: Any) -> Client:
    """Somebody who reads English and may change the settings, which are those of two languages."""
    UserProfile.objects.create(user=admin_user, preferred_language="en")
    settings = SiteSettings.objects.create(site=tree.site)
    for order, (locale, name) in enumerate(((tree.pl, "Instytut"), (tree.en, "Institute"))):
        SiteTexts.objects.create(settings=settings, locale=locale, name=name, sort_order=order)
    admin_client.defaults["HTTP_HOST"] = "localhost"
    return admin_client


def address(tree: Tree, name: str = "edit") -> str:
    return reverse(f"wagtailsettings:{name}", args=["courtyard", "sitesettings", tree.site.pk])


def texts(tree: Tree, **changed: Any) -> list[dict[str, Any]]:
    """The rows of texts as the form sends them; ``changed`` are fields of the Polish ones."""
    return [
        {
            "id": row.pk,
            "locale": row.locale_id,
            "name": row.name,
            "fallback": "",
            "notice": rich_text(row.notice),
            "address": row.address,
            "footer": rich_text(row.footer),
            **(changed if row.locale == tree.pl else {}),
        }
        for row in SiteTexts.objects.order_by("sort_order")
    ]


def line(
    page: Page | None = None, url: str = "", labels: dict[Locale, str] | None = None
) -> dict[str, Any]:
    rows = [{"locale": locale.pk, "text": text} for locale, text in (labels or {}).items()]
    return {"page": page.pk if page else "", "url": url, "labels": inline_formset(rows)}


def form(tree: Tree, **changed: Any) -> dict[str, Any]:
    rows = changed.pop("texts", None)
    data: dict[str, Any] = nested_form_data(
        {
            "publisher": "",
            "logo": "",
            "accent": "green",
            "email": "",
            "phone": "",
            "texts": inline_formset(rows or texts(tree), initial=2),
            **{
                name: inline_formset(changed.pop(name, []))
                for name in ("social_links", "main_items", "foot_items")
            },
            **changed,
        }
    )
    return data


def menu(page: str) -> list[str]:
    return re.findall(r'class="menu__link"[^>]*>([^<]*)<', page)


# Saving


def test_all_of_it_is_saved(editor: Client, tree: Tree, about: Any) -> None:
    zone = voice(tree, "zone")
    labels = {tree.pl: "My", tree.en: "We"}
    sent = form(
        tree,
        texts=texts(tree, notice=rich_text("<p>Uwaga</p>"), address="Plac 1"),
        publisher=zone.pk,
        logo=make_image("logo").pk,
        email="kontakt@example.org",
        phone="+48 (71) 000-00-00",
        social_links=[{"label": "Fotki", "url": "https://a.example.org/"}],
        main_items=[line(about, labels=labels), line(url="https://b.example.org/")],
        foot_items=[line(about)],
    )
    response = editor.post(address(tree), sent)
    assert response.status_code == 302, response.context["form"].errors
    saved = SiteSettings.objects.get()
    assert (saved.publisher, saved.email) == (zone, "kontakt@example.org")
    assert SiteTexts.objects.get(locale=tree.pl).address == "Plac 1"
    first, second = saved.main_items.all()
    assert (first.page_id, second.url) == (about.pk, "https://b.example.org/")
    assert {label.locale: label.text for label in first.labels.all()} == labels
    assert [item.page_id for item in saved.foot_items.all()] == [about.pk]
    page = Client(HTTP_HOST="localhost").get("/en/").content.decode()
    assert menu(page) == ["https://b.example.org/"]
    page = Client(HTTP_HOST="localhost").get("/pl/").content.decode()
    assert menu(page) == ["My", "https://b.example.org/"]


# What is refused


def refused(editor: Client, tree: Tree, sent: dict[str, Any]) -> Any:
    """The form as it comes back; nothing has been saved."""
    before = [*SiteTexts.objects.values(), *SiteSettings.objects.values()]
    response = editor.post(address(tree), sent)
    assert response.status_code == 200
    assert [*SiteTexts.objects.values(), *SiteSettings.objects.values()] == before
    assert not MenuItem.objects.exists()
    assert not MenuItemText.objects.exists()
    assert not SocialLink.objects.exists()
    activate("en")  # the request leaves another one active
    return response.context["form"]


def test_an_item_needs_a_page_or_an_address(editor: Client, tree: Tree, about: Any) -> None:
    sent = form(tree, main_items=[line(), line(about, "https://a.example.org/")], email="a@b.org")
    answer = refused(editor, tree, sent)
    neither, both = answer.formsets["main_items"].forms
    assert neither.errors == {"page": ["Choose a page, or give an address below."]}
    assert both.errors == {"url": ["Choose a page or give an address, not both."]}
    # Nothing of what was written is lost.
    assert both["url"].value() == "https://a.example.org/"
    assert answer["email"].value() == "a@b.org"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "mailto:a@example.org",
        "//",
    ],
)
def test_only_web_addresses_are_taken(editor: Client, tree: Tree, url: str) -> None:
    sent = form(tree, foot_items=[line(url=url)], social_links=[{"label": "x", "url": url}])
    answer = refused(editor, tree, sent)
    for name in ("foot_items", "social_links"):
        [one] = answer.formsets[name].forms
        assert list(one.errors) == ["url"], name
        assert one["url"].value() == url
    [one] = answer.formsets["foot_items"].forms
    said = "Give a whole web address that begins with https:// or http://."
    assert one.errors["url"] == [said]


def test_a_language_stands_only_once(editor: Client, tree: Tree, about: Any) -> None:
    twice = [{"locale": tree.pl.pk, "text": "a"}, {"locale": tree.pl.pk, "text": "b"}]
    menu_line = {"page": about.pk, "url": "", "labels": inline_formset(twice)}
    answer = refused(editor, tree, form(tree, main_items=[menu_line]))
    [one] = answer.formsets["main_items"].forms
    labels = one.formsets["labels"]
    assert labels.errors == [{}, {"locale": ["Each language can stand here only once."]}]
    assert [row["text"].value() for row in labels.forms] == ["a", "b"]


def test_texts_in_a_language_stand_only_once(editor: Client, tree: Tree) -> None:
    rows = texts(tree)
    rows[1]["locale"] = tree.pl.pk
    answer = refused(editor, tree, form(tree, texts=rows))
    said = {"locale": ["Each language can stand here only once."]}
    assert answer.formsets["texts"].errors == [{}, said]


@pytest.mark.parametrize("phone", ["call us", "+", "123<b>", "12;34"])
def test_a_telephone_number_can_be_dialled(editor: Client, tree: Tree, phone: str) -> None:
    assert "phone" in refused(editor, tree, form(tree, phone=phone)).errors


# Live preview


def preview(editor: Client, tree: Tree, sent: dict[str, Any], mode: str = "pl") -> Any:
    said = editor.post(address(tree, "preview_on_edit"), sent).json()
    assert said == {"is_valid": True, "is_available": True}
    return editor.get(f"{address(tree, 'preview_on_edit')}?mode={mode}")


def test_the_preview_shows_what_is_not_saved_and_nobody_else_sees_it(
    editor: Client, tree: Tree, about: Any
) -> None:
    settle()
    visitor = Client(HTTP_HOST="localhost")
    before = visitor.get("/pl/").content
    number = Generation.objects.get().number
    sent = form(
        tree,
        texts=texts(
            tree,
            name="Nowa nazwa",
            notice=rich_text(f'<p><a linktype="page" id="{about.pk}">uwaga</a></p>'),
            address="Plac 1",
            footer=rich_text("<p>nowa stopka</p>"),
        ),
        publisher=voice(tree, "zone").pk,
        logo=make_image("logo").pk,
        phone="+48 71",
        social_links=[{"label": "Fotki", "url": "https://a.example.org/"}],
        main_items=[
            line(about, labels={tree.pl: "Kim jesteśmy", tree.en: "Who we are"}),
            line(url="https://b.example.org/", labels={tree.en: "Tickets"}),
        ],
        foot_items=[line(about)],
    )
    settle()
    number = Generation.objects.get().number
    response = preview(editor, tree, sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="pl"' in page
    for words in ("Nowa nazwa", "Plac 1", "nowa stopka", "+48 71", "Fotki", "zone po polsku"):
        assert words in page, words
    assert '<a href="/pl/o-nas/">uwaga</a>' in page
    assert 'class="masthead__logo"' in page
    assert menu(page) == ["Kim jesteśmy", "Tickets"]
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
    assert "ETag" not in response
    # The others read what is saved, from what was kept before.
    again = visitor.get("/pl/")
    assert (again["Cache-Status"], again.content) == ("Courtyard; fwd=miss", before)
    assert visitor.get("/pl/")["Cache-Status"] == "Courtyard; hit"
    assert Generation.objects.get().number == number
    assert not MenuItem.objects.exists()


def test_the_preview_is_in_each_language_of_the_site(
    editor: Client, tree: Tree, about: Any
) -> None:
    tree.in_english(about, title="About us", slug="about")
    add_language(tree, "uk")
    sent = form(tree, texts=texts(tree), main_items=[line(about)])
    page = preview(editor, tree, sent, "en").content.decode()
    assert '<html lang="en"' in page
    assert "Institute" in page
    assert 'href="/en/about/"' in page
    settings = SiteSettings.objects.get()
    assert [mode for mode, _name in settings.preview_modes] == ["pl", "en"]
    assert preview(editor, tree, sent, "xx").status_code == 404


def test_an_unfinished_row_keeps_nothing_from_being_shown(
    editor: Client, tree: Tree, about: Any
) -> None:
    sent = form(
        tree,
        texts=texts(tree, name=""),
        main_items=[line(about, labels={tree.pl: ""})],
        social_links=[{"label": "", "url": "https://a.example.org/"}],
    )
    response = preview(editor, tree, sent)
    assert response.status_code == 200
    assert menu(response.content.decode()) == ["O nas"]


def test_the_preview_shows_no_page_that_is_not_public(
    editor: Client, tree: Tree, about: Any
) -> None:
    about.unpublish()
    page = preview(editor, tree, form(tree, main_items=[line(about)])).content.decode()
    assert menu(page) == []
    tree.home.unpublish()
    response = preview(editor, tree, form(tree, texts=texts(tree, name="Nowa nazwa")))
    assert response.status_code == 404
    assert "Nowa nazwa" in response.content.decode()
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_the_preview_writes_nothing_and_is_not_remembered(
    editor: Client, tree: Tree, about: Any
) -> None:
    sent = form(tree, texts=texts(tree, name="Nowa nazwa"), main_items=[line(about)])
    preview(editor, tree, sent)
    remembered = dict(site_map._remembered)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        editor.get(f"{address(tree, 'preview_on_edit')}?mode=pl")
    written = [
        query["sql"]
        for query in captured.captured_queries
        if re.match("INSERT|UPDATE|DELETE", query["sql"])
    ]
    assert written == []
    assert site_map._remembered == remembered
    assert FormState.objects.count() == 1


def test_only_who_may_change_the_settings_sees_the_preview(editor: Client, tree: Tree) -> None:
    preview(editor, tree, form(tree, texts=texts(tree, name="Nowa nazwa")))
    response = Client(HTTP_HOST="localhost").get(f"{address(tree, 'preview_on_edit')}?mode=pl")
    assert response.status_code == 302
    assert "/login/" in response["Location"]
