"""Writing publications: in the transaction that saves the live page."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import COMMENTS_RELATION_NAME, Page, ReferenceIndex

from courtyard.localisation import facts
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.models import Term
from courtyard.terms import KINDS
from courtyard.text.sorting import sort_key

from .predicate import own_words
from .stored import Original, Publication
from .types import Built, UnknownPublicationType, build, type_of

if TYPE_CHECKING:
    from courtyard.pages import BasePage

logger = logging.getLogger(__name__)

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
    "needs_request",
    "fault",
)
LONGEST_FAULT = 250


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

    Nothing happens for other pages.
    """
    if not facts.facts_of(type(row)) or not Original.objects.filter(page=row.pk).exists():
        return
    facts.mirror(row)
    key = row.translation_key
    its = Q(translation_key=key) | Q(alias_of__translation_key=key)
    twins = type(row)._base_manager.filter(its, own_words(""), live=True)
    twins = twins.exclude(pk=row.pk).order_by("pk")
    write(list(twins))


def has_publication(page: Page) -> bool:
    """Whether a publication of the page should exist: live, and no scaffolding."""
    return page.live and not is_scaffolding(page)


def write(pages: Sequence[Page]) -> None:
    """Write the publications of live pages of one type, as read from the database."""
    if not pages:
        return
    built = [publication_of(page) for page in prefetched(pages)]
    with transaction.atomic():
        know_originals(pages)
        Publication.stored.bulk_create(
            built, update_conflicts=True, unique_fields=["page"], update_fields=STORED
        )


def prefetched(pages: Sequence[Page]) -> Sequence[Page]:
    """Pages of one type with what their builder reads; they must not be saved afterwards."""
    if pages:
        terms = (f"{kind.rows}__{kind.name}" for kind in KINDS)
        relations = ("locale", *terms, *type_of(pages[0]).relations)
        facts.lend_all(pages, relations)
    return pages


def publication_of(page: Page) -> Publication:
    """The publication of a page, built anew and not saved.

    A builder that fails is reported in the log; its page has a publication with a fault, which
    is shown to nobody but the editors.
    """
    fault = ""
    built = Built(card={}, whole={})
    try:
        # What fails inside must not spoil the transaction around it.
        with transaction.atomic():
            built = build(cast("BasePage", page))
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
        needs_request=built.needs_request,
        fault=fault,
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
    # The row of Page alone is written again as part of a page of another type.
    if created and isinstance(instance, Page):
        know_originals([instance])


def page_deleted(instance: Page, **kwargs: Any) -> None:
    """Receiver of ``post_delete`` of Page: with the last page of a key its original is forgotten.

    A page that is made with that key again is the original of it.
    """
    key = instance.translation_key
    if not Page.objects.filter(translation_key=key).exclude(pk=instance.pk).exists():
        Original.objects.filter(pk=key, page=None).delete()


def term_deleted(instance: Any, **kwargs: Any) -> None:
    """Receiver of ``post_delete``: pages that named a term say so no longer.

    Its rows go with it, while twins of it in other languages stay: a page would be shown under
    them.
    """
    if not isinstance(instance, Term):
        return
    named = ReferenceIndex.get_references_to(instance).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = named.values_list("object_id", flat=True).distinct()
    published = Publication.stored.filter(page__in=[int(key) for key in keys])
    for page in Page.objects.filter(pk__in=published.values("pk")).specific():
        store(cast("BasePage", page), None)
