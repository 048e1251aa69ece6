"""The demonstration holds the institute's facts, in two languages and partly in two more."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import itertools
import json
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator
from translate.storage.pypo import pofile as TranslationFile
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, ReferenceIndex, Revision, Site
from wagtail_localize.models import StringTranslation, Translation

from config.demo import content, loader, posters, translating
from config.demo.content import ContentError
from config.demo.entries import entries
from config.demo.posters import draw_poster
from config.demo.values import Values
from config.env import ROOT
from courtyard.localisation import importing, po
from courtyard.localisation.facts import with_facts
from courtyard.models import (
    MenuItem,
    MenuItemText,
    Publication,
    Publisher,
    SectionEntry,
    SiteSettings,
    SiteTexts,
    SocialLink,
    Tag,
    Theme,
)
from courtyard.outbox import services as outbox
from courtyard.publications.facets import FacetIndexPublication
from courtyard.publications.types import type_of
from courtyard.terms import KINDS
from home.models import AccessibilityStatementPage, ContentPage, HomePage
from network.models import City, NetworkIndexPage, NetworkPage, PartnerPage
from news.models import NewsPage
from programmes.life import Call, CallStatus
from programmes.models import (
    EditionPage,
    EventPage,
    OpenCallPage,
    ProgrammeIndexPage,
    ProgrammePage,
)
from programmes.models.events import EventStatus
from tests.api.fuzz import ask_everything, what_leads_to_something
from tests.browser import accessible
from tests.frontend import front_end
from tests.trees import grow

from .examples_of_docs import examples, is_shown

SMALL_PICTURE = draw_poster("news", 0, width=64, height=40)


DOCUMENT = Path(__file__).parents[1] / "snapshots" / "openapi.json"
EXAMPLES_FOLDER = ROOT / "site" / "config" / "examples"
SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "pages"
UNSTEADY = {"id", "date", "first_published_at", "last_published_at", "next"}
A_MONTH = re.compile(r"\d{4}-\d\d$")
A_DAY = re.compile(r"\d{4}-\d\d-\d\d(T.*)?$")


AN_OPEN_CALL = (
    "/en/international-activities/forum-berlin/"
    "forum-berlin-shared-water-an-invitation-to-take-part/"
)
EXAMPLES = {
    "list_pages": ["/pages?locale=en&limit=1&type=home.ContentPage"],
    "page_by_path": [
        "/pages/by-path?path=/en/about-us/",
        f"/pages/by-path?path={AN_OPEN_CALL}",
    ],
    "page_by_key": ["/pages/36455d3e-0c43-5a0c-a081-9423fd06bf97?locale=en"],
    "list_programmes": ["/programmes?locale=en&limit=1"],
    "list_editions": ["/editions?locale=en&limit=1"],
    "list_participants": ["/participants?locale=en&limit=2"],
    "list_calls": ["/open-calls?locale=en&limit=1&status=open,closing_soon"],
    "list_events": ["/events?locale=en&limit=1&when=coming"],
    "list_partners": ["/partners?locale=en&limit=1&city=berlin"],
    "partners_on_map": ["/partners.geojson?locale=en&city=berlin"],
    "list_networks": ["/networks?locale=en&limit=1"],
    "list_cities": ["/cities?locale=en&limit=2&country=UA"],
    "list_news": ["/news?locale=en&limit=1&include=translations&count=true"],
    "list_topics": ["/topics?locale=en&limit=2"],
    "list_disciplines": ["/disciplines?locale=en&limit=2"],
    "list_themes": ["/themes?locale=en&limit=2"],
    "list_tags": ["/tags?locale=en&limit=2"],
    "list_locales": ["/locales"],
    "site_settings": ["/settings?locale=en"],
    "newsletter_form": ["/newsletter/form?locale=en"],
    "navigation": ["/navigation?locale=en"],
    "site_map": ["/sitemap?limit=1"],
    "search": ["/search?locale=en&q=studios+exchange&type=network.PartnerPage"],
    "suggestions": ["/search/suggest?locale=en&q=resid&limit=2"],
}
"""What the OpenAPI document shows of each operation."""


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> None:
    """Tell the test case whether snapshots are to be written."""
    request.cls.update_snapshots = request.config.getoption("--update-snapshots")


def make_room() -> None:
    """A database as it is after its migrations."""
    grow()
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    Locale.objects.exclude(language_code="pl").delete()


def picture_of_everything() -> dict[str, Any]:
    """What the demonstration consists of, without primary keys and moments."""
    pages = [
        {
            "key": str(page.translation_key),
            "locale": page.locale.language_code,
            "url_path": page.url_path,
            "type": page.cached_content_type.model,
            "title": page.title,
            "live": page.live,
            "unpublished": page.has_unpublished_changes,
            "revisions": Revision.page_revisions.for_instance(page).count(),
            "entries": page.section_entries.count(),
            **{kind.plural: getattr(page, kind.rows).count() for kind in KINDS},
            "body": len(getattr(page.specific, "body", "")),
        }
        for page in Page.objects.filter(depth__gt=1).order_by("locale__language_code", "url_path")
    ]
    models: list[Any] = [City, *(kind.model for kind in KINDS)]
    return {
        "pages": pages,
        "publishers": sorted(Publisher.objects.values_list("locale__language_code", "name")),
        "named": sorted(
            Publication.objects.exclude(publisher=None).values_list("title", "publisher")
        ),
        "links": sorted(SocialLink.objects.values_list("label", "url")),
        "menu": sorted(MenuItem.objects.values_list("sort_order", "page__title")),
        "labels": sorted(MenuItemText.objects.values_list("text", flat=True)),
        **{
            model._meta.label: sorted(
                model.objects.values_list("locale__language_code", "slug", "name")
            )
            for model in models
        },
        "documents": sorted(get_document_model().objects.values_list("title", flat=True)),
        "images": sorted(get_image_model().objects.values_list("title", flat=True)),
        "texts": sorted(SiteTexts.objects.values_list("locale__language_code", "name")),
        "translations": Translation.objects.count(),
    }


def references() -> set[tuple[Any, ...]]:
    """What Wagtail knows of what refers to what."""
    known = ReferenceIndex.objects.values_list(
        "content_type", "object_id", "to_content_type", "to_object_id", "content_path"
    )
    return {*known}


def compare_with_snapshot(name: str, answer: Any, *, update: bool) -> None:
    """One type of page, whole; regenerated by ``pytest tests/demo --update-snapshots``."""
    path = SNAPSHOTS / f"{name}.json"
    text = json.dumps(steady(answer), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def steady(value: Any, name: str = "") -> Any:
    """The same without what differs from load to load: moments, dates, block ids, file names.

    And without the months that something may be chosen by, as they move with the days.
    """
    if isinstance(value, dict):
        return {key: steady(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [steady(item, name) for item in value if not is_month(item)]
    if value and (name in UNSTEADY or (name == "url" and value.startswith("/media/"))):
        return "…"
    if isinstance(value, str) and A_DAY.match(value):
        return "…"
    return value


def is_month(value: Any) -> bool:
    """Whether it is a month to choose: `2026-05`."""
    chosen = value.get("value") if isinstance(value, dict) else None
    return isinstance(chosen, str) and bool(A_MONTH.match(chosen))


@pytest.mark.usefixtures("update_snapshots")
class Demonstration(front_end.HasFrontEnd, accessible.Accessible):
    """What the loader makes of an empty site."""

    update_snapshots: bool

    @classmethod
    def setUpClass(cls) -> None:
        # Drawing is tested where the posters are; here any small picture does.
        cls.enterClassContext(mock.patch.object(loader, "draw_poster", return_value=SMALL_PICTURE))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        make_room()
        call_command("load_demo", base_url="http://localhost:8123", verbosity=0)

    def programme(self, name: str, language: str = "pl") -> Any:
        key = content.key_of("page", name)
        page = Page.objects.get(translation_key=key, locale__language_code=language)
        return page.specific

    def test_every_page_is_live_in_its_languages(self) -> None:
        for entry in entries():
            found = Page.objects.filter(translation_key=content.key_of("page", entry.name))
            live = {page.locale.language_code for page in found if page.live and not page.alias_of}
            assert live == {*entry.languages} - {*entry.data.get("begun", ())}, entry.name
            assert live >= {"pl", "en"}, entry.name

    def test_ukrainian_and_german_are_begun_with_what_readers_see_first(self) -> None:
        first = {
            *("home", "international", "networking", "about", "news", "open-calls", "events"),
            *("forum-berlin", "air-wro", "culture-of-mobility", "cultural-managers-lviv-wroclaw"),
            *("air-gardens-call", "forum-water-call"),
            *("courtyard-breakfast", "forum-meeting-report", "mobility-advice"),
        }
        for language in ("uk", "de"):
            written = Page.objects.filter(locale__language_code=language, live=True, alias_of=None)
            keys = {*written.values_list("translation_key", flat=True)}
            assert {content.key_of("page", name) for name in first} <= keys
            for page in written:
                # Nothing stands below a page that is missing.
                assert not page.get_ancestors().filter(live=False).exists(), page.url_path

    def test_one_page_is_public_in_part_and_one_is_a_draft(self) -> None:
        client = Client(HTTP_HOST="localhost:8123")
        answer = client.get("/api/content/v1/pages/by-path", {"path": "/uk/pryvatnist/"}).json()
        states = {one["locale"]: one["state"] for one in answer["translations"]}
        assert states["uk"] == "partial"
        key = content.key_of("page", "privacy")
        draft = Page.objects.get(translation_key=key, locale__language_code="de")
        assert not draft.live
        done, total = Translation.objects.get(
            source__object_id=key, target_locale__language_code="de"
        ).get_progress()[::-1]
        assert 0 < done < total

    def test_programmes_carry_the_facts(self) -> None:
        facts = {
            "forum-berlin": ("forum", 2018, {"berlin", "wroclaw"}, None, "both"),
            "wroclaw-kaunas": ("workshops", None, {"kaunas"}, 10, ""),
            "culture-of-mobility": ("mobility_grant", None, set(), None, "outgoing"),
            "air-wro": ("residency", 2015, {"wroclaw"}, None, "both"),
            "cultural-managers-lviv-wroclaw": ("training", 2017, {"lviv", "wroclaw"}, None, "both"),
            "tandem-ukraine": ("exchange", None, set(), None, ""),
        }
        assert ProgrammePage.objects.filter(locale__language_code="pl").count() == len(facts)
        for name, (kind, since, cities, participants, direction) in facts.items():
            for language in ("pl", "en"):
                page = with_facts(self.programme(name, language))
                assert page.kind == kind, name
                assert page.since == since, name
                assert page.participants == participants, name
                assert page.direction == direction, name
                assert {link.city.slug for link in page.cities.all()} == cities, name

    def test_programmes_say_in_each_language_for_whom_they_are(self) -> None:
        audiences = {
            "forum-berlin": (
                "artystki, artyści i inne osoby pracujące w kulturze w Berlinie i we Wrocławiu",
                "artists and cultural professionals of Berlin and Wrocław",
            ),
            "wroclaw-kaunas": (
                "osoby reprezentujące sceny artystyczne Wrocławia i Kowna",
                "representatives of the art scenes of Wrocław and Kaunas",
            ),
            "culture-of-mobility": (
                "artystki, artyści i inne osoby pracujące w kulturze we Wrocławiu i na Dolnym "
                "Śląsku",
                "artists and cultural professionals from Wrocław and Lower Silesia",
            ),
            "air-wro": (
                "osoby pracujące w kulturze w innych miastach Europy oraz artystki i artyści z "
                "Wrocławia i Dolnego Śląska",
                "cultural professionals of other European cities, and artists from Wrocław and "
                "Lower Silesia",
            ),
            "cultural-managers-lviv-wroclaw": (
                "młode menedżerki i młodzi menedżerowie kultury z Polski i Ukrainy",
                "young culture managers from Poland and Ukraine",
            ),
            "tandem-ukraine": ("menedżerki i menedżerowie kultury", "culture managers"),
        }
        said = {
            name: tuple(self.programme(name, language).audience for language in ("pl", "en"))
            for name in audiences
        }
        assert said == audiences

    def test_texts_carry_the_facts_in_both_languages(self) -> None:
        facts = {
            ("forum-berlin", "pl"): ["BERLIN_forum kultury_WROCŁAW"],
            ("forum-berlin", "en"): ["BERLIN_forum of culture_WROCŁAW"],
            ("air-wro", "pl"): ["2016", "Europejskiej Stolicy Kultury"],
            ("air-wro", "en"): ["2016", "European Capital of Culture"],
            ("tandem-ukraine", "pl"): ["2011", "MitOst", "Berlin", "Amsterdam"],
            ("tandem-ukraine", "en"): ["2011", "MitOst", "Berlin", "Amsterdam"],
            ("ecoc-family", "pl"): ["EU-Japan Fest", "dwa razy"],
            ("ecoc-family", "en"): ["EU-Japan Fest", "twice"],
            ("ruska-46", "pl"): ["neon", "Święto Podwórka"],
            ("ruska-46", "en"): ["neon", "Courtyard Celebration"],
            ("networking", "pl"): ["Wrocławski Kongres Kultury", "70/20", "Kobieta i życie"],
            ("networking", "en"): ["Wrocław Culture Congress", "70/20", "Woman and Life"],
        }
        for (name, language), words in facts.items():
            with self.subTest(name=name, language=language):
                page = self.programme(name, language)
                body = page.body.render_as_block() if hasattr(page, "body") else page.introduction
                text = f"{page.title} {page.summary} {body}".replace("\u00a0", " ")
                for word in words:
                    assert word in text, (name, language, word)

    def test_networks_are_there(self) -> None:
        networks = NetworkPage.objects.filter(locale__language_code="en")
        assert {*networks.values_list("title", flat=True)} == {
            "Art of the Neighbourhood",
            "Coalition of Cities",
            "ECoC Family",
            "Ruska 46",
        }
        family = with_facts(self.programme("ecoc-family", "en"))
        assert family.meeting_rhythm == "twice a year"
        assert with_facts(self.programme("coalition-of-cities")).our_role == "co_founder"

    def test_tandem_has_its_two_founders(self) -> None:
        tandem = self.programme("tandem-ukraine")
        partners = {row.partner.specific.legal_name: row.role for row in tandem.partners.all()}
        assert partners == {"European Cultural Foundation": "founder", "MitOst e.V.": "founder"}
        cities = {row.partner.city.slug for row in tandem.partners.all()}
        assert cities == {"amsterdam", "berlin"}

    def test_the_family_works_with_eu_japan_fest(self) -> None:
        fest = self.programme("eu-japan-fest")
        (membership,) = self.programme("ecoc-family").memberships.filter(partner=fest)
        assert membership.role == "partner"

    def test_what_was_done_together_is_there_as_records(self) -> None:
        names = {
            "culture-congress": ("Wrocławski Kongres Kultury", "Wrocław Culture Congress"),
            "symposium-70-20": ("Sympozjum Wrocław 70/20", "Wrocław 70/20 Symposium"),
            "woman-and-life": ("„Kobieta i życie” – premiera", "‘Woman and Life’ – the premiere"),
            "courtyard-celebration": ("Święto Podwórka", "Courtyard Celebration"),
        }
        for name, titles in names.items():
            for language, title in zip(("pl", "en"), titles, strict=True):
                page = self.programme(name, language)
                assert isinstance(page, EventPage)
                assert page.title == title

    def test_five_institutions_of_the_city_have_made_the_play(self) -> None:
        made = self.programme("woman-and-life").partners.filter(role="co_creator")
        assert len(made) == 5
        assert {row.partner.kind for row in made} == {"cultural_institution"}
        assert {row.partner.city.slug for row in made} == {"wroclaw"}

    def test_the_celebration_comes_back_every_year(self) -> None:
        celebration = self.programme("courtyard-celebration")
        assert celebration.get_parent().translation_key == content.key_of("page", "ruska-46")
        days = sorted([celebration.starts, *celebration.dates.values_list("starts", flat=True)])
        gaps = [(later - before).days for before, later in itertools.pairwise(days)]
        assert len(days) >= 3
        assert all(360 <= gap <= 370 for gap in gaps)
        assert days[0] < timezone.now() < days[-1]

    def test_nearly_forty_work_in_the_courtyard(self) -> None:
        courtyard = self.programme("ruska-46")
        assert (courtyard.kind, courtyard.our_role) == ("place", "host")
        assert courtyard.street == "ul. Ruska 46"
        tenants = courtyard.memberships.filter(role="tenant")
        present = tenants.filter(until=None)
        assert 36 <= len(present) < 40
        assert tenants.exclude(until=None).exists()
        units = {*courtyard.units.values_list("name", flat=True)}
        assert {tenant.unit for tenant in present} == units

    def test_sixty_partners_live_in_twelve_cities(self) -> None:
        partners = PartnerPage.objects.filter(locale__language_code="pl")
        assert len(partners) == 60
        assert len({partner.city_id for partner in partners if partner.city_id}) == 12
        assert {"wroclaw", "lviv"} <= {partner.city.slug for partner in partners if partner.city}
        lviv = City.objects.get(slug="lviv", locale__language_code="uk")
        assert lviv.is_sister_city
        wroclaw = City.objects.get(slug="wroclaw", locale__language_code="pl")
        assert wroclaw.ecoc_year == 2016

    def test_calls_stand_in_every_status(self) -> None:
        calls = OpenCallPage.objects.filter(locale__language_code="pl")
        found = {Call.of(call).status(timezone.now()) for call in calls}
        assert found == {*CallStatus}
        assert calls.filter(is_rolling=True).exists()
        assert calls.exclude(extended_from=None).exists()
        money = {item.purpose for call in calls for item in call.money.all()}
        assert {"grant", "stipend", "fee", "travel", "production"} <= money

    def test_a_call_has_its_regulations(self) -> None:
        regulations = self.programme("air-gardens-call").regulations
        with regulations.file.open() as file:
            assert "Regulations of the call" in file.read().decode()

    def test_editions_are_over_running_and_to_come(self) -> None:
        today = timezone.localdate()
        editions = EditionPage.objects.filter(locale__language_code="pl")
        assert editions.filter(ends__lt=today).exists()
        assert editions.filter(starts__lte=today, ends__gte=today).exists()
        assert editions.filter(starts__gt=today).exists()
        programmes = {edition.get_parent().translation_key for edition in editions}
        assert len(programmes) == 6
        ten = self.programme("kaunas-ten-at-one-table").participants
        assert ten.filter(consent=True).count() == 10

    def test_events_are_over_to_come_and_otherwise_than_planned(self) -> None:
        events = EventPage.objects.filter(locale__language_code="pl")
        statuses = {*events.values_list("status", flat=True)}
        assert statuses == {*EventStatus}
        now = timezone.now()
        assert events.filter(ends__lt=now).exists()
        assert events.filter(starts__gt=now).exists()
        assert events.filter(dates__isnull=False).distinct().count() >= 5

    def test_there_are_forty_pieces_of_news_and_one_of_them_is_very_long(self) -> None:
        news = NewsPage.objects.filter(locale__language_code="en")
        lengths = sorted(len(str(item.body).split()) for item in news)
        assert len(lengths) == 40
        assert lengths[-1] > 1200
        assert lengths[20] < 200
        assert max(item.date for item in news) >= timezone.localdate() - dt.timedelta(days=2)

    def test_sections_list_one_record_twice(self) -> None:
        international = ProgrammeIndexPage.objects.get(locale__language_code="pl")
        networking = NetworkIndexPage.objects.get(locale__language_code="pl")
        listed = [
            {entry.page.slug for entry in section.section_entries.all()}
            for section in (international, networking)
        ]
        assert listed[0] & listed[1] == {
            self.programme("forum-berlin").slug,
            self.programme("ecoc-family").slug,
        }

    def test_the_second_group_has_its_heading_in_each_language(self) -> None:
        headings = SectionEntry.objects.exclude(heading="").values_list("heading", flat=True)
        assert {*headings} >= {"Inne działania międzynarodowe", "Other international activities"}

    def test_sample_records_are_marked(self) -> None:
        real = [
            content.key_of("page", name)
            for name in ("european-cultural-foundation", "mitost", "eu-japan-fest")
        ]
        for model in (PartnerPage, EditionPage, OpenCallPage, EventPage, NewsPage):
            for item in model.objects.filter(locale__language_code="pl"):
                tags = {link.tag.slug for link in item.tag_links.all()}
                assert ("sample" in tags) != (item.translation_key in real), item.slug
        names = Tag.objects.filter(slug="sample").values_list("locale__language_code", "name")
        assert dict(names) == {"pl": "przykład", "en": "sample", "uk": "приклад", "de": "Beispiel"}
        for language, word in {"pl": "demonstracyjne", "en": "demonstration"}.items():
            text = self.client.get(f"/{language}/", headers={"host": "localhost:8123"})
            assert word in text.content.decode()

    def test_small_nouns_are_there_in_all_four_languages(self) -> None:
        names = Theme.objects.filter(locale__language_code="en").values_list("name", flat=True)
        assert {"Public space", "Equal rights", "Cultural policy", "Mediation"} <= {*names}
        for model in loader.TERMS:
            keys = model._default_manager.values_list("translation_key", flat=True)
            assert len(keys) == 4 * len({*keys}) > 0, model
        assert all(kind.link._default_manager.exists() for kind in KINDS)
        air = with_facts(self.programme("air-wro", "en"))
        assert "environment" in [link.theme.slug for link in air.theme_links.all()]

    def test_pictures_say_what_is_to_be_seen_and_who_made_them(self) -> None:
        pictures = get_image_model().objects.all()
        assert len(pictures) > 40
        for picture in pictures:
            words = {text.locale.language_code for text in picture.courtyard_texts.all()}
            assert words == {"pl", "en", "uk", "de"}, picture
            assert picture.courtyard_details.credit
            assert picture.courtyard_details.licence == "CC0 1.0"

    def test_both_names_of_the_institution_are_configuration(self) -> None:
        names = dict(SiteTexts.objects.values_list("locale__language_code", "name"))
        assert names["pl"] == "Strefa Kultury Wrocław"
        assert names["en"] == "Culture Zone Wrocław"
        assert set(names) == {"pl", "en", "uk", "de"}
        voices = Publisher.objects.filter(locale__language_code="en")
        assert {*voices.values_list("name", flat=True)} == {
            "Culture Zone Wrocław",
            "Wrocław Institute of Culture",
        }

    def test_one_site_speaks_with_two_voices(self) -> None:
        client = Client(HTTP_HOST="localhost:8123")
        zone = {"pl": "Strefa Kultury Wrocław", "en": "Culture Zone Wrocław"}
        institute = {"pl": "Wrocławski Instytut Kultury", "en": "Wrocław Institute of Culture"}
        voices = {
            "home": zone,
            "about": zone,
            "international": zone,
            "forum-berlin": zone,
            "networking": institute,
            "ruska-46": institute,
        }
        for name, names in voices.items():
            for language in ("pl", "en"):
                page = self.programme(name, language)
                answer = client.get("/api/content/v1/pages/by-path", {"path": page.url}).json()
                assert answer["publisher"]["name"] == names[language], name
                assert names[language] in client.get(page.url).content.decode()

    def test_contact_data_are_samples(self) -> None:
        settings = SiteSettings.objects.get()
        said = [settings.email, *SocialLink.objects.values_list("url", flat=True)]
        said += Publisher.objects.values_list("website", flat=True)
        assert len(said) == 11
        assert all("example.org" in one for one in said)

    def test_the_menu_at_the_foot_is_made_by_hand(self) -> None:
        client = Client(HTTP_HOST="localhost:8123")
        for path, label in (("/pl/", "Prywatność i dane"), ("/en/", "Privacy and data")):
            assert client.get(path).content.decode().count(label) == 1

    def test_the_site_is_reached_where_it_was_told(self) -> None:
        site = Site.objects.get()
        assert (site.hostname, site.port) == ("localhost", 8123)

    def test_no_translation_holds_polish_words(self) -> None:
        for page in Page.objects.filter(locale__language_code="en", depth__gt=2):
            original = Page.objects.get(
                translation_key=page.translation_key, locale__language_code="pl"
            )
            if len(original.title.split()) > 3:
                assert page.title != original.title
            assert page.specific.summary != original.specific.summary

    def test_search_and_references_are_as_if_they_had_been_kept_all_the_while(self) -> None:
        found = PartnerPage.objects.search("mends neon signs")
        assert "Glass and Gas" in [page.title for page in found]
        kept = references()
        call_command("rebuild_references_index", verbosity=0)
        assert kept == references()

    @pytest.mark.one_database
    def test_each_language_comes_back_from_one_file_as_it_went(self) -> None:
        told = StringTranslation.objects.order_by("pk")
        before = [*told.values_list("pk", "data", "translation_type", "has_error", "updated_at")]
        for locale in Locale.objects.exclude(language_code="pl"):
            keys = Page.objects.filter(depth__gt=1).order_by("path").values("translation_key")
            wanted = dict.fromkeys(key["translation_key"] for key in keys)
            pages = [*importing.translations_into(locale, wanted).values()]
            assert len(pages) > 15
            found = [*pages, *importing.things_into(locale)]
            assert len(found) > len(pages)
            text = po.written(
                found,
                language=locale.language_code,
                project=str(Site.objects.get().root_page.translation_key),
                name="Courtyard",
            )
            with self.subTest(language=locale.language_code), warnings.catch_warnings():
                warnings.simplefilter("error")
                store = TranslationFile.parsestring(text.encode())
                assert bytes(store).decode() == text
                said = po.read(text.encode())
                assert not said.faults
                report = importing.apply(said, locale, may_write=lambda one: "", user=None)
                assert [*report.counts] == ["unchanged"]
                assert len(report.rows) == len(store.units) - 1 > 100
        after = [*told.values_list("pk", "data", "translation_type", "has_error", "updated_at")]
        assert after == before

    def test_loading_twice_changes_nothing(self) -> None:
        before = picture_of_everything()
        call_command("load_demo", verbosity=0)
        assert picture_of_everything() == before

    def test_what_an_editor_changed_is_kept(self) -> None:
        forum = self.programme("forum-berlin")
        forum.summary = "Zmienione przez redakcję"
        forum.save_revision().publish()
        call_command("load_demo", verbosity=0)
        assert self.programme("forum-berlin").summary == "Zmienione przez redakcję"

    def test_what_an_editor_deleted_stays_away(self) -> None:
        self.programme("mitost").delete()
        call_command("load_demo", verbosity=0)
        assert not Page.objects.filter(slug="mitost", locale__language_code="pl").exists()

    @pytest.mark.one_database
    def test_reset_brings_it_back_as_it_was_wherever_it_was_stopped(self) -> None:
        clean = picture_of_everything()
        forum = self.programme("forum-berlin")
        forum.title = "Zmienione"
        forum.save_revision().publish()
        loader.remove()
        assert not Page.objects.filter(depth=2).exists()
        for stop_after in (3, 120, 170, 290, 2):
            steps = itertools.count(1)

            def interrupt(line: str, limit: int = stop_after, steps: Any = steps) -> None:
                if next(steps) == limit:
                    raise KeyboardInterrupt

            with pytest.raises(KeyboardInterrupt):
                loader.Loader(interrupt).load()
        call_command("load_demo", verbosity=0)
        assert picture_of_everything() == clean
        assert self.client.get("/pl/").status_code == 200
        assert self.client.get("/en/international-activities/").status_code == 200

    def test_each_type_of_page_answers_as_its_snapshot_says(self) -> None:
        outbox.work()
        client = Client(HTTP_HOST="localhost:8123")
        seen = set()
        for page in Page.objects.live().filter(locale__language_code="en").order_by("path"):
            name = page.cached_content_type.model_class()._meta.label
            if page.depth > 1 and name not in seen:
                seen.add(name)
                with self.subTest(type=name):
                    answer = client.get("/api/content/v1/pages/by-path", {"path": page.url})
                    compare_with_snapshot(name, answer.json(), update=self.update_snapshots)
        assert len(seen) == 17

    def test_the_examples_of_the_api_are_what_it_answers(self) -> None:
        outbox.work()
        client = Client(HTTP_HOST="localhost:8123")
        for operation, addresses in EXAMPLES.items():
            path = EXAMPLES_FOLDER / f"{operation}.json"
            found = []
            for address in addresses:
                answer = client.get(f"/api/content/v1{address}")
                assert answer.status_code == 200, address
                found.append({"address": f"/api/content/v1{address}", "answer": answer.json()})
                assert answer.json().get("items", ["a page"]), address
            if self.update_snapshots:
                text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
                path.write_text(text, encoding="utf-8")
            shown = json.loads(path.read_text(encoding="utf-8"))
            assert steady(shown) == steady(found), operation

    def test_some_hundred_questions_do_not_break_the_api(self) -> None:
        outbox.work()
        host = "localhost:8123"
        found = ask_everything(host, what_leads_to_something(host), examples=10)
        assert sum(found.values()) > 300
        assert {status for _operation, status in found} <= {200, 400, 404, 422}
        answered = {operation for operation, status in found if status == 200}
        assert len(answered) > 15

    @pytest.mark.one_database
    def test_the_examples_of_the_documentation_are_true(self) -> None:
        outbox.work()
        client = Client(HTTP_HOST="localhost:8123")
        partners = Page.objects.get(url_path__endswith="/partners/", live=True)
        Redirect.add_redirect("/en/friends/", partners)
        shown = list(examples())
        assert len(shown) > 9
        for example in shown:
            with self.subTest(address=example.address):
                answer = client.get(example.address)
                if example.is_asked_again:
                    answer = client.get(example.address, HTTP_IF_NONE_MATCH=answer["ETag"])
                assert answer.status_code == example.status
                if example.body is not None:
                    assert is_shown(example.body, answer.json()), answer.json()

    @pytest.mark.one_database
    def test_every_answer_fits_its_schema(self) -> None:
        outbox.work()
        client = Client(HTTP_HOST="localhost:8123")
        document = json.loads(DOCUMENT.read_text(encoding="utf-8"))

        def judge(operation: str, address: str) -> None:
            said = document["paths"][f"/api/content/v1{operation}"]["get"]["responses"]["200"]
            [schema, *_other] = (one["schema"] for one in said["content"].values())
            response = client.get(f"/api/content/v1{address}")
            answer = response.json()
            if response.status_code == 404 and "/pages/" in operation:
                schema = {"$ref": "#/components/schemas/Problem"}
            kind = schema.get("discriminator", {"mapping": {}})["mapping"].get(answer.get("type"))
            judged = {"$ref": kind} if kind else schema
            rules = {**judged, "components": document["components"]}
            Draft202012Validator(rules).validate(answer)
            judged_answers[response.status_code] += 1

        judged_answers: Counter[int] = Counter()
        keys = {*Page.objects.live().filter(depth__gt=1).values_list("translation_key", flat=True)}
        for locale in ("pl", "en", "uk", "de"):
            for key in keys:
                include = "include=structured_data,siblings"
                judge("/pages/{key}", f"/pages/{key}?locale={locale}&{include}")
            for path, methods in document["paths"].items():
                operation = path.removeprefix("/api/content/v1")
                if "get" in methods and "/pages/" not in operation:
                    words = "&q=wroclaw" if operation.startswith("/search") else ""
                    judge(operation, f"{operation}?locale={locale}{words}")
        assert judged_answers[200] > judged_answers[404] > 0

    @pytest.mark.one_database
    def test_what_filters_offer_the_api_takes_and_finds_as_many_as_they_say(self) -> None:
        client, narrowed = Client(HTTP_HOST="localhost:8123"), 0
        for page in Page.objects.live().filter(depth__gt=1).specific():
            if not isinstance(type_of(page.specific_class._meta.label), FacetIndexPublication):
                continue
            address = f"/api/content/v1/pages/by-path?path={page.url}"
            for offered in client.get(address).json()["filters"]:
                for option in offered["options"][1:]:
                    found = client.get(f"{address}&{offered['name']}={option['value']}").json()
                    assert found["paging"]["total"] == option["count"], (address, option)
                    [again] = [one for one in found["filters"] if one["name"] == offered["name"]]
                    chosen = [one["value"] for one in again["options"] if one["is_chosen"]]
                    assert chosen == [option["value"]]
                    narrowed += 1
        assert narrowed > 50

    @pytest.mark.one_database
    def test_every_address_of_the_site_answers(self) -> None:
        client = Client(HTTP_HOST="localhost:8123")
        Site.clear_site_root_paths_cache()
        for page in Page.objects.live().filter(depth__gt=1):
            response = client.get(page.url)
            assert response.status_code == 200, page.url

    def test_networking_ends_with_news_and_sign_up(self) -> None:
        client = Client(HTTP_HOST="localhost:8123")
        for path, words in {
            "/pl/sieciowanie/": ["Aktualności / Sieciowanie", "Wszystkie aktualności", "Bądź na"],
            "/en/networking/": ["News / Networking", "View all news", "Stay updated!"],
        }.items():
            text = client.get(path).content.decode().replace("\u00a0", " ")
            places = [text.index(word) for word in words]
            assert places == sorted(places)
            assert 'href="/' in text
            assert "?topic=networking" in text

    def test_front_pages_and_content_pages_are_there(self) -> None:
        assert HomePage.objects.live().count() == 4
        assert ContentPage.objects.live().filter(locale__language_code="en").count() == 3
        assert AccessibilityStatementPage.objects.live().count() == 2


class Finder:
    """Knows of nothing."""

    def page(self, name: str) -> Any:
        raise ContentError(f"There is no page called {name!r}.")

    def term(self, model: Any, name: str) -> Any:
        raise ContentError(f"There is no term called {name!r}.")

    def picture(self, motif: str, palette: int = 0) -> Any:
        raise ContentError(f"There is no poster called {motif!r}.")

    def document(self, name: str) -> Any:
        raise ContentError(f"There is no document called {name!r}.")


TODAY = dt.date(2026, 7, 1)


def test_days_are_counted_from_the_day_of_loading_by_the_clocks_of_the_place() -> None:
    values = Values(Finder(), TODAY)
    data = {
        "time_zone": "Europe/Kyiv",
        "starts": {"in_days": 3, "at": "18:00"},
        "ends": {"days_ago": 1, "at": "09:30"},
    }
    said = values.plain(EventPage, data)
    assert said["starts"] == dt.datetime(2026, 7, 4, 15, 0, tzinfo=dt.UTC)
    assert said["ends"] == dt.datetime(2026, 6, 30, 6, 30, tzinfo=dt.UTC)
    assert values.plain(EditionPage, {"starts": {"days_ago": 2}})["starts"] == dt.date(2026, 6, 29)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"colour": "red"}, "EventPage has no 'colour'"),
        ({"venue": "nowhere"}, "no page called 'nowhere'"),
        ({"topics": ["nothing"]}, "no term called 'nothing'"),
        ({"poster": "nobody"}, "no poster called 'nobody'"),
        ({"body": [{"dance": {}}]}, "no kind of block called 'dance'"),
        ({"body": [{"quote": {"colour": "red"}}]}, "there is no 'colour'"),
    ],
)
def test_a_record_that_says_what_there_is_no_place_for_is_an_error(
    data: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ContentError, match=reason):
        Values(Finder(), TODAY).all(EventPage(), data)


@pytest.mark.parametrize("motif", posters.MOTIFS)
def test_each_motif_is_another_picture_and_is_described_in_four_languages(motif: str) -> None:
    drawings = {
        draw_poster(one, 0, width=64, height=40) for one in (motif, next(iter(posters.MOTIFS)))
    }
    assert len(drawings) == (1 if motif == next(iter(posters.MOTIFS)) else 2)
    assert draw_poster(motif, 1, width=64, height=40) not in drawings
    alts = posters.MOTIFS[motif].alts
    assert set(alts) == {*content.LANGUAGES}
    assert len(set(alts.values())) == 4
    assert all(10 < len(alt) <= 125 for alt in alts.values())


@pytest.fixture
def two_pages(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration of the front page and the one on privacy, without what they refer to."""
    make_room()
    few = [
        dataclasses.replace(
            entry,
            data={
                name: value
                for name, value in entry.data.items()
                if entry.name != "home" or name not in ("body", "featured")
            },
        )
        for entry in entries()
        if entry.name in ("home", "privacy")
    ]
    monkeypatch.setattr(loader, "entries", lambda: few)
    monkeypatch.setattr(loader.Loader, "_settings", lambda self: False)


