"""Bringing translations from a file: what would come of each text, and then the change itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import DraftStateMixin, Locale, Page, Site
from wagtail_localize.models import (
    String,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)

from courtyard.confirmations import key_of
from courtyard.publications.stored import Original
from courtyard.text.differences import likeness

from . import approving, facts, sources
from .confirming import confirmed_in
from .faults import faults_in, hard_faults_in
from .places import place_of
from .po import Entry, Fault, File, Unreadable, fingerprint
from .texts import ALIKE, Text, Where, keep, keep_words, texts_of

Outcome = Literal[
    "conflict",
    "broken",
    "refused",
    "unknown",
    "obsolete",
    "moved",
    "fuzzy",
    "empty",
    "applied",
    "unchanged",
]

OUTCOMES: dict[Outcome, Any] = {
    "conflict": gettext_lazy("translated otherwise here"),
    "broken": gettext_lazy("broken"),
    "refused": gettext_lazy("refused"),
    "unknown": gettext_lazy("unknown here"),
    "obsolete": gettext_lazy("no longer in the original"),
    "moved": gettext_lazy("at another place now"),
    "fuzzy": gettext_lazy("marked as unfinished"),
    "empty": gettext_lazy("left empty"),
    "applied": gettext_lazy("applied"),
    "unchanged": gettext_lazy("unchanged"),
}
"""What may come of a text: first what somebody has to look at."""

TOOL = "PO"
"""Which tool has brought a translation, in the words of wagtail-localize."""

AT_ONCE = 500
"""How many things are asked for in one query."""

NO_SUCH_PAGE = gettext_lazy("There is no such page in this language.")

MayWrite = Callable[[Translation], str]
"""Why somebody may not write a translation; "" where they may."""


@dataclass(frozen=True)
class Row:
    """What comes of one text of a file.

    ``theirs`` is the translation that stands here, ``ours`` that of the file; ``why`` says more.
    ``names`` are those of its place, ``language`` is that of the words. It is written to ``where``
    in the language of ``translation``, a primary key; nothing is where that is None.
    """

    line: int
    outcome: Outcome
    page: UUID | None
    title: str
    words: str
    theirs: str
    ours: str
    names: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    translation: int | None = None
    where: Where | None = None
    path: str = ""
    language: str = ""

    @property
    def tick(self) -> str:
        """What is sent to decide a conflict for the file: it says what was to be seen of it."""
        return f"{self.line}:{fingerprint(self.theirs)}"


@dataclass
class Report:
    """What comes of a file, row by row, and what of it could not be read."""

    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows have which outcome; only those that there are, in their order."""
        counted = dict.fromkeys(OUTCOMES, 0)
        for row in self.rows:
            counted[row.outcome] += 1
        return {outcome: number for outcome, number in counted.items() if number}

    def of(self, *outcomes: Outcome) -> list[Row]:
        """The rows with some outcomes."""
        return [row for row in self.rows if row.outcome in outcomes]


def locale_of(file: File) -> Locale:
    """The language into which a file translates.

    Raises Unreadable where it is of another project, or of a language that is not there.
    """
    if file.stock:
        translation = Translation.objects.filter(uuid=_uuid(file.stock)).first()
        if translation is None:
            raise Unreadable(_("The file was exported from another site, or of what is gone."))
        return translation.target_locale
    known = Site.objects.values_list("root_page__translation_key", flat=True)
    if file.project not in {str(key) for key in known}:
        raise Unreadable(_("The file was not exported from this site."))
    locales: dict[str, Locale] = {one.language_code.lower(): one for one in Locale.objects.all()}
    if file.language in locales:
        return locales[file.language]
    told = _("The file is in a language that is none of this site: %(language)s.")
    raise Unreadable(told % {"language": file.language or "–"})


