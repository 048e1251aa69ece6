"""Comparing what is stored with what should be, and mending it."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page

from courtyard.models import Progress, TopicLink
from courtyard.outbox.models import OutboxRow
from courtyard.outbox.worker import Worker
from courtyard.publications import generation, renditions, upkeep
from courtyard.publications.stored import Publication
from home.models import ContentPage
from home.publications import ContentPublication
from network.models import City
from tests.trees import (
    ContentFactory,
    NewsFactory,
    NewsIndexFactory,
    Tree,
    add_language,
    make_image,
    settle,
    term_in_two_languages,
    topic,
)


@pytest.fixture
def about(tree: Tree) -> Any:
    page = ContentFactory(parent=tree.home, title="O nas", slug="o-nas")
    settle()
    return page


def differences() -> list[tuple[str, int | None]]:
    return [(one.kind, one.page) for one in upkeep.check()]


def a_city(tree: Tree) -> Any:
    return term_in_two_languages(City, tree, "lwow", "Lwów", "Lviv")


def test_a_bulk_update_of_a_terms_facts_is_found_and_mended(tree: Tree) -> None:
    city = a_city(tree)
    City.objects.filter(pk=city.pk).update(country="UA", latitude="49.84")
    [found] = upkeep.check()
    assert found.kind == "facts"
    assert "'Lviv'" in str(found)
    settle()
    assert upkeep.repair() == (1, 0)
    assert OutboxRow.objects.filter(kind=generation.OUTBOX_KIND).exists()
    twin = City.objects.get(locale=tree.en)
    assert (twin.name, twin.country, str(twin.latitude)) == ("Lviv", "UA", "49.84000")
    assert differences() == []
    assert upkeep.repair() == (0, 0)


def test_a_term_that_cannot_be_mended_holds_nothing_up(tree: Tree, about: Any) -> None:
    city = a_city(tree)
    City.objects.create(name="Lwiw", slug="lwiw", country="UA", locale=tree.en)
    City.objects.filter(pk=city.pk).update(slug="lwiw")
    Page.objects.filter(pk=about.pk).update(title="Inaczej")
    assert upkeep.repair() == (1, 0)
    assert stored_title(about) == "Inaczej"
    assert differences() == [("facts", None)]


def stored_title(page: Any) -> str:
    return Publication.stored.get(pk=page.pk).title


def test_after_saving_everything_is_as_it_should_be(tree: Tree, about: Any) -> None:
    tree.in_english(about)
    assert differences() == []


def test_a_bulk_update_of_words_is_found_and_mended(about: Any) -> None:
    Page.objects.filter(pk=about.pk).update(title="Inaczej")
    ContentPage.objects.filter(pk=about.pk).update(summary="Inaczej")
    assert differences() == [("different", about.pk)]
    assert upkeep.repair() == (1, 0)
    assert stored_title(about) == "Inaczej"
    assert generation.current() is None  # raised with the commit
    assert differences() == []


def test_a_bulk_update_of_child_rows_is_found_and_mended(tree: Tree, about: Any) -> None:
    TopicLink.objects.create(page=about, topic=topic(tree))
    assert differences() == [("different", about.pk)]
    upkeep.repair()
    assert differences() == []


def test_a_page_that_was_published_in_bulk_gets_a_publication(about: Any) -> None:
    about.unpublish()
    Page.objects.filter(pk=about.pk).update(live=True)
    assert differences() == [("missing", about.pk)]
    assert Client(HTTP_HOST="localhost").get("/pl/o-nas/").status_code == 200
    upkeep.repair()
    assert differences() == []


def test_a_page_that_was_hidden_in_bulk_is_hidden_at_once(about: Any) -> None:
    client = Client(HTTP_HOST="localhost")
    Page.objects.filter(pk=about.pk).update(live=False)
    cache.clear()
    assert client.get("/pl/o-nas/").status_code == 404
    assert differences() == [("superfluous", about.pk)]
    upkeep.repair()
    assert differences() == []


def test_nothing_is_written_where_nothing_differs(tree: Tree, about: Any) -> None:
    settle()
    with CaptureQueriesContext(connection) as captured:
        assert upkeep.repair() == (0, 0)
    writes = ("INSERT", "UPDATE", "DELETE")
    assert [q["sql"] for q in captured.captured_queries if q["sql"].startswith(writes)] == []
    assert generation.current() is not None


def test_a_comparison_takes_as_many_queries_for_twenty_pages_as_for_two(tree: Tree) -> None:
    index = NewsIndexFactory(parent=tree.home, title="Aktualności", slug="aktualnosci")
    costs = []
    for start in (0, 2):
        for number in range(start, 2 if start == 0 else 20):
            NewsFactory(
                parent=index,
                title=f"N{number}",
                slug=f"n-{number}",
                topic_links=[TopicLink(topic=topic(tree, f"t-{number}"))],
            )
        with CaptureQueriesContext(connection) as captured:
            assert differences() == []
        costs.append(len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]))
    assert costs[0] == costs[1]


def test_a_round_of_the_worker_goes_on_where_the_last_one_ended(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [ContentFactory(parent=tree.home, title=f"S{n}", slug=f"s-{n}") for n in range(5)]
    monkeypatch.setattr(upkeep, "BATCH", 2)
    monkeypatch.setattr(upkeep, "SECONDS", 0)
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(title="Inaczej")
    rounds = 0
    while stored_title(pages[-1]) != "Inaczej":
        upkeep.repair_a_part()
        rounds += 1
    assert rounds > 2
    assert [stored_title(page) for page in pages] == ["Inaczej"] * 5


def test_the_worker_does_it_every_minute(about: Any) -> None:
    Page.objects.filter(pk=about.pk).update(title="Inaczej")
    worker = Worker()
    chores = [chore for chore in worker.chores if chore.name == "publications"]
    assert [chore.every for chore in chores] == [60.0]
    worker.chores = chores
    worker.run_once(now=100.0)
    assert stored_title(about) == "Inaczej"


# The command


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("publications", *arguments, stdout=out)
    return out.getvalue()


def test_check_reports_and_changes_nothing(about: Any) -> None:
    assert "Every page has the publication" in command("check")
    Page.objects.filter(pk=about.pk).update(title="Inaczej")
    out = StringIO()
    with pytest.raises(CommandError, match="1 difference"):
        call_command("publications", "check", stdout=out)
    assert "'Inaczej', says other things now: title, sort_title, card, whole" in out.getvalue()
    assert stored_title(about) == "O nas"


def test_rebuild_writes_all_and_says_how_far_it_is(about: Any) -> None:
    Publication.stored.update(title="falsch", whole={})
    said = command("rebuild")
    assert "0 of 3 pages" in said
    assert "3 publications were written." in said
    assert differences() == []
    assert not Progress.objects.exists()


def test_rebuild_goes_on_where_it_was_interrupted(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        ContentFactory(parent=tree.home, title=f"S{number}", slug=f"s-{number}")
    monkeypatch.setattr(upkeep, "BATCH", 2)

    def interrupt(done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upkeep.rebuild(report=interrupt)
    assert upkeep.rebuild() == 3
    with pytest.raises(KeyboardInterrupt):
        upkeep.rebuild(report=interrupt)
    assert upkeep.rebuild(restart=True) == 7


def test_rebuild_orders_the_pictures_that_are_missing(tree: Tree) -> None:
    make_image("fertig")
    missing = make_image("fehlt", made=False)
    OutboxRow.objects.all().delete()
    upkeep.rebuild()
    ordered = OutboxRow.objects.filter(kind=renditions.OUTBOX_KIND)
    assert [row.payload for row in ordered] == [{"image": missing.pk}]


# Bad input


@pytest.fixture
def faulty(about: Any, tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A page whose builder raises; the others of its type are built."""
    build = ContentPublication.card

    def raising(self: Any, page: Any) -> Any:
        if page.pk == about.pk:
            raise ValueError("a block without type")
        return build(self, page)

    monkeypatch.setattr(ContentPublication, "card", raising)
    ContentFactory(parent=tree.home, title="Obok", slug="obok")
    return about


