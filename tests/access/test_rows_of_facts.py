"""Wagtail's own APIs answer with rows of facts, in every language, and with nothing hidden."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import APIToken, Page, PageViewRestriction

from courtyard.localisation.facts import facts_of
from courtyard.models import SectionEntry, TopicLink
from courtyard.pages import BasePage
from network.models import City, Membership
from programmes.models import ProgrammeCity, ProgrammePage, ProgrammePartner
from tests.trees import (
    NetworkFactory,
    NetworkIndexFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    term_in_two_languages,
    topic,
)

V2 = "/api/v2/pages/"
V3 = "/api/v3-preview/pages/"
both = pytest.mark.parametrize("api", [V2, V3])
PAGE_TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]


class World:
    """A programme with all its facts, in two languages, and its partner."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.gdansk = term_in_two_languages(City, tree, "gdansk", "Gdańsk", "Danzig")
        City.objects.update(latitude="54.35", longitude="18.65")
        self.topic = topic(tree)
        self.partners = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
        tree.in_english(self.partners, title="Partners", slug="partners")
        self.theatre = PartnerFactory(
            parent=self.partners, title="Teatr Nad Rzeką", slug="teatr", city=self.gdansk
        )
        self.theatre_en = tree.in_english(
            self.theatre, title="Theatre by the River", slug="theatre"
        )
        self.section = ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")
        self.section_en = tree.in_english(self.section, title="Programmes", slug="programmes")
        self.forum, self.forum_en = self.programme("forum")

    def programme(self, slug: str) -> tuple[Any, Any]:
        """One more programme in Polish, with its English twin."""
        page = ProgrammeFactory(
            parent=self.section,
            title=f"Program {slug}",
            slug=slug,
            cities=[ProgrammeCity(city=self.gdansk)],
            partners=[ProgrammePartner(partner=self.theatre, role="host")],
            topic_links=[TopicLink(topic=self.topic)],
        )
        return page, self.tree.in_english(page, title=f"Programme {slug}", slug=slug)


@pytest.fixture
def world(tree: Tree) -> World:
    return World(tree)


def anonymous() -> Client:
    return Client(HTTP_HOST="localhost")


