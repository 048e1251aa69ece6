"""What may have been meant where nothing is found: words of the site much like those typed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from django.db.models import IntegerField, Max, QuerySet, Value
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from courtyard.publications.reading import Reader

from .answering import answering, asked_of_database
from .asking import Part, Question
from .models import Vocable

SHORTEST = 4
"""Letters of a word that may be mistyped."""

LONG = 8
"""From so many letters on two of them may be wrong."""

CANDIDATES = 6
"""Words that are tried in place of one."""

MOST_WORDS = 6
ATTEMPTS = 3


class _Known:
    """The words of a language as a process remembers them: they only ever become more."""

    def __init__(self) -> None:
        self.last = 0
        self.shown: dict[str, str] = {}


_known: dict[int, _Known] = {}
_lock = Lock()


def _words(locale: int) -> Mapping[str, str]:
    """How the folded words of a language are shown."""
    rows = Vocable.objects.filter(locale=locale)
    last = rows.aggregate(last=Max("pk"))["last"] or 0
    with _lock:
        known = _known.setdefault(locale, _Known())
        if known.last > last:
            # They have been written anew.
            known = _known[locale] = _Known()
        if known.last < last:
            new = rows.filter(pk__gt=known.last).values_list("pk", "folded", "shown")
            for key, folded, shown in new.order_by("pk"):
                known.shown[folded] = shown
                known.last = key
        return known.shown


def corrected(
    reader: Reader, question: Question, languages: list[str]
) -> Iterator[tuple[Question, str]]:
    """Questions that may have been meant, the likeliest first, with their words to show.

    Only words are taken that something public has: what is hidden changes no answer.
    """
    def public(words: list[str]) -> set[str]:
        """Those of some words that something public has."""
        texts = {
            f"word_{at}": asked_of_database(Question((Part((word,)),)), languages)
            for at, word in enumerate(words)
        }

        def make(reader: Reader, slots: Mapping[str, Any]) -> QuerySet[Any, Any]:
            parts = [
                answering(reader, slots[name], {}, everywhere=len(languages) > 1).values(
                    number=Value(at, output_field=IntegerField())
                )
                for at, name in enumerate(texts)
            ]
            first, *others = (_any_of(part) for part in parts)
            return first.union(*others, all=True) if others else first

        rows = reader.ask(("search: known", len(words), len(languages) > 1), make, **texts)
        return {words[row["number"]] for row in rows}

    typed = question.words[:MOST_WORDS]
    if not typed:
        return
    shown: dict[str, str] = {}
    for code in languages:
        shown |= _words(reader.sites.languages[code].locale_id)
    unknown = [word for word in typed if len(word) >= SHORTEST]
    unknown = [word for word in unknown if word not in public(unknown)] if unknown else []
    if not unknown:
        return
    choices = {word: _like(word, shown) for word in unknown}
    all_choices = list(dict.fromkeys(one for found in choices.values() for one in found))
    there = public(all_choices) if all_choices else set()
    left = {word: [one for one in found if one in there] for word, found in choices.items()}
    if not all(left.values()):
        return
    for chosen in itertools.islice(itertools.product(*left.values()), ATTEMPTS):
        instead = dict(zip(left, chosen, strict=True))
        other = question.in_other_words(instead)
        yield other, " ".join(_shown(part, shown) for part in other.parts)


def _like(word: str, known: Mapping[str, str]) -> list[str]:
    """The known words that differ little from one, the likest first."""
    most = 2 if len(word) >= LONG else 1
    found = process.extract(
        word,
        known.keys(),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=most,
        limit=4 * CANDIDATES,
    )
    ordered = sorted(found, key=lambda one: (one[1], one[0][0] != word[0], one[0]))
    return [one for one, _distance, _at in ordered][:CANDIDATES]


def _shown(part: Part, shown: Mapping[str, str]) -> str:
    words = " ".join(shown.get(word, word) for word in part.words)
    words = f'"{words}"' if len(part.words) > 1 else words
    return f"-{words}" if part.without else words


def _any_of(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row where there is any; SQLite takes no limit in a part of a union."""
    return rows.distinct()
