"""The texts that translators are given follow their original by themselves.

wagtail-localize keeps them as they were when somebody gave the page to translators, or pressed
"Sync". Here the worker takes them anew after each change of what is public; where it has not come
to it yet, whoever opens a translation, or exports it, does.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F
from wagtail_localize.models import TranslationSource

from courtyard.models import Term
from courtyard.outbox import services as outbox
from courtyard.publications.stored import Publication

from . import arranging, facts, freshness

OUTBOX_KIND = "courtyard.source"


def order(said: Any) -> None:
    """Have the texts of a live page, or of a term, taken anew if anybody translates from it."""
    translated = TranslationSource.objects.filter(
        object=said.translation_key, locale=said.locale_id, translations__enabled=True
    )
    if (key := translated.values_list("pk", flat=True).first()) is not None:
        outbox.write(OUTBOX_KIND, payload={"source": key})


def take_ordered(payload: Mapping[str, Any]) -> None:
    """The outbox's handler. A source that is gone meanwhile, or whose page is, needs nothing."""
    source = TranslationSource.objects.filter(pk=payload["source"]).first()
    if source is not None:
        _take(source)


def follow(sources: Iterable[TranslationSource]) -> int:
    """Bring the texts of those up to date whose originals were published since, or say other words.

    Gives how many these are. The number of queries depends on them alone.
    """
    behind = _behind({source.pk: source for source in sources})
    for source in behind:
        _take(source)
    return len(behind)


def _behind(sources: Mapping[int, TranslationSource]) -> list[TranslationSource]:
    said = _said_by_originals(sources.values())
    told = freshness.words_of_sources(sources)
    return [
        source
        for key, source in sources.items()
        if (at := said.get((source.object_id, source.locale_id)))
        and (at.words != told[key] or (at.since and at.since > source.last_updated_at))
    ]


class _Said(NamedTuple):
    """The fingerprint of what an original says, and when it was published last.

    The fingerprint does not tell of places: words that were moved have another one.
    """

    words: str
    since: dt.datetime | None


def _said_by_originals(sources: Iterable[TranslationSource]) -> dict[tuple[UUID, int], _Said]:
    """What originals say to the public, by key and language."""
    said = Publication.stored.filter(
        original__in={source.object_id for source in sources}, page=F("original__page")
    ).exclude(words="")
    found = said.values_list("original_id", "locale_id", "words", "page__last_published_at")
    by_key = {(key, locale): _Said(words, since) for key, locale, words, since in found}
    return by_key | _said_by_terms(sources)


def _said_by_terms(sources: Iterable[TranslationSource]) -> dict[tuple[UUID, int], _Said]:
    """The same of terms, which have no drafts: a query for each kind."""
    keys: dict[Any, set[UUID]] = defaultdict(set)
    for source in sources:
        model = source.specific_content_type.model_class()
        if model is not None and issubclass(model, Term):
            keys[model].add(source.object_id)
    return {
        (term.translation_key, term.locale_id): _Said(freshness.words_of(term), None)
        for model, some in keys.items()
        for term in model._base_manager.filter(translation_key__in=some)
    }


def _take(source: TranslationSource) -> None:
    """Take the texts of an original as it is in the database; of one that is gone they stay."""
    with transaction.atomic():
        facts.lock_originals([source.object_id])
        with suppress(ObjectDoesNotExist):
            source.update_from_db()
            arranging.arrange(source)


def term_saved(instance: Any, created: bool, **kwargs: Any) -> None:
    """Receiver of ``post_save``: terms have no drafts."""
    if isinstance(instance, Term) and not created:
        order(instance)
