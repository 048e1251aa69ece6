"""Slugs of pages and terms, made of their titles where nobody has written one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from wagtail.models import Page

from courtyard.text.slugs import LONGEST, slug_of

FALLBACK = "page"
"""The slug of a title of which nothing can be written in Latin letters and figures."""

ROOM_FOR_A_NUMBER = 8


def slug_of_page(page: Page, parent: Page | None) -> str:
    """A slug of the page's title, by the rules of its language, that no page beside it has."""
    locale = page.locale if page.locale_id else page.get_default_locale()
    slug = slug_of(page.title, locale.language_code) or FALLBACK
    beside = parent.get_children().exclude(pk=page.pk) if parent else Page.objects.none()
    return free(slug, beside.values_list("slug", flat=True), longest=LONGEST)


def slug_of_term(term: Any) -> str:
    """The same for the name of a term: that no other has, in whichever language."""
    field = type(term)._meta.get_field("slug")
    language = term.locale.language_code if term.locale_id else ""
    slug = slug_of(term.name, language) or type(term)._meta.model_name
    others = type(term)._base_manager.exclude(translation_key=term.translation_key)
    return free(slug, others.values_list("slug", flat=True), longest=field.max_length)


def free(slug: str, taken: Any, *, longest: int) -> str:
    """A slug, with a number where it is taken; ``taken`` is a list from the database."""
    begin = slug[: longest - ROOM_FOR_A_NUMBER].rstrip("-")
    slug = slug if len(slug) <= longest else begin
    # Among very many pages one that is not there is found at once, those that begin alike are not.
    if not taken.filter(slug=slug).exists():
        return slug
    held: Iterable[str] = set(taken.filter(slug__startswith=begin))
    return next(one for one in (f"{begin}-{number}" for number in count(2)) if one not in held)
