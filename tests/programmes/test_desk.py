"""What waits for an editor, and what is past its date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from courtyard.editing import desk
from courtyard.editing.to_translate import ToTranslate
from programmes.desk import ClosingCalls, ComingEvents
from programmes.models import EventStatus
from tests.trees import (
    EditionFactory,
    EventFactory,
    OpenCallFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
)

NOW = dt.datetime(2026, 5, 10, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def section(tree: Tree) -> Any:
    return ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")


@pytest.fixture
def programme(section: Any) -> Any:
    return ProgrammeFactory(parent=section, title="Forum", slug="forum")


def editor_of(page: Page, name: str = "ewa") -> User:
    """Somebody who may edit a page and what stands below it."""
    group = Group.objects.create(name=f"Editors of {page.title}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(codename="change_page", content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user = User.objects.create_user(name)
    user.groups.add(group)
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def told(panel: desk.DeskPanel) -> list[tuple[str, str]]:
    return [(task.title, task.note) for task in panel.tasks()]


def test_calls_that_close_within_two_weeks_stand_there_once_by_their_own_clocks(
    tree: Tree, section: Any, programme: Any
) -> None:
    for number, closes in enumerate((NOW + 13 * DAY, NOW + DAY, NOW - DAY, NOW + 15 * DAY)):
        OpenCallFactory(parent=programme, title=f"Call {number}", closes=closes)
    kyiv = {"closes": NOW + 2 * DAY, "time_zone": "Europe/Kyiv"}
    call = OpenCallFactory(parent=programme, title="In Kyiv", **kyiv)
    for page in (section, programme, call):
        tree.in_english(page)
    OpenCallFactory(parent=programme, title="Off", closes=NOW + DAY, is_cancelled=True)
    OpenCallFactory(parent=programme, title="Draft", closes=NOW + DAY, live=False)
    found = told(ClosingCalls(editor_of(section)))
    assert [title for title, _note in found] == ["Call 1", "In Kyiv", "Call 0"]
    assert "13:00" in found[1][1]


def test_events_of_two_weeks_say_when_and_what_is_otherwise(section: Any, programme: Any) -> None:
    EventFactory(parent=programme, title="Later", starts=NOW + 15 * DAY)
    EventFactory(parent=programme, title="Over", starts=NOW - 2 * DAY)
    EventFactory(parent=programme, title="Off", starts=NOW + 2 * DAY, status="cancelled")
    EventFactory(parent=programme, title="Whole", starts=NOW + DAY, all_day=True)
    found = told(ComingEvents(editor_of(section)))
    assert [title for title, _note in found] == ["Whole", "Off"]
    assert ":" not in found[0][1]
    assert found[1][1].endswith(f"– {EventStatus.CANCELLED.label}")


def test_drafts_are_ones_own(section: Any, programme: Any) -> None:
    ewa, olek = editor_of(section), editor_of(programme, "olek")
    for page, user in ((section, olek), (programme, ewa)):
        page.title = f"{page.title} anew"
        page.save_revision(user=user)
    assert [title for title, _note in told(desk.MyDrafts(ewa))] == ["Forum anew"]
    assert told(desk.MyDrafts(olek)) == []  # the section is not theirs


def test_translations_that_are_behind_stand_there_for_those_who_may_mend_them(
    tree: Tree, section: Any
) -> None:
    english = tree.in_english(section, title="Activities")
    section.title = "Działania i plany"
    section.save_revision().publish()
    assert [title for title, _note in told(ToTranslate(editor_of(english)))] == ["Activities"]
    assert told(ToTranslate(editor_of(section, "olek"))) == []


def test_what_is_past_its_date_is_reported(section: Any, programme: Any) -> None:
    past = {"closes": NOW - 40 * DAY}
    OpenCallFactory(parent=programme, title="Late", results_expected=NOW.date() - DAY, **past)
    told_of = {"results_expected": NOW.date() - DAY, "results_announced": NOW.date() - DAY}
    OpenCallFactory(parent=programme, title="Told", **told_of, **past)
    EventFactory(parent=programme, title="When?", starts=NOW - DAY, status="postponed")
    EventFactory(parent=programme, title="Soon", starts=NOW + DAY, status="postponed")
    EditionFactory(parent=programme, title="2025", starts=dt.date(2025, 5, 1))
    EditionFactory(
        parent=programme, title="2024", starts=dt.date(2024, 5, 1), outcome="<p>A book.</p>"
    )
    EditionFactory(parent=programme, title="2026", starts=dt.date(2026, 5, 1))
    ProgrammeFactory(parent=section, title="Old", slug="old", status="running", until=2024)
    ProgrammeFactory(parent=section, title="New", slug="new", status="planned", since=2025)
    ProgrammeFactory(parent=section, title="Now", slug="now", status="running", until=2026)

    client = Client(HTTP_HOST="localhost")
    client.force_login(editor_of(section))
    html = client.get("/cms/courtyard/past-their-date/").content.decode()
    found = {one.name: {task.title for task in tasks} for one, tasks in past_of(client)}
    assert found == {
        "calls_without_results": {"Late"},
        "postponed_events": {"When?"},
        "programmes_of_the_past": {"Old", "New"},
        "editions_without_outcome": {"2025"},
    }
    assert "Calls without their results" in html
    assert "Told" not in html


def past_of(client: Client) -> Any:
    return client.get("/cms/courtyard/past-their-date/").context["found"]


def test_a_dashboard_costs_the_same_however_much_waits(section: Any, programme: Any) -> None:
    client = Client(HTTP_HOST="localhost")
    user = editor_of(section)
    client.force_login(user)
    costs = []
    for count in (2, 20):
        for number in range(count):
            title = f"{count} {number}"
            call = OpenCallFactory(parent=programme, title=title, closes=NOW + DAY)
            EventFactory(parent=programme, title=f"Event {title}", starts=NOW + DAY)
            call.save_revision(user=user)
        client.get("/cms/")
        with CaptureQueriesContext(connection) as captured:
            html = client.get("/cms/").content.decode()
        assert "Calls closing within 14 days" in html
        costs.append(len(captured))
    assert costs[0] == costs[1]
    panels = (ClosingCalls, ComingEvents, desk.MyDrafts, ToTranslate)
    with CaptureQueriesContext(connection) as captured:
        for panel in panels:
            list(panel(user).tasks())
    assert len(captured) <= 10
