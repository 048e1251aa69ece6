"""Forgetting people who may no longer be named."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision
from wagtail_localize.models import TranslationSource

from courtyard.localisation.facts import lock_originals
from courtyard.publications.writing import store
from courtyard.text.world import day_of, own_time_zone

from .models import EditionPage, Participant

logger = logging.getLogger(__name__)

EVERY = 3600.0
"""Seconds between two rounds of the worker."""


def erase_lapsed(*, now: dt.datetime | None = None) -> int:
    """Delete for good whoever took part in an edition and whose consent has ended.

    From the page, its drafts and earlier versions, what translators work on and what was
    published; gives from how many editions. Readers see nobody after the day itself.
    """
    today = day_of(now or timezone.now(), own_time_zone())
    lapsed = Participant.objects.filter(consent_until__lt=today)
    keys = set(lapsed.values_list("page__translation_key", flat=True))
    for key in sorted(keys):
        with transaction.atomic():
            lock_originals([key])
            _erase(key, today)
    if keys:
        logger.info("Participants whose consent has ended were erased from %s.", len(keys))
    return len(keys)


def _erase(key: Any, today: dt.date) -> None:
    pages = EditionPage.objects.filter(translation_key=key)
    Participant.objects.filter(page__in=pages, consent_until__lt=today).delete()
    keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
    for revision in Revision.page_revisions.filter(object_id__in=keys):
        if _forget(revision.content, today):
            Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    for source in TranslationSource.objects.filter(object_id=key):
        content = json.loads(source.content_json)
        if _forget(content, today):
            sources = TranslationSource.objects.filter(pk=source.pk)
            sources.update(content_json=json.dumps(content))
    for page in pages.filter(live=True):
        store(page, None)


def _forget(content: dict[str, Any], today: dt.date) -> bool:
    """Leave out of a page as JSON those whose consent has ended; gives whether there were any."""
    rows = content.get("participants") or []
    kept = [row for row in rows if (row.get("consent_until") or str(today)) >= str(today)]
    content["participants"] = kept
    return len(kept) < len(rows)
