"""Choosing pages by what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from courtyard.models import Publication, Term, TopicLink

if TYPE_CHECKING:
    from courtyard.publications.reading import Reader


def with_topic(pages: QuerySet[Publication], *, key: UUID | Any) -> QuerySet[Publication]:
    """Keep the publications with a topic, named by its translation key: each once.

    The original's topics count, in every language.
    """
    links = TopicLink.objects.filter(page=OuterRef("original__page"), topic__translation_key=key)
    return pages.filter(Exists(links))


def key_of_term(model: type[Term], slug: str, reader: Reader) -> UUID | None:
    """The translation key of the term with a slug: that of the reader's languages first."""
    terms: Any = model._default_manager
    named = terms.filter(slug=slug).order_by("pk").values_list("locale_id", "translation_key")
    last = len(reader.rank)
    ranked = sorted(named, key=lambda one: reader.rank.get(one[0], last))
    return next((key for _locale, key in ranked), None)
