"""What somebody types, as a question that both databases understand alike.

All words must be there, each in any form; words in quotation marks one after another as they are
typed; a word with a minus before it must not be there. Nothing else has a meaning: any text is a
question or none. Words that hold others together (*in*, *und*) count only where there is no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from courtyard.text.analysis import Analyser, is_function_word, spelled, words_of

from .terms import PARTS, SCOPE

LONGEST = 200
"""Letters of a question."""

MOST_WORDS = 20
"""Further words of a question do not count."""

_PART = re.compile(r'(-?)"([^"]*)"|([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | {"\0": " "})

Matches = Literal["all", "words", "some"]
"""Whether an answer has all that was asked, all the words but not as a phrase, or some of them."""


@dataclass(frozen=True)
class Part:
    """A word, a phrase of several, or the beginning of a word; ``without`` says that it is not.

    A word is looked for in any form, or in this one alone.
    """

    words: tuple[str, ...]
    without: bool = False
    is_beginning: bool = False
    in_this_form: bool = False

    def terms(self, analyser: Analyser) -> list[str]:
        """By what a single word is found."""
        [word] = self.words
        if self.in_this_form:
            return [word]
        spellings = spelled(word, analyser.language)
        return list(
            dict.fromkeys(
                (*spellings, *(form for one in spellings for form in analyser.base_forms(one)))
            )
        )


@dataclass(frozen=True)
class Question:
    """The parts of what was typed, in order; without any nothing is found.

    Of a loose one any part that is wanted is enough; ``in_titles`` asks titles alone. ``spelling``
    says of folded words how they were typed.
    """

    parts: tuple[Part, ...]
    is_loose: bool = False
    in_titles: bool = False
    spelling: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked that could be found."""
        return all(part.without for part in self.parts)

    @property
    def wanted(self) -> list[str]:
        """The folded words that are looked for, those of phrases among them."""
        return [word for part in self.parts if not part.without for word in part.words]

    @property
    def words(self) -> list[str]:
        """The folded words that are looked for by themselves, each once."""
        single = (part for part in self.parts if not part.without and len(part.words) == 1)
        return list(dict.fromkeys(part.words[0] for part in single))

    def wider(self) -> Iterator[tuple[Question, Matches]]:
        """Questions that more answers, and what of this one each answer still has."""
        apart = replace(
            self,
            parts=tuple(
                Part((word,)) for part in self.parts if not part.without for word in part.words
            )
            + tuple(part for part in self.parts if part.without),
        )
        if apart.parts != self.parts:
            yield apart, "words"
        if len(apart.parts) > 1:
            yield replace(apart, is_loose=True), "some"

    def in_other_words(self, others: dict[str, str]) -> Question:
        """The same with some folded words replaced by others."""
        return Question(
            tuple(
                Part((others.get(part.words[0], part.words[0]),), part.without, part.is_beginning)
                if len(part.words) == 1
                else part
                for part in self.parts
            )
        )

    def for_database(self, analysers: Sequence[Analyser], vendor: str) -> str:
        """The text of the question: in each of several languages, or in one."""
        write = _tsquery if vendor == "postgresql" else _fts5
        if len(analysers) == 1:
            return write(self, analysers[0], scope=False)
        return " {} ".format("|" if vendor == "postgresql" else "OR").join(
            f"({write(self, one, scope=True)})" for one in analysers
        )

    def for_server(self, analysers: Sequence[Analyser]) -> dict[str, Any]:
        """The question in the language of Elasticsearch, in each of several languages."""
        return {"bool": {"should": [_bool(self, one) for one in analysers]}}


def read(typed: str, language: str, *, is_beginning: bool = False) -> Question:
    """What was typed in a language; ``is_beginning`` says that its last word may go on."""
    parts: list[Part] = []
    spelling: dict[str, str] = {}
    for found in _PART.finditer(typed.translate(_QUOTES)):
        minus, quoted, plain = found.groups()
        without = bool(minus) if plain is None else plain.startswith("-") and len(plain) > 1
        said = quoted if plain is None else plain
        spelling |= {word.folded: said[word.start : word.end] for word in words_of(said)}
        words = tuple(word.folded for word in words_of(said))
        if without and words:
            # Of a phrase, or a word with hyphens in it, the whole must not be there.
            parts.append(Part(words, without=True))
        elif plain is None and len(words) > 1:
            parts.append(Part(words))
        else:
            parts += [Part((word,)) for word in words]
    parts = parts[:MOST_WORDS]
    if is_beginning and parts and not typed[-1:].isspace() and len(parts[-1].words) == 1:
        parts[-1] = Part(parts[-1].words, parts[-1].without, is_beginning=True)
    telling = [part for part in parts if not _only_holds(part, language)]
    kept = telling if any(not part.without for part in telling) else parts
    return Question(tuple(kept), spelling=spelling)


