"""Arranging: where an original says the same in other places, its translations follow it.

A block that is moved says what it said before, so no translation is out of date by it, and nobody
has anything to translate. What is live is arranged anew, in the words that it has.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from wagtail.models import Page
from wagtail_localize.models import SegmentOverride, Translation, TranslationSource

from . import freshness

logger = logging.getLogger(__name__)


def arrange(source: TranslationSource) -> int:
    """Arrange the live translations of a source as it is; gives how many were.

    One that does not say all of the present words, or of which there is a newer draft, waits for
    its translator.
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
        translation.save_target(publish=True)
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
    return None if twin.has_unpublished_changes or twin.locked else twin.specific


def _differs(translation: Translation, twin: Page) -> bool:
    """Whether a page would say the same words, and these in other places."""
    source: Any = translation.source
    would_say = source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    overridden = SegmentOverride.objects.filter(
        locale=translation.target_locale, context__object=source.object
    )
    if would_say.slug != twin.slug or overridden.exists():
        return False  # nobody may have published that yet
    now, then = ([*freshness.texts_in(page)] for page in (twin, would_say))
    return now != then and _by_field(now) == _by_field(then)


def _by_field(texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is said in each field, wherever in it."""
    said = ((path.split(".")[0], text) for path, text in texts if path != freshness.ADDRESS)
    return sorted(said)
