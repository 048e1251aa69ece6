"""Pages as visitors get them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from courtyard.blocks import body_blocks
from courtyard.models import SiteSettings, SiteTexts, TopicLink
from courtyard.outbox import services as outbox
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    make_image,
    topic,
)

pytestmark = pytest.mark.one_database


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Kim jesteśmy")


def html(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


def links(page: str, rel: str) -> list[str]:
    return re.findall(rf'<link rel="{rel}"[^>]*>', page)


@pytest.mark.usefixtures("about")
def test_a_page_is_in_its_language(client: Client) -> None:
    page = html(client, "/pl/o-nas/")
    assert '<html lang="pl"' in page
    assert page.count("<h1") == 1
    assert "Kim jesteśmy" in page


def test_a_page_names_its_translations_to_search_engines(
    client: Client, tree: Tree, about: Any
) -> None:
    tree.in_english(about, title="About us", slug="about")
    for path in ("/pl/o-nas/", "/en/about/"):
        page = html(client, path)
        alternates = dict(
            re.findall(r'<link rel="alternate"\s+hreflang="([\w-]+)"\s+href="([^"]+)"', page)
        )
        assert alternates["pl"] == "http://localhost/pl/o-nas/"
        assert alternates["en"] == "http://localhost/en/about/"
        assert f'href="http://localhost{path}"' in links(page, "canonical")[0]


def test_the_switcher_stays_on_the_page_or_says_what_is_missing(
    client: Client, tree: Tree, about: Any
) -> None:
    missing = html(client, "/pl/o-nas/")
    assert 'href="/en/"' in missing
    assert 'href="/en/about/"' not in missing
    tree.in_english(about, title="About us", slug="about")
    assert 'href="/en/about/"' in html(client, "/pl/o-nas/")


@pytest.mark.parametrize(
    ("accept", "leads_to"),
    [
        ("en", "/en/"),
        ("en-GB,pl;q=0.5", "/en/"),
        ("uk", "/pl/"),
        ("fr,en;q=0.2", "/en/"),
        ("", "/pl/"),
        ("*", "/pl/"),
        ("nonsense;q=x", "/pl/"),
    ],
)
def test_only_the_front_door_asks_for_a_language(
    client: Client, accept: str, leads_to: str
) -> None:
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=accept)
    assert (response.status_code, response["Location"]) == (302, leads_to)
    assert "Accept-Language" in response["Vary"]


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize("accept", ["pl", "en", "de"])
def test_a_deep_link_means_the_same_to_everybody(client: Client, accept: str) -> None:
    assert client.get("/pl/o-nas/", HTTP_ACCEPT_LANGUAGE=accept).status_code == 200
    assert client.get("/o-nas/", HTTP_ACCEPT_LANGUAGE=accept).status_code == 404
    assert client.get("/en/o-nas/", HTTP_ACCEPT_LANGUAGE=accept).status_code == 404


@pytest.mark.usefixtures("about")
@pytest.mark.parametrize("path", ["/uk/", "/uk/o-nas/", "/xx/", "/fr/o-nas/", "/de/"])
def test_a_language_that_the_site_lacks_shows_no_other(client: Client, path: str) -> None:
    page = html(client, path, status=404)
    assert "Kim jesteśmy" not in page


def test_an_address_without_page_is_answered_in_its_language(client: Client) -> None:
    polish, english = html(client, "/pl/nic/", 404), html(client, "/en/nothing/", 404)
    assert '<html lang="pl"' in polish
    assert '<html lang="en"' in english
    assert 'href="/en/"' in english


@pytest.mark.parametrize("path", ["/pl/%00/", "/pl/?topic=%00", "/pl/newsletter/confirm/%00/"])
def test_an_address_with_a_nul_character_is_refused(client: Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_browsing_sets_no_cookie(client: Client, about: Any) -> None:
    for path in ("/pl/", "/pl/o-nas/", "/en/", "/pl/nic/"):
        client.get(path)
    assert not client.cookies


def test_pages_ask_nobody_else_for_anything(client: Client, tree: Tree, about: Any) -> None:
    for path in ("/pl/", "/pl/o-nas/", "/pl/newsletter/sign-up/"):
        page = html(client, path)
        fetched = re.findall(r'(?:src|srcset|action)="([^"]*)"', page)
        fetched += [
            found
            for found in re.findall(r'<link[^>]*href="([^"]*)"', page)
            if not found.startswith("http://localhost/")
        ]
        assert all(one.startswith("/") for one in fetched), fetched
        # Data for machines is no script.
        assert page.count("<script") == page.count('<script type="application/ld+json">')
        assert "style=" not in page


def test_the_sites_name_and_footer_are_in_the_readers_language(client: Client, tree: Tree) -> None:
    settings = SiteSettings.objects.create(site=tree.site)
    for locale, name in ((tree.pl, "Instytut"), (tree.en, "Institute")):
        SiteTexts.objects.create(
            settings=settings, locale=locale, name=name, footer=f"<p>{name} ©</p>"
        )
    assert "Instytut ©" in html(client, "/pl/")
    assert "Institute ©" in html(client, "/en/")
    assert "Instytut" not in html(client, "/en/")


def test_the_footer_links_to_public_pages_alone(client: Client, tree: Tree, about: Any) -> None:
    settings = SiteSettings.objects.create(site=tree.site)
    footer = f'<p><a linktype="page" id="{about.pk}">kim jesteśmy</a></p>'
    SiteTexts.objects.create(settings=settings, locale=tree.pl, name="Instytut", footer=footer)
    assert '<a href="/pl/o-nas/">kim jesteśmy</a>' in html(client, "/pl/")
    about.unpublish()
    assert "<p>kim jesteśmy</p>" in html(client, "/pl/")


def test_words_and_lang_agree_where_the_site_lacks_the_language(client: Client) -> None:
    response = client.get("/uk/", HTTP_ACCEPT_LANGUAGE="de")
    page = response.content.decode()
    assert '<html lang="pl"' in page
    assert "Przejdź" in page
    assert response["Content-Language"] == "pl"
    assert page == client.get("/uk/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_the_menu_holds_what_editors_put_there(client: Client, tree: Tree, about: Any) -> None:
    assert 'href="/pl/o-nas/"' not in html(client, "/pl/")
    about.show_in_menus = True
    about.save_revision().publish()
    assert 'href="/pl/o-nas/"' in html(client, "/pl/")
    about.unpublish()
    assert 'href="/pl/o-nas/"' not in html(client, "/pl/")


def test_a_page_taken_out_of_the_menu_in_one_language_is_in_it_in_no_other_words(
    client: Client, tree: Tree, about: Any
) -> None:
    about.show_in_menus = True
    about.save_revision().publish()
    settings = SiteSettings.objects.create(site=tree.site)
    SiteTexts.objects.create(settings=settings, locale=tree.en, name="I", fallback=tree.pl)
    english = tree.in_english(about, title="About us", slug="about")
    assert 'href="/en/about/"' in html(client, "/en/")
    english.show_in_menus = False
    english.save_revision().publish()
    assert "menu__link" not in html(client, "/en/")


def test_an_expired_page_is_gone_even_if_no_worker_ran(client: Client, about: Any) -> None:
    Page.objects.filter(pk=about.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    html(client, "/pl/o-nas/", status=404)


def test_scaffolding_of_another_language_is_no_page(client: Client, tree: Tree, about: Any) -> None:
    scaffolding = about.copy_for_translation(tree.en, alias=True)
    Page.objects.filter(pk=scaffolding.pk).update(live=True)
    html(client, f"/en/{scaffolding.slug}/", status=404)


def test_who_may_see_a_private_page_sees_it(client: Client, about: Any, admin_user: Any) -> None:
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    assert client.get("/pl/o-nas/").status_code == 302
    client.force_login(admin_user)
    assert "Kim jesteśmy" in html(client, "/pl/o-nas/")


def test_an_image_of_a_private_collection_is_not_shown(client: Client, about: Any) -> None:
    image = make_image("tajny")
    about.listing_image = image
    about.save_revision().publish()
    assert "tajny" in html(client, "/pl/o-nas/")
    CollectionViewRestriction.objects.create(collection=image.collection, restriction_type="login")
    assert "tajny" not in html(client, "/pl/o-nas/")


def test_an_image_whose_file_is_lost_leaves_the_page_standing(client: Client, about: Any) -> None:
    image = make_image("zgubiony", made=False)
    about.listing_image = image
    about.save_revision().publish()
    image.file.storage.delete(image.file.name)
    outbox.work()
    assert "zgubiony" not in html(client, "/pl/o-nas/")


def test_an_image_whose_file_is_broken_leaves_the_page_standing(client: Client, about: Any) -> None:
    image = make_image("popsuty", made=False)
    about.listing_image = image
    about.save_revision().publish()
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"no picture")
    outbox.work()
    assert "popsuty" not in html(client, "/pl/o-nas/")


def test_a_picture_in_the_text_that_is_deleted_leaves_the_page_standing(
    client: Client, about: Any
) -> None:
    image = make_image("usuniety")
    image.contextual_alt_text = "Obraz"
    about.body = [("image", {"image": image, "caption": "Podpis"}), ("quote", {"text": "Słowa"})]
    about.save_revision().publish()
    image.delete()
    page = html(client, "/pl/o-nas/")
    assert "Słowa" in page
    assert "Podpis" not in page


@pytest.mark.parametrize("name", [name for name, _block in body_blocks()])
def test_a_block_that_is_not_filled_in_yet_can_be_previewed(about: Any, name: str) -> None:
    about.body = StreamValue(
        about.body.stream_block, [{"type": name, "value": EMPTY.get(name, {})}], is_lazy=True
    )
    assert about.make_preview_request(preview_mode="").status_code == 200


EMPTY: dict[str, Any] = {"text": "", "heading": {"text": "", "level": ""}}


def test_a_draft_is_previewed_by_the_template_of_the_page(about: Any, admin_user: Any) -> None:
    about.title = "Jeszcze nie"
    response = about.make_preview_request(preview_mode="")
    assert response.status_code == 200
    assert "Jeszcze nie" in response.content.decode()
    assert "Jeszcze nie" not in html(Client(HTTP_HOST="localhost"), "/pl/o-nas/")


def test_a_page_that_does_not_exist_yet_is_previewed(tree: Tree) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    draft = ProgrammeFactory.build(title="Nowy program", slug="nowy", locale=tree.pl)
    draft.set_url_path(section)
    response = draft.make_preview_request(preview_mode="")
    assert response.status_code == 200
    assert "Nowy program" in response.content.decode()


def test_news_of_a_topic_are_filtered_by_the_address(client: Client, tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    NewsFactory(parent=index, title="Inna wiadomość", slug="inna")
    chosen = NewsFactory(parent=index, title="Wiadomość o sieci", slug="o-sieci")
    chosen.topic_links = [TopicLink(topic=topic(tree))]
    chosen.save_revision().publish()
    page = html(client, "/pl/aktualnosci/?topic=networking")
    assert "Wiadomość o sieci" in page
    assert "Inna wiadomość" not in page
    assert "Inna wiadomość" in html(client, "/pl/aktualnosci/")
    assert "Wiadomość o sieci" not in html(client, "/pl/aktualnosci/?topic=nothing")


@pytest.mark.parametrize("page", ["2", "99", "-1", "many", ""])
def test_news_have_pages(client: Client, tree: Tree, page: str) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    for number in range(14):
        NewsFactory(
            parent=index,
            title=f"Wiadomość {number:02}",
            slug=f"wiadomosc-{number}",
            date=dt.date(2026, 5, 1) + dt.timedelta(days=number),
        )
    first = html(client, "/pl/aktualnosci/")
    assert "Wiadomość 13" in first
    assert "Wiadomość 00" not in first
    assert "page=2" in first
    response = client.get("/pl/aktualnosci/", {"page": page})
    assert response.status_code == 200
    if page == "2":
        assert "Wiadomość 00" in response.content.decode()
