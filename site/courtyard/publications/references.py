"""Resolving references: set by set, largest first, in a number of queries that does not grow."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.html import escape

from courtyard.text.plain import plain_text

if TYPE_CHECKING:
    from .reading import Reader


class Wanted(NamedTuple):
    """A thing that a publication refers to, in the size it is wanted."""

    ref: str
    key: str
    size: str


Resolver = Callable[["Reader", set[Wanted]], dict[Wanted, Any]]
"""Takes all things of one kind at once; gives those that are public, as built."""

MarkedUp = Callable[[str, dict[Wanted, Any]], str]
"""Makes of built HTML what readers get, with what its links lead to."""

LISTING, PAGE, LEAF = range(3)
"""The stages of resolving: a listing holds cards, a card labels, terms and pictures."""

_resolvers: dict[str, tuple[int, Resolver]] = {}

LINK = re.compile(r'<a href="(page|document):([0-9a-f-]+)">(.*?)</a>', re.DOTALL)

_ROUNDS = 8
"""Deeper nesting is a mistake."""

_GONE = object()


def register(ref: str, resolver: Resolver, *, stage: int = LEAF) -> None:
    """Say how references of a kind are resolved; called by an app's ``ready()``.

    Things of an earlier stage may hold references to those of a later one. Kinds that share a
    resolver are asked together.
    """
    _resolvers[ref] = (stage, resolver)


def resolve(documents: list[Any], reader: Reader) -> list[Any]:
    """Replace every reference in the documents by what it names, for this reader.

    A reference that leads to nothing public becomes None, falls out of its list, or takes the
    record around it along where it is essential.
    """
    found: dict[Wanted, Any] = {}
    fresh: list[Any] = documents
    waiting: set[Wanted] = set()
    for _round in range(_ROUNDS):
        wanted: set[Wanted] = set()
        _collect(fresh, wanted)
        waiting |= wanted - found.keys()
        if not waiting:
            break
        fresh = []
        for resolver, group in _next_stage(waiting).items():
            answers = resolver(reader, group)
            for one in group:
                found[one] = answers.get(one, _GONE)
                fresh.append(found[one])
        waiting -= found.keys()
    marked_up = _without_markup if reader.plain else _with_links
    resolved = (_replace(document, found, marked_up, _ROUNDS) for document in documents)
    return [None if document is _GONE else document for document in resolved]


def _next_stage(wanted: set[Wanted]) -> dict[Resolver, set[Wanted]]:
    """Of what is wanted that of the earliest stage: leaves wait until no page is left to read."""
    stage = min(_resolver(one)[0] for one in wanted)
    groups: dict[Resolver, set[Wanted]] = defaultdict(set)
    for one in wanted:
        at, resolver = _resolver(one)
        if at == stage:
            groups[resolver].add(one)
    return groups


def _resolver(one: Wanted) -> tuple[int, Resolver]:
    # A kind of an app that is no longer installed leads to nothing.
    return _resolvers.get(one.ref, (LEAF, _nothing))


def _nothing(reader: Reader, wanted: set[Wanted]) -> dict[Wanted, Any]:
    return {}


def _collect(value: Any, wanted: set[Wanted]) -> None:
    """Add all references in a JSON value to what is wanted."""
    if isinstance(value, dict):
        if "ref" in value:
            wanted.add(Wanted(value["ref"], value["key"], value["size"]))
            return
        if "linked_html" in value:
            links = LINK.finditer(value["linked_html"])
            wanted.update(Wanted(link[1], link[2], "label") for link in links)
            return
        value = value.values()
    elif not isinstance(value, list):
        return
    for part in value:
        if isinstance(part, dict | list):
            _collect(part, wanted)


def _replace(value: Any, found: dict[Wanted, Any], marked_up: MarkedUp, depth: int) -> Any:
    if isinstance(value, list):
        items = (_replace(item, found, marked_up, depth) for item in value)
        return [item for item in items if item is not _GONE]
    if not isinstance(value, dict):
        return value
    if "ref" in value:
        answer = found.get(Wanted(value["ref"], value["key"], value["size"]), _GONE)
        return _replace(answer, found, marked_up, depth - 1) if depth else _GONE
    if "linked_html" in value:
        return marked_up(value["linked_html"], found)
    record = {}
    for name, part in value.items():
        if not isinstance(part, dict | list):
            record[name] = part
            continue
        answer = _replace(part, found, marked_up, depth)
        if answer is _GONE:
            if isinstance(part, dict) and part.get("essential"):
                return _GONE
            answer = None
        record[name] = answer
    return record


def _without_markup(html: str, found: dict[Wanted, Any]) -> str:
    return plain_text(html)


def _with_links(html: str, found: dict[Wanted, Any]) -> str:
    def link(match: re.Match[str]) -> str:
        label = found.get(Wanted(match[1], match[2], "label"), _GONE)
        # A link that leads to nothing public leaves its words standing.
        return match[3] if label is _GONE else f'<a href="{escape(label["url"])}">{match[3]}</a>'

    return LINK.sub(link, html)
