"""Facts are entered once: seen in every language at once, and nowhere else to be entered."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationSource

from courtyard.checks import check_page_types
from courtyard.localisation import facts
from courtyard.localisation.facts import facts_of
from courtyard.localisation.originals import make_original
from courtyard.models import SectionEntry, TopicLink
from courtyard.publications import schedule, upkeep, writing
from network.models import City
from programmes.models import ProgrammeCity, ProgrammeIndexPage, ProgrammePage, ProgrammePartner
from tests.trees import (
    EventFactory,
    EventIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    term_in_two_languages,
    topic,
    translate_the_rest,
)

WORDS = "Cities talk to one another."


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def section(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")
    tree.in_english(section, title="Programmes", slug="programmes")
    return section


@pytest.fixture
def forum(tree: Tree, section: Any) -> Any:
    return ProgrammeFactory(
        parent=section, title="Forum", slug="forum", since=2018, summary="Miasta rozmawiają."
    )


@pytest.fixture
def english(tree: Tree, forum: Any) -> Any:
    return tree.in_english(forum, title="The forum", slug="forum", summary=WORDS)


@pytest.fixture
def gdansk(tree: Tree) -> Any:
    return term_in_two_languages(City, tree, "gdansk", "Gdańsk", "Danzig")


@pytest.fixture
def editor(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


def with_rows(tree: Tree, forum: Any, gdansk: Any) -> Any:
    """The programme with a city, a partner and a topic, published."""
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=index, title="Teatr Nad Rzeką", slug="teatr")
    tree.in_english(index, title="Partners", slug="partners")
    tree.in_english(partner, title="Theatre by the River", slug="theatre")
    forum = ProgrammePage.objects.get(pk=forum.pk)
    forum.cities = [ProgrammeCity(city=gdansk)]
    forum.partners = [ProgrammePartner(partner=partner, role="host")]
    forum.topic_links = [TopicLink(topic=topic(tree))]
    forum.save_revision().publish()
    return forum


def said(client: Client, path: str) -> Any:
    return client.get("/api/content/v1/pages/by-path", {"path": path}).json()


def test_one_edit_of_a_fact_is_seen_in_every_language(
    client: Client, forum: Any, english: Any
) -> None:
    english.summary = "A draft that nobody has seen."
    english.save_revision()
    forum.since, forum.kind = 1999, "residency"
    forum.summary = "Inne słowa."
    forum.save_revision().publish()
    html = client.get("/en/programmes/forum/").content.decode()
    assert "1999" in html
    assert "residency" in html
    assert WORDS in html
    answer = said(client, "/en/programmes/forum/")
    assert (answer["since"], answer["kind"]["value"]) == (1999, "residency")
    assert answer["kind"]["label"] == "residency"
    assert answer["summary"] == WORDS
    v2 = client.get(f"/api/v2/pages/{english.pk}/").json()
    assert (v2["since"], v2["kind"], v2["summary"]) == (1999, "residency", WORDS)
    v3 = client.get(f"/api/v3-preview/pages/{english.pk}/").json()
    assert (v3["since"], v3["kind"], v3["summary"]) == (1999, "residency", WORDS)
    row = ProgrammePage.objects.get(pk=english.pk)
    assert (row.since, row.kind) == (1999, "residency")
    draft = row.get_latest_revision_as_object()
    assert (draft.since, draft.summary) == (1999, "A draft that nobody has seen.")
    assert not list(upkeep.check())


def test_rows_of_facts_are_seen_in_every_language_and_stand_on_the_original(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    answer = said(client, "/en/programmes/forum/")
    assert [city["name"] for city in answer["cities"]] == ["Danzig"]
    assert [one["role"]["label"] for one in answer["partners"]] == ["host"]
    assert [one["name"] for one in answer["topics"]] == ["networking in English"]
    english = ProgrammePage.objects.get(pk=english.pk)
    english.save_revision().publish()
    for model in (ProgrammeCity, ProgrammePartner, TopicLink):
        assert set(model.objects.values_list("page", flat=True)) == {forum.pk}
    forum.cities = []
    forum.save_revision().publish()
    assert said(client, "/en/programmes/forum/")["cities"] == []
    assert "Danzig" not in client.get("/en/programmes/forum/").content.decode()
    assert not list(upkeep.check())


def test_a_translation_saved_from_an_old_snapshot_brings_no_old_fact_back(
    client: Client,
    tree: Tree,
    forum: Any,
    gdansk: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    translation = translated(forum, tree, django_capture_on_commit_callbacks)
    forum = ProgrammePage.objects.get(pk=forum.pk)
    forum.since = 2001
    forum = with_rows(tree, forum, gdansk)
    ProgrammePage.objects.filter(pk=forum.pk).update(since=2001)
    forum.refresh_from_db()
    forum.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    twin = translation.get_target_instance()
    assert twin.since == 2001
    assert not twin.cities.exists()
    answer = said(client, twin.get_url().removeprefix("http://localhost"))
    assert answer["since"] == 2001
    assert [city["name"] for city in answer["cities"]] == ["Danzig"]
    assert not list(upkeep.check())


def translated(page: Any, tree: Tree, capture: Any) -> Translation:
    """A live English translation of a page, made by wagtail-localize."""
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with capture(execute=True):
        translation.save_target(publish=True)
    return translation


def test_files_for_translators_hold_no_fact(
    tree: Tree, forum: Any, gdansk: Any, django_capture_on_commit_callbacks: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    partner = forum.partners.get().partner
    partner.legal_name, partner.website = "Teatr sp. z o.o.", "https://example.org/teatr"
    partner.city = gdansk
    partner.save_revision().publish()
    for page in (forum, partner):
        source, _ = TranslationSource.update_or_create_from_instance(page)
        po = str(source.export_po())
        assert page.title in po
        columns = {field.split("_id")[0] for field in facts_of(type(page)).columns}
        for entry in source.export_po():
            assert entry.msgctxt.split(".")[0] not in columns | set(facts_of(type(page)).rows)
        for fact in ("Teatr sp.", "example.org", "Gdańsk", "gdansk", "2018", "forum:"):
            assert fact not in po


def test_the_editor_of_a_translation_shows_facts_and_takes_none(
    editor: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    html = editor.get(address).content.decode()
    assert 'name="since"' not in html
    assert "cities-TOTAL_FORMS" not in html
    assert "2018" in html
    assert "Teatr Nad Rzeką" in html
    assert reverse("wagtailadmin_pages:edit", args=[forum.pk]) in html
    sent = {
        "title": "The forum",
        "slug": "forum",
        "summary": "New words.",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "courtyard-original": str(forum.pk),
        "since": "1066",
        "kind": "training",
        "action-publish": "1",
    }
    assert editor.post(address, sent).status_code == 302
    twin = ProgrammePage.objects.get(pk=english.pk)
    assert (twin.summary, twin.since, twin.kind) == ("New words.", 2018, "forum")
    own = editor.get(reverse("wagtailadmin_pages:edit", args=[forum.pk])).content.decode()
    assert 'name="since"' in own
    assert "cities-TOTAL_FORMS" in own


def test_each_group_of_facts_says_that_it_is_entered_once(
    editor: Client, admin_user: Any, tree: Tree
) -> None:
    UserProfile.objects.create(user=admin_user, preferred_language="en")
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    tree.in_english(index, title="Events")
    event = EventFactory(parent=index, title="Wieczór", slug="wieczor")
    twin = tree.in_english(event, title="An evening")
    forms = [
        editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        for page in (event, twin)
    ]
    # Date, place, taking part, accessibility, what it is about, publisher.
    assert forms[0].count("The same in every language; entered here alone.") == 6
    assert forms[1].count("These are the same in every language and are entered once") == 6
    assert "entered here alone" not in forms[1]


def test_a_section_lists_in_every_language_what_its_original_lists(
    client: Client, tree: Tree, section: Any, forum: Any, english: Any
) -> None:
    other = ProgrammeFactory(parent=section, title="Rezydencja", slug="rezydencja")
    tree.in_english(other, title="The residency", slug="residency")
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    section.section_entries = [
        SectionEntry(heading="Dawne", page=forum, locale=tree.pl),
        SectionEntry(page=other, locale=tree.pl),
    ]
    section.save_revision().publish()
    answer = said(client, "/en/programmes/")
    assert [listed(group) for group in answer["groups"]] == [["The forum", "The residency"]]
    entry = section.section_entries.first()
    twin = ProgrammeIndexPage.objects.get(translation_key=section.translation_key, locale=tree.en)
    twin.section_entries = [
        SectionEntry(
            heading="Former",
            page=forum,
            locale=tree.en,
            translation_key=entry.translation_key,
        )
    ]
    twin.save_revision().publish()
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    section.section_entries = [
        SectionEntry(page=other, locale=tree.pl, sort_order=0),
        SectionEntry(
            heading="Dawne",
            page=forum,
            locale=tree.pl,
            translation_key=entry.translation_key,
            sort_order=1,
        ),
    ]
    section.save_revision().publish()
    answer = said(client, "/en/programmes/")
    assert [(group["heading"], listed(group)) for group in answer["groups"]] == [
        ("", ["The residency"]),
        ("Former", ["The forum"]),
    ]
    section.section_entries = []
    section.save_revision().publish()
    assert said(client, "/en/programmes/")["groups"] == []
    assert said(client, "/en/programmes/forum/")["sections"] == []


def listed(group: Any) -> list[str]:
    return [page["title"] for page in group["pages"]]


def test_a_new_original_says_the_facts_and_its_editor_has_them(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    english = ProgrammePage.objects.get(pk=english.pk)
    english.go_live_at = timezone.now() + dt.timedelta(hours=1)
    english.summary = "For later."
    english.save_revision(approved_go_live_at=english.go_live_at)
    polish = ProgrammePage.objects.get(pk=forum.pk)
    polish.since = 2002
    polish.save_revision().publish()
    make_original(page=english)
    assert not polish.cities.exists()
    for path in ("/en/programmes/forum/", "/pl/programy/forum/"):
        answer = said(client, path)
        assert answer["since"] == 2002
        assert len(answer["cities"]) == len(answer["partners"]) == len(answer["topics"]) == 1
    draft = ProgrammePage.objects.get(pk=english.pk).get_latest_revision_as_object()
    assert draft.since == 2002
    assert [link.city for link in draft.cities.all()] == [gdansk]
    with time_machine.travel(timezone.now() + dt.timedelta(hours=2)):
        schedule.publish_due()
    published = ProgrammePage.objects.get(pk=english.pk)
    assert (published.summary, published.since) == ("For later.", 2002)
    assert published.cities.count() == 1
    polish = ProgrammePage.objects.get(pk=forum.pk)
    polish.since = 1
    polish.save_revision().publish()
    assert said(client, "/pl/programy/forum/")["since"] == 2002
    assert not list(upkeep.check())


def test_a_new_original_publishes_an_old_draft_without_losing_what_is_listed(
    client: Client, tree: Tree, section: Any, forum: Any, english: Any
) -> None:
    twin = ProgrammeIndexPage.objects.get(translation_key=section.translation_key, locale=tree.en)
    twin.summary = "A draft."
    twin.save_revision()
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    section.section_entries = [SectionEntry(heading="Dawne", page=forum, locale=tree.pl)]
    section.save_revision().publish()
    make_original(page=twin)
    ProgrammeIndexPage.objects.get(pk=twin.pk).get_latest_revision().publish()
    answer = said(client, "/en/programmes/")
    assert answer["summary"] == "A draft."
    assert [listed(group) for group in answer["groups"]] == [["The forum"]]


def test_an_old_draft_brings_no_facts_back_when_its_page_is_the_original_again(
    client: Client, forum: Any, english: Any
) -> None:
    draft = ProgrammePage.objects.get(pk=forum.pk)
    draft.since, draft.summary = 1901, "Dawny szkic."
    draft.save_revision()
    make_original(page=Page.objects.get(pk=english.pk))
    twin = ProgrammePage.objects.get(pk=english.pk)
    twin.since = 2004
    twin.save_revision().publish()
    make_original(page=Page.objects.get(pk=forum.pk))
    ProgrammePage.objects.get(pk=forum.pk).get_latest_revision().publish()
    answer = said(client, "/pl/programy/forum/")
    assert (answer["since"], answer["summary"]) == (2004, "Dawny szkic.")


def test_an_alias_of_a_translation_says_its_facts(
    client: Client, tree: Tree, forum: Any, english: Any
) -> None:
    english.create_alias(update_slug="alias")
    forum.since = 1999
    forum.save_revision().publish()
    assert said(client, "/en/programmes/alias/")["since"] == 1999
    assert not list(upkeep.check())


def test_words_can_be_saved_where_a_fact_is_wrong(editor: Client, forum: Any, english: Any) -> None:
    ProgrammePage.objects.filter(translation_key=forum.translation_key).update(until=1900)
    sent = {
        "title": "The forum",
        "slug": "forum",
        "summary": "New words.",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    response = editor.post(address, {**sent, "action-publish": "1"})
    assert response.status_code == 200
    assert "New words." in response.content.decode()
    assert "Koniec: " in response.content.decode()


def test_facts_outlive_the_original(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    Page.objects.get(pk=forum.pk).delete()
    assert client.get("/en/programmes/forum/").status_code == 404
    make_original(page=Page.objects.get(pk=english.pk))
    answer = said(client, "/en/programmes/forum/")
    assert answer["since"] == 2018
    assert [city["name"] for city in answer["cities"]] == ["Danzig"]
    assert [one["name"] for one in answer["topics"]] == ["networking in English"]


def test_the_facts_of_a_section_outlive_it_when_all_of_it_is_deleted(
    client: Client, tree: Tree, section: Any, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    Page.objects.get(pk=section.pk).delete()
    assert list(ProgrammeCity.objects.values_list("page", flat=True)) == [english.pk]


def test_a_key_that_nobody_has_any_more_starts_anew(client: Client, tree: Tree) -> None:
    partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    key = partners.translation_key
    partners.delete()
    PartnerIndexFactory(parent=tree.home, title="Nowi", slug="nowi", translation_key=key)
    assert client.get("/pl/nowi/").status_code == 200


def test_a_copy_of_a_translation_says_its_facts_by_itself(
    client: Client, tree: Tree, section: Any, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    copy = Page.objects.get(pk=english.pk).copy(update_attrs={"slug": "copy"})
    copy.get_latest_revision().publish()
    answer = said(client, "/en/programmes/copy/")
    assert answer["since"] == 2018
    assert [city["name"] for city in answer["cities"]] == ["Danzig"]
    assert len(answer["partners"]) == len(answer["topics"]) == 1
    forum = ProgrammePage.objects.get(pk=forum.pk)
    assert forum.cities.count() == forum.partners.count() == forum.topic_links.count() == 1
    forum.cities = []
    forum.save_revision().publish()
    assert len(said(client, "/en/programmes/copy/")["cities"]) == 1


def test_an_edit_of_coordinates_is_seen_in_every_language(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    source, _ = TranslationSource.update_or_create_from_instance(gdansk)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    gdansk.latitude = 54.35
    gdansk.save()
    for path in ("/en/programmes/forum/", "/pl/programy/forum/"):
        assert said(client, path)["cities"][0]["latitude"] == 54.35
    translation.save_target()
    assert said(client, "/en/programmes/forum/")["cities"][0]["latitude"] == 54.35
    twin = City.objects.get(translation_key=gdansk.translation_key, locale=tree.en)
    twin.latitude = 1
    twin.save()
    gdansk.latitude = 2
    gdansk.save(update_fields=["name"])
    assert {str(city.latitude) for city in City.objects.all()} == {"54.35000"}


def test_the_editor_of_a_translated_term_takes_no_fact(
    editor: Client, tree: Tree, gdansk: Any
) -> None:
    twin = City.objects.get(translation_key=gdansk.translation_key, locale=tree.en)
    address = reverse("wagtailsnippets_network_city:edit", args=[twin.pk])
    sent = {"name": "Dantzig", "slug": "other", "country": "DE"}
    assert editor.post(address, sent).status_code == 302
    twin.refresh_from_db()
    assert (twin.name, twin.slug, twin.country) == ("Dantzig", "gdansk", "PL")


def test_a_slug_belongs_to_one_term_in_all_languages(tree: Tree, gdansk: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        City(name="Gdynia", slug="gdansk", country="PL", locale=tree.en).full_clean()
    assert set(refused.value.message_dict) == {"slug"}


def test_a_page_type_with_rows_outside_of_its_facts_panel_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from wagtail.admin.panels import InlinePanel, ObjectList

    handler = ObjectList([InlinePanel("cities")]).bind_to_model(ProgrammePage)
    monkeypatch.setattr(ProgrammePage, "get_edit_handler", lambda: handler)
    [fault] = [one for one in check_page_types(None) if one.id == "courtyard.E008"]
    assert "ProgrammePage.cities" in fault.msg


def test_revisions_are_not_rewritten(forum: Any, english: Any) -> None:
    before = json.dumps(english.get_latest_revision().content, sort_keys=True, default=str)
    forum.since = 1999
    forum.save_revision().publish()
    english = ProgrammePage.objects.get(pk=english.pk)
    assert json.dumps(english.get_latest_revision().content, sort_keys=True, default=str) == before


# Searches


def found(client: Client, words: str, more: str = "type=network.PartnerPage") -> set[int]:
    listed = client.get(f"/api/v2/pages/?{more}&search={words}&limit=20").json()
    return {item["id"] for item in listed["items"]}


def test_translations_are_found_by_the_facts_of_today(client: Client, tree: Tree) -> None:
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=index, title="Teatr", slug="teatr", legal_name="Wisla")
    tree.in_english(index, title="Partners", slug="partners")
    twin = tree.in_english(partner, title="Theatre", slug="theatre")
    alias = twin.create_alias(update_slug="alias")
    everywhere = {partner.pk, twin.pk, alias.pk}
    assert found(client, "Wisla") == everywhere
    partner.legal_name = "Odra"
    partner.save_revision().publish()
    assert found(client, "Wisla") == set()
    assert found(client, "Odra") == everywhere
    type(partner).objects.filter(pk=partner.pk).update(legal_name="Bug")
    upkeep.repair()
    assert found(client, "Odra") == {partner.pk}
    assert found(client, "Bug") == {twin.pk, alias.pk}


def test_the_index_of_translations_is_renewed_only_where_they_are_found_otherwise(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=index, title="Teatr", slug="teatr", legal_name="Wisla")
    tree.in_english(index, title="Partners", slug="partners")
    twin = tree.in_english(partner, title="Theatre", slug="theatre")
    renewed: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        facts,
        "insert_or_update_object_task",
        SimpleNamespace(enqueue=lambda *of: renewed.append(of)),
    )
    partner.website, partner.summary = "https://example.org/", "Inne słowa."
    partner.save_revision().publish()
    assert renewed == []
    partner.legal_name = "Odra"
    partner.save_revision().publish()
    assert renewed == [("network", "partnerpage", str(twin.pk))]


# Aliases


def with_entries(tree: Tree, section: Any, forum: Any) -> Any:
    """The section with an entry under a heading in both languages; gives its English twin."""
    section = ProgrammeIndexPage.objects.get(pk=section.pk)
    section.section_entries = [SectionEntry(heading="Dawne", page=forum, locale=tree.pl)]
    section.save_revision().publish()
    [entry] = section.section_entries.all()
    twin = ProgrammeIndexPage.objects.get(translation_key=section.translation_key, locale=tree.en)
    twin.section_entries = [
        SectionEntry(heading="Former", locale=tree.en, translation_key=entry.translation_key)
    ]
    twin.save_revision().publish()
    return ProgrammeIndexPage.objects.get(pk=twin.pk)


def facts_said(client: Client, path: str) -> tuple[Any, ...]:
    answer = said(client, path)
    cities = [city["name"] for city in answer["cities"]]
    return answer["since"], cities, len(answer["partners"]), len(answer["topics"])


def convert(page: Any) -> None:
    ConvertAliasPageAction(Page.objects.get(pk=page.pk)).execute()


@pytest.mark.usefixtures("english")
def test_aliases_of_sections_say_their_headings(
    client: Client, tree: Tree, section: Any, forum: Any
) -> None:
    twin = with_entries(tree, section, forum)
    ProgrammeIndexPage.objects.get(pk=section.pk).create_alias(update_slug="alias")
    twin.create_alias(update_slug="alias")
    for path, heading in (("/pl/alias/", "Dawne"), ("/en/alias/", "Former")):
        [group] = said(client, path)["groups"]
        assert group["heading"] == heading
    assert not list(upkeep.check())


def test_an_alias_of_a_translation_that_becomes_a_page_says_what_it_showed(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    alias = ProgrammePage.objects.get(pk=english.pk).create_alias(update_slug="alias")
    ProgrammePage.objects.filter(pk=forum.pk).update(since=1999)
    shown = (1999, ["Danzig"], 1, 1)
    convert(alias)
    assert facts_said(client, "/en/programmes/alias/") == shown
    page = ProgrammePage.objects.get(pk=alias.pk)
    page.get_latest_revision().publish()
    assert facts_said(client, "/en/programmes/alias/") == shown
    forum = ProgrammePage.objects.get(pk=forum.pk)
    assert forum.cities.count() == forum.partners.count() == forum.topic_links.count() == 1
    forum.cities, forum.since = [], 2000
    forum.save_revision().publish()
    assert facts_said(client, "/en/programmes/alias/") == shown
    assert not list(upkeep.check())


@pytest.mark.usefixtures("english")
def test_an_alias_of_a_translated_section_that_becomes_a_page_lists_what_it_listed(
    client: Client, tree: Tree, section: Any, forum: Any
) -> None:
    alias = with_entries(tree, section, forum).create_alias(update_slug="alias")
    convert(alias)
    ProgrammeIndexPage.objects.get(pk=alias.pk).get_latest_revision().publish()
    for path in ("/en/alias/", "/en/programmes/"):
        [group] = said(client, path)["groups"]
        assert (group["heading"], listed(group)) == ("Former", ["The forum"])
    assert not list(upkeep.check())


def test_an_alias_outlives_the_translation_that_it_copies(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    ProgrammePage.objects.get(pk=english.pk).create_alias(update_slug="alias")
    Page.objects.get(pk=english.pk).delete()
    # Wagtail takes aliases of a page that is deleted off the site; they are pages of their own now.
    ProgrammePage.objects.get(slug="alias").save_revision().publish()
    assert facts_said(client, "/en/programmes/alias/") == (2018, ["Danzig"], 1, 1)
    Page.objects.get(pk=forum.pk).delete()
    assert facts_said(client, "/en/programmes/alias/") == (2018, ["Danzig"], 1, 1)


def test_an_alias_of_a_translation_outlives_the_original(
    client: Client, tree: Tree, forum: Any, english: Any, gdansk: Any
) -> None:
    with_rows(tree, forum, gdansk)
    alias = ProgrammePage.objects.get(pk=english.pk).create_alias(update_slug="alias")
    Page.objects.get(pk=forum.pk).delete()
    assert client.get("/en/programmes/alias/").status_code == 404
    convert(alias)
    assert facts_said(client, "/en/programmes/alias/") == (2018, ["Danzig"], 1, 1)


def test_scaffolding_that_becomes_a_translation_has_no_rows(
    tree: Tree, section: Any, forum: Any, gdansk: Any
) -> None:
    forum = with_rows(tree, forum, gdansk)
    scaffolding = forum.copy_for_translation(tree.en, alias=True)
    ProgrammeCity.objects.create(page=scaffolding, city=gdansk)
    convert(scaffolding)
    assert set(ProgrammeCity.objects.values_list("page", flat=True)) == {forum.pk}
    draft = ProgrammePage.objects.get(pk=scaffolding.pk).get_latest_revision_as_object()
    assert not draft.cities.all()
    assert not list(upkeep.check())


def test_aliases_are_built_together(tree: Tree, section: Any, forum: Any) -> None:
    twin = with_entries(tree, section, forum)
    for number in range(2):
        twin.create_alias(update_slug=f"alias-{number}")

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            writing.prefetched(list(ProgrammeIndexPage.objects.filter(alias_of__isnull=False)))
        return len(captured)

    few = asked()
    for number in range(2, 6):
        twin.create_alias(update_slug=f"alias-{number}")
    assert asked() == few
