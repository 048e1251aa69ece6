"""What is wrong with a translation: broken markup; a link, a mark or a placeholder that is lost.

What only looks as if it were wrong is a hint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.strings import StringValue, validate_translation_links

from .glossary import Found

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)\b([^<>]*)>")
_UNFINISHED = re.compile(r"</?[a-zA-Z][^<>]*(?=<|$)")
_COUNTED = re.compile(r"%[sd]\b|\{\d*\}")
"""Placeholders that are filled in by their number: it fails where one of them lacks."""

_NAMED = re.compile(r"%\(\w+\)[sd]|\{[^\W\d]\w*\}")
DEEPEST = 50
"""How many tags may stand within each other."""

_EMPTY = frozenset({"br"})
_SAME = {"strong": "b", "em": "i"}
"""Marks that mean the same to readers, and either of which a translator may write."""


def faults_in(words: str, translation: str, *, longest: int | None = None) -> list[str]:
    """What is wrong with a translation of some words, in the translator's words.

    Both are texts as wagtail-localize keeps them; the most characters are those that are read.
    """
    hard = hard_faults_in(words, translation, longest=longest)
    return [*hard, *soft_faults_in(words, translation)]


def hard_faults_in(words: str, translation: str, *, longest: int | None = None) -> list[str]:
    """What would break the page, or whoever fills in a placeholder: nobody can say it is right."""
    if is_too_deep(translation):
        return [_("Too many tags stand within each other.")]
    return [
        *_of_markup(translation),
        *_of_links(words, translation),
        *_of_placeholders(words, translation, _COUNTED),
        *_of_length(translation, longest),
    ]


def soft_faults_in(words: str, translation: str) -> list[str]:
    """What is most likely wrong, and may be right as it stands: somebody who knows can say so."""
    if is_too_deep(translation):
        return []
    return [
        *_of_elements(words, translation),
        *_of_placeholders(words, translation, _NAMED),
    ]


def is_too_deep(text: str) -> bool:
    """Whether more tags stand within each other than anybody writes, or a program can read."""
    deep = 0
    for end, name, rest in _TAG.findall(text):
        if name not in _EMPTY and not rest.endswith("/"):
            deep += -1 if end else 1
        if deep > DEEPEST:
            return True
    return False


def hints_in(found: Iterable[Found]) -> list[str]:
    """What a translator may want to look at: approved words that a translation does not say.

    It is no fault: the same may be said in a way that nobody has foreseen.
    """
    return [
        _("The glossary has “%(approved)s” for “%(term)s”.")
        % {"approved": one.approved, "term": one.term}
        for one in found
        if not one.is_kept
    ]


def _of_markup(translation: str) -> Iterator[str]:
    if unfinished := _UNFINISHED.search(translation):
        yield _("A tag is not finished: %(tag)s") % {"tag": unfinished.group()[:40]}
        return
    opened: list[str] = []
    for end, name, rest in _TAG.findall(translation):
        if name in _EMPTY or rest.endswith("/"):
            continue
        if not end:
            opened.append(name)
        elif opened and opened[-1] == name:
            opened.pop()
        else:
            yield _("</%(tag)s> ends nothing that has begun.") % {"tag": name}
            return
    if opened:
        yield _("<%(tag)s> is not closed.") % {"tag": opened[-1]}
        return
    try:
        StringValue.from_translated_html(translation)
    except ValueError as error:
        yield str(error)


def _of_links(words: str, translation: str) -> Iterator[str]:
    """Links that the original has not: there is no address for them."""
    try:
        validate_translation_links(words, translation)
    except ValueError as error:
        yield str(error)


def _of_elements(words: str, translation: str) -> Iterator[str]:
    """What a translation has lost of the links and marks of the original, or says twice.

    A mark without an id, such as ``<b>``, may stand around more parts of a sentence than in the
    original: words have another order. One with an id is a thing, which is there once.
    """
    if any(True for _error in _of_links(words, translation)):
        return
    wanted, there = _elements(words), _elements(translation)
    for element in wanted - there:
        if element.name == "a":
            yield _('The link <a id="%(link)s"> is lost.') % {"link": element.identity}
        else:
            yield _("%(tag)s is lost.") % {"tag": element}
    for element in there - wanted:
        if not element.identity:
            continue
        if element.name == "a":
            told = _('The link <a id="%(link)s"> is there more than once.')
            yield told % {"link": element.identity}
        else:
            yield _("%(tag)s is there more than once.") % {"tag": element}


class _Element(NamedTuple):
    """An element inside a text; wagtail-localize gives ids to those that have attributes."""

    name: str
    identity: str

    def __str__(self) -> str:
        return f'<{self.name} id="{self.identity}">' if self.identity else f"<{self.name}>"


def _elements(text: str) -> Counter[_Element]:
    """The elements of a text that hold words, by name and id."""
    if "<" not in text:
        return Counter()
    return Counter(
        _Element(_SAME.get(element.name, element.name), str(element.get("id", "")))
        for element in BeautifulSoup(text, "html.parser").find_all(True)
        if element.get_text(strip=True)
    )


def _of_placeholders(words: str, translation: str, kind: re.Pattern[str]) -> Iterator[str]:
    there = Counter(kind.findall(translation))
    for placeholder in Counter(kind.findall(words)) - there:
        yield _("The placeholder %(placeholder)s is lost.") % {"placeholder": placeholder}


def _of_length(translation: str, longest: int | None) -> Iterator[str]:
    if longest is None or len(translation) <= longest:
        return
    length = len(StringValue(translation).render_text())
    if length > longest:
        told = ngettext(
            "It is too long: %(length)d characters, and there is room for %(longest)d.",
            "It is too long: %(length)d characters, and there is room for %(longest)d.",
            length,
        )
        yield told % {"length": length, "longest": longest}
