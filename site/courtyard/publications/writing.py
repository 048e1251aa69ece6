"""Writing publications: in the transaction that saves the live page."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.models import COMMENTS_RELATION_NAME, Page, ReferenceIndex

from courtyard import calendars
from courtyard.localisation import facts, freshness, sources
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.models import Term
from courtyard.terms import KINDS
from courtyard.text.sorting import sort_key

from .predicate import own_words
from .stored import Original, Place, Publication
from .types import Built, Standing, UnknownPublicationType, build, publisher_key, type_of

if TYPE_CHECKING:
    from courtyard.pages import BasePage

logger = logging.getLogger(__name__)

P = TypeVar("P", bound=Page)

SILENT = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "draft_title",
        "go_live_at",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "latest_revision_id",
        "locked",
        "locked_at",
        "locked_by",
        "locked_by_id",
        "owner",
        "owner_id",
    }
)
"""What of a page the public learns nothing of; drafts are saved through it."""

STORED = (
    "original",
    "locale",
    "type",
    "title",
    "sort_title",
    "card",
    "whole",
    "publisher",
    "needs_request",
    "fault",
    "words",
    "texts",
    "translated",
    "unreviewed",
    "outdated_since",
)
LONGEST_FAULT = 250
NAMED_BY = "_courtyard_named_by"
"""What is noted of a thing that is going: the pages that refer to it, by primary key."""


Listener = Callable[[Sequence[Publication]], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Tell an app of publications that have been written, in the transaction that has done it.

    Called by the app's ``ready()``. What is deleted takes what an app has stored of it along.
    """
    _listeners.append(listener)


def is_said(instance: Any, update_fields: Iterable[str] | None) -> bool:
    """Whether a save with these ``update_fields`` (None for all) concerns the public."""
    return update_fields is None or bool(set(update_fields) - SILENT)


def store(page: BasePage, update_fields: Iterable[str] | None) -> None:
    """Bring the publication of a page that has just been saved up to date.

    It is built from the page's row and not from the object in memory, which may hold a draft.
    """
    if not is_said(page, update_fields):
        return
    row = type(page)._base_manager.get(pk=page.pk)
    # A page that has got another key is no longer the original of its old one.
    former = Original.objects.filter(page=row.pk).exclude(pk=row.translation_key)
    former.update(page=None)
    if has_publication(row):
        write([row])
    else:
        Publication.stored.filter(pk=page.pk).delete()
    tell_twins(row)


def tell_twins(row: Page) -> None:
    """Let the twins of an original, given as its row, and aliases of them, say its facts.

    They learn too whether they still say its words, and translators get these anew. Nothing
    happens for other pages.
    """
    if not Original.objects.filter(page=row.pk).exists():
        return
    if row.live:
        sources.order(row)
    facts.mirror(row)
    key = row.translation_key
    its = Q(translation_key=key) | Q(alias_of__translation_key=key)
    twins = type(row)._base_manager.filter(its, own_words(""), live=True)
    twins = twins.exclude(pk=row.pk).order_by("pk")
    write(list(twins))


def has_publication(page: Page) -> bool:
    """Whether a publication of the page should exist: live, and no scaffolding."""
    return page.live and not is_scaffolding(page)


def write(pages: Sequence[Page]) -> list[Page]:
    """Write the publications of live pages of one type, as read from the database.

    Gives the originals among them that say other words than before.
    """
    if not pages:
        return []
    with transaction.atomic():
        know_originals(pages)
        found = prefetched(pages)
        _settle_bases(found)
        built = [publication_of(page, original) for page, original in found]
        Publication.stored.bulk_create(
            built, update_conflicts=True, unique_fields=["page"], update_fields=STORED
        )
        _note_places(built)
        _note_dates(built)
        for listener in _listeners:
            listener(built)
        return _remember_words(found, built)


def prefetched(pages: Sequence[P]) -> list[tuple[P, P | None]]:
    """Pages of one type with what their builder reads, each with its original.

    They must not be saved afterwards.
    """
    if not pages:
        return []
    entries = facts.facts_of(type(pages[0])).entries
    terms = (f"{kind.rows}__{kind.name}" for kind in KINDS)
    common = ("locale", "publisher", *terms)
    relations = dict.fromkeys((*common, *type_of(pages[0]).relations, *entries))
    originals = facts.lend_all(pages, relations)
    return [(page, originals.get(facts.key_of(page))) for page in pages]


