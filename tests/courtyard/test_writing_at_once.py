"""Several people write the languages of one page at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.models import Locale, Page

from courtyard.editing.actions import DeleteMany, PublishMany, UnpublishMany
from courtyard.localisation import facts
from courtyard.localisation.originals import OriginalHasChanged, make_original
from courtyard.models import Topic, TopicLink
from courtyard.publications import schedule, upkeep, writing
from courtyard.publications.writing import store
from programmes.models import ProgrammePage
from tests.trees import ProgrammeFactory, ProgrammeIndexFactory, grow, in_language

PAUSE = 0.4
"""Seconds in which the other one comes as far as it can."""

DAY = dt.timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def section() -> Any:
    """A section in Polish and English, in a database with several writers at a time."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time.")
    tree = grow()
    section = ProgrammeIndexFactory(parent=tree.home, title="Działania", slug="dzialania")
    tree.in_english(section)
    return section


def in_two_languages(section: Any, title: str, key: int) -> Any:
    polish = ProgrammeFactory(
        parent=section, title=title, slug=title, since=2000, translation_key=UUID(int=key)
    )
    in_language(polish, Locale.objects.get(language_code="en"))
    return polish


@pytest.fixture
def polish(section: Any) -> Any:
    """A programme in Polish and English."""
    return in_two_languages(section, "air", 9)


@pytest.fixture
def second(section: Any, polish: Any) -> Any:
    """Another one, which stands after the first in the tree, and before it by its key."""
    return in_two_languages(section, "bio", 8)


