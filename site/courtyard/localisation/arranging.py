"""Arranging: what is moved in an original, or deleted, its translations follow by themselves.

A block that is moved says what it said before, and of one that is deleted nobody has anything to
translate. What is live is arranged anew, in the words that it has, or in fewer. What was left out
so is said again where the original says it again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2s
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from . import facts, freshness, own_fields

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
    if twin is None or twin.basis is None:
        return False
    is_current = twin.basis["words"] == words
    basis = twin.basis if is_current else freshness.basis_of(translation)
    if not freshness.is_complete(basis):
        return False
    left_out = _left_out(translation, twin, is_current=is_current)
    if left_out is None:
        return False
    try:
        with transaction.atomic(), freshness.leaving_out(left_out):
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


def _left_out(translation: Translation, twin: Any, *, is_current: bool) -> list[str] | None:
    """What a page would say no more, beside what it has left out before, by fingerprints.

    None where there is nothing to arrange: it would say something that it has never said to the
    public, or the same in the same places. One that is not current is left as it is where its
    original deletes nothing, and says nothing again: it may have been written for other words.
    """
    source: Any = translation.source
    would_say = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    own_fields.settle(would_say)
    if would_say.slug != twin.slug:
        return None  # nobody may have published that yet
    said, would = ([*_said_by(page)] for page in (twin, would_say))
    if said == would:
        return None
    now, then = (Counter(map(_fingerprint, some)) for some in (said, would))
    gone, new = now - then, then - now
    before = Counter(twin.basis.get("left_out", []))
    if new - before or not (is_current or gone or new):
        return None
    return sorted((before - new + gone).elements())


def _said_by(page: Page) -> Iterator[tuple[str, str]]:
    """What a page says in words, and what else may be another in each language; with its path.

    That is a picture or the address of a link. What is saved of it in the translation editor makes
    no draft, so where it differs nobody may have published it.
    """
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            if segment.path != freshness.ADDRESS:
                yield segment.path, segment.string.data
        elif isinstance(segment, OverridableSegmentValue) and not facts.is_fact(
            type(page), segment.path
        ):
            yield segment.path, repr(segment.data)


def _fingerprint(said: tuple[str, str]) -> str:
    """Of what is said in a field, wherever in it."""
    path, what = said
    return blake2s(f"{path.split('.')[0]}\0{what}".encode(), digest_size=8).hexdigest()
