"""A call and an edition once more: a draft without what was of its year."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from network.models import City
from programmes.models import (
    CallRound,
    EditionCity,
    EditionPage,
    JuryMember,
    MoneyItem,
    OpenCallPage,
    Participant,
    Selected,
)
from programmes.next_year import OF_ITS_YEAR, may_be_repeated, title_of_next
from tests.programmes.test_desk import editor_of
from tests.trees import (
    EditionFactory,
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
)

CLOSES = dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
DAY = dt.date(2026, 5, 1)


@pytest.fixture
def programme(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    return ProgrammeFactory(parent=section, title="AIR Wro", slug="air-wro")


@pytest.fixture
def editor(admin_user: Any) -> Client:
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def call(programme: Any) -> Any:
    """A call with all that was of its year, and some of what lasts."""
    return OpenCallFactory(
        parent=programme,
        title="AIR Wro 2026",
        slug="air-wro-2026",
        summary="Dwa miesiące w pracowni.",
        opens=CLOSES - dt.timedelta(days=30),
        closes=CLOSES,
        time_zone="Europe/Kyiv",
        extended_from=CLOSES - dt.timedelta(days=3),
        results_expected=dt.date(2026, 7, 1),
        results_announced=dt.date(2026, 7, 2),
        activity_starts=dt.date(2026, 9, 1),
        activity_ends=dt.date(2026, 10, 1),
        is_cancelled=True,
        applications_received=51,
        offers_studio=True,
        money=[MoneyItem(purpose="stipend", amount=3000, currency="PLN", per="month")],
        rounds=[CallRound(closes=CLOSES)],
        jury=[JuryMember(name="Anna Próbna", consent=True)],
        selected=[Selected(name="Olek Modelowy", consent=True)],
        expire_at=CLOSES,
    )


def once_more(editor: Client, page: Any, **sent: str) -> Any:
    address = reverse("programmes_next_year", args=[page.pk])
    html = editor.get(address).content.decode()
    assert "For next year" in html
    title = title_of_next(page.title)
    response = editor.post(address, {"title": title, **sent})
    new = Page.objects.latest("pk")
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[new.pk])
    assert editor.get(response.headers["Location"]).status_code == 200
    return new.specific


def test_a_call_is_a_draft_with_its_conditions_and_without_its_dates_people_and_results(
    editor: Client, call: Any
) -> None:
    new = once_more(editor, call)
    assert (new.title, new.slug, new.live) == ("AIR Wro 2027", "air-wro-2027", False)
    assert new.translation_key != call.translation_key
    for name in OF_ITS_YEAR[OpenCallPage]:
        value = getattr(new, name)
        assert not (value.exists() if hasattr(value, "exists") else value), name
    assert new.expire_at is None
    assert (new.summary, new.time_zone, new.offers_studio) == (call.summary, "Europe/Kyiv", True)
    assert [str(one.amount) for one in new.money.all()] == ["3000.00"]
    # What was there stays as it was.
    call.refresh_from_db()
    assert call.closes == CLOSES
    assert call.jury.count() == call.rounds.count() == 1
    assert Client(HTTP_HOST="localhost").get(new.url or "/pl/x/").status_code == 404


def test_an_edition_keeps_where_it_is_and_waits_for_its_days(
    tree: Tree, editor: Client, programme: Any
) -> None:
    city = City.objects.create(name="Łódź", slug="lodz", locale=tree.pl, country="PL")
    edition = EditionFactory(
        parent=programme,
        title="AIR Wro 2026",
        slug="air-wro-2026",
        starts=DAY,
        outcome="<p>Książka.</p>",
        cities=[EditionCity(city=city)],
        participants=[Participant(name="Rūta Pavyzdienė", consent=True)],
    )
    new = once_more(editor, edition)
    assert (new.starts, new.ends, new.outcome, new.participants.count()) == (None, None, "", 0)
    assert [link.city for link in new.cities.all()] == [city]
    edit = reverse("wagtailadmin_pages:edit", args=[new.pk])
    assert "–" in editor.get("/cms/editions/").content.decode()
    draft = editor.get(reverse("wagtailadmin_pages:view_draft", args=[new.pk]))
    assert draft.status_code == 200
    # Nobody publishes it by accident.
    editor.post(edit.replace("edit", "publish"))
    assert not EditionPage.objects.get(pk=new.pk).live
    new.starts = DAY.replace(year=2027)
    new.save_revision().publish()
    assert EditionPage.objects.get(pk=new.pk).live


def test_it_is_offered_to_those_who_may_add_pages_there_on_originals_alone(
    tree: Tree, call: Any, programme: Any
) -> None:
    english = tree.in_english(call)
    user = editor_of(programme)
    assert not may_be_repeated(call, user)  # they may change, and add nothing
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    address = reverse("programmes_next_year", args=[call.pk])
    assert client.get(address).headers["Location"] == "/cms/"
    assert not Page.objects.filter(title="AIR Wro 2027").exists()
    admin = type(user).objects.create_superuser("root")
    offered = [may_be_repeated(page, admin) for page in (call, english, programme)]
    assert offered == [True, False, False]


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("AIR Wro 2026", "AIR Wro 2027"),
        ("Sezon 2026/2027", "Sezon 2027/2028"),
        ("Sezon 2026/27", "Sezon 2027/28"),
        ("Zima 2099–00", "Zima 2100–01"),
        ("Spotkanie 2026-05", "Spotkanie 2027-05"),
        ("Ruska 46", "Ruska 46"),
        ("Nr 120261", "Nr 120261"),
    ],
)
def test_the_year_in_a_title_is_counted_on(title: str, following: str) -> None:
    assert title_of_next(title) == following
