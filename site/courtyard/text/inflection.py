"""Words in their forms: whether a text says a term, in whichever case and number.

There is no dictionary here, but rules of thumb for each language: which endings a noun or an
adjective takes, and how the end of its stem changes before them. They find *naborowi* for *nabór*
and *книжок* for *книжка*; they miss what changes in the middle (*świat*, *świecie*; *dzień*,
*dni*), and take a few other words for a form (*system* for *systema*). So what is found is a hint
to somebody who reads, and nothing is decided by it. Words of one and two letters, and those of
other languages, have one form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

REMEMBERED = 5_000
"""Terms whose forms a process remembers."""

SHORTEST_STEM = 3
FIRST = SHORTEST_STEM
"""Letters by which terms are looked up: those with which each stem begins."""

_ENDINGS = {
    "en": "s es e y ies",
    "de": "e en er es em n s ern ens in innen nen",
    "pl": (
        "a ą e ę i o u y ach ami om ów owi owie em im iem ie ia ią ię io iu iom iach iami iów ii"
        " ego emu ej ym ych ymi ich imi iego iemu iej mi um"
    ),
    "uk": (
        "а я о е є и і ї й у ю ь ам ям ами ями ах ях ом ем єм ою ею єю ьою ів їв ей ові еві єві"
        " ий ій ої ого ього ому ьому им ім їм их іх їх ими іми їми"
    ),
}
_ALTERNATIONS = {
    # Of the stem: nabór – naboru is folded; ośrodek – ośrodka, książka – książek, Polska – Polsce.
    "pl": (
        (r"e([kclnr])$", r"\1"),
        (r"([bcdfghjklmnprstwz])([kclnr])$", r"\1e\2"),
        (r"t$", "c"),
        (r"k$", "c"),
        (r"g$", "dz"),
        (r"ch$", "sz"),
        (r"r$", "rz"),
    ),
    # набір – набору, ніч – ночі, Київ – Києва, виставка – виставок, куток – кутка, рука – руці.
    "uk": (
        (r"і([бвгджзклмнпрстфхцчшщ]+)$", r"о\1"),
        (r"і([бвгджзклмнпрстфхцчшщ]+)$", r"е\1"),
        (r"[ое]([кцнл])$", r"\1"),
        (r"([бвгджзклмнпрстфхцчшщ])([кцнл])$", r"\1о\2"),
        (r"к$", "ц"),
        (r"г$", "з"),
        (r"х$", "с"),
    ),
}
_PLAIN = str.maketrans(
    {"ł": "l", "є": "е", "ґ": "г"} | dict.fromkeys(("’", "ʼ", "'", "\u00ad"), None)
)
"""Letters that are taken for others, and signs in the middle of a word: п’ять."""

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w+")


class Span(NamedTuple):
    """From where to where something is said in folded words."""

    start: int
    end: int


class Said:
    """What a text says, to be asked for many terms. The text is one of wagtail-localize's."""

    def __init__(self, text: str) -> None:
        self._folded = folded(unescape(_TAG.sub("", text)))
        self.firsts = {word[:FIRST] for word in _WORD.findall(self._folded)}

    def spans(self, term: str, language: str) -> list[Span]:
        """Where a term is said, its words one after another, each in any form."""
        pattern = _in_order(term, language)
        return [Span(*found.span()) for found in pattern.finditer(self._folded)] if pattern else []

    def says_all(self, term: str, language: str) -> bool:
        """Whether each word of a term is said somewhere: the order is free in some languages."""
        patterns = _each(term, language)
        return bool(patterns) and all(one.search(self._folded) for one in patterns)

    def says_nearly(self, term: str, language: str) -> bool:
        """Whether each word of a term may be said somewhere: by the letters with which it begins.

        That finds what changes in the middle (*świat*, *świecie*), and a part of a German compound.
        """
        return bool(term.strip()) and all(
            one.search(self._folded) for one in _beginnings(term, language)
        )


def folded(words: str) -> str:
    """Words without capitals and marks above or below letters; there is no *й* left either."""
    plain = unicodedata.normalize("NFKD", words.casefold().translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(REMEMBERED)
def firsts_of(term: str, language: str) -> frozenset[str]:
    """With which letters the first word of a term may begin, whatever its form."""
    words = _WORD.findall(folded(term))
    return frozenset(stem[:FIRST] for stem in _stems(words[0], language)) if words else frozenset()


@lru_cache(REMEMBERED)
def _in_order(term: str, language: str) -> re.Pattern[str] | None:
    words = [_forms(word, language) for word in _WORD.findall(folded(term))]
    phrase = r"\W+".join(words)
    return re.compile(rf"\b{phrase}\b") if words else None


@lru_cache(REMEMBERED)
def _each(term: str, language: str) -> tuple[re.Pattern[str], ...]:
    words = _WORD.findall(folded(term))
    return tuple(re.compile(rf"\b{_forms(word, language)}\b") for word in words)


@lru_cache(REMEMBERED)
def _beginnings(term: str, language: str) -> tuple[re.Pattern[str], ...]:
    words = _WORD.findall(folded(term))
    before = "" if language == "de" else r"\b"
    return tuple(
        re.compile(rf"{before}{re.escape(word[: max(FIRST, len(word) * 3 // 5)])}")
        for word in words
    )


def _forms(word: str, language: str) -> str:
    """A pattern of the forms of a folded word."""
    if len(word) < SHORTEST_STEM:
        return re.escape(word)
    stems = "|".join(map(re.escape, sorted(_stems(word, language), key=len, reverse=True)))
    endings = "|".join(sorted(_endings(language), key=len, reverse=True))
    return rf"(?:{re.escape(word)}|(?:{stems})(?:{endings})?)" if endings else re.escape(word)


@lru_cache
def _endings(language: str) -> frozenset[str]:
    return frozenset(map(folded, _ENDINGS.get(language, "").split()))


def _stems(word: str, language: str) -> set[str]:
    """What may be left of a folded word without its ending, and what becomes of that."""
    stems = {word, *_without_ending(word, language)}
    changed = {
        re.sub(pattern, by, stem)
        for stem in stems
        for pattern, by in _ALTERNATIONS.get(language, ())
    }
    return stems | {stem for stem in changed if len(stem) >= SHORTEST_STEM}


@lru_cache(REMEMBERED)
def stem_of(word: str, language: str) -> str:
    """What is left of a folded word without its longest ending: the same for many of its forms."""
    return min(_without_ending(word, language), key=len, default=word)


def _without_ending(word: str, language: str) -> Iterator[str]:
    for ending in _endings(language):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            yield word[: -len(ending)]
