"""Partners as a table: exported, changed, and imported as a whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from courtyard.editing import loading, spreadsheets, tables
from network.models import PartnerPage
from programmes.models import EventPage
from tests.network.conftest import city, partner
from tests.programmes.test_desk import editor_of
from tests.trees import EventIndexFactory, Tree

HEAD = "title;kind\n"


def table() -> tables.Table:
    return tables.TABLES["partners"]


def read(text: str) -> tables.Lines:
    return tables.read(table(), text.encode())


def told(report: loading.Report) -> list[tuple[int, str]]:
    return [(row.line, row.outcome) for row in report.rows]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What is said of a file is read in English, whatever language a test before has left."""
    with translation.override("en"):
        yield


@pytest.fixture
def editor(admin_user: Any) -> Client:
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = "en"
    profile.save()
    client = Client(HTTP_HOST="localhost")
    client.force_login(admin_user)
    return client


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
    faults = [(fault.line, fault.column) for fault in refused.value.args[0].faults]
    assert faults == [
        (3, "kind"),
        (4, "longitude"),
        (5, "city"),
        (6, "translation_key"),
        (7, "title"),
    ]
    assert not PartnerPage.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (HEAD.encode() + "ok;ngo\nŻuk;ngo\n".encode("cp1250"), "Line 3 is not in"),
        (b"title;kindd\n", "Unknown columns in line 1: kindd"),
        (b"kind\n", "column is missing"),
        (b"title;title\n", "named twice in line 1: title"),
        (b"title;kind\na;b;c\n", "Line 2 has more cells"),
        (b'title;kind\nok;ngo\n"a;b\n', "Line 3 cannot be read"),
        (b"PK\x03\x04 no workbook", "neither"),
        (b"title\n" + b"a\n" * 4, "more than 3 rows"),
    ],
)
def test_a_file_that_is_no_table_says_why(data: bytes, why: str) -> None:
    with translation.override("en"), pytest.raises(spreadsheets.Unreadable, match=why):
        tables.read(table(), data, max_rows=3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_separators_are_read(encoding: str, delimiter: str) -> None:
    data = f"title{delimiter}kind\r\nŻuk{delimiter}ngo\r\n".encode(encoding)
    asked = "cp1250" if encoding == "cp1250" else "utf-8-sig"
    assert tables.read(table(), data, encoding=asked) == [(2, {"title": "Żuk", "kind": "ngo"})]


def test_nobody_imports_or_exports_what_they_may_not_edit(directory: Any, networks: Any) -> None:
    known = partner(directory, "Żuk", "zuk")
    user = editor_of(networks)
    assert len([*tables.exported(table(), user)]) == 1
    lines = read(f"translation_key;title\n{known.translation_key};Inny\n;Nowy\n")
    report = loading.load(table(), lines, user=user, parent=directory)
    assert [fault.line for fault in report.faults] == [2, 3]
    assert not tables.parents(table(), AnonymousUser()).exists()


def test_an_editor_looks_first_and_imports_then(directory: Any, editor: Client) -> None:
    address = reverse("courtyard_table_partners")
    file = SimpleUploadedFile("p.csv", (HEAD + "Nowy;ngo\n").encode())
    looked = editor.post(address, {"file": file, "parent": directory.pk})
    assert "This would change" in looked.content.decode()
    assert not PartnerPage.objects.exists()
    sealed = looked.context["form"]["sealed"].value()
    form = {"sealed": sealed, "parent": directory.pk, "apply": "1"}
    assert "was imported" in editor.post(address, form).content.decode()
    assert PartnerPage.objects.get().title == "Nowy"
    assert "Choose the file again" in editor.post(address, {**form, "sealed": "x"}).content.decode()
    exported = editor.get(reverse("courtyard_export_partners"))
    assert exported.content.decode("utf-8-sig").count("\n") == 2


def test_the_command_says_what_would_change_and_does_it(
    directory: Any, admin_user: Any, tmp_path: Any
) -> None:
    file = tmp_path / "p.csv"
    file.write_text(HEAD + "Nowy;ngo\n")
    who = {"user": admin_user.username, "parent": directory.pk}
    call_command("import_table", "partners", str(file), stdout=io.StringIO(), **who)
    assert not PartnerPage.objects.exists()
    call_command("import_table", "partners", str(file), apply=True, stdout=io.StringIO(), **who)
    assert PartnerPage.objects.count() == 1
    file.write_text(HEAD + "Nowy;circus\n")
    with pytest.raises(CommandError, match="nothing was written"):
        call_command(
            "import_table", "partners", str(file), stdout=io.StringIO(), stderr=io.StringIO(), **who
        )


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


def test_events_are_told_by_moments_places_and_venues(
    tree: Tree, directory: Any, admin_user: Any
) -> None:
    lodz = city(tree, "lodz", "Łódź", "Łódź", "PL", (51.75, 19.5))
    venue = partner(directory, "Żuk", "zuk")
    index = EventIndexFactory(parent=tree.home, title="Wydarzenia", slug="wydarzenia")
    events = tables.TABLES["events"]
    head = "title,starts,ends,city,venue,step_free\n"
    right = f"Pokaz,2026-05-01 18:00+02:00,,lodz,{venue.translation_key},1\n"
    wrong = "Noc,2026-05-01 18:00,,,,maybe\nKoniec,2026-05-01T18:00Z,2026-04-01T18:00Z,,,\n"
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