def _uuid(text: str) -> UUID:
    """An identity as a file says it; where it is none, that of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def plan(file: File, locale: Locale, *, may_write: MayWrite, page: UUID | None = None) -> Report:
    """What would come of a file; nothing is written but the texts of originals, taken anew.

    With ``page``, a translation key, the others are refused.
    """
    by_page = _by_page(file)
    found = translations_into(locale, by_page)
    sources.follow([one.source for one in found.values()])
    texts = texts_of(found.values())
    rows: list[Row] = []
    for key, entries in by_page.items():
        translation = found.get(key) if key else None
        if translation is None:
            why = _why_unknown(key, locale)
            rows += [_unknown(entry, why) for entry in entries]
            continue
        wanted = [*_Page(translation, texts[translation.pk], entries).rows()]
        refused = _("The text is another page’s.") if page and page != key else ""
        rows += _allowed(wanted, refused or _asked(may_write, translation, wanted))
    titles = {key: one.source.object_repr for key, one in found.items()}
    rows += _out_of_use(file, titles)
    return Report(sorted(rows, key=lambda row: row.line), file.faults)


def _out_of_use(file: File, titles: Mapping[UUID, str]) -> Iterator[Row]:
    """Texts that a file itself marks as obsolete, where somebody has translated them in it."""
    for entry in file.entries:
        is_said = entry.is_obsolete and bool(entry.translation)
        if is_said and entry.base != fingerprint(entry.translation):
            why = _("The file marks this text as out of use (#~).")
            title = titles.get(entry.page, "") if entry.page else ""
            yield replace(_unknown(entry, why, title), outcome="refused")


def _why_unknown(key: UUID | None, locale: Locale) -> str:
    """Why nothing of a page is translated into a language."""
    there = Page.objects.filter(translation_key=key, locale=locale).first() if key else None
    if there is not None and Original.objects.filter(page=there).exists():
        told = _(
            "“%(title)s” is the original in this language now: its words are written in its form."
        )
        return told % {"title": there.title}
    if there is not None and there.alias_of_id is None:
        told = _("“%(title)s” is written by hand: its translation was ended.")
        return told % {"title": there.title}
    return str(NO_SUCH_PAGE)


def apply(
    file: File,
    locale: Locale,
    *,
    may_write: MayWrite,
    user: Any,
    taken: Collection[str] = (),
    all_taken: bool = False,
    page: UUID | None = None,
) -> Report:
    """Do what a plan says, each page in a transaction of its own; gives what has come of it.

    Of conflicts those are decided for the file whose ticks are ``taken``, or all. What somebody
    has translated since the plan was shown is a conflict too, and stays.
    """
    report = plan(file, locale, may_write=may_write, page=page)
    by_page = _by_page(file)
    done: list[Row] = []
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in report.rows:
        is_wanted = row.outcome == "conflict" and (all_taken or row.tick in taken)
        if row.translation is not None and (row.outcome != "conflict" or is_wanted):
            pages[row.translation].append(row)
    for translation in translations_into(locale, by_page).values():
        if translation.pk in pages:
            with transaction.atomic():
                done += _do(
                    translation, by_page[translation.source.object_id], pages[translation.pk], user
                )
            _show(translation, user)
    said = {(row.line, row.where): row for row in done}
    rows = [said.get((row.line, row.where), row) for row in report.rows]
    return Report(rows, report.faults)


def _do(
    translation: Translation, entries: Sequence[Entry], wanted: Sequence[Row], user: Any
) -> list[Row]:
    """Write the rows of one page that still would be written now."""
    facts.lock_originals([translation.source.object_id])
    texts = texts_of([translation])[translation.pk]
    now = {(row.line, row.where): row for row in _Page(translation, texts, entries).rows()}
    written, told = [], []
    for row in wanted:
        present = now.get((row.line, row.where))
        if present is None or present.translation is None:
            told.append(present or replace(row, outcome="obsolete", translation=None))
        elif present.outcome == "conflict" and (
            row.outcome != "conflict" or row.theirs != present.theirs
        ):
            told.append(present)
        else:
            written.append(present)
    _write(translation, written, user)
    approving.tell(translation)
    return [
        *told,
        *(replace(row, outcome="applied") if row.outcome == "conflict" else row for row in written),
    ]


def _write(translation: Translation, rows: Sequence[Row], user: Any) -> None:
    new: list[StringTranslation] = []
    same: list[StringTranslation] = []
    for row in rows:
        if row.where is not None:
            one = StringTranslation(
                translation_of_id=row.where.string,
                context_id=row.where.context,
                locale_id=translation.target_locale_id,
                data=row.ours,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                tool_name=TOOL,
                last_translated_by=user,
            )
            (same if row.ours == row.theirs else new).append(one)
    keep(new)
    keep_words(same)
    for row in rows:
        # As wagtail-localize does for each translation that is saved by itself.
        if row.path == "title" and row.outcome != "obsolete":
            Page.objects.filter(
                translation_key=translation.source.object_id, locale=translation.target_locale_id
            ).update(draft_title=row.ours)


def _show(translation: Translation, user: Any) -> None:
    """Let readers have the words of what has no drafts, such as a term, once all are there."""
    model: Any = translation.source.specific_content_type.model_class()
    if issubclass(model, DraftStateMixin):
        return
    texts, translated = translation.get_progress()
    if texts == translated:
        # What is refused is noted at the text by wagtail-localize, and the editor shows it.
        with suppress(ValidationError):
            translation.save_target(user=user)


def _by_page(file: File) -> dict[UUID | None, list[Entry]]:
    """The texts of a file by the translation key of their page."""
    one: UUID | None = None
    if file.stock:
        known = Translation.objects.filter(uuid=_uuid(file.stock))
        one = known.values_list("source__object", flat=True).first()
    by_page: dict[UUID | None, list[Entry]] = defaultdict(list)
    for entry in file.entries:
        if not entry.is_obsolete:
            by_page[entry.page or one].append(entry)
    return by_page


def translations_into(locale: Locale, keys: Iterable[UUID | None]) -> dict[UUID, Translation]:
    """The translations of pages and other things into a language, in the order of their keys."""
    wanted = [key for key in keys if key]
    found: dict[UUID, Translation] = {}
    for begin in range(0, len(wanted), AT_ONCE):
        translations = (
            Translation.objects.filter(
                source__object__in=wanted[begin : begin + AT_ONCE],
                target_locale=locale,
                enabled=True,
            )
            .select_related("source__locale", "source__specific_content_type", "target_locale")
            .defer("source__content_json")
        )
        found |= {one.source.object_id: one for one in translations}
    return {key: found[key] for key in wanted if key in found}


def things_into(locale: Locale) -> list[Translation]:
    """The translations of what is no page into a language, by kind and by name."""
    translations = (
        Translation.objects.filter(
            source__specific_content_type__in=_content_types(), target_locale=locale, enabled=True
        )
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .defer("source__content_json")
    )
    return [
        *translations.order_by(
            "source__specific_content_type__model", "source__object_repr", "source"
        )
    ]


def kinds_of_things() -> list[Any]:
    """The models, not of pages, of which something has been given to translators."""
    return [one.model_class() for one in _content_types()]


def _content_types() -> list[ContentType]:
    given = TranslationSource.objects.order_by().values("specific_content_type")
    return [
        one
        for one in ContentType.objects.filter(pk__in=given)
        if (model := one.model_class()) is not None and not issubclass(model, Page)
    ]


def _asked(may_write: MayWrite, translation: Translation, rows: Iterable[Row]) -> str:
    """Why nothing may be written; asked only where something would be."""
    return may_write(translation) if any(row.translation is not None for row in rows) else ""


def _allowed(rows: Iterable[Row], refused: str) -> Iterator[Row]:
    for row in rows:
        if refused and row.translation is not None:
            yield replace(row, outcome="refused", why=(refused,), translation=None)
        else:
            yield row


def _unknown(entry: Entry, why: str, title: str = "") -> Row:
    return Row(
        line=entry.line,
        outcome="unknown",
        page=entry.page,
        title=title,
        words=entry.words,
        theirs="",
        ours=entry.translation,
        why=(why,),
        path=entry.path,
    )


class _Page:
    """One page, and what a file says of it."""

    def __init__(
        self, translation: Translation, texts: Sequence[Text], entries: Sequence[Entry]
    ) -> None:
        self.translation, self.texts, self.entries = translation, texts, entries
        self.title = translation.source.object_repr
        self.model: Any = translation.source.specific_content_type.model_class()
        self.present = {(text.path, text.words): text for text in texts}
        self.said = {(entry.path, entry.words) for entry in entries}
        self.taken: set[tuple[str, str]] = set()
        self.by_former = _by_former_words(translation, texts, entries, self.present)
        self.at_path: dict[str, int] = defaultdict(int)
        for text in texts:
            self.at_path[text.path] += 1

    def rows(self) -> Iterator[Row]:
        """What comes of each text; one that stands at several places now has a row for each.

        Of several that stand at one place now the first one is for that place.
        """
        gone: list[Entry] = []
        for entry in self.entries:
            if text := self.present.get((entry.path, entry.words)):
                yield self.row(entry, text)
            elif text := self.by_former.get((entry.path, entry.words)):
                yield self.row_of_former(entry, text)
            elif moved := self.elsewhere(entry):
                for text in moved:
                    row = self.row(entry, text)
                    yield replace(row, outcome="moved") if row.outcome == "applied" else row
            else:
                gone.append(entry)
        yield from self.obsolete(gone)

    def elsewhere(self, entry: Entry) -> list[Text]:
        """Where the words of a text stand now, at places of which the file has said nothing."""
        found = [
            text
            for text in self.present.values()
            if text.words == entry.words
            and (text.path, text.words) not in self.said
            and (text.path, text.words) not in self.taken
        ]
        if entry.translation and not entry.is_fuzzy:
            self.taken |= {(text.path, text.words) for text in found}
        return found

    @cached_property
    def confirmed(self) -> Collection[str]:
        """What somebody has said to be right; asked where something looks wrong."""
        return confirmed_in(self.translation)

    def row_of_former(self, entry: Entry, text: Text) -> Row:
        """What comes of a text that the file has in the words of another original."""
        row = self.row(replace(entry, words=text.words), text)
        if row.outcome == "unchanged":
            return row
        told = _("The original is another page now, in which it says: %(words)s")
        return replace(row, why=(*row.why, told % {"words": text.words}))

    def row(self, entry: Entry, text: Text) -> Row:
        """What comes of a text that is on the page."""
        place = place_of(self.model, text.field_path)
        outcome, why = _judged(entry, text, place.longest)
        if outcome == "broken" and key_of(text.words, entry.translation) in self.confirmed:
            outcome, why = _judged(entry, text, place.longest, is_right=True)
        is_written = outcome in ("applied", "conflict")
        return Row(
            line=entry.line,
            outcome=outcome,
            page=self.translation.source.object_id,
            title=self.title,
            words=entry.words,
            theirs=text.translation,
            ours=entry.translation,
            names=place.names,
            why=tuple(why),
            translation=self.translation.pk if is_written else None,
            where=Where(text.string, text.context),
            path=text.path,
            language=self.translation.source.locale.language_code,
        )

    def obsolete(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """What comes of texts that are not on the page: they are kept for what is like them."""
        if not entries:
            return
        known = _Known(self.translation, entries)
        for entry in entries:
            row = _unknown(entry, "", self.title)
            where = known.where(entry)
            if where is None or facts.is_fact(self.model, entry.path):
                yield replace(row, why=(_("The page has never said this in this place."),))
                continue
            is_former = entry.words not in known.of_present
            names = place_of(self.model, known.field_path(entry)).names
            outcome, why, is_kept = self.of_gone(entry, known.translated(where))
            if is_former:
                language = self.translation.source.locale.get_display_name()
                told = _(
                    "The original is in another language now (%(language)s), and what it says "
                    "there was not translated from these words."
                )
                why = [told % {"language": language}, *why]
            yield replace(
                row,
                page=self.translation.source.object_id,
                language=self.translation.source.locale.language_code,
                outcome=outcome,
                why=tuple(why),
                names=names,
                theirs=known.translated(where),
                translation=self.translation.pk if is_kept else None,
                where=where,
            )

    def of_gone(self, entry: Entry, theirs: str) -> tuple[Outcome, list[str], bool]:
        """What comes of words that are gone, and whether their translation is kept."""
        if not entry.translation:
            return "obsolete", [_("It is not translated either.")], False
        if entry.is_fuzzy:
            return "obsolete", [_("It is marked as unfinished, and not kept.")], False
        if faults := faults_in(entry.words, entry.translation):
            return "broken", faults, False
        if theirs and theirs != entry.translation and entry.base != fingerprint(theirs):
            return "obsolete", [_("What somebody has translated here meanwhile is kept.")], False
        alike = [text for text in self.texts if text.is_open and self.is_alike(entry, text)]
        if alike:
            told = _("Kept, and suggested for: %(words)s")
            return (
                "obsolete",
                [told % {"words": text.words} for text in alike],
                theirs != entry.translation,
            )
        told = _("Kept in the memory, and suggested where the words come back.")
        return "obsolete", [told], theirs != entry.translation

    def is_alike(self, entry: Entry, text: Text) -> bool:
        """Whether the editor shows one text beside the other (``texts.Former``)."""
        is_there = text.path == entry.path and self.at_path[text.path] == 1
        return is_there or likeness(entry.words, text.words, over=ALIKE) > 0


def _judged(
    entry: Entry, text: Text, longest: int | None, *, is_right: bool = False
) -> tuple[Outcome, list[str]]:
    """What comes of a translation for a text, and why.

    ``is_right`` is whether somebody has said so of it, although it looks wrong.
    """
    said, theirs = entry.translation, text.translation
    if not said:
        is_emptied = bool(theirs) and entry.base == fingerprint(theirs)
        return ("empty", [_("What stands here stays.")]) if is_emptied else ("unchanged", [])
    if said == theirs and not text.error:
        if text.is_machine and not entry.is_fuzzy:
            return "applied", [_("Read and approved: it was a machine’s.")]
        return "unchanged", []
    if entry.is_fuzzy:
        return "fuzzy", []
    if entry.base and entry.base == fingerprint(said) and entry.base != fingerprint(theirs):
        # Nobody has touched it in the file, and somebody has here.
        return "unchanged", []
    find = hard_faults_in if is_right else faults_in
    if faults := find(entry.words, said, longest=longest):
        return "broken", faults
    is_free = not theirs or text.is_machine or entry.base == fingerprint(theirs)
    return ("applied", []) if is_free else ("conflict", [])


def _by_former_words(
    translation: Translation,
    texts: Sequence[Text],
    entries: Sequence[Entry],
    present: Mapping[tuple[str, str], Text],
) -> dict[tuple[str, str], Text]:
    """The texts that entries have in the words of another original: by path and these words.

    What is the original now was a translation of it once, so it is known how it says them. It is
    asked only where words of the file are not on the page.
    """
    if all((entry.path, entry.words) in present for entry in entries):
        return {}
    by_place = {Where(text.string, text.context): text for text in texts}
    said = StringTranslation.objects.filter(
        translation_of__in={text.string for text in texts},
        context__object=translation.source.object_id,
        has_error=False,
    ).exclude(locale=translation.target_locale_id)
    found: dict[tuple[str, str], Text] = {}
    for one in said.order_by("pk"):
        text = by_place.get(Where(one.translation_of_id, one.context_id or 0))
        if text is not None:
            found[text.path, one.data] = text
    return found


class _Known:
    """What the memory knows of words that are not on a page any more."""

    def __init__(self, translation: Translation, entries: Sequence[Entry]) -> None:
        source = translation.source
        self.strings: dict[str, int] = {}
        self.of_present: set[str] = set()
        self.contexts: dict[str, tuple[int, str]] = {}
        for begin in range(0, len(entries), AT_ONCE):
            some = entries[begin : begin + AT_ONCE]
            hashes = [String._get_data_hash(entry.words) for entry in some]
            strings = String.objects.filter(data_hash__in=hashes)
            for data, pk, locale in strings.order_by("pk").values_list("data", "pk", "locale"):
                # Words of the present original before those of a former one.
                if locale == source.locale_id or data not in self.strings:
                    self.strings[data] = pk
                if locale == source.locale_id:
                    self.of_present.add(data)
            paths = [TranslationContext._get_path_id(entry.path) for entry in some]
            contexts = TranslationContext.objects.filter(object=source.object_id, path_id__in=paths)
            self.contexts |= {
                path: (pk, field_path)
                for path, pk, field_path in contexts.values_list("path", "pk", "field_path")
            }
        self.said = {
            Where(string, context): data
            for string, context, data in StringTranslation.objects.filter(
                context__object=source.object_id, locale=translation.target_locale_id
            ).values_list("translation_of_id", "context_id", "data")
        }

    def where(self, entry: Entry) -> Where | None:
        """Where the words stood; None where they never did."""
        string, context = self.strings.get(entry.words), self.contexts.get(entry.path)
        return Where(string, context[0]) if string and context else None

    def field_path(self, entry: Entry) -> str:
        """The path of a place without identities."""
        return self.contexts[entry.path][1] or entry.path

    def translated(self, where: Where) -> str:
        """How the words were translated there; "" where they were not."""
        return self.said.get(where, "")
