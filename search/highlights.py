"""The part of a text that a result shows, with what was searched for marked in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.html import escape

from courtyard.text.analysis import Analyser, Word, words_of

from .asking import Question

LENGTH = 240
"""Letters of a part of a text."""

BEFORE = 60
"""Letters of it before the first word that is marked."""


def marked(text: str, question: Question, analyser: Analyser) -> str:
    """A text as HTML, with the words in ``<mark>`` by which it is found."""
    return _marked(text, _found(text, _sought(question, analyser), analyser))


def excerpt(lines: Sequence[str], question: Question, analyser: Analyser) -> str:
    """The part of some lines that has the most of what was searched for, as ``marked`` gives it.

    The beginning where nothing of it is there.
    """
    sought = _sought(question, analyser)
    best: tuple[int, str, list[Word]] = (0, "", [])
    for line in lines:
        found = _found(line, sought, analyser)
        kinds = len({word.folded for word in found})
        if kinds > best[0]:
            best = (kinds, line, found)
    _kinds, line, found = best
    if not found:
        line = next((one for one in lines if one.strip()), "")
    begin = 0
    if found and len(line) > LENGTH:
        begin = _begin_of_word(line, _densest(found) - BEFORE)
    end = _end_of_word(line, begin + LENGTH)
    shown = [
        Word(word.start - begin, word.end - begin, word.folded)
        for word in found
        if word.start >= begin and word.end <= end
    ]
    part = _marked(line[begin:end].rstrip(), shown)
    return ("… " if begin else "") + part + (" …" if end < len(line) else "")


def _sought(question: Question, analyser: Analyser) -> frozenset[str]:
    """The terms of all words that are searched for."""
    wanted = [part for part in question.parts if not part.without]
    phrases = {word for part in wanted if len(part.words) > 1 for word in part.words}
    single = {term for part in wanted if len(part.words) == 1 for term in part.terms(analyser)}
    return frozenset(phrases | single)


def _found(text: str, sought: Collection[str], analyser: Analyser) -> list[Word]:
    return [
        word
        for word in words_of(text)
        if word.folded in sought or any(one in sought for one in analyser.said_by(word.folded))
    ]


def _densest(found: Sequence[Word]) -> int:
    """Where the part begins that holds the most different words."""

    def held(first: Word) -> int:
        within = (one for one in found if first.start <= one.start < first.start + LENGTH - BEFORE)
        return len({one.folded for one in within})

    return max(found, key=held).start


def _marked(text: str, found: Sequence[Word]) -> str:
    pieces, at = [], 0
    for word in found:
        said = escape(text[word.start : word.end])
        pieces += [escape(text[at : word.start]), f"<mark>{said}</mark>"]
        at = word.end
    return "".join([*pieces, escape(text[at:])])


def _begin_of_word(line: str, at: int) -> int:
    if at <= 0:
        return 0
    return line.find(" ", at) + 1


def _end_of_word(line: str, at: int) -> int:
    if at >= len(line):
        return len(line)
    space = line.rfind(" ", 0, at)
    return space if space > 0 else at
