"""The labelled questions ask for pages that are there, and are of all kinds and languages."""

from __future__ import annotations

from collections import Counter

from config.demo import content
from config.demo.entries import entries

from . import corpus, labelled


def names(code: str) -> set[str]:
    """The pages that readers have in a language."""
    demonstration = {
        entry.name
        for entry in entries()
        if code in entry.languages and code not in entry.data.get("begun", ())
    }
    return demonstration | {f"{corpus.PREFIX}{text.name}" for text in corpus.documents()}


def test_every_page_that_is_sought_is_there_in_the_language_of_the_question() -> None:
    known = {code: names(code) for code in content.LANGUAGES}
    missing = [
        (one.words, name)
        for one in labelled.read()
        for name in one.relevant
        if name not in known[one.language]
    ]
    assert missing == []


def test_there_are_questions_of_every_kind_in_every_language() -> None:
    questions = labelled.read()
    assert len(questions) >= 220
    languages = Counter(one.language for one in questions)
    assert {*languages} == {*content.LANGUAGES}
    assert min(languages.values()) >= len(questions) / 5
    asked = {(one.language, one.kind) for one in questions}
    assert asked == {(code, kind) for code in content.LANGUAGES for kind in labelled.KINDS}


def test_every_question_has_some_answers_and_no_more_than_a_page_of_results_holds() -> None:
    for one in labelled.read():
        assert 1 <= len(one.relevant) <= 10, one.words
        assert {*one.relevant.values()} <= {1, 2, 3}, one.words


def test_no_question_is_asked_twice_in_a_language() -> None:
    questions = [(one.language, one.words) for one in labelled.read()]
    assert len({*questions}) == len(questions)


def test_texts_are_known_by_different_names_and_are_whole_in_every_language() -> None:
    texts = corpus.documents()
    assert len({text.name for text in texts}) == len(texts) >= 40
    for text in texts:
        for code in content.LANGUAGES:
            assert [bool(part) for part in text.texts[code]] == [True] * 3, (text.name, code)
