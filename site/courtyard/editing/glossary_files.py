"""The glossary as a file: read from CSV or XLSX, looked at row by row, and then taken in.

A file is what the list of terms exports, in whichever language of the admin; its columns may also
be named as the fields are. It is taken in as a whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from courtyard.glossary import TOO_LONG, is_too_long, key_of
from courtyard.models import GlossaryTerm, TableUpload, UploadState

from . import spreadsheets
from .loading import Fault
from .rights import languages_of

KIND = "glossary"
COLUMNS = ("source", "target", "term", "approved", "note")
NEEDED = COLUMNS[:4]
HEADINGS = {"source": _("From"), "target": _("Into")}
"""What stands over columns in the exported list, where that is not the name of the field."""

PERMISSIONS = {
    "add": "courtyard.add_glossaryterm",
    "change": "courtyard.change_glossaryterm",
}
"""Django's, which hold in every language."""

MAX_BYTES, MAX_ROWS, SHOWN = 2_000_000, 5_000, 500

OUTCOMES = {"created": _("new"), "updated": _("changed"), "unchanged": _("unchanged")}


@dataclass(frozen=True)
class Change:
    """What a field of a term says, and would say; each "" where it is empty."""

    name: Any
    before: str
    after: str


@dataclass
class Row:
    """What would come of a line; ``term`` is a row of the glossary that is not saved yet.

    ``before`` is what the row says, of the columns that the file has; None where there is no row
    yet, or another line has told of it.
    """

    line: int
    term: GlossaryTerm
    outcome: str
    changes: list[Change] = field(default_factory=list)
    before: dict[str, str] | None = None


