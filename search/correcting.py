"""What may have been meant where nothing is found: words of the site much like those typed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
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
"""Public words that are tried in place of one."""

MOST_WORDS = 6
ATTEMPTS = 3


def _near(
    words: Iterable[str], locales: Iterable[int], public: Callable[[list[str]], set[str]]
) -> dict[str, dict[str, str]]:
    """The public words that may be meant by each of some folded words, with how they are shown.

    The likest come first. Most mistakes leave the first letter; only where no public word with it
    is like enough all are read.
    """
    found: dict[str, dict[str, str]] = {word: {} for word in words}
    known: Any = Vocable.objects.filter(locale__in=locales).annotate(length=Length("folded"))
    for is_wide in (False, True):
        shown: dict[str, str] = {}
        waiting: dict[str, list[str]] = {}
        for word in (word for word, near in found.items() if not near):
            most = _mistakes(word)
            rows = known.filter(length__gte=len(word) - most, length__lte=len(word) + most)
            rows = rows if is_wide else rows.filter(folded__startswith=word[0])
            some = dict(rows.values_list("folded", "shown"))
            waiting[word] = _like(word, some)
            shown |= {one: some[one] for one in waiting[word]}
        # As many are tried as it takes: words that are hidden must not take the place of others.
        while any(waiting.values()):
            there = public(list({one for like in waiting.values() for one in like[:CANDIDATES]}))
            for word, like in waiting.items():
                found[word] |= {one: shown[one] for one in like[:CANDIDATES] if one in there}
                waiting[word] = like[CANDIDATES:] if len(found[word]) < CANDIDATES else []
    return found


def _mistakes(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def corrected(
    reader: Reader, question: Question, languages: list[str]
) -> Iterator[tuple[Question, str]]:
    """Questions that may have been meant, the likeliest first, with their words to show.

    Only words are taken that something public has: what is hidden changes no answer.
    """

    def public(words: list[str], *, in_this_form: bool) -> set[str]:
        """Those of some words that something public has, in any form or in this one alone."""
        parts = (Part((word,), in_this_form=in_this_form) for word in words)
        texts = {
            f"word_{at}": asked_of_database(Question((part,)), languages)
            for at, part in enumerate(parts)
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
    if unknown:
        there = public(unknown, in_this_form=False)
        unknown = [word for word in unknown if word not in there]
    if not unknown:
        return
    locales = [reader.sites.languages[code].locale_id for code in languages]
    near = _near(unknown, locales, partial(public, in_this_form=True))
    if not all(near.values()):
        return
    shown = {one: said for like in near.values() for one, said in like.items()}
    shown = {**question.spelling, **shown}
    for chosen in itertools.islice(itertools.product(*near.values()), ATTEMPTS):
        instead = dict(zip(near, chosen, strict=True))
        other = question.in_other_words(instead)
        yield other, " ".join(_shown(part, shown) for part in other.parts)


def _like(word: str, known: Mapping[str, str]) -> list[str]:
    """The known words that differ little from one, the likest first."""
    found = process.extract(
        word,
        known.keys(),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=_mistakes(word),
        limit=None,
    )
    ordered = sorted(found, key=lambda one: (one[1], one[0][0] != word[0], one[0]))
    return [one for one, _distance, _at in ordered]


def _shown(part: Part, shown: Mapping[str, str]) -> str:
    words = " ".join(shown.get(word, word) for word in part.words)
    words = f'"{words}"' if len(part.words) > 1 else words
    return f"-{words}" if part.without else words


def _any_of(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row where there is any; SQLite takes no limit in a part of a union."""
    return rows.distinct()
