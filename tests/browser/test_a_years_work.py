"""A call through its life, and an edition once more: an editor of the section and a moderator.

Neither of them uses a mouse. The editor hands in, the moderator approves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from wagtail.models import Page as WagtailPage
from wagtail.users.models import UserProfile

from courtyard.outbox import services as outbox
from tests.trees import EditionFactory, ProgrammeFactory, ProgrammeIndexFactory, grow

from .test_an_editors_day import permission_to_translate

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a courtyard lit by neon signs"
FURTHEST = 150
"""So many keys lead past everything that can be reached on a page of the admin."""


@pytest.fixture
def programme(transactional_db: None) -> Any:
    section = ProgrammeIndexFactory(parent=grow().home, title="Działania", slug="dzialania")
    return ProgrammeFactory(parent=section, title="AIR Wro", slug="air-wro")


@pytest.fixture
def _groups(programme: Any, django_user_model: Any) -> None:
    """Somebody in each of the groups that ``set_up_roles`` makes for the section."""
    permission_to_translate()
    call_command("set_up_roles", "--section", "/pl/dzialania/", verbosity=0)
    for name, group in (("editor", "Editors – Działania (pl)"), ("moderator", "Moderators")):
        user = django_user_model.objects.create_user(name, f"{name}@example.org", PASSWORD)
        user.groups.add(Group.objects.get(name=group))
        UserProfile.objects.create(user=user, preferred_language="en")


@pytest.fixture
def desk(_groups: None, screen: Page, live_server: Any) -> Page:
    """The admin's first page, as an editor of the section has it."""
    log_in(screen, live_server.url, "editor")
    return screen


@pytest.fixture
def review(_groups: None, screen: Page, live_server: Any) -> Iterator[Page]:
    """The admin's first page in the moderator's own browser."""
    browser: Any = screen.context.browser
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, live_server.url, "moderator")
    yield page
    context.close()


def log_in(screen: Page, site: str, name: str) -> None:
    screen.goto(f"{site}/cms/")
    expect(screen.locator("#id_username")).to_be_focused()
    screen.keyboard.type(name)
    screen.keyboard.press("Tab")
    screen.keyboard.type(PASSWORD)
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(f"{site}/cms/")


def reach(screen: Page, wanted: Locator) -> None:
    """Go on with the tabulator until something has the focus."""
    expect(wanted).to_be_visible()
    handle = wanted.element_handle()
    for _key in range(FURTHEST):
        screen.keyboard.press("Tab")
        if screen.evaluate("wanted => wanted === document.activeElement", handle):
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


def write(screen: Page, name: str, text: str) -> None:
    """Put a text into a field in the place of what it held."""
    reach(screen, screen.locator(f"#id_{name}"))
    screen.keyboard.press("Control+a")
    screen.keyboard.press("Delete")
    screen.keyboard.type(text)


def act(screen: Page, action: str, told: str) -> None:
    """Choose one of the actions at the foot of a page's form."""
    reach(screen, screen.get_by_role("button", name="More actions"))
    screen.keyboard.press("Enter")
    reach(screen, screen.get_by_role("button", name=action, exact=True))
    screen.keyboard.press("Enter")
    expect(screen.locator(".messages .success")).to_contain_text(told)


def publish(desk: Page, review: Page, site: str, title: str) -> None:
    """The editor hands a page in; the moderator finds it on the first page, and approves it."""
    assert desk.get_by_role("button", name="Publish", exact=True).count() == 0
    act(desk, "Hand in for review", "submitted for moderation")
    open_again(review, f"{site}/cms/", title)
    act(review, "Approve and Publish", "has been updated")
    outbox.work()


def open_again(screen: Page, address: str, title: str) -> None:
    """Go to the form of a page that a list of the admin leads to."""
    screen.goto(address)
    reach(screen, screen.get_by_role("link", name=title, exact=True).first)
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))


def day(days: int) -> str:
    return f"{timezone.localdate() + dt.timedelta(days=days)}"


def read(screen: Page, site: str, path: str, *words: str) -> None:
    """What a visitor reads who has no part in the admin."""
    visitor = screen.context.browser.new_context()  # type: ignore[union-attr]
    page = visitor.new_page()
    page.goto(site + path)
    for word in words:
        expect(page.locator("main")).to_contain_text(word)
    visitor.close()


def test_a_call_is_announced_opened_extended_and_closed_with_its_results(
    desk: Page, review: Page, programme: Any, live_server: Any
) -> None:
    site, call = live_server.url, "/pl/dzialania/air-wro/rezydencja/"
    desk.goto(f"{site}/cms/pages/add/programmes/opencallpage/{programme.pk}/")
    write(desk, "title", "Rezydencja")
    write(desk, "summary", "Dwa miesiące w pracowni.")
    write(desk, "opens", f"{day(3)} 09:00")
    write(desk, "closes", f"{day(20)} 12:00")
    desk.keyboard.press("Control+s")
    expect(desk).to_have_url(re.compile(r"/cms/pages/\d+/edit/"))
    publish(desk, review, site, "Rezydencja")
    read(desk, site, call, "Rezydencja", "zapowiedziany")

    open_again(desk, f"{site}/cms/open_calls/", "Rezydencja")
    write(desk, "opens", f"{day(-30)} 09:00")
    write(desk, "closes", f"{day(5)} 12:00")
    publish(desk, review, site, "Rezydencja")
    read(desk, site, call, "wkrótce koniec")

    # It closes soon: it stands on the first page of the admin.
    open_again(desk, f"{site}/cms/", "Rezydencja")
    write(desk, "closes", f"{day(25)} 12:00")
    write(desk, "extended_from", f"{day(5)} 12:00")
    publish(desk, review, site, "Rezydencja")
    read(desk, site, call, "otwarty", "przedłużono")

    open_again(desk, f"{site}/cms/open_calls/", "Rezydencja")
    write(desk, "closes", f"{day(-2)} 12:00")
    write(desk, "extended_from", "")
    write(desk, "results_announced", day(-1))
    publish(desk, review, site, "Rezydencja")
    read(desk, site, call, "ogłoszono wyniki")


def test_next_year_s_edition_is_made_from_this_one(
    desk: Page, review: Page, programme: Any, live_server: Any
) -> None:
    EditionFactory(
        parent=programme, title="Lato 2026", slug="lato-2026", starts=dt.date(2026, 6, 1)
    )
    site = live_server.url
    open_again(desk, f"{site}/cms/editions/", "Lato 2026")
    header = desk.locator("header")
    reach(desk, header.get_by_role("button", name="Actions"))
    desk.keyboard.press("Enter")
    reach(desk, desk.get_by_role("link", name="For next year"))
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_title")).to_have_value("Lato 2027")
    reach(desk, desk.get_by_role("button", name="Make the draft"))
    desk.keyboard.press("Enter")
    expect(desk.locator(".messages .success")).to_contain_text("“Lato 2027” is a draft now")
    write(desk, "starts", "2027-06-02")
    publish(desk, review, site, "Lato 2027")
    read(desk, site, "/pl/dzialania/air-wro/lato-2027/", "Lato 2027", "2 czerwca 2027")
    assert WagtailPage.objects.get(slug="lato-2026").live
