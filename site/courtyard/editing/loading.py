"""Tables taken in: what each row would change, and the change itself, of a whole file or of none.

Rows are read by chunks. What they refer to, the pages that they change and what these say now is
asked of the database for a whole chunk at once; a page that changes is saved as editors save it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page

from courtyard.localisation import facts

from .moments import ZONE
from .spreadsheets import armed, defused
from .tables import CHUNK, KEY, OWN_KEY, Lines, References, Table


class Refused(ValueError):
    """A table with errors, of which nothing was written."""


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
    loading = _Loading(table, user, parent, publish, dry)
    with transaction.atomic():
        if not dry:
            facts.lock_originals(keys_of(table, lines))
        for begin in range(0, len(lines), CHUNK):
            chunk = lines[begin : begin + CHUNK]
            loading.take(chunk)
            progress(begin + len(chunk), len(lines))
        if loading.report.faults and not dry:
            raise Refused(loading.report)
    return loading.report


def keys_of(table: Table, lines: Lines) -> set[UUID]:
    """The keys that the rows of a file have, as far as they are keys."""
    return {key for _line, cells in lines if (key := _key_of(table, cells))}


def _key_of(table: Table, cells: Mapping[str, str]) -> UUID | None:
    try:
        return table.key_of(cells)
    except ValueError:
        return None


class _Line:
    """A row of the file on its way: what it says, of which page, and what is wrong with it."""

    def __init__(self, number: int, cells: dict[str, str], key: UUID | None) -> None:
        self.number, self.cells, self.key = number, cells, key
        self.page: Any = None
        self.faults: list[Fault] = []

    def fault(self, column: str, why: str) -> None:
        """Say what is wrong with a cell; without a column with the whole."""
        self.faults.append(Fault(self.number, column, why))

    def tell(self, error: ValidationError, columns: Sequence[str]) -> None:
        """The same of what a page has refused; a cell that means nothing is not told twice."""
        if not hasattr(error, "error_dict"):
            self.fault("", " ".join(error.messages))
            return
        known = {fault.column for fault in self.faults if fault.column}
        for name, why in error.message_dict.items():
            if name not in known:
                self.fault(name if name in columns else "", " ".join(why))


@dataclass
class _Loading:
    """A file that is taken in, chunk by chunk."""

    table: Table
    user: Any
    parent: Page | None
    publish: bool
    dry: bool
    report: Report = field(default_factory=Report)
    seen: dict[UUID, int] = field(default_factory=dict)

    def take(self, chunk: Lines) -> None:
        """Take in some rows; what is said of them stands in the report."""
        found = self.table.referred([cells for _line, cells in chunk])
        rows = [_Line(line, cells, _key_of(self.table, cells)) for line, cells in chunk]
        known = self.table.pages([row.key for row in rows if row.key])
        for row in rows:
            row.page = known.get(row.key) if row.key else None
        drafts = dict(zip(known, self.table.drafts([*known.values()]), strict=True))
        taken = self._taken([row.key for row in rows if row.key and not row.page])
        for row in rows:
            if self._may_be_taken(row, taken):
                self._compare(row, drafts.get(row.key) if row.key else None, found)
            self.report.faults += row.faults

    def _taken(self, keys: Sequence[UUID]) -> set[UUID]:
        """Keys of pages that are no originals of this type: no new page can have them."""
        if not keys:
            return set()
        pages = Page.objects.filter(translation_key__in=keys).order_by()
        return set(pages.values_list("translation_key", flat=True))

    def _may_be_taken(self, row: _Line, taken: set[UUID]) -> bool:
        column = KEY if row.cells.get(KEY) else OWN_KEY
        if row.cells.get(KEY) and row.cells.get(OWN_KEY):
            row.fault(OWN_KEY, _("Write one key: the translation key, or your own."))
        elif row.key and row.key in self.seen:
            row.fault(
                column,
                _("Line %(line)s has this key already.") % {"line": self.seen[row.key]},
            )
        elif row.cells.get(KEY) and row.page is None:
            row.fault(KEY, _("There is no such page. Leave the key empty for a new one."))
        elif row.key in taken:
            row.fault(
                OWN_KEY,
                _("The original of this page is gone. Make a translation the original first."),
            )
        elif why := self._why_forbidden(row.page):
            row.fault(column if row.key else "", why)
        if row.key:
            self.seen.setdefault(row.key, row.number)
        return not row.faults

    def _why_forbidden(self, page: Any) -> str:
        """Why the user may not write a page, or make a new one (None); "" where they may."""
        if page is None:
            return self._why_no_new_pages
        may = page.permissions_for_user(self.user)
        if not may.can_edit():
            return _("You may not change this page.")
        if self.publish and not may.can_publish():
            return _("You may not publish this page.")
        return ""

    @cached_property
    def _why_no_new_pages(self) -> str:
        if self.parent is None:
            return _("Choose where new pages are to stand.")
        below = self.parent.permissions_for_user(self.user)
        if not below.can_add_subpage():
            return _("You may not make pages there.")
        if self.publish and not below.can_publish_subpage():
            return _("You may not publish pages there.")
        return ""

    def _compare(self, row: _Line, draft: Any, found: References) -> None:
        """Find out what a row changes in the page as it stands in the editor, and change it."""
        if draft is None:
            draft = self._new(row)
        changed = self._fill(draft, row, found)
        if row.page is not None and not changed:
            self.report.rows.append(Row(row.number, draft.title, "unchanged", []))
            return
        if why := row.page is not None and _why_held(row.page, self.user):
            row.fault("", why)
        self._check(draft, row)
        if row.faults:
            return
        if not self.dry and not self.report.faults:
            try:
                # What a page refuses is a fault of its line: the rest is still looked at.
                with transaction.atomic():
                    self._write(row.page, draft, changed)
            except ValidationError as error:
                row.tell(error, self.table.columns)
                return
        outcome = "created" if row.page is None else "updated"
        self.report.rows.append(Row(row.number, draft.title, outcome, changed))

    def _new(self, row: _Line) -> Any:
        parent: Any = self.parent
        keyed = {"translation_key": row.key} if row.key else {}
        page = self.table.model(locale=parent.locale, live=False, owner=self.user, **keyed)
        page._cached_parent_obj = parent
        return page

    def _fill(self, page: Any, row: _Line, found: References) -> list[str]:
        """Let a page say what a row says; gives the columns in which it said something else."""
        changed = []
        # The clocks by which moments are told are known before the moments.
        for column in sorted(self.table.columns, key=lambda name: name != ZONE):
            if column not in row.cells or (row.page is None and not row.cells[column]):
                continue
            text = row.cells[column]
            if text == armed(defused(self.table.told(page, column))):
                continue
            try:
                value = self.table.meant(page, column, text, found)
            except ValidationError as error:
                changed.append(column)
                row.fault(column, " ".join(error.messages))
                continue
            # The same may be said in several ways: 18:00+02:00 is 16:00Z, 51.1 is 51.10.
            if row.page is None or value != getattr(page, column):
                changed.append(column)
                setattr(page, column, value)
        return changed

    def _check(self, page: Any, row: _Line) -> None:
        """Ask the page: all of it where it is to be published, or what the row says of it.

        What the row refers to has been looked up.
        """
        asked = set(self.table.columns) - set(self.table.references)
        try:
            if self.publish:
                page.check_publishable()
            else:
                page.clean_fields(exclude={known.name for known in page._meta.get_fields()} - asked)
                page.clean()
        except ValidationError as error:
            row.tell(error, self.table.columns)

    def _write(self, known: Any, draft: Any, changed: Sequence[str]) -> None:
        """Save a page as editors save it; raises ValidationError."""
        if known is None:
            page = draft
            parent: Any = self.parent
            parent.add_child(instance=page)
        else:
            page = known.get_latest_revision_as_object()
            for column in changed:
                setattr(page, column, getattr(draft, column))
        revision = page.save_revision(user=self.user, clean=False)
        if self.publish:
            try:
                revision.publish(user=self.user)
            except PermissionDenied as error:
                raise ValidationError(_("You may not publish this page.")) from error


def _why_held(page: Any, user: Any) -> str:
    """Why nobody, or only somebody else, may change a page now; "" where the user may."""
    title = page.get_admin_display_title()
    if page.workflow_in_progress:
        state = page.current_workflow_state
        return _("“%(title)s” is in review (%(task)s), handed in by %(who)s.") % {
            "title": title,
            "task": state.current_task_state.task.name,
            "who": _name(state.requested_by),
        }
    lock = page.get_lock()
    if not lock or not lock.for_user(user):
        return ""
    if page.approved_schedule:
        return _("“%(title)s” waits to be published, and is locked until then.") % {"title": title}
    return _("“%(title)s” is locked by %(who)s.") % {"title": title, "who": _name(page.locked_by)}


def _name(user: Any) -> str:
    return get_user_display_name(user) if user else "–"
