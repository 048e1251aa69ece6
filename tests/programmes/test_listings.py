"""Lists of calls and events in the admin: what waits in them, and what is done with all of it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from programmes.listings import CallsView
from programmes.models import EventPage
from tests.trees import EventFactory, OpenCallFactory

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
