"""The one gate: what may not go public is refused on every way there, and nothing is written."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import (
    APIToken,
    GroupApprovalTask,
    Page,
    PageLogEntry,
    Revision,
    TaskState,
    Workflow,
    WorkflowTask,
)
from wagtail.test.utils.form_data import querydict_from_html
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from courtyard.editing.translating import publish_anyway
from courtyard.pages import BasePage
from courtyard.publications import gate, schedule, upkeep
from courtyard.publications.stored import Publication
from home.models import ContentPage
from programmes.models import ProgrammePage
from tests.trees import (
    ContentFactory,
    PartnerFactory,
    PartnerIndexFactory,
    ProgrammeFactory,
    ProgrammeIndexFactory,
    Tree,
    translate_the_rest,
)

NEEDED = "A page needs a summary."


@pytest.fixture(autouse=True)
def _rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule of a page type that no form and no ``clean()`` knows of."""

    def check_publishable(self: ContentPage) -> None:
        BasePage.check_publishable(self)
        if not self.summary:
            raise ValidationError({"summary": NEEDED})

    monkeypatch.setattr(ContentPage, "check_publishable", check_publishable)


@pytest.fixture
def about(tree: Tree) -> Any:
    """A live page that may be public."""
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", summary="Kim jesteśmy.")
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def draft(tree: Tree) -> Any:
    """A draft that may not go public."""
    return a_draft(tree.home, "Kontakt")


@pytest.fixture
def good_draft(tree: Tree) -> Any:
    return a_draft(tree.home, "Statut", summary="Co nam wolno.")


def a_draft(parent: Any, title: str, **fields: Any) -> Any:
    page = ContentFactory(parent=parent, title=title, slug=title.lower(), live=False, **fields)
    page.save_revision()
    page.refresh_from_db()
    return page


def unsaid(page: Any) -> Any:
    """A revision of the page that may not go public."""
    page.summary = ""
    return page.save_revision()


State = Callable[[], Any]


@pytest.fixture
def state() -> State:
    """All that must be as it was: pages, revisions, publications."""

    def read() -> Any:
        return (
            list(Page.objects.order_by("pk").values()),
            list(ContentPage.objects.order_by("pk").values()),
            list(Revision.objects.order_by("pk").values()),
            list(Publication.stored.order_by("pk").values()),
            list(TaskState.objects.order_by("pk").values("pk", "status")),
        )

    return read


@pytest.fixture
def admin(tree: Tree) -> Client:
    client = Client(HTTP_HOST="localhost")
    boss = User.objects.create_superuser("boss")
    UserProfile.objects.create(user=boss, preferred_language="en")
    client.force_login(boss)
    return client


def told(client: Client) -> str:
    """What the admin tells on its next page."""
    return client.get(reverse("wagtailadmin_account")).content.decode()


# Saving, and publishing by code


@pytest.mark.parametrize("clean", [True, False])
def test_a_live_page_is_asked_when_it_is_saved(about: Any, clean: bool, state: State) -> None:
    before = state()
    about.summary = ""
    with pytest.raises(ValidationError) as refusal:
        about.save(clean=clean)
    assert refusal.value.message_dict == {"summary": [NEEDED]}
    assert state() == before


def test_a_part_of_a_live_page_is_asked_with_the_rest_of_its_row(about: Any) -> None:
    about.title = ""  # in memory only
    about.summary = "Kto tu pracuje."
    about.save(update_fields=["summary"], clean=False)
    about.summary = ""
    with pytest.raises(ValidationError, match=NEEDED):
        about.save(update_fields=["summary"], clean=False)
    about.refresh_from_db()
    assert about.summary == "Kto tu pracuje."


def test_no_page_is_put_live_past_the_gate(draft: Any, state: State) -> None:
    before = state()
    draft.live = True
    with pytest.raises(ValidationError, match=NEEDED):
        draft.save(update_fields=["live"], clean=False)
    assert state() == before


