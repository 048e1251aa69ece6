"""What the public may see of Wagtail's own rows: pages, images, documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page

from courtyard.localisation import facts

from . import predicate
from .stored import Original, Publication

M = TypeVar("M", bound=Model)


def public(pages: QuerySet[M], *, now: dt.datetime | None = None) -> QuerySet[M]:
    """Keep the pages that anybody may read at ``now`` (aware; the current moment if left out).

    ``pages`` is a queryset of Page or of a page type. A page whose original is not known yet
    governs itself. One that its builder fails at is shown to nobody.
    """
    now = now or timezone.now()
    own = [condition("", now) for condition in predicate.OWN]
    originals = Original.objects.filter(translation_key=OuterRef("translation_key"))
    governing = originals.filter(*(condition("page__", now) for condition in predicate.GOVERNED))
    faulty = Publication.stored.filter(page=OuterRef("pk")).exclude(fault="")
    return pages.filter(*own).filter(~Exists(originals) | Exists(governing), ~Exists(faulty))


def is_shown(page: Page, *, now: dt.datetime | None = None) -> bool:
    """Whether a page may be served to those whom its restrictions admit.

    It and its original are live and unexpired, and it is no scaffolding.
    """
    now = now or timezone.now()
    if not _meets(page.pk, predicate.OWN, now):
        return False
    original = _original_of(page)
    return original is None or _meets(original.page_id, predicate.GOVERNED, now)


def admitted(page: Page, request: HttpRequest, show: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``show`` answers, to those whom the restrictions of the page's original admit.

    To others what Wagtail answers them: a login or the form for a password.
    """
    # This module of Wagtail's wants all models loaded, among them those that stand on this one.
    from wagtail.wagtail_hooks import check_view_restrictions  # noqa: PLC0415

    original = _original_of(page)
    if original is None or original.page is None or original.page_id == page.pk:
        return show()
    shown = check_view_restrictions(lambda *args: show())
    return cast("HttpResponse", shown(original.page, request, (), {}))


def may_read(page: Page, request: HttpRequest) -> bool:
    """Whether a visitor may read a page: it is shown, and all its restrictions admit them."""
    if not is_shown(page):
        return False
    original = _original_of(page)
    governing = [page] if original is None or original.page is None else [page, original.page]
    return all(
        restriction.accept_request(request)
        for one in governing
        for restriction in one.get_view_restrictions()
    )


def _meets(
    page_id: int | None, conditions: Sequence[predicate.Condition], now: dt.datetime
) -> bool:
    """Whether a page meets the conditions that are the same for everybody."""
    same_for_all = (
        condition("", now) for condition in conditions if condition not in predicate.FOR_SOME
    )
    return Page.objects.filter(*same_for_all, pk=page_id).exists()


def _original_of(page: Page) -> Original | None:
    """The original of a page; of an alias that of the page that it copies."""
    originals = Original.objects.select_related("page")
    return originals.filter(translation_key=facts.key_of(page)).first()


def public_images(images: Any) -> Any:
    """Keep the images that stand in no private collection; a queryset of the image model."""
    return images.exclude(_in_private_collection("collection__path"))


def public_documents(documents: Any) -> Any:
    """Keep the documents that stand in no private collection."""
    return documents.exclude(_in_private_collection("collection__path"))


def _in_private_collection(path: str) -> predicate.StandsBelow:
    restrictions = CollectionViewRestriction.objects.all()
    return predicate.StandsBelow(path, restrictions, "collection__path")
