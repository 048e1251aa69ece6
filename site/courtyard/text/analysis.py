"""What a text is found by: its words, folded, and the base forms that they may be forms of.

Both a text and a question go through the same analysis. A word is folded first, so that one typed
without its marks is the same (*lodz* and *Łódź*); its base forms come from a dictionary of its
language, whose words are folded too (*rezydencje* and *rezydencja*). A word that no dictionary has,
such as a name, is known by what is left of it without its ending.

The dictionaries are simplemma's (MIT). Read as they come they would take seconds and hundreds of
megabytes of each process. ``compile_dictionary`` makes a file of each, which processes share and
which is read where it lies on the disk.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie
from simplemma.strategies.dictionaries import frontcode
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES
from simplemma.strategies.dictionaries.stream_dictionary_factory import StreamMap

from .inflection import folded, stem_of

FORM = "1"
"""Names files by how they are written, so that none of another form is taken for one."""

SHORTEST_PART = 4
"""Letters of a part of a compound."""

_JOINTS = ("", "s", "n", "en", "es", "er")
"""What stands between the parts of German compounds."""

LONGEST = 60
"""Letters of a word that count."""

_WORD = re.compile(r"\w+(?:['’ʼ\u00ad]\w+)*")
_GERMAN = (("ae", "a"), ("oe", "o"), ("ue", "u"))
"""How letters are written in German where there are no dots."""

LEMMA = "≈"
STEM = "†"
"""With what base forms and stems begin, so that no word is taken for one."""

_FUNCTION_WORDS = {
    "en": "a an and are as at be by for from how in is it of on or that the this to what where"
    " which who with",
    "de": "als am an auf aus bei das dem den der des die ein eine einem einen einer eines für im in"
    " ist mit nach oder sind über um und vom von was wer wie wo zu zum zur",
    "pl": "a albo dla do gdzie i jak jaka jaki jakie jest kto lub na nad o od oraz po pod przez"
    " przy są się to u w we z za ze że co czy",
    "uk": "а або в від де для до з за зі і й із ким коли на над о по під при про та у хто це чи що"
    " як який яка які є",
}


class Word(NamedTuple):
    """A word of a text: where it stands, and how it reads without capitals and marks."""

    start: int
    end: int
    folded: str


class MissingDictionary(LookupError):
    """There is no compiled dictionary of a language in the folder."""


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in _WORD.finditer(text):
        word = _letters(folded(found.group()))[:LONGEST]
        if word:
            yield Word(found.start(), found.end(), word)


def _letters(word: str) -> str:
    """A folded word without what is no letter or digit: databases read other signs as theirs."""
    return word if word.isalnum() else "".join(filter(str.isalnum, word))


def spelled(word: str, language: str) -> list[str]:
    """A folded word that was typed, and how else it may have been meant: *ue* for *ü*."""
    plain = word
    if language.split("-")[0] == "de":
        for typed, meant in _GERMAN:
            plain = plain.replace(typed, meant)
    return list(dict.fromkeys((word, plain)))


def is_function_word(word: str, language: str) -> bool:
    """Whether a folded word only holds others together, such as *in* and *und*."""
    return word in _function_words(language.split("-")[0])


@lru_cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(map(folded, _FUNCTION_WORDS.get(language, "").split()))


class Analyser:
    """Analyses words of one language by the dictionary in a folder, or without one."""

    def __init__(self, language: str, folder: Path | None = None) -> None:
        self.language = language.split("-")[0]
        self._trie: marisa_trie.BytesTrie | None = None
        if folder is not None and has_dictionary(language):
            path = dictionary_path(language, folder)
            if not path.exists():
                raise MissingDictionary(language)
            self._trie = marisa_trie.BytesTrie()
            self._trie.mmap(str(path))
        self.base_forms = lru_cache(20_000)(self._base_forms)
        """The base forms and the stem of a folded word, each with its sign before it."""
        self.said_by = lru_cache(20_000)(self._said_by)
        """The same with those of the parts of a compound: by them it is found too."""

    def lemmas(self, word: str) -> list[str]:
        """What a folded word may be a form of; nothing where no dictionary has it."""
        if self._trie is None:
            return []
        lemmas = []
        for rule in self._trie.get(word) or ():
            cut, added = rule[0], rule[1:].decode()
            lemmas.append(_letters((word[: len(word) - cut] if cut else word) + added))
        return sorted(set(lemmas))

    def _said_by(self, word: str) -> tuple[str, ...]:
        parts = (form for part in self.parts(word) for form in self.base_forms(part))
        return tuple(dict.fromkeys((*self.base_forms(word), *parts)))

    def parts(self, word: str) -> list[str]:
        """The two parts of a folded German compound, the last one as long as can be.

        Nothing where no dictionary has both: *Künstlerresidenzen* are *residenzen* of *künstler*.
        """
        if self.language != "de" or self._trie is None:
            return []
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            head, tail = word[:at], word[at:]
            if tail not in self._trie:
                continue
            for joint in _JOINTS:
                first = head.removesuffix(joint) if joint else head
                if len(first) >= SHORTEST_PART and head.endswith(joint) and first in self._trie:
                    return [first, tail]
        return []

    def _base_forms(self, word: str) -> tuple[str, ...]:
        return (
            *(LEMMA + lemma for lemma in self.lemmas(word)),
            STEM + stem_of(word, self.language),
        )


def has_dictionary(language: str) -> bool:
    """Whether simplemma knows a language."""
    return language.split("-")[0] in SUPPORTED_LANGUAGES


def dictionary_path(language: str, folder: Path) -> Path:
    """Where the compiled dictionary of a language lies, or would lie."""
    return folder / f"{language.split('-')[0]}.{FORM}.trie"


def compile_dictionary(language: str, folder: Path) -> Path:
    """Compile the dictionary of a language that simplemma knows; gives the file.

    Takes up to half a minute and 400 MB for a language of many forms, such as Polish.
    """
    path = dictionary_path(language, folder)
    folder.mkdir(parents=True, exist_ok=True)
    trie = marisa_trie.BytesTrie(_rules(language.split("-")[0]))
    handle, name = tempfile.mkstemp(dir=folder, prefix=path.name)
    os.close(handle)
    try:
        trie.save(name)
        # Whoever compiles it, all processes of the site read it.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _rules(language: str) -> Iterator[tuple[str, bytes]]:
    """Each folded form with how its base form is made of it: how much is cut off, what is added.

    Thousands of words share a rule, which is what makes the file small.
    """
    # What the public mapping gives one by one takes three times as long as reading the stream.
    stream = StreamMap(language)
    is_reversed, _count, begin = frontcode._read_header(stream._data)
    for _start, form, lemma in frontcode._iter_records(stream._data, begin):
        if is_reversed:
            form, lemma = form[::-1], lemma[::-1]
        word, base = _plain(form.decode()), _plain(lemma.decode())
        shared = len(os.path.commonprefix((word, base)))
        yield word, bytes([min(len(word) - shared, 255)]) + base[shared:].encode()


def _plain(word: str) -> str:
    return word.lower() if word.isascii() else folded(word)