def test_what_is_not_valid_is_refused_without_being_cleaned(tree: Tree) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Forum", slug="forum", since=2018)
    programme.until = 2017
    with pytest.raises(ValidationError) as refusal:
        programme.save(clean=False)
    assert list(refusal.value.message_dict) == ["until"]


def test_a_row_that_is_not_valid_is_refused(tree: Tree, about: Any) -> None:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Forum", slug="forum", live=False)
    partner = in_section(tree)
    programme.partners.create(partner=partner, role="?" * 500)
    with pytest.raises(ValidationError) as refusal:
        programme.save_revision(clean=False).publish()
    assert list(refusal.value.message_dict) == ["partners"]
    assert not ProgrammePage.objects.get().live


def in_section(tree: Tree) -> Any:
    index = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    return PartnerFactory(parent=index, title="Okno", slug="okno")


def test_drafts_are_not_asked(about: Any, draft: Any) -> None:
    draft.save()
    revision = unsaid(about)
    about.refresh_from_db()
    assert about.latest_revision == revision
    assert about.has_unpublished_changes
    assert about.summary


def test_drafts_of_a_page_from_before_there_was_a_rule_are_not_asked(draft: Any) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)
    draft.refresh_from_db()
    draft.title = "Kontakty"
    assert draft.save_revision()


def test_aliases_are_not_asked(tree: Tree, draft: Any, about: Any) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)  # from before there was a rule
    draft.refresh_from_db()
    scaffolding = draft.copy_for_translation(tree.en, alias=True)
    mirror = draft.create_alias(parent=about, update_slug="kontakt")
    for alias in (scaffolding, mirror):
        assert alias.live
        alias.save(clean=False)


def test_an_alias_that_gets_words_of_its_own_is_asked(tree: Tree, draft: Any) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)
    draft.refresh_from_db()
    scaffolding = draft.copy_for_translation(tree.en, alias=True)
    scaffolding.alias_of = None
    with pytest.raises(ValidationError, match=NEEDED):
        scaffolding.save(update_fields=["alias_of_id"], clean=False)


def test_a_revision_is_refused(about: Any, state: State) -> None:
    later = about.save_revision(approved_go_live_at=timezone.now() + dt.timedelta(days=1))
    revision = unsaid(about)
    before = state()
    with pytest.raises(ValidationError) as refusal:
        revision.publish()
    assert refusal.value.message_dict == {"summary": [NEEDED]}
    assert state() == before
    assert Revision.objects.get(pk=later.pk).approved_go_live_at


def test_a_refusal_tells_the_fields_by_their_names(about: Any) -> None:
    with override("en"), pytest.raises(gate.NotPublishable) as refusal:
        unsaid(about).publish()
    assert refusal.value.told == f"“O nas” was not published. Summary: {NEEDED}"


# The page editor


def form_of(client: Client, address: str) -> QueryDict:
    """A form of the admin as it is, to be filled in and sent."""
    html = client.get(address).content.decode()
    data = querydict_from_html(html, form_id="page-edit-form").copy()
    data["body-count"] = "0"
    for name in [name for name in data if name.startswith("action-")]:
        del data[name]
    return data


def written(client: Client, address: str, **fields: str) -> Any:
    data = form_of(client, address)
    for name, value in fields.items():
        data[name] = value
    return client.post(address, data)


