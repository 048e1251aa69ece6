"""Rows of a table against the pages that are there: whose they are, and what they cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupApprovalTask, GroupPagePermission, Workflow, WorkflowTask

from courtyard.editing import loading, spreadsheets, tables
from courtyard.localisation import facts
from courtyard.localisation.originals import make_original
from network.models import PartnerPage
from tests.network.conftest import city, partner
from tests.programmes.test_desk import editor_of
from tests.trees import EventIndexFactory, Tree

pytestmark = pytest.mark.usefixtures("in_english")


def table() -> tables.Table:
    return tables.TABLES["partners"]


def read(text: str) -> tables.Lines:
    return tables.read(table(), text.encode())


def renamed(*pages: Any) -> tables.Lines:
    rows = [f"{page.translation_key};Inny {page.pk}" for page in pages]
    return read("\n".join(["translation_key;title", *rows]))


def faults(
    lines: tables.Lines, user: Any, *, parent: Any = None, publish: bool = False
) -> list[tuple[int, str, str]]:
    report = loading.load(table(), lines, user=user, parent=parent, publish=publish)
    return [(fault.line, fault.column, fault.why) for fault in report.faults]


def may_also(user: Any, codename: str, page: Any) -> None:
    permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
    GroupPagePermission.objects.create(group=user.groups.get(), page=page, permission=permission)


def test_a_look_at_many_rows_asks_as_often_as_one_at_few(tree: Tree, directory: Any) -> None:
    lodz = city(tree, "lodz", "Łódź", "Łódź", "PL", (51.75, 19.5))
    for number in range(40):
        page = partner(directory, f"P {number}", f"p-{number}", city=lodz, live=number % 2 == 0)
        if number % 4 == 0:
            page.save_revision()
    lines = tables.read(
        table(), spreadsheets.as_csv(tables.exported(table(), editor_of(directory)))
    )

    def asked(number: int, *, dry: bool) -> int:
        user = User.objects.get(username="ewa")  # of whose rights nothing is remembered
        with CaptureQueriesContext(connection) as captured:
            report = loading.load(table(), lines[:number], user=user, parent=None, dry=dry)
            assert report.counts["unchanged"] == number
        return len(captured)

    assert asked(40, dry=True) == asked(4, dry=True) <= 14
    assert asked(40, dry=False) == asked(4, dry=False)

    def exported(number: int) -> int:
        editor = User.objects.get(username="ewa")
        keys = [UUID(cells["translation_key"]) for _line, cells in lines[:number]]
        with CaptureQueriesContext(connection) as captured:
            assert len([*tables.exported(table(), editor, keys)]) == number + 1
        return len(captured)

    assert exported(40) == exported(4)


def test_new_rows_are_looked_at_without_a_query_for_each(
    tree: Tree, directory: Any, admin_user: Any
) -> None:
    city(tree, "lodz", "Łódź", "Łódź", "PL", (51.75, 19.5))

    def asked(number: int) -> int:
        rows = "".join(f"k{row};Nowy;ngo;lodz\n" for row in range(number))
        with CaptureQueriesContext(connection) as captured:
            lines = read(f"own_key;title;kind;city\n{rows}")
            assert not faults(lines, admin_user, parent=directory)
        return len(captured)

    asked(1)
    assert asked(150) == asked(15)


def test_what_somebody_else_has_locked_is_left_alone_and_they_are_named(
    directory: Any, admin_user: Any
) -> None:
    ewa = editor_of(directory)
    ewa.first_name, ewa.last_name = "Ewa", "Nowak"
    ewa.save()
    free = partner(directory, "Wolny", "wolny")
    held = partner(directory, "Żuk", "zuk")
    PartnerPage.objects.filter(pk=held.pk).update(
        locked=True, locked_by=ewa, locked_at=timezone.now()
    )
    lines = renamed(free, held)
    assert faults(lines, admin_user) == [(3, "", "“Żuk” is locked by Ewa Nowak.")]
    with pytest.raises(loading.Refused):
        loading.load(table(), lines, user=admin_user, parent=None, dry=False)
    assert not faults(lines, ewa)
    same = read(f"translation_key;title\n{held.translation_key};Żuk\n")
    assert not faults(same, admin_user)


def test_what_is_in_review_or_waits_to_be_published_is_left_alone(
    directory: Any, admin_user: Any
) -> None:
    ewa = editor_of(directory)
    reviewed = partner(directory, "Żuk", "zuk")
    reviewed.save_revision()
    task = GroupApprovalTask.objects.create(name="Korekta")
    task.groups.add(ewa.groups.get())
    workflow = Workflow.objects.create(name="Zgoda")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.start(reviewed, ewa)
    planned = partner(directory, "Plan", "plan", live=False)
    planned.go_live_at = timezone.now() + dt.timedelta(days=1)
    planned.save_revision().publish()
    lines = renamed(reviewed, planned)
    for user in (admin_user, ewa):
        assert faults(lines, user) == [
            (2, "", "“Żuk” is in review (Korekta), handed in by ewa."),
            (3, "", "“Plan” waits to be published, and is locked until then."),
        ]
    reviewed.current_workflow_state.current_task_state.reject(user=admin_user)
    assert [line for line, _column, _why in faults(lines, ewa)] == [3]


def test_rights_are_asked_for_each_row(directory: Any, networks: Any) -> None:
    free, other = partner(directory, "Wolny", "wolny"), partner(directory, "Inny", "inny")
    user = editor_of(free)
    assert faults(renamed(free, other), user) == [
        (3, "translation_key", "You may not change this page.")
    ]
    may_also(user, "change_page", other)
    may_also(user, "publish_page", other)
    user = User.objects.get(pk=user.pk)
    assert not faults(renamed(free, other), user)
    assert faults(renamed(free, other), user, publish=True) == [
        (2, "translation_key", "You may not publish this page.")
    ]
    new = read("title;kind\nNowy;ngo\n")
    assert faults(new, user, parent=directory) == [(2, "", "You may not make pages there.")]
    may_also(user, "add_page", directory)
    user = User.objects.get(pk=user.pk)
    assert not faults(new, user, parent=directory)
    assert faults(new, user, parent=directory, publish=True) == [
        (2, "", "You may not publish pages there.")
    ]


def test_a_look_says_what_publishing_would_refuse(tree: Tree, admin_user: Any) -> None:
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    events = tables.TABLES["events"]
    data = b"title,starts,status\nPokaz,2026-05-01 18:00+02:00,moved_online\n"
    lines = tables.read(events, data)

    def columns(*, publish: bool) -> list[str]:
        report = loading.load(events, lines, user=admin_user, parent=index, publish=publish)
        return [fault.column for fault in report.faults]

    assert columns(publish=False) == []
    assert columns(publish=True) == ["online_url"]


def test_all_pages_of_a_file_are_locked_before_the_first_is_written(
    directory: Any, admin_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [partner(directory, f"P {number}", f"p-{number}") for number in range(3)]
    monkeypatch.setattr(loading, "CHUNK", 1)
    locked: list[tuple[set[Any], int]] = []
    real = facts.lock_originals

    def lock(keys: Sequence[Any]) -> None:
        drafts = PartnerPage.objects.filter(draft_title__startswith="Inny").count()
        locked.append((set(keys), drafts))
        real(keys)

    monkeypatch.setattr(facts, "lock_originals", lock)
    loading.load(table(), renamed(*pages), user=admin_user, parent=None, dry=False)
    assert locked[0] == ({page.translation_key for page in pages}, 0)


def test_the_same_file_with_own_keys_a_second_time_changes_nothing(
    directory: Any, admin_user: Any
) -> None:
    text = "own_key;title;kind\nA-1;Żuk;ngo\n17;Młyn;ngo\n"

    def counts(text: str) -> dict[str, int]:
        lines, whose = read(text), {"user": admin_user, "parent": directory}
        return loading.load(table(), lines, dry=False, **whose).counts

    assert counts(text) == {"created": 2, "updated": 0, "unchanged": 0}
    assert counts(text) == {"created": 0, "updated": 0, "unchanged": 2}
    assert counts(text.replace("Młyn", "Młyny")) == {"created": 0, "updated": 1, "unchanged": 1}
    assert counts("own_key;website\n17;https://example.org/\n")["updated"] == 1
    exported = spreadsheets.as_csv(tables.exported(table(), admin_user))
    report = loading.load(
        table(), tables.read(table(), exported), user=admin_user, parent=None, dry=False
    )
    assert report.counts["unchanged"] == 2


def test_a_key_that_comes_twice_names_the_line_in_which_it_came_first(
    directory: Any, admin_user: Any
) -> None:
    known = partner(directory, "Żuk", "zuk").translation_key
    lines = read(
        f"translation_key;own_key;title;kind\n;a;A;ngo\n;a;B;ngo\n{known};;C;ngo\n"
        f"{str(known).upper()};;D;ngo\n{known};b;E;ngo\nx;;F;ngo\n"
    )
    assert [
        (line, column, why[:12])
        for line, column, why in faults(lines, admin_user, parent=directory)
    ] == [
        (3, "own_key", "Line 2 has t"),
        (5, "translation_key", "Line 4 has t"),
        (6, "own_key", "Write one ke"),
        (7, "translation_key", "There is no "),
    ]


def test_a_key_whose_original_is_gone_makes_no_second_page(
    tree: Tree, directory: Any, admin_user: Any
) -> None:
    lines = read("own_key;title;kind\na;Żuk;ngo\n")
    loading.load(table(), lines, user=admin_user, parent=directory, publish=True, dry=False)
    made = PartnerPage.objects.get()
    tree.in_english(made, title="Beetle", slug="beetle")
    made.delete()
    directory.refresh_from_db()
    found = faults(lines, admin_user, parent=directory)
    assert [(line, column) for line, column, _why in found] == [(2, "own_key")]


def test_of_a_page_that_has_become_the_original_its_facts_of_today_are_told(
    tree: Tree, directory: Any, admin_user: Any
) -> None:
    former = partner(directory, "Żuk", "zuk", website="https://example.org/1")
    twin = tree.in_english(former, title="Beetle", slug="beetle")
    twin.save_revision()
    former.website = "https://example.org/2"
    former.save()
    twin.refresh_from_db()
    make_original(page=twin)
    rows = [*tables.exported(table(), admin_user)]
    assert dict(zip(rows[0], rows[1], strict=True))["website"] == "https://example.org/2"
