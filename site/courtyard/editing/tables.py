"""Pages as rows of a table: written for spreadsheets, and read from them again.

A row says the facts of an original; its key is the translation key. A row without a key is a new
page. Whatever a cell says as the page says it already is no change, so that a table that was
exported and read again changes nothing. A file is taken as a whole, or not at all.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from courtyard.models import Original

KEY = "translation_key"
CHUNK = 200
MAX_ROWS = 100_000
ENCODINGS = ("utf-8-sig", "cp1250")
FORMULA = re.compile(r"'*[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?\Z")
YES, NO = ("1", "true", "yes"), ("", "0", "false", "no")


class Unreadable(ValueError):
    """A file that is no table; says why."""


class Refused(ValueError):
    """A table with errors, of which nothing was written."""


@dataclass(frozen=True)
class Table:
    """A type of page as a table: its name in addresses, and the fields that are its columns.

    ``label`` is its name in the menu. ``references`` says by which field of the other model a
    foreign key is told.
    """

    name: str
    model: type[Page]
    label: Any
    columns: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)

    @property
    def header(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (KEY, *self.columns)

    def told(self, page: Any, column: str) -> str:
        """What a page says in a column."""
        value = getattr(page, column)
        if value is None:
            return ""
        if column in self.references:
            return str(getattr(value, self.references[column]))
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, dt.datetime):
            return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%MZ")
        return str(value)

    def meant(self, page: Any, column: str, text: str) -> Any:
        """The value that a cell means; raises ValidationError."""
        known: Any = self.model._meta.get_field(column)
        if column in self.references:
            return self._referred(page, known, self.references[column], text)
        if isinstance(known, models.BooleanField):
            if text.lower() not in (*YES, *NO):
                raise ValidationError(_("Write 1 for yes and 0 for no."))
            return text.lower() in YES
        if not text:
            return None if known.null else ""
        if isinstance(known, models.DateTimeField):
            return _moment(text)
        return known.to_python(text)

    def _referred(self, page: Any, known: Any, by: str, text: str) -> Any:
        if not text:
            return None
        found = known.related_model.objects.filter(**{by: text}).order_by("pk")
        try:
            if by == KEY:
                wanted = Original.objects.filter(translation_key=UUID(text)).values("page")
                return found.get(pk__in=wanted)
            return found.filter(locale=page.locale).first() or found[:1].get()
        except (ObjectDoesNotExist, ValueError) as error:
            raise ValidationError(
                _("There is no “%(value)s”."), params={"value": text[:80]}
            ) from error


TABLES: dict[str, Table] = {}


def register(table: Table) -> None:
    """Let pages of a type be exported and imported."""
    TABLES[table.name] = table


@dataclass
class Fault:
    """What is wrong with a cell: its line in the file, its column, and why."""

    line: int
    column: str
    why: str


@dataclass
class Row:
    """What came, or would come, of a line: created, updated or unchanged."""

    line: int
    title: str
    outcome: str
    columns: list[str]


@dataclass
class Report:
    """What came of a file, line by line."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many lines had which outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {name: found[name] for name in ("created", "updated", "unchanged")}


Lines = list[tuple[int, dict[str, str]]]


def read(
    table: Table, data: bytes, *, encoding: str = "utf-8-sig", max_rows: int = MAX_ROWS
) -> Lines:
    """The rows of a CSV or XLSX file with their lines; raises Unreadable."""
    if data.startswith(b"PK\x03\x04"):
        raw = _rows_of_workbook(data)
    else:
        raw = _rows_of_csv(data, encoding)
    header: list[str] = []
    found: Lines = []
    for line, cells in raw:
        if not any(cells):
            continue
        if not header:
            header = [cell.strip().lower() for cell in cells]
            while header and not header[-1]:
                header.pop()
            _check_header(table, header)
            continue
        if any(cells[len(header) :]):
            raise Unreadable(
                _("Line %(line)s has more cells than the first line has names.") % {"line": line}
            )
        if len(found) == max_rows:
            raise Unreadable(
                _("There are more than %(number)s rows. Split the file.") % {"number": max_rows}
            )
        cells += [""] * (len(header) - len(cells))
        found.append((line, dict(zip(header, map(_armed, cells), strict=False))))
    if not header:
        raise Unreadable(_("The file is empty."))
    return found