def edit_address(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_the_editor_shows_the_error_at_its_field(admin: Client, about: Any, state: State) -> None:
    address = edit_address(about)
    form_of(admin, address)  # subscribes to comments
    before = state()
    response = written(
        admin, address, title="Zmieniony", summary="", **{"action-publish": "action-publish"}
    )
    assert response.status_code == 200
    form = response.context["form"]
    assert form.errors == {"summary": [NEEDED]}
    assert NEEDED in response.content.decode()
    assert form["title"].value() == "Zmieniony"
    assert state() == before


def test_the_editor_saves_a_draft_that_may_not_go_public(admin: Client, about: Any) -> None:
    response = written(admin, edit_address(about), summary="")
    assert response.status_code == 302
    about.refresh_from_db()
    assert about.get_latest_revision_as_object().summary == ""
    assert about.summary


def test_the_editor_publishes_what_may_be_public(admin: Client, draft: Any) -> None:
    response = written(
        admin, edit_address(draft), summary="Tu.", **{"action-publish": "action-publish"}
    )
    assert response.status_code == 302
    draft.refresh_from_db()
    assert draft.live


def test_an_earlier_version_is_asked_when_it_is_published_again(
    admin: Client, about: Any, state: State
) -> None:
    earlier = unsaid(about)
    about.summary = "Tu jesteśmy."
    about.save_revision().publish()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[about.pk, earlier.pk])
    sent = form_of(admin, address)
    assert not str(sent["summary"]).strip()
    sent["action-publish"] = "action-publish"
    before = state()
    response = admin.post(address, sent)
    assert response.context["form"].errors == {"summary": [NEEDED]}
    assert state() == before


def test_a_new_page_is_asked_before_it_is_made(admin: Client, tree: Tree, state: State) -> None:
    address = reverse("wagtailadmin_pages:add", args=["home", "contentpage", tree.home.pk])
    before = state()
    response = written(
        admin, address, title="Nowa", slug="nowa", **{"action-publish": "action-publish"}
    )
    assert response.status_code == 200
    assert response.context["form"].errors == {"summary": [NEEDED]}
    assert state() == before
    response = written(
        admin,
        address,
        title="Nowa",
        slug="nowa",
        summary="Jest.",
        **{"action-publish": "action-publish"},
    )
    assert response.status_code == 302
    assert ContentPage.objects.get(slug="nowa").live


def test_rules_see_the_rows_of_the_form(
    admin: Client, tree: Tree, monkeypatch: pytest.MonkeyPatch, state: State
) -> None:
    def check_publishable(self: ProgrammePage) -> None:
        BasePage.check_publishable(self)
        if not self.partners.all():
            raise ValidationError({"partners": "A programme needs a partner."})

    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    programme = ProgrammeFactory(parent=section, title="Forum", slug="forum")
    programme.partners.create(partner=in_section(tree))
    programme.save()
    monkeypatch.setattr(ProgrammePage, "check_publishable", check_publishable)
    address = edit_address(programme)
    publish = {"action-publish": "action-publish"}
    form_of(admin, address)
    before = state()
    response = written(admin, address, **publish, **{"partners-0-DELETE": "1"})
    assert response.status_code == 200
    assert "A programme needs a partner." in response.content.decode()
    assert state() == before
    assert written(admin, address, **publish).status_code == 302
    assert ProgrammePage.objects.get().partners.count() == 1


def test_an_error_of_a_field_that_the_form_lacks_is_named(
    admin: Client, about: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_publishable(self: ContentPage) -> None:
        raise ValidationError({"content_type": "Not this one."})

    monkeypatch.setattr(ContentPage, "check_publishable", check_publishable)
    response = written(admin, edit_address(about), **{"action-publish": "action-publish"})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["Content type: Not this one."]


# Approval


@pytest.fixture
def in_approval(draft: Any, admin: Client) -> Any:
    """A draft that may not go public and waits for an approval."""
    boss = User.objects.get(username="boss")
    task = GroupApprovalTask.objects.create(name="Approve")
    workflow = Workflow.objects.create(name="Approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(draft, boss)
    return draft


def approval_address(page: Any) -> str:
    state = page.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])


def test_an_approval_is_refused(admin: Client, in_approval: Any, state: State) -> None:
    before = state()
    response = admin.post(approval_address(in_approval), {"comment": ""})
    assert response.status_code == 302
    assert response["Location"] == edit_address(in_approval)
    assert NEEDED in told(admin)
    assert state() == before