@pytest.fixture
def _slowly(polish: Any, second: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, between one row that is written and the next, time goes by."""

    def before(*args: Any) -> Any:
        time.sleep(PAUSE)
        return store(*args)

    def after(page: Page) -> None:
        leave_to_twins(page)
        time.sleep(PAUSE)

    def built(*args: Any) -> Any:
        publication = publication_of(*args)
        time.sleep(getattr(_pause, "seconds", 0))
        return publication

    leave_to_twins, publication_of = facts.leave_to_twins, writing.publication_of
    monkeypatch.setattr(writing, "publication_of", built)
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


_pause = threading.local()


def slowly(work: Callable[[], object]) -> Callable[[], None]:
    """Let time go by between what somebody reads and what they write of it."""

    def run() -> None:
        _pause.seconds = 2 * PAUSE
        work()

    return run


def later(seconds: float, work: Callable[[], object]) -> Callable[[], None]:
    """Do something when the others have begun."""

    def run() -> None:
        time.sleep(seconds)
        work()

    return run


def a_round() -> None:
    """A round of the worker, in which nothing fails."""
    assert schedule.publish_due() == 0


def rebuild(*pages: Any) -> None:
    """What a worker does with pages that it finds changed."""
    upkeep._mend(list(Page.objects.filter(pk__in=[page.pk for page in pages]).order_by("pk")))


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk)


def is_consistent(page: Any) -> bool:
    """Whether all languages of a page, and what is stored of them, say the same facts."""
    rows = ProgrammePage.objects.filter(translation_key=page.translation_key)
    return len({row.since for row in rows}) <= 1 and not list(upkeep.check())


def twin_of(page: Any) -> Any:
    return ProgrammePage.objects.exclude(pk=page.pk).get(translation_key=page.translation_key)


def twin_of_language(page: Any, code: str) -> Any:
    return ProgrammePage.objects.get(
        translation_key=page.translation_key, locale__language_code=code
    )


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
    assert is_consistent(polish)


@pytest.mark.usefixtures("_slowly")
def test_of_two_who_make_different_pages_the_original_one_is_told(polish: Any) -> None:
    uk = Locale.objects.create(language_code="uk")
    ukrainian = in_language(polish, uk)
    english = twin_of_language(polish, "en")
    raised = at_once(
        lambda: make_original(page=fresh(english), former=polish.pk),
        lambda: make_original(page=fresh(ukrainian), former=polish.pk),
    )
    assert [type(one) for one in raised if one] == [OriginalHasChanged]
    assert is_consistent(polish)


def act(action: Any, *pages: Any) -> None:
    """What one of Wagtail's views for many pages at once does."""
    with transaction.atomic():
        action.execute_action([fresh(page) for page in pages])


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("action", [PublishMany, UnpublishMany, DeleteMany])
def test_who_works_on_many_pages_waits_for_others_in_no_circle(
    polish: Any, second: Any, action: Any
) -> None:
    Page.objects.filter(pk__in=[polish.pk, second.pk]).update(live=action is not PublishMany)
    raised = at_once(
        lambda: act(action, polish, second),
        lambda: act(action, second, polish),
        lambda: rebuild(polish, second, twin_of(polish), twin_of(second)),
    )
    assert not [one for one in raised if isinstance(one, OperationalError)]
    # Of a page that somebody has deleted meanwhile nothing can be deleted.
    assert all(one is None for one in raised) or action is DeleteMany
    assert not list(upkeep.check()) or action is DeleteMany


@pytest.mark.usefixtures("_slowly")
def test_who_deletes_a_section_and_who_edits_below_it_do_not_wait_in_a_circle(
    section: Any, polish: Any, second: Any
) -> None:
    english = twin_of(polish)
    raised = at_once(
        lambda: DeletePageAction(fresh(section)).execute(skip_permission_checks=True),
        lambda: edit(second, 2001),
        lambda: make_original(page=fresh(english)),
        lambda: rebuild(polish, english, second),
    )
    assert not [one for one in raised if isinstance(one, OperationalError)]


@pytest.mark.usefixtures("_slowly")
def test_who_deletes_a_translation_and_who_edits_what_names_it_do_not_wait_in_a_circle(
    polish: Any,
) -> None:
    english = twin_of(polish)
    naming = ProgrammePage.objects.get(pk=polish.pk)
    naming.body = [("text", f'<p><a linktype="page" id="{english.pk}">AIR</a></p>')]
    naming.save_revision().publish()
    deleting = DeletePageAction(fresh(english))
    raised = at_once(
        slowly(lambda: deleting.execute(skip_permission_checks=True)),
        later(0.25, lambda: edit(polish, 2001)),
    )
    assert raised == [None, None]
    assert is_consistent(polish)


@pytest.mark.usefixtures("_slowly")
def test_who_deletes_a_topic_writes_no_old_facts(polish: Any) -> None:
    topic = Topic.objects.create(
        name="Sieci", slug="sieci", locale=Locale.objects.get(language_code="pl")
    )
    row = ProgrammePage.objects.get(pk=polish.pk)
    row.topic_links = [TopicLink(topic=topic)]
    row.save_revision().publish()
    deleting = Topic.objects.get(pk=topic.pk)
    raised = at_once(lambda: edit(polish, 2001), slowly(deleting.delete))
    assert raised == [None, None]
    assert is_consistent(polish)


@pytest.mark.usefixtures("_slowly")
def test_an_alias_that_is_compared_meanwhile_says_no_old_facts(polish: Any) -> None:
    alias = ProgrammePage.objects.get(pk=twin_of(polish).pk).create_alias(update_slug="alias")
    raised = at_once(lambda: edit(polish, 2001), slowly(lambda: rebuild(alias)))
    assert raised == [None, None]
    assert ProgrammePage.objects.get(pk=alias.pk).since == 2001
    assert not list(upkeep.check())


@pytest.mark.usefixtures("_slowly")
def test_who_expires_a_page_and_who_compares_it_do_not_wait_in_a_circle(polish: Any) -> None:
    english = twin_of(polish)
    Page.objects.filter(pk=english.pk).update(expire_at=timezone.now() - DAY)
    raised = at_once(
        lambda: edit(polish, 2001),
        later(0.1, lambda: rebuild(polish, english)),
        later(0.25, a_round),
    )
    assert raised == [None] * 3
    assert is_consistent(polish)


@pytest.mark.usefixtures("_slowly")
def test_who_publishes_what_is_due_and_who_unpublishes_it_do_not_wait_in_a_circle(
    polish: Any,
) -> None:
    draft = ProgrammePage.objects.get(pk=polish.pk).save_revision()
    type(draft).objects.filter(pk=draft.pk).update(approved_go_live_at=timezone.now() - DAY)
    raised = at_once(
        lambda: edit(polish, 2001),
        later(0.1, lambda: act(UnpublishMany, polish)),
        later(0.25, a_round),
    )
    assert raised == [None] * 3
    assert is_consistent(polish)


@pytest.mark.usefixtures("_slowly")
def test_who_saves_and_publishes_at_once_and_who_compares_do_not_wait_in_a_circle(
    polish: Any,
) -> None:
    english = twin_of(polish)

    def publish() -> None:
        row = ProgrammePage.objects.get(pk=english.pk)
        row.since, row.summary = 1900, "Other words."
        with transaction.atomic():
            row.save_revision().publish()

    raised = at_once(
        lambda: edit(polish, 2001),
        later(0.1, lambda: rebuild(polish, english)),
        later(0.25, publish),
    )
    assert raised == [None] * 3
    assert is_consistent(polish)
    row = ProgrammePage.objects.get(pk=english.pk)
    assert (row.since, row.summary) == (2001, "Other words.")