def _check_header(table: Table, header: list[str]) -> None:
    unknown = [name or "–" for name in header if name not in table.header]
    if unknown:
        raise Unreadable(
            _("Unknown columns: %(unknown)s. Known are: %(known)s.")
            % {"unknown": ", ".join(unknown)[:300], "known": ", ".join(table.header)}
        )
    twice = [name for name, number in Counter(header).items() if number > 1]
    if twice:
        raise Unreadable(_("Columns named twice: %(names)s.") % {"names": ", ".join(twice)})
    if KEY not in header and "title" not in header:
        raise Unreadable(
            _("A column is missing: %(key)s, or title where all pages are new.") % {"key": KEY}
        )


def _rows_of_csv(data: bytes, encoding: str) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("Line %(line)s is not in the chosen encoding. Choose another one.")
            % {"line": data.count(b"\n", 0, error.start) + 1}
        ) from error
    if "\0" in text:
        raise Unreadable(_("This is neither a CSV nor an XLSX file."))
    first = text.partition("\n")[0]
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


def _rows_of_workbook(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_text_of(value) for value in cells]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, SyntaxError) as error:
        raise Unreadable(_("This is neither a CSV nor an XLSX file.")) from error


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment(text: str) -> dt.datetime:
    """A moment with its offset; raises ValidationError, too, where none is told."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValidationError(
            _("Write a date and time as in ISO 8601: 2026-05-01 18:00+02:00.")
        ) from error
    if moment.tzinfo is None:
        raise ValidationError(_("Say how far the clock is from UTC, as in 2026-05-01 18:00+02:00."))
    return moment


def defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.match(text) else text


def _armed(text: str) -> str:
    """A cell as it was before it was defused."""
    text = text.replace("\r\n", "\n").strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def exported(table: Table, user: Any) -> Iterator[list[str]]:
    """The header, and a row for each original that a user may edit, as it stands in the editor."""
    yield list(table.header)
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    pages = table.model._default_manager.filter(
        pk__in=Original.objects.filter(page__in=allowed.values("pk")).values("page")
    ).order_by("path")
    for page in pages.select_related("latest_revision").iterator(chunk_size=CHUNK):
        said = page.get_latest_revision_as_object()
        yield [str(page.translation_key), *(defused(table.told(said, c)) for c in table.columns)]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


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


def load(
    table: Table,
    lines: Lines,
    *,
    user: Any,
    parent: Page | None,
    publish: bool = False,
    dry: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Say what a table would change; with ``dry`` False do it, in one transaction.

    New pages come below ``parent``, as drafts unless they are to be published. Raises Refused,
    with the report, where a line has a fault: then nothing is written.
    """
    report = Report()
    with transaction.atomic():
        seen: set[str] = set()
        rest = iter(lines)
        done = 0
        while chunk := list(islice(rest, CHUNK)):
            known = _pages_of(table, chunk)
            for line, cells in chunk:
                key = cells.get(KEY, "").lower()
                if key and key in seen:
                    report.faults.append(Fault(line, KEY, _("This key is in the file twice.")))
                    continue
                seen.add(key)
                _load_row(table, report, line, cells, known.get(key), user, parent, publish, dry)
            done += len(chunk)
            progress(done, len(lines))
        if report.faults and not dry:
            raise Refused(report)
    return report


