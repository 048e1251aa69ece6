"""Finding what is public: the one way that the results page and the content API go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from courtyard.publications.reading import CARD, Reader, Row

from . import server
from .answering import FTS, answering, asked_of_database, traits_at
from .asking import Matches, Question, read
from .correcting import corrected
from .dictionaries import analyser
from .terms import Rank, RankElsewhere
from .traits import NAMES


@dataclass(frozen=True)
class Query:
    """What is searched for.

    ``chosen`` holds values of traits by their names; ``everywhere`` is a search in all languages
    of the site instead of the reader's.
    """

    words: str
    chosen: Mapping[str, str] = field(default_factory=dict)
    everywhere: bool = False
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True)
class Results:
    """What was found.

    ``rows`` are publications of ``CARD`` with their texts, best first; ``total`` is how many there
    are in all; ``counts`` says of each trait how many results have each of its values where all
    else that is chosen stays. ``question`` is what was searched for, which is not what was typed
    where that found nothing and ``meant`` did, in words to show. ``matches`` says whether each
    result has all that was asked, all the words, or some of them.
    """

    question: Question
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    meant: str = ""
    matches: Matches = "all"

    @property
    def keys(self) -> list[UUID]:
        """The translation keys of the rows."""
        return [row["original_id"] for row in self.rows]


def find(reader: Reader, query: Query) -> Results:
    """What a reader finds.

    Where nothing is found that has all that was asked, what has words much like it is; or else
    what has the words of its phrases apart, or some of the words. Which of them is answered does
    not depend on what is chosen: the counts of an answer are those of what a choice leads to.
    """
    question = read(query.words, reader.code)
    if question.is_empty:
        return Results(question)
    first = _found(reader, question, query)
    if _is_answered(reader, query, first):
        return first
    for other, meant in corrected(reader, question, languages_of(reader, query)):
        better = _found(reader, other, query)
        if _is_answered(reader, query, better):
            return replace(better, meant=meant)
    for other, matches in question.wider():
        wider = _found(reader, other, query)
        if _is_answered(reader, query, wider):
            return replace(wider, matches=matches)
    return first


def languages_of(reader: Reader, query: Query) -> list[str]:
    """The codes of the languages in which is searched."""
    return [one.code for one in reader.sites.shown()] if query.everywhere else [reader.code]


def _is_answered(reader: Reader, query: Query, found: Results) -> bool:
    """Whether something answers the question of what was found, also where none of it is chosen."""
    if found.total or not any(query.chosen.values()):
        return found.total > 0
    return _found(reader, found.question, replace(query, chosen={}, page=1, per_page=1)).total > 0


def _found(reader: Reader, question: Question, query: Query) -> Results:
    chosen = {name: value for name, value in query.chosen.items() if value}
    languages = languages_of(reader, query)
    values = {
        "sought": asked_of_database(question, languages),
        **{f"chosen_{name}": value for name, value in chosen.items()},
    }
    found = server.ask(question, [analyser(code) for code in languages])
    if found is not None:
        values["found"] = found
    shape = (query.everywhere, tuple(chosen))
    counts, total = _counts(
        reader.ask(
            ("search: traits", *shape),
            lambda reader, slots: _traits(reader, slots, chosen, everywhere=query.everywhere),
            **values,
        )
    )
    begin = (query.page - 1) * query.per_page
    rows: list[Row] = []
    if begin < total:
        rows = reader.ask(
            ("search", begin, query.per_page, *shape),
            lambda reader, slots: _best(
                reader,
                slots,
                chosen,
                everywhere=query.everywhere,
                part=slice(begin, begin + query.per_page),
            ),
            **values,
        )
    return Results(question, rows, total, counts)


def _best(
    reader: Reader,
    slots: Mapping[str, Any],
    chosen: Mapping[str, str],
    *,
    everywhere: bool,
    part: slice,
) -> QuerySet[Any, Any]:
    found = slots.get("found")
    rows = answering(
        reader, slots["sought"], _slots(slots, chosen), everywhere=everywhere, found=found
    )
    if found is not None:
        rank: Any = RankElsewhere(F("entry__stamp"), found)
    elif connection.vendor == "sqlite":
        rank = F(f"{FTS}rank")
    else:
        rank = Rank(F("entry__terms"), slots["sought"])
    best: QuerySet[Any, Any] = (
        rows.annotate(rank=rank)
        .order_by("rank", "sort_title", "pk")
        .values(*CARD, "pk", lead=F("entry__lead"), body=F("entry__body"))[part]
    )
    return best


def _slots(slots: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: slots[f"chosen_{name}"] for name in names}


def _traits(
    reader: Reader, slots: Mapping[str, Any], chosen: Mapping[str, str], *, everywhere: bool
) -> QuerySet[Any, Any]:
    """How many results have each trait; of a chosen one, whatever else of its kind they have.

    All that answers is read once, with what it has of what is chosen.
    """
    pages = answering(reader, slots["sought"], {}, everywhere=everywhere, found=slots.get("found"))
    rows = traits_at(reader).filter(entry__in=pages.values("pk"))
    for name, value in _slots(slots, chosen).items():
        its = traits_at(reader).filter(entry=OuterRef("entry"), name=name, value=value)
        rows = rows.annotate(**{f"has_{name}": Exists(its)})
    has = {name: Q(**{f"has_{name}": True}) for name in chosen}
    all_chosen = reduce(and_, has.values(), Q())
    counted = all_chosen
    for but in chosen:
        others = (one for name, one in has.items() if name != but)
        counted |= reduce(and_, others, Q(name=but))
    result: QuerySet[Any, Any] = (
        rows.filter(counted)
        .order_by()
        .values("name", "value")
        .annotate(
            many=Count("entry", distinct=True),
            fitting=Count("entry", distinct=True, filter=all_chosen or None),
        )
    )
    return result


def _counts(rows: list[Row]) -> tuple[dict[str, dict[str, int]], int]:
    """The counts by traits, and how many results there are: each has one type."""
    counts: dict[str, dict[str, int]] = {name: {} for name in NAMES}
    for row in rows:
        counts[row["name"]][row["value"]] = row["many"]
    return counts, sum(row["fitting"] for row in rows if row["name"] == "type")
