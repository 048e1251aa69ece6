"""The original of a page: which one of its languages governs the others, and changing that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from wagtail.models import Page

from courtyard.publications.predicate import StandsBelow, own_words
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


class PublishedInPart(ValueError):
    """A translation of which texts are missing cannot be an original: others translate from it."""

    def __init__(self, page: Page, missing: int) -> None:
        super().__init__(str(page))
        self.missing = missing


class OriginalHasChanged(ValueError):
    """Somebody has made another page the original in the meantime; its title is told."""


def make_original(*, page: Page, former: Any = ANY) -> Original:
    """Let a page govern its twins; the former original becomes one of them.

    From now on the twins are public only while this page is live, unexpired and unrestricted,
    and it says their facts; those that the former one said stay as they are. The others are
    translated from it: what has been translated already is kept, and those that said the same
    as this page are up to date with it.
    Raises NoWordsOfItsOwn for scaffolding, which nobody has translated yet, PublishedInPart for
    a page that says some words of the present original in its language, and OriginalHasChanged
    where another page than ``former`` (a primary key, None for a deleted one) has become the
    original; any may have been where it is left out.
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
        if missing := _missing_texts(governing):
            raise PublishedInPart(page, missing)
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


def _missing_texts(page: BasePage) -> int:
    """How many words of its original a translation says in the language of these."""
    basis: freshness.Basis | None = page.basis
    return basis["texts"] - basis["translated"] if basis else 0


def _words_said(page: BasePage) -> str:
    """The fingerprint of the words of which a translation says all; "" where it does not."""
    basis: freshness.Basis | None = page.basis
    return basis["words"] if basis and freshness.is_complete(basis) else ""


def leave_untranslated(going: Page) -> None:
    """Before a page and all below it are deleted: have what stood for it elsewhere say so.

    Scaffolding that copies no page any more holds words that nobody has translated.
    """
    left = Page.objects.filter(alias_of__path__startswith=going.path)
    left = left.exclude(path__startswith=going.path).exclude(alias_of__locale=F("locale"))
    for page in left.specific():
        if hasattr(page, "basis"):
            basis = freshness.untranslated(page, facts.original_of(page))
            type(page)._base_manager.filter(pk=page.pk).update(basis=basis)


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
    going = below_or_among(pages).order_by().values("pk")
    keys = Original.objects.filter(page__in=going).values("translation_key")
    return Page.objects.filter(own_words(""), translation_key__in=keys).exclude(pk__in=going)


def twins_hidden(pages: Iterable[Page]) -> QuerySet[Page]:
    """What is public now and would not be if some originals were not: their live twins."""
    going = [page.pk for page in pages]
    keys = Original.objects.filter(page__in=going).values("translation_key")
    twins = Page.objects.filter(own_words(""), live=True, translation_key__in=keys)
    return twins.exclude(pk__in=going)


def twins_hidden_below(pages: Sequence[Page]) -> QuerySet[Page]:
    """What would go besides if all below some pages were not public: the twins of what is there."""
    going = [page.pk for page in pages]
    there = below_or_among(pages).order_by().values("pk")
    keys = Original.objects.filter(page__in=there.filter(live=True).exclude(pk__in=going))
    twins = Page.objects.filter(
        own_words(""), live=True, translation_key__in=keys.values("translation_key")
    )
    return twins.exclude(pk__in=there)


def below_or_among(pages: Iterable[Page]) -> QuerySet[Page]:
    """Some pages and all that stand below them, however many they are."""
    there = Page.objects.filter(pk__in=[page.pk for page in pages]).order_by()
    return Page.objects.filter(StandsBelow("path", there, "path"))


def left_alone() -> QuerySet[Page]:
    """Live pages that nobody sees because their original has been deleted."""
    keys = Original.objects.filter(page=None).values("translation_key")
    return Page.objects.filter(own_words(""), live=True, translation_key__in=keys)


def with_governing(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Pages with the primary keys of their originals, so that ``governed_by`` has them at hand."""
    original = Original.objects.filter(pk=OuterRef("translation_key"))
    annotated: QuerySet[Any] = pages.annotate(governing_page=Subquery(original.values("page")))
    return annotated


def governed_by(page: Page) -> int | None:
    """The primary key of a page's original, itself perhaps; None where there is none."""
    if "governing_page" in page.__dict__:
        return cast("int | None", page.__dict__["governing_page"])
    original = Original.objects.filter(pk=page.translation_key)
    return original.values_list("page", flat=True).first()
