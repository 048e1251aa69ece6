"""The demonstration holds the institute's facts, in two languages."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, TestCase
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Revision, Site
from wagtail_localize.models import Translation

from config.demo import content, loader
from config.demo.content import ContentError
from config.demo.posters import draw_poster
from courtyard.models import SectionEntry, SiteTexts, Topic
from home.models import ContentPage, HomePage
from network.models import City, NetworkIndexPage, NetworkPage, PartnerPage
from news.models import NewsPage
from programmes.models import ProgrammeIndexPage, ProgrammePage
from tests.trees import grow

SMALL_PICTURE = draw_poster("news", 0, width=64, height=40)


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
            "topics": page.topic_links.count(),
            "body": len(getattr(page.specific, "body", "")),
        }
        for page in Page.objects.filter(depth__gt=1).order_by("locale__language_code", "url_path")
    ]
    return {
        "pages": pages,
        "topics": sorted(Topic.objects.values_list("locale__language_code", "slug", "name")),
        "cities": sorted(City.objects.values_list("locale__language_code", "slug", "name")),
        "images": sorted(get_image_model().objects.values_list("title", flat=True)),
        "texts": sorted(SiteTexts.objects.values_list("locale__language_code", "name")),
        "translations": Translation.objects.count(),
    }


class Demonstration(TestCase):
    """What the loader makes of an empty site."""

    @classmethod
    def setUpClass(cls) -> None:
        # Drawing is tested where the posters are; here any small picture does.
        cls.enterClassContext(mock.patch.object(loader, "draw_poster", return_value=SMALL_PICTURE))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls) -> None:
        grow()
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        Locale.objects.exclude(language_code="pl").delete()
        call_command("load_demo", base_url="http://localhost:8123", verbosity=0)

    def programme(self, name: str, language: str = "pl") -> Any:
        key = content.key_of("page", name)
        page = Page.objects.get(translation_key=key, locale__language_code=language)
        return page.specific

    def test_every_page_is_live_in_both_languages(self) -> None:
        languages = ["pl", "en"]
        for entry in loader.entries():
            found = Page.objects.filter(translation_key=content.key_of("page", entry.name))
            live = {page.locale.language_code for page in found if page.live and not page.alias_of}
            assert live == set(languages), entry.name

    def test_programmes_carry_the_facts(self) -> None:
        facts = {
            "forum-berlin": ("forum", 2018, {"berlin", "wroclaw"}, None),
            "wroclaw-kaunas": (None, None, {"kaunas"}, 10),
            "culture-of-mobility": ("mobility_grant", None, set(), None),
            "air-wro": ("residency", 2015, {"wroclaw"}, None),
            "cultural-managers-lviv-wroclaw": ("training", 2017, {"lviv", "wroclaw"}, None),
            "tandem-ukraine": ("exchange", None, set(), None),
        }
        assert ProgrammePage.objects.filter(locale__language_code="pl").count() == len(facts)
        for name, (kind, since, cities, participants) in facts.items():
            for language in ("pl", "en"):
                page = self.programme(name, language)
                assert kind in (None, page.kind), name
                assert page.since == since, name
                assert page.participants == participants, name
                assert {link.city.slug for link in page.cities.all()} == cities, name

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
        assert set(networks.values_list("title", flat=True)) == {
            "Art of the Neighbourhood",
            "Coalition of Cities",
            "ECoC Family",
            "Ruska 46",
        }

    def test_tandem_has_its_two_founders(self) -> None:
        tandem = self.programme("tandem-ukraine")
        partners = {row.partner.specific.legal_name for row in tandem.partners.all()}
        assert partners == {"European Cultural Foundation", "MitOst e.V."}

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
        for item in NewsPage.objects.all():
            assert "sample" in [link.topic.slug for link in item.topic_links.all()]

    def test_both_names_of_the_institution_are_configuration(self) -> None:
        names = dict(SiteTexts.objects.values_list("locale__language_code", "name"))
        assert names == {"pl": "Strefa Kultury Wrocław", "en": "Culture Zone Wrocław"}

    def test_the_site_is_reached_where_it_was_told(self) -> None:
        site = Site.objects.get()
        assert (site.hostname, site.port) == ("localhost", 8123)

    def test_no_translation_holds_polish_words(self) -> None:
        for page in Page.objects.filter(locale__language_code="en", depth__gt=2):
            original = Page.objects.get(
                translation_key=page.translation_key, locale__language_code="pl"
            )
            if len(original.title.split()) > 2:
                assert page.title != original.title
            assert page.specific.summary != original.specific.summary

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

    def test_reset_brings_it_back_as_it_was(self) -> None:
        before = picture_of_everything()
        forum = self.programme("forum-berlin")
        forum.title = "Zmienione"
        forum.save_revision().publish()
        call_command("load_demo", reset=True, verbosity=0)
        assert picture_of_everything() == before

    def test_a_loader_that_was_stopped_anywhere_ends_as_a_clean_run(self) -> None:
        clean = picture_of_everything()
        for stop_after in (3, 40, 60, 90):
            with self.subTest(stop_after=stop_after):
                loader.remove()
                steps = 0

                def interrupt(line: str, limit: int = stop_after) -> None:
                    nonlocal steps
                    steps += 1
                    if steps == limit:
                        raise KeyboardInterrupt

                with pytest.raises(KeyboardInterrupt):
                    loader.Loader(interrupt).load()
                call_command("load_demo", verbosity=0)
                assert picture_of_everything() == clean

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
        assert HomePage.objects.live().count() == 2
        assert ContentPage.objects.live().count() == 4
        assert PartnerPage.objects.live().count() == 6


@pytest.mark.django_db
def test_a_text_without_translation_is_an_error_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    grow()
    monkeypatch.setattr(loader, "_dictionary", lambda data: {})
    with pytest.raises(CommandError, match="no English for"):
        call_command("load_demo", verbosity=0)


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
