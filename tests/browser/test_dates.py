"""Dates are typed as one writes them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, grow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a courtyard lit by neon signs"


def test_a_date_in_the_polish_way_stays_as_it_was_typed_and_is_understood(
    screen: Page, live_server: Any, transactional_db: None, django_user_model: Any
) -> None:
    section = ProgrammeIndexFactory(parent=grow().home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Rezydencje", slug="rezydencje")
    user = django_user_model.objects.create_superuser("editor", "editor@example.org", PASSWORD)
    UserProfile.objects.create(user=user, preferred_language="pl")
    site = live_server.url
    screen.goto(f"{site}/cms/")
    screen.locator("#id_username").fill("editor")
    screen.locator("#id_password").fill(PASSWORD)
    screen.locator("button[type=submit]").click()
    expect(screen).to_have_url(f"{site}/cms/")
    screen.goto(f"{site}/cms/pages/add/programmes/eventpage/{programme.pk}/")
    begins = screen.locator("#id_starts")
    begins.click()
    begins.fill("10.03.2027 18:00")
    # By then the field has lost the focus, and the calendar has said what it had to say.
    screen.locator("#id_title").fill("Wieczór")
    expect(begins).to_have_value("10.03.2027 18:00")
    screen.keyboard.press("Control+s")
    expect(screen).to_have_url(f"{site}/cms/pages/{programme.pk + 1}/edit/")
    screen.reload()
    expect(begins).to_have_value("2027-03-10 18:00")
