"""The matrix: every page in every language of the site, for those who translate or have it done.

What a cell says is stored: with publications, with drafts, and by wagtail-localize. Nothing is
taken out of pages for it, and the number of queries does not depend on how many pages there are.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
)

from courtyard.assignments import Assignment
from courtyard.localisation import freshness, saving
from courtyard.localisation.scaffolding import is_scaffolding
from courtyard.publications.stored import Original, Publication
from courtyard.text import cldr, world
from courtyard.text.world import own_time_zone

from . import dues, rights
from .languages import NAMES
from .rights import Reach

SIGNS = {
    "original": "key",
    "current": "check",
    "partial": "warning",
    "outdated": "history",
    "machine": "cogs",
    "saved": "upload",
    "draft": "edit",
    "missing": "cross",
}
"""The icon of each state: it is said in words as well."""

TO_TRANSLATE = "wagtail_localize.submit_translation"

ASSIGNED = {
    "me": gettext_lazy("to me"),
    "somebody": gettext_lazy("to somebody"),
    "nobody": gettext_lazy("to nobody"),
}


@dataclass(frozen=True)
class Cell:
    """A page in one language. ``page`` is None where there is none.

    ``done`` of ``texts`` are translated where that is known and not all of them are, ``machine``
    by a machine and read by nobody; ``saved`` of them, and ``others``, pictures and links, are not
    published of what is live; ``since`` is the aware moment from which on the original has said
    other words.
    """

    locale: Locale
    state: str
    title: str
    page: Page | None = None
    done: int = 0
    texts: int = 0
    machine: int = 0
    saved: int = 0
    others: int = 0
    since: dt.datetime | None = None
    has_draft: bool = False
    assignment: Assignment | None = None
    url: str = ""

    @property
    def name(self) -> str:
        """The state in words."""
        return str(NAMES[self.state])

    @property
    def sign(self) -> str:
        """The icon of the state."""
        return SIGNS[self.state]

    @property
    def progress(self) -> str:
        """How much of it is translated; "" where all is, or nobody knows."""
        if self.done >= self.texts:
            return ""
        told = ngettext(
            "%(done)d of %(texts)d text",
            "%(done)d of %(texts)d texts",
            self.texts,
        )
        return told % {"done": self.done, "texts": self.texts}

    @property
    def of_machine(self) -> str:
        """How many texts a machine has written and nobody has read; "" where there are none."""
        told = gettext("by a machine: %(number)d")
        return told % {"number": self.machine} if self.machine else ""

    @property
    def waiting(self) -> str:
        """How many texts, pictures and links are saved and not published; "" where that is none."""
        texts = ngettext(
            "%(number)d text saved, not published",
            "%(number)d texts saved, not published",
            self.saved,
        )
        others = ngettext(
            "%(number)d picture or link saved, not published",
            "%(number)d pictures or links saved, not published",
            self.others,
        )
        told = ((texts, self.saved), (others, self.others))
        return ", ".join(text % {"number": number} for text, number in told if number)

    @property
    def age(self) -> str:
        """Since when the original has said other words."""
        return day_of(self.since) if self.since else ""

    @property
    def assigned_to(self) -> str:
        """Who translates it."""
        return str(get_user_display_name(self.assignment.user)) if self.assignment else ""


def day_of(moment: dt.datetime) -> str:
    """The day of an aware moment by the institution's clocks, as short as the language has it."""
    return cldr.short_date(world.day_of(moment, own_time_zone()), get_language())


# Which pages


def visible(user: Any) -> QuerySet[Page]:
    """The originals that somebody has to do with: what stands below pages that they may change.

    Be it in that language, or in another one.
    """
    originals = Page.objects.filter(original_of_key__isnull=False, depth__gt=1)
    reach = Reach(user)
    if reach.is_everything or any(page.depth == 1 for way, page in reach.pages):
        return originals
    roots = Page.objects.filter(translation_key__in=reach.keys())
    this = ExpressionWrapper(OuterRef("path"), CharField())
    above = roots.annotate(below=this).filter(below__startswith=F("path"))
    return originals.filter(Exists(above))


