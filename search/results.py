"""The answer to a search, as the results page and the content API both give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import pgettext
from pydantic import Field

from courtyard.publications.reading import Reader, Row
from courtyard.publications.references import resolve
from courtyard.publications.schema import AnyCard, Record
from courtyard.publications.sections import Filter, Paging
from courtyard.publications.types import page_card, registered
from courtyard.taxonomy import keys_of_terms
from courtyard.text.sorting import sort_key
from programmes.life import CallStatus

from .asking import Matches
from .dictionaries import analyser
from .finding import Query, Results, find
from .highlights import excerpt, marked
from .indexing import TERMS
from .models import Promotion, key_of
from .traits import NAMES

NOTHING_HAS_IT = "-"
"""A value that no trait has: of a short name that nobody knows."""

MOST_PROMOTED = 3


class Hit(Record):
    """A page that was found."""

    page: AnyCard
    title: str = Field(description="As HTML, with `<mark>` around the words by which it is found.")
    excerpt: str = Field(description="A part of its text as HTML, marked in the same way.")


class Found(Record):
    """What was found."""

    query: str = Field(description="What was searched for, as it was typed.")
    meant: str = Field(
        description="What was searched for instead, where nothing has the words as they were "
        "typed; empty otherwise."
    )
    matches: Matches = Field(
        description="`all`: each result has all that was asked. `words`: nothing has a phrase as "
        "it stands, and each result has its words. `some`: nothing has all of the words, and each "
        "result has some."
    )
    promoted: list[AnyCard] = Field(description="Pages that editors show first for these words.")
    items: list[Hit]
    filters: list[Filter] = Field(description="By what the results can be narrowed.")
    paging: Paging


class Suggestion(Record):
    """A page whose title has what was typed."""

    title: str
    url: str
    type: str
    type_label: str = Field(description="What kind of page it is, in the reader's language.")
    content_language: str


def answer(reader: Reader, query: Query) -> dict[str, Any]:
    """What a reader finds, as ``Found``.

    Of ``query.chosen`` terms are named by their slugs.
    """
    slugs = {name: slug for name, slug in query.chosen.items() if slug and name in TERMS}
    keys = keys_of_terms({TERMS[name]: slug for name, slug in slugs.items()}, reader)
    chosen = {name: value for name, value in query.chosen.items() if value} | {
        name: str(keys.get(TERMS[name]) or NOTHING_HAS_IT) for name in slugs
    }
    sought = Query(query.words, chosen, query.everywhere, query.page, query.per_page)
    results = find(reader, sought)
    last = max(1, -(-results.total // query.per_page))
    with translation.override(reader.code):
        filters = _filters(results, chosen, reader.code)
    document = {
        "query": query.words,
        "meant": results.meant,
        "matches": results.matches,
        "promoted": _promoted(reader, query),
        "items": [_hit(reader, row, results) for row in results.rows],
        "filters": filters,
        "paging": {"page": query.page, "pages": last, "total": results.total},
    }
    [answered] = resolve([document], reader)
    for one in answered["filters"]:
        _name(one, reader.code)
    # What is not public has fallen out, and takes no other's place.
    answered["promoted"] = answered["promoted"][:MOST_PROMOTED]
    return dict(answered)


def as_typed(document: Mapping[str, Any]) -> int:
    """How many results of ``Found`` have all that was asked, in the words that were typed."""
    is_wider = bool(document["meant"]) or document["matches"] != "all"
    return 0 if is_wider else int(document["paging"]["total"])


def _promoted(reader: Reader, query: Query) -> list[dict[str, Any]]:
    """References to the pages that editors show first; on the first page of all results."""
    key = key_of(query.words)
    if query.page > 1 or any(query.chosen.values()) or not key:
        return []
    rows = Promotion.objects.filter(locale=reader.language.locale_id, key=key)
    keys = dict.fromkeys(rows.values_list("page__translation_key", flat=True))
    return [page_card(one).model_dump(mode="json") for one in keys]


def _hit(reader: Reader, row: Row, results: Results) -> dict[str, Any]:
    """A page at its own address, in its own language."""
    code = reader.sites.codes[row["locale_id"]]
    words = analyser(code)
    lines = [*row["lead"].split("\n"), *row["body"].split("\n")]
    return {
        "page": {**reader.card(row), "locale": code, "url": reader.own_url(row)},
        "title": marked(row["title"], results.question, words),
        "excerpt": excerpt(lines, results.question, words),
    }


def _filters(results: Results, chosen: Mapping[str, str], code: str) -> list[dict[str, Any]]:
    """What the results can be narrowed by, in the active language; terms are still references."""
    filters = []
    for name in NAMES:
        counts = results.counts.get(name, {})
        if chosen.get(name, NOTHING_HAS_IT) != NOTHING_HAS_IT:
            counts = {chosen[name]: 0, **counts}
        # What all results have in common narrows nothing.
        if name not in chosen and all(many == results.total for many in counts.values()):
            continue
        label, everything = _labels()[name]
        options = [
            {
                "value": value,
                "label": _label(name, value, code),
                "count": many,
                "is_chosen": chosen.get(name) == value,
            }
            for value, many in counts.items()
        ]
        first = {"value": "", "label": everything, "count": None, "is_chosen": name not in chosen}
        filters.append({"name": name, "label": label, "options": [first, *options]})
    return filters


def _labels() -> dict[str, tuple[str, str]]:
    """What each trait is called, and what stands for all of it."""
    return {
        "type": (pgettext("search", "Kind of page"), pgettext("search", "All kinds of pages")),
        "topic": (pgettext("search", "Topic"), pgettext("search", "All topics")),
        "discipline": (pgettext("search", "Discipline"), pgettext("search", "All disciplines")),
        "theme": (pgettext("search", "Theme"), pgettext("search", "All themes")),
        "tag": (pgettext("search", "Tag"), pgettext("search", "All tags")),
        "city": (pgettext("search", "City"), pgettext("search", "All cities")),
        "year": (pgettext("search", "Year"), pgettext("search", "All years")),
        "status": (pgettext("search", "Status of a call"), pgettext("search", "Any status")),
    }


def _label(name: str, value: str, code: str) -> Any:
    """What a value is called; of a term a reference."""
    if name in TERMS:
        return {"ref": name, "key": value, "size": "label"}
    if name == "type":
        return next((label for type_, label in types(code) if type_ == value), value)
    if name == "status":
        return str(capfirst(dict(CallStatus.choices).get(value, value)))
    return value


def types(code: str) -> list[tuple[str, str]]:
    """The types of pages and what they are called in a language."""
    with translation.override(code):
        return [
            (kind.model._meta.label, str(capfirst(kind.model._meta.verbose_name)))
            for kind in registered()
        ]


def _name(offered: dict[str, Any], code: str) -> None:
    """Put the options in order: years latest first, all else by what it is called.

    Terms are named by their slugs; what no reader may know of falls out.
    """
    everything, *options = offered["options"]
    named = []
    for one in options:
        label = one["label"]
        if isinstance(label, Mapping):
            one = {**one, "value": label["slug"], "label": label["name"]}
        if one["label"] is not None:
            named.append(one)
    if offered["name"] == "year":
        named.sort(key=lambda one: one["value"], reverse=True)
    else:
        named.sort(key=lambda one: (sort_key(one["label"], code), one["value"]))
    offered["options"] = [everything, *named]
