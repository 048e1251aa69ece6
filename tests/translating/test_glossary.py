"""Translators are told the approved words of an institution, and where they are not kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing import roles
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
    "pl": {"nabór": "nabrzeże nabiera", "kot": "kotlet", "UE": "uea ued", "wystawa": "wystawca"},
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


@pytest.mark.parametrize("letter", ["ﬃ", "ΐ"])
def test_a_term_that_its_key_has_no_room_for_is_refused_at_its_field(
    tree: Tree, letter: str
) -> None:
    """These letters become three each where capitals make no difference."""
    GlossaryTerm(source=tree.pl, target=tree.en, term=letter * 80, approved="x").full_clean()
    with pytest.raises(ValidationError) as refused:
        GlossaryTerm(source=tree.pl, target=tree.en, term=letter * 81, approved="x").full_clean()
    assert [*refused.value.message_dict] == ["term"]


# In the admin


@pytest.fixture
def translator(tree: Tree) -> Any:
    """Who writes English alone."""
    roles.set_up(roles.shipped())
    user = User.objects.create_user("emma")
    user.groups.add(Group.objects.get(name="Translators – en"))
    return user


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def form(source: Any, target: Any, **fields: str) -> dict[str, Any]:
    return {"source": source.pk, "target": target.pk, "term": "x", "approved": "y", **fields}


def test_terms_are_written_by_those_who_write_their_language(tree: Tree, translator: Any) -> None:
    english = add(tree, "nabór", "call")
    polish = GlossaryTerm.objects.create(
        source=tree.en, target=tree.pl, term="call", approved="nabór"
    )
    client = signed_in(translator)
    for one, is_theirs in ((english, True), (polish, False)):
        edit, delete = (reverse(f"glossary:{way}", args=[one.pk]) for way in ("edit", "delete"))
        listed = client.get(reverse("glossary:index")).content.decode()
        assert one.term in listed
        assert (edit in listed) == is_theirs
        client.post(edit, form(one.source, one.target, approved="changed"))
        one.refresh_from_db()
        assert (one.approved == "changed") == is_theirs
        client.post(delete)
        assert GlossaryTerm.objects.filter(pk=one.pk).exists() != is_theirs


def test_a_term_is_added_to_the_languages_that_one_writes(tree: Tree, translator: Any) -> None:
    client = signed_in(translator)
    for source, target in ((tree.pl, tree.en), (tree.en, tree.pl)):
        client.post(reverse("glossary:add"), form(source, target))
    assert GlossaryTerm.objects.get().target == tree.en


def test_who_writes_no_language_sees_no_glossary(tree: Tree, translator: Any) -> None:
    translator.groups.clear()
    translator.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = signed_in(User.objects.get(pk=translator.pk))
    assert client.get(reverse("glossary:index")).status_code == 302
    assert reverse("glossary:index") not in client.get("/cms/").content.decode()


def test_the_glossary_is_listed_and_taken_along_by_a_fixed_number_of_queries(
    tree: Tree, admin_client: Client
) -> None:
    counts = []
    for number in (1, 30):
        for n in range(number):
            add(tree, f"słowo {number} {n}", "word")
        for query in ("", "?export=csv"):
            with CaptureQueriesContext(connection) as queries:
                answer = admin_client.get(reverse("glossary:index") + query)
                said = answer.getvalue().decode()
            assert f"słowo {number} 0" in said
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
