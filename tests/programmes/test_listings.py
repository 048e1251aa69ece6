"""Lists of calls and events in the admin: what waits in them, and what is done with all of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from programmes.listings import CallsView
from programmes.models import CallRound, EventPage, OpenCallPage
from tests.trees import EventFactory, OpenCallFactory, Tree

DAY = dt.timedelta(days=1)


@pytest.fixture
def calls(programme: Any) -> dict[str, Any]:
    """Drafts: two calls that are closed and one that is not, beside an event."""
    now = timezone.now()
    closed = {"opens": now - 30 * DAY, "closes": now - DAY, "live": False}
    return {
        "first": OpenCallFactory(parent=programme, title="First", **closed),
        "second": OpenCallFactory(parent=programme, title="Second", **closed),
        "open": OpenCallFactory(parent=programme, title="Open", closes=now + DAY, live=False),
        "event": EventFactory(parent=programme, title="Event", starts=now + DAY, live=False),
    }


def all_of(action: str, path: str, query: str = "", **more: Any) -> str:
    """The address to which the button leads that takes all of a list, not of what is shown."""
    chosen = urlencode({"id": "all", "next": f"{path}?{query}", **more})
    return f"/cms/bulk/wagtailcore/page/{action}/?{query}&{chosen}"


def test_all_of_a_list_are_those_that_it_shows(
    programme: Any,
    calls: dict[str, Any],
    admin_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def taken(*asked: Any, **more: Any) -> set[str]:
        found = admin_client.get(all_of("delete", *asked, **more), HTTP_HOST="localhost")
        return {row["item"].title for row in found.context["items"]}

    events = f"content_type={ContentType.objects.get_for_model(EventPage).pk}"
    explorer = f"/cms/pages/{programme.pk}/"
    assert taken("/cms/open_calls/") == {"First", "Second", "Open"}
    assert taken("/cms/open_calls/", "status=closed") == {"First", "Second"}
    assert taken("/cms/events/", "q=Event") == {"Event"}
    assert taken(explorer, events, childOf=programme.pk) == {"Event"}
    assert taken(explorer, childOf=programme.pk) == {"First", "Second", "Open", "Event"}
    monkeypatch.setattr(CallsView, "paginate_by", 2)
    assert taken("/cms/open_calls/") == {"First", "Second", "Open"}
    nowhere = admin_client.get(all_of("delete", "/cms/"), HTTP_HOST="localhost")
    assert nowhere.status_code == 404


def test_all_closed_calls_are_published_and_the_editor_comes_back_to_their_list(
    calls: dict[str, Any], admin_client: Client
) -> None:
    address = all_of("publish", "/cms/open_calls/", "status=closed")
    answer = admin_client.post(address, HTTP_HOST="localhost")
    assert answer.headers["Location"] == "/cms/open_calls/?status=closed"
    live = Page.objects.filter(pk__in=[page.pk for page in calls.values()], live=True)
    assert {page.title for page in live} == {"First", "Second"}


def test_a_list_says_which_translations_wait_and_finds_them(
    tree: Tree, programme: Any, admin_client: Client, admin_user: Any
) -> None:
    tree.in_english(programme)
    alone, current, behind = (
        OpenCallFactory(parent=programme, title=title) for title in ("Alone", "Current", "Behind")
    )
    tree.in_english(current)
    tree.in_english(behind)
    behind.title = "Behind by now"
    behind.save_revision().publish()

    def shown(query: str = "") -> dict[str, dict[str, list[str]]]:
        answer = admin_client.get(f"/cms/open_calls/?locale=pl&{query}", HTTP_HOST="localhost")
        return {page.title: page.states_of_languages for page in answer.context["object_list"]}

    assert shown() == {
        "Alone": {"original": ["pl"], "missing": ["en"]},
        "Current": {"original": ["pl"], "current": ["en"]},
        "Behind by now": {"original": ["pl"], "outdated": ["en"]},
    }
    assert [*shown("translations=missing")] == ["Alone"]
    assert [*shown("translations=outdated")] == ["Behind by now"]
    UserProfile.objects.create(user=admin_user, preferred_language="en")
    html = admin_client.get("/cms/open_calls/?locale=pl", HTTP_HOST="localhost").content.decode()
    assert "<div>out of date: en</div>" in html
    assert "<div>missing: en</div>" in html
    assert html.count("up to date") == 1


def test_a_list_asks_nothing_of_its_own_for_each_page(
    tree: Tree, programme: Any, admin_client: Client
) -> None:
    tree.in_english(programme)
    costs = []
    for count in (2, 8):
        for number in range(count):
            tree.in_english(OpenCallFactory(parent=programme, title=f"{count} {number}"))
        admin_client.get("/cms/open_calls/", HTTP_HOST="localhost")
        with CaptureQueriesContext(connection) as captured:
            answer = admin_client.get("/cms/open_calls/", HTTP_HOST="localhost")
        # wagtail-localize asks twice for each page whether it offers to translate it.
        costs.append(len(captured) - 2 * len(answer.context["object_list"]))
    assert OpenCallPage.objects.count() == 20
    assert costs[0] == costs[1]


def test_a_list_of_calls_is_taken_along_with_what_the_clock_says(
    programme: Any, admin_client: Client
) -> None:
    now = timezone.now().replace(microsecond=0)
    OpenCallFactory(
        parent=programme, title="Łowy", closes=None, rounds=[CallRound(closes=now + DAY)]
    )
    OpenCallFactory(parent=programme, title="Dawny", closes=now - DAY)
    answer: Any = admin_client.get("/cms/open_calls/?export=csv", HTTP_HOST="localhost")
    written = b"".join(answer.streaming_content)
    # Without the mark spreadsheets take it for another encoding.
    assert written.startswith(b"\xef\xbb\xbf")
    rows = [*csv.DictReader(io.StringIO(written.decode("utf-8-sig")))]
    said = {row["Tytuł"]: (row["Stan"], row["Ostateczny termin"]) for row in rows}
    assert said == {
        "Łowy": ("closing_soon", str(now + DAY)),
        "Dawny": ("closed", str(now - DAY)),
    }
