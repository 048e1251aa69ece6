"""What the public may see: one predicate, asked of Wagtail's own rows in one statement."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

M = TypeVar("M", bound=Model)


def _outer(path: str) -> Any:
    return ExpressionWrapper(OuterRef(path), output_field=CharField())


def _under_restriction(
    restrictions: QuerySet[Any], path_of_restricted: str, path_of_row: str
) -> Exists:
    """Whether a row's materialised path starts with the path of something restricted."""
    return Exists(
        restrictions.annotate(_asked=_outer(path_of_row)).filter(
            _asked__startswith=F(path_of_restricted)
        )
    )


def public(pages: QuerySet[M], *, now: dt.datetime | None = None) -> QuerySet[M]:
    """Keep the pages that anybody may read.

    Live, not past their expiry at ``now`` (an aware moment; the current one when left out),
    under no view restriction, and no scaffolding: wagtail-localize makes live aliases of
    untranslated parents, which say nothing in their language.

    ``pages`` is a queryset of Page or of a page type.
    """
    now = now or timezone.now()
    scaffolding = Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale"))
    return (
        pages.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now), live=True)
        .exclude(scaffolding)
        .exclude(_under_restriction(PageViewRestriction.objects.all(), "page__path", "path"))
    )


def is_shown(page: Page, *, now: dt.datetime | None = None) -> bool:
    """Whether a page may be served to those whom its restrictions admit."""
    now = now or timezone.now()
    if not page.live or (page.expire_at and page.expire_at <= now):
        return False
    alias_of = page.alias_of
    return alias_of is None or alias_of.locale_id == page.locale_id


def public_images(images: Any) -> Any:
    """Keep the images that stand in no private collection; a queryset of the image model."""
    restrictions = CollectionViewRestriction.objects.all()
    return images.exclude(_under_restriction(restrictions, "collection__path", "collection__path"))
