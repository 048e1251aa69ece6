"""Translating records as a translator in wagtail-localize's editor would, by its own objects."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.strings import StringValue

from courtyard.editing.translating import publish_anyway

from . import content
from .content import SOURCE, ContentError

Data = dict[str, Any]


def translate(
    original: TranslatableMixin, data: Data, locale: Locale, *, is_begun: bool = False
) -> Translation:
    """Write the translation of an original from the data; its target is not saved yet.

    Raises ContentError for a text that the data holds no translation of, unless it is one that
    ``is_begun``. A page's slug may be missing: it is made from the title then.
    """
    language = locale.language_code
    words = dictionary(data, language)
    source, _created = TranslationSource.update_or_create_from_instance(original)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    segments = source.stringsegment_set.select_related("string", "context")
    told = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context__object_id=source.object_id
        )
    }
    written: dict[tuple[int, int], StringTranslation] = {}
    for segment in segments:
        text, path = segment.string.data, segment.context.path
        place = (segment.string_id, segment.context_id)
        if text in words:
            if place not in told:
                written[place] = StringTranslation(
                    translation_of=segment.string,
                    context=segment.context,
                    locale=locale,
                    data=words[text],
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                )
        elif not is_begun and path != "slug":
            raise ContentError(
                f"{data.get('id', original)}: no {NAMES[language]} for {text!r} ({path})."
            )
    # The title of a draft that stands there already is not told: there is none yet.
    StringTranslation.objects.bulk_create(written.values())
    return translation


NAMES = {"en": "English", "uk": "Ukrainian", "de": "German"}


def publish(translation: Translation, data: Data, language: str) -> None:
    """Save what a translation says: in public, or as a draft where it has only been begun."""
    model: Any = translation.source.specific_content_type.model_class()
    if language in data.get("anyway", ()):
        publish_anyway(translation, user=None)
        return
    # Terms have no drafts.
    translation.save_target(publish=not issubclass(model, Page))


def dictionary(data: Data, language: str) -> dict[str, str]:
    """Words of a language by Polish ones, as plain fields and as pieces of rich text keep them."""
    words: dict[str, str] = {}
    for text in content.texts(data):
        if language in text:
            polish, other = text[SOURCE], text[language]
            words[StringValue.from_plaintext(polish).data] = StringValue.from_plaintext(other).data
            words[polish] = other
    return words
