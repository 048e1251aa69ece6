"""Cases that readers of the code have found."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site

from courtyard.publications.stored import Original, Publication
from courtyard.publications.types import registered
from network.models import City
from tests.trees import (
    ContentFactory,
    PartnerFactory,
    PartnerIndexFactory,
    Tree,
    settle,
    term_in_two_languages,
)


@pytest.fixture
def client(tree: Tree) -> Client:
    return Client(HTTP_HOST="localhost")


def test_a_partner_outlives_its_city(client: Client, tree: Tree) -> None:
    city = term_in_two_languages(City, tree, "lodz", "Łódź", "Lodz")
    directory = PartnerIndexFactory(parent=tree.home, title="Partnerzy", slug="partnerzy")
    PartnerFactory(parent=directory, title="Teatr", slug="teatr", city=city)
    City.objects.all().delete()
    assert client.get("/pl/partnerzy/teatr/").status_code == 200
    assert "Teatr" in client.get("/pl/partnerzy/").content.decode()
    [item] = client.get("/api/content/v1/partners").json()["items"]
    assert (item["title"], item["city"]) == ("Teatr", None)


def test_nothing_essential_stands_at_the_top_of_a_document(tree: Tree) -> None:
    for publication in Publication.stored.all():
        for document in (publication.card, publication.whole):
            for part in document.values():
                assert not (isinstance(part, dict) and part.get("essential"))
    assert registered()


def test_a_page_with_another_key_is_published_under_it(tree: Tree) -> None:
    from uuid import uuid4

    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    old, page.translation_key = page.translation_key, uuid4()
    page.save()
    assert Publication.stored.get(pk=page.pk).original_id == page.translation_key
    assert Original.objects.get(pk=old).page_id is None
    assert Original.objects.get(pk=page.translation_key).page_id == page.pk


def test_an_object_that_was_loaded_as_a_draft_hides_nothing(tree: Tree) -> None:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas", live=False)
    stale = type(page).objects.get(pk=page.pk)
    page.save_revision().publish()
    stale.save(update_fields=["show_in_menus"])
    assert Publication.stored.filter(pk=page.pk).exists()


def test_sites_on_one_host_keep_their_answers_apart(client: Client, tree: Tree) -> None:
    other = ContentFactory(parent=tree.home, title="Inny serwis", slug="inny")
    Site.objects.create(hostname="localhost", port=8001, root_page=other, site_name="Inny")
    settle()
    first = client.get("/pl/")
    second = client.get("/pl/", SERVER_PORT="8001", HTTP_HOST="localhost")
    assert "Inny serwis" not in first.content.decode()
    assert "Inny serwis" in second.content.decode()


def test_who_may_not_publish_the_original_cannot_replace_it(
    client: Client, tree: Tree, django_user_model: Any
) -> None:
    polish = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    english = tree.in_english(polish, title="About", slug="about")
    polish.unpublish()
    group = Group.objects.create(name="English")
    for permission in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.objects.get(pk=tree.home_en.pk),
            permission=permission_named(permission),
        )
    group.permissions.add(permission_named("access_admin"))
    user = django_user_model.objects.create_user("translator", password="x")
    user.groups.add(group)
    client.force_login(user)
    client.post(f"/cms/courtyard/original/{english.pk}/")
    assert Original.objects.get(pk=polish.translation_key).page_id == polish.pk
    assert Client(HTTP_HOST="localhost").get("/en/about/").status_code == 404


def permission_named(codename: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename)


def test_a_draft_cannot_become_the_original(client: Client, tree: Tree, admin_user: Any) -> None:
    polish = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    english = tree.in_english(polish, title="About", slug="about")
    english.unpublish()
    client.force_login(admin_user)
    client.post(f"/cms/courtyard/original/{english.pk}/")
    assert Original.objects.get(pk=polish.translation_key).page_id == polish.pk
