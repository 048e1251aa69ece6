"""A page that a language lacks, shown in another one: where, how it is marked, and for how long."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.models import Locale, PageViewRestriction

from courtyard.models import SectionEntry, SiteTexts, Topic, TopicLink
from courtyard.publications import upkeep
from courtyard.publications.stored import Publication
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    in_language,
    settle,
)

API = "/api/content/v1"


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def uk(tree: Tree) -> Locale:
    """Ukrainian with a front page; it shows English where it lacks a page, then Polish."""
    add_language(tree, "pl")
    en = add_language(tree, "en", fallback=tree.pl)
    uk = add_language(tree, "uk", fallback=en)
    in_language(tree.home, uk, title="Головна", slug="uk")
    return uk


@pytest.fixture
def about(tree: Tree, uk: Locale) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Kim jesteśmy")


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", response.content.decode())


def test_it_stands_at_the_path_of_the_shown_text_under_the_readers_prefix(
    client: Client, about: Any
) -> None:
    found = page(client, "/uk/o-nas/")
    assert '<html lang="uk"' in found
    assert '<main id="content" tabindex="-1" lang="pl">' in found
    assert "Kim jesteśmy" in found


def test_it_says_so_in_the_readers_language(client: Client, about: Any) -> None:
    found = page(client, "/uk/o-nas/")
    assert "Цю сторінку ще не перекладено." in found
    assert "Мова тексту: польська" in found
    assert "ще не перекладено" not in page(client, "/uk/")


def test_search_engines_are_sent_to_the_text_itself(client: Client, about: Any) -> None:
    found = page(client, "/uk/o-nas/")
    assert '<meta name="robots" content="noindex">' in found
    assert '<link rel="canonical" href="http://localhost/pl/o-nas/">' in found
    assert "hreflang=" not in found.split("</head>")[0]
    assert "/uk/o-nas/" not in b"".join(client.get("/sitemap.xml")).decode()
    assert "noindex" not in page(client, "/pl/o-nas/")


def test_the_chain_is_followed_in_its_order(client: Client, about: Any, tree: Tree) -> None:
    tree.in_english(about, title="About us", slug="about")
    assert "About us" in page(client, "/uk/about/")
    moved = client.get("/uk/o-nas/")
    assert (moved.status_code, moved["Location"]) == (301, "/uk/about/")


def test_a_real_page_wins_and_the_old_address_leads_to_it(
    client: Client, about: Any, tree: Tree, uk: Locale
) -> None:
    tree.in_english(about, title="About us", slug="about")
    in_language(about, uk, title="Про нас", slug="pro-nas")
    assert re.search('<main id="content" tabindex="-1" ?>', page(client, "/uk/pro-nas/"))
    for old in ("/uk/about/", "/uk/o-nas/"):
        moved = client.get(old)
        assert (moved.status_code, moved["Location"]) == (301, "/uk/pro-nas/")


def test_without_chain_there_is_no_such_page(client: Client, about: Any) -> None:
    SiteTexts.objects.update(fallback=None)
    assert client.get("/uk/o-nas/").status_code == 404
    assert client.get("/en/o-nas/").status_code == 404


def test_the_chain_is_read_at_each_request(client: Client, about: Any, tree: Tree) -> None:
    assert client.get("/uk/o-nas/").status_code == 200
    SiteTexts.objects.get(locale__language_code="uk").delete()
    assert client.get("/uk/o-nas/").status_code == 404


def test_a_language_added_at_night_is_there_at_once(client: Client, about: Any, tree: Tree) -> None:
    assert client.get("/de/o-nas/").status_code == 404
    add_language(tree, "de", fallback=tree.pl)
    found = page(client, "/de/o-nas/")
    assert "Diese Seite ist noch nicht übersetzt." in found
    assert "Strona główna" in page(client, "/de/")
    assert 'href="/de/o-nas/"' in page(client, "/pl/o-nas/")
    Locale.objects.get(language_code="de").delete()
    assert client.get("/de/o-nas/").status_code == 404
    assert 'href="/de/' not in page(client, "/pl/o-nas/")


def test_a_circle_of_fallbacks_ends(client: Client, about: Any, tree: Tree, uk: Locale) -> None:
    SiteTexts.objects.filter(locale=tree.pl).update(fallback=uk)
    assert client.get("/uk/o-nas/").status_code == 200
    assert client.get("/uk/nic/").status_code == 404


def test_a_language_without_front_page_and_chain_is_reported(tree: Tree, uk: Locale) -> None:
    Locale.objects.create(language_code="de")
    Locale.objects.create(language_code="fr")
    with translation.override("en"):
        said = [trouble.what for trouble in upkeep.troubles() if trouble.kind == "language"]
    assert said == [
        "de has neither a front page on localhost nor a language that stands in for it.",
        "fr is not among the languages of the settings.",
    ]


def test_a_list_shows_each_thing_once_in_the_best_language(
    client: Client, tree: Tree, uk: Locale
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    for locale in (tree.en, uk):
        in_language(section, locale)
    first, second, third = (
        ProgrammeFactory(parent=section, title=title, slug=title.lower())
        for title in ("Jeden", "Dwa", "Trzy")
    )
    tree.in_english(first, title="One")
    tree.in_english(second, title="Two")
    in_language(first, uk, title="Один")
    items = client.get(f"{API}/programmes?locale=uk").json()["items"]
    assert {(item["title"], item["content_language"], item["locale"]) for item in items} == {
        ("Один", "uk", "uk"),
        ("Two", "en", "uk"),
        ("Trzy", "pl", "uk"),
    }
    assert all(item["url"].startswith("/uk/") for item in items)
    html = page(client, "/uk/dzialania/")
    assert 'lang="en"' in html
    assert html.count("Один") == 1
    assert "Jeden" not in html
    for item in items:
        assert client.get(item["url"]).status_code == 200
    assert third.title in html


def test_pages_of_two_languages_stand_in_the_order_of_the_originals(
    client: Client, tree: Tree, uk: Locale
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    in_language(section, uk, slug="diyi")
    pages = {
        title: ProgrammeFactory(parent=section, title=title, slug=title.lower(), show_in_menus=True)
        for title in ("Alfa", "Beta", "Gamma")
    }
    for title in ("Gamma", "Beta"):
        in_language(pages[title], uk)
    listed = client.get(f"{API}/pages/by-path?path=/uk/diyi/").json()["others"]["items"]
    assert [(one["title"], one["content_language"]) for one in listed] == [
        ("Alfa", "pl"),
        ("Beta", "uk"),
        ("Gamma", "uk"),
    ]
    items = client.get(f"{API}/pages?locale=uk&type=programmes.ProgrammePage").json()["items"]
    assert [one["title"] for one in items] == ["Alfa", "Beta", "Gamma"]


def test_a_section_that_lists_a_page_is_named_in_the_readers_language(
    client: Client, tree: Tree, uk: Locale, about: Any
) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    twin = in_language(section, uk, title="Дії", slug="diyi")
    section.section_entries = [SectionEntry(page=about.page_ptr, locale=tree.pl)]
    section.save()
    assert not twin.section_entries.exists()
    answer = client.get(f"{API}/pages/by-path?path=/uk/o-nas/").json()
    assert [(one["title"], one["url"]) for one in answer["sections"]] == [("Дії", "/uk/diyi/")]


def test_the_api_says_in_which_language_the_words_are(client: Client, about: Any) -> None:
    response = client.get(f"{API}/pages/by-path?path=/uk/o-nas/")
    found = response.json()
    assert (found["locale"], found["content_language"]) == ("uk", "pl")
    assert {one["locale"]: one["state"] for one in found["translations"]} == {
        "pl": "original",
        "en": "fallback",
        "uk": "fallback",
    }
    by_key = client.get(f"{API}/pages/{about.translation_key}?locale=uk").json()
    assert by_key == found


def test_the_api_answers_an_old_address_as_data(
    client: Client, about: Any, tree: Tree, uk: Locale
) -> None:
    in_language(about, uk, title="Про нас", slug="pro-nas")
    response = client.get(f"{API}/pages/by-path?path=/uk/o-nas/")
    assert response.status_code == 200
    assert response.json() == {
        "type": "redirect",
        "redirect": {"to": "/uk/pro-nas/", "permanent": True},
    }


def test_a_private_page_of_the_language_goes_before_anothers_text(
    client: Client, about: Any, uk: Locale, admin_user: Any
) -> None:
    twin = in_language(about, uk, title="Таємно", slug="o-nas")
    PageViewRestriction.objects.create(page=twin, restriction_type="login")
    assert client.get("/uk/o-nas/").status_code == 302
    client.force_login(admin_user)
    assert "Таємно" in page(client, "/uk/o-nas/")


def test_with_the_original_its_fallback_is_hidden(client: Client, about: Any) -> None:
    about.unpublish()
    assert client.get("/uk/o-nas/").status_code == 404


def test_the_menu_holds_what_is_missing_in_its_own_language(client: Client, about: Any) -> None:
    about.show_in_menus = True
    about.save_revision().publish()
    assert re.search(r'href="/uk/o-nas/" lang="pl"', page(client, "/uk/"))


def test_a_slug_names_the_topic_of_the_readers_language_first(
    client: Client, tree: Tree, uk: Locale
) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    in_language(index, uk, slug="novyny")
    polish, ukrainian = (
        Topic.objects.create(name=name, slug="teatr", locale=locale)
        for name, locale in (("Teatr", tree.pl), ("Театр", uk))
    )
    for title, topic in (("Po polsku", polish), ("Українською", ukrainian)):
        NewsFactory(
            parent=index, title=title, slug=f"n{topic.pk}", topic_links=[TopicLink(topic=topic)]
        )
    assert "Po polsku" in page(client, "/pl/aktualnosci/?topic=teatr")
    found = page(client, "/uk/novyny/?topic=teatr")
    assert ("Українською" in found, "Po polsku" in found) == (True, False)


def test_a_missing_page_is_answered_with_the_languages_that_have_it(
    client: Client, tree: Tree, uk: Locale
) -> None:
    born = ContentFactory(parent=tree.home_en, title="Notes", slug="notes", locale=tree.en)
    answer = client.get(f"{API}/pages/{born.translation_key}?locale=pl")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "This page is not there in pl; its languages are: en."
    assert answer.json()["languages"] == [{"locale": "en", "url": "/en/notes/"}]
    by_path = client.get(f"{API}/pages/by-path?path=/pl/notes/")
    assert (by_path.status_code, by_path.json()) == (404, answer.json())
    born.unpublish()
    answer = client.get(f"{API}/pages/{born.translation_key}?locale=pl")
    assert answer.json()["detail"] == "No public page has this key."


def test_what_is_around_a_page_is_not_that_of_a_hidden_one_at_the_same_address(
    client: Client, tree: Tree, uk: Locale, about: Any
) -> None:
    hidden = ContentFactory(parent=tree.home_en, title="Secret", slug="o-nas", locale=tree.en)
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    section.section_entries = [SectionEntry(page=hidden.page_ptr, locale=tree.pl)]
    section.save()
    answer = client.get(f"{API}/pages/by-path?path=/en/o-nas/").json()
    assert (answer["title"], len(answer["sections"])) == ("Secret", 1)
    hidden.unpublish()
    answer = client.get(f"{API}/pages/by-path?path=/en/o-nas/").json()
    assert (answer["title"], answer["sections"]) == ("O nas", [])


def test_a_language_that_gets_another_code_is_read_at_once(client: Client, tree: Tree) -> None:
    home = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    tree.in_english(home, title="About us", slug="about")
    tree.en.language_code = "uk"
    tree.en.save()
    settle()
    assert "About us" in page(client, "/uk/about/")
    answer = client.get(f"{API}/pages/by-path?path=/uk/about/").json()
    assert (answer["locale"], answer["content_language"]) == ("uk", "uk")


def test_the_way_to_a_translation_is_asked_for_each_time(
    client: Client, about: Any, tree: Tree
) -> None:
    twin = tree.in_english(about, title="About us", slug="about")
    moved = client.get("/en/o-nas/?page=2&topic=x")
    assert moved["Location"] == "/en/about/?page=2&topic=x"
    assert moved["Cache-Control"] == "public, max-age=0, must-revalidate"
    twin.unpublish()
    assert client.get("/en/o-nas/").status_code == 200


def test_a_page_that_is_renamed_is_found_at_its_old_address_in_all_languages(
    client: Client, about: Any, tree: Tree, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        about.slug = "o-instytucie"
        about.save_revision().publish()
    for language in ("pl", "en", "uk"):
        old, new = f"/{language}/o-nas/", f"/{language}/o-instytucie/"
        assert (client.get(old).status_code, client.get(old)["Location"]) == (301, new)
        answer = client.get(f"{API}/pages/by-path?path={old}").json()
        assert answer["redirect"]["to"] == new
    about.unpublish()
    assert {client.get(f"/{one}/o-nas/").status_code for one in ("pl", "en")} == {404}


def test_a_translation_that_cannot_be_built_leaves_its_place_to_another_text(
    client: Client, about: Any, tree: Tree
) -> None:
    twin = tree.in_english(about, title="About us", slug="o-nas")
    Publication.stored.filter(page=twin.pk).update(fault="KeyError: 'x'")
    settle()
    assert "O nas" in page(client, "/en/o-nas/")
    assert client.get(f"{API}/pages/by-path?path=/en/o-nas/").json()["title"] == "O nas"
    for api in ("/api/v2", "/api/v3-preview"):
        found = client.get(f"{api}/pages/?limit=20").json()["items"]
        assert "About us" not in [one["title"] for one in found]


def test_a_slug_means_the_same_topic_and_city_in_html_and_api(
    client: Client, tree: Tree, uk: Locale
) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    for name, locale in (("Teatr", tree.pl), ("Театр", uk)):
        topic = Topic.objects.create(name=name, slug="teatr", locale=locale)
        NewsFactory(
            parent=index,
            title=name,
            slug=f"n{topic.pk}",
            topic_links=[TopicLink(topic=topic)],
        )
    for language, title in (("pl", "Teatr"), ("uk", "Театр")):
        items = client.get(f"{API}/news?topic=teatr&locale={language}").json()["items"]
        assert [one["title"] for one in items] == [title]
    assert client.get(f"{API}/programmes?city=nowhere").json()["items"] == []


def test_texts_of_another_language_at_the_foot_say_so(client: Client, tree: Tree) -> None:
    add_language(tree, "pl")
    SiteTexts.objects.update(footer="<p>Stopka</p>")
    assert '<div class="footer__note prose" lang="pl"><p>Stopka</p></div>' in page(client, "/en/")
    assert '<div class="footer__note prose"><p>Stopka</p></div>' in page(client, "/pl/")


def test_a_language_that_django_does_not_know_is_called_as_in_the_settings(
    client: Client, tree: Tree, settings: Any
) -> None:
    languages = [*settings.LANGUAGES, ("szl", "Ślōnski")]
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = languages
    add_language(tree, "pl")
    add_language(tree, "szl", fallback=tree.pl)
    assert "Ślōnski" in page(client, "/pl/")


def test_a_breadcrumb_is_whole_however_deep_a_page_stands(client: Client, tree: Tree) -> None:
    above = tree.home
    for number in range(13):
        above = ContentFactory(parent=above, title=f"T{number}", slug=f"t{number}")
    by_key = client.get(f"{API}/pages/{above.translation_key}").json()
    by_path = client.get(f"{API}/pages/by-path?path={by_key['url']}").json()
    assert by_key == by_path
    assert [one["title"] for one in by_key["breadcrumb"][1:]] == [f"T{n}" for n in range(12)]
