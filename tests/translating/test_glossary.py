"""Translators are told the approved words of an institution, and where they are not kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation.faults import hints_in
from courtyard.localisation.glossary import Found, found_in
from courtyard.localisation.texts import Text, texts_of
from courtyard.models import GlossaryTerm
from courtyard.text.inflection import Said
from tests.trees import ContentFactory, Tree

IN_OTHER_FORMS = {
    "pl": {
        "nabór": "naborowi naborów naborami",
        "książka": "książek książce",
        "ośrodek": "ośrodkach ośrodków",
        "galeria": "galerii galeriach",
        "teatr": "teatrze",
        "muzeum": "muzeów muzea",
        "Łódź": "Łodzi",
        "społeczność": "społecznościami",
    },
    "uk": {
        "набір": "набору наборами",
        "Київ": "Києва Києві",
        "виставка": "виставок виставці",
        "митець": "митця",
        "резиденція": "резиденцій резиденцією",
        "новий": "нової новими",
        "пам'ять": "пам’яті",
    },
    "en": {"residency": "Residencies", "gallery": "gallery’s galleries"},
    "de": {
        "Haus": "Häuser Hauses",
        "Künstler": "Künstlerinnen",
        "Ausschreibung": "AUSSCHREIBUNGEN",
    },
}

OTHER_WORDS = {
    "pl": {"nabór": "nabrzeże nabiera", "kot": "kotlet", "wystawa": "wystawca"},
    "uk": {"рік": "рікша", "рука": "рукав"},
    "en": {"art": "artist", "open": "opening"},
    "de": {"Haus": "Hausaufgabe"},
}


def not_said(words: dict[str, str], language: str) -> set[tuple[str, str]]:
    return {
        (term, word)
        for term, forms in words.items()
        for word in forms.split()
        if not Said(f"W {word}, 1").spans(term, language)
    }


@pytest.mark.parametrize("language", IN_OTHER_FORMS)
def test_a_term_is_found_in_its_forms(language: str) -> None:
    assert not_said(IN_OTHER_FORMS[language], language) == set()


@pytest.mark.parametrize("language", OTHER_WORDS)
def test_a_word_that_only_begins_alike_is_no_form(language: str) -> None:
    words = OTHER_WORDS[language]
    assert len(not_said(words, language)) == sum(len(one.split()) for one in words.values())


def test_markup_is_no_word() -> None:
    said = Said('do <b>otwartego</b> <a id="a1">nabor&oacute;w</a>')
    assert said.spans("otwarty nabór", "pl")
    assert not said.says_all("a1", "pl")


@pytest.fixture
def texts(tree: Tree) -> list[Text]:
    about: Any = ContentFactory(
        parent=tree.home,
        title="O naborze",
        slug="nabor",
        summary="Do otwartego naboru dołącz z Wrocławia.",
    )
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    for path, said in (("title", "On the CALLS"), ("summary", "To the recruitment")):
        segment = source.stringsegment_set.get(context__path=path)
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=tree.en, data=said
        )
    return texts_of([translation])[translation.pk]


def add(tree: Tree, term: str, approved: str, note: str = "") -> GlossaryTerm:
    return GlossaryTerm.objects.create(
        source=tree.pl, target=tree.en, term=term, approved=approved, note=note
    )


def test_each_text_has_its_terms_by_one_query(
    tree: Tree, texts: list[Text], django_assert_num_queries: Any
) -> None:
    add(tree, "nabór", "call")
    add(tree, "otwarty nabór", "open call", "never “recruitment”")
    add(tree, "rezydencja", "residency")
    GlossaryTerm.objects.create(source=tree.en, target=tree.pl, term="naborze", approved="?")
    segments = {one.path: one.segment for one in texts}
    with django_assert_num_queries(1):
        found = found_in(texts, "pl", "en")
    assert found == {
        segments["title"]: [Found("nabór", "call", "", is_kept=True)],
        segments["summary"]: [
            Found("otwarty nabór", "open call", "never “recruitment”", is_kept=False)
        ],
    }


def test_a_word_that_is_not_the_approved_one_is_a_hint(tree: Tree, texts: list[Text]) -> None:
    add(tree, "nabór", "call")
    told = [hint for found in found_in(texts, "pl", "en").values() for hint in hints_in(found)]
    assert len(told) == 1
    assert "call" in told[0]


def test_a_term_is_in_the_glossary_once_and_of_another_language(tree: Tree) -> None:
    add(tree, "Nabór", "call")
    for target, term in ((tree.en, "NABÓR"), (tree.pl, "książka")):
        with pytest.raises(ValidationError):
            GlossaryTerm(source=tree.pl, target=target, term=term, approved="x").full_clean()