def _settle_bases(found: Iterable[tuple[Page, Page | None]]) -> None:
    """Let a translation of which nobody knows what it was made from say the present words."""
    for page, original in found:
        twin: Any = page
        is_twin = original is not None and original.pk != page.pk and not page.alias_of_id
        if is_twin and twin.basis is None:
            twin.basis = freshness.by_hand(freshness.present_words(original))
            type(page)._base_manager.filter(pk=page.pk).update(basis=twin.basis)


def _remember_words(
    found: Iterable[tuple[Page, Page | None]], built: Iterable[Publication]
) -> list[Page]:
    """Note what originals say from now on; gives those that say something else than before."""
    changed = []
    for (page, original), publication in zip(found, built, strict=True):
        if original is None or original.pk != page.pk or publication.fault:
            continue
        known: Any = original
        wordings = freshness.with_words(known.original_wordings, publication.words)
        if wordings != known.original_wordings:
            Original.objects.filter(pk=page.translation_key).update(wordings=wordings)
            changed.append(page)
    return changed


def places_of(publication: Publication) -> set[Standing]:
    """Where a publication that has been built has its thing stand in lists that go by time."""
    return set() if publication.fault else set(type_of(publication.type).places(publication.card))


def _note_places(built: Sequence[Publication]) -> None:
    """Bring the places of things to what their publications say: of facts all say the same."""
    said = {one.original_id: places_of(one) for one in built if not one.fault}
    if not any(said.values()):
        return
    kept: dict[UUID, set[Standing]] = defaultdict(set)
    former = []
    for place in Place.objects.filter(original__in=said):
        standing = Standing(place.at, place.since, place.until)
        if standing in said[place.original_id] - kept[place.original_id]:
            kept[place.original_id].add(standing)
        else:
            former.append(place.pk)
    if former:
        Place.objects.filter(pk__in=former).delete()
    Place.objects.bulk_create(
        Place(original_id=key, type=built[0].type, **standing._asdict())
        for key, standings in said.items()
        for standing in sorted(standings - kept[key])
    )


def _note_dates(built: Sequence[Publication]) -> None:
    """Raise the sequence of those whose dates are others than before, for calendar programs.

    What was said before is kept with the original: a page that is unpublished, changed and
    published again has changed.
    """
    kind = calendars.of_type(built[0].type)
    said: dict[UUID, dict[str, str]] = defaultdict(dict)
    for publication in built:
        if kind is not None and not publication.fault:
            entries = calendars.fingerprint(kind.entries(publication.whole))
            said[publication.original_id][str(publication.locale_id)] = entries
    if not said:
        return
    now = timezone.now()
    for original in Original.objects.filter(pk__in=said):
        dates = {**original.dates, **said[original.pk]}
        if dates == original.dates:
            continue
        Original.objects.filter(pk=original.pk).update(
            dates=dates,
            sequence=F("sequence") + (1 if original.dates else 0),
            revised=max(now, original.revised or now),
        )


def publication_of(page: Page, original: Page | None) -> Publication:
    """The publication of a page, built anew and not saved; ``original`` is that of its facts.

    A builder that fails is reported in the log; its page has a publication with a fault, which
    is shown to nobody but the editors.
    """
    fault = ""
    built = Built(card={}, whole={})
    fresh = freshness.Freshness()
    try:
        # What fails inside must not spoil the transaction around it.
        with transaction.atomic():
            built = build(cast("BasePage", page))
            fresh = freshness.of(page, original)
    except UnknownPublicationType:
        raise
    except Exception as error:
        logger.exception("Page %s cannot be published: its builder failed.", page.pk)
        fault = f"{type(error).__name__}: {error}"[:LONGEST_FAULT]
    return Publication(
        page_id=page.pk,
        original_id=page.translation_key,
        locale_id=page.locale_id,
        type=page._meta.label,
        title=page.title,
        sort_title=sort_key(page.title, page.locale.language_code),
        card=built.card,
        whole=built.whole,
        publisher=publisher_key(page),
        needs_request=built.needs_request,
        fault=fault,
        **asdict(fresh),
    )


def know_originals(pages: Iterable[Page]) -> None:
    """Make pages the originals of their translation keys where there is none yet."""
    Original.objects.bulk_create(
        [Original(translation_key=page.translation_key, page_id=page.pk) for page in pages],
        ignore_conflicts=True,
    )


