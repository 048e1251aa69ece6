"""Pages as Wagtail's own APIs show them: with the facts of their originals.

Relations of facts hold the original's pages and terms; an answer has them in the page's language.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db.models import ForeignKey
from django.utils import translation
from modelcluster.fields import ParentalKey
from wagtail.models import Page, TranslatableMixin

from courtyard.localisation import facts
from courtyard.models import Term

from .readable import User, note_seen, readable

P = TypeVar("P", bound=Page)

_Found = Mapping[Any, Mapping[Any, Any]]
"""By primary key what stands for it in each language, by the primary key of the locale."""


def shown(pages: Sequence[P], user: User) -> list[P]:
    """Copies of pages of one type for an answer to a user; none of them may be saved.

    They say the facts of their originals, with what these refer to in the page's own language,
    as far as there is such a thing and the user may see it. A row that is about something hidden
    falls out with its words. The number of queries does not grow with the pages.
    """
    own = facts.facts_of(type(pages[0])) if pages else facts.Facts()
    if not own:
        return list(pages)
    copies = [copy.copy(page) for page in pages]
    relations = (*own.rows, *own.entries)
    facts.lend_all(copies, relations)
    for page in copies:
        _have_rows_of_its_own(page, relations)
    held = [
        (page, one, field)
        for page in copies
        for one in (page, *_rows(page, relations))
        for field in _references(type(one), own.columns if one is page else None)
    ]
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for _page, one, field in held:
        if key := getattr(one, field.attname):
            wanted[field.related_model].add(key)
    found = {model: _found(model, keys, user) for model, keys in wanted.items()}
    for page, one, field in held:
        if key := getattr(one, field.attname):
            languages = found[field.related_model].get(key, {})
            setattr(one, field.name, _chosen(languages, key, page.locale_id))
            if one is not page and not languages:
                _drop(one, page)
    return copies


@contextmanager
def speaking_of(thing: Any) -> Iterator[None]:
    """While the answer about a page or term is made: its language, which links in texts take.

    Wagtail leads them to the language that is active, which is that of whoever asks.
    """
    if isinstance(thing, TranslatableMixin):
        with translation.override(thing.locale.language_code):
            yield
    else:
        yield


def said_of(term: type[Term]) -> list[str]:
    """The names of what a term says in an answer: its word and its facts."""
    columns = (term._meta.get_field(name) for name in facts.facts_of(term).columns)
    return ["key", "name", *(field.name for field in columns if not field.is_relation)]


def _have_rows_of_its_own(page: Any, relations: Sequence[str]) -> None:
    """Rows are shared by the languages of a page; here each will say what they name in its own."""
    rows = {name: [copy.copy(row) for row in getattr(page, name).all()] for name in relations}
    page._cluster_related_objects = {**getattr(page, "_cluster_related_objects", {}), **rows}


def _rows(page: Any, relations: Sequence[str]) -> Iterator[Any]:
    for name in relations:
        yield from page._cluster_related_objects[name]


def _drop(dropped: Any, page: Any) -> None:
    page._cluster_related_objects = {
        name: [row for row in rows if row is not dropped]
        for name, rows in page._cluster_related_objects.items()
    }


def _references(model: Any, columns: Sequence[str] | None) -> list[Any]:
    """The foreign keys of a model that say something; of a page those among its facts."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and not isinstance(field, ParentalKey)
        and field.name != "locale"
        and (columns is None or field.attname in columns)
    ]


def _found(model: Any, keys: set[Any], user: User) -> _Found:
    """What a user may see of the things with some primary keys, in all languages: two queries."""
    if not issubclass(model, TranslatableMixin):
        things = readable(model._default_manager.filter(pk__in=keys), user)
        return {thing.pk: {None: note_seen(thing, user)} for thing in things}
    held = model._default_manager.filter(pk__in=keys).values_list("pk", "translation_key")
    key_of = dict(held)
    languages: dict[Any, dict[Any, Any]] = defaultdict(dict)
    things = model._default_manager.filter(translation_key__in=set(key_of.values()))
    for thing in readable(things, user).order_by("pk"):
        languages[thing.translation_key][thing.locale_id] = note_seen(thing, user)
    return {pk: languages[key] for pk, key in key_of.items()}


def _chosen(languages: Mapping[Any, Any], key: Any, locale_id: Any) -> Any:
    """Of a thing in several languages that of a page; else the one held, else the first made."""
    languages = {
        locale: thing
        for locale, thing in languages.items()
        if getattr(thing, "translated", True)  # it waits for its word
    }
    things = list(languages.values())
    itself = next((thing for thing in things if thing.pk == key), None)
    chosen = languages.get(locale_id) or itself or next(iter(things), None)
    if isinstance(chosen, Term):
        # Its primary key is the one that the relation holds, and that filters ask for.
        chosen = copy.copy(chosen)
        chosen.pk = key
    return chosen
