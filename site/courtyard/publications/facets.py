"""Indexes that readers narrow by what their items have, with how many there are of each.

All items are read at once, by questions that do not grow in number with them; what is chosen,
counted and put in order is so in Python. It is meant for some hundreds of items.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.utils import translation

from courtyard.taxonomy import keys_of_terms
from courtyard.terms import KINDS, Term
from courtyard.text.sorting import sort_key

from .sections import IndexPublication, screen_number, screens

if TYPE_CHECKING:
    from courtyard.pages import BasePage

    from .reading import Reader, Row

B = TypeVar("B", bound="BasePage")

ANY = ""
"""What is chosen where nothing is."""


@dataclass(frozen=True)
class Item:
    """A page that an index can show: its row of ``CARD``, and what it has.

    ``has`` holds by the names of facets the values that the page has of each: of terms their
    keys. Where a facet is not named, or has ``ANY`` among the values, the page is shown as long
    as none of the facet's values is chosen. Pages come in the order of ``place``.
    """

    row: Row
    has: Mapping[str, Collection[str]]
    place: Any

    def fits(self, name: str, value: str | None) -> bool:
        """Whether the page is shown where a value is chosen; None is one that nothing has."""
        if value == ANY:
            return name not in self.has or ANY in self.has[name]
        return value in self.has.get(name, ())


@dataclass(frozen=True)
class Facet:
    """A choice that an index offers, in the active language.

    ``everything`` says what is shown as long as nothing is chosen. ``options`` are values and
    their labels, in order; a term's label is left to be resolved.
    """

    name: str
    label: str
    everything: str
    options: Sequence[tuple[str, Any]]


class FacetIndexPublication(IndexPublication[B], Generic[B]):
    """Base of the publication types of indexes with facets."""

    facet_names: ClassVar[tuple[str, ...]] = ()
    terms: ClassVar[Mapping[str, type[Term]]] = {kind.name: kind.model for kind in KINDS}
    """What is named in addresses by the slug of a term, with the model of the term."""

    def items(self, reader: Reader, asked: Mapping[str, str | None]) -> list[Item]:
        """All pages that the index can show."""
        raise TypeError(f"{type(self).__name__} does not say what it lists")

    def facets(
        self, items: Sequence[Item], asked: Mapping[str, str | None], reader: Reader
    ) -> list[Facet]:
        """What is offered, in the active language: the page's."""
        raise TypeError(f"{type(self).__name__} does not say by what it is narrowed")

    def beside(self, items: Sequence[Item], reader: Reader) -> dict[str, Any]:
        """What else the index says of all its items, whatever is chosen."""
        return {}

    def parts(self, document: dict[str, Any], reader: Reader) -> dict[str, Any]:
        """One screenful of what fits, and what can be chosen instead."""
        asked = self._asked(reader)
        items = self.items(reader, asked)
        shown = sorted(_fitting(items, asked), key=lambda one: one.place)
        last = screens(len(shown), self.per_page)
        number = min(screen_number(reader.parameters.get("page")), last)
        begin = (number - 1) * self.per_page
        with translation.override(reader.words.code):
            offered = self.facets(items, asked, reader)
        return {
            **_said(items, asked),
            **self.beside(items, reader),
            "filters": [_counted(facet, items, asked) for facet in offered],
            "items": [reader.card(one.row) for one in shown[begin : begin + self.per_page]],
            "paging": {"page": number, "pages": last, "total": len(shown)},
        }

    def finish(self, document: dict[str, Any]) -> dict[str, Any]:
        """Terms and pages have their names now, and stand in alphabetical order.

        Terms are chosen by slug, pages by key.
        """
        for offered in document["filters"]:
            everything, *options = offered["options"]
            if any(isinstance(one["label"], dict) for one in options):
                named = [{**one, **_named(one["label"])} for one in options]
                code = document["content_language"]
                named.sort(key=lambda one: (sort_key(one["label"], code), one["value"]))
                offered["options"] = [everything, *named]
        return document

    def _asked(self, reader: Reader) -> dict[str, str | None]:
        """What is chosen of each facet, of terms the key; None for one that nobody knows."""
        named = {name: reader.parameters.get(name) or ANY for name in self.facet_names}
        slugs = {name: reader.parameters.get(name) or ANY for name in self.terms}
        keys = keys_of_terms({self.terms[name]: slug for name, slug in slugs.items()}, reader)
        chosen = {
            name: str(key) if (key := keys.get(self.terms[name])) else None
            for name, slug in slugs.items()
            if slug
        }
        return {**named, **slugs, **chosen}


def terms_of(card: Mapping[str, Any]) -> dict[str, list[str]]:
    """By the kinds of terms the keys of those that a card carries."""
    return {kind.name: [ANY, *(one["key"] for one in card[kind.plural])] for kind in KINDS}


def held(values: Iterable[Any]) -> list[str]:
    """What a page has of a facet that shows everything as long as nothing is chosen."""
    return [ANY, *(str(value) for value in values)]


def of_terms(name: str, items: Sequence[Item]) -> list[tuple[str, Any]]:
    """The options of a facet of terms: those that some item has, as references."""
    keys = {key for one in items for key in one.has.get(name, ()) if key}
    return [
        (key, {"ref": name, "key": key, "size": "label", "essential": True}) for key in sorted(keys)
    ]


def of_list(
    name: str,
    choices: Iterable[tuple[str, Any]],
    items: Sequence[Item],
    asked: Mapping[str, str | None],
) -> list[tuple[str, Any]]:
    """The options of a facet from a closed list: what some item has, and what is chosen."""
    there = {value for one in items for value in one.has.get(name, ())} | {asked[name]}
    return [(value, str(label)) for value, label in choices if value in there]


def _fitting(
    items: Iterable[Item], asked: Mapping[str, str | None], *, but: str = ""
) -> list[Item]:
    """The items that have all that is chosen, of one facet whatever it be."""
    wanted = [(name, value) for name, value in asked.items() if name != but]
    return [one for one in items if all(one.fits(name, value) for name, value in wanted)]


def _counted(
    facet: Facet, items: Sequence[Item], asked: Mapping[str, str | None]
) -> dict[str, Any]:
    """A facet as ``Filter``: each option with how many there are of it among what else fits."""
    fitting = _fitting(items, asked, but=facet.name)
    return {
        "name": facet.name,
        "label": facet.label,
        "options": [
            {
                "value": value,
                "label": label,
                "count": sum(one.fits(facet.name, value) for one in fitting),
                "is_chosen": value == asked[facet.name],
            }
            for value, label in [(ANY, facet.everything), *facet.options]
        ],
    }


def _said(items: Sequence[Item], asked: Mapping[str, str | None]) -> dict[str, Any]:
    """References to the terms that are chosen, where a page of the index has them.

    What only hidden pages are about, such as the tag of a draft, stays unknown.
    """
    return {
        kind.name: {"ref": kind.name, "key": key, "size": "label"}
        for kind in KINDS
        if (key := asked[kind.name]) and any(key in one.has.get(kind.name, ()) for one in items)
    }


def _named(label: Mapping[str, Any]) -> dict[str, str]:
    """A term or page as an option."""
    if "slug" in label:
        return {"value": label["slug"], "label": label["name"]}
    return {"label": label["title"]}