@dataclass
class Report:
    """What would come of a file, line by line; ``fields`` are those that it has of a term."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[Any, int]]:
        """How many lines have which outcome, in words."""
        found = Counter(row.outcome for row in self.rows)
        return [(name, found[outcome]) for outcome, name in OUTCOMES.items()]

    @property
    def changed(self) -> list[Row]:
        """The lines of which something comes."""
        return [row for row in self.rows if row.outcome != "unchanged"]

    @property
    def fingerprint(self) -> str:
        """By which it is known whether the same would come of the file as was shown."""
        told = [(row.line, row.outcome, row.changes) for row in self.rows]
        return hashlib.blake2s(repr(told).encode(), digest_size=16).hexdigest()


def names() -> dict[str, str]:
    """The columns by all their names: those of the fields, and the headings in each language."""
    known = {column: column for column in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for column in COLUMNS:
                field_of: Any = GlossaryTerm._meta.get_field(column)
                heading = HEADINGS.get(column, field_of.verbose_name)
                known[str(heading).casefold()] = column
    return known


Line = tuple[int, dict[str, str]]


def read(data: bytes) -> tuple[dict[str, str], list[Line]]:
    """The columns of a file by the names that it gives them, and its lines by column.

    Raises spreadsheets.Unreadable, which says where it cannot be read.
    """
    header: dict[str, str] = {}
    lines: list[Line] = []
    for line, cells in spreadsheets.rows_of(data, encoding="utf-8-sig", max_rows=MAX_ROWS):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(line, cells)
            continue
        if any(cells[len(header) :]):
            told = gettext("Line %(line)s has more cells than the first line has names.")
            raise spreadsheets.Unreadable(told % {"line": line})
        if len(lines) == MAX_ROWS:
            told = gettext("There are more than %(number)s rows. Split the file.")
            raise spreadsheets.Unreadable(told % {"number": MAX_ROWS})
        lines.append((line, dict(zip(header, map(spreadsheets.armed, cells), strict=False))))
    if not header:
        raise spreadsheets.Unreadable(gettext("The file is empty."))
    return header, lines


def _header(line: int, cells: list[str]) -> dict[str, str]:
    while cells and not cells[-1].strip():
        cells.pop()
    known, header = names(), dict[str, str]()
    for cell in map(str.strip, cells):
        column = known.get(cell.casefold())
        if column is None:
            told = gettext("Unknown columns in line %(line)s: %(unknown)s. Known are: %(known)s.")
            said = {"line": line, "unknown": cell[:80] or "–", "known": ", ".join(COLUMNS)}
            raise spreadsheets.Unreadable(told % said)
        if column in header:
            told = gettext("Columns named twice in line %(line)s: %(names)s.")
            raise spreadsheets.Unreadable(told % {"line": line, "names": cell})
        header[column] = cell
    if missing := [column for column in NEEDED if column not in header]:
        told = gettext("Columns are missing in line %(line)s: %(names)s.")
        raise spreadsheets.Unreadable(told % {"line": line, "names": ", ".join(missing)})
    return header


def plan(data: bytes, user: Any) -> Report:
    """What would come of a file that somebody brings; raises spreadsheets.Unreadable."""
    header, lines = read(data)
    return _Planned(user, header, lines).report


class _Planned:
    """The plan of a file: two queries, however long it is."""

    def __init__(self, user: Any, header: Mapping[str, str], lines: list[Line]) -> None:
        fields = [name for name in ("term", "approved", "note") if name in header]
        self.header, self.report = header, Report(fields=fields)
        self.locales = {one.language_code: one for one in Locale.objects.all()}
        written = languages_of(user)
        self.may = {
            action: {
                code
                for code, one in self.locales.items()
                if one.pk in written or user.has_perm(permission)
            }
            for action, permission in PERMISSIONS.items()
        }
        self.known = {
            (one.source_id, one.target_id, one.key): one
            for one in GlossaryTerm.objects.select_related("source", "target")
        }
        self.seen: dict[tuple[int, int, str], tuple[int, GlossaryTerm]] = {}
        for line, cells in lines:
            if row := self._row(line, cells):
                self.report.rows.append(row)

    def _row(self, line: int, cells: Mapping[str, str]) -> Row | None:
        faults: list[Fault] = []

        def refuse(column: str, why: str) -> None:
            faults.append(Fault(line, self.header[column], why))

        locales = {}
        for column in ("source", "target"):
            code = cells.get(column, "")
            locales[column] = self.locales.get(code)
            if locales[column] is None:
                told = gettext("There is no language “%(code)s” here. Known are: %(known)s.")
                refuse(column, told % {"code": code[:40], "known": ", ".join(self.locales)})
        term = GlossaryTerm(**{name: cells.get(name, "") for name in ("term", "approved")})
        term.note = cells.get("note", "")
        for column in ("term", "approved", "note"):
            known: Any = GlossaryTerm._meta.get_field(column)
            try:
                known.clean(getattr(term, column), term)
            except ValidationError as error:
                refuse(column, " ".join(error.messages))
            else:
                if column == "term" and is_too_long(term.term):
                    refuse(column, str(TOO_LONG))
        self.report.faults += faults
        source, target = locales["source"], locales["target"]
        if faults or source is None or target is None:
            return None
        term.source, term.target, term.key = source, target, key_of(term.term)
        if why := self._why_not(term):
            refuse(*why)
            self.report.faults += faults
            return None
        return self._compared(line, term)

    def _why_not(self, term: GlossaryTerm) -> tuple[str, str] | None:
        """What is wrong with a term as a whole: a column, and why."""
        if term.source_id == term.target_id:
            return "target", gettext("Choose another language than that of the term.")
        key = (term.source_id, term.target_id, term.key)
        if key in self.seen:
            line, other = self.seen[key]
            if (other.approved, other.note) != (term.approved, term.note):
                told = gettext("Line %(line)s says something else of this term.")
                return "term", told % {"line": line}
        action = "change" if key in self.known else "add"
        if term.target.language_code not in self.may[action]:
            return "target", gettext("You may not write this in this language.")
        return None

    def _compared(self, line: int, term: GlossaryTerm) -> Row:
        key = (term.source_id, term.target_id, term.key)
        is_first = key not in self.seen
        self.seen.setdefault(key, (line, term))
        known = self.known.get(key)
        if not is_first:
            return Row(line, known or term, "unchanged")
        fields = self.report.fields
        if known is None:
            return Row(line, term, "created", [*_changes(GlossaryTerm(), term, fields[1:])])
        changes = [*_changes(known, term, fields)]
        before = {name: getattr(known, name) for name in fields}
        for name in fields:
            setattr(known, name, getattr(term, name))
        return Row(line, known, "updated" if changes else "unchanged", changes, before)


def _changes(before: GlossaryTerm, after: GlossaryTerm, fields: list[str]) -> Iterator[Change]:
    for name in fields:
        was, is_now = getattr(before, name), getattr(after, name)
        if was != is_now:
            known: Any = GlossaryTerm._meta.get_field(name)
            yield Change(known.verbose_name, was, is_now)


class ChangedMeanwhile(Exception):
    """Somebody has written, added or deleted a term that a report tells of."""


def take_in(report: Report) -> None:
    """Write what a report says, and of a term only what the file has.

    Raises ChangedMeanwhile, and writes nothing, where it is not true any more.
    """
    created = [row.term for row in report.rows if row.outcome == "created"]
    updated = [row.term for row in report.rows if row.outcome == "updated"]
    told = {row.term.pk: row.before for row in report.rows if row.before is not None}
    try:
        with transaction.atomic():
            if told != _locked([*told], report.fields):
                raise ChangedMeanwhile
            GlossaryTerm.objects.bulk_create(created)
            if GlossaryTerm.objects.bulk_update(updated, report.fields) != len(updated):
                raise ChangedMeanwhile
    except IntegrityError as error:
        raise ChangedMeanwhile from error


def _locked(keys: list[int], fields: list[str]) -> dict[int, dict[str, str]]:
    """What terms say, by their primary keys; nobody writes them until the transaction ends."""
    rows = GlossaryTerm.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
    return {row.pop("pk"): row for row in rows.values("pk", *fields)}


# In the admin


class FileForm(forms.Form):
    """A file of terms."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX, with the names of the columns in the first line."),
    )

    def clean_file(self) -> Any:
        """The file with its ``content``; raises ValidationError where it cannot be read."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            told = gettext("The file is larger than %(size)s MB. Split the file.")
            raise ValidationError(told % {"size": MAX_BYTES // 1_000_000})
        file.content = file.read()
        try:
            read(file.content)
        except spreadsheets.Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


def may_bring(user: Any) -> bool:
    """Whether somebody may bring terms of some language."""
    return bool(languages_of(user)) or any(user.has_perm(one) for one in PERMISSIONS.values())


def import_view(request: HttpRequest) -> HttpResponse:
    """Take a file, and lead to what would come of it."""
    if not may_bring(request.user):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, user = form.cleaned_data["file"], cast("Any", request.user)
        upload = TableUpload.objects.create(
            user=user,
            table=KIND,
            file_name=file.name[:255],
            data=file.content,
            language=get_language() or "",
            state=UploadState.LOOKED_AT,
        )
        return redirect("glossary:report", upload.pk)
    context = {"form": form, "columns": COLUMNS, "upload": None}
    return render(request, "courtyard/admin/glossary_import.html", context)


def report_view(request: HttpRequest, pk: int) -> HttpResponse:
    """What would come of a file, row by row, and the button that has it come.

    Where something has changed since it was shown it is shown anew, and nothing is written.
    """
    user: Any = request.user
    if not may_bring(user):
        raise PermissionDenied
    kept = TableUpload.objects.filter(user=user, table=KIND, state=UploadState.LOOKED_AT, pk=pk)
    upload = kept.first()
    if upload is None:
        messages.warning(request, gettext("This file is not kept any more. Choose it again."))
        return redirect("glossary:import")
    try:
        report = plan(bytes(upload.data), user)
    except spreadsheets.Unreadable as error:  # which it was not when it came
        messages.error(request, str(error))
        return redirect("glossary:import")
    if request.method == "POST" and not report.faults:
        if request.POST.get("shown") == report.fingerprint and _is_taken_in(report):
            kept.delete()
            counts = ", ".join(f"{name}: {number}" for name, number in report.counts)
            told = gettext("The file “%(name)s” is imported.") % {"name": upload.file_name}
            messages.success(request, f"{told} {counts}.")
            return redirect("glossary:index")
        messages.warning(
            request,
            gettext("Somebody has changed the glossary meanwhile. Look at what would change now."),
        )
        return redirect("glossary:report", pk)
    context = {
        "upload": upload,
        "report": report,
        "rows": [(row, OUTCOMES[row.outcome]) for row in report.changed[:SHOWN]],
        "more": max(0, len(report.changed) - SHOWN),
        "form": FileForm(),
    }
    return render(request, "courtyard/admin/glossary_import.html", context)


def _is_taken_in(report: Report) -> bool:
    try:
        take_in(report)
    except ChangedMeanwhile:
        return False
    return True


def admin_urls() -> list[URLPattern]:
    """The addresses below that of the glossary."""
    return [
        path("import/", import_view, name="import"),
        path("import/<int:pk>/", report_view, name="report"),
    ]
