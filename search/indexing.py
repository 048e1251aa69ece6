"""Writing the index: with each publication, in the transaction that writes it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from courtyard.models import Progress, Publication, Term
from courtyard.outbox import services as outbox
from courtyard.publications.types import UnknownPublicationType, type_of
from courtyard.terms import KINDS
from courtyard.text.analysis import words_of
from network.models import City

from . import server
from .dictionaries import analyser
from .models import Entry, Trait, Vocable
from .terms import Terms
from .texts import Texts, texts_of
from .traits import Known, traits_of

TERMS: dict[str, type[Term]] = {**{kind.name: kind.model for kind in KINDS}, "city": City}
"""The traits that are terms: pages are found by their names too."""

SHORTEST_VOCABLE = 4
"""Letters of a word that may be meant where another one was typed."""

AHEAD = dt.timedelta(days=1)
"""So long before the clock hides something it is not searched any more, such as a name for which a
consent ends: nothing is found too long where the worker rests for a day."""

BATCH = 100
REBUILD = "search"
OF_TERM = "search.term"


def index(publications: Sequence[Publication], *, now: dt.datetime | None = None) -> None:
    """Write the entries of publications that have just been written, as they are ``now``.

    One with a fault has none.
    """
    now = now or timezone.now()
    faulty = [one.pk for one in publications if one.fault]
    if faulty:
        Entry.objects.filter(pk__in=faulty).delete()
    good = [one for one in publications if not one.fault]
    if not good:
        return
    traits = {one.pk: list(traits_of(one.type, one.card)) for one in good}
    texts = _texts(good, traits, now)
    terms = _terms(good, texts)
    Entry.objects.bulk_create(
        [
            Entry(
                publication_id=one.pk,
                lead="\n".join(texts[one.pk].summary),
                body="\n".join(texts[one.pk].body),
                terms=terms[one.pk],
                changes_at=_next_change(one, now),
            )
            for one in good
        ],
        update_conflicts=True,
        unique_fields=["publication"],
        update_fields=["lead", "body", "terms", "stamp", "is_sent", "changes_at"],
    )
    server.order()
    Trait.objects.filter(entry__in=traits).delete()
    Trait.objects.bulk_create(
        Trait(entry_id=entry, **trait._asdict()) for entry in traits for trait in traits[entry]
    )
    _learn((one.locale_id, texts[one.pk]) for one in good)


def _texts(
    publications: Sequence[Publication], traits: dict[int, list[Known]], now: dt.datetime
) -> dict[int, Texts]:
    """What publications say at a moment, and go on saying for as long as ``AHEAD``."""
    names = _names(publications, traits)

    def at(one: Publication, moment: dt.datetime) -> Texts:
        clocked = type_of(one.type).clocked(one.whole, moment)
        return texts_of({**one.whole, **clocked}, names[one.pk])

    texts = {}
    for one in publications:
        texts[one.pk] = at(one, now)
        if any(now < turn <= now + AHEAD for turn in type_of(one.type).turns(one.whole)):
            lasting = {*at(one, now + AHEAD).body}
            body = [line for line in texts[one.pk].body if line in lasting]
            texts[one.pk] = texts[one.pk]._replace(body=body)
    return texts


def _next_change(publication: Publication, now: dt.datetime) -> dt.datetime | None:
    """When the entry of a publication has to be written anew by the clock."""
    turns = type_of(publication.type).turns(publication.whole)
    changes = [moment for turn in turns for moment in (turn - AHEAD, turn) if moment > now]
    return min(changes, default=None)


def _terms(publications: Sequence[Publication], texts: dict[int, Texts]) -> dict[int, Terms]:
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    return {
        one.pk: Terms.of(texts[one.pk].parts(), analyser(codes[one.locale_id]))
        for one in publications
    }


def terms_of(publications: Sequence[Publication]) -> dict[int, Terms]:
    """What publications are found by, as their entries have it, by their primary keys."""
    good = [one for one in publications if _is_installed(one)]
    traits = {one.pk: list(traits_of(one.type, one.card)) for one in good}
    return _terms(good, _texts(good, traits, timezone.now()))


def _names(
    publications: Sequence[Publication], traits: dict[int, list[Known]]
) -> dict[int, list[str]]:
    """The names of the terms of publications, in the language of each: one query for each kind."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, model in TERMS.items():
        wanted = {
            one.pk: [trait.value for trait in traits[one.pk] if trait.name == name]
            for one in publications
        }
        keys = {key for keys in wanted.values() for key in keys}
        if not keys:
            continue
        rows = model._default_manager.filter(translation_key__in=keys)
        known = {
            (str(key), locale): said
            for key, locale, said in rows.values_list("translation_key", "locale", "name")
        }
        for one in publications:
            said_here = (known.get((key, one.locale_id)) for key in wanted[one.pk])
            names[one.pk] += [said for said in said_here if said]
    return names


