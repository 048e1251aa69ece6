"""Foreign words in a text say in which language they are, wherever the text is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import features as registered
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from courtyard.editing.parts import LanguagesFeature
from courtyard.text.richtext import FEATURES, LANGUAGE_OF_PART
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, settle, translate_the_rest

WELCOME = '<p>Mówimy: <span lang="uk">Ласкаво <b>просимо</b></span> wszystkim.</p>'


@pytest.fixture
def about(tree: Tree) -> Any:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="My.")
    page.body = json.dumps(
        [{"type": "text", "value": WELCOME, "id": "22222222-2222-2222-2222-222222222222"}]
    )
    page.save_revision().publish()
    settle()
    return page


def test_the_editor_keeps_the_language_of_a_part(db: None) -> None:
    converter = ContentstateConverter(FEATURES)
    state = converter.from_database_format(WELCOME)
    styles = {
        one["style"] for block in json.loads(state)["blocks"] for one in block["inlineStyleRanges"]
    }
    assert styles == {"LANGUAGE-uk", "BOLD"}
    kept = converter.to_database_format(state)
    assert '<span lang="uk">' in kept
    assert "просимо" in kept


def test_the_editor_offers_the_languages_of_the_site_or_others(db: None) -> None:
    assert LANGUAGE_OF_PART in FEATURES
    options: dict[str, Any] = {}
    other: dict[str, Any] = {}
    LanguagesFeature().construct_options(options)
    assert [one["type"] for one in options["inlineStyles"]] == [
        f"LANGUAGE-{code}" for code in ("pl", "en", "uk", "de")
    ]
    with override_settings(COURTYARD_LANGUAGES_OF_PARTS=["la", "be"]):
        LanguagesFeature().construct_options(other)
    assert [one["label"] for one in other["inlineStyles"]] == ["LA", "BE"]
    assert registered.get_editor_plugin("draftail", LANGUAGE_OF_PART)


def test_readers_and_machines_are_told(about: Any, client: Client) -> None:
    part = '<span lang="uk">Ласкаво <b>просимо</b></span>'
    assert part in client.get("/pl/o-nas/", HTTP_HOST="localhost").content.decode()
    answer = client.get(
        "/api/content/v1/pages/by-path", {"path": "/pl/o-nas/"}, HTTP_HOST="localhost"
    )
    assert part in answer.json()["body"][0]["html"]


def test_a_translator_has_the_part_inside_its_sentence_and_it_keeps_its_language(
    tree: Tree, about: Any, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    source, _is_new = TranslationSource.update_or_create_from_instance(about)
    (segment,) = source.stringsegment_set.filter(context__path__startswith="body.")
    marked = 'Mówimy: <span id="span1">Ласкаво <b>просимо</b></span> wszystkim.'
    assert segment.string.data == marked
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    said = StringTranslation.objects.get(translation_of=segment.string)
    said.data = 'We say <span id="span1">Ласкаво просимо</span> to everybody.'
    said.save()
    assert not said.has_error
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    page = ContentPage.objects.get(locale=tree.en)
    assert page.body[0].value.source == (
        '<p>We say <span lang="uk">Ласкаво просимо</span> to everybody.</p>'
    )


def test_a_mark_that_the_sentence_lacks_is_refused(tree: Tree, about: Any) -> None:
    source, _is_new = TranslationSource.update_or_create_from_instance(about)
    (segment,) = source.stringsegment_set.filter(context__path__startswith="body.")
    wrong = StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=tree.en,
        data='We say <span id="span7">Ласкаво</span>.',
    )
    assert wrong.has_error


@pytest.mark.parametrize(
    "html", ['<span class="big">A</span>', '<span id="span1"><u>A</u></span>', "<div>A</div>"]
)
def test_nothing_else_is_let_into_a_sentence(html: str) -> None:
    with override("en"), pytest.raises(ValueError, match="not allowed|attributes"):
        StringValue.from_translated_html(html)