def test_an_approval_in_a_dialog_is_refused(admin: Client, in_approval: Any, state: State) -> None:
    before = state()
    dialog = {"x-requested-with": "XMLHttpRequest"}
    response = admin.post(approval_address(in_approval), {"comment": ""}, headers=dialog)
    assert response.json() == {"step": "success", "redirect": edit_address(in_approval)}
    assert NEEDED in told(admin)
    assert state() == before


def test_an_approval_in_the_editor_is_refused(
    admin: Client, in_approval: Any, state: State
) -> None:
    address = edit_address(in_approval)
    form_of(admin, address)
    before = state()
    response = written(
        admin,
        address,
        **{"action-workflow-action": "true", "workflow-action-name": "approve"},
    )
    assert response.status_code == 200
    assert response.context["form"].errors == {"summary": [NEEDED]}
    assert state() == before


def test_a_rejection_is_not_asked(admin: Client, in_approval: Any) -> None:
    response = written(
        admin,
        edit_address(in_approval),
        **{"action-workflow-action": "true", "workflow-action-name": "reject"},
    )
    assert response.status_code == 302
    assert in_approval.current_workflow_state.status == "needs_changes"


# Many at once


def test_of_many_the_refused_one_stays(admin: Client, draft: Any, good_draft: Any) -> None:
    never_revised = ContentFactory(parent=draft.get_parent(), title="Nigdy", live=False)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    keys = f"?id={draft.pk}&id={good_draft.pk}&id={never_revised.pk}"
    assert admin.post(f"{address}{keys}").status_code == 302
    live = dict(ContentPage.objects.values_list("title", "live"))
    assert live == {"Kontakt": False, "Statut": True, "Nigdy": False}
    page = told(admin)
    assert "1 page has been published" in page
    assert "“Kontakt” was not published." in page
    assert "“Nigdy” was not published." in page
    assert not draft.get_latest_revision().approved_go_live_at


def test_below_published_pages_the_refused_one_stays(
    admin: Client, draft: Any, good_draft: Any
) -> None:
    a_draft(good_draft, "Niżej", summary="Jest.")
    a_draft(good_draft, "Źle")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{address}?id={good_draft.pk}", {"include_descendants": "on"})
    live = dict(ContentPage.objects.values_list("title", "live"))
    assert live == {"Kontakt": False, "Statut": True, "Niżej": True, "Źle": False}
    assert "“Źle” was not published." in told(admin)


def test_where_all_are_refused_nothing_is_said_to_be_published(admin: Client, draft: Any) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    admin.post(f"{address}?id={draft.pk}")
    page = told(admin)
    assert "“Kontakt” was not published." in page
    assert "published</" not in page
    assert "been published" not in page


# Copies


def test_a_copy_is_refused_and_nothing_fails(
    admin: Client, draft: Any, tree: Tree, state: State
) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)  # from before there was a rule
    before = state()
    response = admin.post(
        reverse("wagtailadmin_pages:copy", args=[draft.pk]),
        {
            "new_title": "Kopia",
            "new_slug": "kopia",
            "new_parent_page": tree.home.pk,
            "publish_copies": "on",
        },
    )
    assert response.status_code == 302
    assert "“Kopia” was not published." in told(admin)
    assert state() == before


def test_an_alias_is_refused_that_would_become_a_page(
    admin: Client, draft: Any, state: State
) -> None:
    Page.objects.filter(pk=draft.pk).update(live=True)  # from before there was a rule
    alias = ContentPage.objects.get(pk=draft.pk).create_alias(update_slug="alias")
    before = state()
    response = admin.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
    assert response.status_code == 302
    assert "“Kontakt” was not published." in told(admin)
    assert state() == before


# Wagtail's v3


@pytest.fixture
def with_token(admin: Client) -> Client:
    _, token = APIToken.create_token(user=User.objects.get(username="boss"), name="test")
    return Client(HTTP_HOST="localhost", headers={"authorization": f"Bearer {token}"})