def _learn(texts: Iterator[tuple[int, Texts]]) -> None:
    """Note the words of texts, by their languages."""
    words: dict[tuple[int, str], str] = {}
    for locale, said in texts:
        for lines in said:
            for line in lines:
                for word in words_of(line):
                    if len(word.folded) >= SHORTEST_VOCABLE and word.folded.isalpha():
                        shown = line[word.start : word.end].lower()
                        words.setdefault((locale, word.folded), shown[:60])
    # In one order, so that two who write at once wait for each other and not both.
    Vocable.objects.bulk_create(
        [
            Vocable(locale_id=locale, folded=folded, shown=shown)
            for (locale, folded), shown in sorted(words.items())
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


def rebuild(
    *, restart: bool = False, report: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Write all entries anew; gives how many publications were read.

    A rebuild that was interrupted goes on where it stopped, unless ``restart``. ``report`` is told
    how many publications are done, and of how many.
    """
    if restart:
        Progress.objects.filter(pk=REBUILD).delete()
    progress, _created = Progress.objects.get_or_create(name=REBUILD)
    if not progress.position:
        # Words that no text has any more are forgotten.
        Vocable.objects.all().delete()
    total = Publication.stored.count()
    done = Publication.stored.filter(pk__lte=progress.position).count()
    report(done, total)
    written, position = 0, progress.position
    while True:
        with transaction.atomic():
            rows = Publication.stored.filter(pk__gt=position).order_by("pk")
            batch: list[Any] = list(rows.select_for_update(of=("self",))[:BATCH])
            if not batch:
                break
            index([one for one in batch if _is_installed(one)])
            position = batch[-1].pk
            Progress.objects.filter(pk=REBUILD).update(position=position)
        written += len(batch)
        report(done + written, total)
    Progress.objects.filter(pk=REBUILD).delete()
    return written


def follow_the_clock(now: dt.datetime | None = None) -> int:
    """Write the entries anew of which the clock has changed what they say; gives how many."""
    now, written = now or timezone.now(), 0
    while True:
        with transaction.atomic():
            rows = Publication.stored.filter(entry__changes_at__lte=now).order_by("pk")
            batch: list[Any] = list(rows.select_for_update(of=("self",))[:BATCH])
            if not batch:
                return written
            index([one for one in batch if _is_installed(one)], now=now)
            # Of a type that is not installed nobody knows what it says.
            done = Entry.objects.filter(pk__in=[one.pk for one in batch], changes_at__lte=now)
            done.update(changes_at=None)
        written += len(batch)


def _is_installed(publication: Publication) -> bool:
    try:
        type_of(publication.type)
    except UnknownPublicationType:
        return False
    return True


def term_changed(instance: Any, created: bool = False, **kwargs: Any) -> None:
    """Receiver of ``post_save`` and ``post_delete``: pages are found by a term's new name.

    They may be very many: the worker writes their entries.
    """
    name = next((name for name, model in TERMS.items() if type(instance) is model), None)
    if name is None or created:
        return
    key, locale = str(instance.translation_key), instance.locale_id
    outbox.write(OF_TERM, payload={"term": name, "key": key, "locale": locale})


def index_term(payload: Mapping[str, Any]) -> None:
    """Write the entries of all pages that have a term, in one language; done by the worker."""
    named = Trait.objects.filter(name=payload["term"], value=payload["key"]).values("entry")
    rows = Publication.stored.filter(pk__in=named, locale=payload["locale"]).order_by("pk")
    position = 0
    while True:
        with transaction.atomic():
            held = rows.filter(pk__gt=position).select_for_update(of=("self",))
            batch: list[Any] = list(held[:BATCH])
            if not batch:
                return
            index([one for one in batch if _is_installed(one)])
            position = batch[-1].pk
