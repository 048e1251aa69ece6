"""Words in their forms, with and without marks."""

from __future__ import annotations

import pytest

from courtyard.text.analysis import Analyser, MissingDictionary, spelled, words_of
from search.dictionaries import analyser, folder

SAME = [
    ("pl", "rezydencja", "rezydencjami"),
    ("pl", "Łódź", "lodzi"),
    ("pl", "żółw", "zolwie"),
    ("pl", "książka", "ksiazek"),
    ("pl", "człowiek", "ludzi"),
    ("pl", "Strefa", "strefie"),
    ("en", "city", "cities"),
    ("en", "child", "children"),
    ("uk", "книжка", "книжок"),
    ("uk", "п’ять", "пять"),
    ("uk", "музей", "музеїв"),
    ("uk", "ґанок", "ганку"),
    ("de", "Haus", "Häuser"),
    ("de", "Übersetzer", "ubersetzern"),
    ("de", "Straße", "strassen"),
]
DIFFERENT = [("pl", "rezydencja", "rezyser"), ("en", "art", "article"), ("uk", "книжка", "музей")]


def forms(language: str, word: str) -> set[str]:
    words = [one.folded for one in words_of(word)]
    return {form for one in words for form in (one, *analyser(language).base_forms(one))}


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_a_word_is_the_same_in_all_its_forms(language: str, one: str, other: str) -> None:
    asked = [word.folded for word in words_of(other)]
    terms = {form for word in asked for form in (word, *analyser(language).base_forms(word))}
    assert terms & forms(language, one)


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT)
def test_another_word_is_another(language: str, one: str, other: str) -> None:
    asked = [word.folded for word in words_of(other)]
    terms = {form for word in asked for form in (word, *analyser(language).base_forms(word))}
    assert not terms & forms(language, one)


def test_a_name_that_no_dictionary_has_is_known_by_its_stem() -> None:
    known = analyser("pl")
    assert not known.lemmas("courtyardowo")
    assert set(known.base_forms("courtyardowem")) & set(known.base_forms("courtyardowo"))


def test_german_letters_may_be_written_without_dots() -> None:
    assert spelled("uebersetzer", "de") == ["uebersetzer", "ubersetzer"]
    assert spelled("uebersetzer", "pl") == ["uebersetzer"]


def test_words_keep_their_places_in_the_text() -> None:
    text = "Żółw, п’ять – «Łódź»!"
    assert [(text[word.start : word.end], word.folded) for word in words_of(text)] == [
        ("Żółw", "zolw"),
        ("п’ять", "пять"),
        ("Łódź", "lodz"),
    ]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The peoples of Durban, five o'clock, Levi's, popups, etc. at N'Djamena"),
        ("uk", "пресконференція тис грн, вул. Київська"),
        ("de", "sich Deathmetal 3D"),
        ("pl", "np. itd. rock'n'roll snake_case"),
        ("en", "½ ⑴ ⒈ ŀ ﷺ ﹲa a·b"),
    ],
)
def test_terms_have_no_sign_that_a_database_reads_as_its_own(language: str, text: str) -> None:
    for word in words_of(text):
        terms = [word.folded, *analyser(language).said_by(word.folded)]
        assert all(term.lstrip("≈†").isalnum() for term in terms), terms


def test_a_dictionary_that_is_not_compiled_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(MissingDictionary, match="pl"):
        Analyser("pl", tmp_path)


def test_a_language_without_a_dictionary_is_analysed_by_its_words() -> None:
    known = Analyser("xx", folder())
    assert known.base_forms("word") == ("†word",)
