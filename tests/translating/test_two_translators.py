"""Two people in one text: nobody's words are written over unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation

from courtyard.editing.meanwhile import sum_of
from tests.trees import Tree

from .hands import put, said
from .test_matrix import browser, page
from .test_translators_home import translated

WORDS, BEFORE = "Z Wrocławia.", "English Z Wrocławia."


@pytest.fixture
def translation(tree: Tree) -> Translation:
    about = page(tree, "O nas", summary=WORDS)
    translated(about, tree.en)
    return Translation.objects.get(source__object_id=about.translation_key)


def somebody(name: str) -> Client:
    user = User.objects.create_superuser(name, first_name=name.title())
    UserProfile.objects.create(user=user, preferred_language="en")
    return browser(user)


def test_the_second_is_told_whose_words_are_there_and_keeps_what_was_typed(
    translation: Translation,
) -> None:
    olena, taras = somebody("olena"), somebody("taras")
    put(olena, translation, WORDS, "From Wrocław.", seen=BEFORE)
    told = put(taras, translation, WORDS, "Wrocław-based.", seen=BEFORE)
    assert told["data"] == "Wrocław-based."
    assert told["theirs"] == {"words": "From Wrocław.", "who": "Olena"}
    assert "Olena" in told["error"]
    assert "From Wrocław." in told["error"]
    assert said(translation)[WORDS] == "From Wrocław."


def test_whoever_has_seen_them_may_choose(translation: Translation) -> None:
    olena, taras = somebody("olena"), somebody("taras")
    put(olena, translation, WORDS, "From Wrocław.", seen=BEFORE)
    put(taras, translation, WORDS, "Wrocław-based.", seen=BEFORE)
    told: Any = put(taras, translation, WORDS, "Wrocław-based.", seen="From Wrocław.")
    assert told["error"] is None
    assert said(translation)[WORDS] == "Wrocław-based."


def test_who_writes_the_same_is_asked_nothing(translation: Translation) -> None:
    olena, taras = somebody("olena"), somebody("taras")
    put(olena, translation, WORDS, "From Wrocław.", seen=BEFORE)
    assert put(taras, translation, WORDS, "From Wrocław.", seen=BEFORE)["error"] is None


def test_another_window_of_ones_own_is_told_as_such(translation: Translation) -> None:
    olena = somebody("olena")
    put(olena, translation, WORDS, "From Wrocław.", seen=BEFORE)
    told = put(olena, translation, WORDS, "Wrocław-based.", seen=BEFORE)
    assert "another window" in told["error"]


def test_what_names_a_long_paragraph_fits_into_a_header(translation: Translation) -> None:
    """Servers refuse a line of more than 8190 bytes or so."""
    olena, taras = somebody("olena"), somebody("taras")
    paragraph = "Ми відкриваємо двері. " * 500
    put(olena, translation, WORDS, paragraph, seen=BEFORE)
    assert len(sum_of(paragraph)) == 8
    told = put(taras, translation, WORDS, "Коротко.", seen=paragraph.replace("двері", "дверi", 1))
    assert told["theirs"]["words"] == paragraph
    assert put(taras, translation, WORDS, "Коротко.", seen=paragraph)["error"] is None
