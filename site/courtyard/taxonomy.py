"""Choosing pages by what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from courtyard.models import Original, Publication, Term
from courtyard.publications.predicate import Among
from courtyard.terms import KINDS, Kind
from courtyard.text.sorting import sort_key

if TYPE_CHECKING:
    from courtyard.publications.reading import Reader


def with_terms(
    pages: QuerySet[Publication], keys: Mapping[type[Term], Any]
) -> QuerySet[Publication]:
    """Keep the publications that have all of the terms, each once.

    ``keys`` are translation keys by model; None, of a term that nobody knows, is on no page. What
    is no kind of term that every page can have does not count. The original's terms count, in
    every language.
    """
    for kind in KINDS:
        if kind.model in keys:
            key, rows = keys[kind.model], kind.link._default_manager
            named = rows.filter(**{f"{kind.name}__translation_key": key}) if key else rows.none()
            pages = with_rows(pages, named)
    return pages


def with_rows(
    pages: QuerySet[Publication], rows: QuerySet[Any], parent: str = "page"
) -> QuerySet[Publication]:
    """Keep the publications that have one of some few rows of facts.

    ``parent`` is a row's relation to the page that it stands on: an original. An alias says what
    the original of the page that it copies says.
    """
    return said_on(pages, rows.order_by().values(parent))


def said_on(pages: QuerySet[Publication], those: QuerySet[Any, Any]) -> QuerySet[Publication]:
    """The same of what some few originals say, given by their primary keys."""
    keys = Original.objects.filter(Among("page", those)).values("translation_key")
    # That there is one lets databases begin with the keys.
    copied = "page__alias_of__translation_key"
    aliases = Original.objects.filter(**{f"{copied}__isnull": False}).filter(Among(copied, keys))
    # As one list of keys, by which publications are found.
    all_keys = keys.filter(page__alias_of=None).union(aliases.values("translation_key"))
    return pages.filter(Among("original_id", all_keys))


def with_any_rows(pages: QuerySet[Publication], rows: QuerySet[Any]) -> QuerySet[Publication]:
    """The same where most have such a row: each is asked for its own, and not all rows are read."""
    said_by = Coalesce(OuterRef("original__page__alias_of__translation_key"), OuterRef("original"))
    keyed = rows.order_by().alias(key=F("page__original_of_key__translation_key"))
    return pages.filter(Exists(keyed.filter(key=said_by)))


def keys_carried(kind: Kind, pages: QuerySet[Publication]) -> QuerySet[Any, Any]:
    """The ``key`` of each term of a kind that one of some publications carries, each once.

    It is ``with_rows`` read the other way: the original's terms count, and of an alias those of
    the original of the page that it copies.
    """
    saying = pages.order_by().values(
        said_by=Coalesce("original__page__alias_of__translation_key", "original")
    )
    originals = Original.objects.filter(translation_key__in=saying).values("page")
    links: QuerySet[Any] = kind.link._default_manager.order_by()
    rows: QuerySet[Any, Any] = links.filter(page__in=originals).values(
        key=F(f"{kind.name}__translation_key")
    )
    return rows.distinct()


def by_name(term: Mapping[str, Any]) -> tuple[str, str]:
    """Where an answered term stands among others, by the alphabet of its name."""
    return sort_key(term["name"], term["content_language"]), term["key"]


def keys_of_terms(
    slugs: Mapping[type[Term], str | None], reader: Reader
) -> dict[type[Term], UUID | None]:
    """The translation keys of the terms with these slugs, by model: one query for all of them.

    What is asked for by no slug is left out; None is a slug that no term has. Where terms of
    several languages have one, it is that of the reader's languages first.
    """
    models = [model for model, slug in slugs.items() if slug]
    if not models:
        return {}
    parts = [
        model._default_manager.filter(slug=slugs[model])
        .order_by()
        .values(
            "pk",
            "locale_id",
            "translation_key",
            place=Value(place, output_field=IntegerField()),
        )
        for place, model in enumerate(models)
    ]
    last = len(reader.rank)
    rows = sorted(
        parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0],
        key=lambda row: (reader.rank.get(row["locale_id"], last), row["pk"]),
    )
    keys: dict[type[Term], UUID | None] = {}
    for row in rows:
        keys.setdefault(models[row["place"]], row["translation_key"])
    return {model: keys.get(model) for model in models}
