"""Two people have one page open: the second to save is told, once."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from home.models import ContentPage
from tests.trees import ContentFactory, Tree

TOLD = "Not saved yet: Anna Próbna saved this page at"


def somebody(name: str) -> Client:
    """Somebody who may do everything and reads the admin in English."""
    user = User.objects.create_superuser(name.lower(), first_name=name, last_name="Próbna")
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


@pytest.fixture
def anna(tree: Tree) -> Client:
    return somebody("Anna")


@pytest.fixture
def bela(tree: Tree) -> Client:
    return somebody("Bela")


@pytest.fixture
def page(tree: Tree) -> Any:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    page.save_revision().publish()
    return page


def opened(editor: Client, page: Any) -> dict[str, str]:
    """What the form sends when nothing has been changed in it."""
    html = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    return {**known_by(html), "title": page.title, "slug": page.slug, **COUNTS}


def known_by(html: str) -> dict[str, str]:
    """Which version a form says that it was opened with."""
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', html)[1]  # type: ignore[index]
        for name in ("loaded_revision_id", "loaded_revision_created_at")
    }


COUNTS = {
    f"{rows}-{count}": "0"
    for rows in ("comments", "topic_links", "theme_links", "discipline_links", "tag_links")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
} | {"body-count": "0"}


def send(editor: Client, page: Any, sent: dict[str, str], **more: str) -> str:
    """Send a form; gives what the editor reads then."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = editor.post(address, {**sent, **more}, follow=True)
    return response.content.decode()


def draft_of(page: Any) -> str:
    draft: str = ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary
    return draft


@pytest.mark.parametrize("way", [{}, {"action-publish": "1"}])
def test_who_saves_over_somebody_else_is_asked_first_and_keeps_what_was_typed(
    anna: Client, bela: Client, page: Any, way: dict[str, str]
) -> None:
    hers = opened(bela, page)
    send(anna, page, opened(anna, page), summary="Anna’s words.")
    told = send(bela, page, hers, summary="Bela’s words.", **way)
    assert TOLD in told
    assert "Bela’s words." in told
    assert draft_of(page) == "Anna’s words."
    [changes] = re.findall(r'href="(/cms/pages/\d+/revisions/compare/[^"]+)"', told)
    assert "Anna’s words." in bela.get(changes).content.decode()

    send(bela, page, {**hers, **known_by(told)}, summary="Bela’s words.", **way)
    assert draft_of(page) == "Bela’s words."


def test_a_page_does_not_save_itself_while_it_is_undecided_whose_version_is_to_stand(
    anna: Client, bela: Client, page: Any
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    hers = opened(bela, page)
    send(anna, page, opened(anna, page), summary="Anna’s words.")
    told = send(bela, page, hers, summary="Bela’s words.")
    [undecided] = re.findall(r'<input[^>]+form="page-edit-form" name="([^"]+)" value="\d+">', told)
    again = {**hers, **known_by(told), undecided: "1", "summary": "Bela’s words."}
    answer = bela.post(address, again, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_revision")
    assert draft_of(page) == "Anna’s words."
    send(bela, page, again)
    assert draft_of(page) == "Bela’s words."


def test_who_has_two_windows_open_is_told_so(anna: Client, page: Any) -> None:
    second = opened(anna, page)
    send(anna, page, opened(anna, page), summary="The first window.")
    assert "you saved this page yourself at" in send(anna, page, second, summary="The second.")
    assert draft_of(page) == "The first window."


def test_a_button_that_is_pressed_while_the_page_saves_itself_is_not_told_of_it(
    anna: Client, page: Any
) -> None:
    sent = opened(anna, page)
    page.refresh_from_db()
    page.summary = "While I type."
    page.save_revision(user=User.objects.get(username="anna"))
    assert "Not saved yet" not in send(anna, page, sent, summary="Typed.")
    assert draft_of(page) == "Typed."


def test_who_saves_twice_is_not_asked(anna: Client, page: Any) -> None:
    send(anna, page, opened(anna, page), summary="Once.")
    assert "Not saved yet" not in send(anna, page, opened(anna, page), summary="Twice.")
    assert draft_of(page) == "Twice."


def test_a_version_that_is_saved_by_itself_is_known_to_its_own_window(
    anna: Client, bela: Client, page: Any
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    sent = {**opened(anna, page), "summary": "While I type."}
    saved = json.loads(anna.post(address, sent, headers={"Accept": "application/json"}).content)
    own = {"overwrite_revision_id": str(saved["revision_id"])}
    send(anna, page, {**sent, **own}, summary="Typed.")
    assert draft_of(page) == "Typed."
    send(bela, page, opened(bela, page), summary="Bela’s words.")
    assert "Not saved yet: Bela Próbna" in send(anna, page, {**sent, **own}, summary="Again.")
    assert draft_of(page) == "Bela’s words."
