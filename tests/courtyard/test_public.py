"""What the public may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courtyard.publications.public import is_shown, public
from programmes.models import ProgrammePage
from tests.trees import ContentFactory, ProgrammeFactory, ProgrammeIndexFactory, Tree


@pytest.fixture
def programme(tree: Tree) -> Any:
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    return ProgrammeFactory(parent=section, title="Forum", slug="forum")


def is_public(page: Page) -> bool:
    return public(Page.objects.filter(pk=page.pk)).exists()


def test_a_live_page_is_public(programme: ProgrammePage) -> None:
    assert is_public(programme)


def test_a_draft_is_not_public(programme: ProgrammePage) -> None:
    programme.unpublish()
    assert not is_public(programme)


def test_an_expired_page_is_not_public_even_if_no_worker_ran(programme: ProgrammePage) -> None:
    Page.objects.filter(pk=programme.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    assert not is_public(programme)


def test_a_page_that_will_expire_is_public_until_then(programme: ProgrammePage) -> None:
    later = timezone.now() + dt.timedelta(days=1)
    Page.objects.filter(pk=programme.pk).update(expire_at=later)
    assert is_public(programme)
    assert not public(Page.objects.filter(pk=programme.pk), now=later).exists()


def test_a_restricted_page_is_not_public(programme: ProgrammePage) -> None:
    PageViewRestriction.objects.create(page=programme, restriction_type="login")
    assert not is_public(programme)


def test_a_page_below_a_restricted_one_is_not_public(programme: ProgrammePage) -> None:
    PageViewRestriction.objects.create(page=programme.get_parent(), restriction_type="login")
    assert not is_public(programme)


def test_a_page_beside_a_restricted_one_is_public(programme: ProgrammePage, tree: Tree) -> None:
    beside = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    PageViewRestriction.objects.create(page=programme, restriction_type="login")
    assert is_public(beside)


def test_scaffolding_for_another_language_is_not_public(
    programme: ProgrammePage, tree: Tree
) -> None:
    scaffolding = programme.copy_for_translation(tree.en, copy_parents=True, alias=True)
    Page.objects.filter(pk=scaffolding.pk).update(live=True)
    scaffolding.refresh_from_db()
    assert scaffolding.alias_of_id == programme.pk
    assert not is_public(scaffolding)
    assert not is_shown(scaffolding)


def test_an_alias_in_the_same_language_is_public(programme: ProgrammePage, tree: Tree) -> None:
    other = ProgrammeIndexFactory(parent=tree.home, title="Inne", slug="inne")
    assert is_public(programme.create_alias(parent=other))


def test_an_alias_is_under_the_restrictions_of_what_it_stands_for(
    programme: ProgrammePage, tree: Tree
) -> None:
    other = ProgrammeIndexFactory(parent=tree.home, title="Inne", slug="inne")
    alias = programme.create_alias(parent=other, update_slug="kopia")
    PageViewRestriction.objects.create(page=programme, restriction_type="login")
    assert not is_public(alias)
