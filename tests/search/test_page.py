"""The results page, the content API of search, suggestions, promoted results and the log."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Locale

from courtyard.publications.reading import Reader
from search import log
from search.models import AskedFor, Promotion
from search.suggesting import suggest
from tests.trees import ContentFactory, NewsFactory, NewsIndexFactory, Tree, grow, in_language

API = "/api/content/v1/search"
BUDGET = 10
"""Queries of a results page: two of its own more than a page of the site, and those of the log."""


@pytest.fixture
def client() -> Client:
    return Client(HTTP_HOST="localhost")


def soup_of(response: Any) -> Any:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(
    ("code", "address"),
    [("pl", "/pl/szukaj/"), ("en", "/en/search/"), ("uk", "/uk/poshuk/"), ("de", "/de/suche/")],
)
def test_each_language_has_its_own_address_and_box(
    tree: Tree, client: Client, code: str, address: str
) -> None:
    locale = Locale.objects.get_or_create(language_code=code)[0]
    if locale not in (tree.pl, tree.en):
        in_language(tree.home, locale, title=code, slug=code)
    with translation.override(code):
        assert reverse("search:search") == address
    page = soup_of(client.get(address))
    assert page.html is not None
    assert page.html["lang"] == code
    home = soup_of(client.get(f"/{code}/"))
    box = home.select_one("form.searching")
    assert box is not None
    assert box["action"] == address
    assert not page.select("form.searching")


def test_what_is_too_long_comes_whole_from_any_page_and_is_shown_again(
    tree: Tree, client: Client
) -> None:
    box = soup_of(client.get("/pl/")).select_one("form.searching")
    words = box.select_one("input[name=q]")
    assert not words.has_attr("maxlength")
    typed = "opera " * 100
    page = soup_of(client.get(box["action"], {"q": typed}))
    assert page.select_one("#search-mistake") is not None
    assert page.select_one("main input[name=q]")["value"].strip() == typed.strip()


def test_the_page_shows_what_was_found_with_its_words_marked(tree: Tree, client: Client) -> None:
    ContentFactory(
        parent=tree.home,
        title="Bajka o żółwiu",
        summary="Żółw <szybki> & mądry.",
    )
    page = soup_of(client.get("/pl/szukaj/?q=zolw"))
    assert page.select_one("#found-many").get_text(strip=True) == "1 wynik"
    hit = page.select_one(".found__one")
    assert hit.select_one("h3 mark").get_text() == "żółwiu"
    text = hit.select_one(".found__text")
    assert text.decode_contents().strip().startswith("<mark>Żółw</mark> &lt;szybki&gt; &amp;")
    assert page.select_one("#search-words")["value"] == "zolw"


def test_a_page_that_finds_nothing_helps(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera", show_in_menus=True)
    page = soup_of(client.get("/pl/szukaj/?q=xyzzyx"))
    assert page.select_one("#found-many").get_text(strip=True) == "Nic nie znaleziono"
    assert page.select('.found__help a[href="/pl/opera/"]')
    assert page.select('.found__help a[href*="everywhere=1"]')


def test_results_of_other_languages_say_so(tree: Tree, client: Client) -> None:
    page = ContentFactory(parent=tree.home, title="Opera")
    tree.in_english(page, title="Opera house")
    found = soup_of(client.get("/pl/szukaj/?q=opera&everywhere=1"))
    titles = found.select(".found__title")
    english = next(one for one in titles if "house" in one.get_text())
    assert english["lang"] == "en"
    assert english.a["href"] == "/en/opera/"
    assert found.select_one('.found__label [lang="en"]').get_text() == "English"


def test_choices_narrow_the_results_and_can_be_taken_away(tree: Tree, client: Client) -> None:
    news = NewsIndexFactory(parent=tree.home, title="Aktualności")
    NewsFactory(parent=news, title="Opera")
    ContentFactory(parent=tree.home, title="Opera", slug="opera")
    everything = soup_of(client.get("/pl/szukaj/?q=opera"))
    options = [one.get_text() for one in everything.select("#filter-type option")]
    assert options == ["Wszystkie rodzaje", "Aktualność (1)", "Strona tekstowa (1)"]
    found = soup_of(client.get("/pl/szukaj/?q=opera&type=news.NewsPage"))
    assert len(found.select(".found__one")) == 1
    assert found.select_one("a.chosen__one")["href"] == "/pl/szukaj/?q=opera"


def test_a_choice_that_nothing_public_has_can_be_taken_away(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    page = soup_of(client.get("/pl/szukaj/?q=opera&topic=no-such"))
    assert page.select_one("#found-many").get_text(strip=True) == "Nic nie znaleziono"
    [choice] = page.select("a.chosen__one")
    assert choice["href"] == "/pl/szukaj/?q=opera"
    assert choice.strong.get_text() == "nic nie znaleziono"
    assert page.select('.found__help a[href="/pl/szukaj/?q=opera"]')


def test_what_some_results_have_narrows_them_and_what_all_have_is_not_offered(
    tree: Tree, client: Client
) -> None:
    news = NewsIndexFactory(parent=tree.home, title="Aktualności")
    NewsFactory(parent=news, title="Opera", date=dt.date(2026, 1, 1))
    NewsFactory(parent=news, title="Opera", slug="inna", date=dt.date(2026, 2, 1))
    assert not soup_of(client.get("/pl/szukaj/?q=opera")).select("form.search select")
    ContentFactory(parent=tree.home, title="Opera")
    page = soup_of(client.get("/pl/szukaj/?q=opera"))
    assert [one["name"] for one in page.select("form.search select")] == ["type", "year"]


@pytest.mark.parametrize("many", [1, 15])
def test_the_page_keeps_its_budget(tree: Tree, client: Client, many: int) -> None:
    for number in range(many):
        ContentFactory(parent=tree.home, title="Opera", slug=f"opera-{number}")
    client.get("/pl/szukaj/?q=opera")
    with CaptureQueriesContext(connection) as asked:
        client.get("/pl/szukaj/?q=oper%C4%85")
    assert len(asked) <= BUDGET, [one["sql"][:120] for one in asked]


def test_the_page_is_kept_and_sets_no_cookie(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    first = client.get("/pl/szukaj/?q=opera")
    again = client.get("/pl/szukaj/?q=opera", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not first.cookies
    assert 'content="noindex"' in first.content.decode()


def test_what_somebody_sees_who_is_logged_in_is_not_kept(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    editor = Client(HTTP_HOST="localhost")
    editor.force_login(User.objects.create_superuser("chief", password="x"))
    seen = editor.get("/pl/szukaj/?q=opera")
    assert seen["Cache-Control"] == "private, no-store"
    visitor = client.get("/pl/szukaj/?q=opera")
    assert visitor["Cache-Status"] == "Courtyard; fwd=miss"
    assert b"userbar" not in visitor.content


def test_the_other_languages_lead_to_the_same_question(tree: Tree, client: Client) -> None:
    page = soup_of(client.get("/pl/szukaj/?q=opera"))
    assert page.select_one('.languages a[hreflang="en"], .languages a[lang="en"]')["href"] == (
        "/en/search/?q=opera"
    )


def test_a_post_is_refused(tree: Tree, client: Client) -> None:
    assert client.post("/pl/szukaj/", {"q": "opera"}).status_code == 405


# The content API


def test_the_api_answers_from_the_same_search(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Rezydencje", summary="W Łodzi.")
    answer = client.get(API, {"q": "rezydencja lodz", "locale": "pl"}).json()
    [hit] = answer["items"]
    assert hit["title"] == "<mark>Rezydencje</mark>"
    assert hit["excerpt"] == "W <mark>Łodzi</mark>."
    assert hit["page"]["url"] == "/pl/rezydencje/"
    assert answer["paging"] == {"page": 1, "pages": 1, "total": 1}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "x" * 201}, "q"),
        ({"q": "x", "locale": "fr"}, "locale"),
        ({"q": "x", "type": "no.Such"}, "type"),
        ({"q": "x", "status": "shut"}, "status"),
        ({"q": "x", "year": "0"}, "year"),
        ({"q": "x", "page": "0"}, "page"),
        ({"q": "x", "limit": "101"}, "limit"),
        ({"q": "x", "colour": "red"}, "colour"),
    ],
)
def test_the_api_names_what_it_cannot_use(
    tree: Tree, client: Client, query: dict[str, str], name: str
) -> None:
    response = client.get(API, query)
    assert response.status_code == 422
    assert [one["name"] for one in response.json()["parameters"]] == [name]


def test_what_is_chosen_by_nobodys_name_finds_nothing(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    answer = client.get(API, {"q": "opera", "topic": "no-such", "locale": "pl"}).json()
    assert answer["paging"]["total"] == 0


# Suggestions


def test_titles_are_offered_while_somebody_types(tree: Tree) -> None:
    for title in ("Żółwie wieści", "Żółte miasto", "O żółwiach", "Miasto"):
        ContentFactory(parent=tree.home, title=title)
    ContentFactory(parent=tree.home, title="Inna", summary="Żółw.")
    reader = Reader.at(tree.site, "pl")

    def offered(typed: str) -> list[str]:
        return [one["title"] for one in suggest(reader, typed)]

    assert offered("zol") == ["O żółwiach", "Żółte miasto", "Żółwie wieści"]
    assert offered("żółwie wie") == ["Żółwie wieści"]
    assert offered("miasta zol") == ["Żółte miasto"]
    assert offered("z") == []
    assert offered("inna zolw") == []
    assert offered('"o żółwiach"') == ["O żółwiach"]
    ContentFactory(parent=tree.home, title="Miasto nocą", summary="Żółw.")
    assert offered("miasto -zolw noca") == []


def test_a_suggestion_is_one_query(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    client.get(f"{API}/suggest", {"q": "oper", "locale": "pl"})
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"{API}/suggest", {"q": "ope", "locale": "pl"})
    assert [one["title"] for one in answer.json()["items"]] == ["Opera"]
    # What else is asked says which site it is, and whether it has changed.
    assert len([one for one in asked if "courtyard_publication" in one["sql"]]) == 1
    assert len(asked) <= 3


# What editors have of it


def test_a_promoted_page_comes_first_as_long_as_it_is_public(tree: Tree, client: Client) -> None:
    page = ContentFactory(parent=tree.home, title="Zamek")
    ContentFactory(parent=tree.home, title="Opera")
    Promotion.objects.create(locale=tree.pl, words="Opera Żółta", page=page)

    def promoted() -> list[str]:
        answer = client.get(API, {"q": "opera zolta", "locale": "pl"}).json()
        return [one["title"] for one in answer["promoted"]]

    assert promoted() == ["Zamek"]
    shown = soup_of(client.get("/pl/szukaj/?q=OPERA+zolta"))
    assert shown.select_one(".found__list--promoted h3").get_text(strip=True) == "Zamek"
    page.unpublish()
    assert promoted() == []


def test_a_promoted_page_that_is_hidden_takes_no_others_place(tree: Tree, client: Client) -> None:
    for number in range(5):
        page = ContentFactory(parent=tree.home, title=f"Zamek {number}")
        Promotion.objects.create(locale=tree.pl, words="opera", page=page)
        if number < 2:
            page.unpublish()
    answer = client.get(API, {"q": "opera", "locale": "pl"}).json()
    assert [one["title"] for one in answer["promoted"]] == ["Zamek 2", "Zamek 3", "Zamek 4"]


def test_a_promotion_needs_a_word(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Zamek")
    with pytest.raises(ValidationError, match="words"):
        Promotion(locale=tree.pl, words="!?", page=page).full_clean()


def test_searches_are_counted_without_a_word_of_who_asks(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    persons = ("jan@example.org", "600 100 200", "12 345 67 89", "(044) 123-45-67", "030/12345")
    for words in ("opera", "Opera", "balet", *persons):
        client.get("/pl/szukaj/", {"q": words})
    client.get("/pl/szukaj/?q=opera&page=2")
    rows = AskedFor.objects.values_list("words", "times", "found")
    assert sorted(rows) == [("balet", 1, 0), ("opera", 2, 1)]


def test_what_was_answered_by_other_words_was_not_found(tree: Tree, client: Client) -> None:
    ContentFactory(parent=tree.home, title="Żółw")
    ContentFactory(parent=tree.home, title="Biblioteka")
    for words in ("ŻÓŁW", "bibloteka", "żółw biblioteka", '"biblioteka żółw"'):
        client.get("/pl/szukaj/", {"q": words})
    client.get(API, {"q": "żółw opera", "locale": "pl"})
    rows = AskedFor.objects.values_list("shown", "found")
    assert set(rows) == {
        ("żółw", 1),
        ("bibloteka", 0),
        ("żółw biblioteka", 0),
        ("biblioteka żółw", 0),
        ("żółw opera", 0),
    }


def test_the_report_says_what_was_found_the_last_time(tree: Tree) -> None:
    today = timezone.localdate()
    for days, shown, found in ((40, "zolw", 0), (2, "żółw", 3), (1, "zolw", 4)):
        day = today - dt.timedelta(days=days)
        AskedFor.objects.create(day=day, locale=tree.pl, words="zolw", shown=shown, found=found)
    editor = Client(HTTP_HOST="localhost")
    editor.force_login(User.objects.create_superuser("chief", password="x"))
    cells = soup_of(editor.get(reverse("search_terms"))).select("table.listing td")
    said = [cell.get_text(strip=True) for cell in cells][:4]
    assert said == ["żółw", "Polski", "3", "4"]
    table = editor.get(reverse("search_terms"), {"export": "csv", "found": "something"})
    assert "żółw,pl,3,4" in b"".join(table.streaming_content).decode()  # type: ignore[attr-defined]
    nothing = editor.get(reverse("search_terms"), {"found": "nothing"})
    assert "żółw" not in nothing.content.decode()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere writers do not wait so")
@pytest.mark.django_db(transaction=True)
def test_a_search_does_not_wait_for_whoever_writes(client: Client) -> None:
    ContentFactory(parent=grow().home, title="Opera")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], uri=True)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        begin = time.monotonic()
        answer = client.get("/pl/szukaj/?q=opera")
        # All else that writes waits for twenty seconds.
        assert time.monotonic() - begin < 20
        writer.execute("ROLLBACK")
    assert soup_of(answer).select(".found__one")
    assert not AskedFor.objects.exists()
    client.get("/pl/szukaj/?q=opery")
    assert AskedFor.objects.get().words == "opery"
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


def test_searches_are_forgotten_after_a_year(tree: Tree) -> None:
    today = timezone.localdate()
    for days in (1, 400):
        day = today - dt.timedelta(days=days)
        AskedFor.objects.create(day=day, locale=tree.pl, words=f"opera {days}")
    assert log.forget_old() == 1
    assert AskedFor.objects.get().words == "opera 1"


def test_a_flood_of_searches_is_not_kept(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_A_DAY", 3)
    reader = Reader.at(tree.site, "pl")
    for number in range(10):
        log.note(reader, f"opera x{number}", 0)
    assert AskedFor.objects.count() == 3


def test_moderators_see_what_was_not_found(tree: Tree) -> None:
    today = timezone.localdate()
    AskedFor.objects.create(day=today, locale=tree.pl, words="balet", shown="balet", found=0)
    AskedFor.objects.create(day=today, locale=tree.pl, words="opera", shown="opera", found=7)
    user = User.objects.create_user("moderator", password="x")
    group = Group.objects.create(name="m")
    group.permissions.set(
        Permission.objects.filter(
            codename__in=["access_admin", "view_askedfor", "add_promotion", "change_promotion"]
        )
    )
    user.groups.add(group)
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    everything = client.get(reverse("search_terms"))
    assert b"balet" in everything.content
    assert b"opera" in everything.content
    nothing = client.get(reverse("search_terms"), {"found": "nothing"})
    assert b"balet" in nothing.content
    assert b"opera" not in nothing.content
    assert client.get(reverse("promoted_results:index")).status_code == 200
    user.groups.clear()
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get(reverse("search_terms")).status_code == 302
