"""Editions: what they say, and whom they may name for how long."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Revision
from wagtail_localize.models import TranslationSource

from courtyard.models import Discipline
from courtyard.outbox.worker import Worker
from courtyard.publications.stored import Publication
from network.models import City
from programmes import consent
from programmes.models import EditionCity, EditionPage, EditionPartner, Participant
from tests.trees import (
    EditionFactory,
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    settle,
    term_in_two_languages,
)

from .conftest import warsaw
from .test_calls import API, answer, at

SECOND = dt.timedelta(seconds=1)
LAST_DAY = dt.date(2026, 10, 25)
"""The clocks are put back on it: it lasts 25 hours."""
OVER = warsaw("2026-10-26 00:00")


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def people() -> list[Participant]:
    return [
        Participant(name="Stała", consent=True),
        Participant(name="Czasowa", consent=True, consent_until=LAST_DAY),
        Participant(name="Skryta"),
    ]


def edition(programme: Any, slug: str = "edycja", **facts: Any) -> Any:
    return EditionFactory(parent=programme, title=f"Edycja {slug}", slug=slug, **facts)


def test_an_edition_cannot_end_before_it_begins(tree: Tree, programme: Any) -> None:
    page = edition(programme)
    page.ends = page.starts - dt.timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        page.check_publishable()
    assert list(error.value.message_dict) == ["ends"]
    page.ends = page.starts
    page.check_publishable()


def test_those_who_took_part_are_named_as_long_as_they_agree(
    client: Client, tree: Tree, programme: Any
) -> None:
    page = edition(programme, participants=people())
    settle()
    for now, named in ((OVER - SECOND, ["Stała", "Czasowa"]), (OVER, ["Stała"])):
        with at(now):
            for _time in range(2):
                found = answer(client, f"/pages/{page.translation_key}")
                html = client.get(page.url).content.decode()
        assert [one["name"] for one in found["participants"]] == named
        assert [name for name in ("Stała", "Czasowa", "Skryta") if name in html] == named
    for api in ("/api/v2/pages/", "/api/v3-preview/pages/"):
        text = client.get(f"{api}{page.pk}/").content.decode()
        assert not any(name in text for name in ("Stała", "Czasowa", "Skryta"))


def test_whose_consent_has_ended_is_deleted_for_good(tree: Tree, programme: Any) -> None:
    tree.in_english(programme.get_parent().specific, title="Activities", slug="activities")
    tree.in_english(programme, title="Residencies", slug="residencies")
    page = edition(programme, participants=people())
    page.save_revision()
    twin = tree.in_english(page, title="Edition", slug="edition")
    TranslationSource.update_or_create_from_instance(page)
    with at(OVER - SECOND):
        assert consent.erase_lapsed() == 0
    assert Participant.objects.count() == 3
    with at(OVER):
        assert consent.erase_lapsed() == 1
        assert consent.erase_lapsed() == 0
    assert set(Participant.objects.values_list("name", flat=True)) == {"Stała", "Skryta"}
    kept = [
        *Publication.stored.filter(pk__in=[page.pk, twin.pk]).values_list("whole", flat=True),
        *Revision.objects.values_list("content", flat=True),
        *TranslationSource.objects.values_list("content_json", flat=True),
    ]
    assert "Stała" in json.dumps(kept, ensure_ascii=False)
    assert "Czasowa" not in json.dumps(kept, ensure_ascii=False)
    draft = EditionPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert [one.name for one in draft.participants.all()] == ["Stała", "Skryta"]


def test_the_worker_erases_them() -> None:
    assert consent.erase_lapsed in [chore.run for chore in Worker().chores]


def test_editions_are_chosen_by_their_facts(client: Client, tree: Tree, programme: Any) -> None:
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    partner = PartnerFactory(parent=directory, title="Fundacja", slug="fundacja")
    edition(
        programme,
        "2024",
        starts=dt.date(2024, 5, 1),
        cities=[EditionCity(city=city)],
        partners=[EditionPartner(partner=partner)],
    )
    edition(programme, "2025", starts=dt.date(2025, 5, 1), ends=dt.date(2025, 8, 1))

    def titles(query: str = "") -> list[str]:
        return [one["title"][-4:] for one in answer(client, f"/editions{query}")["items"]]

    assert titles() == ["2025", "2024"]
    assert titles("?order=starts") == ["2024", "2025"]
    assert titles("?city=lodz") == titles(f"?partner={partner.translation_key}") == ["2024"]
    assert titles("?from=2025-07-01") == ["2025"]
    assert titles("?from=2025-08-02") == []
    assert titles("?to=2025-04-30") == ["2024"]
    assert titles(f"?programme={programme.translation_key}") == ["2025", "2024"]
    assert titles(f"?programme={partner.translation_key}") == []
    found = answer(client, f"/pages/{partner.translation_key}")
    assert [one["name"] for one in found["related"]] == ["editions"]


def test_a_participant_is_said_with_discipline_and_city_in_the_language_of_the_page(
    client: Client, tree: Tree, programme: Any
) -> None:
    tree.in_english(programme.get_parent().specific, title="Activities", slug="activities")
    tree.in_english(programme, title="Residencies", slug="residencies")
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    music = term_in_two_languages(Discipline, tree, "music", "muzyka", "music")
    person = Participant(name="Ona", consent=True, city=city, discipline=music, country="UA")
    page = edition(programme, participants=[person])
    tree.in_english(page, title="Edition", slug="edition")
    for language, words in (("pl", ["muzyka", "Łódź", "Ukraina"]), ("en", ["music", "Lodz"])):
        found = answer(client, f"/pages/{page.translation_key}?locale={language}")
        [said] = found["participants"]
        told = [said["discipline"]["name"], said["city"]["name"], said["country"]["label"]]
        assert told[: len(words)] == words


def test_a_programme_lists_what_happens_in_it(client: Client, tree: Tree, programme: Any) -> None:
    edition(programme)
    found = client.get(f"{API}/pages/{programme.translation_key}").json()
    [listed] = found["related"]
    assert (listed["name"], listed["heading"]) == ("editions", "Edycje")
    assert "Edycja edycja" in client.get(programme.url).content.decode().replace("\u00a0", " ")
