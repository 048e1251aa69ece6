"""The terms of the glossary in texts for translators, and whether translations keep to them.

Words are found in their forms by rules of thumb (``text.inflection``): a hint, never a fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from courtyard.models import GlossaryTerm
from courtyard.text.inflection import Said, Span, firsts_of

from . import freshness
from .texts import Text

INFLECTED = frozenset({"pl", "uk", "de"})
"""Languages in which a word that is rightly used may look little like its first form."""


@dataclass(frozen=True)
class Found:
    """A term that a text says, and the approved word for it in the language of the translation.

    ``is_kept`` is whether the translation says that word, which nothing does that is empty.
    """

    term: str
    approved: str
    note: str
    is_kept: bool


class Glossary:
    """The terms of one language with the approved words of another: one query."""

    def __init__(self, source: str, target: str) -> None:
        self.source, self.target = source, target
        self._by_first: dict[str, list[GlossaryTerm]] = defaultdict(list)
        known = GlossaryTerm.objects.filter(
            source__language_code=source, target__language_code=target
        )
        for one in known:
            for first in firsts_of(one.term, source):
                self._by_first[first].append(one)

    def terms_in(self, words: str, translation: str) -> list[Found]:
        """What of the glossary some words say, in their order; both as wagtail-localize has them.

        Of a term within a longer one the longer one counts: not *call* in *open call*.
        """
        if not self._by_first:
            return []
        there = Said(translation)
        return [
            Found(one.term, one.approved, one.note, self._is_kept(there, one.approved))
            for one in self._said(Said(words))
        ]

    def _is_kept(self, there: Said, approved: str) -> bool:
        """In languages whose words change within, it is enough that they begin alike."""
        if self.target in INFLECTED:
            return there.says_nearly(approved, self.target)
        return there.says_all(approved, self.target)

    def _said(self, text: Said) -> Iterator[GlossaryTerm]:
        candidates = {one.pk: one for first in text.firsts for one in self._by_first.get(first, ())}
        spans = [
            (span, one) for one in candidates.values() for span in text.spans(one.term, self.source)
        ]
        told = set()
        for span, one in sorted(spans, key=lambda said: (said[0].start, -said[0].end, said[1].pk)):
            if one.pk not in told and not _is_within_another(span, [other for other, _ in spans]):
                told.add(one.pk)
                yield one


def _is_within_another(span: Span, spans: Iterable[Span]) -> bool:
    return any(one != span and one.start <= span.start and span.end <= one.end for one in spans)


def found_in(texts: Sequence[Text], source: str, target: str) -> dict[int, list[Found]]:
    """The terms of each text that says some, by the primary key of its segment: one query.

    ``source`` and ``target`` are the codes of the languages. A page's own address says nothing.
    """
    glossary = Glossary(source, target)
    found = {
        one.segment: glossary.terms_in(one.words, one.translation)
        for one in texts
        if one.path != freshness.ADDRESS
    }
    return {segment: terms for segment, terms in found.items() if terms}
