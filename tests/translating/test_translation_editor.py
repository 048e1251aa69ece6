"""What the translation editor is told of each text, and by whom it may be asked."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, PageViewRestriction
from wagtail.rich_text import RichText
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
)
from wagtail_localize.operations import translate_object

from courtyard.models import GlossaryTerm, Topic
from courtyard.publications.stored import Publication
from tests.trees import ContentFactory, Tree, analyze

from .test_matrix import browser, editor, page, somebody, translator, uk
from .test_translators_home import rewrite, translated

__all__ = ["editor", "translator", "uk"]

BODY = '<p>Nabór trwa do maja.</p><p>Napisz <a href="https://example.org/">do nas</a>, {name}.</p>'


@pytest.fixture
def about(tree: Tree) -> Any:
    return page(tree, "O nas", summary="Z Wrocławia.", body=[("text", RichText(BODY))])


@pytest.fixture
def translation(tree: Tree, uk: Locale, about: Any) -> Any:
    """Into Ukrainian, complete."""
    translated(about, uk)
    return Translation.objects.get(source__object_id=about.translation_key, target_locale=uk)


def data(user: User | Client, translation: Translation, query: str = "") -> Any:
    client = user if isinstance(user, Client) else browser(user)
    address = reverse("courtyard_translation_data", args=[translation.pk])
    answer = client.get(f"{address}{query}")
    assert answer.status_code == 200, answer.status_code
    return json.loads(answer.content)


def texts(user: User, translation: Translation, query: str = "") -> dict[str, Any]:
    """What is told of texts, by their words."""
    told = data(user, translation, query)["texts"]
    segments = StringSegment.objects.filter(pk__in=[*told])
    return {one.string.data: told[str(one.pk)] for one in segments}


def check(user: User, translation: Translation, words: str, value: str) -> Any:
    segment = StringSegment.objects.get(source=translation.source, string__data=words)
    return browser(user).post(
        reverse("courtyard_translation_check", args=[translation.pk]),
        {"text": segment.pk, "value": value},
        content_type="application/json",
    )


def say(translation: Translation, words: str, value: str, **more: Any) -> None:
    StringTranslation.objects.filter(
        translation_of__data=words, locale=translation.target_locale
    ).update(data=value, **more)


def test_of_a_changed_text_the_difference_and_the_former_translation_are_told(
    translator: User, about: Any, translation: Any
) -> None:
    rewrite(about, summary="Z Wrocławia i Lwowa.")
    told = texts(translator, translation)["Z Wrocławia i Lwowa."]
    assert told["former"]["changed"] == "Z Wrocławia<ins> i Lwowa</ins>."
    assert told["former"]["words"] == "English Z Wrocławia."
    assert "former" not in texts(translator, translation)["O nas"]


def test_how_the_same_words_were_translated_elsewhere_is_told_with_the_page(
    tree: Tree, translator: User, uk: Locale, translation: Any
) -> None:
    other = page(tree, "Kontakt", summary="Zapraszamy.")
    translated(other, uk)
    say(translation, "Zapraszamy.", "Запрошуємо.")
    new = page(tree, "Nowa", summary="Zapraszamy.")
    translate_object(new, [uk])
    wanted = Translation.objects.get(source__object_id=new.translation_key)
    told = texts(translator, wanted)["Zapraszamy."]
    assert told["memory"] == [{"words": "Запрошуємо.", "where": "English Kontakt"}]
    assert "memory" not in texts(translator, wanted)["Nowa"]


def test_nothing_is_remembered_of_machines_mistakes_other_languages_and_the_place_itself(
    tree: Tree, translator: User, uk: Locale
) -> None:
    for name, more in (
        ("Jeden", {"translation_type": "machine"}),
        ("Dwa", {"has_error": True}),
        ("Trzy", {"locale": tree.en}),
    ):
        one = page(tree, name, summary="Zapraszamy.")
        translated(one, uk)
        StringTranslation.objects.filter(context__object=one.translation_key).update(**more)
    new = page(tree, "Nowa", summary="Zapraszamy.")
    translated(new, uk)
    wanted = Translation.objects.get(source__object_id=new.translation_key)
    mine = StringTranslation.objects.filter(
        translation_of__data="Zapraszamy.", context__object=new.translation_key
    )
    mine.update(translation_type="machine")
    told = texts(translator, wanted)["Zapraszamy."]
    assert told["machine"]
    assert "memory" not in told


def test_words_of_a_page_that_is_not_for_everybody_are_suggested_to_its_editors_alone(
    tree: Tree, translator: User, uk: Locale
) -> None:
    section = page(tree, "Dział")
    secret = page(tree, "Tajna", summary="Zapraszamy.", parent=section)
    translated(section, uk)
    twin = translated(secret, uk)
    PageViewRestriction.objects.create(page=twin, restriction_type="login")
    new = page(tree, "Nowa", summary="Zapraszamy.")
    translate_object(new, [uk])
    wanted = Translation.objects.get(source__object_id=new.translation_key)
    assert "memory" in texts(translator, wanted)["Zapraszamy."]
    elsewhere = _who_writes_only(wanted.get_target_instance())
    assert "memory" not in texts(elsewhere, wanted)["Zapraszamy."]


def _who_writes_only(one: Any) -> User:
    group = Group.objects.create(name="only one")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=one, permission=Permission.objects.get(codename="change_page")
    )
    return somebody("taras", "only one")


def test_what_a_machine_wrote_is_marked_until_somebody_saves_it(
    translator: User, translation: Any
) -> None:
    say(translation, "Z Wrocławia.", "З Вроцлава.", translation_type="machine")
    assert texts(translator, translation)["Z Wrocławia."]["machine"]
    segment = StringSegment.objects.get(source=translation.source, string__data="Z Wrocławia.")
    address = reverse("courtyard_edit_text", args=[translation.pk, segment.pk])
    boundary = '--x\r\nContent-Disposition: form-data; name="value"\r\n\r\nЗ Вроцлава.\r\n--x--\r\n'
    browser(translator).put(address, boundary, content_type="multipart/form-data; boundary=x")
    assert "machine" not in texts(translator, translation, f"?text={segment.pk}")["Z Wrocławia."]


def test_faults_terms_and_the_most_characters_are_told(
    tree: Tree, translator: User, uk: Locale, translation: Any
) -> None:
    GlossaryTerm.objects.create(source=tree.pl, target=uk, term="nabór", approved="конкурс")
    told = texts(translator, translation)
    written = next(words for words in told if words.startswith("Napisz"))
    say(translation, written, "Напишіть нам.")
    told = texts(translator, translation)
    assert len(told[written]["faults"]) == 2
    assert told["O nas"]["longest"] == 255
    assert told["o-nas"]["address"]
    term = {"term": "nabór", "approved": "конкурс", "note": "", "kept": False}
    assert told["Nabór trwa do maja."]["terms"] == [term]


def test_what_is_typed_is_checked_and_not_stored(
    tree: Tree, translator: User, uk: Locale, translation: Any
) -> None:
    GlossaryTerm.objects.create(source=tree.pl, target=uk, term="nabór", approved="конкурс")
    before = [*StringTranslation.objects.order_by("pk").values()]
    answer = check(translator, translation, "Nabór trwa do maja.", "<b>Конкурс до травня.").json()
    assert "<b>" in answer["faults"][0]
    assert answer["terms"][0]["kept"]
    assert check(translator, translation, "Nabór trwa do maja.", "").json()["faults"] == []
    assert [*StringTranslation.objects.order_by("pk").values()] == before


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"text": "x", "value": 1}', '{"text": null}'])
def test_a_check_that_asks_for_nothing_is_refused(
    translator: User, translation: Any, body: str
) -> None:
    address = reverse("courtyard_translation_check", args=[translation.pk])
    answer = browser(translator).post(address, body, content_type="application/json")
    assert answer.status_code == 400


def test_texts_of_another_page_are_not_checked(
    tree: Tree, translator: User, uk: Locale, translation: Any
) -> None:
    translated(page(tree, "Inna"), uk)
    segment = StringSegment.objects.get(string__data="Inna")
    address = reverse("courtyard_translation_check", args=[translation.pk])
    asked = {"text": segment.pk, "value": "x"}
    answer = browser(translator).post(address, asked, content_type="application/json")
    assert answer.status_code == 404


def test_who_may_not_write_the_translation_is_told_nothing(
    tree: Tree, translator: User, about: Any, translation: Any
) -> None:
    tree.in_english(about, title="About us")
    translate_object(page(tree, "Inna"), [tree.en])
    english = Translation.objects.get(target_locale=tree.en)
    asked = (
        reverse("courtyard_translation_data", args=[english.pk]),
        reverse("courtyard_translation_data", args=[english.pk]) + "?also=uk",
        reverse("wagtail_localize:preview_translation", args=[english.pk]),
    )
    for address in asked:
        answer = browser(translator).get(address)
        assert answer.status_code == 302, address
        assert answer["Location"] == "/cms/"
    assert check(translator, english, "Inna", "x").status_code == 302
    for address in asked:
        answer = Client(HTTP_HOST="localhost").get(address)
        assert answer["Location"].startswith("/cms/login/")


def test_the_page_as_it_would_be_now_is_shown_to_no_other_site_and_kept_nowhere(
    translator: User, about: Any, translation: Any
) -> None:
    rewrite(about, summary="Z Wrocławia i Lwowa.")
    say(translation, "O nas", "Про нас")
    address = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    answer = browser(translator).get(address)
    seen = answer.content.decode()
    assert "Про нас" in seen
    assert "Z Wrocławia i Lwowa." in seen
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == "frame-ancestors 'self'"
    assert "no-store" in answer["Cache-Control"]


def test_other_languages_are_shown_beside_the_original_where_they_say_it_to_everybody(
    tree: Tree, translator: User, about: Any, translation: Any
) -> None:
    tree.in_english(about, title="About us", summary="From Wrocław.")
    assert data(translator, translation)["languages"] == [{"code": "en", "name": "English"}]
    told = texts(translator, translation, "?also=en")
    assert told["Z Wrocławia."] == "From Wrocław."
    about.get_translation(tree.en).unpublish()
    assert data(translator, translation)["languages"] == []
    address = reverse("courtyard_translation_data", args=[translation.pk])
    assert browser(translator).get(f"{address}?also=en").status_code == 404


def test_a_page_that_was_written_in_english_is_translated_into_polish_with_the_same_help(
    tree: Tree, editor: User
) -> None:
    visitors = ContentFactory(
        parent=tree.home_en, title="Visitors", slug="visitors", summary="Free.", locale=tree.en
    )
    translated(visitors, tree.pl)
    rewrite(visitors, summary="Free for all.")
    translation = Translation.objects.get(source__object_id=visitors.translation_key)
    told = texts(editor, translation)["Free for all."]
    assert told["former"]["changed"] == "Free<ins> for all</ins>."


def test_a_term_is_translated_with_the_same_help_and_without_a_page(
    tree: Tree, translator: User, uk: Locale
) -> None:
    water = Topic.objects.create(name="Woda", slug="woda", locale=tree.pl)
    translate_object(water, [uk])
    translation = Translation.objects.get(source__object_id=water.translation_key)
    assert texts(translator, translation)["Woda"]["longest"] == 100
    terms: Any = Topic
    name = terms.snippet_viewset.get_url_name("edit")
    edit = reverse(name, args=[_twin(translation).pk])
    told = settings_in(browser(translator).get(edit))
    assert told["preview"] == ""


def _twin(translation: Translation) -> Any:
    return translation.get_target_instance()


def settings_in(answer: Any) -> dict[str, Any]:
    """What the page gives to the script."""
    found = re.search(
        r'<script id="courtyard-translation-editor" type="application/json">(.*?)</script>',
        answer.content.decode(),
    )
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_editor_is_given_the_script_and_its_addresses(
    translator: User, translation: Any
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[_twin(translation).pk])
    seen = browser(translator).get(edit)
    told = settings_in(seen)
    assert told["data"] == reverse("courtyard_translation_data", args=[translation.pk])
    assert (told["source"], told["target"]) == ("pl", "uk")
    assert 'src="/static/courtyard/js/translation-editor.js' in seen.content.decode()


# How much is asked


def long(tree: Tree, locale: Locale, number: int) -> Translation:
    """A page of so many texts with links; half of them open, every third of the others a machine's.

    Only what is asked about is written: the worker would read the page itself again.
    """
    title = f"Długa {number}"
    one = page(tree, title, body=[("text", RichText('<p>Akapit <a href="/x/">w sieci</a>.</p>'))])
    translate_object(one, [locale])
    Publication.stored.filter(page=one).update(words="")
    translation = Translation.objects.get(source__object_id=one.translation_key)
    first = translation.source.stringsegment_set.get(context__path__startswith="body")
    said = [f'Akapit {place} <a id="a1">w sieci</a>.' for place in range(number)]
    strings = String.objects.bulk_create(strings_of(said, tree.pl))
    StringSegment.objects.bulk_create(
        StringSegment(
            source=translation.source,
            string=string,
            context=first.context,
            order=place + 100,
            attrs=first.attrs,
        )
        for place, string in enumerate(strings)
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=string,
            context=first.context,
            locale=locale,
            data=string.data,
            translation_type="machine" if place % 3 == 0 else "manual",
        )
        for place, string in enumerate(strings[: number // 2])
    )
    return translation


def strings_of(said: list[str], locale: Locale) -> list[String]:
    prefix = uuid4().hex
    return [
        String(locale=locale, data=words, data_hash=String._get_data_hash(f"{prefix}{words}"))
        for words in said
    ]


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_thousand_texts_are_told_and_shown_with_as_many_queries_as_ten(
    tree: Tree, translator: User, uk: Locale
) -> None:
    client = browser(translator)
    counts = []
    for number in (10, 1_000):
        translation = long(tree, uk, number)
        twin = translation.get_target_instance()
        counts.append(
            [
                queries(client, reverse("courtyard_translation_data", args=[translation.pk])),
                queries(client, reverse("wagtailadmin_pages:edit", args=[twin.pk])),
            ]
        )
    assert counts[0] == counts[1]
    assert counts[0][0] <= 18
    assert counts[0][1] <= 80


def test_memory_of_a_large_site_is_asked_by_the_words_of_the_page_alone(
    tree: Tree, translator: User, uk: Locale, translation: Any
) -> None:
    """10,000 other strings, and one that is said in very many places."""
    kept, _created = TranslatableObject.objects.get_or_create_from_instance(tree.home)
    strings = String.objects.bulk_create(
        strings_of([f"Słowa {one}" for one in range(10_000)], tree.pl)
    )
    common = String.objects.get(data="Z Wrocławia.", locale=tree.pl)
    contexts = TranslationContext.objects.bulk_create(
        TranslationContext(
            object=kept, path=f"body.{one}", path_id=TranslationContext._get_path_id(f"body.{one}")
        )
        for one in range(1_000)
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=string,
            context=contexts[0],
            locale=uk,
            data="Слова",
            translation_type="manual",
        )
        for string in strings
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=common,
            context=context,
            locale=uk,
            data=f"З Вроцлава {place % 9}",
            translation_type="manual",
        )
        for place, context in enumerate(contexts)
    )
    analyze()
    StringTranslation.objects.filter(context__object=translation.source.object_id).delete()
    with CaptureQueriesContext(connection) as asked:
        told = texts(translator, translation)["Z Wrocławia."]
    assert len(told["memory"]) == 3
    rows = next(one["sql"] for one in asked if "ROW_NUMBER" in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + rows
        )
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert not re.search(r"(Seq Scan on|SCAN) wagtail_localize_stringtranslation", plan), plan
