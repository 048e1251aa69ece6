"""Which public publications answer a question, as a query of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from courtyard.models import Publication
from courtyard.publications.reading import Reader

from .asking import Question
from .dictionaries import analyser
from .models import Trait

FTS = "entry__fts__"
"""The way from a publication to what SQLite's index says of it."""


def asked_of_database(question: Question, languages: list[str]) -> str:
    """A question as the text that the database takes."""
    return question.for_database([analyser(code) for code in languages], connection.vendor)


def answering(
    reader: Reader,
    question: Any,
    chosen: Mapping[str, Any],
    *,
    everywhere: bool,
    found: Any = None,
) -> QuerySet[Publication]:
    """Public publications that answer a question and have all that is chosen.

    ``found`` is what a server of search has found; only of entries that it has not got as they
    are the database is asked.
    """
    rows = reader.everything(few=True)
    if not everywhere:
        rows = rows.filter(locale=reader.language.locale_id)
    path = f"{FTS}terms" if connection.vendor == "sqlite" else "entry__terms"
    by_database = {f"{path}__answers": question}
    if found is None:
        rows = rows.filter(**by_database)
    else:
        unsent = Publication.stored.filter(entry__is_sent=False, **by_database)
        rows = rows.filter(Q(entry__stamp__among=found) | Q(pk__in=unsent.values("pk")))
    for name, value in chosen.items():
        its = traits_at(reader).filter(entry=OuterRef("pk"), name=name, value=value)
        rows = rows.filter(Exists(its))
    return rows.order_by()


def traits_at(reader: Reader) -> QuerySet[Trait]:
    """The traits that hold at the reader's moment."""
    return Trait.objects.filter(since__lte=reader.now, until__gt=reader.now)