def below(section: Page) -> Q:
    """What stands at a page and below it, in whichever language that is."""
    this = ExpressionWrapper(OuterRef("path"), CharField())
    sections = Page.objects.filter(translation_key=section.translation_key)
    return Q(Exists(sections.annotate(below=this).filter(below__startswith=F("path"))))


def called(words: str) -> Q:
    """What has some words in its title, in whichever language."""
    titled = Q(title__icontains=words) | Q(draft_title__icontains=words)
    return Q(Exists(Page.objects.filter(titled, translation_key=OuterRef("translation_key"))))


def stands(
    locales: Iterable[Locale],
    *,
    state: str = "",
    assigned: str = "",
    user: Any = None,
    ages: AgesOfDrafts | None = None,
) -> Q:
    """What has a state in one of some languages, and is assigned so in the same language."""
    found = Q()
    locales = list(locales)
    ages = ages or AgesOfDrafts(locales)
    for locale in locales:
        # Nobody translates an original.
        one = _in_state(state, locale, ages) if state else ~Q(locale=locale)
        if assigned:
            one &= _assigned(assigned, locale, user) & ~Q(locale=locale)
        found |= one
    return found


def _in_state(state: str, locale: Locale, ages: AgesOfDrafts) -> Q:
    if state == "original":
        return Q(locale=locale)
    twins = Page.objects.filter(translation_key=OuterRef("translation_key"), locale=locale)
    with_words = twins.filter(Q(alias_of=None) | Q(alias_of__locale=F("locale")))
    if state == "missing":
        return ~Q(Exists(with_words))
    if state == "draft":
        return Q(Exists(with_words.filter(live=False))) & ~Q(locale=locale)
    if state == "saved":
        return Q(Exists(with_words.filter(saving.waiting())))
    rows = Publication.stored.filter(original=OuterRef("translation_key"), locale=locale)
    found = Q(Exists(rows.filter(_CONDITIONS[state], page__alias_of=None)))
    if state == "outdated":
        found |= Q(translation_key__in=ages.keys(locale))
    return found & ~Q(locale=locale)


class AgesOfDrafts:
    """The drafts that say words which their originals said before, and since when.

    They are asked for once, in one query, and only by whoever needs to know.
    """

    def __init__(self, locales: Iterable[Locale]) -> None:
        self.locales = [one.pk for one in locales]

    @cached_property
    def _known(self) -> dict[int, dict[UUID, dt.datetime]]:
        keyed = Original.objects.filter(pk=OuterRef("translation_key"))
        pages = Page.objects.filter(locale__in=self.locales, live=False, alias_of=None)
        drafts = _with_words_of_drafts(pages).exclude(draft_words=None)
        rows = drafts.annotate(said=Subquery(keyed.values("wordings")))
        known: dict[int, dict[UUID, dt.datetime]] = defaultdict(dict)
        for key, locale, words, said in rows.values_list(
            "translation_key", "locale", "draft_words", "said"
        ):
            if since := freshness.outdated_since(words, said or ()):
                known[locale][key] = since
        return known

    def keys(self, locale: Locale) -> list[UUID]:
        """The translation keys of those in one language."""
        return [*self._known[locale.pk]]

    def first(self) -> dict[UUID, dt.datetime]:
        """By translation keys; of several drafts of one the oldest counts."""
        ages: dict[UUID, dt.datetime] = {}
        for found in self._known.values():
            for key, since in found.items():
                ages[key] = min(since, ages.get(key, since))
        return ages


def _with_words_of_drafts(pages: QuerySet[Any]) -> QuerySet[Any]:
    """With what drafts say of the words from which they were made: their revisions know it."""
    basis = KeyTransform("basis", "latest_revision__content")
    of_draft: dict[str, Any] = {
        f"draft_{name}": Case(When(live=False, then=KeyTextTransform(name, basis)))
        for name in ("words", "machine")
    }
    found: QuerySet[Any] = pages.annotate(**of_draft)
    return found


