"""Translation memory: how the same words were translated elsewhere on the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from .texts import Text

NEWEST = 6
"""Of how many places it is looked up, the newest first, how some words were translated there."""


@dataclass(frozen=True)
class Remembered:
    """A translation of the same words that stands elsewhere: in the thing of a translation key."""

    words: str
    key: UUID


def remembered(texts: Iterable[Text], locale: Locale | int) -> dict[int, list[Remembered]]:
    """What people have written for the words of these texts, by the texts' segments: one query.

    wagtail-localize keeps the same words once (``String``) for all pages in a language, with an
    index from there to their translations: it does not matter how many other words the site has.
    What a machine has written, or is wrong, is not remembered.
    """
    wanted: dict[int, list[Text]] = defaultdict(list)
    for text in texts:
        wanted[text.string].append(text)
    if not wanted:
        return {}
    newest = Window(
        RowNumber(),
        partition_by=F("translation_of"),
        order_by=[F("updated_at").desc(), F("pk").desc()],
    )
    rows = (
        StringTranslation.objects.filter(
            translation_of__in=wanted,
            locale=locale,
            has_error=False,
            context__isnull=False,
        )
        .exclude(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
        .exclude(data="")
        .annotate(place=newest)
        .filter(place__lte=NEWEST)
        .order_by("place")
        .values_list("translation_of", "context", "data", "context__object")
    )
    found: dict[int, list[Remembered]] = defaultdict(list)
    for string, context, words, key in rows:
        for text in wanted[string]:
            if text.context != context:
                found[text.segment].append(Remembered(words, key))
    return dict(found)
