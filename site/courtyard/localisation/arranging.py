"""Arranging: where an original says the same in other places, its translations follow it.

A block that is moved says what it said before, so no translation is out of date by it, and nobody
has anything to translate. What is live is arranged anew, in the words that it has.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from . import facts, freshness

logger = logging.getLogger(__name__)


def arrange(source: TranslationSource) -> int:
    """Arrange the live translations of a source as it is; gives how many were.

    One that does not say all of the present words, or that somebody is working at, waits. It is to
    be called under the lock of the original (``facts.lock_originals``): what is taken off the site
    meanwhile stays off it.
    """
    words = freshness.words_of_source(source)
    translations = source.translations.filter(enabled=True).select_related("target_locale")
    return sum(_is_arranged(one, words) for one in translations)


def _is_arranged(translation: Translation, words: str) -> bool:
    twin = _live(translation)
    if twin is None or twin.basis is None or twin.basis["words"] != words:
        return False
    if not freshness.is_complete(twin.basis) or not _differs(translation, twin):
        return False
    try:
        with transaction.atomic():
            translation.save_target(publish=False)
            # Not afterwards, as wagtail-localize does it: the lock ends with the transaction.
            type(twin).objects.get(pk=twin.pk).latest_revision.publish()
    except ValidationError as error:
        logger.warning("Page %s cannot be arranged anew: %s", twin.pk, " ".join(error.messages))
        return False
    return True


def _live(translation: Translation) -> Any:
    """The live page of a translation, as its own type, that nobody is working at."""
    try:
        twin = translation.get_target_instance()
    except ObjectDoesNotExist:
        return None
    if not isinstance(twin, Page) or not twin.live or twin.alias_of_id:
        return None
    is_at_work = twin.get_lock() or twin.has_unpublished_changes or twin.current_workflow_state
    return None if is_at_work else twin.specific


def _differs(translation: Translation, twin: Page) -> bool:
    """Whether a page would say the same words, and these in other places."""
    source: Any = translation.source
    would_say = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    if would_say.slug != twin.slug:
        return False  # nobody may have published that yet
    now, then = ([*_said_by(page)] for page in (twin, would_say))
    return now != then and _by_field(now) == _by_field(then)


def _said_by(page: Page) -> Iterator[tuple[str, str]]:
    """What a page says in words, and what else may be another in each language; with its path.

    That is a picture or the address of a link. What is saved of it in the translation editor makes
    no draft, so where it differs nobody may have published it.
    """
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            yield segment.path, segment.string.data
        elif isinstance(segment, OverridableSegmentValue) and not facts.is_fact(
            type(page), segment.path
        ):
            yield segment.path, repr(segment.data)


def _by_field(said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is said in each field, wherever in it."""
    return sorted((path.split(".")[0], what) for path, what in said if path != freshness.ADDRESS)
