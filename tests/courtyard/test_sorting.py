"""Lists stand in the order of their language."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courtyard.models import Publication
from courtyard.text.sorting import LONGEST, ORDER, sort_key
from tests.trees import PartnerFactory, PartnerIndexFactory, Tree, add_language, in_language

COLLATION: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "collation.json").read_text(encoding="utf-8")
)
"""Texts as ICU 78 sorts them by CLDR 48 (``Intl.Collator`` of Node 20), by language."""

POLISH = ["Cap", "Ćma", "Lis", "Łoś", "Oset", "Ósmy", "Sowa", "Śledź", "Zając", "Źrebak", "Żaba"]
UKRAINIAN = ["Гора", "Ґава", "Еко", "Єнот", "Ива", "Іва", "Їжак", "Юрта", "Яр"]
GERMAN = ["Apfel", "Äpfel", "Apfelbaum", "Müll", "Muller", "Müller", "Strasse", "Straße", "Straßen"]


def in_order(words: list[str], language: str) -> list[str]:
    """The words, shuffled, as their keys sort them."""
    shuffled = random.Random(1).sample(words, len(words))
    return sorted(shuffled, key=lambda word: sort_key(word, language))


@pytest.mark.parametrize(
    ("language", "words"), [("pl", POLISH), ("uk", UKRAINIAN), ("de", GERMAN), ("de-at", GERMAN)]
)
def test_words_stand_as_in_a_dictionary(language: str, words: list[str]) -> None:
    assert in_order(words, language) == words


@pytest.mark.parametrize("language", COLLATION)
def test_the_order_is_that_of_icu(language: str) -> None:
    """Accents and capitals, signs and figures, Latin and Cyrillic in one list."""
    assert in_order(COLLATION[language], language) == COLLATION[language]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pl", ["lody", "łódź", "ŁÓDŹ"]),
        ("en", ["lody", "lodz", "łódź", "ŁÓDŹ"]),
        ("uk", ["Яр", "Яр 2", "Zoo"]),
        ("pl", ["Zoo", "Яр"]),
        ("uk", ["гава", "ґава"]),
        ("uk", ["дена", "день"]),
    ],
)
def test_an_alphabet_is_that_of_the_language(language: str, words: list[str]) -> None:
    assert in_order(words, language) == words


def test_an_apostrophe_is_one_however_it_is_typed() -> None:
    """Unlike CLDR, to which the letter ʼ comes after the alphabet: a word stands in one place."""
    words = ["п'ята", "п’ять", "пʼяч", "пава"]
    assert in_order(words, "uk") == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("e\u0301te\u0301", "été"),
        ("Nowa\u00a0Huta", "Nowa Huta"),
        ("soft\u00adware", "software"),
        ("٣", "3"),
    ],
)
def test_what_looks_the_same_has_one_place(one: str, other: str) -> None:
    assert sort_key(one, "pl") == sort_key(other, "pl")


@given(st.text(max_size=300), st.sampled_from(["pl", "uk", "de", "en"]))
def test_every_text_has_a_key_that_each_database_orders_alike(text: str, language: str) -> None:
    key = sort_key(text, language)
    assert set(key) <= set("0123456789abcdef")
    assert len(key) <= LONGEST


def test_the_letters_of_the_longest_title_count() -> None:
    assert sort_key("ż" * 254 + "a", "pl") < sort_key("ż" * 254 + "b", "pl")


def test_all_places_have_two_figures() -> None:
    assert 0x10 + len(ORDER) < 0xFF


@pytest.mark.parametrize("language", ["pl", "uk"])
def test_a_database_and_the_api_sort_as_the_language_does(
    tree: Tree, client: Any, language: str
) -> None:
    words = POLISH if language == "pl" else UKRAINIAN
    home = tree.home
    if language != "pl":
        home = in_language(home, add_language(tree, language), title="Головна", slug=language)
    section = PartnerIndexFactory(parent=home, title="Ź", slug="partners", locale=home.locale)
    for number, word in enumerate(random.Random(2).sample(words, len(words))):
        PartnerFactory(parent=section, title=word, slug=f"p{number}", locale=home.locale)
    rows = Publication.objects.filter(locale__language_code=language, type="network.PartnerPage")
    assert list(rows.order_by("sort_title").values_list("title", flat=True)) == words
    answer = client.get(f"/api/content/v1/partners?locale={language}", HTTP_HOST="localhost")
    assert [one["title"] for one in answer.json()["items"]] == words
