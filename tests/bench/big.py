"""Sites with very many pages, written set by set.

The first pages of each kind are published by its builder. All others are like one of these but for
their titles, dates and languages, and so are their publications, of which some are built as a
proof.

What there is of each kind is as in an institution that has been at work for decades: mostly news
and events, fewer partners, editions and calls, and few programmes. Everything is Polish first; four
things in five are there in each further language too. Some are drafts, some have expired, and a
handful is private.

A larger institute has more programmes and partners rather than programmes of which there is more to
say. The first of each kind have to do with each other, are public, and are the same in every site,
whatever its size: the answers that tell of them are equally long.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, ReferenceIndex, Site

from courtyard.models import Discipline, DisciplineLink, Publication, SiteTexts, TopicLink
from courtyard.pages import BasePage
from courtyard.publications import writing
from courtyard.publications.stored import Place
from courtyard.text.sorting import sort_key
from home.models import ContentPage
from network.models import City, Membership, NetworkPage, PartnerPage
from news.models import NewsPage, RelatedPage
from programmes.models import (
    CallRound,
    EditionCity,
    EditionPage,
    EditionPartner,
    EventDate,
    EventPage,
    EventPartner,
    OpenCallPage,
    Participant,
    ProgrammeCity,
    ProgrammePage,
    ProgrammePartner,
)
from tests.trees import (
    EventIndexFactory,
    NetworkIndexFactory,
    NewsIndexFactory,
    OpenCallIndexFactory,
    PartnerIndexFactory,
    ProgrammeIndexFactory,
    Tree,
    add_language,
    grow,
    in_language,
    make_image,
    settle,
    term_in_two_languages,
    topic,
)

from .world import PRIVATE, another, text_of

SHARES: dict[Any, float] = {
    ProgrammePage: 0.02,
    NetworkPage: 0.01,
    PartnerPage: 0.10,
    ContentPage: 0.02,
    EditionPage: 0.05,
    OpenCallPage: 0.04,
    EventPage: 0.16,
    NewsPage: 0.60,
}
"""How much of all there is of each kind; what others stand below or refer to comes first."""

FEWEST = 26
"""So many of each kind there are: a list has twenty."""
TRANSLATED = 0.8
CITIES, TERMS, PICTURES = 60, 12, 40
FIRST = 40
"""Of each kind the things that are made one by one."""
FAMILY = 5
"""The first things of each kind: below the first programme, and about what there is first.

