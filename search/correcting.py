"""What may have been meant where nothing is found: words of the site much like those typed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Length
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


def _near(words: Iterable[str], locales: Iterable[int]) -> dict[str, dict[str, str]]:
    """The known words that may be meant by each of some folded words, with how they are shown.

    Most mistakes leave the first letter; only where no word with it is like enough all are read.
    """
    found: dict[str, dict[str, str]] = {}
    known: Any = Vocable.objects.filter(locale__in=locales).annotate(length=Length("folded"))
    for word in words:
        most = _mistakes(word)
        rows = known.filter(length__gte=len(word) - most, length__lte=len(word) + most)
        for some in (rows.filter(folded__startswith=word[0]), rows):
            shown = dict(some.values_list("folded", "shown"))
            if like := _like(word, shown):
                found[word] = {one: shown[one] for one in like}
                break
    return found


def _mistakes(word: str) -> int:
    return 2 if len(word) >= LONG else 1


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
    unknown = [word for word in typed if len(word) >= SHORTEST]
    unknown = [word for word in unknown if word not in public(unknown)] if unknown else []
    if not unknown:
        return
    locales = [reader.sites.languages[code].locale_id for code in languages]
    choices = _near(unknown, locales)
    shown = {one: said for near in choices.values() for one, said in near.items()}
    there = public(list(shown)) if shown else set()
    left = {word: [one for one in choices.get(word, ()) if one in there] for word in unknown}
    if not all(left.values()):
        return
    for chosen in itertools.islice(itertools.product(*left.values()), ATTEMPTS):
        instead = dict(zip(left, chosen, strict=True))
        other = question.in_other_words(instead)
        yield other, " ".join(_shown(part, shown) for part in other.parts)


def _like(word: str, known: Mapping[str, str]) -> list[str]:
    """The known words that differ little from one, the likest first."""
    found = process.extract(
        word,
        known.keys(),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=_mistakes(word),
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
