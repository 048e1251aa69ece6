"""Translations without translators: whether one says what its original says, its editor says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import APIToken, GroupApprovalTask, Page, Workflow, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationSource

from courtyard.localisation import facts, freshness
from courtyard.localisation.originals import make_original
from courtyard.publications.gate import NotPublishable
from home.models import ContentPage
from tests.trees import ContentFactory, Tree, translate_the_rest, translated_by_hand

API = "/api/content/v1/pages/by-path"
BOX = f'name="{freshness.SAYS_ORIGINAL}"'
REFUSED = "2 texts are not translated yet."


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def admin(tree: Tree) -> Client:
    client = Client(HTTP_HOST="localhost")
    boss = User.objects.create_superuser("boss")
    UserProfile.objects.create(user=boss, preferred_language="en")
    client.force_login(boss)
    return client


@pytest.fixture
def v3(admin: Client) -> Client:
    _, token = APIToken.create_token(user=User.objects.get(username="boss"), name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def polish(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


@pytest.fixture
def english(tree: Tree, polish: Any) -> Any:
    """A translation that says what its original says."""
    return tree.in_english(polish, title="About us", slug="about")


@pytest.fixture
def copied(tree: Tree, polish: Any) -> Any:
    """A copy that waits to be translated."""
    page: Any = polish.copy_for_translation(tree.en)
    return page


def change(page: Any, **fields: Any) -> None:
    row = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_revision().publish()


def address_of(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def form_of(admin: Client, page: Any) -> Any:
    """The page's form as it is."""
    html = admin.get(address_of(page)).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form").copy()
    data["body-count"] = "0"
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    return data


def sent(admin: Client, page: Any, **fields: str) -> Any:
    """What is answered to its form with other values; it is published."""
    data = form_of(admin, page)
    data.update({"action-publish": "action-publish", **fields})
    return admin.post(address_of(page), data)


def words(polish: Any) -> str:
    """What stands in the box."""
    return freshness.present_words(facts.original_of(ContentPage.objects.get(pk=polish.pk)))


def state(client: Client) -> str:
    found = client.get(API, {"path": "/pl/o-nas/"}).json()["translations"]
    return next(str(one["state"]) for one in found if one["locale"] == "en")


# The box on the page's form


def test_it_is_asked_only_where_it_is_in_doubt(
    admin: Client, tree: Tree, polish: Any, english: Any
) -> None:
    for page in (polish, english, tree.home):
        assert BOX not in admin.get(address_of(page)).content.decode()
    change(polish, title="Kim jesteśmy")
    html = admin.get(address_of(english)).content.decode()
    assert BOX in html
    assert f'value="{words(polish)}"' in html
    assert BOX not in admin.get(address_of(polish)).content.decode()