All others are copies of those between these and ``FIRST``.
"""
AT_ONCE = 500
DATED = ("date", "starts", "ends", "opens", "closes", "first_published_at", "last_published_at")

FIRST_DAY = dt.date(2000, 1, 1)
WEEK = dt.timedelta(days=7)
DAYS = 365 * 30
"""Until 2030: much of it is past, some of it to come."""

LETTERS = "bacedofigahojakalimonanyparorusatatowizazie"
SYLLABLES = [LETTERS[begin : begin + 2] for begin in range(0, len(LETTERS), 2)]
LINES = (
    "Spotykamy się co roku, aby rozmawiać o tym, co miasta mogą zrobić wspólnie.",
    "Zapraszamy do pracowni, na scenę i do ogrodu; wstęp jest wolny.",
    "Po rezydencji zostaje książka, film albo mur, na którym ktoś coś namalował.",
)


class Builder:
    """Writes pages of all kinds and what refers to what, table by table."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = codes
        self.chance = random.Random("names")
        self.tree = grow()
        self.locales = self._languages()
        self.parents = self._sections()
        self.topics = [topic(self.tree, f"topic-{number}") for number in range(TERMS)]
        self.disciplines = [self._discipline(number) for number in range(TERMS)]
        self.cities = [self._city(number) for number in range(CITIES)]
        made = make_image("plakat")
        self.pictures = [another(made) for _number in range(PICTURES)]
        # As it is stored, with keys of the blocks: copies have the same.
        field = ContentPage._meta.get_field("body")
        self.bodies = [
            field.get_prep_value(ContentPage(body=text_of(self.tree.home, made)).body)
            for _number in range(PICTURES)
        ]
        self.next_key = 1 + Page.objects.order_by("-pk").values_list("pk", flat=True)[0]
        self.children: Counter[int] = Counter()
        self.things: dict[type[BasePage], list[dict[str, Any]]] = {}
        """Of each kind the pages of each thing by language."""

    def build(self, pages: int) -> None:
        """As many pages, about."""
        each = 1 + TRANSLATED * (len(self.codes) - 1)
        for model, share in SHARES.items():
            self._write(model, max(FEWEST, round(share * pages / each)))
        self._count_children()
        self._relate()
        self._hide()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Page]):
                cursor.execute(statement)
        self._publish()
        settle()

    # What there is once

    def _languages(self) -> dict[str, Locale]:
        """Each language stands in for nothing, English for all but Polish, Polish for English."""
        pl = add_language(self.tree, "pl")
        en = add_language(self.tree, "en", fallback=pl)
        further = {code: add_language(self.tree, code, fallback=en) for code in self.codes[2:]}
        for code, locale in further.items():
            in_language(self.tree.home, locale, title=f"Front {code}", slug=code)
        link = f'<p><a linktype="page" id="{self.tree.home.pk}">Strefa</a></p>'
        SiteTexts.objects.update(footer=link)
        return {"pl": pl, "en": en, **further}

    def _sections(self) -> dict[Any, dict[str, Page]]:
        """The indexes and sections, by what stands below them, in all languages."""
        factories = {
            ProgrammePage: ProgrammeIndexFactory,
            NewsPage: NewsIndexFactory,
            PartnerPage: PartnerIndexFactory,
            NetworkPage: NetworkIndexFactory,
            EventPage: EventIndexFactory,
            OpenCallPage: OpenCallIndexFactory,
        }
        sections = {}
        for model, factory in factories.items():
            name = model._meta.model_name
            page = factory(
                parent=self.tree.home, title=f"Dział {name}", slug=f"{name}s", show_in_menus=True
            )
            others = {code: in_language(page, self.locales[code]) for code in self.codes[1:]}
            sections[model] = {"pl": page, **others}
        homes = {one.locale.language_code: one for one in self.tree.home.get_translations()}
        sections[ContentPage] = {"pl": self.tree.home, **homes}
        return sections

    def _discipline(self, number: int) -> Discipline:
        found: Discipline = term_in_two_languages(
            Discipline, self.tree, f"field-{number}", f"Dziedzina {number}", f"Field {number}"
        )
        return found

    def _city(self, number: int) -> City:
        city = term_in_two_languages(
            City, self.tree, f"city-{number}", f"Miasto {number}", f"Town {number}"
        )
        place = {"latitude": 40 + number / 4, "longitude": 5 + number / 3, "country": "PL"}
        City.objects.filter(translation_key=city.translation_key).update(**place)
        return City.objects.get(pk=city.pk)

    # Pages

    def _write(self, model: type[BasePage], number: int) -> None:
        """Things of one kind with all their languages."""
        things = []
        first: list[dict[str, Any]] = []
        for place in range(number):
            # The same for the same place, whatever else there is.
            self.chance = chance = random.Random(f"{model.__name__} {place}")
            is_first = place < FIRST
            expired = not is_first and chance.random() < 0.02
            live = is_first or (not expired and chance.random() > 0.03)
            if is_first:
                looks = {
                    "listing_image": chance.choice(self.pictures),
                    "body": chance.choice(self.bodies),
                    "summary": chance.choice(LINES),
                }
                first.append({**self._facts(model), **looks})
            facts = {
                **first[_like(place)],
                **self._dates(model),
                "translation_key": UUID(int=chance.getrandbits(128), version=4),
                "slug": f"{model._meta.model_name}-{place}",
                "live": live,
                "expired": expired,
                "expire_at": timezone.now() - dt.timedelta(days=1) if expired else None,
            }
            above = self._above(model, place)
            everywhere = is_first or model is ProgrammePage
            codes = [
                code
                for code in self.codes
                if code == "pl" or (code in above and (everywhere or chance.random() < TRANSLATED))
            ]
            things.append({code: self._page(model, code, above[code], facts) for code in codes})
        self.things[model] = things
        rows = [page for thing in things for page in thing.values()]
        for table in reversed([one for one in model.__mro__ if _is_table(one)]):
            fields = table._meta.local_concrete_fields  # type: ignore[attr-defined]
            table._base_manager.all()._batched_insert(rows, fields, None)  # type: ignore[attr-defined]

    def _above(self, model: type[BasePage], place: int) -> Mapping[str, Page]:
        """What something stands below: editions and most events and calls below a programme."""
        if model in (EditionPage, OpenCallPage, EventPage):
            programmes = self.things[ProgrammePage]
            if place < FAMILY:
                return programmes[0]
            if model is EditionPage or self.chance.random() < 0.5:
                return self.chance.choice(programmes[1:])
        return self.parents[model]

    def _page(
        self,
        model: type[BasePage],
        code: str,
        above: Page,
        facts: Mapping[str, Any],
    ) -> BasePage:
        key, self.next_key = self.next_key, self.next_key + 1
        self.children[above.pk] += 1
        step = above.numchild + self.children[above.pk]
        title = " ".join(self._word() for _word in range(3)).capitalize()
        return model(
            id=key,
            page_ptr_id=key,
            path=Page._get_path(above.path, above.depth + 1, step),
            depth=above.depth + 1,
            url_path=f"{above.url_path}{facts['slug']}/",
            locale=self.locales[code],
            content_type=ContentType.objects.get_for_model(model),
            title=f"{title} {code}",
            draft_title=f"{title} {code}",
            last_published_at=facts["first_published_at"],
            **facts,
        )

    def _word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))

    def _facts(self, model: type[BasePage]) -> dict[str, Any]:
        """What a thing of some kind says in all its languages, but for its dates."""
        chance = self.chance
        facts: dict[Any, dict[str, Any]] = {
            ProgrammePage: {"kind": chance.choice(("forum", "residency")), "since": 2016},
            NetworkPage: {"kind": "coalition", "city": chance.choice(self.cities)},
            PartnerPage: {
                "kind": chance.choice(("ngo", "university")),
                "city": chance.choice(self.cities),
                "website": "https://example.org/",
            },
            EventPage: {"city": chance.choice(self.cities), "venue": self._venue()},
        }
        return facts.get(model, {})

    def _dates(self, model: type[BasePage]) -> dict[str, Any]:
        """When it is."""
        day = FIRST_DAY + dt.timedelta(days=self.chance.randrange(DAYS))
        time = dt.time(self.chance.randrange(8, 20), self.chance.randrange(60))
        moment = dt.datetime.combine(day, time, dt.UTC)
        dates: dict[Any, dict[str, Any]] = {
            NewsPage: {"date": day},
            EditionPage: {"starts": day, "ends": day + dt.timedelta(days=5)},
            OpenCallPage: {"opens": moment - dt.timedelta(days=40), "closes": moment},
            EventPage: {"starts": moment, "ends": moment + dt.timedelta(hours=2)},
        }
        return {**dates.get(model, {}), "first_published_at": moment}

    def _venue(self) -> Page | None:
        """One of the partners that there are by then."""
        partners = self.things.get(PartnerPage)
        return self.chance.choice(partners[1:FEWEST])["pl"] if partners else None

    def _count_children(self) -> None:
        parents = Page.objects.in_bulk(self.children)
        for parent in parents.values():
            parent.numchild += self.children[parent.pk]
        Page.objects.bulk_update(parents.values(), ["numchild"], batch_size=200)

    # What refers to what

    def _relate(self) -> None:
        """Rows of facts, on the originals."""
        originals = {
            model: [thing["pl"] for thing in things] for model, things in self.things.items()
        }
        partners = originals[PartnerPage]
        programmes = originals[ProgrammePage]
        for pages in originals.values():
            self._rows(TopicLink, pages, "topic", self.topics, 3)
            self._rows(DisciplineLink, pages, "discipline", self.disciplines, 2)
        self._rows(ProgrammeCity, programmes, "city", self.cities, 2)
        self._rows(ProgrammePartner, programmes, "partner", partners, 3, role="co_organiser")
        self._rows(EditionCity, originals[EditionPage], "city", self.cities, 1)
        self._rows(
            EditionPartner, originals[EditionPage], "partner", partners, 2, role="co_organiser"
        )
        self._rows(EventPartner, originals[EventPage], "partner", partners, 1, role="co_organiser")
        self._rows(Membership, originals[NetworkPage], "partner", partners, 10)
        self._rows(RelatedPage, originals[NewsPage], "page", programmes, 1, parent="news")
        self.chance = random.Random("names")
        names = [f"{self._word()} {self._word()}".title() for _number in range(FIRST * 3)]
        Participant.objects.bulk_create(
            Participant(
                page=page, name=names[_like(place) * 3 + number], country="PL", consent=True
            )
            for place, page in enumerate(originals[EditionPage])
            for number in range(3)
        )
        # Copies have none of these.
        EventDate.objects.bulk_create(
            EventDate(page=page, starts=page.starts + WEEK, ends=page.ends + WEEK)
            for page in originals[EventPage][:FIRST:4]
        )
        CallRound.objects.bulk_create(
            CallRound(page=page, closes=page.closes - weeks * WEEK)
            for page in originals[OpenCallPage][:FIRST:4]
            for weeks in (3, 6)
        )
        self._index_references([*partners, *originals[EventPage], *originals[NetworkPage]])

    def _rows(
        self,
        model: type[Model],
        pages: Sequence[Any],
        name: str,
        things: Sequence[Any],
        most: int,
        parent: str = "page",
        **said: Any,
    ) -> None:
        """Rows that relate each page to some of the things: the first ones to the first."""
        manager: Any = model._default_manager
        chance = random.Random(model.__name__)
        first, *others = things[:FEWEST]
        chosen = [
            [first, *chance.sample(others, most - 1)]
            if place < FAMILY
            else chance.sample(others, chance.randint(1, most))
            for place in range(FIRST)
        ]
        manager.bulk_create(
            model(**{f"{parent}_id": page.pk, f"{name}_id": thing.pk}, sort_order=number, **said)
            for place, page in enumerate(pages)
            for number, thing in enumerate(chosen[_like(place)])
        )

    def _index_references(self, pages: Iterable[Any]) -> None:
        """What Wagtail knows of cities in pages: by it the list of cities is made."""
        kinds = ContentType.objects.get_for_models(Page, City, *self.things)
        ReferenceIndex.objects.bulk_create(
            ReferenceIndex(
                content_type=kinds[type(page)],
                base_content_type=kinds[Page],
                object_id=str(page.pk),
                to_content_type=kinds[City],
                to_object_id=str(page.city_id),
                model_path="city",
                content_path="city",
                content_path_hash=UUID(int=page.pk),
            )
            for page in pages
        )

    def _hide(self) -> None:
        """A handful of private pages."""
        hidden = [self.things[model][FAMILY]["pl"].pk for model in SHARES]
        Page.objects.filter(pk__in=hidden).update(title=PRIVATE)
        PageViewRestriction.objects.bulk_create(
            PageViewRestriction(page_id=key, restriction_type="login") for key in hidden
        )

    # Publications

    def _publish(self) -> None:
        """Those of the first things by their builder, those of the others after them."""
        for model, things in self.things.items():
            for code in self.codes:
                first = [thing[code].pk for thing in things[:FIRST]]
                writing.write(list(model._base_manager.filter(pk__in=first)))
                known = Publication.stored.in_bulk(first)
                copies = [
                    (thing[code], known[first[_like(place)]])
                    for place, thing in enumerate(things)
                    if place >= FIRST and code in thing and thing[code].live
                ]
                self._publish_copies(copies, is_original=code == "pl")
                self._prove(model, [page for page, _known in copies[:: max(1, len(copies) // 3)]])

    def _publish_copies(
        self, copies: Sequence[tuple[BasePage, Publication]], *, is_original: bool
    ) -> None:
        if is_original:
            writing.know_originals(page for page, _known in copies)
        made = [_copied(known, page) for page, known in copies]
        Publication.stored.bulk_create(made, batch_size=AT_ONCE)
        if is_original:
            Place.objects.bulk_create(
                Place(original_id=one.original_id, type=one.type, **standing._asdict())
                for one in made
                for standing in writing.places_of(one)
            )

    def _prove(self, model: type[BasePage], pages: Sequence[BasePage]) -> None:
        """The builder says the same of some copies."""
        rows = list(model._base_manager.filter(pk__in=[page.pk for page in pages]))
        for page, original in writing.prefetched(rows):
            built = writing.publication_of(page, original)
            stored = Publication.stored.get(pk=page.pk)
            for name in ("card", "whole", "title", "sort_title", "original_id"):
                assert getattr(built, name) == getattr(stored, name), (page, name)


def _like(place: int) -> int:
    """Which of the first things of its kind something is like."""
    return place if place < FIRST else FAMILY + place % (FIRST - FAMILY)


def _copied(known: Publication, page: BasePage) -> Publication:
    """The publication of a copy: what is known, with a key, title and dates of its own."""
    said = {}
    for name in ("card", "whole"):
        text = json.dumps(getattr(known, name))
        text = text.replace(str(known.original_id), str(page.translation_key))
        said[name] = json.loads(text.replace(json.dumps(known.title), json.dumps(page.title)))
        for dated in DATED:
            if dated in said[name] and (value := getattr(page, dated)):
                said[name][dated] = value.isoformat().replace("+00:00", "Z")
        said[name] |= {rows: [] for rows in ("dates", "rounds") if rows in said[name]}
    code = page.locale.language_code
    copied = Publication(
        page_id=page.pk,
        original_id=page.translation_key,
        title=page.title,
        sort_title=sort_key(page.title, code),
        **said,
    )
    for name in ("locale_id", "type", "texts", "translated"):
        setattr(copied, name, getattr(known, name))
    return copied


def build(pages: int, codes: Sequence[str]) -> Tree:
    """A site with as many pages in some languages, of which the first two are pl and en."""
    builder = Builder(codes)
    builder.build(pages)
    Site.clear_site_root_paths_cache()
    return builder.tree


def _is_table(model: type[Any]) -> bool:
    return hasattr(model, "_meta") and not model._meta.abstract and issubclass(model, Page)
