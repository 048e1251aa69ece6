"""Partners as a table: exported, changed, and imported as a whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from courtyard.editing import loading, spreadsheets, tables
from network.models import PartnerPage
from programmes.models import EventPage
from tests.network.conftest import city, partner
from tests.programmes.test_desk import editor_of
from tests.trees import EventIndexFactory, Tree

pytestmark = pytest.mark.usefixtures("in_english")

HEAD = "title;kind\n"


def table() -> tables.Table:
    return tables.TABLES["partners"]


def read(text: str) -> tables.Lines:
    return tables.read(table(), text.encode())


def told(report: loading.Report) -> list[tuple[int, str]]:
    return [(row.line, row.outcome) for row in report.rows]


@pytest.mark.parametrize("write", [spreadsheets.as_csv, spreadsheets.as_xlsx])
def test_what_was_exported_and_is_imported_changes_nothing(
    tree: Tree, directory: Any, admin_user: Any, write: Any
) -> None:
    lodz = city(tree, "lodz", "Łódź", "Łódź", "PL", (51.75, -19.5))
    words = {"legal_name": '=1+1;"x"', "accessibility": "Winda\r\ni próg ", "city": lodz}
    partner(directory, "'=Żuk", "zuk", latitude="-51.75", longitude="19.5", **words)
    draft = partner(directory, "Szkic", "szkic", live=False)
    draft.legal_name = "@ w szkicu"
    draft.save_revision()
    data = write(tables.exported(table(), admin_user))
    lines = tables.read(table(), data)
    assert {cells["legal_name"] for _line, cells in lines} == {'=1+1;"x"', "@ w szkicu"}
    report = loading.load(table(), lines, user=admin_user, parent=None, dry=False)
    assert report.counts == {"created": 0, "updated": 0, "unchanged": 2}
    assert not report.faults


def test_no_cell_of_an_export_is_a_formula(tree: Tree, directory: Any, admin_user: Any) -> None:
    partner(directory, "=1+1", "a")
    rows = [*tables.exported(table(), admin_user)]
    assert [*csv.reader(io.StringIO(spreadsheets.as_csv(rows).decode("utf-8-sig")))][1][
        1
    ] == "'=1+1"
    sheet = load_workbook(io.BytesIO(spreadsheets.as_xlsx(rows))).worksheets[0]
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


def test_a_row_changes_its_page_and_a_row_without_a_key_is_a_new_draft(
    directory: Any, admin_user: Any
) -> None:
    known = partner(directory, "Żuk", "zuk")
    lines = read(f"translation_key;title;kind\n{known.translation_key};Żuk;festival\n;Nowy;ngo\n")
    dry = loading.load(table(), lines, user=admin_user, parent=directory)
    assert (told(dry), PartnerPage.objects.count()) == ([(2, "updated"), (3, "created")], 1)
    done = loading.load(table(), lines, user=admin_user, parent=directory, dry=False)
    assert told(done) == told(dry)
    new = PartnerPage.objects.get(title="Nowy")
    assert (new.live, new.slug) == (False, "nowy")
    known.refresh_from_db()
    assert known.kind == "ngo"
    assert known.get_latest_revision_as_object().kind == "festival"


def test_who_may_publish_can_publish_at_once(directory: Any, admin_user: Any) -> None:
    lines = read(HEAD + "Nowy;ngo\n")
    loading.load(table(), lines, user=admin_user, parent=directory, publish=True, dry=False)
    assert PartnerPage.objects.get(title="Nowy").live
    user = editor_of(directory)
    with pytest.raises(loading.Refused):
        loading.load(table(), lines, user=user, parent=directory, publish=True, dry=False)


def test_a_broken_row_is_told_by_line_and_column_and_nothing_is_written(
    directory: Any, admin_user: Any
) -> None:
    lines = read(
        "translation_key;title;kind;latitude;city\n;Dobry;ngo;;\n;Zły;circus;;\n"
        ";Bez;ngo;1;\n;Miasto;ngo;;atlantis\nx;Klucz;ngo;;\n;;ngo;;\n"
    )
    with pytest.raises(loading.Refused) as refused:
        loading.load(table(), lines, user=admin_user, parent=directory, dry=False)
    report = refused.value.args[0]
    assert "There is no “circus”. Known are: cultural_institution" in report.faults[0].why
    faults = [(fault.line, fault.column) for fault in report.faults]
    assert faults == [
        (3, "kind"),
        (4, "longitude"),
        (5, "city"),
        (6, "translation_key"),
        (7, "title"),
    ]
    assert not PartnerPage.objects.exists()


def test_nobody_imports_or_exports_what_they_may_not_edit(directory: Any, networks: Any) -> None:
    known = partner(directory, "Żuk", "zuk")
    user = editor_of(networks)
    assert len([*tables.exported(table(), user)]) == 1
    lines = read(f"translation_key;title\n{known.translation_key};Inny\n;Nowy\n")
    report = loading.load(table(), lines, user=user, parent=directory)
    assert [fault.line for fault in report.faults] == [2, 3]
    assert not tables.parents(table(), AnonymousUser()).exists()


def test_a_list_is_exported_as_it_is_filtered(tree: Tree, directory: Any, editor: Client) -> None:
    known = partner(directory, "=Żuk", "zuk")
    partner(directory, "Inny", "inny", kind="festival")
    address = reverse("partners:index")
    answer: Any = editor.get(address, {"export": "csv", "kind": "ngo"})
    got = b"".join(answer.streaming_content)
    heading, *rows = [*csv.reader(io.StringIO(got.decode("utf-8-sig")))]
    assert heading[0] == "translation_key"
    assert [row[:3] for row in rows] == [[str(known.translation_key), "pl", "'=Żuk"]]
    book = editor.get(address, {"export": "xlsx"})
    cells = load_workbook(io.BytesIO(b"".join(book))).worksheets[0].iter_rows()
    assert len([*cells]) == 3


def test_a_list_is_taken_along_as_a_table_of_what_it_shows(
    tree: Tree, directory: Any, editor: Client
) -> None:
    known = partner(directory, "Żuk", "zuk")
    tree.in_english(known, title="Beetle", slug="beetle")
    partner(directory, "Inny", "inny", kind="festival")
    address = reverse("partners:index")
    shown: Any = editor.get(address, {"kind": "ngo"})
    assert "Table to change and import (CSV)" in shown.content.decode()
    for kind in ("csv", "xlsx"):
        wanted = {"export": kind, "kind": "ngo", "table": "1"}
        answer: Any = editor.get(address, wanted)
        assert answer["Content-Disposition"] == f'attachment; filename="partners.{kind}"'
        ((_line, cells),) = tables.read(table(), answer.content)
        assert (cells["translation_key"], cells["title"]) == (str(known.translation_key), "Żuk")
    plain: Any = editor.get(address, {"export": "csv"})
    assert 'filename="partners-list.csv"' in plain["Content-Disposition"]
    networks: Any = editor.get(reverse("networks:index"))
    assert "Table to change" not in networks.content.decode()


def test_events_are_told_by_moments_places_and_venues(
    tree: Tree, directory: Any, admin_user: Any
) -> None:
    lodz = city(tree, "lodz", "Łódź", "Łódź", "PL", (51.75, 19.5))
    venue = partner(directory, "Żuk", "zuk")
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    events = tables.TABLES["events"]
    head = "title,starts,ends,city,venue,step_free\n"
    right = f"Pokaz,2026-05-01 18:00+02:00,,lodz,{venue.translation_key},1\n"
    wrong = "Noc,2026-03-29 02:30,,,,maybe\nKoniec,2026-05-01T18:00Z,2026-04-01T18:00Z,,,\n"
    lines = tables.read(events, (head + right).encode())
    loading.load(events, lines, user=admin_user, parent=index, dry=False)
    made = EventPage.objects.get()
    assert (made.starts.hour, made.city, made.step_free) == (16, lodz, True)
    assert made.venue == venue
    again = tables.read(events, spreadsheets.as_csv(tables.exported(events, admin_user)))
    report = loading.load(events, again, user=admin_user, parent=None, dry=False)
    assert report.counts["unchanged"] == 1
    lines = tables.read(events, (head + wrong).encode())
    faults = loading.load(events, lines, user=admin_user, parent=index).faults
    assert {(one.line, one.column) for one in faults} >= {
        (2, "starts"),
        (2, "step_free"),
        (3, "ends"),
    }


def test_a_moment_without_offset_is_told_by_the_clocks_of_its_row(
    tree: Tree, admin_user: Any
) -> None:
    """So are the cells that a spreadsheet knows as dates."""
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    events = tables.TABLES["events"]
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["own_key", "title", "starts", "time_zone", "capacity"])
    sheet.append(["1", "Pokaz", dt.datetime(2026, 5, 1, 18), "Europe/Kyiv", 30])
    sheet.append(["2", "Noc", "2026-05-01 18:00+02:00", "Europe/Warsaw", None])
    data = io.BytesIO()
    book.save(data)
    lines = tables.read(events, data.getvalue())
    for outcome in ("created", "unchanged"):
        report = loading.load(events, lines, user=admin_user, parent=index, dry=False)
        assert report.counts[outcome] == 2, report
    made = EventPage.objects.order_by("starts")
    assert [(one.title, one.starts.hour) for one in made] == [("Pokaz", 15), ("Noc", 16)]
