"""``manage.py set_up_roles``: what each role may do, tried at the pages themselves."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, Workflow
from wagtail.users.models import UserProfile

from courtyard.editing import roles
from courtyard.terms import Topic
from tests.trees import ContentFactory, Tree


def set_up(*arguments: str) -> str:
    said = StringIO()
    call_command("set_up_roles", *arguments, stdout=said)
    return said.getvalue()


def somebody(group: str) -> Any:
    user = User.objects.create_user(group.lower(), email="somebody@example.org")
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def page(tree: Tree) -> Any:
    return ContentFactory(parent=tree.home, title="O nas", slug="o-nas")


def may(user: Any, page: Page) -> list[str]:
    """What somebody may do with a page."""
    asked = page.permissions_for_user(user)
    ways = ("add_subpage", "edit", "publish", "delete", "lock")
    return [name for name in ways if getattr(asked, f"can_{name}")()]


def test_each_role_may_do_what_it_is_for(tree: Tree, page: Any) -> None:
    english = tree.in_english(page, title="About us")
    set_up()
    editor, moderator = somebody("Editors"), somebody("Moderators")
    translator = somebody("Translators – en")
    everything = ["add_subpage", "edit", "publish", "delete", "lock"]
    assert may(moderator, page) == may(moderator, english) == everything
    written = ContentFactory(parent=tree.home, title="Szkic", slug="szkic", owner=editor)
    assert may(editor, page) == ["add_subpage", "edit"]
    assert may(editor, written) == ["add_subpage", "edit"]
    assert may(translator, english) == ["edit"]
    assert may(translator, page) == []


def test_only_newsletter_managers_look_after_subscribers(tree: Tree) -> None:
    set_up()
    names = [role.name for role in roles.shipped()]
    assert names == [
        "Editors",
        "Moderators",
        "Translators – pl",
        "Translators – en",
        "Newsletter managers",
    ]
    looking = [name for name in names if somebody(name).has_perm("newsletter.view_subscriber")]
    assert looking == ["Newsletter managers"]


def test_the_menu_leads_to_lists_of_pages_those_alone_who_edit_pages(tree: Tree) -> None:
    set_up()
    shown = {}
    for group in ("Editors", "Translators – en", "Newsletter managers"):
        client = Client(HTTP_HOST="localhost")
        client.force_login(somebody(group))
        menu = client.get("/cms/").content.decode()
        shown[group] = {f"/cms/{name}/" in menu for name in ("news", "open_calls", "partners")}
    assert shown == {"Editors": {True}, "Translators – en": {True}, "Newsletter managers": {False}}


def test_a_section_has_editors_of_its_own(tree: Tree, page: Any) -> None:
    other = ContentFactory(parent=tree.home, title="Kontakt", slug="kontakt")
    set_up("--section", "/pl/o-nas/")
    editor = somebody("Editors – O nas (pl)")
    assert may(editor, page) == ["add_subpage", "edit"]
    assert may(editor, other) == []
    with pytest.raises(CommandError, match="/pl/nothing/"):
        set_up("--section", "/pl/nothing/")


def test_it_may_be_run_again_and_takes_nothing_away(tree: Tree) -> None:
    GroupPagePermission.objects.all().delete()
    assert "Editors: made, or given what was missing." in set_up()
    group = Group.objects.get(name="Editors")
    more = roles._permissions(["wagtailcore.publish_page"])[0]
    GroupPagePermission.objects.create(group=group, page=tree.home, permission=more)
    assert set_up() == "Nothing was missing.\n"
    assert GroupPagePermission.objects.filter(group=group, permission=more).exists()


def test_what_an_editor_hands_in_is_public_once_a_moderator_has_approved_it(
    tree: Tree, page: Any
) -> None:
    Workflow.objects.all().delete()
    assert "Pages are reviewed by moderators" in set_up()
    editor, moderator = somebody("Editors"), somebody("Moderators")
    page.title = "O nas i o was"
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    client = Client(HTTP_HOST="localhost")
    assert "o was" not in client.get("/pl/o-nas/").content.decode()
    client.force_login(moderator)
    task = state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    client.post(address, {"comment": ""})
    assert "O nas i o was" in Client(HTTP_HOST="localhost").get("/pl/o-nas/").content.decode()


def test_editors_make_a_term_that_is_missing_but_no_publisher(tree: Tree) -> None:
    set_up()
    client = Client(HTTP_HOST="localhost")
    client.force_login(somebody("Editors"))
    address = reverse("wagtailsnippets_courtyard_topic:add")
    client.post(address, {"name": "Rzemiosło", "slug": "rzemioslo"})
    assert Topic.objects.filter(name="Rzemiosło").exists()
    listed = reverse("wagtailsnippets_courtyard_topic:list")
    assert listed in client.get(reverse("wagtailsnippets:index")).content.decode()
    refused = client.get(reverse("wagtailsnippets_courtyard_publisher:add"))
    assert refused["Location"] == reverse("wagtailadmin_home")
    topic = Topic.objects.get()
    refused = client.get(reverse("wagtailsnippets_courtyard_topic:delete", args=[topic.pk]))
    assert refused["Location"] == reverse("wagtailadmin_home")


def test_the_review_is_called_so_on_the_button_and_another_workflow_by_its_name(
    tree: Tree, page: Any
) -> None:
    set_up()
    editor = somebody("Editors")
    UserProfile.objects.create(user=editor, preferred_language="en")
    client = Client(HTTP_HOST="localhost")
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    button = r'name="action-submit".*?>\s*(?:<svg.*?</svg>)?\s*([^<]*?)\s*<'
    handing_in = re.compile(button, re.DOTALL)
    assert handing_in.findall(client.get(address).content.decode()) == ["Hand in for review"]
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    state.current_task_state.reject()
    assert handing_in.findall(client.get(address).content.decode()) == ["Hand in for review again"]
    state.cancel()
    Workflow.objects.update(name="Rada programowa")
    told = handing_in.findall(client.get(address).content.decode())
    assert told == ["Submit to Rada programowa"]