_PARTIAL = Q(translated__lt=F("texts"))
_OUTDATED = ~_PARTIAL & Q(outdated_since__isnull=False)
_CONDITIONS = {
    "partial": _PARTIAL,
    "outdated": _OUTDATED,
    "machine": ~_PARTIAL & Q(outdated_since=None, unreviewed__gt=0),
    "current": ~_PARTIAL & Q(outdated_since=None, unreviewed=0),
}
"""The states of what is published, as ``freshness.state`` tells them."""


def _assigned(to: str, locale: Locale, user: Any) -> Q:
    rows = Assignment.objects.filter(translation_key=OuterRef("translation_key"), locale=locale)
    if to == "me":
        return Q(Exists(rows.filter(user=user)))
    return Q(Exists(rows)) if to == "somebody" else ~Q(Exists(rows))


def with_age(
    pages: QuerySet[Page], locales: Sequence[Locale], ages: AgesOfDrafts | None = None
) -> QuerySet[Page]:
    """With ``age``: since when the translation has been outdated that was so first.

    What is published has it stored. Drafts are asked, in one query more.
    """
    rows = Publication.stored.filter(
        original=OuterRef("translation_key"), locale__in=[one.pk for one in locales]
    )
    oldest = rows.order_by().values("original").annotate(age=Min("outdated_since")).values("age")
    found: QuerySet[Page] = pages.annotate(
        published_age=Subquery(oldest), draft_age=MomentOf((ages or AgesOfDrafts(locales)).first())
    )
    first = Least("published_age", "draft_age")  # nothing on SQLite, where one of them is nothing
    age = Coalesce(first, "published_age", "draft_age")
    return cast("QuerySet[Page]", found.annotate(age=age))