@pytest.mark.usefixtures("two_pages")
def test_a_text_without_translation_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(translating, "dictionary", lambda data, language: {})
    with pytest.raises(CommandError, match="no English for"):
        call_command("load_demo", verbosity=0)


class Terminal(io.StringIO):
    """Where one looks at what is written."""

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("two_pages")
def test_progress_is_shown_in_one_place_on_a_terminal_and_line_by_line_elsewhere() -> None:
    terminal, file = Terminal(), io.StringIO()
    call_command("load_demo", stdout=terminal)
    call_command("load_demo", reset=True, stdout=file)
    assert terminal.getvalue().count("\n") == 1
    assert "\rPages: 1 of 2" in terminal.getvalue()
    assert "Pages: 1 of 2\nPages: 2 of 2\n" in file.getvalue()


@pytest.mark.usefixtures("two_pages")
def test_languages_that_the_site_does_not_have_are_left_out(settings: Any) -> None:
    settings.LANGUAGES = [("pl", "Polski"), ("en", "English")]
    key = content.key_of("page", "privacy")
    call_command("load_demo", verbosity=0)
    languages = Page.objects.filter(translation_key=key).values_list("locale__language_code")
    assert {*languages} == {("pl",), ("en",)}
    assert Theme.objects.count() == 2 * Theme.objects.filter(locale__language_code="pl").count()


@pytest.mark.django_db
def test_a_site_without_the_languages_of_the_demonstration_is_refused(settings: Any) -> None:
    settings.LANGUAGES = [("de", "Deutsch")]
    with pytest.raises(CommandError, match="COURTYARD_LANGUAGES must hold pl and en"):
        call_command("load_demo", verbosity=0)


def test_a_broken_content_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "home.toml").write_text("[home\n", encoding="utf-8")
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match=r"home\.toml"):
        content.read("home")
