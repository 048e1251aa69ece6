"""The original of a page: which one of its languages governs the others, and changing that."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page

from courtyard.publications.predicate import own_words
from courtyard.publications.stored import Original
from courtyard.publications.writing import store

from . import facts, freshness
from .rebasing import rebase
from .scaffolding import is_scaffolding

if TYPE_CHECKING:
    from courtyard.pages import BasePage

ANY: Any = object()
"""Whichever page is the original now."""


class NoWordsOfItsOwn(ValueError):
    """A page that stands only in place of a translation cannot be an original."""


class OriginalHasChanged(ValueError):
    """Somebody has made another page the original in the meantime; its title is told."""


def make_original(*, page: Page, former: Any = ANY) -> Original:
    """Let a page govern its twins; the former original becomes one of them.

    From now on the twins are public only while this page is live, unexpired and unrestricted,
    and it says their facts; those that the former one said stay as they are. The others are
    translated from it: what has been translated already is kept, and those that said the same
    as this page are up to date with it.
    Raises NoWordsOfItsOwn for scaffolding, which nobody has translated yet, and
    OriginalHasChanged where another page than ``former`` (a primary key, None for a deleted one)
    has become the original; any may have been where it is left out.
    """
    if is_scaffolding(page):
        raise NoWordsOfItsOwn(str(page))
    with transaction.atomic():
        facts.lock_originals([page.translation_key])
        original, _created = Original.objects.get_or_create(translation_key=page.translation_key)
        if former is not ANY and former != original.page_id:
            raise OriginalHasChanged(str(original.page or page))
        before, governing = original.page, cast("BasePage", page.specific)
        if before is not None and before.pk == page.pk:
            return original
        _keep_current(governing, original)
        original.page, original.reign = page, original.reign + 1
        original.save()
        if facts.facts_of(type(governing)):
            if before is not None:
                facts.hand_over(before.specific, governing)
            facts.take_rows_from_twins(governing)
        type(governing)._base_manager.filter(pk=page.pk).update(basis=None)
        store(governing, None)
        rebase(governing)
    return original


def _keep_current(page: BasePage, original: Original) -> None:
    """Have what says the same as a page, be it the former original, say it of the page's words.

    ``original`` is that of before. What says other things stays behind the page.
    """
    said = _words_said(page)
    twins = type(page)._base_manager.filter(translation_key=page.translation_key)
    for twin in twins.exclude(pk=page.pk):
        basis = twin.basis
        if twin.pk == original.page_id and original.wordings:
            basis = freshness.by_hand(freshness.present(original.wordings))
        if basis is not None:
            if said and basis["words"] == said:
                basis["words"] = freshness.words_of(page)
            twins.filter(pk=twin.pk).update(basis=basis)


def _words_said(page: BasePage) -> str:
    """The fingerprint of the words of which a translation says all; "" where it does not."""
    basis: freshness.Basis | None = page.basis
    return basis["words"] if basis and freshness.is_complete(basis) else ""


def is_original(page: Page) -> bool:
    """Whether a page is the original of its translation key."""
    return Original.objects.filter(page=page).exists()


def twins_of(page: Page) -> QuerySet[Page]:
    """The page in its other languages, as far as it has words of its own there."""
    return Page.objects.filter(own_words(""), translation_key=page.translation_key).exclude(
        pk=page.pk
    )


def twins_left(pages: Iterable[Page]) -> QuerySet[Page]:
    """What would be left without an original if some pages and all below them were deleted."""
    going = reduce(or_, (Q(path__startswith=page.path) for page in pages))
    keys = Original.objects.filter(page__in=Page.objects.filter(going)).values("translation_key")
    return Page.objects.filter(own_words(""), translation_key__in=keys).exclude(going)


def twins_hidden(pages: Iterable[Page]) -> QuerySet[Page]:
    """What is public now and would not be if some originals were not: their live twins."""
    going = [page.pk for page in pages]
    keys = Original.objects.filter(page__in=going).values("translation_key")
    twins = Page.objects.filter(own_words(""), live=True, translation_key__in=keys)
    return twins.exclude(pk__in=going)


def left_alone() -> QuerySet[Page]:
    """Live pages that nobody sees because their original has been deleted."""
    keys = Original.objects.filter(page=None).values("translation_key")
    return Page.objects.filter(own_words(""), live=True, translation_key__in=keys)