def test_other_changes_leave_a_translation_as_old_as_it_is(
    admin: Client, client: Client, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    assert sent(admin, english, title="About all of us", show_in_menus="on").status_code == 302
    assert state(client) == "outdated"


def test_whoever_ticks_it_makes_the_translation_current(
    admin: Client, client: Client, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    response = sent(admin, english, title="Who we are", says_original=words(polish))
    assert response.status_code == 302
    assert state(client) == "current"
    assert BOX not in admin.get(address_of(english)).content.decode()


def test_what_the_original_says_meanwhile_was_not_before_the_editor(
    admin: Client, client: Client, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    data = form_of(admin, english)
    data.update({"says_original": words(polish), "action-publish": "action-publish"})
    change(polish, title="Kim jesteśmy i po co")
    assert admin.post(address_of(english), data).status_code == 302
    assert state(client) == "outdated"
    change(polish, title="Kim jesteśmy")
    assert state(client) == "current"


@pytest.mark.parametrize("value", ["on", "0" * 32, ""])
def test_what_the_original_never_said_counts_for_nothing(
    admin: Client, client: Client, polish: Any, english: Any, value: str
) -> None:
    change(polish, title="Kim jesteśmy")
    assert sent(admin, english, says_original=value).status_code == 302
    assert state(client) == "outdated"


def test_a_draft_keeps_its_editor_s_word_until_it_is_published(
    admin: Client, client: Client, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    data = form_of(admin, english)
    data["says_original"] = words(polish)
    assert admin.post(address_of(english), data).status_code == 302
    assert state(client) == "outdated"
    ContentPage.objects.get(pk=english.pk).get_latest_revision().publish()
    assert state(client) == "current"


def test_the_word_given_for_a_draft_can_be_taken_back(
    admin: Client, client: Client, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    data = form_of(admin, english)
    data["says_original"] = words(polish)
    admin.post(address_of(english), data)
    data = form_of(admin, english)
    assert data["says_original"] == words(polish)
    del data["says_original"]
    data["action-publish"] = "action-publish"
    assert admin.post(address_of(english), data).status_code == 302
    assert state(client) == "outdated"


def test_a_form_with_a_mistake_keeps_the_tick(admin: Client, polish: Any, english: Any) -> None:
    change(polish, title="Kim jesteśmy")
    response = sent(admin, english, title="", says_original=words(polish))
    assert response.status_code == 200
    box = response.context["form"]["says_original"].as_widget()
    assert "checked" in box
    assert f'value="{words(polish)}"' in box


def test_whoever_reads_a_machine_s_words_says_so(
    admin: Client,
    client: Client,
    tree: Tree,
    polish: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    translation = given_to_translators(tree, polish)
    translate_the_rest(translation)
    translation.source.stringsegment_set.get(context__path="title").string.translations.update(
        translation_type="machine"
    )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    assert state(client) == "machine"
    Translation.objects.update(enabled=False)
    twin = translation.get_target_instance()
    sent(admin, twin)
    assert state(client) == "machine"
    sent(admin, twin, says_original=words(polish))
    assert state(client) == "current"


# Copies that wait to be translated


def given_to_translators(tree: Tree, page: Any) -> Any:
    source, _ = TranslationSource.update_or_create_from_instance(page)
    return Translation.objects.create(source=source, target_locale=tree.en)


def by_form(admin: Client, v3: Client, page: Any) -> None:
    response = sent(admin, page)
    assert response.context["form"].errors == {"says_original": [REFUSED]}


def by_v3(admin: Client, v3: Client, page: Any) -> None:
    response = v3.post(f"/api/v3-preview/pages/{page.pk}/actions/publish/")
    assert response.status_code == 422, response.content


def written_by_v3(admin: Client, v3: Client, page: Any) -> None:
    response = v3.patch(
        f"/api/v3-preview/pages/{page.pk}/",
        {"meta": {"type": "home.ContentPage", "action": "publish"}, "title": "About us"},
        content_type="application/json",
    )
    assert response.status_code == 422, response.content


def in_bulk(admin: Client, v3: Client, page: Any) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{address}?id={page.pk}")


def by_code(admin: Client, v3: Client, page: Any) -> None:
    with pytest.raises(NotPublishable):
        page.get_latest_revision().publish()


def by_saving_it_live(admin: Client, v3: Client, page: Any) -> None:
    page = ContentPage.objects.get(pk=page.pk)
    page.live = True
    with pytest.raises(NotPublishable):
        page.save()


def on_schedule(admin: Client, v3: Client, page: Any) -> None:
    page = page.get_latest_revision_as_object()
    moment = timezone.now() - dt.timedelta(minutes=2)
    page.go_live_at = moment
    page.save_revision(approved_go_live_at=moment)
    with pytest.raises(CommandError, match="1 could not be"):
        call_command("publish_scheduled")


def by_approval(admin: Client, v3: Client, page: Any) -> None:
    workflow = Workflow.objects.create(name="Approval")
    task = GroupApprovalTask.objects.create(name="Approve")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(page, User.objects.get(username="boss"))
    asked = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", asked.pk])
    admin.post(address, {"comment": ""})


def by_going_back_to_it(admin: Client, v3: Client, page: Any) -> None:
    before = page.get_latest_revision()
    better = page.get_latest_revision_as_object()
    translated_by_hand(better)
    better.save_revision()
    address = f"/api/v3-preview/pages/{page.pk}/actions/"
    v3.post(f"{address}revert/", {"revision_id": before.pk}, content_type="application/json")
    assert v3.post(f"{address}publish/").status_code == 422


WAYS = (
    by_form,
    by_v3,
    written_by_v3,
    in_bulk,
    by_code,
    by_saving_it_live,
    on_schedule,
    by_approval,
    by_going_back_to_it,
)


@pytest.fixture(params=["copy", "v3", "scaffolding", "converted by v3", "draft"])
def waiting(request: Any, tree: Tree, polish: Any, v3: Client) -> Any:
    """Something that holds words of the original: made, or left, to be translated."""
    match request.param:
        case "copy":
            polish.copy_for_translation(tree.en)
        case "v3":
            v3.post(
                f"/api/v3-preview/pages/{polish.pk}/actions/copy_for_translation/",
                {"locale": "en"},
                content_type="application/json",
            )
        case "scaffolding":
            alias = polish.copy_for_translation(tree.en, alias=True)
            reached = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
            admin = Client(HTTP_HOST="localhost")
            admin.force_login(User.objects.get(username="boss"))
            assert admin.post(reached).status_code == 302
        case "converted by v3":
            alias = polish.copy_for_translation(tree.en, alias=True)
            v3.post(f"/api/v3-preview/pages/{alias.pk}/actions/convert_alias/")
        case "draft":
            translation = given_to_translators(tree, polish)
            translation.save_target(publish=False)
            Translation.objects.update(enabled=False)
    page: Any = ContentPage.objects.get(translation_key=polish.translation_key, locale=tree.en)
    assert page.alias_of_id is None
    return page


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_copy_is_refused_on_every_way_to_publish(
    client: Client, admin: Client, v3: Client, copied: Any, way: Callable[..., None]
) -> None:
    way(admin, v3, copied)
    assert not Page.objects.get(pk=copied.pk).live
    assert state(client) == "missing"


def test_so_is_everything_that_holds_words_of_the_original(client: Client, waiting: Any) -> None:
    with pytest.raises(NotPublishable):
        waiting.get_latest_revision().publish()
    assert not Page.objects.get(pk=waiting.pk).live
    assert state(client) == "missing"


def test_it_is_published_once_its_editor_says_that_it_is_translated(
    client: Client, admin: Client, polish: Any, waiting: Any
) -> None:
    response = sent(admin, waiting, title="About us", says_original=words(polish))
    assert response.status_code == 302
    assert state(client) == "current"


def test_a_copy_whose_original_is_deleted_waits_for_nothing(
    admin: Client, polish: Any, copied: Any
) -> None:
    ContentPage.objects.get(pk=polish.pk).delete()
    assert sent(admin, copied, title="About us").status_code == 302
    assert Page.objects.get(pk=copied.pk).live


def test_a_copy_that_is_no_translation_needs_nobody_s_word(
    client: Client, tree: Tree, polish: Any, english: Any
) -> None:
    change(polish, title="Kim jesteśmy")
    copy = english.copy(update_attrs={"slug": "again"}, keep_live=False)
    assert ContentPage.objects.get(pk=copy.pk).basis is None
    copy.get_latest_revision().publish()
    assert client.get("/en/again/").status_code == 200


def test_a_draft_from_before_another_page_became_the_original_keeps_what_the_page_says(
    client: Client, tree: Tree, polish: Any, english: Any
) -> None:
    draft = ContentPage.objects.get(pk=polish.pk)
    draft.title = "Kim jesteśmy"
    draft.save_revision()
    make_original(page=english)
    change(english, title="Who we are")
    ContentPage.objects.get(pk=polish.pk).get_latest_revision().publish()
    found = client.get(API, {"path": "/en/about/"}).json()["translations"]
    assert {one["locale"]: one["state"] for one in found} == {"en": "original", "pl": "outdated"}
