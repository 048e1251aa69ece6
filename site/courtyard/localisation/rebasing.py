"""Translating from another original: what translators have written goes along.

wagtail-localize keeps a source in one language and translations of it. When a page in another
language becomes the original, its words are the source, and the former original's words become
a translation like the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from .texts import keep_as_old_as_they_are

if TYPE_CHECKING:
    from courtyard.pages import BasePage


class _Text(NamedTuple):
    """A text in the place where it stands, by primary keys."""

    string: int
    context: int


def rebase(page: BasePage) -> None:
    """Have the translations of a page's key be made from this page.

    Languages that are written by hand stay so. A text that somebody has translated is translated
    from the new original as well, wherever it stands in the same place with the same words.
    """
    stale = Translation.objects.filter(source__object_id=page.translation_key).exclude(
        source__locale=page.locale_id
    )
    if not stale.exists():
        return
    source, _created = TranslationSource.update_or_create_from_instance(page)
    source.translations.all().delete()
    for translation in stale.select_related("source").order_by("pk"):
        former = translation.source
        _carry_over(former, source)
        if translation.target_locale_id == page.locale_id:
            translation.target_locale_id = former.locale_id
        translation.source = source
        if source.translations.filter(target_locale=translation.target_locale_id).exists():
            translation.delete()
        else:
            translation.save(update_fields=["source", "target_locale"])


def _carry_over(former: TranslationSource, source: TranslationSource) -> None:
    """Translate the texts of a source as those of a former one were translated.

    What has been known of them since an earlier reign gives way: it is older.
    """
    pairs = dict(_pairs(former, source))
    if not pairs:
        return
    known = StringTranslation.objects.filter(
        translation_of__in={old.string for old in pairs}
    ).exclude(locale=source.locale_id)
    translated: dict[_Text, list[StringTranslation]] = defaultdict(list)
    for one in known:
        if one.context_id:
            translated[_Text(one.translation_of_id, one.context_id)].append(one)
    carried: dict[tuple[_Text, int], StringTranslation] = {}
    # In the order of the pairs: of texts that are one in the new source the present one counts.
    for old, new in pairs.items():
        for one in translated[old]:
            carried.setdefault((new, one.locale_id), _carried(one, new))
    carried |= {(new, former.locale_id): one for new, one in _own_words(former, pairs)}
    if carried:
        # Nobody has written it now.
        keep_as_old_as_they_are([(one, one.created_at, one.updated_at) for one in carried.values()])


def _carried(one: StringTranslation, new: _Text) -> StringTranslation:
    return StringTranslation(
        translation_of_id=new.string,
        context_id=new.context,
        locale_id=one.locale_id,
        data=one.data,
        translation_type=one.translation_type,
        tool_name=one.tool_name,
        last_translated_by_id=one.last_translated_by_id,
        has_error=one.has_error,
        field_error=one.field_error,
        created_at=one.created_at,
        updated_at=one.updated_at,
    )


def _pairs(former: TranslationSource, source: TranslationSource) -> Iterator[tuple[_Text, _Text]]:
    """Each text of a former source that is translated as it stands in the new one, with that.

    Those that the former source holds now come first; after them those that it held once.
    """
    present = {
        (segment.context_id, segment.string.data): segment.string_id
        for segment in _segments(source)
    }
    held = {_Text(segment.string_id, segment.context_id) for segment in _segments(former)}
    translated = StringTranslation.objects.filter(
        context__object=source.object_id,
        locale=source.locale_id,
        translation_of__locale=former.locale_id,
        has_error=False,
    )
    found = []
    for one in translated.order_by("-updated_at", "-pk"):
        context = one.context_id
        if context is not None and (string := present.get((context, one.data))) is not None:
            found.append((_Text(one.translation_of_id, context), _Text(string, context)))
    yield from sorted(found, key=lambda pair: pair[0] not in held)


def _own_words(
    former: TranslationSource, pairs: dict[_Text, _Text]
) -> Iterator[tuple[_Text, StringTranslation]]:
    """The former source's own words, as translations of the new one's."""
    for segment in _segments(former):
        new = pairs.get(_Text(segment.string_id, segment.context_id))
        if new is not None:
            yield (
                new,
                StringTranslation(
                    translation_of_id=new.string,
                    context_id=new.context,
                    locale_id=former.locale_id,
                    data=segment.string.data,
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    created_at=former.created_at,
                    updated_at=former.created_at,
                ),
            )


def _segments(source: TranslationSource) -> Iterable[StringSegment]:
    return StringSegment.objects.filter(source=source).select_related("string").order_by("order")