class MomentOf(Func):
    """The moment that a dictionary has for a page's translation key.

    It is sent as one value, however many there are.
    """

    output_field = DateTimeField()

    def __init__(self, moments: Mapping[UUID, dt.datetime]) -> None:
        utc = {
            key.hex: str(at.astimezone(dt.UTC).replace(tzinfo=None)) for key, at in moments.items()
        }
        super().__init__(Value(json.dumps(utc)), F("translation_key"))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As text, in which moments are kept there."""
        return self.as_sql(
            compiler, connection, template="json_extract(%(expressions)s)", arg_joiner=", '$.' || "
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """As a moment."""
        template = "(%(expressions)s::text, '-', ''))::timestamp AT TIME ZONE 'UTC'"
        return self.as_sql(
            compiler, connection, template=template, arg_joiner="::jsonb ->> replace("
        )


# Their cells


@dataclass(frozen=True)
class Known:
    """What is known of some originals in all languages; twins are those with words of their own."""

    twins: Mapping[tuple[UUID, int], Any]
    wordings: Mapping[UUID, Sequence[freshness.Wording]]
    progress: Mapping[tuple[UUID, int], Progress]
    assignments: Mapping[tuple[UUID, int], Assignment]
    places: Places


class Progress(NamedTuple):
    """Of how many texts so many are translated, a machine's (which nobody has read), and saved.

    Saved are those of a live page that have been written since it was published; ``others`` are
    its pictures and links of which that is true.
    """

    done: int
    texts: int
    machine: int
    saved: int
    others: int


class Places:
    """Where translations stand, or will stand: below the nearest page that there is already.

    ``known`` are the pages above the originals ``pages``, in all languages.
    """

    def __init__(self, pages: Iterable[Page], known: Iterable[Page]) -> None:
        above = {path for page in pages for path in _above(page.path)}
        self.keys: dict[str, UUID] = {}
        self.paths: dict[tuple[UUID, int], str] = {}
        for one in known:
            self.paths[(one.translation_key, one.locale_id)] = one.path
            if one.path in above:
                self.keys[one.path] = one.translation_key

    def of(self, page: Page, locale: Locale) -> str:
        """The path of the page below which a translation of another one will stand."""
        for path in _above(page.path):
            if len(path) == Page.steplen:
                return path
            if place := self.paths.get((self.keys[path], locale.pk)):
                return place
        return ""


def _above(path: str) -> list[str]:
    """The paths of what stands above a page, the nearest first."""
    return [path[:end] for end in range(len(path) - Page.steplen, 0, -Page.steplen)]


def know(pages: Sequence[Page], user: Any) -> Known:
    """What the database says of some originals: three queries.

    Of the user it is known from then on which languages they write.
    """
    keys = {page.translation_key for page in pages}
    rows = list(_in_all_languages(pages))
    fronts = ((one.locale_id, one.path) for one in rows if one.is_front)
    rights.remember_languages(user, fronts)
    twins = {
        (one.translation_key, one.locale_id): one
        for one in rows
        if one.translation_key in keys and not is_scaffolding(one)
    }
    assigned = Assignment.objects.filter(translation_key__in=keys)
    return Known(
        twins=twins,
        wordings={
            one.translation_key: one.wordings for one in twins.values() if one.wordings is not None
        },
        progress=progress_of([*keys]),
        assignments={
            (one.translation_key, one.locale_id): one
            for one in assigned.select_related("user", "user__wagtail_userprofile")
        },
        places=Places(pages, rows),
    )


def _in_all_languages(pages: Sequence[Page]) -> QuerySet[Any]:
    """Pages, what stands above them, and the front pages of all sites, in all languages.

    Each with what is stored of how it says what its original says.
    """
    above = {path for page in pages for path in _above(page.path)}
    these = Page.objects.filter(path__in={*above, *(page.path for page in pages)})
    fronts = Page.objects.filter(pk__in=Site.objects.values("root_page"))
    keys = (
        these.order_by()
        .values("translation_key")
        .union(fronts.order_by().values("translation_key"))
    )
    columns = {f"stored_{name}": F(f"publication__{name}") for name in freshness.COLUMNS}
    found: Any = Page.objects.filter(translation_key__in=keys)
    found = _with_words_of_drafts(found.select_related("alias_of").order_by("-pk"))
    rows: QuerySet[Any] = found.annotate(
        is_stored=F("publication__type"),
        wordings=F("original_of_key__wordings"),
        is_front=Exists(
            Site.objects.filter(root_page__translation_key=OuterRef("translation_key"))
        ),
        **columns,
    )
    return rows


def progress_of(keys: Sequence[UUID]) -> dict[tuple[UUID, int], Progress]:
    """How far each translation is that wagtail-localize keeps, as its editor counts: one query.

    A page's own address is made of its title: it is nobody's work.
    """
    into = "source__translations__target_locale"
    said = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=OuterRef(into)
    )
    right = said.filter(has_error=False)
    by_machine = right.filter(translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE)
    published = Page.objects.filter(
        translation_key=OuterRef(OuterRef("source__object")),
        locale=OuterRef(OuterRef(into)),
        live=True,
    )
    since = Subquery(published.values("live_revision__created_at")[:1])
    is_word = ~Q(context__path=freshness.ADDRESS)
    overridden = SegmentOverride.objects.filter(
        context=OuterRef("context"), locale=OuterRef(into), updated_at__gt=since
    )
    its: dict[str, Any] = {"source__object__in": keys, "source__translations__enabled": True}
    none = Value(0)
    texts = (
        StringSegment.objects.filter(**its)
        .order_by()
        .values_list("source__object", into)
        .annotate(
            texts=Count("pk", filter=is_word),
            right=Count("pk", filter=Exists(right) & is_word),
            machine=Count("pk", filter=Exists(by_machine) & is_word),
            saved=Count("pk", filter=Exists(said.filter(updated_at__gt=since)) & is_word),
            others=none,
        )
    )
    others = (
        OverridableSegment.objects.filter(Exists(overridden), **its)
        .order_by()
        .values_list("source__object", into)
        .annotate(texts=none, right=none, machine=none, saved=none, others=Count("pk"))
    )
    found: dict[tuple[UUID, int], Progress] = {}
    for key, locale, number, said_right, unread, saved, overrides in texts.union(others, all=True):
        one = Progress(said_right - unread, number, unread, saved, overrides)
        known = found.get((key, locale), Progress(0, 0, 0, 0, 0))
        found[key, locale] = Progress(*(sum(pair) for pair in zip(known, one, strict=True)))
    return found


@dataclass(frozen=True)
class Row:
    """A page in all languages that are shown."""

    page: Page
    cells: Mapping[int, Cell]
    due: dues.Due | None
    url: str

    @property
    def title(self) -> str:
        """As the editor knows it: the draft's."""
        return str(self.page.draft_title or self.page.title)

    @property
    def kind(self) -> str:
        """The type of page, in words."""
        model = self.page.specific_class
        return str(capfirst(model._meta.verbose_name)) if model else ""

    @property
    def age(self) -> str:
        """Since when the translation has been outdated that was so first."""
        moments = [one.since for one in self.cells.values() if one.since]
        return day_of(min(moments)) if moments else ""

    @property
    def deadline(self) -> str:
        """The nearest deadline of the call that it belongs to."""
        return cldr.moment(self.due.at, self.due.zone, get_language()) if self.due else ""


