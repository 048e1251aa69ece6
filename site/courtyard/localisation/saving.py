"""What translators have saved and nobody has published yet.

A translation's words are stored text by text; a page says them once a revision of it is made of
them and published. So what was saved after the revision that is live was made is not public.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, Revision
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
)

from . import freshness


def is_waiting(translation: Translation, page: Page) -> bool:
    """Whether words, pictures or links have been saved since a live page was published."""
    return bool(page.live) and is_newer_than(translation, page.live_revision)


def is_newer_than(translation: Translation, revision: Revision | None) -> bool:
    """Whether something has been saved since a revision of its page was made; it has one."""
    if revision is None:
        return False
    since = revision.created_at
    return (
        _texts(StringSegment.objects.filter(source=translation.source_id))
        .filter(Exists(_said(translation.target_locale_id).filter(updated_at__gt=since)))
        .exists()
        or OverridableSegment.objects.filter(source=translation.source_id)
        .filter(Exists(_overridden(translation.target_locale_id).filter(updated_at__gt=since)))
        .exists()
    )


def waiting() -> Q:
    """Of live pages: something has been saved since their live revisions were made."""
    its: dict[str, Any] = {
        "source__object": OuterRef("translation_key"),
        "source__translations__target_locale": OuterRef("locale"),
        "source__translations__enabled": True,
    }
    since = OuterRef(OuterRef("live_revision__created_at"))
    locale = OuterRef(OuterRef("locale"))
    texts = _texts(StringSegment.objects.filter(**its))
    others = OverridableSegment.objects.filter(**its)
    return Q(live=True) & (
        Q(Exists(texts.filter(Exists(_said(locale).filter(updated_at__gt=since)))))
        | Q(Exists(others.filter(Exists(_overridden(locale).filter(updated_at__gt=since)))))
    )


def _texts(segments: QuerySet[Any]) -> QuerySet[Any]:
    """A page's own address is made of its title: nobody waits for it."""
    return segments.exclude(context__path=freshness.ADDRESS)


def _said(locale: Any) -> QuerySet[StringTranslation]:
    """What is said of a text in a language."""
    return StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=locale
    )


def _overridden(locale: Any) -> QuerySet[SegmentOverride]:
    return SegmentOverride.objects.filter(context=OuterRef("context"), locale=locale)
