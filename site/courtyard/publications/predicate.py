"""The conditions of being public, asked of Wagtail's own rows.

A page is public when it is live, unexpired, under no view restriction and says something in its
own language, and when its original is live, unexpired and unrestricted too. Each condition is a
function from a path of relations to the page (``""`` or ``"original__page__"``) and a moment to
a ``Q``; ``OWN`` are those that a page itself must meet, ``GOVERNED`` those that its original must.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from wagtail.models import Page, PageViewRestriction

Condition = Callable[[str, dt.datetime], Q]


def under_restriction(
    restrictions: QuerySet[Any], path_of_row: str, *paths_of_restricted: str
) -> Exists:
    """Whether a row's materialised path starts with one of the paths of something restricted."""
    outer: Any = ExpressionWrapper(OuterRef(path_of_row), output_field=CharField())
    # Asked of every row: ``startswith`` would first guard against signs that paths never hold.
    begins = (Q(**{path: Substr(outer, 1, Length(F(path)))}) for path in paths_of_restricted)
    return Exists(restrictions.filter(reduce(or_, begins)))


def live(page: str, now: dt.datetime) -> Q:
    """Published."""
    return Q(**{f"{page}live": True})


def unexpired(page: str, now: dt.datetime) -> Q:
    """Not past its expiry, whether or not a worker has run since."""
    return Q(**{f"{page}expire_at__isnull": True}) | Q(**{f"{page}expire_at__gt": now})


def unrestricted(page: str, now: dt.datetime) -> Q:
    """Neither the page nor anything above it is under a view restriction.

    An alias is under those of what it stands for, as in Wagtail.
    """
    restrictions = PageViewRestriction.objects.all()
    places = ("page__path", "page__aliases__path", "page__aliases__aliases__path")
    return ~Q(under_restriction(restrictions, f"{page}path", *places))


def own_words(page: str, now: dt.datetime | None = None) -> Q:
    """No scaffolding: wagtail-localize makes live aliases of untranslated parents."""
    # Nearly no page is an alias: whether one has its source's language is asked of these alone.
    same_language = Page.objects.filter(
        pk=OuterRef(f"{page}alias_of"), locale=OuterRef(f"{page}locale")
    )
    return Q(**{f"{page}alias_of__isnull": True}) | Q(Exists(same_language.order_by()))


OWN: tuple[Condition, ...] = (live, unexpired, unrestricted, own_words)
GOVERNED: tuple[Condition, ...] = (live, unexpired, unrestricted)
