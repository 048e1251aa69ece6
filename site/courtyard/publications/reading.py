"""Reading publications: from what is stored to the answers that HTML and API share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import FirstValue, Lag, Lead, Substr
from django.utils import timezone, translation
from wagtail.models import Page

from courtyard import calendars
from courtyard.localisation import freshness
from courtyard.localisation.site_map import Language, MenuEntry, SiteMap, read_site_map
from courtyard.models import SectionEntry

from .predicate import Again, Begins, Beside, Surely
from .prepared import Prepared, Slot
from .references import resolve
from .schema import as_json
from .stored import Original, Place, Publication
from .types import page_label, registered, type_of

if TYPE_CHECKING:
    from wagtail.models import Site

LABEL = ("original_id", "locale_id", "type", "title", "page__url_path")
CARD = (*LABEL, "card")
"""What is fetched of a publication in each size, as ``values()``."""

HIGHEST = 12
"""Levels of the tree above a page that are asked for by its key alone."""

ANY = Q()
"""What holds of anything."""

Row = dict[str, Any]


@dataclass
class Found:
    """What stands at an address: a page to show, or where it is now.

    ``row`` is the publication, its whole as ``said``; ``moved_to`` the address of a better text.
    """

    row: Row
    surroundings: Surroundings
    moved_to: str = ""


@dataclass
class Surroundings:
    """What is read together with a page: front page, menus, ancestors, translations, sections.

    ``publishers`` are the translation keys of those whom the ancestors name, the nearest first;
    ``siblings`` are references to the pages before and after it, where somebody wants them;
    ``everywhere`` holds the pages that every page links to, such as a statement that the law asks
    for, each with the name by which it is known to machines.
    """

    home: dict[str, Any] | None = None
    menu: list[dict[str, Any]] = field(default_factory=list)
    foot_menu: list[dict[str, Any]] = field(default_factory=list)
    everywhere: list[dict[str, Any]] = field(default_factory=list)
    breadcrumb: list[dict[str, Any]] = field(default_factory=list)
    sections: list[dict[str, Any]] = field(default_factory=list)
    translations: list[dict[str, Any]] = field(default_factory=list)
    publishers: list[UUID] = field(default_factory=list)
    siblings: dict[str, Any] | None = None

    def frame(self) -> dict[str, Any]:
        """The part of it that belongs to a whole."""
        return {
            "breadcrumb": self.breadcrumb,
            "sections": self.sections,
            "translations": self.translations,
            "siblings": self.siblings,
            "structured_data": None,
        }


class Reader:
    """Whom an answer is for: a language of a site, a moment.

    ``now`` is an aware moment; everything that the clock decides is asked of it, so that one
    answer does not fall into two moments. ``parameters`` are those of the address that choose a
    part of a long list. What is missing in the reader's language is shown in the first language
    of its chain that has it.

    ``words`` is the language in which things are read, where it is another one: a page shown in
    place of a missing translation is in one language throughout, under the reader's addresses.
    One of ``plain`` text gets what has markup without it.
    A reader of ``any_language`` gets what no language of the chain has in one of the others.
    """

    def __init__(
        self,
        language: Language,
        sites: SiteMap,
        *,
        now: dt.datetime | None = None,
        parameters: Mapping[str, str] | None = None,
        words: Language | None = None,
        plain: bool = False,
        any_language: bool = False,
    ) -> None:
        self.language = language
        self.words = words or language
        self.sites = sites
        self.now = now or timezone.now()
        self.parameters = parameters or {}
        self.plain = plain
        links = sites.chain(self.words)
        if any_language:
            links = (*links, *(one for one in sites.languages.values() if one not in links))
        self.chain = tuple(link for link in links if link.root)

    @classmethod
    def at(cls, site: Site, code: str, **options: Any) -> Reader:
        """A reader of a site without any request. Raises KeyError for a language it lacks."""
        sites = read_site_map(site, options.get("now"))
        return cls(sites.languages[code], sites, **options)

    @property
    def code(self) -> str:
        """The code of the reader's language."""
        return self.language.code

    @cached_property
    def rank(self) -> dict[int, int]:
        """How far down the reader's chain each language stands, by its locale's primary key."""
        return {link.locale_id: number for number, link in enumerate(self.chain)}

    # What is public

    def everything(self, *, few: bool = False) -> QuerySet[Publication]:
        """Public publications of the reader's site in all its languages.

        ``few`` says that some few are chosen of them, by their pages.
        """
        rows = Publication.objects.at(self.now)
        return self._of(self.sites.languages.values(), rows, few=few)

    def published(self, *models: type[Page], few: bool = False) -> QuerySet[Publication]:
        """Public publications, each thing once, in the best language of the reader's chain.

        Of the given page types, or of all. ``few`` says that some few are chosen of them.
        """

        def of(rows: QuerySet[Publication], others: Q) -> QuerySet[Publication]:
            return self._of(self.chain, rows, models, few=few, others=others)

        return self._best_texts(of)

    def texts(self, *models: type[Page]) -> QuerySet[Publication]:
        """All that the reader may read of some things, in each language of the chain.

        Enough to ask whether there is a thing: its best text is one of these.
        """
        return self._of(self.chain, Publication.objects.at(self.now), models).order_by()

    def placed(self, *models: type[Page]) -> Any:
        """The same of page types with lists that go by time, each with the ``place`` it has there.

        The place is a moment; lists that are ordered by it are read from an index.
        """
        # A thing is of one type, which its places say: were it asked of the publications too, a
        # database would believe in far fewer rows than there are. All of it is said in one
        # condition, so that it is asked of the same place.
        of_now: QuerySet[Publication] = self._best_texts(self._in_chain).filter(
            original__places__type__in=[one._meta.label for one in models],
            original__places__since__lte=self.now,
            original__places__until__gt=self.now,
        )
        return of_now.alias(place=F("original__places__at"))

    def place(self) -> Subquery:
        """The same place of a few publications that have been chosen already."""
        now: Any = self.now
        places = Place.objects.filter(original=OuterRef("original"), since__lte=now, until__gt=now)
        return Subquery(places.values("at")[:1])

    def _best_texts(
        self, of: Callable[[QuerySet[Publication], Q], QuerySet[Publication]]
    ) -> QuerySet[Publication]:
        """Of what ``of`` keeps of publications the public ones, each thing in its best language.

        ``of`` also takes what must hold of texts in others than the first language.
        """
        # A text in the first language is the best there is; of it nothing need be asked.
        others = Q()
        if len(self.chain) > 1:
            # Of one thing all texts have the same original, which has been asked already.
            texts = of(Publication.stored.not_hidden(self.now), Q())
            best = texts.filter(original=OuterRef("original")).order_by(self._rank(), "pk")
            others = Q(Surely(Q(pk=Subquery(best.values("pk")[:1]))))
        return of(Publication.objects.at(self.now), others)

    def _of(
        self,
        languages: Iterable[Language],
        rows: QuerySet[Publication],
        models: Sequence[type[Page]] = (),
        *,
        few: bool = False,
        others: Q = ANY,
    ) -> QuerySet[Publication]:
        """The rows below the site's front pages in some languages.

        Of the given page types, or of all that are installed. ``others`` is asked of those in
        others than the first of the languages.
        """
        # To go by all types would be to read all.
        rows = rows.alias(of_type=F("type") if models and not few else Beside("type"))
        types = [one._meta.label for one in models or [kind.model for kind in registered()]]
        return self._below(languages, rows.filter(of_type__in=types), others)

    def _in_chain(self, rows: QuerySet[Publication], others: Q) -> QuerySet[Publication]:
        return self._below(self.chain, rows, others)

    def _below(
        self, languages: Iterable[Language], rows: QuerySet[Publication], others: Q
    ) -> QuerySet[Publication]:
        """The rows below the site's front pages in some languages."""
        roots = {one.locale_id: one.root for one in languages if one.root}
        rows = rows.alias(in_language=Beside("locale_id"))
        # The language alone stands in indexes, where the others are passed over.
        rows = rows.filter(Again(Q(in_language__in=roots)))
        # All of it is one condition: of several, a database would multiply what each leaves.
        places = [
            Q(in_language=locale_id) & Q(Surely(Begins(F("page__url_path"), root)))
            for locale_id, root in roots.items()
        ]
        return _where_any(rows, [*places[:1], *(one & others for one in places[1:])])

    def ask(
        self,
        question: Hashable,
        make: Callable[[Reader, Mapping[str, Any]], QuerySet[Any, Any]],
        **values: Any,
    ) -> list[Row]:
        """The rows of a question, whose SQL is written once for each map of a site.

        ``make`` gives the queryset of ``values()``, for a reader whose moment is a slot and for
        slots in place of the ``values`` (moments, numbers, texts, keys, or lists of them that
        are not empty). What else it depends on must be named in ``question``, but for the
        site and the reader's language.
        """
        values["now"] = self.now
        slots = {name: Slot.of(name, value) for name, value in values.items()}
        lengths = tuple(slot.length for slot in slots.values())
        key = (self.words.code, question, tuple(slots), lengths)
        prepared = self.sites.prepared.get(key)
        if prepared is None:
            now: Any = slots["now"]
            reader = Reader(self.language, self.sites, now=now, words=self.words)
            prepared = Prepared(make(reader, slots))
            self.sites.prepare(key, prepared)
        return prepared.ask(values)

    def translations(self, keys: Sequence[UUID]) -> dict[str, list[dict[str, Any]]]:
        """How each of some pages can be read in the languages of the site, by its key."""
        chosen = self.everything(few=True).filter(original__in=keys)
        twins: dict[UUID, list[Row]] = {key: [] for key in keys}
        for row in chosen.values("pk", *LABEL, *freshness.COLUMNS, is_original=_is_original()):
            twins[row["original_id"]].append(row)
        return {str(key): self._translations(rows, key) for key, rows in twins.items()}

    def siblings(self, row: Row) -> dict[str, Any]:
        """References to the pages before and after one, in the order of its type.

        They are of its type and stand in the same section.
        """
        kind = type_of(row["type"])
        [path] = Original.objects.filter(pk=row["original_id"]).values_list("page__path", flat=True)
        order = (kind.order_among_siblings, "original")
        around = (
            self.published(kind.model)
            .filter(
                original__page__depth=len(path) // Page.steplen,
                original__page__path__startswith=path[: -Page.steplen],
            )
            .annotate(
                previous=Window(Lag("original"), order_by=order),
                next=Window(Lead("original"), order_by=order),
                # A window sees all rows that are not left out by another one.
                itself=Window(FirstValue("original"), partition_by="original"),
            )
            .filter(itself=row["original_id"])
            .values("previous", "next")
        )
        found: Mapping[str, Any] = next(iter(around), {"previous": None, "next": None})
        return {name: as_json(page_label(key)) if key else None for name, key in found.items()}

    # From rows to answers

    def url(self, row: Row) -> str:
        """The address at which the reader finds a publication: under their own language."""
        return self._address(self.language, row)

    def own_url(self, row: Row) -> str:
        """The address of a publication in its own language."""
        return self._address(self.sites.languages[self.sites.codes[row["locale_id"]]], row)

    def label(self, row: Row) -> dict[str, Any]:
        """What a link to the page needs."""
        return {
            "key": str(row["original_id"]),
            "type": row["type"],
            "locale": self.code,
            "content_language": self.sites.codes[row["locale_id"]],
            "title": row["title"],
            "url": self.url(row),
        }

    def card(self, row: Row) -> dict[str, Any]:
        """The card as built, with what depends on who reads it, and when."""
        language = self.sites.codes[row["locale_id"]]
        return {
            **row["card"],
            **self._clocked(row, row["card"]),
            "locale": self.code,
            "content_language": language,
            "url": self.url(row),
        }

    def more(self, row: Row) -> dict[str, Any]:
        """The card with the fields of the whole that its type shows beside it, as ``more_…``."""
        said = {name: row[f"more_{name}"] for name in type_of(row["type"]).more}
        return {**self.card(row), **said, **self._clocked(row, said)}

    def cards(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """The answered cards of rows of ``CARD``, in the order given."""
        answered = resolve([self.card(row) for row in rows], self)
        return [card for card in answered if card is not None]

    def whole(
        self, row: Row, surroundings: Surroundings, *beside: Any, wordless: Sequence[Any] = ()
    ) -> list[Any]:
        """The answered whole of a publication; then what stands beside it, resolved with it.

        What is ``wordless``, the same in every language, comes last.

        ``row`` is of ``LABEL`` with the whole as ``said`` and the ``publisher`` that it names.
        """
        kind = type_of(row["type"])
        reader = self._in_words_of(row)
        document = {
            **row["said"],
            **self._clocked(row, row["said"]),
            "locale": self.code,
            "content_language": self.sites.codes[row["locale_id"]],
            "url": self.url(row),
            "canonical": self.own_url(row),
            **surroundings.frame(),
            "alternates": hreflang(
                surroundings.translations, is_front=row["original_id"] == self.sites.root_key
            ),
            "publisher": self._publishers(row, surroundings),
            **kind.parts(row["said"], reader),
        }
        if reader is self:
            whole, *others = resolve([document, *beside, *wordless], self)
        else:
            whole, *rest = resolve([document, *wordless], reader)
            others = [*resolve([*beside], self), *rest]
        whole["publisher"] = next(iter(whole["publisher"]), None)
        whole["related"] = [one for one in whole["related"] if one["listing"]["items"]]
        whole["calendar"] = calendars.address(whole, self.code)
        return [kind.finish(whole), *others]

    def _clocked(self, row: Row, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the clock decides of a card or whole, in its own language."""
        with translation.override(self.sites.codes[row["locale_id"]]):
            return type_of(row["type"]).clocked(said, self.now)

    def _publishers(self, row: Row, surroundings: Surroundings) -> list[dict[str, Any]]:
        """Who may speak on a page, the first that is there: its own, a section's, the site's."""
        keys = [row["publisher"], *surroundings.publishers, self.sites.institution.publisher]
        named = dict.fromkeys(str(key) for key in keys if key)
        return [{"ref": "publisher", "key": key, "size": "label"} for key in named]

    def _in_words_of(self, row: Row) -> Reader:
        """This reader, or one who reads in the language of a text that stands in for another."""
        if row["locale_id"] == self.language.locale_id:
            return self
        words = self.sites.languages[self.sites.codes[row["locale_id"]]]
        return Reader(
            self.language,
            self.sites,
            now=self.now,
            parameters=self.parameters,
            words=words,
            plain=self.plain,
        )

    # By address

    def find(self, rest: str, *, menu: bool = False) -> Found | None:
        """What is public at an address: ``rest`` follows that of the language's front page.

        The reader's own language comes first, then the others of the chain: a page that the
        language lacks is found at the address of the text that stands in for it. Where there is
        a better text than the one that the address names, ``moved_to`` says where.
        """
        paths = [link.root + rest for link in self.chain]
        rows = self._around(paths, menu=menu) if paths else []
        for path in paths:
            at = min((row for row in rows if row["page__url_path"] == path), key=_pk, default=None)
            if at is None:
                continue
            if at["claims"] > 1:
                # Another page stands there too: what is around the two must not be mixed.
                rows = self._around((), key=at["original_id"], menu=menu)
                at = next((row for row in rows if row["pk"] == at["pk"]), at)
            best = self._best(rows).get(at["original_id"], at)
            moved = "" if best is at else self.url(best)
            return Found(at, self._surroundings(rows, at, menu=menu), moved)
        return None

    def find_key(self, key: UUID, *, menu: bool = False) -> Found | None:
        """What the reader gets of a page given by its translation key."""
        rows = self._around((), key=key, menu=menu)
        row = self._best(rows).get(key)
        if row and row["depth"] >= HIGHEST:
            # By its path all that stands above it is named.
            return self.find(self._rest(row), menu=menu)
        return Found(row, self._surroundings(rows, row, menu=menu)) if row else None

    def around(self, page: Page, *, menu: bool = False) -> Surroundings:
        """What stands around a page that is served from memory, such as a draft."""
        rows = self._around([page.url_path or ""], key=page.translation_key, menu=menu)
        row = {
            "original_id": page.translation_key,
            "page__url_path": page.url_path or "",
        }
        return self._surroundings(rows, row, menu=menu)

    def tell_of(self, surroundings: Surroundings, row: Row) -> None:
        """Have what stands around a page in memory say how it stands to its original.

        ``row`` is the page as a publication of ``LABEL`` with ``freshness.COLUMNS``.
        """
        surroundings.translations = [
            self._translation(self.language, row) if one["locale"] == self.code else one
            for one in surroundings.translations
        ]

    def front(self) -> Surroundings:
        """What stands around an answer that is no page: front page and menu."""
        return self._surroundings(self._around([self.language.root], menu=True), None, menu=True)

    def _around(self, paths: Sequence[str], *, menu: bool, key: UUID | None = None) -> list[Row]:
        """A page, its ancestors, their twins, sections that list it, the menu: in one query.

        The page is the one of ``key``, or whatever stands at one of the paths: ``claims`` says
        how many things do.
        """
        above = dict.fromkeys(part for path in paths for part in _above(path))
        values = {"key": key, "paths": paths, "above": list(above)}
        return self.ask(
            ("around", menu),
            lambda reader, slots: reader._pages_around(slots, menu=menu),
            **{name: value for name, value in values.items() if value},
        )

    def _pages_around(self, slots: Mapping[str, Any], *, menu: bool) -> QuerySet[Publication]:
        key, paths = slots.get("key"), slots.get("paths")
        at_paths = Page.objects.filter(url_path__in=paths or []).order_by()
        its_key = (
            Q(translation_key=key)
            if key
            else Q(translation_key__in=at_paths.values("translation_key"))
        )
        if paths:
            above = Q(url_path__in=slots.get("above", []))
        else:
            above = _above_pages(Page.objects.filter(its_key))
        # What a section lists, its original says.
        entries = SectionEntry.objects.filter(
            page__in=Page.objects.filter(its_key).values("pk"),
            section__original_of_key__isnull=False,
        ).order_by()
        keys_above = Page.objects.filter(above).order_by().values("translation_key")
        sections = Page.objects.filter(pk__in=entries.values("section"))
        keys_of_sections = sections.order_by().values("translation_key")
        in_chain = Page.objects.filter(locale__in=list(self.rank)).order_by()
        wanted: list[QuerySet[Any, Any]] = [
            Page.objects.filter(its_key).order_by().values("pk"),
            # What stands around it is shown in one of the reader's languages alone.
            in_chain.filter(translation_key__in=keys_above).values("pk"),
            in_chain.filter(translation_key__in=keys_of_sections).values("pk"),
        ]
        if menu:
            # With their twins: the best one says whether it is in the menu.
            in_menu = self._menu_pages().order_by().values("translation_key")
            wanted.append(in_chain.filter(translation_key__in=in_menu).values("pk"))
            linked = Publication.stored.filter(type__in=_linked_types()).order_by()
            wanted.append(linked.values("pk"))
        around: QuerySet[Publication] = (
            self.everything(few=True)
            .filter(page__in=wanted[0].union(*wanted[1:]))
            .order_by("original__page__path")
            .values(
                "pk",
                *LABEL,
                "needs_request",
                *freshness.COLUMNS,
                "publisher",
                depth=F("page__depth"),
                in_menu=F("page__show_in_menus"),
                lists_it=Exists(entries.filter(section=OuterRef("original__page"))),
                is_original=_is_original(),
                claims=Value(1) if key else _number_of_keys(at_paths),
                said=Case(
                    When(Q(original=key) if key else Q(page__url_path__in=paths), then=F("whole"))
                ),
            )
        )
        return around

    def _rank(self) -> Any:
        ranks = [When(locale=locale, then=Value(at)) for locale, at in self.rank.items()]
        return Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())

    def _menu_pages(self) -> QuerySet[Page]:
        """Front pages, and the pages of menus: those chosen by hand, or those of the tree."""
        institution = self.sites.institution
        wanted = [Q(url_path=link.root) for link in self.chain]
        if institution.in_menus:
            wanted.append(Q(translation_key__in=institution.in_menus))
        if not institution.main_menu:
            wanted += [
                Q(
                    Begins(F("url_path"), link.root),
                    locale=link.locale_id,
                    depth=_depth_below(link),
                    show_in_menus=True,
                )
                for link in self.chain
            ]
        return _where_any(Page.objects.all(), wanted)

    def _surroundings(self, rows: list[Row], page: Row | None, *, menu: bool) -> Surroundings:
        best = self._best(rows)
        home = best.get(self.sites.root_key)
        answer = Surroundings(home=home and self.label(home))
        if menu:
            by_hand = self.sites.institution
            answer.menu = (
                self._lines(by_hand.main_menu, best)
                if by_hand.main_menu
                else [self.label(row) for row in best.values() if self._is_in_menu(row)]
            )
            foot = by_hand.foot_menu
            answer.foot_menu = self._lines(foot, best) if foot else answer.menu
            names = _linked_types()
            answer.everywhere = [
                {**self.label(row), "name": names[row["type"]]}
                for row in best.values()
                if row["type"] in names
            ]
        if page is not None:
            keys = self._keys_above(rows, page)
            named = {row["original_id"]: row["publisher"] for row in rows}
            answer.publishers = [named[key] for key in reversed(keys) if named.get(key)]
            answer.breadcrumb = [
                self.label(best[key]) for key in dict.fromkeys(keys) if key in best
            ]
            listing = {row["original_id"] for row in rows if row["lists_it"]}
            answer.sections = [self.label(row) for key, row in best.items() if key in listing]
            answer.translations = self._translations(rows, page["original_id"])
        return answer

    def _keys_above(self, rows: list[Row], page: Row) -> list[Any]:
        """The translation keys of a page's ancestors, the highest first.

        One that its language lacks is no row here; it is shown in another language.
        """
        roots = tuple(link.root for link in self.sites.languages.values() if link.root)
        above = [path for path in _above(page["page__url_path"]) if path.startswith(roots)]
        keys = {row["page__url_path"]: row["original_id"] for row in rows}
        missing = [path for path in above if path not in keys]
        if missing:
            pages = Page.objects.filter(url_path__in=missing)
            keys |= dict(pages.values_list("url_path", "translation_key"))
        return [keys[path] for path in above if path in keys]

    def _is_in_menu(self, row: Row) -> bool:
        """Whether a page is in the menu that is made of the tree."""
        language = self.sites.languages[self.sites.codes[row["locale_id"]]]
        return bool(row["in_menu"] and row["depth"] == _depth_below(language))

    def _lines(self, menu: Iterable[MenuEntry], best: Mapping[Any, Row]) -> list[dict[str, Any]]:
        """A menu made by hand, without what leads to nothing public."""
        lines = (self._line(entry, best) for entry in menu)
        return [line for line in lines if line is not None]

    def _line(self, entry: MenuEntry, best: Mapping[Any, Row]) -> dict[str, Any] | None:
        """A line as a label: an address has neither key nor type."""
        row = best.get(entry.key)
        if row is not None:
            label = self.label(row)
            # A label in the language of the reader, or in that of the text behind it.
            codes = (self.code, label["content_language"])
            named = next((code for code in codes if code in entry.labels), None)
            words = {"title": entry.labels[named], "content_language": named} if named else {}
            return {**label, **words}
        if not entry.url:
            return None
        chain = (link.code for link in self.sites.chain(self.language))
        languages = (*chain, *self.sites.languages)
        named = next((code for code in languages if code in entry.labels), None)
        return {
            "key": "",
            "type": "",
            "locale": self.code,
            "content_language": named or self.code,
            "title": entry.labels[named] if named else entry.url,
            "url": entry.url,
        }

    def _best(self, rows: list[Row]) -> dict[Any, Row]:
        """Of each thing the row in the best language of the reader's chain."""
        readable = [row for row in rows if row["locale_id"] in self.rank]
        best: dict[Any, Row] = {}
        for row in sorted(readable, key=lambda row: (self.rank[row["locale_id"]], row["pk"])):
            best.setdefault(row["original_id"], row)
        return {row["original_id"]: row for row in rows if best.get(row["original_id"]) is row}

    def _translations(self, rows: list[Row], key: UUID) -> list[dict[str, Any]]:
        """How the page can be read in each language of the site: itself, another's text, not."""
        twins: dict[int, Row] = {}
        for row in sorted(rows, key=lambda row: row["pk"]):
            if row["original_id"] == key:
                twins.setdefault(row["locale_id"], row)
        answers = []
        for language in self.sites.shown():
            chain = (link.locale_id for link in self.sites.chain(language))
            readable = [twins[locale_id] for locale_id in chain if locale_id in twins]
            answers.append(self._translation(language, readable[0] if readable else None))
        return answers

    def _translation(self, language: Language, row: Row | None) -> dict[str, Any]:
        """How a page can be read in a language, by the best row there is for it."""
        answer: dict[str, Any] = {
            "locale": language.code,
            "content_language": None,
            "state": "missing",
            "outdated_since": None,
            "progress": None,
            "url": None,
            "title": "",
        }
        if row is None:
            return answer
        state = freshness.state(row) if row["locale_id"] == language.locale_id else "fallback"
        answer |= {
            "content_language": self.sites.codes[row["locale_id"]],
            "state": state,
            "url": self._address(language, row),
            "title": row["title"],
        }
        if state == "outdated":
            answer["outdated_since"] = row["outdated_since"]
        if state == "partial":
            answer["progress"] = {"translated": row["translated"], "texts": row["texts"]}
        return answer

    def _address(self, language: Language, row: Row) -> str:
        return language.front + self._rest(row)

    def _rest(self, row: Row) -> str:
        """What follows the address of the front page in that of a publication."""
        root = self.sites.languages[self.sites.codes[row["locale_id"]]].root
        return str(row["page__url_path"]).removeprefix(root)


def hreflang(translations: Iterable[Mapping[str, Any]], *, is_front: bool) -> list[dict[str, str]]:
    """A page in each language that has it; a text that stands in for another is none of them.

    ``x-default`` is the original; of a front page it is ``/``, which asks for the language. The
    set is the same on every page of it, as search engines ask.
    """
    real = [one for one in translations if one["state"] not in ("fallback", "missing")]
    links = [{"hreflang": str(one["locale"]), "url": str(one["url"])} for one in real]
    default = next((str(one["url"]) for one in real if one["state"] == "original"), "")
    if is_front:
        default = "/"
    return [*links, {"hreflang": "x-default", "url": default}] if default else links


def _linked_types() -> dict[str, str]:
    """The page types to which every page links, with their names for machines."""
    return {kind.model._meta.label: kind.linked_as for kind in registered() if kind.linked_as}


def _is_original() -> Q:
    """Whether a publication is that of an original, or of an alias that copies one.

    Asked of few rows that are found: the fewer tables are joined, the better is planned.
    """
    copied = Original.objects.filter(page=OuterRef("page__alias_of"))
    return Q(original__page=F("page")) & (Q(page__alias_of__isnull=True) | Q(Exists(copied)))


def _number_of_keys(pages: QuerySet[Page]) -> Subquery:
    """How many things some pages are, counting a page and its translations as one."""
    together = pages.annotate(all=Value(1)).values("all")
    return Subquery(together.annotate(n=Count("translation_key", distinct=True)).values("n"))


def _pk(row: Row) -> int:
    return int(row["pk"])


def _above(url_path: str) -> list[str]:
    """The tree paths of a page's ancestors, the highest first: /pl/ and /pl/a/ of /pl/a/b/."""
    parts = url_path.strip("/").split("/")[:-1]
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


def _above_pages(pages: QuerySet[Page]) -> Q:
    """The condition of standing above one of some pages, by materialised path."""
    levels = range(Page.steplen, HIGHEST * Page.steplen, Page.steplen)
    pages = pages.order_by()
    first, *others = (pages.values(start=Substr("path", 1, end)) for end in levels)
    return Q(path__in=first.union(*others))


def _depth_below(language: Language) -> int:
    """The depth of the pages below a front page: /home/ has as many slashes as levels."""
    return language.root.count("/") + 1


def _where_any(rows: QuerySet[Any], conditions: Sequence[Q]) -> QuerySet[Any]:
    return rows.filter(reduce(or_, conditions)) if conditions else rows.none()
