"""Several people write the languages of one page at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Page

from courtyard.localisation import facts
from courtyard.localisation.originals import make_original
from courtyard.publications import upkeep
from courtyard.publications.writing import store
from programmes.models import ProgrammePage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, grow

PAUSE = 0.4
"""Seconds in which the other one comes as far as it can."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def polish() -> Any:
    """A programme in Polish and English, in a database with several writers at a time."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time.")
    tree = grow()
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    polish = ProgrammeFactory(parent=section, title="AIR", slug="air", since=2000)
    tree.in_english(polish)
    return polish


@pytest.fixture
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between one row that is written and the next, time goes by."""

    def before(*args: Any) -> Any:
        time.sleep(PAUSE)
        return store(*args)

    def after(page: Page) -> None:
        leave_to_twins(page)
        time.sleep(PAUSE)

    leave_to_twins = facts.leave_to_twins
    monkeypatch.setattr("courtyard.pages.store", before)
    monkeypatch.setattr(facts, "leave_to_twins", after)


def at_once(*works: Callable[[], object]) -> list[BaseException | None]:
    """Do several things in threads of their own; gives what each of them raised."""

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.exception() for done in [pool.submit(run, work) for work in works]]


def twin_of(page: Any) -> Any:
    return ProgrammePage.objects.exclude(pk=page.pk).get(translation_key=page.translation_key)


def edit(page: Any, since: int) -> None:
    row = ProgrammePage.objects.get(pk=page.pk)
    row.since = since
    row.save()


@pytest.mark.usefixtures("_slowly")
def test_who_deletes_an_original_and_who_edits_it_do_not_wait_in_a_circle(polish: Any) -> None:
    deleting = DeletePageAction(Page.objects.get(pk=polish.pk), user=None)
    raised = at_once(
        lambda: deleting.execute(skip_permission_checks=True), lambda: edit(polish, 2001)
    )
    assert not [one for one in raised if isinstance(one, OperationalError)]


@pytest.mark.usefixtures("_slowly")
def test_who_edits_and_who_changes_the_original_do_not_wait_in_a_circle(polish: Any) -> None:
    english = twin_of(polish)
    raised = at_once(
        lambda: edit(polish, 2001),
        lambda: make_original(page=Page.objects.get(pk=english.pk)),
        lambda: edit(english, 2002),
        upkeep.repair,
    )
    assert raised == [None] * 4
    rows = ProgrammePage.objects.filter(translation_key=polish.translation_key)
    assert len({row.since for row in rows}) == 1
    assert list(upkeep.check()) == []
