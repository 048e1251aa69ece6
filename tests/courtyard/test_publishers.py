"""Who speaks on a page: named by itself, by a section above it, or by the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.test.client import RequestFactory
from wagtail.models import Page

from courtyard.models import Publication, Publisher, SiteSettings, Term
from courtyard.publications import upkeep
from home.models import ContentPage
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    add_language,
    term_in_two_languages,
)

API = "/api/content/v1/pages/by-path?path="


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def voice(tree: Tree, slug: str) -> Any:
    """A publisher in two languages; gives the Polish one."""
    made = term_in_two_languages(Publisher, tree, slug, f"{slug} po polsku", f"{slug} in English")
    made.website = f"https://{slug}.example.org/"
    made.save()
    return made


def speaks(client: Client, path: str) -> Any:
    response = client.get(f"{API}{path}")
    assert response.status_code == 200, path
    publisher = response.json()["publisher"]
    html = client.get(path).content.decode()
    # Both renderings say the same.
    assert ("footer__publisher" in html) == (publisher is not None)
    if publisher is not None:
        assert f'<meta name="author" content="{publisher["name"]}">' in html
    return publisher and publisher["slug"]


def name(page: Any, publisher: Any) -> None:
    page.publisher = publisher
    page.save_revision().publish()


@pytest.fixture
def grown(tree: Tree) -> dict[str, Any]:
    """A page below a section below the front page; and other sections."""
    section = ContentFactory(parent=tree.home, title="Dział", slug="dzial")
    page = ContentFactory(parent=section, title="Strona", slug="strona")
    return {"section": section, "page": page}


def test_the_answer_says_who_speaks_and_where_they_are_found(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    zone = voice(tree, "zone")
    name(grown["page"], zone)
    assert client.get(f"{API}/pl/dzial/strona/").json()["publisher"] == {
        "key": str(zone.translation_key),
        "slug": "zone",
        "name": "zone po polsku",
        "content_language": "pl",
        "website": "https://zone.example.org/",
    }
    html = client.get("/pl/dzial/strona/").content.decode()
    assert '<a href="https://zone.example.org/"' in html
    assert '<meta property="og:site_name"' in html
    assert 'content="zone po polsku">' in html


def test_the_nearest_that_names_one_decides(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    path = "/pl/dzial/strona/"
    assert speaks(client, path) is None
    SiteSettings.objects.create(site=tree.site, publisher=voice(tree, "site"))
    assert speaks(client, path) == "site"
    name(tree.home, voice(tree, "front"))
    assert speaks(client, path) == "front"
    name(grown["section"], voice(tree, "section"))
    assert speaks(client, path) == "section"
    name(grown["page"], voice(tree, "own"))
    assert speaks(client, path) == "own"
    assert speaks(client, "/pl/dzial/") == "section"
    assert speaks(client, "/pl/") == "front"
    name(grown["page"], None)
    assert speaks(client, path) == "section"


def test_by_key_the_answer_is_the_same(client: Client, tree: Tree, grown: dict[str, Any]) -> None:
    name(grown["section"], voice(tree, "section"))
    answer = client.get(f"/api/content/v1/pages/{grown['page'].translation_key}?locale=pl").json()
    assert answer["publisher"]["slug"] == "section"


def test_only_the_page_that_names_one_stores_it(tree: Tree, grown: dict[str, Any]) -> None:
    zone = voice(tree, "zone")
    name(grown["section"], zone)
    stored = dict(Publication.objects.values_list("page_id", "publisher"))
    assert stored[grown["section"].pk] == zone.translation_key
    assert stored[grown["page"].pk] is None


def test_a_page_that_is_moved_speaks_as_its_new_section_and_nothing_is_written(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    name(grown["section"], voice(tree, "section"))
    other = ContentFactory(parent=tree.home, title="Inny", slug="inny")
    name(other, voice(tree, "other"))
    assert speaks(client, "/pl/dzial/strona/") == "section"
    before = list(Publication.stored.order_by("pk").values())
    Page.objects.get(pk=grown["page"].pk).move(Page.objects.get(pk=other.pk), pos="last-child")
    assert list(Publication.stored.order_by("pk").values()) == before
    assert speaks(client, "/pl/inny/strona/") == "other"


def test_a_translation_says_what_its_original_says(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    section = tree.in_english(grown["section"], title="Section", slug="section")
    tree.in_english(grown["page"], title="Page", slug="page")
    name(grown["section"], voice(tree, "zone"))
    answer = client.get(f"{API}/en/section/page/").json()["publisher"]
    assert (answer["name"], answer["content_language"]) == ("zone in English", "en")
    section.refresh_from_db()
    assert section.publisher.slug == "zone"


def test_a_text_that_stands_in_names_its_publisher_in_its_own_language(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    add_language(tree, "en", fallback=tree.pl)
    SiteSettings.objects.update(publisher=voice(tree, "zone"))
    answer = client.get(f"{API}/en/dzial/strona/").json()["publisher"]
    assert (answer["name"], answer["content_language"]) == ("zone po polsku", "pl")
    html = client.get("/en/dzial/strona/").content.decode()
    assert 'lang="pl">zone po polsku</a>' in html


def test_a_section_that_is_not_public_names_nobody(
    client: Client, tree: Tree, grown: dict[str, Any]
) -> None:
    SiteSettings.objects.create(site=tree.site, publisher=voice(tree, "site"))
    name(grown["section"], voice(tree, "section"))
    grown["section"].unpublish()
    assert speaks(client, "/pl/dzial/strona/") == "site"


@pytest.mark.parametrize("in_bulk", [False, True])
def test_of_a_publisher_that_is_deleted_the_next_one_speaks(
    client: Client, tree: Tree, grown: dict[str, Any], in_bulk: bool
) -> None:
    section, own = voice(tree, "section"), voice(tree, "own")
    name(grown["section"], section)
    name(grown["page"], own)
    assert speaks(client, "/pl/dzial/strona/") == "own"
    going = Publisher.objects.filter(translation_key=own.translation_key)
    if in_bulk:
        ContentPage.objects.filter(publisher__in=going).update(publisher=None)
        going._raw_delete("default")
    else:
        for one in going:
            one.delete()
    assert speaks(client, "/pl/dzial/strona/") == "section"
    assert in_bulk or not Publication.stored.filter(publisher=own.translation_key).exists()


def test_a_bulk_update_is_found_and_mended(tree: Tree, grown: dict[str, Any]) -> None:
    zone = voice(tree, "zone")
    ContentPage.objects.filter(pk=grown["page"].pk).update(publisher=zone)
    [difference] = upkeep.check()
    assert (difference.kind, difference.page) == ("different", grown["page"].pk)
    upkeep.repair()
    assert Publication.stored.get(pk=grown["page"].pk).publisher == zone.translation_key


def test_a_preview_shows_who_the_draft_names(tree: Tree, grown: dict[str, Any]) -> None:
    name(grown["section"], voice(tree, "section"))
    draft = ContentPage.objects.get(pk=grown["page"].pk)

    def preview() -> str:
        request = RequestFactory().get("/pl/dzial/strona/", HTTP_HOST="localhost")
        return str(draft.make_preview_request(request).content.decode())

    assert "section po polsku" in preview()
    draft.publisher = voice(tree, "own")
    assert "own po polsku" in preview()
    assert Publication.objects.get(pk=draft.pk).publisher is None


def test_facts_of_a_publisher_are_entered_once(tree: Tree) -> None:
    zone = voice(tree, "zone")
    english = Publisher.objects.get(translation_key=zone.translation_key, locale=tree.en)
    assert isinstance(zone, Term)
    assert english.website == "https://zone.example.org/"


def test_news_speaks_as_its_index(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Nowina", slug="nowina")
    name(index, voice(tree, "zone"))
    assert speaks(client, "/pl/aktualnosci/nowina/") == "zone"
