"""Files of spreadsheets: read in whatever way they were saved, or refused with the line."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from courtyard.editing import spreadsheets, tables

pytestmark = pytest.mark.usefixtures("in_english")

HEAD = "title;kind\n"
ZUK = [(2, {"title": "Żuk", "kind": "ngo"})]


def table() -> tables.Table:
    return tables.TABLES["partners"]


def workbook(*rows: Any) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose sheet is written by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["title"]))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            is_sheet = part.filename.startswith("xl/worksheets/")
            new.writestr(part, xml.encode() if is_sheet else old.read(part))
    return out.getvalue()


def sheet_of(rows: str, before: str = "") -> str:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{before}<sheetData>{rows}</sheetData></worksheet>"
    )


def words(*texts: str) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f"<row>{cells}</row>"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n;;\n", "empty"),
        (HEAD.encode() + "ok;ngo\nŻuk;ngo\n".encode("cp1250"), "Line 3 is not in .*�uk;ngo"),
        (b"\ntitle;kindd\n", "Unknown columns in line 2: kindd"),
        (b"kind\n", "A column is missing in line 1: translation_key"),
        (b"title;title\n", "named twice in line 1: title"),
        (b"title;kind\na;b;c\n", "Line 2 has more cells"),
        (b'title;kind\nok;ngo\n"a;b\n', "Line 3 cannot be read"),
        (b"PK\x03\x04 no workbook", "neither"),
        (b"title\n" + b"a\n" * 4, "more than 3 rows"),
        ((HEAD + "Żuk;ngo\n").encode("utf-16-le"), "neither"),
        (workbook(["title", "summary"], ["Żuk", "=1+1"]), "Line 2, column B holds a formula"),
        (with_sheet("<worksheet>"), "neither"),
        (with_sheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'), "neither"),
        (with_sheet(sheet_of('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')), "more cells"),
    ],
)
def test_a_file_that_is_no_table_says_why(data: bytes, why: str) -> None:
    with pytest.raises(spreadsheets.Unreadable, match=why):
        tables.read(table(), data, max_rows=3)


@pytest.mark.parametrize(
    ("written", "asked", "why"),
    [
        ("iso-8859-2", "utf-8-sig", "Line 3"),
        ("iso-8859-2", "cp1250", "Line 3 is not in the chosen encoding: “Ja¶min"),
        ("cp1250", "iso-8859-2", "Line 3"),
        ("utf-8", "cp1250", "The file is in UTF-8"),
        ("utf-8", "iso-8859-2", "The file is in UTF-8"),
    ],
)
def test_a_file_in_another_encoding_than_is_said_is_not_taken_for_words(
    written: str, asked: str, why: str
) -> None:
    data = (
        f"{HEAD}Gołąb 5 ±1;ngo\nJaśmin;ngo\n" if written == "cp1250" else f"{HEAD}a;ngo\nJaśmin;\n"
    )
    with pytest.raises(spreadsheets.Unreadable, match=why):
        tables.read(table(), data.encode(written), encoding=asked)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "iso-8859-2", "utf-16"])
def test_encodings_and_separators_are_read(encoding: str, delimiter: str) -> None:
    data = f"title{delimiter}kind\r\nŻuk{delimiter}ngo\r\n".encode(encoding)
    asked = encoding if encoding in spreadsheets.ENCODINGS else "cp1250"
    asked = "utf-8-sig" if encoding == "utf-8" else asked
    assert tables.read(table(), data, encoding=asked) == ZUK


def test_signs_that_are_rare_are_no_sign_of_another_encoding() -> None:
    data = f"{HEAD}Ślad ± 5 °, § 3 ¶;ngo\n".encode("cp1250")
    assert tables.read(table(), data, encoding="cp1250")[0][1]["title"] == "Ślad ± 5 °, § 3 ¶"


def test_empty_rows_are_left_out_and_lines_stay_those_of_the_file() -> None:
    data = b'\ntitle;kind\n;\n"two\nlines";ngo\n\nlast;ngo\n'
    assert [line for line, _cells in tables.read(table(), data)] == [4, 7]
    rows = words("title") + "<row/><row/>" + words("last")
    assert [line for line, _cells in tables.read(table(), with_sheet(sheet_of(rows)))] == [4]


def test_of_a_formula_the_value_is_read_that_was_computed_last() -> None:
    computed = '<c t="str"><f>A1&amp;"!"</f><v>Żuk</v></c>'
    text = '<c t="inlineStr"><is><t>=1</t></is></c>'
    rows = f"{words('title', 'summary')}<row>{computed}{text}</row>"
    read = tables.read(table(), with_sheet(sheet_of(rows)))
    assert read == [(2, {"title": "Żuk", "summary": "=1"})]


def test_a_sheet_that_says_to_be_a_million_rows_high_is_as_high_as_it_is() -> None:
    said = '<dimension ref="A1:XFD1048576"/>'
    sheet = sheet_of(words("title", "kind") + words("Żuk", "ngo"), before=said)
    assert tables.read(table(), with_sheet(sheet), max_rows=3) == ZUK


def test_a_workbook_that_grows_when_it_is_unpacked_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO(workbook(["title"]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/a", b"0" * 3_000_000)
    assert len(out.getvalue()) < 20_000
    monkeypatch.delattr(spreadsheets, "load_workbook")
    with pytest.raises(spreadsheets.Unreadable, match="larger than 1 MB"):
        tables.read(table(), out.getvalue(), max_rows=3)
