"""Freshness: how what a translation says stands to what its original says now.

Words are compared by fingerprints. An original knows since when it has said its present words,
and which ones it said before; a translation knows which words of its original it says, how many
texts these are, how many of them are translated, and how many a machine has translated and
nobody has read. Dates, sums and other facts are no words: they are the same in every language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any, Literal, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import ngettext
from wagtail.models import Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.strings import StringValue

State = Literal["original", "current", "partial", "outdated", "machine", "fallback", "missing"]
"""How a page can be read in a language.

``partial``: published although texts of it are not translated; ``outdated``: the original says
other words now; ``machine``: translated by a machine and read by nobody yet; ``fallback``: shown
in another language; ``missing``: not to be read at all.
"""

REMEMBERED = 100
"""How many of its former words an original knows."""

ADDRESS = "slug"
"""A part of a page's address is no word: readers of the page do not read it."""


class Basis(TypedDict):
    """Which words of its original a page says.

    ``words`` is their fingerprint; of ``texts`` in them so many are ``translated``, and of these
    so many are a ``machine``'s: those of ``marks`` (``mark_of``). ``anyway``: an editor has chosen
    to publish it as it is. ``left_out`` are fingerprints of what it has said to the public and
    left out with its original since (``arranging``).
    """

    words: str
    texts: int
    translated: int
    machine: int
    anyway: bool
    marks: NotRequired[list[Mark]]
    left_out: NotRequired[list[str]]


Mark = list[Any]
"""A text that a machine has written: the primary key of its words, its path, a fingerprint."""


Wording = Sequence[str]
"""The fingerprint of what an original has said, and since when (ISO 8601)."""


@dataclass(frozen=True)
class Freshness:
    """What is stored of it with a publication; ``outdated_since`` is an aware moment or None."""

    words: str = ""
    texts: int = 0
    translated: int = 0
    unreviewed: int = 0
    outdated_since: dt.datetime | None = None


# Words


def words_of(page: Page) -> str:
    """The fingerprint of the words of a page as it is in memory."""
    return _fingerprint(texts_in(page))


def texts_in(page: Page) -> Iterator[tuple[str, str]]:
    """The texts that translators would get of a page, in their order, each with its path."""
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            yield segment.path, segment.string.data


def words_of_source(source: TranslationSource) -> str:
    """The fingerprint of the words that are given to translators."""
    segments = source.stringsegment_set.order_by()
    return _fingerprint(segments.values_list("context__path", "string__data"))


def words_of_sources(sources: Iterable[int]) -> dict[int, str]:
    """The same for many sources, given and told by primary key: one query."""
    words: dict[int, list[tuple[str, str]]] = {key: [] for key in sources}
    segments = StringSegment.objects.filter(source__in=words).order_by()
    for key, path, text in segments.values_list("source", "context__path", "string__data"):
        words[key].append((path, text))
    return {key: _fingerprint(said) for key, said in words.items()}


def _fingerprint(words: Iterable[tuple[str, str]]) -> str:
    """By the field that each stands in: a block that is moved in it says what it said before."""
    lines = sorted(f"{path.split('.')[0]}\0{text}" for path, text in words if path != ADDRESS)
    return blake2s("\1".join(lines).encode(), digest_size=16).hexdigest()


# What an original has said


def present(wordings: Sequence[Wording]) -> str:
    """The fingerprint of what an original says now; "" where it has never been public."""
    return wordings[-1][0] if wordings else ""


def with_words(wordings: Sequence[Wording], words: str) -> list[Wording]:
    """What an original has said, its words of this moment included."""
    if present(wordings) == words:
        return [*wordings]
    return [*wordings, [words, timezone.now().isoformat()]][-REMEMBERED:]


def outdated_since(words: str, wordings: Sequence[Wording]) -> dt.datetime | None:
    """Since when an original has said other words than these, as an aware moment.

    None while it says them. Where it has never said them, since it was public.
    """
    if not words or present(wordings) in ("", words):
        return None
    since = wordings[0][1]
    for before, after in zip(wordings, wordings[1:], strict=False):
        if before[0] == words:
            since = after[1]
    return dt.datetime.fromisoformat(since)


# What a translation says


_basis: ContextVar[Basis | None] = ContextVar("courtyard_basis", default=None)
_left_out: ContextVar[Sequence[str]] = ContextVar("courtyard_left_out", default=())


@contextmanager
def saying(translation: Translation, *, anyway: bool) -> Iterator[None]:
    """Drafts of a page that are saved in here say what has been translated by now."""
    basis = basis_of(translation, anyway=anyway)
    if left_out := _left_out.get():
        basis["left_out"] = [*left_out]
    token = _basis.set(basis)
    try:
        yield
    finally:
        _basis.reset(token)


@contextmanager
def leaving_out(fingerprints: Sequence[str]) -> Iterator[None]:
    """Drafts that are made of a translation's texts in here remember what the page says no more."""
    token = _left_out.set(fingerprints)
    try:
        yield
    finally:
        _left_out.reset(token)


def basis_of(translation: Translation, *, anyway: bool = False) -> Basis:
    """Which words of its source a translation says at the moment."""
    translated = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=translation.target_locale_id,
        has_error=False,
    )
    by_machine = translated.filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    counts = (
        StringSegment.objects.filter(source=translation.source_id)
        .annotate(is_translated=Exists(translated), is_by_machine=Exists(by_machine))
        .aggregate(
            texts=Count("pk"),
            translated=Count("pk", filter=Q(is_translated=True)),
            machine=Count("pk", filter=Q(is_by_machine=True) & ~Q(context__path=ADDRESS)),
        )
    )
    basis = Basis(
        words=words_of_source(translation.source),
        texts=counts["texts"],
        translated=counts["translated"],
        machine=counts["machine"],
        anyway=anyway,
    )
    if counts["machine"]:
        of_machine = StringSegment.objects.filter(
            Exists(by_machine), source=translation.source_id
        ).exclude(context__path=ADDRESS)
        said = of_machine.annotate(said=Subquery(by_machine.values("data")[:1])).order_by("order")
        basis["marks"] = [
            mark_of(*row) for row in said.values_list("string", "context__path", "said")
        ]
    return basis


