"""The original of a page: which one of its languages governs the others, and changing that."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Page

from courtyard.publications.predicate import own_words
from courtyard.publications.stored import Original
from courtyard.publications.writing import store

from . import facts
from .scaffolding import is_scaffolding


class NoWordsOfItsOwn(ValueError):
    """A page that stands only in place of a translation cannot be an original."""


def make_original(*, page: Page) -> Original:
    """Let a page govern its twins; the former original becomes one of them.

    From now on the twins are public only while this page is live, unexpired and unrestricted,
    and it says their facts; those that the former one said stay as they are.
    Raises NoWordsOfItsOwn for scaffolding, which nobody has translated yet.
    """
    if is_scaffolding(page):
        raise NoWordsOfItsOwn(str(page))
    with transaction.atomic():
        original, _created = Original.objects.select_for_update().get_or_create(
            translation_key=page.translation_key
        )
        former, original.page = original.page, page
        original.save()
        governing: Any = page.specific
        if facts.facts_of(type(governing)):
            if former is not None and former.pk != page.pk:
                facts.hand_over(former.specific, governing)
            facts.take_rows_from_twins(governing)
            store(governing, None)
    return original


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


def left_alone() -> QuerySet[Page]:
    """Live pages that nobody sees because their original has been deleted."""
    keys = Original.objects.filter(page=None).values("translation_key")
    return Page.objects.filter(own_words(""), live=True, translation_key__in=keys)