def page_saved(
    instance: Page, created: bool, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    """Receiver of ``post_save`` of pages of all types, ours and others."""
    if not isinstance(instance, Page):
        return
    if instance.alias_of_id and is_said(instance, update_fields):
        copy_no_alias(instance)
    # The row of Page alone is written again as part of a page of another type.
    if created:
        know_originals([instance])
    elif type(instance) is Page and not instance.live:
        # Wagtail unpublishes the aliases of a page without asking of which types they are.
        Publication.stored.filter(pk=instance.pk).delete()


def copy_no_alias(alias: Page) -> None:
    """Have an alias copy a page that is none itself, and what copies the alias that page too.

    What becomes of a page is then one step away from all that stands for it.
    """
    rows: Any = Page.objects
    copied = rows.filter(pk=alias.alias_of_id).values_list("alias_of", flat=True).first()
    if copied and copied != alias.pk:
        rows.filter(pk=alias.pk).update(alias_of=copied)
        alias.alias_of_id = copied
    rows.filter(alias_of=alias.pk).exclude(pk=alias.alias_of_id).update(alias_of=alias.alias_of_id)


def lock_concerned(going: QuerySet[Page]) -> None:
    """Before pages are deleted: let nobody else write them, their aliases or what names them."""
    keys = list(going.order_by().values_list("pk", flat=True))
    naming = _references_to(Page).filter(to_object_id__in=[str(key) for key in keys])
    pages = Page.objects.filter(
        Q(pk__in=keys)
        | Q(alias_of__in=keys)
        | Q(pk__in=[int(key) for key in naming.values_list("object_id", flat=True).distinct()])
    )
    aliases = pages.filter(alias_of__in=keys).values_list("translation_key", flat=True)
    facts.lock_originals({*facts.keys_of(pages), *aliases})


def is_going(instance: Any, **kwargs: Any) -> None:
    """Receiver of ``pre_delete``: what refers to a page or a term is known until then."""
    if isinstance(instance, Term) or type(instance) is Page:
        named_by = _naming(instance)
        facts.lock_originals(facts.keys_of(Page.objects.filter(pk__in=named_by)))
        setattr(instance, NAMED_BY, named_by)


def page_deleted(instance: Page, **kwargs: Any) -> None:
    """Receiver of ``post_delete`` of Page: with the last page of a key its original is forgotten.

    A page that is made with that key again is the original of it. Where twins are left, pages
    that named the deleted one say so no longer: otherwise they would name the twin that becomes
    the original, until they are published again. The twins have nothing to be out of date with.
    """
    key = instance.translation_key
    twins = Page.objects.filter(translation_key=key).exclude(pk=instance.pk)
    if left := list(twins.values_list("pk", flat=True)):
        _write_again([*getattr(instance, NAMED_BY, []), *left])
    else:
        Original.objects.filter(pk=key, page=None).delete()


def term_deleted(instance: Any, **kwargs: Any) -> None:
    """Receiver of ``post_delete``: pages that named a term say so no longer.

    Its rows go with it, while twins of it in other languages stay: a page would be shown under
    them.
    """
    if isinstance(instance, Term):
        _let_the_last_speak(instance)
        _write_again(getattr(instance, NAMED_BY, []))


def _let_the_last_speak(gone: Term) -> None:
    """Where nothing is left of a term but what waits for its word: have the first say what it has.

    There is no other language any more from which readers could get a word.
    """
    left = type(gone)._base_manager.filter(translation_key=gone.translation_key)
    if not left.filter(translated=True).exists():
        first = left.order_by("pk").values_list("pk", flat=True).first()
        left.filter(pk=first).update(translated=True)


def _naming(instance: Any) -> list[int]:
    """The primary keys of pages that refer to something."""
    named = _references_to(type(instance)).filter(to_object_id=str(instance.pk))
    return [int(key) for key in named.values_list("object_id", flat=True).distinct()]


def _references_to(model: type[Any]) -> QuerySet[ReferenceIndex]:
    """What pages say of things of a model."""
    kinds = ContentType.objects.get_for_models(model, Page)
    references: QuerySet[ReferenceIndex] = ReferenceIndex.objects.filter(
        to_content_type=kinds[model], base_content_type=kinds[Page]
    )
    return references


def _write_again(pages: list[int]) -> None:
    """Write the publications of pages, given by their primary keys, as far as they have one."""
    published = Publication.stored.filter(page__in=pages)
    for page in Page.objects.filter(pk__in=published.values("pk")).specific():
        store(cast("BasePage", page), None)