def _only_holds(part: Part, language: str) -> bool:
    return (
        len(part.words) == 1
        and not (part.without or part.is_beginning)
        and is_function_word(part.words[0], language)
    )


def _fts5(question: Question, analyser: Analyser, *, scope: bool) -> str:
    """The question in the words of SQLite's FTS5."""

    def one(part: Part) -> str:
        if len(part.words) > 1:
            return '"' + " ".join(part.words) + '"'
        if part.is_beginning:
            return f'("{part.words[0]}" *)'
        return "(" + " OR ".join(f'"{term}"' for term in part.terms(analyser)) + ")"

    wanted = [one(part) for part in question.parts if not part.without]
    unwanted = [one(part) for part in question.parts if part.without]
    asked = (" OR " if question.is_loose else " AND ").join(wanted)
    if scope:
        asked = f'({asked}) AND "{SCOPE}{analyser.language}"'
    if question.in_titles:
        asked = f"{{title title_forms}} : ({asked})"
    return f"({asked}) NOT ({' OR '.join(unwanted)})" if unwanted else asked


def _tsquery(question: Question, analyser: Analyser, *, scope: bool) -> str:
    """The question as PostgreSQL's ``tsquery``."""

    def one(part: Part) -> str:
        # What must not be there must be nowhere.
        in_titles = question.in_titles and not part.without
        of_words, of_forms = (":A", ":B") if in_titles else ("", "")
        if len(part.words) > 1:
            return "(" + " <-> ".join(f"'{word}'{of_words}" for word in part.words) + ")"
        if part.is_beginning:
            return f"'{part.words[0]}':*{of_words.removeprefix(':')}"
        terms = (
            f"'{term}'{of_words if term[0].isalnum() else of_forms}"
            for term in part.terms(analyser)
        )
        return "(" + " | ".join(terms) + ")"

    wanted = [one(part) for part in question.parts if not part.without]
    asked = ["(" + (" | " if question.is_loose else " & ").join(wanted) + ")"]
    asked += [f"!{one(part)}" for part in question.parts if part.without]
    if scope:
        asked.append(f"'{SCOPE}{analyser.language}'")
    return " & ".join(asked)


# The title weighs most, and a word itself more than its base forms.
_WORDS = [f"{part}^{weight}" for part, weight in zip(PARTS, (10, 4, 2), strict=True)]
_FORMS = [f"{part}_forms^{weight}" for part, weight in zip(PARTS, (6, 3, 1), strict=True)]


def _bool(question: Question, analyser: Analyser) -> dict[str, Any]:
    """The question about texts in one language, in the words of Elasticsearch.

    Beginnings and titles alone are asked of the database.
    """

    def any_of(terms: Iterable[str], fields: list[str], kind: str) -> dict[str, Any]:
        return {"multi_match": {"query": " ".join(terms), "fields": fields, "type": kind}}

    def one(part: Part) -> dict[str, Any]:
        if len(part.words) > 1:
            return any_of(part.words, _WORDS, "phrase")
        terms = part.terms(analyser)
        words = [term for term in terms if term[0].isalnum()]
        forms = [term for term in terms if term not in words]
        both = ((words, _WORDS), (forms, _FORMS))
        return {"bool": {"should": [any_of(*either, "most_fields") for either in both]}}

    wanted = [one(part) for part in question.parts if not part.without]
    return {
        "bool": {
            "should": wanted,
            "minimum_should_match": 1 if question.is_loose else len(wanted),
            "must_not": [one(part) for part in question.parts if part.without],
            "filter": [{"term": {"scope": analyser.language}}],
        }
    }