def mark_of(string: int, path: str, said: str) -> Mark:
    """How a machine's text is known: words by primary key, path, and what was made of them."""
    return [string, path, fingerprint_of(said)]


def fingerprint_of(text: str) -> str:
    """What readers read of a text: links are counted anew wherever they have another order."""
    read = " ".join(str(StringValue(text).render_text()).split())
    return blake2s(read.encode(), digest_size=8).hexdigest()


def still_said(basis: Basis | None, page: Page) -> Basis | None:
    """The basis of a page that somebody writes by hand: without a machine's texts that are gone."""
    if basis is None or not basis["machine"] or "marks" not in basis:
        return basis
    said = {fingerprint_of(text) for _path, text in texts_in(page)}
    return with_marks(basis, [mark for mark in basis["marks"] if mark[2] in said])


def with_marks(basis: Basis, marks: list[Mark]) -> Basis:
    """A basis with some of a machine's texts."""
    return Basis(**{**basis, "machine": len(marks), "marks": marks})


def being_said() -> Basis | None:
    """The basis of what is saved at the moment out of what translators have written."""
    return _basis.get()


def basis_of_draft(page: Any, original: Any) -> Basis | None:
    """The basis of a page that is about to be saved as a draft; None of an original.

    What is written by hand keeps the one that it has: whether it says what the original says by
    now, its editor alone knows. One that has none is written anew, by somebody who has the
    original's words before them. ``original`` is a row of ``facts.originals_of``; None where it
    has been deleted.
    """
    if original is None:
        return being_said() or still_said(page.basis, page)
    if original.pk == page.pk:
        return None
    written = still_said(page.basis, page)
    return being_said() or written or by_hand(present_words(original))


def whole(basis: Basis | None) -> Basis | None:
    """The basis of what an editor writes without an original: nothing is missing in it any more.

    Which words it said is remembered: another page may become the original of both.
    """
    return Basis(**{**basis, "translated": basis["texts"]}) if basis else None


def by_hand(words: str) -> Basis:
    """The basis of a page that says all of some words, given by their fingerprint."""
    return Basis(words=words, texts=0, translated=0, machine=0, anyway=False)


def untranslated(page: Page, original: Any) -> Basis:
    """The basis of a page that holds another language's texts, to be translated.

    ``original`` is None where it has been deleted.
    """
    texts = [*texts_in(page)]
    words = _fingerprint(texts) if original is None else present_words(original)
    return Basis(words=words, texts=len(texts), translated=0, machine=0, anyway=False)


def present_words(original: Any) -> str:
    """The fingerprint of what an original says now, or would say if it were public."""
    return present(original.original_wordings) or words_of(original)


def says(basis: Basis | None, words: str) -> bool:
    """Whether all of some words are said, and read by somebody; so is what nobody has compared."""
    if basis is None:
        return True
    return basis["words"] == words and is_complete(basis) and not basis["machine"]


def say(page: Any, original: Any, words: str) -> None:
    """Let a translation say words of its original, as its editor assures.

    They are given by their fingerprint. Nothing happens where the original has never said them.
    """
    known = {present_words(original), *(one[0] for one in original.original_wordings)}
    if words in known:
        page.basis = by_hand(words)


def is_complete(basis: Basis) -> bool:
    """Whether all texts are translated."""
    return basis["translated"] >= basis["texts"]


SAYS_ORIGINAL = "says_original"
"""The field of the page's form in which an editor says that a translation is complete."""


def check(page: Any) -> None:
    """Raises ValidationError where texts of a translation are missing and nobody chose so."""
    basis: Basis | None = page.basis
    missing = basis["texts"] - basis["translated"] if basis and not basis["anyway"] else 0
    if missing > 0:
        told = ngettext(
            "%(number)d text is not translated yet.",
            "%(number)d texts are not translated yet.",
            missing,
        )
        raise ValidationError({SAYS_ORIGINAL: told % {"number": missing}})


def of(page: Any, original: Any) -> Freshness:
    """The freshness of a page; ``original`` is a row of ``facts.originals_of``, or None.

    An alias is as fresh as the page that it copies.
    """
    if original is None or original.pk == page.pk:
        return Freshness(words=words_of(page))
    speaking = page.alias_of.specific if page.alias_of_id else page
    basis: Basis | None = None if speaking.pk == original.pk else speaking.basis
    if basis is None:
        return Freshness()
    return Freshness(
        words=basis["words"],
        texts=basis["texts"],
        translated=basis["translated"],
        unreviewed=basis["machine"],
        outdated_since=outdated_since(basis["words"], original.original_wordings),
    )


# What readers are told

COLUMNS = ("texts", "translated", "unreviewed", "outdated_since")
"""What is read of a publication for it."""


def state(row: Mapping[str, Any]) -> State:
    """The state of a page in its own language; ``row`` holds ``COLUMNS`` and ``is_original``."""
    if row["is_original"]:
        return "original"
    if row["translated"] < row["texts"]:
        return "partial"
    if row["outdated_since"]:
        return "outdated"
    return "machine" if row["unreviewed"] else "current"
