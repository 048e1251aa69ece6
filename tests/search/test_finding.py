"""What is found, by whom, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from courtyard.models import Topic
from courtyard.outbox import services as outbox
from courtyard.publications.reading import Reader
from courtyard.terms import TopicLink
from programmes.models import EventDate
from search.finding import Query, Results, find
from search.models import Entry, Trait
from tests.trees import (
    ContentFactory,
    EventFactory,
    EventIndexFactory,
    NewsFactory,
    NewsIndexFactory,
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    in_language,
    term_in_two_languages,
)

from .wire import Wire, settle

BUDGET = 2
"""Queries of a search: what has which trait, and a screenful of the best."""


@pytest.fixture(autouse=True)
def _each_store(store: Wire | None) -> Iterator[None]:
    """All holds of a site with a server of search too; which has been asked then."""
    serving.append(store)
    yield
    serving.pop()


serving: list[Wire | None] = []


def search(tree: Tree, words: str, code: str = "pl", **options: Any) -> Results:
    settle(serving[-1])
    return find(Reader.at(tree.site, code), Query(words, **options))


def titles(results: Results) -> list[str]:
    return [row["title"] for row in results.rows]


@pytest.mark.parametrize(
    ("code", "title", "asked"),
    [
        ("pl", "Rezydencja w Łodzi", "rezydencje lodz"),
        ("pl", "Bajka o żółwiu", "zolw"),
        ("en", "Residencies for artists", "artist residency"),
        ("uk", "Резиденції для митців", "резиденція митець"),
        ("de", "Häuser der Übersetzer", "haus uebersetzer"),
    ],
)
def test_words_are_found_in_any_form(tree: Tree, code: str, title: str, asked: str) -> None:
    page = ContentFactory(parent=tree.home, title="Coś innego")
    locale = Locale.objects.get_or_create(language_code=code)[0]
    if code == "pl":
        page.title = title
        page.save_revision().publish()
    else:
        if locale not in (tree.pl, tree.en):
            in_language(tree.home, locale, title=code, slug=code)
        in_language(page, locale, title=title, slug="inna")
    assert titles(search(tree, asked, code)) == [title]


def test_a_language_finds_its_own_pages_or_all_on_request(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Opera")
    tree.in_english(page, title="Opera house")
    assert titles(search(tree, "opera")) == ["Opera"]
    assert titles(search(tree, "opera", "en")) == ["Opera house"]
    assert sorted(titles(search(tree, "opera", everywhere=True))) == ["Opera", "Opera house"]


def test_a_word_whose_base_form_has_an_apostrophe_is_found(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Ludy")
    twin = tree.in_english(page, title="The peoples at five o’clock")
    assert titles(search(tree, "peoples o'clock", "en")) == [twin.title]
    assert titles(search(tree, "oclock", everywhere=True)) == [twin.title]


def test_a_page_that_stands_in_for_a_translation_is_not_found(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Opera")
    assert search(tree, "opera", "en").total == 0


def test_what_the_title_says_comes_before_what_the_text_says(tree: Tree) -> None:
    body = [("text", "<p>Tu jest mowa o operze i o wielu innych sprawach.</p>")]
    ContentFactory(parent=tree.home, title="Muzyka", body=body)
    ContentFactory(parent=tree.home, title="Opera", body=[])
    ContentFactory(parent=tree.home, title="Teatr", summary="Bywa w nim opera.")
    assert titles(search(tree, "opera")) == ["Opera", "Teatr", "Muzyka"]


def test_a_phrase_is_found_as_it_stands_and_not_across_lines(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Sztuka sąsiedztwa")
    ContentFactory(parent=tree.home, title="Sztuka", summary="Sąsiedztwa nie ma.")
    ContentFactory(parent=tree.home, title="Sąsiedztwa sztuka")
    assert titles(search(tree, '"sztuka sasiedztwa"')) == ["Sztuka sąsiedztwa"]
    assert len(titles(search(tree, "sztuka sasiedztwa"))) == 3


def test_a_minus_leaves_out(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Koncert fortepianowy")
    ContentFactory(parent=tree.home, title="Koncert skrzypcowy")
    assert len(titles(search(tree, "koncert -skrzypce"))) == 2
    assert titles(search(tree, "koncert -skrzypcowy")) == ["Koncert fortepianowy"]


@pytest.mark.parametrize("asked", ['muzeum -"otwarty nabór"', '(muzeum) -"otwarty nabor"'])
def test_a_minus_leaves_out_a_phrase(tree: Tree, asked: str) -> None:
    ContentFactory(parent=tree.home, title="Muzeum", summary="Otwarty nabór.")
    ContentFactory(parent=tree.home, title="Muzeum otwarte", summary="Nabór trwa.")
    assert titles(search(tree, asked)) == ["Muzeum otwarte"]


def test_words_after_years_are_found_and_addresses_are_not(tree: Tree) -> None:
    body = [
        ("heading", {"text": "2025-2026: nabór", "level": 2}),
        ("heading", {"text": "https: rezydencje", "level": 2}),
    ]
    ContentFactory(parent=tree.home, title="Strona", body=body)
    assert titles(search(tree, "nabór")) == titles(search(tree, "rezydencja")) == ["Strona"]


def test_words_that_hold_others_together_need_not_be_there(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Teatr, muzyka")
    assert titles(search(tree, "teatr i muzyka")) == ["Teatr, muzyka"]


def test_a_mistyped_word_is_found_by_what_was_meant(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Biblioteka")
    found = search(tree, "bibloteka")
    assert (titles(found), found.meant) == (["Biblioteka"], "biblioteka")
    assert search(tree, "biblioteka").meant == ""


def test_what_was_meant_keeps_the_marks_of_the_words_that_were_known(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Biblioteka w Łodzi")
    assert search(tree, "bibloteka Łódź").meant == "biblioteka Łódź"


@pytest.mark.parametrize(
    ("typed", "hidden"),
    [
        # Another form of the public word.
        ("bibliotekon", "bibliotekom"),
        # Many words that are more like what was typed.
        ("bibliotekxx", " ".join(f"bibliotekx{letter}" for letter in "abcdefgh")),
        # One with the letter that was typed first.
        ("xiblioteka", "xibliotekam"),
    ],
)
def test_a_hidden_word_is_not_meant_and_is_in_no_words_way(
    tree: Tree, typed: str, hidden: str
) -> None:
    ContentFactory(parent=tree.home, title="Biblioteka")
    assert search(tree, typed).meant == "biblioteka"
    page = ContentFactory(parent=tree.home, title="Inna", summary=hidden)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert search(tree, typed).meant == "biblioteka"


def test_where_nothing_has_all_words_what_has_some_is_found(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Biblioteka")
    ContentFactory(parent=tree.home, title="Archiwum")
    found = search(tree, "biblioteka archiwum")
    assert found.matches == "some"
    assert sorted(titles(found)) == ["Archiwum", "Biblioteka"]


def test_pages_are_found_by_the_names_of_their_terms(tree: Tree) -> None:
    topic = term_in_two_languages(Topic, tree, "crafts", "Rzemiosło", "Crafts")
    page = ContentFactory(parent=tree.home, title="Warsztat")
    page.topic_links = [TopicLink(topic=topic)]
    page.save_revision().publish()
    tree.in_english(page, title="Workshop")
    assert titles(search(tree, "rzemiosła")) == ["Warsztat"]
    assert titles(search(tree, "craft", "en")) == ["Workshop"]
    twin = topic.get_translation(tree.en)
    twin.name = "Handiwork"
    twin.save()
    outbox.work()
    assert titles(search(tree, "handiwork", "en")) == ["Workshop"]
    assert search(tree, "craft", "en").total == 0
    twin.delete()
    outbox.work()
    assert search(tree, "handiwork", "en").total == 0
    assert titles(search(tree, "rzemiosła")) == ["Warsztat"]


def test_a_change_is_found_at_once_and_what_is_gone_no_more(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="Opera")
    page.title = "Operetka"
    page.save_revision()
    assert titles(search(tree, "opera")) == ["Opera"]
    page.save_revision().publish()
    assert titles(search(tree, "operetka")) == ["Operetka"]
    assert search(tree, "opera").total == 0 or search(tree, "opera").meant
    page.unpublish()
    assert search(tree, "operetka").total == 0
    page.save_revision().publish()
    assert search(tree, "operetka").total == 1
    page.delete()
    assert search(tree, "operetka").total == 0
    assert not Entry.objects.filter(publication=page.pk).exists()
    assert not Trait.objects.filter(entry=page.pk).exists()


def test_what_is_hidden_changes_no_answer(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Biblioteka")
    for number, way in enumerate(("private", "expired", "bulk", "original")):
        page = ContentFactory(parent=tree.home, title=f"Tajemnica {number}")
        if way == "private":
            PageViewRestriction.objects.create(page=page, restriction_type="login")
        elif way == "expired":
            gone = timezone.now() - dt.timedelta(minutes=1)
            Page.objects.filter(pk=page.pk).update(expire_at=gone)
        elif way == "bulk":
            Page.objects.filter(pk=page.pk).update(live=False)
        else:
            tree.in_english(page, title="Secret")
            Page.objects.filter(pk=page.pk).update(live=False)
    for words in ("tajemnica", "tajemnicaa", "tajemnica biblioteka"):
        found = search(tree, words)
        assert "Tajemnica" not in " ".join(titles(found))
        assert "tajemnica" not in found.meant
    assert search(tree, "secret", "en").total == 0
    assert search(tree, "tajemnica").counts["type"] == {}


def test_results_are_narrowed_and_counted(tree: Tree) -> None:
    news = NewsIndexFactory(parent=tree.home, title="Aktualności")
    for month, year in ((1, 2025), (2, 2026), (3, 2026)):
        NewsFactory(parent=news, title=f"Opera {month}", date=dt.date(year, month, 1))
    ContentFactory(parent=tree.home, title="Opera")
    found = search(tree, "opera")
    assert found.total == 4
    assert found.counts["type"] == {"news.NewsPage": 3, "home.ContentPage": 1}
    assert found.counts["year"] == {"2025": 1, "2026": 2}
    narrowed = search(tree, "opera", chosen={"year": "2026"})
    assert narrowed.total == 2
    assert narrowed.counts["year"] == {"2025": 1, "2026": 2}
    assert narrowed.counts["type"] == {"news.NewsPage": 2}


def test_the_year_of_an_event_is_that_of_its_own_clocks(tree: Tree) -> None:
    events = EventIndexFactory(parent=tree.home, title="Wydarzenia")
    event = EventFactory(
        parent=events,
        title="Opera",
        starts=dt.datetime(2026, 12, 31, 23, tzinfo=dt.UTC),
        time_zone="Europe/Warsaw",
    )
    event.dates = [EventDate(starts=dt.datetime(2029, 1, 1, 3, tzinfo=dt.UTC))]
    event.save_revision().publish()
    assert search(tree, "opera").counts["year"] == {"2027": 1, "2029": 1}
    event.time_zone = "America/New_York"
    event.save_revision().publish()
    assert search(tree, "opera").counts["year"] == {"2026": 1, "2028": 1}


def test_the_status_of_a_call_goes_by_the_clock(tree: Tree) -> None:
    programmes = ProgrammeIndexFactory(parent=tree.home, title="Programy")
    programme = ProgrammeFactory(parent=programmes, title="Program")
    closes = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
    OpenCallFactory(parent=programme, title="Konkurs", closes=closes)

    def status(now: dt.datetime) -> dict[str, int]:
        return find(Reader.at(tree.site, "pl", now=now), Query("konkurs")).counts["status"]

    assert status(closes - dt.timedelta(days=8)) == {"open": 1}
    assert status(closes - dt.timedelta(days=6)) == {"closing_soon": 1}
    assert status(closes) == {"closed": 1}


def test_parts_of_the_results_neither_repeat_nor_drop_anything(tree: Tree) -> None:
    for number in range(23):
        ContentFactory(parent=tree.home, title="Opera", slug=f"opera-{number}")
    pages = [search(tree, "opera", page=page, per_page=5) for page in range(1, 7)]
    keys = [key for page in pages for key in page.keys]
    assert len(keys) == len(set(keys)) == 23
    assert {page.total for page in pages} == {23}


@pytest.mark.parametrize("many", [1, 12])
def test_a_search_takes_as_many_queries_however_much_is_found(tree: Tree, many: int) -> None:
    for number in range(many):
        ContentFactory(parent=tree.home, title=f"Opera {number}")
    search(tree, "opera", chosen={"type": "home.ContentPage"})
    with CaptureQueriesContext(connection) as asked:
        reader = Reader.at(tree.site, "pl")
    with CaptureQueriesContext(connection) as all_asked:
        of_type = Query("opera", chosen={"type": "home.ContentPage"})
        found = find(Reader.at(tree.site, "pl"), of_type)
    assert reader.code == "pl"
    assert found.total == many
    assert len(all_asked) - len(asked) == BUDGET


def test_the_words_of_a_phrase_are_found_apart_where_nothing_has_it(tree: Tree) -> None:
    ContentFactory(parent=tree.home, title="Sąsiedzi sztuki")
    found = search(tree, '"sztuka sąsiadów"')
    assert (titles(found), found.matches) == (["Sąsiedzi sztuki"], "words")


def test_a_german_compound_is_found_by_its_parts(tree: Tree) -> None:
    de = Locale.objects.get_or_create(language_code="de")[0]
    in_language(tree.home, de, title="de", slug="de")
    page = ContentFactory(parent=tree.home, title="Rezydencje")
    in_language(page, de, title="Künstlerresidenzen", slug="residenzen")
    assert titles(search(tree, "Residenz", "de")) == ["Künstlerresidenzen"]
    assert titles(search(tree, "Kuenstler", "de")) == ["Künstlerresidenzen"]
