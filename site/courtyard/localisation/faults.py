"""What is wrong with a translation: markup that is broken, a link or a placeholder that is lost.

What only looks as if it were is a hint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.strings import StringValue, validate_translation_links

from .glossary import Found

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)\b([^<>]*)>")
_UNFINISHED = re.compile(r"</?[a-zA-Z][^<>]*(?=<|$)")
_LINK = re.compile(r"""<a\b[^<>]*\bid=["']?(\w+)["']?[^<>]*>""")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\w*\}")
_EMPTY = frozenset({"br"})


def faults_in(words: str, translation: str, *, longest: int | None = None) -> list[str]:
    """What is wrong with a translation of some words, in the translator's words.

    Both are texts as wagtail-localize keeps them; the most characters are those that are read.
    """
    return [
        *_of_markup(translation),
        *_of_links(words, translation),
        *_of_placeholders(words, translation),
        *_of_length(translation, longest),
    ]


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
    try:
        validate_translation_links(words, translation)
    except ValueError as error:
        yield str(error)
        return
    wanted, there = Counter(_LINK.findall(words)), Counter(_LINK.findall(translation))
    for link in wanted - there:
        yield _('The link <a id="%(link)s"> is lost.') % {"link": link}
    for link in there - wanted:
        yield _('The link <a id="%(link)s"> is there more than once.') % {"link": link}


def _of_placeholders(words: str, translation: str) -> Iterator[str]:
    there = Counter(_PLACEHOLDER.findall(translation))
    for placeholder in Counter(_PLACEHOLDER.findall(words)) - there:
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