def with_token(user: Any) -> Client:
    _token, plaintext = APIToken.create_token(user=user, name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {plaintext}"})


def said(api: str, page: Any, client: Client | None = None, more: str = "") -> Any:
    response = (client or anonymous()).get(f"{api}{page.pk}/{more}")
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("model", PAGE_TYPES)
def test_every_fact_of_every_page_type_is_answered(model: Any) -> None:
    facts = facts_of(model)
    listed = {field.name for field in model.api_fields}
    # Every page has a relation for the entries of sections; sections alone use it.
    entries = [name for name in facts.entries if name != "section_entries"]
    columns = {model._meta.get_field(name).name for name in facts.columns}
    untold = set(model.untold_facts)
    assert {*columns, *facts.rows, *entries} - untold <= listed
    assert not untold & listed
    for name in set(facts.rows) - untold:
        assert model._meta.get_field(name).related_model.api_fields


@both
def test_rows_of_facts_are_said_in_the_language_of_the_page(world: World, api: str) -> None:
    for page, city, partner, subject in (
        (world.forum, "Gdańsk", world.theatre, "networking po polsku"),
        (world.forum_en, "Danzig", world.theatre_en, "networking in English"),
    ):
        answer = said(api, page)
        [link] = answer["cities"]
        assert link["city"]["name"] == city
        assert link["city"]["key"] == str(world.gdansk.translation_key)
        assert (link["city"]["slug"], link["city"]["country"]) == ("gdansk", "PL")
        assert float(link["city"]["latitude"]) == 54.35
        assert link["city"]["meta"]["type"] == "network.City"
        [involved] = answer["partners"]
        assert (involved["partner"]["id"], involved["role"]) == (partner.pk, "host")
        assert [one["topic"]["name"] for one in answer["topic_links"]] == [subject]
    assert said(api, world.theatre)["city"]["name"] == "Gdańsk"
    assert said(api, world.theatre_en)["city"]["name"] == "Danzig"


@both
def test_one_edit_of_rows_is_seen_in_every_language(world: World, api: str) -> None:
    lodz = term_in_two_languages(City, world.tree, "lodz", "Łódź", "Lodz")
    alias = world.forum_en.create_alias(update_slug="alias")
    forum = ProgrammePage.objects.get(pk=world.forum.pk)
    forum.cities = [ProgrammeCity(city=lodz)]
    forum.partners = []
    forum.save_revision().publish()
    theatre = world.theatre.specific_class.objects.get(pk=world.theatre.pk)
    theatre.city = lodz
    theatre.save_revision().publish()
    for page, name in ((forum, "Łódź"), (world.forum_en, "Lodz"), (alias, "Lodz")):
        answer = said(api, page)
        assert [link["city"]["name"] for link in answer["cities"]] == [name]
        assert answer["partners"] == []
    assert said(api, world.theatre_en)["city"]["name"] == "Lodz"
    City.objects.get(pk=lodz.pk).delete()
    assert said(api, world.forum_en)["cities"] == []
    assert said(api, world.theatre_en)["city"] is None


@both
def test_a_term_without_a_word_in_the_language_is_said_in_the_one_it_has(
    world: World, api: str
) -> None:
    City.objects.get(locale=world.tree.en).delete()
    assert said(api, world.forum_en)["cities"][0]["city"]["name"] == "Gdańsk"


@both
def test_a_hidden_partner_is_not_told_of(world: World, api: str) -> None:
    world.theatre_en.unpublish()
    [involved] = said(api, world.forum_en)["partners"]
    assert involved["partner"]["id"] == world.theatre.pk
    PageViewRestriction.objects.create(page=world.theatre, restriction_type="login")
    for page in (world.forum, world.forum_en):
        assert said(api, page)["partners"] == []
    listed = anonymous().get(f"{V2}?type=programmes.ProgrammePage&fields=partners").json()
    assert [item["partners"] for item in listed["items"]] == [[], []]


@both
def test_networks_say_their_members(world: World, api: str) -> None:
    networks = NetworkIndexFactory(parent=world.tree.home, title="Sieci", slug="sieci")
    world.tree.in_english(networks, title="Networks", slug="networks")
    network = NetworkFactory(
        parent=networks,
        title="Koalicja",
        slug="koalicja",
        memberships=[Membership(partner=world.theatre)],
    )
    twin = world.tree.in_english(network, title="Coalition", slug="coalition")
    [member] = said(api, twin)["memberships"]
    assert (member["partner"]["id"], member["role"]) == (world.theatre_en.pk, "member")


@both
def test_a_section_says_its_entries_in_its_words(world: World, api: str) -> None:
    section = world.section.specific_class.objects.get(pk=world.section.pk)
    entry = SectionEntry(heading="Dawne", page=world.forum, locale=world.tree.pl)
    section.section_entries = [entry]
    section.save_revision().publish()
    [entry] = section.section_entries.all()
    twin = section.specific_class.objects.get(pk=world.section_en.pk)
    twin.section_entries = [
        SectionEntry(heading="Former", locale=world.tree.en, translation_key=entry.translation_key)
    ]
    twin.save_revision().publish()
    for page, heading, listed in (
        (section, "Dawne", world.forum),
        (twin, "Former", world.forum_en),
    ):
        [answer] = said(api, page)["section_entries"]
        assert (answer["heading"], answer["page"]["id"]) == (heading, listed.pk)


def test_drafts_in_v3_say_the_facts_of_today(world: World, admin_user: User) -> None:
    client = with_token(admin_user)
    draft = ProgrammePage.objects.get(pk=world.forum_en.pk)
    draft.summary = "A draft."
    revision = draft.save_revision()
    forum = ProgrammePage.objects.get(pk=world.forum.pk)
    lodz = term_in_two_languages(City, world.tree, "lodz", "Łódź", "Lodz")
    forum.cities, forum.since = [ProgrammeCity(city=lodz)], 1999
    forum.save_revision().publish()
    draft_of_original = ProgrammePage.objects.get(pk=world.forum.pk)
    draft_of_original.cities = []
    draft_of_original.save_revision()
    answers = [
        said(V3, world.forum_en, client, "?version=draft"),
        said(V3, world.forum_en, client, f"revisions/{revision.pk}/")["content_object"],
    ]
    for answer in answers:
        assert (answer["summary"], answer["since"]) == ("A draft.", 1999)
        assert [link["city"]["name"] for link in answer["cities"]] == ["Lodz"]
    assert said(V3, world.forum, client, "?version=draft")["cities"] == []
    assert said(V3, world.forum, client)["cities"][0]["city"]["name"] == "Łódź"


def test_who_has_a_partner_in_care_sees_it_in_v3(world: World, admin_user: User) -> None:
    world.theatre.unpublish()
    assert said(V3, world.forum)["partners"] == []
    [involved] = said(V3, world.forum, with_token(admin_user))["partners"]
    assert involved["partner"]["id"] == world.theatre.pk
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    assert said(V2, world.forum, client)["partners"] == []


def test_reading_by_the_apis_changes_no_row(world: World, admin_user: User) -> None:
    """An answer is made of copies: what v3 publishes is not what it shows."""
    client = with_token(admin_user)
    address = f"{V3}{world.forum_en.pk}/actions/publish/"
    answer = client.post(address)
    assert answer.status_code == 200, answer.content
    assert answer.json()["cities"][0]["city"]["name"] == "Danzig"
    assert set(ProgrammeCity.objects.values_list("page", "city")) == {
        (world.forum.pk, world.gdansk.pk)
    }


def queries_of(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = anonymous().get(address)
    assert response.status_code == 200, response.content
    return len(captured)


@pytest.mark.parametrize("fields", ["cities,partners,topic_links", "*"])
@pytest.mark.parametrize("locale", ["pl", "en"])
def test_a_list_asks_the_same_however_many_pages_it_holds(
    world: World, fields: str, locale: str
) -> None:
    address = f"{V2}?type=programmes.ProgrammePage&locale={locale}&limit=20&fields={fields}"
    world.programme("p-1")
    queries_of(address)
    few = queries_of(address)
    for number in range(2, 20):
        world.programme(f"p-{number}")
    assert len(anonymous().get(address).json()["items"]) == 20
    assert queries_of(address) == few


@both
def test_a_page_asks_the_same_however_many_rows_it_has(world: World, api: str) -> None:
    queries_of(f"{api}{world.forum_en.pk}/")
    one = queries_of(f"{api}{world.forum_en.pk}/")
    forum = ProgrammePage.objects.get(pk=world.forum.pk)
    for number in range(8):
        partner = PartnerFactory(
            parent=Page.objects.get(pk=world.partners.pk), title=f"P{number}", slug=f"p-{number}"
        )
        forum.partners.add(ProgrammePartner(partner=partner))
        city = term_in_two_languages(City, world.tree, f"c-{number}", f"M{number}", f"C{number}")
        forum.cities.add(ProgrammeCity(city=city))
    forum.save_revision().publish()
    assert len(said(api, world.forum_en)["partners"]) == 9
    assert queries_of(f"{api}{world.forum_en.pk}/") == one


@pytest.mark.parametrize("parameter", ["cities=1", "partners=abc", "order=cities"])
def test_v2_takes_no_filter_by_rows(world: World, parameter: str) -> None:
    """Their primary keys mean nothing to a reader, and twins have none."""
    answer = anonymous().get(f"{V2}?type=programmes.ProgrammePage&{parameter}")
    assert answer.status_code == 400


@both
def test_partners_are_filtered_by_the_key_that_their_city_says(world: World, api: str) -> None:
    key = said(api, world.theatre_en)["city"]["id"]
    found = anonymous().get(f"{api}?type=network.PartnerPage&city={key}").json()["items"]
    assert world.theatre_en.pk in {item["id"] for item in found}
