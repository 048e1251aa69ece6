"""Words of translators go along when another language becomes the original, again and again."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.localisation.originals import make_original
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, add_language, in_language

WORDS = ("Z Wrocławia.", "From Wrocław.", "З Вроцлава.")


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary=WORDS[0])


@pytest.fixture
def languages(tree: Tree, polish: Any) -> dict[str, Any]:
    """The page in three languages, kept by translations of the Polish one, and published."""
    uk = add_language(tree, "uk")
    in_language(tree.home, uk, slug="uk")
    source, _ = TranslationSource.update_or_create_from_instance(polish)
    pages = {"pl": polish}
    for locale, summary in ((tree.en, WORDS[1]), (uk, WORDS[2])):
        code = locale.language_code
        translation = Translation.objects.create(source=source, target_locale=locale)
        for name, words in (("title", code), ("slug", code), ("summary", summary)):
            say(translation, name, words)
        pages[code] = save(translation)
    return pages


def say(translation: Translation, name: str, words: str) -> None:
    """Translate the text of a field, as the translation editor does."""
    segment = translation.source.stringsegment_set.get(context__path=name)
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": words},
    )


def save(translation: Translation) -> Any:
    """Publish a translation; gives its page."""
    translation.save_target(publish=True)
    page = ContentPage.objects.get(
        translation_key=translation.source.object_id, locale=translation.target_locale
    )
    page.get_latest_revision().publish()
    return ContentPage.objects.get(pk=page.pk)


def change(page: Any, summary: str) -> None:
    """Publish other words of an original, and give them to the translators."""
    row = ContentPage.objects.get(pk=page.pk)
    row.summary = summary
    row.save_revision().publish()
    TranslationSource.objects.get(
        object_id=page.translation_key, locale=page.locale
    ).update_from_db()


def into(page: Any) -> Translation:
    """The translation by which a page is kept."""
    return Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    )


def summary_of(page: Any) -> str:
    return str(ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary)


def test_words_written_since_go_along_and_older_ones_do_not_come_back(
    languages: dict[str, Any],
) -> None:
    polish, english, ukrainian = (languages[code] for code in ("pl", "en", "uk"))
    make_original(page=english)
    change(english, "We are from Wrocław.")
    # The Polish words fit the new English ones as well.
    say(into(polish), "summary", WORDS[0])
    save(into(polish))
    say(into(ukrainian), "summary", "Ми з Вроцлава.")
    save(into(ukrainian))
    make_original(page=polish)
    for page, words in ((english, "We are from Wrocław."), (ukrainian, "Ми з Вроцлава.")):
        assert into(page).get_progress() == (3, 3)
        save(into(page))
        assert summary_of(page) == words


def test_of_two_texts_that_are_translated_alike_the_present_one_counts(
    languages: dict[str, Any],
) -> None:
    polish, english, ukrainian = (languages[code] for code in ("pl", "en", "uk"))
    change(polish, "Z Dolnego Śląska.")
    say(into(english), "summary", WORDS[1])
    say(into(ukrainian), "summary", "З Нижньої Сілезії.")
    for page in (english, ukrainian):
        save(into(page))
    make_original(page=english)
    for page, words in ((polish, "Z Dolnego Śląska."), (ukrainian, "З Нижньої Сілезії.")):
        save(into(page))
        assert summary_of(page) == words


def test_what_is_wrong_with_a_translation_goes_along(languages: dict[str, Any]) -> None:
    english, ukrainian = languages["en"], languages["uk"]
    StringTranslation.objects.filter(data=WORDS[2]).update(
        has_error=True, field_error="A link is lost."
    )
    make_original(page=english)
    segment = into(ukrainian).source.stringsegment_set.get(context__path="summary")
    kept = StringTranslation.objects.get(
        translation_of=segment.string, context=segment.context, locale=ukrainian.locale
    )
    assert (kept.data, kept.has_error, kept.field_error) == (WORDS[2], True, "A link is lost.")