def test_v3_refuses_to_publish_and_names_the_field(
    with_token: Client, about: Any, state: State
) -> None:
    about.save_revision(approved_go_live_at=timezone.now() + dt.timedelta(days=1))
    unsaid(about)
    before = state()
    response = with_token.post(f"/api/v3-preview/pages/{about.pk}/actions/publish/")
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["loc"], error["msg"]) == (["summary"], NEEDED)
    assert state() == before


def test_v3_refuses_to_save_and_publish(
    with_token: Client, about: Any, tree: Tree, state: State
) -> None:
    unsaid(about)
    before = state()
    meta = {"type": "home.ContentPage", "action": "publish"}
    changed = with_token.patch(
        f"/api/v3-preview/pages/{about.pk}/",
        {"meta": meta, "title": "O nas wszystkich"},
        content_type="application/json",
    )
    made = with_token.post(
        "/api/v3-preview/pages/",
        {"meta": {**meta, "parent_id": tree.home.pk}, "title": "Nowa"},
        content_type="application/json",
    )
    for response in (changed, made):
        assert response.status_code == 422, response.content
        assert [error["loc"] for error in response.json()["errors"]] == [["summary"]]
    assert state() == before


# Translations


@pytest.fixture
def translation(tree: Tree, about: Any) -> Any:
    """A translation whose summary is there in the original only."""
    source, _ = TranslationSource.update_or_create_from_instance(about)
    translation = Translation.objects.create(source=source, target_locale=tree.en)
    translate_the_rest(translation, "summary")
    translation.save_target(publish=False)
    return translation


def say(translation: Any, field: str, text: str) -> Any:
    segment = translation.source.stringsegment_set.get(context__path=field)
    return StringTranslation.objects.create(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
        data=text,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
    )


@pytest.fixture
def _needs_good_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def check_publishable(self: ContentPage) -> None:
        BasePage.check_publishable(self)
        if self.summary == "Bad words.":
            raise ValidationError({"summary": NEEDED})

    monkeypatch.setattr(ContentPage, "check_publishable", check_publishable)


@pytest.mark.usefixtures("_needs_good_words")
@pytest.mark.parametrize("live", [False, True])
def test_the_translation_editor_marks_the_segment(
    live: bool,
    admin: Client,
    translation: Any,
    state: State,
    django_capture_on_commit_callbacks: Any,
) -> None:
    twin = translation.get_target_instance()
    if live:
        with django_capture_on_commit_callbacks(execute=True):
            publish_anyway(translation, user=None)
    words = say(translation, "summary", "Bad words.")
    before = state()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(edit_address(twin), {"action": "publish"})
    assert response.status_code == 302
    words.refresh_from_db()
    assert (words.has_error, words.field_error) == (True, NEEDED)
    assert f"Summary: {NEEDED}" in told(admin)
    assert state() == before


@pytest.mark.usefixtures("_needs_good_words")
def test_a_translation_is_refused_to_code_as_well(
    translation: Any, state: State, django_capture_on_commit_callbacks: Any
) -> None:
    say(translation, "summary", "Bad words.")
    before = state()
    with (
        pytest.raises(ValidationError, match=NEEDED),
        django_capture_on_commit_callbacks(execute=True),
    ):
        translation.save_target(publish=True)
    assert state() == before
    translation.save_target(publish=False)


@pytest.mark.usefixtures("_needs_good_words")
def test_of_updated_translations_the_refused_one_is_told(
    tree: Tree,
    admin: Client,
    translation: Any,
    state: State,
    django_capture_on_commit_callbacks: Any,
) -> None:
    say(translation, "summary", "Bad words.")
    address = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    before = state()
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(address, {"publish_translations": "on"})
    assert response.status_code == 302
    assert f"Summary: {NEEDED}" in told(admin)
    assert state() == before


# By the clock