def rows_of(
    pages: Sequence[Page], locales: Sequence[Locale], user: Any, coming: Sequence[dues.Due]
) -> list[Row]:
    """The rows of some originals in some languages."""
    known, reach = know(pages, user), Reach(user)
    may_submit = user.has_perm(TO_TRANSLATE)
    rows = []
    for page in pages:
        cells = {
            locale.pk: _cell(page, locale, known, reach, may_submit=may_submit)
            for locale in locales
        }
        theirs = [page, *(one.page for one in cells.values() if one.page)]
        mine = next((one for one in theirs if reach.may_edit(one)), None)
        url = reverse("courtyard_languages", args=[mine.pk]) if mine else ""
        rows.append(Row(page, cells, dues.of(page.path, coming), url))
    return rows


def may_write(page: Page, locale: Locale, known: Known, reach: Reach) -> bool:
    """Whether somebody may write an original's translation, be there one yet or not."""
    twin = known.twins.get((page.translation_key, locale.pk))
    if twin is not None:
        return reach.may_edit(twin)
    return reach.may_write_below(known.places.of(page, locale))


def _cell(page: Page, locale: Locale, known: Known, reach: Reach, *, may_submit: bool) -> Cell:
    key = (page.translation_key, locale.pk)
    twin, assignment = known.twins.get(key), known.assignments.get(key)
    title = str(page.draft_title or page.title)
    if twin is None:
        url = ""
        if may_submit and may_write(page, locale, known, reach):
            address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
            url = f"{address}?{urlencode({'select_locale': locale.language_code})}"
        return Cell(locale, "missing", title, assignment=assignment, url=url)
    is_original = twin.pk == page.pk
    url = reverse("wagtailadmin_pages:edit", args=[twin.pk]) if reach.may_edit(twin) else ""
    if is_original:
        return Cell(locale, "original", title, page=twin, has_draft=not twin.live, url=url)
    state, since, machine = _how_it_stands(twin, known.wordings.get(twin.translation_key, ()))
    written = Progress(twin.stored_translated or 0, twin.stored_texts or 0, machine, 0, 0)
    progress = known.progress.get(key, written)
    return Cell(
        locale=locale,
        state=state,
        title=str(twin.draft_title or twin.title),
        page=twin,
        done=progress.done,
        texts=progress.texts,
        machine=progress.machine,
        saved=progress.saved,
        others=progress.others,
        since=since,
        has_draft=twin.live and twin.has_unpublished_changes,
        assignment=assignment,
        url=url,
    )


def _how_it_stands(
    twin: Any, wordings: Sequence[freshness.Wording]
) -> tuple[str, dt.datetime | None, int]:
    """The state of a translation, since when it is outdated, and how much a machine has done."""
    if twin.is_stored is None:
        since = freshness.outdated_since(twin.draft_words or "", wordings)
        return "draft", since, int(twin.draft_machine or 0)
    row = {name: getattr(twin, f"stored_{name}") for name in freshness.COLUMNS}
    state = freshness.state({**row, "is_original": False})
    return state, twin.stored_outdated_since, twin.stored_unreviewed
