"""Questions to the site's search, with what is relevant to each: judged by reading alone.

A page is relevant if it says what is asked for in the words of the question, in whatever form:
inflected, as a part of a compound, or as the other gender of a word for a person. A derived word
(a bindery, where a binder is asked for) counts where the page is about what is sought, not where
it is merely mentioned. What is put in quite different words does not count. Grades: 3 is what is
sought, 2 is clearly about it, 1 mentions it usefully. Only pages in the language of the question
count, and everything that a reader sees of them: title, summary, text, terms, people.

A page is named as in the demonstration's content files, or by its document in ``corpus.toml``
after ``corpus/``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from config.demo import content

from . import corpus

FILE = Path(__file__).with_name("labelled.json")
KINDS = ("plain", "inflected", "without_diacritics", "typo", "phrase", "name", "multiword")


@dataclass(frozen=True)
class Labelled:
    """A question: its language, what is hard in it, what is typed, and grades by page."""

    language: str
    kind: str
    words: str
    relevant: Mapping[str, int]

    @property
    def keys(self) -> dict[UUID, int]:
        """The grades by translation key."""
        return {key_of(name): grade for name, grade in self.relevant.items()}


def read() -> list[Labelled]:
    """All questions, in the order of the file."""
    return [Labelled(**one) for one in json.loads(FILE.read_text(encoding="utf-8"))]


def key_of(name: str) -> UUID:
    """The translation key of a page that is named in the questions."""
    if name.startswith(corpus.PREFIX):
        return corpus.key_of(name.removeprefix(corpus.PREFIX))
    return content.key_of("page", name)