def make_due(page: Any, *, ago: dt.timedelta = dt.timedelta(minutes=2)) -> None:
    """Let the page's latest revision be due, as if it had been ordered earlier."""
    moment = timezone.now() - ago
    revision = page.get_latest_revision()
    revision.content["go_live_at"] = moment.isoformat()
    revision.approved_go_live_at = moment
    revision.save()
    Page.objects.filter(pk=page.pk).update(go_live_at=moment)


@pytest.fixture
def _due(draft: Any, good_draft: Any) -> None:
    make_due(draft, ago=dt.timedelta(hours=2))
    make_due(good_draft)


def test_a_page_goes_live_when_its_time_has_come(good_draft: Any) -> None:
    good_draft.go_live_at = timezone.now() + dt.timedelta(hours=1)
    good_draft.save_revision().publish()
    call_command("run_worker", once=True)
    good_draft.refresh_from_db()
    assert not good_draft.live
    make_due(good_draft)
    call_command("run_worker", once=True)
    good_draft.refresh_from_db()
    assert good_draft.live
    assert Publication.stored.filter(pk=good_draft.pk).exists()


def test_a_page_expires_when_its_time_has_come(about: Any) -> None:
    Page.objects.filter(pk=about.pk).update(expire_at=timezone.now() - dt.timedelta(hours=1))
    assert schedule.publish_due() == 0
    about.refresh_from_db()
    assert (about.live, about.expired) == (False, True)
    assert not Publication.stored.filter(pk=about.pk).exists()


@pytest.mark.usefixtures("_due")
def test_at_its_time_the_refused_page_stays_and_the_others_go_live(
    draft: Any, good_draft: Any, state: State, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="courtyard"):
        call_command("run_worker", once=True)
    live = dict(ContentPage.objects.values_list("title", "live"))
    assert live == {"Kontakt": False, "Statut": True}
    assert f"Page {draft.pk} was to be published and is refused: " in caplog.text
    assert draft.get_latest_revision().approved_go_live_at
    logged = PageLogEntry.objects.filter(page=good_draft.pk, action="wagtail.publish.scheduled")
    assert logged.exists()


@pytest.mark.usefixtures("_due")
def test_a_page_that_fails_holds_up_no_other(
    good_draft: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def check_publishable(self: ContentPage) -> None:
        if not self.summary:
            raise RuntimeError

    monkeypatch.setattr(ContentPage, "check_publishable", check_publishable)
    call_command("run_worker", once=True)
    good_draft.refresh_from_db()
    assert good_draft.live
    assert "What was due could not be done." in caplog.text


@pytest.mark.usefixtures("_due")
def test_wagtails_command_does_the_same(good_draft: Any) -> None:
    with pytest.raises(CommandError, match="1 could not be"):
        call_command("publish_scheduled")
    good_draft.refresh_from_db()
    assert good_draft.live


@pytest.mark.usefixtures("_due")
def test_the_dashboard_says_what_was_refused_at_its_time(
    admin: Client, draft: Any, good_draft: Any
) -> None:
    call_command("run_worker", once=True)
    with override("en"):
        (trouble,) = [one for one in upkeep.troubles() if one.kind == "schedule"]
    assert trouble.page == draft.pk
    assert trouble.what.startswith("“Kontakt” should have been published (")
    assert trouble.what.endswith(f": {NEEDED}")
    assert NEEDED in admin.get(reverse("wagtailadmin_home")).content.decode()
    draft.summary = "Tu."
    draft.save_revision()
    make_due(draft)
    call_command("run_worker", once=True)
    draft.refresh_from_db()
    assert draft.live
    assert not [one for one in upkeep.troubles() if one.kind == "schedule"]


def test_what_is_ordered_for_later_is_asked_when_it_is_ordered(draft: Any, state: State) -> None:
    draft.go_live_at = timezone.now() + dt.timedelta(hours=1)
    revision = draft.save_revision()
    before = state()
    with pytest.raises(ValidationError, match=NEEDED):
        revision.publish()
    assert state() == before