def _pages_of(table: Table, chunk: Lines) -> dict[str, Any]:
    """The originals that the rows of a chunk are keyed by."""
    keys = []
    for _line, cells in chunk:
        try:
            keys.append(UUID(cells.get(KEY, "")))
        except ValueError:
            continue
    ids = list(Original.objects.filter(translation_key__in=keys).values_list("page", flat=True))
    pages = table.model._default_manager.filter(pk__in=ids).select_related("latest_revision")
    return {str(page.translation_key): page for page in pages}


def _load_row(
    table: Table,
    report: Report,
    line: int,
    cells: dict[str, str],
    known: Any,
    user: Any,
    parent: Page | None,
    publish: bool,
    dry: bool,
) -> None:
    def fault(column: str, why: str) -> None:
        report.faults.append(Fault(line, column, why))

    if cells.get(KEY) and known is None:
        fault(KEY, _("There is no such page. Leave the key empty for a new one."))
        return
    if known is None and parent is None:
        fault(KEY, _("Choose where new pages are to stand."))
        return
    if not _allowed(known, parent, user, publish):
        fault(KEY, _("You may not do this with this page."))
        return
    if parent is not None and known is None:
        page: Any = table.model(locale=parent.locale, live=False, owner=user)
    else:
        page = known.get_latest_revision_as_object()
    before = len(report.faults)
    changed = _fill(table, page, cells, fault, new=known is None)
    if known is not None and not changed:
        report.rows.append(Row(line, page.title, "unchanged", []))
        return
    _check(table, page, fault)
    if len(report.faults) > before:
        return
    if not dry and not report.faults:
        try:
            # What a page refuses is a fault of its line: the rest of the file is still looked at.
            with transaction.atomic():
                _write(page, parent if known is None else None, user, publish)
        except ValidationError as error:
            _tell(table, error, fault)
            return
    outcome = "created" if known is None else "updated"
    report.rows.append(Row(line, page.title, outcome, changed))


def _allowed(known: Any, parent: Any, user: Any, publish: bool) -> bool:
    if known is not None:
        may = known.permissions_for_user(user)
        return bool(may.can_edit() and (not publish or may.can_publish()))
    below = parent.permissions_for_user(user)
    return bool(below.can_add_subpage() and (not publish or below.can_publish_subpage()))


def _fill(
    table: Table, page: Any, cells: dict[str, str], fault: Callable[[str, str], None], *, new: bool
) -> list[str]:
    """Let a page say what a row says; gives the columns in which it said something else."""
    changed = []
    for column in table.columns:
        if column not in cells or (new and not cells[column]):
            continue
        if cells[column] == _armed(defused(table.told(page, column))):
            continue
        changed.append(column)
        try:
            setattr(page, column, table.meant(page, column, cells[column]))
        except ValidationError as error:
            fault(column, " ".join(error.messages))
    return changed


def _check(table: Table, page: Any, fault: Callable[[str, str], None]) -> None:
    others = {known.name for known in page._meta.get_fields()} - set(table.columns)
    try:
        page.clean_fields(exclude=others)
        page.clean()
    except ValidationError as error:
        _tell(table, error, fault)


def _tell(table: Table, error: ValidationError, fault: Callable[[str, str], None]) -> None:
    if not hasattr(error, "error_dict"):
        fault("", " ".join(error.messages))
        return
    for name, why in error.message_dict.items():
        fault(name if name in table.columns else "", " ".join(why))


def _write(page: Any, parent: Page | None, user: Any, publish: bool) -> None:
    if parent is not None:
        parent.add_child(instance=page)
    revision = page.save_revision(user=user, clean=False)
    if publish:
        try:
            revision.publish(user=user)
        except PermissionDenied as error:
            raise ValidationError(_("You may not do this with this page.")) from error


def parents(table: Table, user: Any) -> Any:
    """The pages below which a user may add pages of the table."""
    allowed = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    kinds = table.model.allowed_parent_page_models()
    return Page.objects.filter(pk__in=allowed.values("pk")).type(*kinds).order_by("path")
