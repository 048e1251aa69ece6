"""A text that has changed is told with what stood in its place before."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation.texts import Text, texts_of
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest


@pytest.fixture
def about(tree: Tree) -> Any:
    return ContentFactory(
        parent=tree.home,
        title="O nas",
        slug="o-nas",
        summary="Jesteśmy z Wrocławia.",
        body=[("text", RichText("<p>Nabór trwa do maja.</p><p>Zapraszamy do nas.</p>"))],
    )


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    return translation


def change(page: Any, **fields: Any) -> None:
    """Change an original, and give its new words to the translators."""
    row = ContentPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    TranslationSource.objects.get(object_id=page.translation_key).update_from_db()


def texts(translation: Translation) -> dict[str, Text]:
    return {one.words: one for one in texts_of([translation])[translation.pk]}


def test_texts_come_in_the_order_of_the_page_with_their_translations(translation: Any) -> None:
    told = texts_of([translation])[translation.pk]
    assert [one.path.split(".")[0] for one in told] == ["title", "slug", "summary", "body", "body"]
    assert [one.translation for one in told] == [f"English {one.words}" for one in told]
    assert not any(one.is_open or one.former or one.is_machine for one in told)


def test_what_stood_in_the_place_before_is_told_with_its_translation(
    about: Any, translation: Any
) -> None:
    change(about, summary="Zupełnie inne słowa")
    text = texts(translation)["Zupełnie inne słowa"]
    assert text.is_open
    assert text.former
    assert text.former.words == "Jesteśmy z Wrocławia."
    assert text.former.translation == "English Jesteśmy z Wrocławia."


def test_of_several_texts_in_one_place_the_most_alike_is_told(about: Any, translation: Any) -> None:
    about.body[0].value = RichText(
        "<p>Zapraszamy do nas!</p><p>Bilety</p><p>Nabór trwa do czerwca.</p>"
    )
    change(about, body=about.body)
    former = {words: one.former and one.former.words for words, one in texts(translation).items()}
    assert former["Zapraszamy do nas!"] == "Zapraszamy do nas."
    assert former["Nabór trwa do czerwca."] == "Nabór trwa do maja."
    assert former["Bilety"] is None


def test_a_text_alike_from_another_place_of_the_page_is_told(about: Any, translation: Any) -> None:
    change(about, body=[("text", RichText("<p>Nabór trwa do końca maja.</p>"))])
    text = texts(translation)["Nabór trwa do końca maja."]
    assert text.former
    assert text.former.words == "Nabór trwa do maja."


def test_a_wrong_translation_is_open_and_says_why(translation: Any) -> None:
    one = StringTranslation.objects.get(translation_of__data="Zapraszamy do nas.")
    one.data = 'Come <a id="a7">to us</a>'
    one.translation_type = StringTranslation.TRANSLATION_TYPE_MACHINE
    one.save()
    text = texts(translation)["Zapraszamy do nas."]
    assert text.is_open
    assert text.is_machine
    assert "a7" in text.error


def test_many_pages_are_read_with_as_many_queries_as_one(
    tree: Tree, translation: Any, django_assert_num_queries: Any
) -> None:
    other = ContentFactory(parent=tree.home, title="Inna", slug="inna", summary="Słowa")
    source, _ = TranslationSource.update_or_create_from_instance(other)
    second = Translation.objects.create(source=source, target_locale=tree.en)
    for wanted in ([translation], [translation, second]):
        wanted = [*Translation.objects.filter(pk__in=[one.pk for one in wanted])]
        with django_assert_num_queries(3):
            texts_of(wanted)
