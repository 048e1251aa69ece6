"""What was changed in a text, word by word; markup such as ``<a id="a1">`` counts as words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

REMEMBERED = 2_000
"""Texts that a process remembers as counted: one is compared with many."""

Kind = Literal["kept", "gone", "new"]
Part = tuple[Kind, str]

_TOKEN = re.compile(r"</?[a-zA-Z][^<>]*>|&#?\w+;|\w+|\s+|.", re.DOTALL)
_SAYS_SOMETHING = re.compile(r"[\w<]")


def differences(before: str, after: str) -> list[Part]:
    """What two texts have in common, what is gone and what is new, in the order of reading.

    What is kept and gone makes up the text of before, what is kept and new that of after.
    """
    return [*_joined(_told(before, after))]


def _told(before: str, after: str) -> Iterator[Part]:
    """Each difference; a comma between two of them belongs to both."""
    old, new = words_of(before), words_of(after)
    changes = _matcher(old, new).get_opcodes()
    for place, (operation, i1, i2, j1, j2) in enumerate(changes):
        gone, added = "".join(old[i1:i2]), "".join(new[j1:j2])
        is_between = 0 < place < len(changes) - 1
        if operation == "equal" and not (is_between and not _SAYS_SOMETHING.search(gone)):
            yield ("kept", gone)
            continue
        yield ("gone", gone)
        yield ("new", added)


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """The same with what is gone before what is new, and one part for each."""
    gone = new = kept = ""
    for kind, words in parts:
        if kind == "kept":
            yield from _filled(("kept", kept), ("gone", gone), ("new", new))
            gone = new = ""
            kept = words
        elif kind == "gone":
            gone += words
        else:
            new += words
    yield from _filled(("kept", kept), ("gone", gone), ("new", new))


def _filled(*parts: Part) -> Iterator[Part]:
    return (part for part in parts if part[1])


def as_html(parts: list[Part]) -> SafeString:
    """Differences as HTML, with ``<del>`` and ``<ins>``; markup of the texts is shown as it is."""
    told = {"kept": "{}", "gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
    return mark_safe("".join(format_html(told[kind], words) for kind, words in parts))  # noqa: S308


def likeness(before: str, after: str, *, over: float = 0.0) -> float:
    """How much of two texts is the same: 0 for nothing, 1 for all of it, by their letters.

    Blanks do not count. 0 where it is not more than ``over``, which is found out faster.
    """
    if not (letters := _letters(before) + _letters(after)):
        return float(before == after)
    old, new = _counted(before), _counted(after)
    if 2 * sum(len(word) * min(n, new[word]) for word, n in old.items()) / letters <= over:
        return 0.0
    words = words_of(before)
    blocks = _matcher(words, words_of(after)).get_matching_blocks()
    same = "".join(word for one in blocks for word in words[one.a : one.a + one.size])
    found = 2 * _letters(same) / letters
    return found if found > over else 0.0


def words_of(text: str) -> list[str]:
    """A text in pieces: words, tags, entities, blanks, and each other character."""
    return _TOKEN.findall(text)


def _letters(text: str) -> int:
    return sum(map(len, text.split()))


@lru_cache(REMEMBERED)
def _counted(text: str) -> Counter[str]:
    """How often a text says what, but for blanks."""
    return Counter(word for word in words_of(text) if not word.isspace())


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    # Blanks belong to the words beside them.
    return SequenceMatcher(str.isspace, old, new, autojunk=False)