def test_a_builder_that_raises_takes_its_own_page_alone(
    faulty: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(HTTP_HOST="localhost", raise_request_exception=False)
    faulty.title = "Nowy tytuł"
    faulty.save_revision().publish()
    assert f"Page {faulty.pk} cannot be published: its builder failed." in caplog.text
    response = client.get("/pl/o-nas/")
    assert response.status_code == 500
    assert '<html lang="pl">' in response.content.decode()
    assert "O nas" not in response.content.decode()
    assert client.get("/pl/obok/").status_code == 200
    items = client.get("/api/content/v1/pages").json()["items"]
    assert [item["title"] for item in items] == ["Strona główna", "Obok"]
    assert client.get("/api/content/v1/pages/by-path?path=/pl/o-nas/").status_code == 404
    assert differences() == [("fault", faulty.pk)]


def test_a_fault_is_told_in_the_admin(faulty: Any, admin_user: Any) -> None:
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    form = client.get(f"/cms/pages/{faulty.pk}/edit/").context["form"]
    data = {name: form[name].value() or "" for name in ("title", "slug", "summary")}
    data |= {
        "body-count": "0",
        "topic_links-TOTAL_FORMS": "0",
        "topic_links-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "1",
    }
    response = client.post(f"/cms/pages/{faulty.pk}/edit/", data, follow=True)
    assert "ale nie można jej pokazać" in response.content.decode()
    dashboard = client.get("/cms/").content.decode()
    assert "Nie można pokazać „O nas”: ValueError: a block without type" in dashboard
    assert f"/cms/pages/{faulty.pk}/edit/" in dashboard


def test_once_it_is_mended_it_is_shown(faulty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty.save_revision().publish()
    monkeypatch.undo()
    upkeep.repair()
    assert Client(HTTP_HOST="localhost").get("/pl/o-nas/").status_code == 200
    assert differences() == []


def test_of_two_pages_at_one_address_the_first_has_it(
    tree: Tree, about: Any, caplog: pytest.LogCaptureFixture
) -> None:
    other = ContentFactory(parent=tree.home, title="Drugie", slug="drugie")
    Page.objects.filter(pk=other.pk).update(slug="o-nas", url_path=about.url_path)
    found = Client(HTTP_HOST="localhost").get("/pl/o-nas/").content.decode()
    assert "<title>" in found
    assert "O nas" in found
    assert "Drugie" not in found
    with translation.override("en"):
        upkeep.report_troubles()
    said = (
        f"Pages {about.pk}, {other.pk} claim the address {about.url_path}; "
        "only one of them can be read there."
    )
    assert said in caplog.text


def test_a_text_that_stands_in_where_another_page_stands_is_told(tree: Tree, about: Any) -> None:
    add_language(tree, "en", fallback=tree.pl)
    english = ContentFactory(parent=tree.home_en, title="Notes", slug="o-nas", locale=tree.en)
    assert english.translation_key != about.translation_key
    with translation.override("en"):
        [told] = list(upkeep.troubles())
    assert told.what == (
        f"Pages {about.pk}, {english.pk} claim the address /en/o-nas/; "
        "only one of them can be read there."
    )
    client = Client(HTTP_HOST="localhost")
    assert "Notes" in client.get("/en/o-nas/").content.decode()
    tree.in_english(about, title="About us", slug="about")
    assert list(upkeep.troubles()) == []


def test_a_clock_before_the_last_publishing_is_told(about: Any) -> None:
    assert [one.kind for one in upkeep.troubles()] == []
    later = timezone.now() + upkeep.TOLERANCE * 2
    Page.objects.filter(pk=about.pk).update(last_published_at=later)
    assert [one.kind for one in upkeep.troubles()] == ["clock"]


def test_a_cache_that_is_down_is_told(about: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def set(self, *args: Any, **kwargs: Any) -> None:
            raise ConnectionError

    monkeypatch.setattr(upkeep, "cache", Down())
    assert [one.kind for one in upkeep.troubles()] == ["cache"]
