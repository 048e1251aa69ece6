"""The original governs its twins; a twin can only hide itself additionally."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courtyard.localisation.originals import (
    NoWordsOfItsOwn,
    is_original,
    left_alone,
    make_original,
)
from courtyard.publications import upkeep
from courtyard.publications.stored import Original, Publication
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    add_language,
    in_language,
    settle,
)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def english(tree: Tree, polish: Any) -> Any:
    return tree.in_english(polish, title="About us", slug="about")


def unpublish(page: Any) -> None:
    page.unpublish()


def expire(page: Any) -> None:
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def delete(page: Any) -> None:
    page.delete()


HIDING = [unpublish, expire, restrict, delete]


@pytest.mark.parametrize("hide", HIDING)
def test_with_the_original_its_translation_is_hidden(
    client: Client, polish: Any, english: Any, hide: Callable[[Any], None]
) -> None:
    assert client.get("/en/about/").status_code == 200
    hide(polish)
    response = client.get("/en/about/")
    assert response.status_code in (302, 404)
    assert "About us" not in response.content.decode()
    listed = client.get("/api/content/v1/pages?locale=en").json()
    assert "About us" not in [item["title"] for item in listed["items"]]
    found = client.get("/api/content/v1/pages/by-path?path=/en/about/")
    assert found.status_code == 404
    v2 = client.get("/api/v2/pages/?locale=en").json()
    assert "About us" not in [item["title"] for item in v2["items"]]


@pytest.mark.parametrize("hide", HIDING)
def test_a_translation_hides_itself_alone(
    client: Client, polish: Any, english: Any, hide: Callable[[Any], None]
) -> None:
    hide(english)
    assert client.get("/pl/o-nas/").status_code == 200
    assert client.get("/en/about/").status_code in (302, 404)


def test_who_may_read_the_original_may_read_the_translation(
    client: Client, polish: Any, english: Any, admin_user: Any
) -> None:
    restrict(polish)
    refused = client.get("/en/about/")
    assert refused.status_code == 302
    assert "login" in refused["Location"]
    client.force_login(admin_user)
    response = client.get("/en/about/")
    assert "About us" in response.content.decode()
    assert response["Cache-Control"].startswith("private, no-store")


def test_a_translation_can_become_the_original(client: Client, polish: Any, english: Any) -> None:
    delete(polish)
    assert [page.pk for page in left_alone()] == [english.pk]
    make_original(page=english)
    assert client.get("/en/about/").status_code == 200
    assert is_original(english)
    assert list(left_alone()) == []


def test_what_named_a_deleted_original_says_so_no_longer(
    client: Client,
    tree: Tree,
    polish: Any,
    english: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    chosen = {"heading": "", "pages": [Page.objects.get(pk=polish.pk)]}
    with django_capture_on_commit_callbacks(execute=True):
        ContentFactory(
            parent=tree.home_en, locale=tree.en, title="Here", slug="here", body=[("pages", chosen)]
        )
    address = "/api/content/v1/pages/by-path?path=/en/here/"
    assert len(client.get(address).json()["body"][0]["pages"]) == 1
    delete(polish)
    make_original(page=english)
    assert client.get(address).json()["body"][0]["pages"] == []
    assert list(upkeep.check()) == []


def test_a_translation_is_out_of_date_with_no_original_that_is_deleted(
    polish: Any, english: Any
) -> None:
    polish.title = "Kim jesteśmy"
    polish.save_revision().publish()
    assert Publication.stored.get(pk=english.pk).outdated_since
    delete(polish)
    assert Publication.stored.get(pk=english.pk).outdated_since is None
    assert [one.kind for one in upkeep.check()] == ["original"]


# Aliases


def answers(client: Client, title: str, path: str) -> dict[str, bool]:
    """Where a page with a title is shown, of all places at which there are public pages."""
    titles = {
        name: [item["title"] for item in client.get(f"{address}&limit=20").json()["items"]]
        for name, address in (
            ("list", "/api/content/v1/pages?locale=en"),
            ("v2", "/api/v2/pages/?locale=en"),
            ("v3", "/api/v3-preview/pages/?locale=en"),
        )
    }
    html = client.get(path)
    by_path = client.get("/api/content/v1/pages/by-path", {"path": path})
    site_map = b"".join(cast("Any", client.get("/sitemap.xml")).streaming_content).decode()
    return {
        **{name: title in found for name, found in titles.items()},
        "HTML": html.status_code == 200 and title in html.content.decode(),
        "by path": by_path.status_code == 200,
        "sitemap": f"{path}<" in site_map,
    }


EVERYWHERE = dict.fromkeys(("list", "v2", "v3", "HTML", "by path", "sitemap"), True)
NOWHERE = dict.fromkeys(EVERYWHERE, False)


@pytest.fixture
def alias(tree: Tree, english: Any) -> Any:
    """A copy of the English page that Wagtail keeps, at another place."""
    alias = english.create_alias(update_slug="alias")
    alias.title = "As it says"
    alias.save()
    return alias


@pytest.mark.usefixtures("alias")
@pytest.mark.parametrize("hide", HIDING)
def test_an_alias_of_a_translation_is_hidden_with_the_original(
    client: Client, polish: Any, hide: Callable[[Any], None]
) -> None:
    assert answers(client, "As it says", "/en/alias/") == EVERYWHERE
    hide(polish)
    assert answers(client, "As it says", "/en/alias/") == NOWHERE


@pytest.mark.usefixtures("alias")
def test_an_alias_is_hidden_with_what_it_copies(client: Client, english: Any) -> None:
    Page.objects.filter(pk=english.pk).update(live=False)
    assert answers(client, "As it says", "/en/alias/") == NOWHERE


@pytest.mark.usefixtures("alias")
def test_who_may_read_the_original_may_read_an_alias_of_a_translation(
    client: Client, polish: Any, admin_user: Any
) -> None:
    restrict(polish)
    refused = client.get("/en/alias/")
    assert refused.status_code == 302
    assert "login" in refused["Location"]
    client.force_login(admin_user)
    assert "As it says" in client.get("/en/alias/").content.decode()


def test_an_alias_of_an_alias_copies_the_page_itself(
    client: Client, tree: Tree, polish: Any, english: Any, alias: Any
) -> None:
    further = Page.objects.get(pk=alias.pk).create_alias(update_slug="further")
    assert Page.objects.get(pk=further.pk).alias_of_id == english.pk
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, slug="uk")
    scaffolding = Page.objects.get(pk=alias.pk).copy_for_translation(uk, alias=True)
    assert Page.objects.get(pk=scaffolding.pk).alias_of_id == english.pk
    delete(polish)
    assert client.get("/en/further/").status_code == 404


def test_what_copies_a_page_that_becomes_an_alias_copies_what_that_copies(
    client: Client, polish: Any, english: Any, alias: Any
) -> None:
    page = Page.objects.get(pk=english.pk).specific
    page.alias_of_id = polish.pk
    page.save(update_fields=["alias_of_id"], clean=False)
    assert Page.objects.get(pk=alias.pk).alias_of_id == polish.pk
    assert answers(client, "As it says", "/en/alias/") == NOWHERE


def test_a_list_asks_the_same_however_many_aliases_it_holds(
    client: Client, polish: Any, english: Any
) -> None:
    def asked() -> int:
        settle()
        client.get("/en/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/api/content/v1/pages?locale=en&limit=20")
        return len(captured)

    english.create_alias(update_slug="alias-0")
    few = asked()
    for number in range(1, 8):
        english.create_alias(update_slug=f"alias-{number}")
    assert asked() == few


# Privacy, whenever it is set


@pytest.mark.parametrize("how", ["login", "password", "groups"])
def test_what_stands_below_a_private_section_is_private_in_all_languages(
    client: Client, tree: Tree, polish: Any, english: Any, how: str
) -> None:
    section = ContentFactory(parent=tree.home, title="Nad", slug="nad")
    Page.objects.get(pk=polish.pk).move(Page.objects.get(pk=section.pk), pos="last-child")
    english.create_alias(update_slug="alias")
    for path in ("/en/about/", "/en/alias/"):
        assert answers(client, "About us", path)["HTML"]
    PageViewRestriction.objects.create(page=section, restriction_type=how, password="x")
    for path in ("/en/about/", "/en/alias/"):
        assert answers(client, "About us", path) == NOWHERE
    PageViewRestriction.objects.all().delete()
    assert answers(client, "About us", "/en/about/") == EVERYWHERE


def test_feeds_hold_nothing_of_which_the_original_is_private(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    tree.in_english(index, title="News", slug="news")
    news = NewsFactory(parent=index, title="Nowina", slug="nowina")
    english = tree.in_english(news, title="What is new", slug="new")
    english.create_alias(update_slug="alias")
    html = client.get("/en/news/").content.decode()
    feeds = set(re.findall(r'<link[^>]*type="application/(?:atom|feed)[^>]*href="([^"]+)"', html))
    feeds |= set(re.findall(r'<link[^>]*href="([^"]+)"[^>]*type="application/(?:atom|feed)', html))
    feeds = {feed for feed in feeds if "/news." in feed}
    assert len(feeds) == 2

    def holding() -> list[bool]:
        said = [client.get(feed.replace("&amp;", "&")).content.decode() for feed in sorted(feeds)]
        return ["What is new" in one for one in said]

    assert all(holding())
    restrict(news)
    assert not any(holding())


# Another original


def test_after_a_change_of_the_original_the_other_one_governs(
    client: Client, polish: Any, english: Any
) -> None:
    make_original(page=english)
    unpublish(polish)
    assert client.get("/en/about/").status_code == 200
    polish.save_revision().publish()
    unpublish(english)
    assert client.get("/pl/o-nas/").status_code == 404


def test_scaffolding_cannot_be_an_original(polish: Any, tree: Tree) -> None:
    scaffolding = polish.copy_for_translation(tree.en, alias=True)
    with pytest.raises(NoWordsOfItsOwn):
        make_original(page=scaffolding)


def test_it_says_so_of_pages_below_and_of_many_at_once(
    client: Client, polish: Any, english: Any, tree: Tree, admin_user: Any
) -> None:
    client.force_login(admin_user)
    above = ContentFactory(parent=tree.home, title="Nad", slug="nad")
    Page.objects.get(pk=polish.pk).move(Page.objects.get(pk=above.pk), pos="last-child")
    warning = "1 tłumaczenie traci przez to swój oryginał (English)."
    assert warning in client.get(f"/cms/pages/{above.pk}/delete/").content.decode()
    assert warning not in client.get(f"/cms/pages/{english.pk}/delete/").content.decode()
    address = f"/cms/bulk/wagtailcore/page/delete/?id={polish.pk}&next=/cms/"
    assert warning in client.get(address).content.decode()
    client.post(address)
    assert not Page.objects.filter(pk=polish.pk).exists()


def test_the_admin_says_what_becomes_of_translations(
    client: Client, polish: Any, english: Any, admin_user: Any
) -> None:
    client.force_login(admin_user)
    asked = client.get(f"/cms/pages/{polish.pk}/delete/").content.decode()
    assert "1 tłumaczenie traci przez to swój oryginał (English)." in asked
    delete(polish)
    dashboard = client.get("/cms/").content.decode()
    assert "Strona „About us” jest ukryta: usunięto jej oryginał." in dashboard
    edit = client.get(f"/cms/pages/{english.pk}/edit/").content.decode()
    assert f"/cms/courtyard/original/{english.pk}/" in edit
    asked = client.get(f"/cms/courtyard/original/{english.pk}/").content.decode()
    assert "About us" in asked
    assert not is_original(english)
    answered = client.post(f"/cms/courtyard/original/{english.pk}/", follow=True)
    assert "jest teraz oryginałem" in answered.content.decode()
    assert is_original(english)
    assert "usunięto jej oryginał" not in client.get("/cms/").content.decode()


def test_pages_that_came_without_our_saving_get_an_original(polish: Any, english: Any) -> None:
    Original.objects.all().delete()
    upkeep.repair()
    assert Original.objects.get(pk=polish.translation_key).page_id == polish.pk
