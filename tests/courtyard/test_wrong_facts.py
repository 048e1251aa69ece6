"""Where a fact is wrong, whoever publishes is told so where they are, and loses nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from programmes.models import ProgrammePage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, Tree, translate_the_rest

WRONG = "Program nie może się skończyć, zanim się zaczął."
NAMED = f"Koniec: {WRONG}"


@pytest.fixture
def admin(admin_user: Any) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


@pytest.fixture
def with_token(admin_user: Any) -> Client:
    _token, plaintext = APIToken.create_token(user=admin_user, name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {plaintext}"})


@pytest.fixture
def forum(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Programy", slug="programy")
    tree.in_english(section, title="Programmes", slug="programmes")
    return ProgrammeFactory(
        parent=section, title="Forum", slug="forum", since=2018, summary="Miasta rozmawiają."
    )


@pytest.fixture
def translation(tree: Tree, forum: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A live English translation."""
    source, _ = TranslationSource.update_or_create_from_instance(forum)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    return translation


def spoil(forum: Any) -> None:
    """As an import of rows does, past the gate."""
    ProgrammePage.objects.filter(pk=forum.pk).update(until=1900)


def edit_address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def row_of(page: Any) -> tuple[str, int | None]:
    row = ProgrammePage.objects.get(pk=page.pk)
    return row.summary, row.until


def test_the_translation_editor_says_which_fact_is_wrong(
    admin: Client, forum: Any, translation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    spoil(forum)
    twin = translation.get_target_instance()
    words = StringTranslation.objects.get(context__path="summary", locale=translation.target_locale)
    words.data = "Cities talk."
    words.save()
    before = row_of(twin)
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(edit_address(twin), {"action": "publish"})
    assert response.status_code == 302
    assert NAMED in told(response)
    assert row_of(twin) == before
    words.refresh_from_db()
    assert words.data == "Cities talk."
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=False)
    draft = ProgrammePage.objects.get(pk=twin.pk).get_latest_revision_as_object()
    assert draft.summary == "Cities talk."


def test_v3_says_which_fact_is_wrong(with_token: Client, forum: Any, translation: Any) -> None:
    twin = translation.get_target_instance()
    twin.summary = "Cities talk."
    twin.save_revision()
    spoil(forum)
    before = row_of(twin)
    address = f"/api/v3-preview/pages/{twin.pk}/"
    meta = {"type": "programmes.ProgrammePage", "action": "publish"}
    for response in (
        with_token.post(f"{address}actions/publish/"),
        with_token.patch(
            address, {"meta": meta, "title": "Another title"}, content_type="application/json"
        ),
    ):
        assert response.status_code == 422, response.content
        [error] = response.json()["errors"]
        assert error["loc"] in (["until"], ["__all__"])
        assert WRONG in error["msg"]
    assert row_of(twin) == before
    draft = with_token.get(f"{address}?version=draft").json()
    assert (draft["summary"], draft["title"]) == ("Cities talk.", twin.title)


def test_a_wrong_fact_in_a_draft_of_the_original_reaches_nobody(
    admin: Client, with_token: Client, forum: Any, translation: Any
) -> None:
    draft = ProgrammePage.objects.get(pk=forum.pk)
    draft.until = 1900
    draft.save_revision(clean=False)
    response = with_token.post(f"/api/v3-preview/pages/{forum.pk}/actions/publish/")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["errors"]] == [["until"]]
    twin = translation.get_target_instance()
    assert row_of(forum)[1] is row_of(twin)[1] is None
    assert "1900" not in admin.get(edit_address(twin)).content.decode()
    assert ProgrammePage.objects.get(pk=forum.pk).get_latest_revision_as_object().until == 1900


def test_once_the_fact_is_right_the_translation_can_be_published(
    forum: Any, translation: Any, django_capture_on_commit_callbacks: Any
) -> None:
    spoil(forum)
    twin = translation.get_target_instance()
    original = ProgrammePage.objects.get(pk=forum.pk)
    original.until = 2020
    original.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert row_of(twin)[1] == 2020
