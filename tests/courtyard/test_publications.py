"""What is stored of a page, when it is written, and what stays a reference."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StreamBlock
from wagtail.models import Page

from courtyard.models import SectionEntry, TopicLink
from courtyard.publications.reading import CARD, Reader
from courtyard.publications.stored import Original, Publication
from courtyard.publications.types import build
from network.models import City
from programmes.models import ProgrammeCity, ProgrammePage, ProgrammePartner
from tests.trees import (
    ContentFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    make_image,
    term_in_two_languages,
    topic,
    translated_by_hand,
)


@pytest.fixture
def section(tree: Tree) -> Any:
    return ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")


@pytest.fixture
def programme(section: Any) -> Any:
    return ProgrammeFactory(parent=section, title="Forum", slug="forum")


def stored(page: Page) -> Publication | None:
    found: Publication | None = Publication.stored.filter(pk=page.pk).first()
    return found


def test_a_live_page_has_a_publication_of_what_it_says(programme: ProgrammePage) -> None:
    publication = stored(programme)
    assert publication is not None
    assert (publication.type, publication.title) == ("programmes.ProgrammePage", "Forum")
    assert publication.original_id == programme.translation_key
    fresh = ProgrammePage.objects.get(pk=programme.pk)
    assert (publication.card, publication.whole) == (build(fresh).card, build(fresh).whole)


def test_a_draft_has_none(section: Any) -> None:
    draft = ProgrammeFactory(parent=section, title="Szkic", slug="szkic", live=False)
    assert stored(draft) is None


def test_a_page_that_is_unpublished_has_none_any_more(programme: ProgrammePage) -> None:
    programme.unpublish()
    assert stored(programme) is None


def test_scaffolding_has_none(programme: ProgrammePage, tree: Tree) -> None:
    scaffolding = programme.copy_for_translation(tree.en, copy_parents=True, alias=True)
    scaffolding.live = True
    scaffolding.save()
    assert stored(scaffolding) is None


def test_saving_a_draft_of_a_live_page_changes_nothing_of_it(programme: ProgrammePage) -> None:
    before = stored(programme)
    programme.title = "Jeszcze nie"
    programme.save_revision()
    after = stored(programme)
    assert before is not None
    assert after is not None
    assert (after.title, after.whole) == (before.title, before.whole)


def test_a_save_of_some_fields_publishes_the_row_and_not_the_draft_in_memory(
    programme: ProgrammePage,
) -> None:
    programme.title = "Jeszcze nie"
    programme.status = "concluded"
    programme.save(update_fields=["status"])
    publication = stored(programme)
    assert publication is not None
    assert publication.title == "Forum"
    assert publication.card["status"]["value"] == "concluded"


def test_what_cannot_be_saved_leaves_the_publication_as_it_was(
    programme: ProgrammePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from courtyard.publications import writing

    def fail(pages: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(writing, "write", fail)
    programme.title = "Inaczej"
    with pytest.raises(RuntimeError):
        programme.save()
    monkeypatch.undo()
    assert ProgrammePage.objects.get(pk=programme.pk).title == "Forum"
    publication = stored(programme)
    assert publication is not None
    assert publication.title == "Forum"


def test_the_default_manager_sees_public_ones_alone(programme: ProgrammePage) -> None:
    assert Publication.objects.filter(pk=programme.pk).exists()
    Page.objects.filter(pk=programme.pk).update(live=False)
    assert not Publication.objects.filter(pk=programme.pk).exists()
    assert not Publication._default_manager.filter(pk=programme.pk).exists()


def test_the_first_page_of_a_key_is_its_original(programme: ProgrammePage, tree: Tree) -> None:
    tree.in_english(programme)
    assert Original.objects.get(pk=programme.translation_key).page_id == programme.pk


def test_a_page_may_be_born_in_any_language(tree: Tree) -> None:
    english = ContentFactory(parent=tree.home_en, title="About", slug="about", locale=tree.en)
    polish = english.copy_for_translation(tree.pl)
    translated_by_hand(polish)
    polish.save_revision().publish()
    assert Original.objects.get(pk=english.translation_key).page_id == english.pk


# References, not copies


@pytest.fixture
def connected(tree: Tree, section: Any) -> Any:
    """A programme that refers to one of each kind of thing."""
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Partner imienny", slug="partner")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    page = ProgrammeFactory(
        parent=section,
        title="Most",
        slug="most",
        listing_image=make_image("zdjęcie"),
        topic_links=[TopicLink(topic=topic(tree))],
        cities=[ProgrammeCity(city=city)],
        partners=[ProgrammePartner(partner=partner)],
    )
    section.section_entries = [SectionEntry(page=page.page_ptr, locale=tree.pl)]
    section.save_revision().publish()
    return ProgrammePage.objects.get(pk=page.pk)


@pytest.mark.parametrize("foreign", ["Partner imienny", "Łódź", "zdjęcie", "networking po polsku"])
def test_nothing_foreign_is_copied(connected: Any, foreign: str) -> None:
    publication = stored(connected)
    assert publication is not None
    text = json.dumps([publication.card, publication.whole], ensure_ascii=False)
    assert foreign not in text


def test_what_it_refers_to_is_read_in_the_readers_language(connected: Any, tree: Tree) -> None:
    tree.in_english(connected, title="Bridge")
    reader = Reader.at(tree.site, "en")
    [card] = reader.cards(reader.published(ProgrammePage).values("pk", *CARD))
    assert card["cities"][0]["name"] == "Lodz"
    assert card["topics"][0]["name"] == "networking in English"
    assert card["image"]["alt"] == "zdjęcie"


def test_what_is_renamed_is_renamed_wherever_it_is_shown(connected: Any, tree: Tree) -> None:
    publication = stored(connected)
    City.objects.filter(slug="lodz", locale=tree.pl).update(name="Nowa Łódź")
    reader = Reader.at(tree.site, "pl")
    [card] = reader.cards(reader.published(ProgrammePage).values("pk", *CARD))
    assert card["cities"][0]["name"] == "Nowa Łódź"
    after = stored(connected)
    assert publication is not None
    assert after is not None
    assert after.whole == publication.whole


def test_publishing_writes_one_publication(connected: Any) -> None:
    connected.title = "Most 2"
    revision = connected.save_revision()
    with CaptureQueriesContext(connection) as captured:
        revision.publish()
    writes = ('INSERT INTO "courtyard_publication"', 'UPDATE "courtyard_publication"')
    written = [query for query in captured.captured_queries if query["sql"].startswith(writes)]
    assert len(written) == 1


# Relations by translation key


def test_an_english_partner_shows_its_programmes_in_english_or_in_what_stands_in_for_it(
    connected: Any, tree: Tree, client: Any
) -> None:
    from tests.trees import add_language

    partner = connected.partners.get().partner
    tree.in_english(partner, title="Named partner", slug="partner")
    add_language(tree, "en", fallback=tree.pl)
    ProgrammeFactory(
        parent=connected.get_parent(),
        title="Bez partnera",
        slug="bez",
    )
    found = client.get(
        f"/api/content/v1/pages/{partner.translation_key}?locale=en", HTTP_HOST="localhost"
    ).json()
    [programmes] = found["related"]
    assert (programmes["name"], programmes["heading"]) == ("programmes", "Programmes")
    assert [
        (item["title"], item["content_language"]) for item in programmes["listing"]["items"]
    ] == [("Most", "pl")]
    tree.in_english(connected, title="Bridge", slug="bridge")
    found = client.get("/en/partnerzy/partner/", HTTP_HOST="localhost").content.decode()
    assert "Bridge" in found
    listed = client.get(
        f"/api/content/v1/programmes?locale=en&partner={partner.translation_key}",
        HTTP_HOST="localhost",
    ).json()
    assert [item["title"] for item in listed["items"]] == ["Bridge"]


def test_a_block_of_another_package_is_kept_as_html() -> None:
    from wagtail.blocks.field_block import CharBlock

    from courtyard.blocks import published_body

    stream = StreamBlock([("foreign", CharBlock())])
    value = stream.to_python([{"type": "foreign", "value": "<b>", "id": "1"}])
    [record] = published_body(value)
    assert record.model_dump() == {
        "id": "1",
        "type": "html",
        "name": "foreign",
        "html": "&lt;b&gt;",
        "dynamic": False,
    }
