"""Files of spreadsheets, CSV and XLSX, as rows of texts: read with care, and written.

Whatever a file is, it is either read or refused with a sentence that names the line: a file in
another encoding than is said, a workbook that grows when it is unpacked, a formula of which nobody
knows the value.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

MARK = "\ufeff"
"""How a text begins that says of itself that it is in UTF-8."""

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1250": "Windows-1250", "iso-8859-2": "ISO 8859-2 (Latin-2)"}
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""How files begin that say their encoding themselves."""

LETTER, NOISE = r"[^\W\d_]", "[\u02c7\xa6\xac\xb1\xb6]"
GARBLED = re.compile(f"{LETTER}{NOISE}|{NOISE}{LETTER}|[\x80-\x9f]")
"""What comes out where Latin-2 is read as Windows-1250, or the other way round."""

SMALLEST_WORKBOOK, BYTES_OF_ROW, CELLS_OF_ROW = 1_000_000, 5_000, 100
"""How many bytes a workbook may have unpacked, and rows on average."""

FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
FORMULA_IN_XML = re.compile(rb"<(\w+:)?f[ />]")
PIECE = 1 << 20

WHAT_A_BROKEN_WORKBOOK_RAISES = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    EOFError,
)

Rows = Iterator[tuple[int, list[str]]]


class Unreadable(ValueError):
    """A file that is no table; says why."""


def rows_of(data: bytes, *, encoding: str, max_rows: int) -> Rows:
    """The rows of a file of whichever kind, each with its line; raises Unreadable.

    Of a workbook no more is unpacked than so many rows can need.
    """
    if data.startswith(b"PK\x03\x04"):
        return _rows_of_workbook(data, max_rows)
    return _rows_of_csv(data, encoding)


def _rows_of_csv(data: bytes, encoding: str) -> Rows:
    text = _decoded(data, encoding)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in rows:
            yield begins, cells
            begins = rows.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("Line %(line)s cannot be read: a quotation mark is missing or too much.")
            % {"line": begins}
        ) from error


def _decoded(data: bytes, encoding: str) -> str:
    """The text of a file; raises Unreadable where it is not in the encoding that is said."""
    told = next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
    encoding = told or encoding
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        begin = data.rfind(b"\n", 0, error.start) + 1
        line = data[begin:].partition(b"\n")[0].decode(encoding, "replace").strip()
        raise Unreadable(
            _("Line %(line)s is not in the chosen encoding: “%(text)s”. Choose another one.")
            % {"line": data.count(b"\n", 0, begin) + 1, "text": line[:60]}
        ) from error
    if "\0" in text:
        raise Unreadable(_("This is neither a CSV nor an XLSX file."))
    if told is None and not encoding.startswith("utf"):
        _check_bytewise(data, text)
    return text


def _check_bytewise(data: bytes, text: str) -> None:
    """Doubt an encoding in which any file can be read: raises Unreadable where it is another."""
    if not data.isascii() and _is_utf8(data):
        raise Unreadable(_("The file is in UTF-8. Choose that encoding."))
    if garbled := GARBLED.search(text):
        begin = text.rfind("\n", 0, garbled.start()) + 1
        raise Unreadable(
            _("Line %(line)s is not in the chosen encoding: “%(text)s”. Choose another one.")
            % {
                "line": text.count("\n", 0, begin) + 1,
                "text": text[begin:].partition("\n")[0].strip()[:60],
            }
        )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _rows_of_workbook(data: bytes, max_rows: int) -> Rows:
    try:
        yield from _checked_rows(data, max_rows)
    except Unreadable:
        raise
    except WHAT_A_BROKEN_WORKBOOK_RAISES as error:
        raise Unreadable(_("This is neither a CSV nor an XLSX file.")) from error


def _checked_rows(data: bytes, max_rows: int) -> Rows:
    most = SMALLEST_WORKBOOK + max_rows * BYTES_OF_ROW
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        # What a part says of its size is the most that is unpacked of it.
        if sum(part.file_size for part in packed.infolist()) > most:
            raise Unreadable(
                _("Unpacked the workbook is larger than %(size)s MB. Save it as CSV, or split it.")
                % {"size": most // 1_000_000}
            )
        counted = _has_formulas(packed)
    cells_left = CELLS_OF_ROW * (max_rows + 1)
    formulas: Iterable[Sequence[Any]] = _values(data, computed=False) if counted else repeat(())
    for line, (values, said) in enumerate(
        zip(_values(data, computed=True), formulas, strict=False), 1
    ):
        cells_left -= len(values) or 1
        if cells_left < 0:
            raise Unreadable(
                _("Up to line %(line)s the workbook has more cells than a table can have.")
                % {"line": line}
            )
        _check_formulas(line, values, said)
        yield line, [_text_of(value) for value in values]


def _values(data: bytes, *, computed: bool) -> Iterator[Sequence[Any]]:
    """The cells of the first sheet: of formulas what was computed last, or the formulas."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=computed)
    sheet: Any = book.worksheets[0]
    # A sheet may say that it is a million rows high; each row knows how wide it is.
    sheet.reset_dimensions()
    yield from sheet.iter_rows(values_only=True)


def _has_formulas(packed: zipfile.ZipFile) -> bool:
    for name in packed.namelist():
        if not name.startswith("xl/worksheets/"):
            continue
        with packed.open(name) as part:
            before = b""
            while piece := part.read(PIECE):
                if FORMULA_IN_XML.search(before + piece):
                    return True
                before = piece[-20:]
    return False


def _check_formulas(line: int, values: Sequence[Any], said: Sequence[Any]) -> None:
    """Raises Unreadable where a formula has never been computed: its cell would seem empty."""
    for number, (value, formula) in enumerate(zip(values, said, strict=False), 1):
        if value is None and formula is not None:
            raise Unreadable(
                _(
                    "Line %(line)s, column %(column)s holds a formula without a value. Open the "
                    "file in a spreadsheet and save it, or write the value."
                )
                % {"line": line, "column": get_column_letter(number)}
            )


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text


def armed(text: str) -> str:
    """A cell as it was before it was defused."""
    text = text.replace("\r\n", "\n").strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return f"{MARK}{out.getvalue()}".encode()


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a workbook in which every cell is text."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet()
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
