"""The texts of a translation, as translators need them: with what was said before they changed.

wagtail-localize deletes no translation: each keeps its words and its place, in an object and on a
path in it. So what stood at a place before its words changed is known without a table for it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from courtyard.text.differences import likeness

ALIKE = 0.6
"""How much two texts have in common (``differences.likeness``) for one to be suggested for the
other, where they stand at different places."""


@dataclass(frozen=True)
class Former:
    """What stood in a text's place before, and how that was translated, at an aware moment."""

    words: str
    translation: str
    at: dt.datetime


@dataclass(frozen=True)
class Text:
    """One text of a page and its translation; ``segment`` and the others are primary keys.

    ``field_path`` is the path without identities (``places.place_of``). ``error`` says what is
    wrong with the translation. ``former`` is there for open texts alone.
    """

    segment: int
    path: str
    words: str
    translation: str
    error: str
    is_machine: bool
    former: Former | None
    string: int
    context: int
    field_path: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for a translator: not translated, or wrong."""
        return not self.translation or bool(self.error)


class Where(NamedTuple):
    """A text where it stands, by primary keys."""

    string: int
    context: int


def texts_of(translations: Iterable[Translation]) -> dict[int, list[Text]]:
    """The texts of translations by the primary key of each, in the order of the page.

    The number of queries does not depend on how many there are.
    """
    wanted = list(translations)
    sources = {
        key: (page, locale)
        for key, page, locale in TranslationSource.objects.filter(
            pk__in={one.source_id for one in wanted}
        ).values_list("pk", "object_id", "locale_id")
    }
    segments = _segments_of(sources)
    translated = _translated(wanted, sources)
    return {
        one.pk: _texts(
            segments[one.source_id], translated[(sources[one.source_id], one.target_locale_id)]
        )
        for one in wanted
    }


def _segments_of(sources: Iterable[int]) -> dict[int, list[StringSegment]]:
    """The texts of sources, by primary key."""
    segments = StringSegment.objects.filter(source__in=[*sources]).order_by("order", "pk")
    by_source: dict[int, list[StringSegment]] = defaultdict(list)
    for segment in segments.select_related("string", "context"):
        by_source[segment.source_id].append(segment)
    return by_source


_Known = dict[tuple[tuple[UUID, int], int], dict[Where, StringTranslation]]


def _translated(wanted: Sequence[Translation], sources: dict[int, tuple[UUID, int]]) -> _Known:
    """What has ever been translated of some sources, by these and the language."""
    found = StringTranslation.objects.filter(
        context__object__in={page for page, _locale in sources.values()},
        locale__in={one.target_locale_id for one in wanted},
    ).select_related("translation_of", "context")
    known: _Known = defaultdict(dict)
    for one in found:
        context = one.context
        if context is not None:
            said = (context.object_id, one.translation_of.locale_id)
            place = Where(one.translation_of_id, context.pk)
            known[(said, one.locale_id)][place] = one
    return known


def _texts(
    segments: Sequence[StringSegment], translated: dict[Where, StringTranslation]
) -> list[Text]:
    present = {Where(one.string_id, one.context_id) for one in segments}
    formers = _Formers([one for place, one in translated.items() if place not in present])
    at_path: dict[int, int] = defaultdict(int)
    for place in present:
        at_path[place.context] += 1
    return [
        _text(
            segment,
            translated.get(Where(segment.string_id, segment.context_id)),
            formers,
            is_alone=at_path[segment.context_id] == 1,
        )
        for segment in segments
    ]


def _text(
    segment: StringSegment, one: StringTranslation | None, formers: _Formers, *, is_alone: bool
) -> Text:
    error = error_of(one)
    is_open = one is None or not one.data or bool(error)
    return Text(
        segment=segment.pk,
        path=segment.context.path,
        words=segment.string.data,
        translation=one.data if one else "",
        error=error,
        is_machine=one is not None and is_by_machine(one),
        former=formers.of(segment, is_alone=is_alone) if is_open else None,
        string=segment.string_id,
        context=segment.context_id,
        field_path=segment.context.field_path,
    )


def error_of(one: StringTranslation | None) -> str:
    """What is wrong with a translation; "" where nothing is."""
    if one is None or not one.has_error:
        return ""
    return one.get_error() or _("This translation was refused when the page was saved.")


def is_by_machine(one: StringTranslation) -> bool:
    """Whether a translation is a machine's, and nobody has approved it."""
    return one.translation_type == StringTranslation.TRANSLATION_TYPE_MACHINE


class _Formers:
    """Translations of texts that are not in the source any more."""

    def __init__(self, translations: Sequence[StringTranslation]) -> None:
        self._best_first = sorted(
            (one for one in translations if one.data),
            key=lambda one: (not one.has_error, one.updated_at, one.pk),
            reverse=True,
        )

    def of(self, segment: StringSegment, *, is_alone: bool) -> Former | None:
        """The one whose words are most like those of a text, first of all in its place.

        Where a text stands ``is_alone`` in its place, what stood there last is the one in any
        case; a place with rich text holds several.
        """
        words = segment.string.data
        here = [one for one in self._best_first if one.context_id == segment.context_id]
        best = _most_alike(words, here)
        if best is None and is_alone and here:
            best = here[0]
        if best is None:
            best = _most_alike(words, self._best_first)
        if best is None:
            return None
        return Former(best.translation_of.data, best.data, best.updated_at)


def _most_alike(words: str, among: Iterable[StringTranslation]) -> StringTranslation | None:
    best, over = None, ALIKE
    for one in among:
        if (like := likeness(words, one.translation_of.data, over=over)) > over:
            best, over = one, like
    return best


SAID = ("data", "translation_type", "tool_name", "last_translated_by", "has_error", "field_error")
"""What a translation says, and by whom."""


SAID_BY = ("translation_type", "last_translated_by", "has_error", "field_error")
"""By whom a translation is said, and whether it is right."""


def keep(translations: Iterable[StringTranslation]) -> list[StringTranslation]:
    """Write translations that take the place of what stands at the same texts: one query.

    wagtail-localize's signals are not sent.
    """
    return StringTranslation.objects.bulk_create(
        translations,
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[*SAID, "updated_at"],
    )


def keep_words(translations: Iterable[StringTranslation]) -> None:
    """The same of translations whose words stand there already: who says them is written alone.

    Nobody has written them anew.
    """
    StringTranslation.objects.bulk_create(
        translations,
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[*SAID_BY],
    )


def keep_since(translations: Iterable[tuple[StringTranslation, dt.datetime]]) -> None:
    """Write translations, each with the moment from which on somebody has said it."""
    known = list(translations)
    rows = keep([one for one, _since in known])
    # Django sets the moment to the present one with each row that is written.
    for row, (_one, since) in zip(rows, known, strict=True):
        row.updated_at = since
    StringTranslation.objects.bulk_update(rows, ["updated_at"], batch_size=200)


def keep_as_old_as_they_are(
    translations: Iterable[tuple[StringTranslation, dt.datetime, dt.datetime]],
) -> None:
    """The same of what nobody has written now; each with when it was first written, and last."""
    known = list(translations)
    rows = keep([one for one, _made, _changed in known])
    # Django sets both moments to the present one with each row that is written.
    for row, (_one, made, changed) in zip(rows, known, strict=True):
        row.created_at, row.updated_at = made, changed
    StringTranslation.objects.bulk_update(rows, ["created_at", "updated_at"], batch_size=200)
