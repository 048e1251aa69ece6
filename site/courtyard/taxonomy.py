"""Choosing pages by what they are about."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet

from courtyard.models import TopicLink

M = TypeVar("M", bound=Model)


def with_topic(
    pages: QuerySet[M], *, key: UUID | str | None = None, slug: str | None = None
) -> QuerySet[M]:
    """Keep the pages with a topic, named by translation key or slug: each once.

    ``pages`` is a queryset of Page or of a page type.
    """
    links = TopicLink.objects.filter(page=OuterRef("pk"))
    if key is not None:
        links = links.filter(topic__translation_key=key)
    if slug is not None:
        links = links.filter(topic__slug=slug)
    return pages.filter(Exists(links))
